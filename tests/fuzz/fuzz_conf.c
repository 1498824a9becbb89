/* The config, through a file as libconfig reads it. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf/conf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *conf CLEANUP(conf_freep) = NULL;
	int fd CLEANUP(cleanup_close) = memfd_create("conf", MFD_CLOEXEC);
	char path[64];

	MUST(fd >= 0);
	if (size && write(fd, data, size) != (ssize_t)size)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (conf_load(path, &conf, &problems))
		MUST(problems.len);
	else
		MUST(conf->n_sources && *conf->mail.address);
	return 0;
}

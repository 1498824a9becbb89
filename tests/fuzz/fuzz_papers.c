/* Papers as JSON lines, as `digestctl score` and `evaluate` read them. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "papers_json.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(256 << 20);
	int fd CLEANUP(cleanup_close) = memfd_create("papers", MFD_CLOEXEC);
	struct paper_label *labels;
	struct paper *papers;
	struct err err;
	char path[64];
	size_t n;

	MUST(fd >= 0);
	if (size && write(fd, data, size) != (ssize_t)size)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (papers_read(path, arena, &papers, &n, &err))
		return 0;
	for (size_t i = 0; i < n; i++)
		MUST(*papers[i].id && utf8_valid(str_of(papers[i].title)));
	papers_read_labelled(path, arena, &papers, &labels, &n, &err);
	return 0;
}

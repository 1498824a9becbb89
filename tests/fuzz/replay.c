/* Calls the target with the files of a folder, each in memory of its own size.
 * Says how many; an empty folder is a fault of the test. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "fuzz.h"

enum { INPUT_MAX = 1 << 20 };

static int replay(const char *path)
{
	struct buf bytes CLEANUP(buf_deinit) = BUF(INPUT_MAX);
	struct err err = { 0 };
	uint8_t *exact;

	if (file_read(path, &bytes, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	exact = malloc(bytes.len ? bytes.len : 1);
	if (!exact)
		abort();
	memcpy(exact, buf_cstr(&bytes), bytes.len);
	LLVMFuzzerTestOneInput(exact, bytes.len);
	free(exact);
	return 0;
}

static int replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	int n = 0, rc = 0;

	if (!dir) {
		perror(folder);
		return 1;
	}
	while (!rc && (e = readdir(dir))) {
		struct buf path CLEANUP(buf_deinit) = BUF(4096);

		if (*e->d_name == '.')
			continue;
		file_join(&path, folder, e->d_name);
		rc = replay(buf_cstr(&path));
		n++;
	}
	closedir(dir);
	printf("%s: %d inputs\n", folder, n);
	return rc || !n;
}

int main(int argc, char **argv)
{
	return argc == 2 ? replay_folder(argv[1]) : 2;
}

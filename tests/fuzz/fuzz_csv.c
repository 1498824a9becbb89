/* A list of subscribers; what is read is written so that it reads the same. */
#include <stdio.h>

#include "csv.h"
#include "fuzz.h"

enum { MOST = 64 };

static void round_trip(const char *const *fields, size_t n, struct arena *arena)
{
	const char *again[CSV_FIELDS_MAX];
	char *text = NULL;
	size_t len = 0, n_again;
	struct err err;
	FILE *out = open_memstream(&text, &len);
	struct csv csv = { .next = 1, .separator = ',' }; /* ours */

	for (size_t i = 0; i < n; i++)
		csv_write(out, fields[i], i + 1 == n);
	fclose(out);
	csv.file = fmemopen(text, len, "r");
	MUST(csv.file);
	/* One empty field alone is an empty line: that is passed over. */
	if (n > 1 || *fields[0]) {
		MUST(csv_read(&csv, arena, again, &n_again, &err) == 1);
		MUST(n_again == n);
		for (size_t i = 0; i < n; i++)
			MUST(!strcmp(fields[i], again[i]));
	}
	fclose(csv.file);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	const char *fields[CSV_FIELDS_MAX];
	struct csv csv = { .next = 1 };
	struct err err;
	size_t n;
	int rc;

	if (!size)
		return 0;
	csv.file = fmemopen((void *)(uintptr_t)data, size, "r");
	MUST(csv.file);
	for (int i = 0; i < MOST; i++) {
		rc = csv_read(&csv, arena, fields, &n, &err);
		if (!rc)
			break;
		if (rc > 0)
			round_trip(fields, n, arena);
	}
	fclose(csv.file);
	return 0;
}

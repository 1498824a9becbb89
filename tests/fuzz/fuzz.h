#pragma once
/*
 * A fuzz target is one function over hostile bytes; it also states what must
 * hold whatever they are (MUST). Under the preset `fuzz` libFuzzer calls it,
 * elsewhere replay.c with every file of its corpus. The bytes end where they
 * end: AddressSanitizer sees a read beyond them.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) ((condition) ? (void)0 : abort())

static inline struct str fuzz_bytes(const uint8_t *data, size_t size)
{
	return (struct str){ (const char *)data, size };
}

/* The first line of the input, and *rest behind it: for targets that take two
 * texts. */
static inline struct str fuzz_line(struct str *rest)
{
	struct str line = { "", 0 };

	str_split(rest, '\n', &line);
	return line;
}

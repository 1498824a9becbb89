/* A bounce's bytes, whatever read_message thinks of them. */
#include "fuzz.h"
#include "mail/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct bounce b;

	read_bounce(fuzz_bytes(data, size), arena, &b);
	MUST(b.class >= BOUNCE_NONE && b.class <= BOUNCE_OURS);
	MUST(b.recipient && b.diagnostic);
	return 0;
}

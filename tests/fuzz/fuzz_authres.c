/* Authentication-Results: the first line is the From, the second our id. */
#include "fuzz.h"
#include "mail/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(16 << 20);
	struct str rest = fuzz_bytes(data, size), from = fuzz_line(&rest);
	const char *id = arena_str(arena, fuzz_line(&rest));
	const char *fields[] = { arena_str(arena, rest) };
	struct read_message m = { .from = arena_str(arena, from),
		                  .auth_results = fields,
		                  .n_auth_results = 1 };

	/* Not one of somebody else's, not without saying so. */
	if (read_dmarc_pass(&m, id)) {
		MUST(*id && *m.from);
		MUST(strcasestr(fields[0], "dmarc"));
		MUST(strcasestr(fields[0], "pass"));
	}
	return 0;
}

/* A name server's answer. */
#include "base/dns.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	const char *const *texts;
	size_t n;

	for (int type = DNS_A; type <= DNS_TXT; type++)
		if (!dns_read(fuzz_bytes(data, size), (enum dns_type)type,
		              arena, &texts, &n))
			MUST(n <= DNS_RECORDS_MAX);
	return 0;
}

/* Answers of name servers, byte by byte. */
#include "cmocka_all.h"

#include "base/arena.h"
#include "base/dns.h"

#define BYTES(s) ((struct str){ (s), sizeof(s) - 1 })

/* One question, for t.test TXT; two answers: a CNAME and "v=spf1" "-all" in
 * two strings, with a control character between. */
#define HEADER   "\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00"
#define QUESTION "\x01t\x04test\x00\x00\x10\x00\x01"
#define CNAME    "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x0e"
#define TXT                                                                  \
	"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\x00\x0d\x07v=spf1\x01\x04" \
	"-all"

static void dns_read__joins_the_strings_of_a_record(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	const char *const *texts;
	size_t n;

	(void)state;
	assert_int_equal(0, dns_read(BYTES(HEADER QUESTION CNAME TXT), DNS_TXT,
	                             arena, &texts, &n));
	assert_int_equal(1, n);
	assert_string_equal("v=spf1?-all", texts[0]);
	assert_int_equal(0, dns_read(BYTES(HEADER QUESTION CNAME TXT), DNS_MX,
	                             arena, &texts, &n));
	assert_int_equal(0, n);
}

/* Cut anywhere, or with any byte changed: an answer or none, never a read
 * beyond the end (AddressSanitizer looks on). */
static void dns_read__hostile_bytes(void **state)
{
	static const char whole[] = HEADER QUESTION CNAME TXT;
	char copy[sizeof(whole)];
	const char *const *texts;
	size_t n;

	(void)state;
	for (size_t len = 0; len < sizeof(whole); len++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
		char *exact = arena_alloc(arena, len + 1);

		memcpy(exact, whole, len);
		dns_read((struct str){ exact, len }, DNS_TXT, arena, &texts,
		         &n);
	}
	for (size_t i = 0; i < sizeof(whole) - 1; i++)
		for (int v = 0; v < 256; v += 5) {
			struct arena *arena CLEANUP(arena_freep) =
			        arena_new(1 << 20);

			memcpy(copy, whole, sizeof(whole));
			copy[i] = (char)v;
			if (!dns_read((struct str){ copy, sizeof(whole) - 1 },
			              DNS_TXT, arena, &texts, &n))
				assert_true(n <= DNS_RECORDS_MAX);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dns_read__joins_the_strings_of_a_record),
		cmocka_unit_test(dns_read__hostile_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Whoever reads a token as good could have written it. */
#include "fuzz.h"
#include "mail/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct token_key keys[2] = { { .id = 1, .retired = true },
		                                  { .id = 2 } };
	struct str text = fuzz_bytes(data, size);
	struct token token;
	char out[TOKEN_LEN + 1];

	for (int i = 0; i < 2; i++)
		if (token_read(keys, 2, text, 20558, &token) != TOKEN_BAD &&
		    !token_write(&keys[i], &token, out, NULL) &&
		    str_eq_nocase(text, str_of(out)))
			return 0;
	MUST(token_read(keys, 2, text, 20558, &token) == TOKEN_BAD);
	return 0;
}

/* What an SMTP server says, in pieces of any size. */
#include "fuzz.h"
#include "mail/submit_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct submit_reply_parser p = { 0 };
	struct submit_features f = { 0 };
	struct submit_reply reply;
	struct str rest = fuzz_bytes(data, size);
	size_t step = size ? 1 + data[0] % 64 : 1;

	while (rest.len) {
		struct str piece = { rest.ptr,
			             rest.len < step ? rest.len : step };
		int rc = 0;

		rest.ptr += piece.len;
		rest.len -= piece.len;
		while (piece.len && rc >= 0) {
			rc = submit_reply_parse(&p, &piece, &reply);
			if (rc > 0) {
				MUST(reply.code >= 200 && reply.code <= 599);
				MUST(strlen(reply.text) < REPLY_TEXT_MAX);
				submit_features_line(&f, str_of(reply.text));
			}
			if (!rc)
				break;
		}
		if (rc < 0)
			break;
	}
	return 0;
}

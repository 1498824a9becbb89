/* Our own header fields out of hostile texts: never a second field. */
#include "fuzz.h"
#include "mail/header.h"

static void check(struct str field)
{
	size_t line = 0;

	MUST(field.len > 2 && field.ptr[field.len - 1] == '\n');
	for (size_t i = 0; i < field.len; i++) {
		unsigned char c = (unsigned char)field.ptr[i];

		MUST(c == '\r' || c == '\n' || c == '\t' ||
		     (c >= ' ' && c < 0x7f));
		if (c == '\n') {
			MUST(i && field.ptr[i - 1] == '\r');
			MUST(i + 1 == field.len || field.ptr[i + 1] == ' ');
			MUST(line <= 998);
			line = 0;
		} else if (c == '\r') {
			MUST(i + 1 < field.len && field.ptr[i + 1] == '\n');
		} else {
			line++;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text CLEANUP(buf_deinit) = BUF(4 << 20);
	struct buf mailbox CLEANUP(buf_deinit) = BUF(4 << 20);

	header_text(&text, "Subject", fuzz_bytes(data, size));
	check(buf_str(&text));
	header_mailbox(&mailbox, "From", fuzz_bytes(data, size),
	               STR("ada@example.org"));
	check(buf_str(&mailbox));
	return 0;
}

/* What an IMAP server says, before libetpan sees it. */
#include "fuzz.h"
#include "mail/mailbox_guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailbox_guard whole = { 0 }, pieces = { 0 };
	struct err err;
	int one, many = 0;

	mailbox_guard_answer(&whole, 1 << 20);
	mailbox_guard_answer(&pieces, 1 << 20);
	one = mailbox_guard_feed(&whole, (const char *)data, size, &err);
	for (size_t i = 0; i < size && !many; i++)
		many = mailbox_guard_feed(&pieces, (const char *)data + i, 1,
		                          &err);
	/* However the bytes come in, they are judged alike. */
	MUST((one < 0) == (many < 0));
	return 0;
}

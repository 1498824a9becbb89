#include "mail/mailbox_name.h"

#include <stdbool.h>
#include <unistr.h>

#include "base/str.h"

enum { NAME_MAX_BYTES = 250 };

/* UTF-16 in big endian as base64 without padding, "," in place of "/". */
static void encode_run(struct buf *out, const uint16_t *units, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz0123456789+,";
	uint32_t bits = 0;
	unsigned held = 0;

	buf_addc(out, '&');
	for (size_t i = 0; i < n; i++) {
		bits = bits << 16 | units[i];
		for (held += 16; held >= 6; held -= 6)
			buf_addc(out, digits[bits >> (held - 6) & 63]);
		bits &= (1U << held) - 1;
	}
	if (held)
		buf_addc(out, digits[bits << (6 - held) & 63]);
	buf_addc(out, '-');
}

static bool plain(uint16_t unit)
{
	return unit >= 0x20 && unit < 0x7f;
}

int mailbox_name_encode(struct buf *out, const char *name, struct err *err)
{
	uint16_t units[NAME_MAX_BYTES];
	size_t n = NAME_MAX_BYTES, len = str_of(name).len, start;

	if (!len || len > NAME_MAX_BYTES)
		return err_set(err, "mailbox name: empty or over %d bytes",
		               NAME_MAX_BYTES);
	if (!u8_to_u16((const uint8_t *)name, len, units, &n))
		return err_set(err, "mailbox name: not UTF-8");
	for (size_t i = 0; i < n; i++)
		if (units[i] < 0x20 || units[i] == 0x7f || units[i] == '*' ||
		    units[i] == '%')
			return err_set(err,
			               "mailbox %s: a control character "
			               "or wildcard in the name",
			               name);
	for (size_t i = 0; i < n;) {
		if (plain(units[i])) {
			buf_addc(out, (char)units[i]);
			if (units[i++] == '&')
				buf_addc(out, '-');
			continue;
		}
		for (start = i; i < n && !plain(units[i]);)
			i++;
		encode_run(out, units + start, i - start);
	}
	return 0;
}

#include "text/utf8_intern.h"

#include <stdlib.h>

#include <uninorm.h>
#include <unistr.h>

#include "base/cleanup.h"

static const uint8_t *bytes(struct str s)
{
	return (const uint8_t *)s.ptr;
}

size_t utf8_next(struct str s, uint32_t *code, bool *valid)
{
	ucs4_t c;
	int n;

	if ((unsigned char)*s.ptr < 0x80) {
		*code = (unsigned char)*s.ptr;
		*valid = true;
		return 1;
	}
	n = u8_mbtouc(&c, bytes(s), s.len);
	*code = c;
	/* U+FFFD written as such is no error: it has three bytes and starts
	 * with 0xEF 0xBF 0xBD; everything else that gives it is one. */
	*valid = c != 0xFFFD || (n == 3 && !memcmp(s.ptr, UTF8_REPLACEMENT, 3));
	return n > 0 ? (size_t)n : 1;
}

int utf8_add(struct buf *out, uint32_t code)
{
	uint8_t enc[6];
	int n = u8_uctomb(enc, code, sizeof(enc));

	return n > 0 ? buf_add(out, enc, (size_t)n) : -1;
}

static void add_normalized(struct buf *out, struct str s, uninorm_t form)
{
	uint8_t *norm CLEANUP(cleanup_free) = NULL;
	size_t len = 0;

	if (!s.len)
		return;
	norm = u8_normalize(form, bytes(s), s.len, NULL, &len);
	if (!norm)
		abort();
	buf_add(out, norm, len);
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] >= 0x80)
			return false;
	return true;
}

/* Most of what is not ASCII is Latin letters with accents and typographic
 * dashes and quotes, composed already: below U+0300, or U+2010 to U+202F (E2 80
 * 90 to E2 80 AF). Nothing there changes in NFC, alone or side by side. */
static bool is_composed(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;

	for (; p < end; p++) {
		if (*p < 0xcc) /* also a later byte of a letter below U+0300 */
			continue;
		if (*p != 0xe2 || end - p < 3 || p[1] != 0x80 || p[2] < 0x90 ||
		    p[2] > 0xaf)
			return false;
		p += 2;
	}
	return true;
}

void utf8_add_nfc(struct buf *out, struct str s)
{
	if (is_composed(s))
		buf_addstr(out, s);
	else
		add_normalized(out, s, UNINORM_NFC);
}

void utf8_add_nfkd(struct buf *out, struct str s)
{
	if (is_ascii(s))
		buf_addstr(out, s);
	else
		add_normalized(out, s, UNINORM_NFKD);
}

void utf8_add_repaired(struct buf *out, struct str s)
{
	while (s.len && !out->full) {
		const uint8_t *bad = u8_check(bytes(s), s.len);
		size_t good = bad ? (size_t)(bad - bytes(s)) : s.len;
		uint32_t code;
		bool valid;

		buf_add(out, s.ptr, good);
		s.ptr += good;
		s.len -= good;
		if (s.len) {
			size_t n = utf8_next(s, &code, &valid);

			buf_adds(out, UTF8_REPLACEMENT);
			s.ptr += n;
			s.len -= n;
		}
	}
}

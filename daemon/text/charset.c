#include "text/charset.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include <unistr.h>

#include "text/utf8_intern.h"

/* What people's programs write -> what it is read as. The names are those of
 * the WHATWG Encoding Standard, 4.2, that mails use. */
static const struct {
	const char *name, *is;
} supersets[] = {
	{ "us-ascii", "CP1252" },
	{ "ascii", "CP1252" },
	{ "ansi_x3.4-1968", "CP1252" },
	{ "iso-8859-1", "CP1252" },
	{ "iso8859-1", "CP1252" },
	{ "iso_8859-1", "CP1252" },
	{ "latin1", "CP1252" },
	{ "latin-1", "CP1252" },
	{ "l1", "CP1252" },
	{ "iso-8859-9", "CP1254" },
	{ "iso-8859-11", "CP874" },
	{ "tis-620", "CP874" },
	{ "gb2312", "GB18030" },
	{ "gb_2312-80", "GB18030" },
	{ "chinese", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "gb18030", "GB18030" },
	{ "big5", "BIG5-HKSCS" },
	{ "big5-hkscs", "BIG5-HKSCS" },
	{ "cn-big5", "BIG5-HKSCS" },
	{ "x-x-big5", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "sjis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "windows-31j", "CP932" },
	{ "cp932", "CP932" },
	{ "ms932", "CP932" },
	{ "ms_kanji", "CP932" },
	{ "csshiftjis", "CP932" },
	{ "euc-jp", "EUC-JP" },
	{ "x-euc-jp", "EUC-JP" },
	{ "eucjp", "EUC-JP" },
	{ "iso-2022-jp", "ISO-2022-JP" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "ks_c_5601", "CP949" },
	{ "ksc5601", "CP949" },
	{ "korean", "CP949" },
	{ "windows-949", "CP949" },
	{ "cp949", "CP949" },
	{ "uhc", "CP949" },
	{ "iso-2022-kr", "ISO-2022-KR" },
	{ "koi8-r", "KOI8-R" },
	{ "koi8-u", "KOI8-U" },
	{ "macintosh", "MACINTOSH" },
	{ "x-mac-roman", "MACINTOSH" },
	{ "utf-16", "UTF-16" },
	{ "utf-16le", "UTF-16LE" },
	{ "utf-16be", "UTF-16BE" },
	{ "utf-7", "UTF-7" },
};

/* Families of which every member is welcome: PREFIX and a number. */
static const char *const families[] = { "iso-8859-", "iso8859-", "windows-125",
	                                "cp125",     "cp8",      "ibm8" };

/* The sender picks the charset, and glibc has over a thousand converters, some
 * with a history (CVE-2024-2961): only those that mail uses are opened. NULL:
 * not one of them. */
static const char *iconv_name(const char *charset)
{
	for (size_t i = 0; i < sizeof(supersets) / sizeof(*supersets); i++)
		if (!strcasecmp(supersets[i].name, charset))
			return supersets[i].is;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		size_t n = strlen(families[i]);

		if (!strncasecmp(charset, families[i], n) &&
		    strlen(charset + n) <= 2 &&
		    strspn(charset + n, "0123456789") == strlen(charset + n))
			return charset;
	}
	return NULL;
}

static bool is_utf8(const char *charset)
{
	return !strcasecmp(charset, "utf-8") || !strcasecmp(charset, "utf8");
}

/* Appends what the converter makes of *in until it stops; iconv's answer. */
static size_t convert(iconv_t cd, struct str *in, struct buf *out)
{
	for (;;) {
		char piece[1024], *to = piece;
		char *from = (char *)(uintptr_t)in->ptr;
		size_t room = sizeof(piece), left = in->len, answer;
		int why;

		answer = iconv(cd, &from, &left, &to, &room);
		why = errno;
		buf_add(out, piece, sizeof(piece) - room);
		in->ptr = from;
		in->len = left;
		errno = why;
		if (answer != (size_t)-1 || why != E2BIG || out->full)
			return answer;
	}
}

int charset_to_utf8(struct buf *out, const char *charset, struct str s)
{
	const char *name = charset ? iconv_name(charset) : NULL;
	size_t unit;
	iconv_t cd;

	if (!name || (cd = iconv_open("UTF-8", name)) == (iconv_t)-1) {
		utf8_add_repaired(out, s);
		return charset && is_utf8(charset) ? 0 : -1;
	}
	unit = !strncmp(name, "UTF-16", 6) ? 2 : 1;
	while (s.len && !out->full && convert(cd, &s, out) == (size_t)-1) {
		/* A bad sequence, or one cut off at the end: step over its
		 * first unit and go on. */
		size_t skip = s.len < unit ? s.len : unit;

		buf_adds(out, UTF8_REPLACEMENT);
		s.ptr += skip;
		s.len -= skip;
	}
	iconv_close(cd);
	return 0;
}

bool utf8_valid(struct str s)
{
	return !s.len || !u8_check((const uint8_t *)s.ptr, s.len);
}

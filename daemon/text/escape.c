#include "text/escape.h"

#include <unictype.h>

#include "base/cleanup.h"
#include "text/utf8_intern.h"

static const char *entity(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
	case '\r':
		return NULL;
	case 0xFFFE:
	case 0xFFFF:
		return UTF8_REPLACEMENT;
	default:
		return code < ' ' ? UTF8_REPLACEMENT : NULL;
	}
}

/* Bytes that stand for themselves, most of any text. */
static bool is_plain(char c)
{
	return c >= ' ' && (unsigned char)c < 0x80 && c != '&' && c != '<' &&
	       c != '>' && c != '"' && c != '\'';
}

void escape_html_to(void (*write)(void *ctx, const char *bytes, size_t len),
                    void *ctx, struct str s)
{
	size_t clean = 0; /* bytes before `at` that go out as they are */
	size_t at = 0;

	while (at < s.len) {
		const char *instead;
		uint32_t code;
		bool valid;
		size_t n;

		if (is_plain(s.ptr[at])) {
			clean++;
			at++;
			continue;
		}
		n = utf8_next((struct str){ s.ptr + at, s.len - at }, &code,
		              &valid);
		instead = valid ? entity(code) : UTF8_REPLACEMENT;
		if (instead) {
			if (clean)
				write(ctx, s.ptr + at - clean, clean);
			write(ctx, instead, strlen(instead));
			clean = 0;
		} else {
			clean += n;
		}
		at += n;
	}
	if (clean)
		write(ctx, s.ptr + at - clean, clean);
}

static void add_to_buf(void *ctx, const char *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
}

void escape_html(struct buf *out, struct str s)
{
	escape_html_to(add_to_buf, out, s);
}

/* RFC 3986 2.3 */
static bool unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

void escape_url(struct buf *out, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		char enc[3] = { '%', hex[c >> 4], hex[c & 15] };

		if (unreserved(c))
			buf_addc(out, s.ptr[i]);
		else
			buf_add(out, enc, sizeof(enc));
	}
}

/* What a character becomes in text that people read; 0: nothing. */
static uint32_t shown_as(uint32_t c)
{
	static const struct {
		uint32_t first, last, instead;
	} table[] = {
		{ '\t', '\t', ' ' },   { '\n', '\r', '\n' }, /* LF VT FF CR */
		{ 0x00, 0x1F, 0 },     { 0x85, 0x85, '\n' },
		{ 0x7F, 0x9F, 0 },     { 0x00AD, 0x00AD, 0 },
		{ 0x061C, 0x061C, 0 }, { 0x200B, 0x200B, 0 },
		{ 0x200E, 0x200F, 0 }, { 0x2028, 0x2029, '\n' },
		{ 0x202A, 0x202E, 0 }, { 0x2060, 0x2064, 0 },
		{ 0x2066, 0x206F, 0 }, /* isolates, deprecated shaping */
		{ 0xFDD0, 0xFDEF, 0 }, { 0xFEFF, 0xFEFF, 0 },
		{ 0xFFF9, 0xFFFB, 0 }, { 0xE0000, 0xE007F, 0 },
	};

	if (c >= ' ' && c < 0x7F)
		return c;
	if ((c & 0xFFFE) == 0xFFFE)
		return 0;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (c >= table[i].first && c <= table[i].last)
			return table[i].instead;
	return c;
}

static void add_shown(struct buf *out, struct str s, bool keep_newlines)
{
	bool after_cr = false;

	while (s.len && !out->full) {
		uint32_t code, c;
		bool valid;
		size_t n = utf8_next(s, &code, &valid);

		c = shown_as(code);
		if (c == '\n' && !keep_newlines)
			c = ' ';
		if (c && !(code == '\n' && after_cr))
			utf8_add(out, c);
		after_cr = code == '\r';
		s.ptr += n;
		s.len -= n;
	}
}

void text_clean(struct buf *out, struct str s, bool keep_newlines)
{
	/* Nothing above grows but a bad byte, to three. */
	struct buf shown CLEANUP(buf_deinit) = BUF(s.len * 3);

	add_shown(&shown, s, keep_newlines);
	utf8_add_nfc(out, buf_str(&shown));
}

void text_line(struct buf *out, struct str s)
{
	struct buf clean CLEANUP(buf_deinit) = BUF(s.len * 9);
	bool blank_due = false, begun = false;
	struct str rest;

	text_clean(&clean, s, false);
	rest = buf_str(&clean);
	while (rest.len) {
		uint32_t code;
		bool valid;
		size_t n = utf8_next(rest, &code, &valid);

		if (uc_is_property_white_space(code)) {
			blank_due = begun;
		} else {
			if (blank_due)
				buf_addc(out, ' ');
			buf_add(out, rest.ptr, n);
			blank_due = false;
			begun = true;
		}
		rest.ptr += n;
		rest.len -= n;
	}
}

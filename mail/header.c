#include "mail/header.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <time.h>
#include <unistr.h>

#include "base/cleanup.h"

enum {
	LINE_COLUMNS = 78,
	WORD_MAX = 75,       /* an encoded word, RFC 2047 2 */
	WORD_FRAME = 12,     /* =?utf-8?q??= */
	PLAIN_WORD_MAX = 70, /* a longer one could not be folded */
	VALUE_MAX = 16384,   /* nobody's subject; what is over is dropped */
};

/* The field being written; column counts the bytes on its current line. */
struct field {
	struct buf *out;
	size_t column;
	bool first; /* nothing but the name yet */
};

static struct field field_start(struct buf *out, const char *name)
{
	buf_adds(out, name);
	buf_addc(out, ':');
	return (struct field){ out, strlen(name) + 1, true };
}

static void field_end(struct field *f)
{
	buf_add(f->out, "\r\n", 2);
}

/* A blank, and before it a new line when len more bytes would not fit. The
 * first word stays beside the name: a line of nothing but blanks is obsolete
 * (RFC 5322 4.2). */
static void gap(struct field *f, struct str blanks, size_t len)
{
	if (!f->first && f->column + blanks.len + len > LINE_COLUMNS) {
		buf_add(f->out, "\r\n", 2);
		f->column = 0;
	}
	f->first = false;
	buf_addstr(f->out, blanks);
	f->column += blanks.len;
}

static void put(struct field *f, struct str s)
{
	buf_addstr(f->out, s);
	f->column += s.len;
}

static bool is_clean(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' || s.ptr[i] > '~')
			return false;
	return true;
}

static void clean(struct buf *out, struct str s)
{
	const uint8_t *p = (const uint8_t *)s.ptr;

	while (s.len) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, p, s.len);

		if (n < 0)
			buf_adds(out, "\xEF\xBF\xBD");
		else if (c < ' ' || (c >= 0x7f && c < 0xa0))
			buf_addc(out, ' ');
		else
			buf_add(out, p, (size_t)n);
		if (n < 1)
			n = 1;
		p += n;
		s.len -= (size_t)n;
	}
}

/* The value as it may stand in a header: valid UTF-8, no controls, trimmed.
 * Most are that already; the others are copied to room. */
static struct str cleaned(struct str s, struct buf *room)
{
	if (is_clean(s))
		return str_trim(s);
	clean(room, s);
	return str_trim(buf_str(room));
}

/* A word and the blanks before it. */
struct word {
	struct str blanks, text;
};

static bool next_word(struct str *rest, struct word *w)
{
	size_t n = 0, end;

	while (n < rest->len && rest->ptr[n] == ' ')
		n++;
	end = n;
	while (end < rest->len && rest->ptr[end] != ' ')
		end++;
	*w = (struct word){ { rest->ptr, n }, { rest->ptr + n, end - n } };
	rest->ptr += end;
	rest->len -= end;
	return w->text.len > 0;
}

static bool needs_encoding(struct str word)
{
	if (word.len > PLAIN_WORD_MAX || str_find(word, STR("=?")) >= 0)
		return true;
	for (size_t i = 0; i < word.len; i++)
		if ((unsigned char)word.ptr[i] >= 0x80)
			return true;
	return false;
}

/* Plain words, folded; the field's first one gets its blank. */
static void put_words(struct field *f, struct str text)
{
	struct word w;

	while (next_word(&text, &w)) {
		gap(f, w.blanks.len ? w.blanks : STR(" "), w.text.len);
		put(f, w.text);
	}
}

/* Stands for itself in Q, also within a phrase (RFC 2047 5 (3)). */
static bool q_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '!' || c == '*' || c == '+' ||
	       c == '-' || c == '/';
}

static size_t q_len(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += q_plain(s.ptr[i]) || s.ptr[i] == ' ' ? 1 : 3;
	return n;
}

static size_t b_len(struct str s)
{
	return (s.len + 2) / 3 * 4;
}

static void put_q(struct buf *out, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		char enc[3] = { '=', hex[c >> 4], hex[c & 15] };

		if (q_plain(s.ptr[i]))
			buf_addc(out, s.ptr[i]);
		else if (c == ' ')
			buf_addc(out, '_');
		else
			buf_add(out, enc, 3);
	}
}

static void put_b(struct buf *out, struct str s)
{
	gnutls_datum_t in = { (unsigned char *)s.ptr, (unsigned)s.len };
	gnutls_datum_t text = { NULL, 0 };

	if (gnutls_base64_encode2(&in, &text))
		abort(); /* no memory */
	buf_add(out, text.data, text.size);
	gnutls_free(text.data);
}

/* The longest start of s, in whole characters, whose encoding takes at most
 * room bytes; at least one character. */
static struct str fitting(struct str s, size_t (*len)(struct str), size_t room)
{
	struct str head = { s.ptr, 0 };

	if (len(s) <= room)
		return s;
	while (head.len < s.len) {
		const uint8_t *p = (const uint8_t *)s.ptr + head.len;
		int n = u8_mblen(p, s.len - head.len);
		struct str more = { s.ptr, head.len + (n > 0 ? (size_t)n : 1) };

		if (head.len && len(more) > room)
			break;
		head = more;
	}
	return head;
}

static void put_encoded(struct field *f, struct str s)
{
	bool b = b_len(s) < q_len(s);
	size_t (*len)(struct str) = b ? b_len : q_len;

	while (s.len) {
		/* Not worth a word: too little room left on this line. */
		size_t least = WORD_FRAME + 16, room;
		struct str head;

		gap(f, STR(" "), least);
		room = LINE_COLUMNS > f->column ? LINE_COLUMNS - f->column
		                                : least;
		if (room < least)
			room = least;
		if (room > WORD_MAX)
			room = WORD_MAX;
		head = fitting(s, len, room - WORD_FRAME);
		put(f, b ? STR("=?utf-8?b?") : STR("=?utf-8?q?"));
		(b ? put_b : put_q)(f->out, head);
		put(f, STR("?="));
		f->column += len(head);
		s.ptr += head.len;
		s.len -= head.len;
	}
}

/* What must be encoded: from the first word in need to the last. */
static struct str encoded_span(struct str text)
{
	struct str rest = text, span = { NULL, 0 };
	struct word w;

	while (next_word(&rest, &w)) {
		if (!needs_encoding(w.text))
			continue;
		if (!span.ptr)
			span.ptr = w.text.ptr;
		span.len = (size_t)(w.text.ptr + w.text.len - span.ptr);
	}
	return span;
}

void header_text(struct buf *out, const char *name, struct str value)
{
	struct buf room CLEANUP(buf_deinit) = BUF(VALUE_MAX);
	struct field f = field_start(out, name);
	struct str text = cleaned(value, &room);
	struct str span = encoded_span(text);

	if (!span.ptr) {
		put_words(&f, text);
	} else {
		const char *after = span.ptr + span.len;

		put_words(&f, (struct str){ text.ptr,
		                            (size_t)(span.ptr - text.ptr) });
		put_encoded(&f, span);
		put_words(&f,
		          (struct str){ after, (size_t)(text.ptr + text.len -
		                                        after) });
	}
	field_end(&f);
}

/* Can stand in a phrase without quotes (RFC 5322 3.2.3). */
static bool is_phrase(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!q_plain(s.ptr[i]) && !strchr(" #$%&'=?^_`{|}~", s.ptr[i]))
			return false;
	return true;
}

/* A quoted string; its blanks may be folded (RFC 5322 3.2.4). */
static void put_quoted(struct field *f, struct str s)
{
	struct buf quoted CLEANUP(buf_deinit) = BUF(VALUE_MAX * 2);

	buf_addc(&quoted, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			buf_addc(&quoted, '\\');
		buf_addc(&quoted, s.ptr[i]);
	}
	buf_addc(&quoted, '"');
	put_words(f, buf_str(&quoted));
}

void header_mailbox(struct buf *out, const char *name, struct str display,
                    struct str address)
{
	struct buf room CLEANUP(buf_deinit) = BUF(VALUE_MAX);
	struct field f = field_start(out, name);
	struct str text = cleaned(display, &room);

	if (!text.len) {
		put_words(&f, address);
		field_end(&f);
		return;
	}
	if (encoded_span(text).ptr)
		put_encoded(&f, text);
	else if (is_phrase(text))
		put_words(&f, text);
	else
		put_quoted(&f, text);
	gap(&f, STR(" "), address.len + 2);
	put(&f, STR("<"));
	put(&f, address);
	put(&f, STR(">"));
	field_end(&f);
}

void header_raw(struct buf *out, const char *name, struct str value)
{
	struct buf room CLEANUP(buf_deinit) = BUF(VALUE_MAX);
	struct field f = field_start(out, name);

	put_words(&f, cleaned(value, &room));
	field_end(&f);
}

void header_date(struct buf *out, int64_t instant)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed",
		                        "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr",
		                          "May", "Jun", "Jul", "Aug",
		                          "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)instant;
	struct tm tm = { 0 };

	gmtime_r(&t, &tm);
	buf_addf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n",
	         days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
	         tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

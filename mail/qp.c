#include "mail/qp.h"

#include <endian.h>

/* A line takes 76 columns; the last is kept for the "=" of a soft break. */
enum { LINE_COLUMNS = 75, FROM_COLUMNS = 5, CHUNK = 1024 };

/* Bytes that stand for themselves; a blank does inside a line. */
static bool is_plain(char c)
{
	return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

/* How many of eight bytes, from the front, are no control, no "=" and not
 * above 0x7e: the well-known tricks for "has a byte less than" and "has a zero
 * byte", which mark the first such byte exactly. */
static size_t plain_of_eight(const char *p)
{
	const uint64_t ones = UINT64_MAX / 255, high = ones * 0x80;
	uint64_t x, equals, marks;

	memcpy(&x, p, sizeof(x));
	x = le64toh(x);
	equals = x ^ ones * '=';
	marks = (x | (x + ones) | (x - ones * ' ') | (equals - ones)) & high;
	return marks ? (size_t)__builtin_ctzll(marks) / 8 : 8;
}

/*
 * The encoder at work: `to` is where the next byte goes, into room that
 * qp_add reserved. Most of a reader's own text goes through here for every
 * mail, so it writes straight to memory.
 */
struct pen {
	char *to;
	int column;
};

static void soft_break(struct pen *pen)
{
	memcpy(pen->to, "=\r\n", 3);
	pen->to += 3;
	pen->column = 0;
}

static void escape(struct pen *pen, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char u = (unsigned char)c;

	if (pen->column > LINE_COLUMNS - 3)
		soft_break(pen);
	pen->to[0] = '=';
	pen->to[1] = hex[u >> 4];
	pen->to[2] = hex[u & 15];
	pen->to += 3;
	pen->column += 3;
}

/* A blank before a hard break would be stripped on the way (rule 3): what was
 * written as itself is taken back and escaped. */
static void hard_break(struct pen *pen)
{
	char last = pen->column ? pen->to[-1] : 'x';

	if (last == ' ' || last == '\t') {
		pen->to--;
		pen->column--;
		escape(pen, last);
	}
	memcpy(pen->to, "\r\n", 2);
	pen->to += 2;
	pen->column = 0;
}

static bool line_is_from(const struct pen *pen)
{
	return pen->column == 4 && !memcmp(pen->to - 4, "From", 4);
}

/* One byte, wherever it stands. */
static void put_byte(struct pen *pen, char c)
{
	if (c == '\n') {
		hard_break(pen);
		return;
	}
	if (pen->column == LINE_COLUMNS)
		soft_break(pen);
	if (!is_plain(c) || (c == '.' && !pen->column) ||
	    (c == ' ' && line_is_from(pen))) {
		escape(pen, c);
		return;
	}
	*pen->to++ = c;
	pen->column++;
}

/* Might this line be one that begins with a dot or "From "? Those are written
 * byte by byte. */
static bool is_delicate(const struct pen *pen, char next)
{
	char first = pen->column ? pen->to[-pen->column] : next;

	return pen->column < FROM_COLUMNS && (first == '.' || first == 'F');
}

/* Copies what stands for itself up to the end of the line; how many bytes. */
static size_t put_plain(struct pen *pen, struct str s)
{
	size_t n = 0, room = (size_t)(LINE_COLUMNS - pen->column), run = 8;

	if (is_delicate(pen, *s.ptr))
		return 0;
	if (room > s.len)
		room = s.len;
	for (; run == 8 && n + 8 <= room; n += run) {
		run = plain_of_eight(s.ptr + n);
		memcpy(pen->to + n, s.ptr + n, 8); /* what is too much is
		                                    * written over */
	}
	for (; run == 8 && n < room && is_plain(s.ptr[n]); n++)
		pen->to[n] = s.ptr[n];
	pen->to += n;
	pen->column += (int)n;
	return n;
}

/* CR waits for what follows: before LF it is the same line end. */
static void put(struct qp *qp, struct pen *pen, struct str s)
{
	while (s.len) {
		size_t n = 1;

		if (qp->cr && *s.ptr != '\n')
			escape(pen, '\r');
		qp->cr = *s.ptr == '\r';
		if (!qp->cr) {
			n = put_plain(pen, s);
			if (!n) {
				put_byte(pen, *s.ptr);
				n = 1;
			}
		}
		s.ptr += n;
		s.len -= n;
	}
}

/* The most that n bytes (and a held CR) can become: three each, a soft break
 * for every 25 of them, one that a line end's blank may need, and one begun
 * before. */
static size_t most(size_t n)
{
	return (n + 2) * 3 + ((n + 2) / 25 + 2) * 3;
}

void qp_start(struct qp *qp, struct buf *out)
{
	*qp = (struct qp){ .out = out };
}

/* Room in the buffer, most often without a call. */
static inline char *room(struct buf *out, size_t len)
{
	if (!out->full && out->len + len < out->cap &&
	    out->len + len < out->max)
		return out->ptr + out->len;
	return buf_reserve(out, len);
}

/* A few plain bytes in the midst of a line, where nothing can happen to them:
 * most of what a template prints. */
static bool add_crumb(struct qp *qp, struct str text)
{
	char *to;

	if (qp->cr || qp->column < FROM_COLUMNS ||
	    text.len > (size_t)(LINE_COLUMNS - qp->column))
		return false;
	to = room(qp->out, text.len);
	if (!to)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_plain(text.ptr[i]))
			return false;
		to[i] = text.ptr[i];
	}
	qp->out->len += text.len;
	qp->column += (int)text.len;
	return true;
}

void qp_add(struct qp *qp, struct str text)
{
	struct buf *out = qp->out;

	if (add_crumb(qp, text))
		return;

	while (text.len) {
		struct str chunk = { text.ptr,
			             text.len < CHUNK ? text.len : CHUNK };
		struct pen pen = { buf_reserve(out, most(chunk.len)),
			           qp->column };

		if (!pen.to)
			return;
		put(qp, &pen, chunk);
		out->len = (size_t)(pen.to - out->ptr);
		qp->column = pen.column;
		text.ptr += chunk.len;
		text.len -= chunk.len;
	}
}

void qp_end(struct qp *qp)
{
	struct pen pen = { buf_reserve(qp->out, most(0)), qp->column };

	if (!pen.to)
		return;
	if (qp->cr)
		escape(&pen, '\r');
	if (pen.column)
		soft_break(&pen);
	*pen.to = '\0'; /* buf's own terminator */
	qp->out->len = (size_t)(pen.to - qp->out->ptr);
	qp->cr = false;
	qp->column = 0;
}

void qp_prepare(struct qp_text *t, struct str text, struct arena *arena)
{
	struct buf out CLEANUP(buf_deinit) = BUF(most(text.len));
	ptrdiff_t line;
	struct qp qp;

	qp_start(&qp, &out);
	qp_add(&qp, text);
	line = str_find(buf_str(&out), STR("\r\n"));
	*t = (struct qp_text){
		.text = text,
		.encoded = { arena_str(arena, buf_str(&out)), out.len },
		.first = line >= 0 ? (int)line : qp.column,
		.column = qp.column,
		.lines = line >= 0,
		.copied = text.len && !qp.cr,
	};
}

/* May its bytes follow what stands there? Not where that would have to change:
 * a CR that is held, a blank before a line end, the beginning of a "From ". */
static bool may_follow(const struct qp *qp, const struct qp_text *t)
{
	const char *end = qp->out->ptr + qp->out->len;

	if (qp->cr || !t->copied)
		return false;
	if (!qp->column)
		return true;
	if (!t->first && (end[-1] == ' ' || end[-1] == '\t'))
		return false;
	return qp->column >= FROM_COLUMNS || end[-qp->column] != 'F';
}

void qp_add_text(struct qp *qp, const struct qp_text *t)
{
	size_t len = t->encoded.len;
	char *to;

	if (!may_follow(qp, t)) {
		qp_add(qp, t->text);
		return;
	}
	to = room(qp->out, len + 3);
	if (!to)
		return;
	if (qp->column && qp->column + t->first > LINE_COLUMNS) {
		memcpy(to, "=\r\n", 3);
		to += 3;
		qp->column = 0;
	}
	memcpy(to, t->encoded.ptr, len);
	to[len] = '\0';
	qp->out->len = (size_t)(to + len - qp->out->ptr);
	qp->column = t->lines ? t->column : qp->column + t->column;
}

void qp_piece(struct buf *out, struct str text)
{
	struct qp qp;

	qp_start(&qp, out);
	qp_add(&qp, text);
	qp_end(&qp);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What stands at the front: the byte that it means, or -1 for a soft break;
 * *n is how long it is, 0 when nothing that may stand there. */
static int decode_one(struct str s, size_t *n)
{
	const char *p = s.ptr;

	*n = 0;
	if (p[0] == '\r' && s.len > 1 && p[1] == '\n') {
		*n = 2;
		return '\n';
	}
	if (p[0] == '=' && s.len > 2) {
		int high = hex_value(p[1]), low = hex_value(p[2]);

		if (p[1] == '\r' && p[2] == '\n') {
			*n = 3;
			return -1;
		}
		if (high < 0 || low < 0)
			return -1;
		*n = 3;
		return high * 16 + low;
	}
	if (is_plain(p[0]))
		*n = 1;
	return (unsigned char)p[0];
}

int qp_decode(struct buf *out, struct str encoded, struct err *err)
{
	struct str rest = encoded;

	while (rest.len) {
		size_t n;
		int c = decode_one(rest, &n);

		if (!n)
			return err_set(err, "byte %zu is not quoted-printable",
			               encoded.len - rest.len + 1);
		if (c >= 0)
			buf_addc(out, (char)c);
		rest.ptr += n;
		rest.len -= n;
	}
	if (out->full)
		return err_set(err, "more than %zu bytes", out->max);
	return 0;
}

#include "mail/qp.h"

#include <stdio.h>

/* A line takes 76 columns; the last is kept for the "=" of a soft break. */
enum { LINE_COLUMNS = 75, SAFE_FROM = 5 };

/* Bytes that stand for themselves; a blank does inside a line. */
static bool is_plain(char c)
{
	return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

static void soft_break(struct qp *qp)
{
	buf_add(qp->out, "=\r\n", 3);
	qp->column = 0;
}

static void escape(struct qp *qp, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char u = (unsigned char)c;
	char enc[3] = { '=', hex[u >> 4], hex[u & 15] };

	if (qp->column > LINE_COLUMNS - 3)
		soft_break(qp);
	buf_add(qp->out, enc, 3);
	qp->column += 3;
}

/* A blank before a hard break would be stripped on the way (rule 3): what was
 * written as itself is taken back and escaped. */
static void guard_blank(struct qp *qp)
{
	struct buf *out = qp->out;
	char last = qp->column ? out->ptr[out->len - 1] : 'x';

	if ((last != ' ' && last != '\t') || out->full)
		return;
	out->len--;
	qp->column--;
	escape(qp, last);
}

static void hard_break(struct qp *qp)
{
	guard_blank(qp);
	buf_add(qp->out, "\r\n", 2);
	qp->column = 0;
}

static bool line_is_from(const struct qp *qp)
{
	const struct buf *out = qp->out;

	return qp->column == 4 && !out->full &&
	       !memcmp(out->ptr + out->len - 4, "From", 4);
}

/* One byte, wherever it stands; a held CR has been dealt with. */
static void add_byte(struct qp *qp, char c)
{
	if (c == '\n') {
		hard_break(qp);
		return;
	}
	if (c == '\r') {
		qp->cr = true;
		return;
	}
	if (qp->column == LINE_COLUMNS)
		soft_break(qp);
	if (!is_plain(c) || (c == '.' && !qp->column) ||
	    (c == ' ' && line_is_from(qp))) {
		escape(qp, c);
		return;
	}
	buf_addc(qp->out, c);
	qp->column++;
}

/* How many bytes from the front can be copied as they are. What is special at
 * the start of a line is over after SAFE_FROM columns. */
static size_t plain_run(const struct qp *qp, struct str text)
{
	size_t n = 0, room;

	if (qp->column < SAFE_FROM)
		return 0;
	room = (size_t)(LINE_COLUMNS - qp->column);
	if (room > text.len)
		room = text.len;
	while (n < room && is_plain(text.ptr[n]))
		n++;
	return n;
}

void qp_start(struct qp *qp, struct buf *out)
{
	*qp = (struct qp){ .out = out };
}

void qp_add(struct qp *qp, struct str text)
{
	while (text.len) {
		size_t n;

		if (qp->cr) {
			qp->cr = false;
			if (*text.ptr != '\n')
				escape(qp, '\r');
		}
		n = plain_run(qp, text);
		if (n) {
			buf_add(qp->out, text.ptr, n);
			qp->column += (int)n;
		} else {
			add_byte(qp, *text.ptr);
			n = 1;
		}
		text.ptr += n;
		text.len -= n;
	}
}

void qp_end(struct qp *qp)
{
	if (qp->cr)
		escape(qp, '\r');
	qp->cr = false;
	if (qp->column)
		soft_break(qp);
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

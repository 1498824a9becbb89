#include "mail/submit_reply.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "250 text", "250-text", "250": the code, or -1. */
static int line_code(struct str line)
{
	const char *p = line.ptr;

	if (line.len < 3 || p[0] < '2' || p[0] > '5' || !is_digit(p[1]) ||
	    !is_digit(p[2]))
		return -1;
	if (line.len > 3 && p[3] != ' ' && p[3] != '-')
		return -1;
	return (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
}

/* The line goes to the store and to people: nothing that moves a cursor. */
static void copy_printable(struct str line, char out[REPLY_TEXT_MAX])
{
	size_t n = 0;

	while (n < line.len && n < REPLY_TEXT_MAX - 1) {
		char c = line.ptr[n];

		out[n++] = c >= ' ' && c <= '~' ? c : '?';
	}
	out[n] = '\0';
}

/* 1: that was the reply's last line; 0: more to come; < 0: no reply. */
static int take_line(struct submit_reply_parser *p, struct submit_reply *reply)
{
	struct str line = { p->line, p->len };
	int code = line_code(line);

	p->len = 0;
	if (code < 0 || (p->lines && code != p->code) ||
	    ++p->lines > REPLY_LINES_MAX)
		return -1;
	p->code = code;
	if (line.len > 3 && line.ptr[3] == '-')
		return 0;
	p->lines = 0;
	reply->code = code;
	copy_printable(line, reply->text);
	return 1;
}

int submit_reply_parse(struct submit_reply_parser *p, struct str *in,
                       struct submit_reply *reply)
{
	while (in->len) {
		char c = *in->ptr++;

		in->len--;
		if (c == '\n') {
			int done;

			if (p->len && p->line[p->len - 1] == '\r')
				p->len--;
			done = take_line(p, reply);
			if (done)
				return done;
		} else {
			if (p->len == sizeof(p->line))
				return -1;
			p->line[p->len++] = c;
		}
	}
	return 0;
}

void submit_features_line(struct submit_features *f, struct str line)
{
	struct str word, rest;
	int64_t max;
	int code;

	line = str_trim(line);
	code = line_code(line);
	if (code == 220)
		*f = (struct submit_features){ 0 };
	if (code != 250 || line.len < 5)
		return;
	rest = (struct str){ line.ptr + 4, line.len - 4 };
	str_split(&rest, ' ', &word);
	if (str_eq_nocase(word, STR("PIPELINING"))) {
		f->pipelining = true;
	} else if (str_eq_nocase(word, STR("8BITMIME"))) {
		f->eightbit = true;
	} else if (str_eq_nocase(word, STR("SMTPUTF8"))) {
		f->smtputf8 = true;
	} else if (str_eq_nocase(word, STR("AUTH")) ||
	           str_starts_nocase(word, STR("AUTH="))) {
		f->auth = true;
	} else if (str_eq_nocase(word, STR("SIZE"))) {
		f->size = true;
		f->size_max = 0;
		if (!str_to_int(str_trim(rest), 0, INT64_MAX, &max))
			f->size_max = (uint64_t)max;
	}
}

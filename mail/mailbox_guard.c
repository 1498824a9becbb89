#include "mail/mailbox_guard.h"

#include <string.h>

#include "base/str.h"

/*
 * The stream is lines; a line that ends in "{n}" goes on after n bytes of
 * anything (a literal, RFC 3501, 4.3). Status responses (tagged ones, "* OK",
 * "+ go on") end in free text and have no literals: there "{n}" means nothing.
 *
 * Where guard and parser could disagree, the guard is the stricter: a literal
 * is one only where a line ends in it, so that nothing else escapes the
 * counting; every "(" counts, also one in quotes, and no ")" gives it back.
 */

void mailbox_guard_answer(struct mailbox_guard *g, size_t bytes)
{
	g->answer_left = bytes;
}

static bool status_line(const struct mailbox_guard *g)
{
	static const struct str words[] = { STR("* OK"), STR("* NO"),
		                            STR("* BAD"), STR("* BYE"),
		                            STR("* PREA") };
	struct str head = { g->head, strnlen(g->head, sizeof(g->head)) };

	if (!head.len || head.ptr[0] != '*')
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts_nocase(head, words[i]))
			return true;
	return false;
}

/* Follows "{", digits, an optional sign (RFC 7888), "}", CR. */
static int follow_brace(struct mailbox_guard *g, char c, struct err *err)
{
	if (c == '{') {
		g->brace = BRACE_OPEN;
		g->number = 0;
	} else if (g->brace == BRACE_OPEN && c >= '0' && c <= '9') {
		g->number = g->number * 10 + (unsigned)(c - '0');
		if (g->number > GUARD_LITERAL_MAX && !status_line(g))
			return err_set(err, "a literal of over %d bytes",
			               GUARD_LITERAL_MAX);
		if (g->number > UINT32_MAX)
			g->brace = BRACE_NONE;
	} else if (g->brace == BRACE_OPEN && c == '}') {
		g->brace = BRACE_SHUT;
	} else if (g->brace == BRACE_OPEN && (c == '+' || c == '-')) {
		;
	} else if (g->brace == BRACE_SHUT && c == '\r') {
		g->brace = BRACE_CR;
	} else {
		g->brace = BRACE_NONE;
	}
	return 0;
}

static void end_line(struct mailbox_guard *g)
{
	bool literal = (g->brace == BRACE_CR || g->brace == BRACE_SHUT) &&
	               !status_line(g);

	g->brace = BRACE_NONE;
	if (literal) {
		g->literal_left = (uint32_t)g->number;
		return;
	}
	g->line_len = 0;
	g->open = 0;
	memset(g->head, 0, sizeof(g->head));
}

static int feed_byte(struct mailbox_guard *g, char c, struct err *err)
{
	if (c == '\n') {
		end_line(g);
		return 0;
	}
	if (!c)
		return err_set(err, "a NUL outside a literal");
	if (g->line_len < sizeof(g->head))
		g->head[g->line_len] = c;
	if (++g->line_len > GUARD_LINE_MAX)
		return err_set(err, "a line of over %d bytes", GUARD_LINE_MAX);
	if (c == '(' && ++g->open > GUARD_OPEN_MAX)
		return err_set(err, "a line with over %d opening parentheses",
		               GUARD_OPEN_MAX);
	return follow_brace(g, c, err);
}

int mailbox_guard_feed(struct mailbox_guard *g, const char *bytes, size_t len,
                       struct err *err)
{
	if (len > g->answer_left)
		return err_set(err, "an answer far longer than asked for");
	g->answer_left -= len;
	for (size_t i = 0; i < len;) {
		if (g->literal_left) {
			size_t n = len - i < g->literal_left ? len - i
			                                     : g->literal_left;

			g->literal_left -= (uint32_t)n;
			i += n;
			continue;
		}
		if (feed_byte(g, bytes[i++], err))
			return -1;
	}
	return 0;
}

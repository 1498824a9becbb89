/*
 * Authentication-Results, RFC 8601. A forger may write a field like ours into
 * the mail, or words like ours into a comment or a quoted string of the true
 * one: so only the topmost field with our server's name counts, and its value
 * is parsed, not searched.
 */
#include "mail/read.h"

#include <ctype.h>
#include <strings.h>

#include "mail/address.h"

enum { WORD_MAX = 256 };

struct scan {
	const char *p;
	char word[WORD_MAX]; /* the last token, unquoted */
};

/* Steps over blanks and comments, nested ones too (RFC 5322 3.2.2). */
static void skip_cfws(struct scan *s)
{
	unsigned depth = 0;

	for (; *s->p; s->p++) {
		if (*s->p == '(')
			depth++;
		else if (*s->p == ')' && depth)
			depth--;
		else if (*s->p == '\\' && depth && s->p[1])
			s->p++;
		else if (!depth && !isspace((unsigned char)*s->p))
			return;
	}
}

/* A quoted string, or what stands before one of the separators; false when
 * there is nothing, or too much. */
static bool next_word(struct scan *s, const char *separators)
{
	bool quoted;
	size_t n = 0;

	skip_cfws(s);
	quoted = *s->p == '"';
	s->p += quoted;
	for (; *s->p; s->p++) {
		if (quoted ? *s->p == '"'
		           : strchr(separators, *s->p) || *s->p == '(' ||
		                     *s->p == '"' ||
		                     isspace((unsigned char)*s->p))
			break;
		if (quoted && *s->p == '\\' && s->p[1])
			s->p++;
		if (n + 1 == WORD_MAX)
			return false;
		s->word[n++] = *s->p;
	}
	if (quoted && *s->p++ != '"')
		return false;
	s->word[n] = '\0';
	skip_cfws(s);
	return n > 0 || quoted;
}

static bool skip_char(struct scan *s, char c)
{
	skip_cfws(s);
	if (*s->p != c)
		return false;
	s->p++;
	return true;
}

/* The field's server, before the first ";", with an optional version. */
static bool is_from_server(struct scan *s, const char *authserv_id)
{
	if (!next_word(s, ";") || strcasecmp(s->word, authserv_id))
		return false;
	if (*s->p && *s->p != ';' && !next_word(s, ";"))
		return false;
	return skip_char(s, ';');
}

/* One "method=result property=value ...", up to the ";" or the end. For dmarc,
 * *pass and *domain; false when it does not parse. */
static bool read_result(struct scan *s, bool *is_dmarc, bool *pass,
                        char domain[WORD_MAX])
{
	*domain = '\0';
	if (!next_word(s, "=/;"))
		return false;
	*is_dmarc = !strcasecmp(s->word, "dmarc");
	if (skip_char(s, '/') && !next_word(s, "=;")) /* method version */
		return false;
	if (!skip_char(s, '='))
		return !*is_dmarc && !strcasecmp(s->word, "none");
	if (!next_word(s, ";="))
		return false;
	*pass = !strcasecmp(s->word, "pass");
	while (*s->p && *s->p != ';') {
		bool header_from;

		if (!next_word(s, "=;"))
			return false;
		header_from = !strcasecmp(s->word, "header.from");
		if (!skip_char(s, '=') || !next_word(s, ";"))
			return false;
		if (header_from)
			memcpy(domain, s->word, WORD_MAX);
	}
	return true;
}

/* Every dmarc result of the field passes, for this domain, and there is one. */
static bool passes(struct scan *s, struct str domain)
{
	bool found = false;

	do {
		char of[WORD_MAX];
		bool dmarc = false, pass = false;

		skip_cfws(s);
		if (!*s->p)
			break; /* a ";" at the end */
		if (!read_result(s, &dmarc, &pass, of))
			return false;
		if (!dmarc)
			continue;
		if (!pass || !str_eq_nocase(str_of(of), domain))
			return false;
		found = true;
	} while (skip_char(s, ';'));
	return found && !*s->p;
}

bool read_dmarc_pass(const struct read_message *message,
                     const char *authserv_id)
{
	struct str domain = address_domain(str_of(message->from));

	if (!authserv_id || !*authserv_id || !domain.len)
		return false;
	for (size_t i = 0; i < message->n_auth_results; i++) {
		struct scan s = { .p = message->auth_results[i] };

		if (is_from_server(&s, authserv_id))
			return passes(&s, domain);
	}
	return false;
}

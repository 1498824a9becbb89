#pragma once
/*
 * Letters: the answers, help and confirmations that a reply brings. The same
 * hand as the digest (templates letter.html and letter.txt), whole when made;
 * sent from the null sender, threaded to the mail they answer (RFC 5322
 * 3.6.4), Auto-Submitted: auto-replied (RFC 3834 5).
 */
#include "mail/compose.h"

struct letter_question {
	const char *line;
	const char *readings[2];
};

/* Empty strings, NULLs and empty lists are left out of the text. Strings are
 * plain text; the templates escape. */
struct letter {
	const char *to, *name;
	int64_t subscriber;
	int edition;             /* that the answered digest had; DATE_NONE */
	int64_t instant;         /* Date, and part of the Message-ID */
	const char *subject;     /* without "Re: " */
	const char *in_reply_to; /* "<...>" or "" */
	const char *const *references;
	size_t n_references;

	const char *headline; /* "Done.", "Please confirm" */
	const char *const *done;
	size_t n_done;
	const char *const *unknown; /* lines not understood */
	size_t n_unknown;
	const struct letter_question *questions;
	size_t n_questions;
	bool help;                /* lists what one may say */
	const char *const *lines; /* topics, reasons: as they stand */
	size_t n_lines;
	const char *settings; /* one line */
	const char *confirm;  /* the token of a confirmation: the answer goes
	                       * to it, and it is linked */
	bool undo;            /* may be undone */
};

struct letter_templates;

/* Reads DIR/letter.html, letter.txt and their frame; err names file and line.
 */
struct letter_templates *letter_templates_new(const char *dir, struct err *err);
void letter_templates_free(struct letter_templates *t);

/* Tells all their problems, "DIR/NAME: line N: reason". */
void letter_templates_check(const char *dir, compose_problem_fn *problem,
                            void *ctx);
CLEANUP_DEFINE(struct letter_templates *, letter_templates_free)

/* Appends the whole message, strict CRLF. */
int letter_compose(const struct letter_templates *t,
                   const struct compose_settings *settings,
                   const struct token_key *key, const struct letter *letter,
                   struct buf *out, struct err *err);

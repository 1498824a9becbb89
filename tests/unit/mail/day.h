#pragma once
/*
 * A made-up day for the tests of compose: papers, their blocks from the
 * shipped templates, one reader. Change what a test is about, then compose.
 */
#include "mail/compose.h"

struct day {
	struct arena *arena;
	struct compose_templates *templates;
	struct compose_settings settings;
	struct token_key key;
	struct edition edition;
	struct compose_edition compose;
	size_t n;
	struct paper papers[CHOICES_MAX];
	struct score scores[CHOICES_MAX];
	struct compose_block blocks[CHOICES_MAX];
	struct choice choices[CHOICES_MAX];
	struct digest digest;
};

/* A day with n ordinary papers, all chosen; blocks are not made yet. */
struct day *day_new(size_t n);
void day_free(struct day *day);
CLEANUP_DEFINE(struct day *, day_free)

/* Makes the blocks from the papers and scores as they are now. */
void day_blocks(struct day *day);

/* Replaces one template's text. */
void day_template(struct day *day, const char *name, struct str text);

/* Composes; the whole message in *out. Fails the test where that fails. */
void day_mail(struct day *day, struct buf *out);
void day_body(struct day *day, enum format format, struct buf *out);

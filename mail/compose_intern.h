#pragma once
/*
 * Inside compose: what its files hand to each other. One mail goes through
 *
 *	compose_digest.c	prepare -> headers -> parts -> slices
 *	compose_common.c	what all readers' mails have in common
 *	compose_links.c		tokens, addresses and links of this reader
 *	compose_view.c		the data that the templates see
 *	compose_headers.c	the header fields
 *	compose_budget.c	how much of each paper the HTML has room for
 *
 * compose_words.c says dates, counts and reasons in words; compose_paper.c
 * makes the shared blocks, once an edition.
 */
#include "mail/compose.h"
#include "text/template.h"
#include "text/words.h"

/* Of the records that the templates see. */
struct compose_shapes {
	const struct value_shape *reader, *paper;
};

struct compose_templates {
	struct template_set *html, *text;
	struct arena *prepared; /* the templates' own text, encoded */
	struct compose_shapes shapes;
};

/* The part that a shared partial of this name splices in, or -1. */
int compose_part_of_name(const char *name);

/* A compose_problem_fn that keeps the first problem. */
struct compose_first {
	bool any;
	struct err *err;
};
void compose_keep_first(void *ctx, const char *what);

/* Tells every variable of the template that stands in none of the lists. */
void compose_check_names(const struct template_set *set, const char *name,
                         const char *const *const *known,
                         compose_problem_fn *problem, void *ctx);

/* ---- compose_links.c; strings in the arena ---- */

/* The list's name and addresses, in the pieces that they are used in. */
struct compose_site {
	const char *name;   /* the From's display name */
	const char *from;   /* the From's bare address */
	const char *plus;   /* papers+ */
	const char *at;     /* @example.org */
	const char *mailto; /* mailto:papers+ */
};

int compose_site_make(const struct compose_settings *settings,
                      struct arena *arena, struct compose_site *site,
                      struct err *err);

/* One reader's own addresses and links. */
struct compose_links {
	const char *token;     /* TOKEN_REPLY */
	const char *reply;     /* papers+TOKEN@example.org */
	const char *mailto;    /* mailto:papers+TOKEN@example.org?subject= */
	const char *sender;    /* papers+BOUNCETOKEN@example.org */
	const char *leave;     /* mailto:...?subject=unsubscribe */
	const char *leave_url; /* https, or NULL */
};

int compose_links_make(const struct compose_settings *settings,
                       const struct compose_site *site,
                       const struct token_key *key, const struct digest *digest,
                       struct arena *arena, struct compose_links *links,
                       struct err *err);

/* papers+TOKEN@example.org; and as a link that lacks its subject:
 * mailto:papers+TOKEN@example.org?subject= (RFC 6068). */
const char *compose_plus_address(struct arena *a,
                                 const struct compose_site *site,
                                 const char *token);
const char *compose_mailto(struct arena *a, const struct compose_site *site,
                           const char *token);

/* The edition's page, or the archive's first for a week; NULL: no archive. */
const char *compose_archive_page(const struct compose_settings *settings,
                                 int date, bool weekly, struct arena *a);

/* ---- compose_words.c: plain words, in the arena ---- */

/* digest NULL is a daily one. */
bool words_weekly(const struct digest *digest);

/* The sum of what the digest chose from: its edition's, or its week's. */
const struct edition_sum *words_sum(const struct edition *edition,
                                    const struct digest *digest);

/* "Friday 18 April 2025", or the week's days. */
const char *words_covers(struct arena *a, const struct edition *edition,
                         const struct digest *digest);

/* "12 of 213 papers; 3 of earlier days; strongest: TITLE", "12 of this week's
 * 1640 papers; ...". title: PART_TITLE of the first. */
const char *words_summary(struct arena *a, const struct edition *edition,
                          const struct digest *digest, struct str title);

/* "Daily Papers, Fri 18 Apr 2025: "; with it "...: 12 papers; TITLE". */
const char *words_subject_head(struct arena *a, const char *site,
                               const struct edition *edition,
                               const struct digest *digest);
const char *words_subject(struct arena *a, const char *head,
                          const struct digest *digest, struct str title);

/* "Model Architecture 9, you asked for more (+1); of Fri 18 Apr 2025, not
 * delivered then"; score: the relevance in words. */
const char *words_why(struct arena *a, const struct choice *c,
                      const char *score);

/* "Scored by the embedded lexical scorer." */
const char *words_scored_by(struct arena *a, const struct edition *edition,
                            const struct digest *digest);

/* ---- compose_budget.c ---- */

/* How the first `whole` papers of the mail show their whole abstract, those up
 * to `brief` its first sentences, those up to `detail` none, and the others
 * only their line in the contents. whole <= brief <= detail <= n. */
struct compose_plan {
	size_t whole, brief, detail;
};

/* Decoded bytes of HTML: of the whole mail when every abstract is whole, and
 * what each paper adds to it. */
struct compose_sizes {
	size_t n, total;
	size_t paper[CHOICES_MAX]; /* in the papers' section, less abstract */
	size_t whole[CHOICES_MAX], brief[CHOICES_MAX];
};

/* The step-th plan for n papers: 0 shows all, each shows a little less than
 * the one before, the last (compose_plan_steps) only the contents. */
struct compose_plan compose_plan_at(size_t n, size_t step);
size_t compose_plan_steps(size_t n);

/* The first step from `from` on whose size, as far as can be told, is within
 * max; the last one when none is. */
size_t compose_plan_fitting(const struct compose_sizes *sizes, size_t from,
                            size_t max);

/* ---- compose_view.c ---- */

void compose_shapes_make(struct compose_shapes *shapes, struct arena *arena);

/* What the templates see of the edition, or of the digest's week. */
struct value *compose_edition_view(const struct compose_edition *edition,
                                   const struct digest *digest,
                                   const struct compose_site *site,
                                   struct arena *arena);

struct compose_view {
	struct value *root;
	struct value *papers[CHOICES_MAX];
};

void compose_view_make(const struct compose_edition *edition,
                       const struct digest *digest,
                       const struct compose_links *links, const char *subject,
                       struct str title, struct arena *arena,
                       struct compose_view *view);

/* The number of the paper that this is the view of; 0: of none. */
size_t compose_view_number(const struct compose_shapes *shapes,
                           const struct value *paper);
void compose_view_set_plan(struct compose_view *view, size_t n,
                           struct compose_plan plan);

/* Names of all variables of digest.*, in several lists, and of shared/ *; NULL
 * ends each. Templates are checked against them. */
extern const char *const *const compose_digest_variables[];
extern const char *const *const compose_paper_variables[];

/* ---- compose_common.c ---- */

/* What the edition's mails have in common. */
struct compose_common {
	struct compose_site site;
	struct value *view;
	const char *subject; /* its head */
	/* header fields, encoded */
	struct str from, list_id, list_end, automatic;
};

int compose_common_make(const struct compose_edition *edition,
                        const struct digest *digest, struct arena *arena,
                        struct compose_common *common, struct err *err);

/* ---- compose_headers.c ---- */

/* The fields that are the same in all mails of the edition. */
void compose_headers_common(const struct compose_settings *settings,
                            struct arena *arena, struct compose_common *common);

/* All fields but the MIME ones. mail->message_id is set. */
int compose_headers(const struct compose_edition *edition,
                    const struct compose_common *common,
                    const struct digest *digest,
                    const struct compose_links *links, const char *subject,
                    struct compose_mail *mail, struct err *err);

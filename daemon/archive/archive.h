#pragma once
/*
 * The static pages of editions: one page an edition, one a month, an index.
 * Written to a temporary name and renamed; rebuilt from the same input to the
 * same bytes (no clock, no randomness, no locale), and a page that says the
 * same is not touched. Plain HTML and one stylesheet, no script, nothing from
 * the network; works from a file.
 *
 * The pages are the mustache templates of templates/archive/, listed with
 * their variables in its README.md. What papers and scorers say is untrusted:
 * it is cleaned, capped and escaped here.
 *
 * Functions are pure but for the files they write; any thread, one at a time
 * for a directory. They return 0, or < 0 with err, which names the file.
 */
#include "base/arena.h"
#include "base/err.h"
#include "model/edition.h"
#include "model/paper.h"
#include "model/score.h"
#include "text/template.h"

struct archive_paper {
	const struct paper *paper;
	const struct score *score;
};

/* What one edition's page shows; the caller owns everything. */
struct archive_edition {
	const struct edition *edition;
	const struct archive_paper *papers; /* relevant ones, in page order:
	                                     * relevance, novelty, id */
	size_t n_papers;
	int previous, next; /* dates of the neighbours, DATE_NONE: none */
	const char *model;  /* of the cost table; "" for lexical */
	const char *const *skipped; /* "12 announce type replace", ... */
	size_t n_skipped;
	const char *const *unscored; /* "2 answer was cut off", ... */
	size_t n_unscored;
	const char *prompt; /* the selection prompt in full; "": none */
};

struct archive_site {
	const char *dir; /* exists or is made, 0755; files 0644 */
	const char *url; /* of the site, ends in "/"; "": unknown */
	const char *name;
	const struct topic *topics;
	size_t n_topics;
	const struct template_set *templates; /* "archive/edition" and so on */
};

/* Loads TEMPLATES_DIR/archive/, all of *.html as "archive/NAME" (edition,
 * month and index must be there, others are partials) and style.css as
 * "archive/style". NULL with err, which names the file. The caller frees it
 * (template_set_free). */
struct template_set *archive_templates(const char *templates_dir,
                                       struct err *err);

/* DIR/YYYY-MM-DD.html, and DIR/style.css. */
int archive_write_edition(const struct archive_site *site,
                          const struct archive_edition *edition,
                          struct err *err);

/* DIR/YYYY-MM.html: the month's editions, oldest first. */
int archive_write_month(const struct archive_site *site, int any_date_in_month,
                        const struct edition *editions, size_t n,
                        struct err *err);

/* DIR/index.html: all editions, oldest first in, newest first out. Writes
 * DIR/style.css as well. */
int archive_write_index(const struct archive_site *site,
                        const struct edition *editions, size_t n,
                        struct err *err);

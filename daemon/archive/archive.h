#pragma once
/*
 * The static pages of editions, in one directory:
 *
 *	YYYY-MM-DD.html		the edition: numbers, contents, relevant papers
 *	YYYY-MM-DD-topics.html	the same papers, topic by topic
 *	YYYY-MM-DD-all.html	every scanned paper in a line
 *	YYYY-MM-DD.json		its scores, see archive_json.c
 *	YYYY-MM.html		the month: days, costs, strongest papers
 *	index.html feed.xml style.css
 *
 * Written to a temporary name and renamed; rebuilt from the same input to the
 * same bytes (no clock, no randomness, no locale), and a file that says the
 * same is not touched. Plain HTML and one stylesheet, no script, nothing from
 * the network; works from a file.
 *
 * The pages are the mustache templates of templates/archive/, listed with
 * their variables in its README.md. What papers and scorers say is untrusted:
 * it is cleaned, capped and escaped here.
 *
 * Any thread; archive_open makes writers of one directory wait for each other.
 * Functions return 0, or < 0 with err, which names the file.
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

/* What a model asked for a million tokens; all 0: not known. */
struct archive_prices {
	double prompt, cached, completion;
};

/* One edition as the store has it; the caller owns everything. */
struct archive_edition {
	const struct edition *edition;
	/* All that were scanned, in page order: n_relevant that reach both
	 * cut-offs, then those below, each by relevance, novelty, id; last
	 * n_unscored without a score. See archive_order. */
	const struct archive_paper *papers;
	size_t n_papers, n_relevant, n_unscored;
	const struct topic *topics; /* named as they were then; only id, name */
	size_t n_topics;
	int previous, next;         /* dates of the neighbours or DATE_NONE */
	const char *const *skipped; /* "12 announce type replace", ... */
	size_t n_skipped;
	const char *prompt; /* the selection prompt in full; "": not known */
	struct archive_prices prices;
};

/* Brings papers[n] into page order and counts: fills papers, n_papers,
 * n_relevant and n_unscored of *edition, whose edition is set. */
void archive_order(struct archive_edition *edition,
                   struct archive_paper *papers, size_t n);

struct archive_site {
	const char *dir; /* exists or is made, 0755; files 0644 */
	const char *url; /* of the site, ends in "/"; "": unknown */
	const char *name;
	const char *list_id; /* a domain of its own: ids in the feed begin with
	                      * it, so they outlive a change of url */
	const struct template_set *templates;
};

/* Loads TEMPLATES_DIR/archive/: all of *.html as "archive/NAME", style.css as
 * "archive/style", feed.xml as "archive/feed"; those that are not pages are
 * partials. NULL with err, which names the file, where a page is missing,
 * something does not compile or a variable does not exist. The caller frees it
 * (template_set_free). */
struct template_set *archive_templates(const char *templates_dir,
                                       struct err *err);

/* Makes the directory, waits until no other process writes there, removes what
 * a killed one left. *lock is a descriptor; closing it lets the next one in.
 * < 0 also when the other one does not end within five seconds. */
int archive_open(const char *dir, int *lock, struct err *err);

int archive_write_style(const struct archive_site *site, struct err *err);

/* The edition's three pages and its JSON file. */
int archive_write_edition(const struct archive_site *site,
                          const struct archive_edition *edition,
                          struct err *err);

/* Are all files of the edition there, is the month's? */
bool archive_has_edition(const char *dir, int date);
bool archive_has_month(const char *dir, int any_date_in_month);

/* ---- several editions: what is kept of each is a copy ---- */

struct archive_month;

struct archive_month *archive_month_new(void);
void archive_month_free(struct archive_month *month);
CLEANUP_DEFINE(struct archive_month *, archive_month_free)

/* Editions of one month, oldest first. */
void archive_month_add(struct archive_month *month,
                       const struct archive_edition *edition);

/* previous, next: any date in the neighbouring months that have editions, or
 * DATE_NONE. At least one edition was added. */
int archive_write_month(const struct archive_site *site,
                        const struct archive_month *month, int previous,
                        int next, struct err *err);

/* How many of the newest editions the feed has. */
enum { ARCHIVE_FEED_EDITIONS = 30 };

/* What index and feed say of the newest editions. */
struct archive_front;

struct archive_front *archive_front_new(void);
void archive_front_free(struct archive_front *front);
CLEANUP_DEFINE(struct archive_front *, archive_front_free)

/* Oldest first; the last ARCHIVE_FEED_EDITIONS of the archive. */
void archive_front_add(struct archive_front *front,
                       const struct archive_edition *edition);

/* index.html, of all editions (oldest first in, newest first out), and
 * feed.xml. */
int archive_write_front(const struct archive_site *site,
                        const struct archive_front *front,
                        const struct edition *editions, size_t n,
                        struct err *err);

#pragma once
/*
 * A digest's recipe -> the mail. "Compose once, splice many": a paper's block
 * is rendered, escaped and quoted-printable-encoded once an edition and format
 * (compose_paper), and a mail (compose_digest) is a list of slices: the
 * reader's own headers and texts, shared blocks, the reader's own footer.
 *
 * The templates: digest.html and digest.txt are rendered for each reader;
 * where they call a partial under shared/ inside {{#papers}}, the edition's
 * stored block is spliced in. shared/ *.html and *.txt are rendered once a
 * paper; frame/ *.html is what all mails begin and end with.
 * templates/README.md lists every variable.
 *
 * A mail's bytes are fixed by struct compose_settings, the templates' text,
 * the blocks and the recipe; all of them are frozen in the store when the
 * edition is queued.
 */
#include "base/arena.h"
#include "base/err.h"
#include "mail/address.h"
#include "mail/slices.h"
#include "mail/token.h"
#include "model/digest.h"
#include "model/paper.h"
#include "model/score.h"

/* From the config; frozen with the edition (compose_settings_print/parse). */
struct compose_settings {
	const char *from;   /* "Daily Papers <papers@example.org>"; its name
	                     * also begins the Subject */
	const char *domain; /* of Message-ID */
	const char
	        *address;    /* replies go to local+TOKEN@domain of this; local
	                      * has at most 21 bytes, for TOKEN takes 42 of 64 */
	const char *list_id; /* "daily-papers.example.org" */
	const char *admin;   /* "": none */
	const char *archive_url;     /* ends in "/"; "": none */
	const char *unsubscribe_url; /* "": mailto only; https, contains
	                              * {token} */
};

/* One text, one line a setting, for the store; parse gives arena strings and
 * wants every setting, once. */
void compose_settings_print(const struct compose_settings *s, struct buf *out);
int compose_settings_parse(struct str text, struct arena *arena,
                           struct compose_settings *s, struct err *err);

struct compose_templates;

/* One template file, for freezing. */
struct compose_source {
	const char *name; /* "digest.html", "shared/paper.html" */
	struct str text;
};

/* The names of all template files that a digest needs. */
extern const char *const compose_template_names[];
extern const size_t n_compose_template_names;

/* Reads DIR/NAME for all of compose_template_names into the arena. */
int compose_sources_read(const char *dir, struct arena *arena,
                         struct compose_source *sources, struct err *err);

/* Compiles and checks; copies the texts. err is the first problem: "NAME: line
 * N: reason" (syntax, a variable that does not exist, a partial that is called
 * wrongly), or "NAME: is missing". */
struct compose_templates *
compose_templates_new(const struct compose_source *sources, size_t n,
                      struct err *err);

/* Tells all of them. */
typedef void compose_problem_fn(void *ctx, const char *what);
void compose_templates_check(const struct compose_source *sources, size_t n,
                             compose_problem_fn *problem, void *ctx);
void compose_templates_free(struct compose_templates *t);
CLEANUP_DEFINE(struct compose_templates *, compose_templates_free)

/* The parts of a paper that every reader gets alike, encoded. Stored by the
 * caller under these numbers: append, never reorder. */
enum compose_part {
	PART_HTML_LINE,     /* its line in the contents */
	PART_HTML_PAPER,    /* title, authors, id, categories, links */
	PART_HTML_ABSTRACT, /* whole */
	PART_HTML_BRIEF,    /* its first sentence or two */
	PART_TEXT_LINE,
	PART_TEXT_PAPER,
	PART_TEXT_ABSTRACT,
	PART_TITLE, /* plain UTF-8, one line, cut; not encoded: for Subject */
	PART_HTML_REASON, /* novelty, the scorer's reason */
	PART_TEXT_REASON,
	COMPOSE_PARTS
};

/* The template that makes the part, "shared/line.html"; "title" for PART_TITLE,
 * which has none. */
const char *compose_part_name(enum compose_part part);

struct compose_block {
	struct str encoded[COMPOSE_PARTS]; /* quoted-printable pieces */
	uint32_t decoded[COMPOSE_PARTS];   /* bytes before encoding */
};

/* Renders one paper's parts. Strings of *block live in the arena. */
int compose_paper(const struct compose_templates *t, const struct paper *paper,
                  const struct score *score, struct arena *arena,
                  struct compose_block *block, struct err *err);

/* What all mails of one edition share. */
struct compose_edition {
	const struct compose_templates *templates;
	const struct compose_settings *settings;
	const struct edition *edition; /* date, sum, scorer: for the texts */
	const struct token_key *key;   /* signs; the one of queueing time */
	/* The block of a paper, or NULL when it is not there (then composing
	 * fails, naming the paper). The result lives until the mail is gone. */
	const struct compose_block *(*block)(void *ctx, int64_t paper);
	void *ctx;
	/* What its mails have in common, from compose_common_new; NULL: worked
	 * out anew for each. */
	const struct compose_common *common;
};

/* Of the edition as it is now: settings and edition must stay so. < 0 (NULL):
 * as compose_digest. */
struct compose_common;
struct compose_common *compose_common_new(const struct compose_edition *edition,
                                          struct err *err);
void compose_common_free(struct compose_common *common);
CLEANUP_DEFINE(struct compose_common *, compose_common_free)

enum { MESSAGE_ID_MAX = TOKEN_LEN + 255 + sizeof("<@>") };

struct compose_mail {
	char sender[ADDRESS_MAX + 1];    /* envelope, VERP */
	const char *recipient;           /* the digest's address */
	char message_id[MESSAGE_ID_MAX]; /* "<...@domain>" */
	struct slices body;              /* the whole message, strict CRLF */
	struct buf own; /* what the slices of this reader's own point into */
	struct arena *scratch; /* while composing; kept for the next mail */
};

void compose_mail_deinit(struct compose_mail *mail);

/*
 * Composes the mail; *mail is reused from call to call (start zeroed). HTML
 * stays under COMPOSE_HTML_MAX decoded bytes whatever the day: whole abstracts
 * for the strongest, then brief ones, then none, then contents lines only;
 * every paper keeps its line. (Templates whose own text is larger than that
 * are the admin's choice, and go out.) A pure function of its arguments.
 *
 * < 0: a block is missing, a token or an address cannot be made; err names
 * the paper or the setting.
 */
enum { COMPOSE_HTML_MAX = 90 * 1000 };
int compose_digest(const struct compose_edition *edition,
                   const struct digest *digest, struct compose_mail *mail,
                   struct err *err);

/* What the digest says of why a paper was chosen: "Model Architecture 9, you
 * asked for more (+1)". */
const char *compose_why(struct arena *arena, const struct choice *choice);

/* The decoded HTML or text body alone, for `preview`. */
int compose_body(const struct compose_edition *edition,
                 const struct digest *digest, enum format format,
                 struct buf *out, struct err *err);

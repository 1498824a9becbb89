#pragma once
/*
 * A body's way from what came to what its writer wrote: HTML or flowed text to
 * lines, quotes found and cut, signatures found and cut. Inside mail/read.
 * Pure; any thread.
 *
 * The rules are made of what mail programs write, in the languages they write
 * it in; read_words.c holds the words. A rule that errs should err towards
 * taking a quote for a quote: a command that is not seen is asked about, one
 * that nobody gave is carried out.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

/* What stands after so many bytes or lines of a text is not read. */
enum { READ_TEXT_MAX = 1024 * 1024, READ_LINES_MAX = 8000 };

/* ---- from the body to text ---- */

/* RFC 3676: lines that end in a blank flow together; delsp as its parameter.
 * LF and CRLF are taken, LF comes out. */
void read_flowed(struct buf *out, struct str text, bool delsp);

/* HTML as text. Blockquotes and the containers that mail programs put quotes
 * in become a line ">", what follows an Outlook separator goes, so do
 * signatures that are marked as such. */
void read_html(struct buf *out, struct str html);

/* ---- lines ---- */

struct read_line {
	struct str raw;    /* as written, without its end */
	struct str folded; /* for comparing: case folded, blanks of all kinds
	                    * one blank, none at the ends, typographic quotes
	                    * plain; decoration ("*", "_", "|") off both ends */
	bool quoted;       /* begins with ">" */
	bool blank;
};

struct read_lines {
	const struct read_line *at;
	size_t n;
};

void read_lines(struct str text, struct arena *arena, struct read_lines *lines);

/* The folded form of any text. */
struct str read_fold(struct str s, struct arena *arena);

/* Whether s has the word or phrase: with no letter or digit at its ends, where
 * its own ends are letters of an alphabet (Chinese has no blanks). */
bool read_has_word(struct str s, const char *word);
/* Whether it has one of the list, which ends in NULL. */
bool read_has_one(struct str s, const char *const *words);
bool read_starts_one(struct str s, const char *const *words);

/* ---- quotes ---- */

enum read_cut {
	READ_CUT_NONE,
	READ_CUT_QUOTE,       /* lines with ">" begin */
	READ_CUT_ATTRIBUTION, /* "On Friday, Ada wrote:" */
	READ_CUT_REST,        /* all below is somebody else's: an Outlook
	                       * header block, a forwarded message, our own
	                       * digest */
};

/* Does quoted matter begin at line i? *length: how many lines introduce it
 * (none for a quote). */
enum read_cut read_cut_at(const struct read_lines *lines, size_t i,
                          size_t *length);

/* How many lines from i on are an attribution; 0: none. */
size_t read_attribution(const struct read_lines *lines, size_t i);

/* ---- signatures ---- */

/* How many of the lines [from, to) stand before the signature, the mobile
 * program's advertisement or the disclaimer. */
size_t read_before_signature(const struct read_lines *lines, size_t from,
                             size_t to);

/* The line behind an advertisement that stands at the front, where it may too
 * when the answer is written below it; else from. */
size_t read_after_advertisement(const struct read_lines *lines, size_t from);

/* ---- words (read_words.c): folded, lists end in NULL ---- */

extern const char *const read_words_wrote[];     /* "wrote", "schrieb" */
extern const char *const read_words_opening[];   /* "on ", "am ", "le " */
extern const char *const read_words_original[];  /* "original message" */
extern const char *const read_words_forwarded[]; /* "begin forwarded ..." */
extern const char *const read_words_above[];     /* "reply above this line" */
extern const char *const read_words_sent_from[]; /* "sent from my" */
extern const char *const read_words_device[];    /* "iphone", "galaxy" */
extern const char *const read_words_secret[];    /* "confidential" */
extern const char *const read_words_message[];   /* "this e-mail" */
extern const char *const read_words_greeting[];  /* "hi", "bonjour" */

/* The label of a header block's line ("from", "gesendet"). */
enum read_label {
	READ_LABEL_NONE,
	READ_LABEL_FROM,
	READ_LABEL_DATE,
	READ_LABEL_TO,
	READ_LABEL_CC,
	READ_LABEL_SUBJECT,
	READ_LABEL_REPLY_TO,
};

enum read_label read_label(struct str folded_label);

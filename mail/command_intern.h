#pragma once
/*
 * The parts of the command grammar, in the order in which a line meets them:
 *
 *	command_words.c      text -> sentences of words and marks
 *	command_phrases.c, command_phrases_leave.c
 *	                     which words mean what: verbs and synonyms
 *	command_table.c      looking them up; small talk, politeness
 *	command_mood.c       questions, conditions, requests
 *	command_number.c, command_date.c, command_duration.c
 *	command_topics.c     words -> a topic, perhaps mistyped
 *	command_items.c      "MoE, 3 and graph networks" -> topics, papers,
 *	                     phrases
 *	command_arguments.c, command_value.c, command_authors.c, command_when.c
 *	                     what stands behind each verb
 *	command_opinion.c    "paper 3 was great"
 *	command_stop.c, command_meant.c, command_abroad.c
 *	                     the ways of saying "unsubscribe", and of not saying
 *	                     it
 *	command_sentence.c   the walk through a sentence
 *	command.c            mails: subject, lines, contradictions, what wins
 */
#include "mail/command.h"

enum {
	LINE_BYTES_MAX = 4096, /* of one line, the rest is not read */
	WORDS_MAX = 512,       /* in one line */
	SHOWN_MAX = 200,       /* of a line that is quoted back */
	READINGS_MAX = 20,     /* questions and unknown lines of one mail */
	ITEMS_MAX = COMMAND_TOPICS_MAX, /* in one list */
};

/* ---- words ---- */

/* A word, or a mark: , ; . ! ? : = ( ) & / + - " (a mark's key is ""). */
struct word {
	struct str text;   /* as written */
	const char *key;   /* for comparing: folded, no apostrophes, and no
	                    * hyphens between letters ("e-mails": "emails") */
	const char *plain; /* folded, hyphens are blanks: for topics */
	char mark;         /* 0: a word */
	bool quoted;       /* "..." is one word */
	bool link;         /* has :// or @ */
	/* table_phrase's answer, looked up once */
	bool known;
	const struct phrase *phrase, *rival;
	size_t phrase_len;
};

/* One sentence: its words and how it ended. */
struct words {
	struct word *at;
	size_t n;
	char end; /* . ! ? ; or 0 */
};

/* The words of a line (one line, any bytes), all in the arena. */
struct words words_of(struct str line, struct arena *arena);

/* Cuts the next sentence off the front of *rest; false at the end. A mark that
 * ends a sentence is in none. */
bool words_sentence(struct words *rest, struct words *sentence);

/* How many words from i on spell "pattern" (words separated by blanks), or 0.
 */
size_t words_match(const struct words *s, size_t i, const char *pattern);

/* The first place at or after i where pattern is spelt, or s->n. */
size_t words_find(const struct words *s, size_t i, const char *pattern);

/* Text from word i up to j, as written, on one line, at most max bytes. */
const char *words_shown(const struct words *s, size_t i, size_t j, size_t max,
                        struct arena *arena);

/* Is `word` (ASCII) mistyped for `good`: one edit from five letters on, two
 * from nine, a transposition counts as one? Returns the distance, 0 for equal
 * or UINT_MAX when too far. */
unsigned word_near(const char *word, const char *good);

bool word_among(const char *key, const char *const *list, size_t n);
#define WORD_AMONG(key, list) \
	word_among(key, list, sizeof(list) / sizeof(*(list)))

/* ---- what words mean ---- */

/* What a phrase of the table starts: one of enum verb, or one of these. */
enum sense {
	SENSE_STOP = VERB_FORGET + 1, /* "stop": mails, or something else? */
	SENSE_REJECT,   /* "don't want", "no more": mails or a topic */
	SENSE_REMOVE,   /* "remove": me, or a topic */
	SENSE_TOO_MANY, /* "too many": papers, mails or a topic */
	SENSE_TOO_FEW,
	SENSE_BACK,  /* "back on Monday" */
	SENSE_AWAY,  /* "on holiday until": a date, no wish yet */
	SENSE_JUST,  /* "just": only, before a topic or a number */
	SENSE_LIKE,  /* "I like MoE": more of it, or fine as it is? */
	SENSE_EVERY, /* "every": day, week or Friday */
	SENSE_YES,   /* confirms only where it stands alone */
};

struct phrase {
	const char *words; /* as word.key spells them */
	int sense;         /* enum verb or enum sense */
	unsigned flags;
};

enum {
	PHRASE_EXACT = 1,    /* too near to other words to be mistyped */
	PHRASE_ANYWHERE = 2, /* understood in the middle of a sentence too */
	PHRASE_ASKED = 4,    /* a question that is its own command */
	PHRASE_MINE = 8,     /* only where the writer speaks of themselves */
	PHRASE_ABROAD = 16,  /* not English */
};

extern const struct phrase phrases_verbs[], phrases_leave[];
extern const size_t phrases_verbs_n, phrases_leave_n;

/* The longest phrase at word i, or a mistyped one; NULL: none. *len: words.
 * *typo: it was mistyped. *rival: another verb was as near. */
const struct phrase *table_phrase(const struct words *s, size_t i, size_t *len,
                                  const struct phrase **rival);

/* Words that carry no meaning of their own before a verb ("I would like"). */
bool table_filler(const char *key);
/* Words that may follow a verb without changing it ("me", "the e-mails"). */
bool table_clean(const char *key);
/* Does s [i, j) ask for something: "please", "I want", "send"? */
bool table_asks(const struct words *s, size_t i, size_t j);
/* "not" in the languages of the unsubscribe words. */
bool table_negates(const char *key);
/* Is the whole of s [i, j) clean or filler? */
bool table_all_clean(const struct words *s, size_t i, size_t j);
/* Takes politeness and conditions that are none out of s, in place. */
void table_polish(struct words *s);

/* ---- numbers and dates ---- */

/* A number at word i: "9", "7.5", "7,5", "9/10", "seven". Words used or 0. */
size_t date_number(const struct words *s, size_t i, double *number);

/* The same behind "threshold": "to 9", ": 9", "= 9", "from 8 to 9". */
size_t date_number_behind(const struct words *s, size_t i, double *number);

enum date_verdict { DATE_ABSENT, DATE_GOOD, DATE_BAD, DATE_EITHER };

struct date_reading {
	enum date_verdict verdict;
	int date, other; /* other: with DATE_EITHER, the second reading */
	size_t len;      /* words used */
};

/* "until 15 January", "for two weeks", "10 days", with what leads to it. */
struct date_reading date_until(const struct words *s, size_t i, int today);
/* A date alone. */
struct date_reading date_at(const struct words *s, size_t i, int today);
/* 0 Sunday .. 6, -1: no weekday. "mondays" too. */
int date_weekday_of(const char *key);
/* 1 January .. 12, 0: no month. */
int date_month_of(const char *key);

/* ---- topics ---- */

struct topic_match {
	int topic;  /* or -1 */
	int rival;  /* another topic as likely: ask; or -1 */
	size_t len; /* words */
};

struct reader;

/* Fills in r->forms. */
void topics_prepare(struct reader *r);
/* The longest topic spelt exactly from word i on. */
struct topic_match topics_exact(const struct reader *r, const struct words *s,
                                size_t i);
/* The words [i, j) as a whole, mistyped perhaps. */
struct topic_match topics_near(const struct reader *r, const struct words *s,
                               size_t i, size_t j);

/* ---- reading ---- */

/* A topic's id, name or alias, folded once. */
struct topic_form {
	const char *text;
	int topic;
};

/* What is gathered from one mail. */
struct reader {
	const struct command_context *context;
	struct arena *arena;
	struct command_reading *out;
	const struct topic_form *forms;
	size_t n_forms;
	const char *unknown[READINGS_MAX];
	const char *foreign_lines[READINGS_MAX];
	size_t n_foreign_lines;
	struct command_question questions[READINGS_MAX];
	bool unsubscribe;
	bool asked;   /* a question */
	bool foreign; /* the sentence so far held words that are nothing to us
	               */
	bool yes;     /* an answer to nothing we know of */
	bool wry;     /* "Wow, more LLMs, what the world needs." */
	/* "too many papers": asked back unless the mail says how many */
	enum { AMOUNT_NONE, AMOUNT_PAPERS, AMOUNT_MAILS } amount;
	bool amount_less;
	const char *amount_line;
	int away;    /* until when, the writer says, nobody is there */
	bool absent; /* said so: "on holiday" */
	int papers[ITEMS_MAX]; /* named last */
	size_t n_papers;
	int opinion;            /* of them in this sentence: 1 good, -1 bad */
	size_t commands_before; /* how many there were before this sentence */
	size_t meaning;    /* what was understood so far, if only a refusal */
	struct words line; /* the sentence that is being read */
};

void reader_command(struct reader *r, const struct command *command);
void reader_verb(struct reader *r, enum verb verb);
/* Said to be not understood, whatever else was. */
void reader_unknown(struct reader *r, const char *line);
/* Not a word to us: said only where nothing at all was understood. */
void reader_foreign(struct reader *r, const char *line);
/* Words [i, j) began like a command and cannot be carried out. */
void reader_bad(struct reader *r, size_t i, size_t j);
/* The two readings of a line, as commands. */
void reader_ask(struct reader *r, const char *line, const struct command *a,
                const struct command *b);
/* The same of the sentence that is being read. */
void reader_either(struct reader *r, const struct command *a,
                   const struct command *b);

/* Is it a question, and no request? */
bool mood_question(const struct words *s);
/* Is it thought about, not asked for: "if", "maybe I should"? */
bool mood_conditional(const struct words *s);
/* In a question (asked) or a condition: where what is asked for begins, "...
 * but please unsubscribe me"; 0: nothing is. */
size_t mood_plea(const struct words *s, bool asked);
/* A question that is answered, "topics?": its verb, or -1. */
int mood_inquiry(const struct words *s);
/* Does it exclaim and ask for nothing? */
bool mood_exclaims(const struct words *s);

/* Does the clause that word i stands in speak of its writer: I, me, please? */
bool sentence_mine(const struct words *s, size_t i);

/* Reads one sentence. `subject`: nothing in it may be foreign to us, else it is
 * left alone. Returns whether it meant anything. */
bool sentence_read(struct reader *r, struct words *s, bool subject);

/* Does a list go on at i with "2)" or "b)"? */
bool sentence_bullet(const struct words *s, size_t i);

/* Does a verb stand at i, perhaps behind fillers? */
bool sentence_verb(const struct words *s, size_t i);

/* Where the clause that starts at i ends: at a mark, or at an "and" before the
 * next verb. */
size_t sentence_clause_end(const struct words *s, size_t i);

/* "MoE, 3 and graph networks" */
struct items {
	/* which of the lists below comes next: 't', 'p' or 'w' (words) */
	char order[3 * ITEMS_MAX];
	size_t n;
	int topics[COMMAND_TOPICS_MAX];
	size_t n_topics;
	int papers[ITEMS_MAX];
	size_t n_papers;
	const char *phrases[ITEMS_MAX]; /* what is no topic */
	bool arxiv[ITEMS_MAX];          /* phrases[i] is an arXiv id */
	size_t n_phrases;
	struct topic_match either[ITEMS_MAX]; /* may be two topics */
	size_t n_either;
	bool bad;         /* something that is nothing of these */
	bool papers_word; /* "3 papers", "papers": no kind of paper is named */
	size_t next;      /* the first word not used */
};

void items_read(struct reader *r, const struct words *s, size_t i,
                struct items *items);

/* Carries the phrase found at i (len words) out; returns the first word not
 * used, or 0: it is no command here. */
size_t arguments_read(struct reader *r, const struct words *s, size_t i,
                      size_t len, const struct phrase *phrase);

/* "too many papers", "fewer mails": remembered, and at the end of the mail
 * asked back: the two ways to get less (or more) of everything. */
void arguments_amount(struct reader *r, bool less, bool mails);
void arguments_ask_amount(struct reader *r);

/* Foreign words before word i in its sentence, and nothing in the clause [..,
 * end) that asks for something: prose, in which only the unmistakable counts.
 */
bool arguments_prose(const struct reader *r, const struct words *s, size_t i,
                     size_t end);

/* Behind "a day", "each mail": what says no more than whose number it is. */
size_t value_each(const struct words *s, size_t i);

/* The verbs of command_value.c, command_authors.c and command_when.c, as
 * arguments_read. */
size_t value_number(struct reader *r, const struct words *s, size_t i,
                    size_t len, enum verb verb);
size_t value_why(struct reader *r, const struct words *s, size_t i, size_t len);
size_t authors_read(struct reader *r, const struct words *s, size_t i,
                    size_t len, enum verb verb);
size_t when_pause(struct reader *r, const struct words *s, size_t i,
                  size_t len);
size_t when_back(struct reader *r, const struct words *s, size_t i);
size_t when_away(struct reader *r, const struct words *s, size_t i, size_t len);
size_t when_weekly(struct reader *r, const struct words *s, size_t i,
                   size_t len);
/* "text weekly", "html max 12": where between i and end the next setting
 * begins, where all that is left of the clause is such; else end. */
size_t when_setting(const struct words *s, size_t i, size_t end);
size_t when_every(struct reader *r, const struct words *s, size_t i);

/* Does the sentence ask, in another language than English, to be unsubscribed?
 */
bool abroad_leaves(const struct words *s);
/* Carries that out, or asks: "Ich möchte keine MoE-Mails mehr". */
void stop_abroad(struct reader *r, const struct words *s);
/* The same of a line in a script that does not part words: it asks for that
 * (1), asks how or declines it (-1), or neither (0). */
int abroad_line(struct str line);

/* What is said of a paper by its number ("paper 3 was great") in the clause at
 * i: carried out; the first word not used, or 0: nothing of that kind. */
size_t opinion_read(struct reader *r, const struct words *s, size_t i);
/* "more like it": those papers that were named last; false: none. */
bool opinion_again(struct reader *r, enum verb verb);

/* Does the writer mean to leave by the phrase at i, len words? */
bool stop_meant(const struct reader *r, const struct words *s, size_t i,
                size_t len, const struct phrase *phrase);
/* The same for what may mean "unsubscribe". */
size_t stop_read(struct reader *r, const struct words *s, size_t i, size_t len,
                 const struct phrase *phrase);

/* Adds the papers that a word names: "3", "#3", "5,7", "3-5", "three",
 * "third"; false: it is no number. */
bool items_papers(struct items *items, const struct word *w);
/* "arXiv:2504.06426v2", a link to it: the id without version, or NULL. */
const char *items_arxiv(struct str text, struct arena *arena);

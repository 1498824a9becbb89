#include "score/score_words.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwbrk.h>

#include "score/score_intern.h"
#include "text/tex.h"

enum {
	WORD_MAX = 64, /* bytes; what is longer is no word */
	STOP_WORD = -1
};

/* English words that say nothing about a subject. */
static const char *const stop_words[] = {
	"a",       "about",   "above",   "across",    "after",    "again",
	"against", "all",     "almost",  "also",      "although", "among",
	"an",      "and",     "any",     "are",       "as",       "at",
	"be",      "because", "been",    "before",    "being",    "below",
	"between", "both",    "but",     "by",        "can",      "cannot",
	"could",   "did",     "do",      "does",      "doing",    "down",
	"during",  "each",    "et",      "etc",       "few",      "for",
	"from",    "further", "had",     "has",       "have",     "having",
	"he",      "hence",   "her",     "here",      "his",      "how",
	"however", "if",      "in",      "into",      "is",       "it",
	"its",     "itself",  "just",    "may",       "might",    "more",
	"most",    "much",    "must",    "no",        "nor",      "not",
	"now",     "of",      "off",     "often",     "on",       "once",
	"one",     "only",    "or",      "other",     "our",      "ours",
	"out",     "over",    "own",     "per",       "s",        "same",
	"she",     "should",  "since",   "so",        "some",     "such",
	"t",       "than",    "that",    "the",       "their",    "them",
	"then",    "there",   "thereby", "therefore", "these",    "they",
	"this",    "those",   "through", "thus",      "to",       "too",
	"toward",  "towards", "two",     "under",     "until",    "up",
	"upon",    "us",      "use",     "used",      "uses",     "using",
	"very",    "via",     "was",     "we",        "well",     "were",
	"what",    "when",    "where",   "whereas",   "whether",  "which",
	"while",   "who",     "whom",    "whose",     "why",      "will",
	"with",    "within",  "without", "would",     "yet",      "you",
	"your",
};

struct score_vocab {
	struct sb_stemmer *stemmer;
	struct score_intern *words; /* folded, as they stand in texts */
	struct score_intern *stems;
	int *stem_of; /* by number of the word */
	size_t cap;
	struct buf folded;
};

static int stem_of_new_word(struct score_vocab *v, const char *word, size_t len)
{
	const sb_symbol *stem =
	        sb_stemmer_stem(v->stemmer, (const sb_symbol *)word, (int)len);

	if (!stem)
		abort();
	return score_intern_add(v->stems, stem,
	                        (size_t)sb_stemmer_length(v->stemmer), NULL);
}

/* word is folded. */
static int look_up(struct score_vocab *v, const char *word, size_t len)
{
	bool fresh;
	size_t n = (size_t)score_intern_add(v->words, word, len, &fresh);

	if (!fresh)
		return v->stem_of[n];
	if (n >= v->cap) {
		v->cap = v->cap ? 2 * v->cap : 4096;
		v->stem_of =
		        reallocarray(v->stem_of, v->cap, sizeof(*v->stem_of));
		if (!v->stem_of)
			abort();
	}
	v->stem_of[n] = stem_of_new_word(v, word, len);
	return v->stem_of[n];
}

struct score_vocab *score_vocab_new(void)
{
	struct score_vocab *v = calloc(1, sizeof(*v));

	if (!v)
		abort();
	v->stemmer = sb_stemmer_new("porter", "UTF_8");
	if (!v->stemmer)
		abort();
	v->words = score_intern_new();
	v->stems = score_intern_new();
	v->folded = BUF(4 * WORD_MAX);
	for (size_t i = 0; i < sizeof(stop_words) / sizeof(*stop_words); i++) {
		size_t len = strlen(stop_words[i]);

		look_up(v, stop_words[i], len);
		v->stem_of[score_intern_find(v->words, stop_words[i], len)] =
		        STOP_WORD;
	}
	return v;
}

void score_vocab_free(struct score_vocab *v)
{
	if (!v)
		return;
	sb_stemmer_delete(v->stemmer);
	score_intern_free(v->words);
	score_intern_free(v->stems);
	free(v->stem_of);
	buf_deinit(&v->folded);
	free(v);
}

size_t score_vocab_count(const struct score_vocab *v)
{
	return score_intern_count(v->stems);
}

const char *score_vocab_stem(const struct score_vocab *v, int stem)
{
	return score_intern_key(v->stems, stem);
}

int score_vocab_add(struct score_vocab *v, struct str stem)
{
	return score_intern_add(v->stems, stem.ptr, stem.len, NULL);
}

/* What an ASCII character is; all others keep bigrams together. */
enum { WORD = 1, BREAK = 2 };

static const unsigned char kinds[128] = {
	['0' ... '9'] = WORD, ['a' ... 'z'] = WORD, ['A' ... 'Z'] = WORD,
	['.'] = BREAK,        [';'] = BREAK,        [':'] = BREAK,
	['?'] = BREAK,        ['!'] = BREAK,        ['('] = BREAK,
	[')'] = BREAK,
};

static unsigned char kind(char c)
{
	return (unsigned char)c < 128 ? kinds[(unsigned char)c] : 0;
}

/* Of a folded word, its letters, as many whole ones as there is room for. */
static size_t keep_letters(char *out, const char *s, size_t len)
{
	size_t n = 0, step;

	for (size_t i = 0; i < len; i += step) {
		int bytes = u8_mblen((const uint8_t *)s + i, len - i);

		step = bytes > 0 ? (size_t)bytes : 1;
		if (n + step > WORD_MAX)
			break;
		if (step == 1 && kind(s[i]) != WORD)
			continue;
		memcpy(out + n, s + i, step);
		n += step;
	}
	return n;
}

/* The same for a word of ASCII letters and digits alone, at most WORD_MAX:
 * these are what the bit leaves, or makes, lower case. */
static size_t lower(char *out, struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		out[i] = (char)(word.ptr[i] | 0x20);
	return word.len;
}

/* The stem of a word as it stands in the text; STOP_WORD also for what has
 * nothing left when folded. */
static int stem_of_surface(struct score_vocab *v, struct str word, bool ascii)
{
	char folded[WORD_MAX];
	size_t len;

	if (word.len > WORD_MAX)
		return STOP_WORD;
	if (ascii) {
		len = lower(folded, word);
	} else {
		buf_clear(&v->folded);
		tex_fold(&v->folded, word);
		len = keep_letters(folded, v->folded.ptr, v->folded.len);
	}
	return len ? look_up(v, folded, len) : STOP_WORD;
}

static void push(struct score_text *t, struct score_word word)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 256;
		t->words = reallocarray(t->words, t->cap, sizeof(*t->words));
		if (!t->words)
			abort();
	}
	t->words[t->n++] = word;
}

/* What a character is to a word. */
enum letter {
	LETTER, /* or digit; of any script */
	MARK,   /* belongs to the letter before it */
	ALONE,  /* a letter of a script that has no spaces between words, such
	         * as Han: a word of its own, so that phrases are found by their
	         * bigrams */
};

/* Bytes of the word character at s, 0 when it is none. */
static size_t word_char(const char *s, size_t len, enum letter *letter)
{
	const uint32_t word = UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N;
	ucs4_t uc;
	int n;

	*letter = LETTER;
	if ((unsigned char)*s < 0x80)
		return kind(*s) == WORD;
	n = u8_mbtouc(&uc, (const uint8_t *)s, len);
	if (n <= 1)
		return 0;
	if (uc_is_general_category_withtable(uc, UC_CATEGORY_MASK_M)) {
		*letter = MARK;
		return (size_t)n;
	}
	if (!uc_is_general_category_withtable(uc, word))
		return 0;
	if (uc_is_general_category_withtable(uc, UC_CATEGORY_MASK_L) &&
	    uc_wordbreak_property(uc) == WBP_OTHER) /* UAX #29 */
		*letter = ALONE;
	return (size_t)n;
}

/* Bytes of the word at s, 0 when there is none. */
static size_t word_at(const char *s, size_t len, bool *ascii)
{
	enum letter letter, last = LETTER;
	size_t at = 0, n;

	*ascii = true;
	while (at < len && (n = word_char(s + at, len - at, &letter))) {
		if (at && letter != MARK && (letter == ALONE || last == ALONE))
			break;
		if (letter != MARK)
			last = letter;
		*ascii = *ascii && n == 1;
		at += n;
	}
	return at;
}

/* What parts sentences in ASCII, as Chinese and Japanese write it. */
static bool is_break(const char *s, size_t len)
{
	ucs4_t uc;

	if ((unsigned char)*s < 0x80)
		return kind(*s) == BREAK;
	u8_mbtouc(&uc, (const uint8_t *)s, len);
	return uc == 0x3002 || uc == 0xFF01 || uc == 0xFF08 || uc == 0xFF09 ||
	       uc == 0xFF1A || uc == 0xFF1B || uc == 0xFF1F;
}

static void split(struct score_text *t, struct score_vocab *v)
{
	const char *s = t->readable.ptr;
	size_t len = t->readable.len, at = 0, n;
	bool joined = false, ascii;

	for (; at < len; at += n) {
		int stem;

		n = word_at(s + at, len - at, &ascii);
		if (!n) {
			joined = joined && !is_break(s + at, len - at);
			n = 1;
			continue;
		}
		stem = stem_of_surface(v, (struct str){ s + at, n }, ascii);
		if (stem == STOP_WORD)
			continue;
		push(t, (struct score_word){ stem, (uint32_t)at, (uint32_t)n,
		                             joined });
		joined = true;
	}
}

void score_text_read(struct score_text *t, struct score_vocab *v,
                     struct str raw)
{
	if (raw.len > SCORE_TEXT_MAX)
		raw.len = SCORE_TEXT_MAX;
	t->n = 0;
	t->readable.max = 4 * SCORE_TEXT_MAX;
	buf_clear(&t->readable);
	if (raw.len)
		tex_to_unicode(&t->readable, raw);
	split(t, v);
}

void score_text_deinit(struct score_text *t)
{
	buf_deinit(&t->readable);
	free(t->words);
	*t = (struct score_text){ 0 };
}

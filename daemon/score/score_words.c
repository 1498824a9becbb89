#include "score/score_words.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <unictype.h>
#include <unistr.h>

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

/* Lower case; other scripts' letters are kept as they are. */
static size_t keep_letters(char *out, const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < WORD_MAX; i++) {
		unsigned char c = (unsigned char)s[i];

		if (kind(s[i]) == WORD || c >= 0x80)
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
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

/* Bytes of the word character at s, 0 when it is none; letters, digits and
 * marks of any script. */
static size_t word_char(const char *s, size_t len)
{
	const uint32_t mask =
	        UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_M;
	ucs4_t uc;
	int n;

	if ((unsigned char)*s < 0x80)
		return kind(*s) == WORD;
	n = u8_mbtouc(&uc, (const uint8_t *)s, len);
	return n > 1 && uc_is_general_category_withtable(uc, mask) ? (size_t)n
	                                                           : 0;
}

static void split(struct score_text *t, struct score_vocab *v)
{
	const char *s = t->readable.ptr;
	size_t len = t->readable.len, at = 0;
	bool joined = false;

	while (at < len) {
		size_t start = at, n;
		bool ascii = true;
		int stem;

		while (at < len && (n = word_char(s + at, len - at))) {
			ascii = ascii && n == 1;
			at += n;
		}
		if (at == start) {
			if (kind(s[at]) == BREAK)
				joined = false;
			at++;
			continue;
		}
		stem = stem_of_surface(v, (struct str){ s + start, at - start },
		                       ascii);
		if (stem == STOP_WORD)
			continue;
		push(t, (struct score_word){ stem, (uint32_t)start,
		                             (uint32_t)(at - start), joined });
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

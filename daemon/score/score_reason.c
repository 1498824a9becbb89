#include "score/score_reason.h"

#include <math.h>
#include <stdlib.h>

#include "score/score_liking.h"
#include "text/escape.h"

enum {
	PHRASES = 3,    /* quoted for the best topic; of others one less */
	SPAN_WORDS = 6, /* in one quotation */
	SPAN_BYTES = 80,
	SAID_MAX = (2 * PHRASES + PHRASES) * SPAN_WORDS,
	LIKED = 3,
	ALONG = 3,
	LINE_MAX_BYTES = 600,
	AGAINST = -1, /* in place of a topic: the avoided terms */
};

/* A second topic is named from here on, if it is this close to the first. */
static const float SECOND_FROM = 5, SECOND_WITHIN = 2;

/* A quotation from the title is better known: the abstract's must say that much
 * more. */
static const float TITLE_AHEAD = 1.5f;

/* An avoided term that costs less is not worth a word: "dataset", once. */
static const float AGAINST_FROM = 2.5f;

/* From here on, in standard deviations of their value, the weights are said to
 * like a paper, or not. */
static const double LIKED_FROM = 0.5;

/* The same for what was learnt without labels; and a word is worth saying that
 * is two and a half times as likely in the best-matching papers. */
static const float ALONG_FROM = 0.5f, ALONG_WORD = 0.9f;

struct voice {
	float speaks; /* for the topic, or against the paper; 0: not, or not
	               * loud enough alone */
	bool own;     /* a word of the topic's, however common */
};

struct score_reason {
	const struct score_match *match;
	const struct score_weights *weights; /* or NULL */
	const float *along;                  /* by feature */
	const struct topic *topics;
	const struct score_doc *doc;
	int said[SAID_MAX]; /* stems that were quoted */
	size_t n_said;
	float *left; /* by term: what it adds to this paper; 0 once quoted */
	struct voice *voices; /* by term, of this paper's only */
	struct buf line, clean;
};

/* Words first to last of a text. */
struct span {
	const struct score_passage *text;
	size_t first, last;
	float value;
};

struct score_reason *score_reason_new(const struct score_match *m,
                                      const struct score_weights *w,
                                      const float *along,
                                      const struct topic *topics)
{
	struct score_reason *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	r->left = calloc(score_query_count(m->query) + 1, sizeof(*r->left));
	r->voices = calloc(score_query_count(m->query) + 1, sizeof(*r->voices));
	if (!r->left || !r->voices)
		abort();
	r->match = m;
	r->weights = w;
	r->along = along;
	r->topics = topics;
	r->line = BUF(LINE_MAX_BYTES);
	r->clean = BUF(4 * LINE_MAX_BYTES);
	return r;
}

void score_reason_free(struct score_reason *r)
{
	if (!r)
		return;
	buf_deinit(&r->line);
	buf_deinit(&r->clean);
	free(r->left);
	free(r->voices);
	free(r);
}

/* What each of the paper's terms says of the topic that is being quoted. */
static void turn_to(struct score_reason *r, int topic)
{
	for (size_t i = 0; i < r->doc->n_hits; i++) {
		int n = r->doc->hits[i].term;
		const struct score_term *t =
		        score_query_term(r->match->query, n);
		struct voice v = { 0, false };

		if (topic == AGAINST)
			v = (struct voice){ t->avoid, t->avoid > 0 };
		for (size_t k = 0; k < t->n_weights; k++) {
			const struct score_weight *w = &t->weights[k];

			if (w->topic != topic)
				continue;
			v.own = w->own;
			if (score_match_tells(r->match, n, w))
				v.speaks = w->q;
		}
		r->voices[n] = v;
	}
}

static float speaks(const struct score_reason *r, int n)
{
	return n < 0 ? 0 : r->voices[n].speaks;
}

/* The bigram that ends at word i, or -1. */
static int bigram_term(const struct score_passage *t, size_t i)
{
	return i < t->n ? t->bigram[i] : -1;
}

static bool word_speaks(const struct score_reason *r,
                        const struct score_passage *t, size_t i)
{
	return speaks(r, t->single[i]) > 0 ||
	       speaks(r, bigram_term(t, i)) > 0 ||
	       speaks(r, bigram_term(t, i + 1)) > 0;
}

/* Words i - 1 and i are a bigram of the topic's, however common, or stand side
 * by side and both speak: quoted together. */
static bool hold_together(const struct score_reason *r,
                          const struct score_passage *t, size_t i)
{
	const struct score_word *a = &t->words[i - 1], *b = &t->words[i];
	int bigram = bigram_term(t, i);

	return (bigram >= 0 && r->voices[bigram].own) ||
	       (score_words_adjoin(a, b) && word_speaks(r, t, i - 1) &&
	        word_speaks(r, t, i));
}

/* "experts we route experts": once is enough; "difference in differences" is
 * none. */
static bool repeats(const struct score_passage *t, size_t first, size_t last,
                    size_t new)
{
	for (size_t i = first; i <= last; i++)
		if (t->words[i].stem == t->words[new].stem && i != new + 1 &&
		    i + 1 != new)
			return true;
	return false;
}

/* The span around word `at`, which speaks, as far as words hold together. */
static struct span span_at(const struct score_reason *r,
                           const struct score_passage *t, size_t at)
{
	struct span s = { t, at, at, 0 };

	while (s.first > 0 && at - s.first < SPAN_WORDS / 2 &&
	       hold_together(r, t, s.first) &&
	       !repeats(t, s.first, s.last, s.first - 1))
		s.first--;
	while (s.last + 1 < t->n && s.last - s.first + 1 < SPAN_WORDS &&
	       hold_together(r, t, s.last + 1) &&
	       !repeats(t, s.first, s.last, s.last + 1))
		s.last++;
	for (size_t i = s.first; i <= s.last; i++) {
		int word = t->single[i];
		int bigram = i > s.first ? bigram_term(t, i) : -1;

		if (speaks(r, word) > 0)
			s.value += speaks(r, word) * r->left[word];
		if (speaks(r, bigram) > 0)
			s.value += speaks(r, bigram) * r->left[bigram];
	}
	return s;
}

static struct span best_in(const struct score_reason *r,
                           const struct score_passage *t)
{
	struct span best = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		struct span s;

		if (!word_speaks(r, t, i))
			continue;
		s = span_at(r, t, i);
		if (s.value > best.value)
			best = s;
		i = s.last;
	}
	return best;
}

static struct span best_span(const struct score_reason *r)
{
	struct span title = best_in(r, &r->doc->title);
	struct span abstract = best_in(r, &r->doc->abstract);

	return abstract.value > TITLE_AHEAD * title.value ? abstract : title;
}

/* What the span quotes is not quoted again. */
static void use_up(struct score_reason *r, const struct span *s)
{
	for (size_t i = s->first; i <= s->last; i++) {
		int word = s->text->single[i];
		int bigram = i > s->first ? s->text->bigram[i] : -1;

		if (r->n_said < SAID_MAX)
			r->said[r->n_said++] = s->text->words[i].stem;
		if (word >= 0)
			r->left[word] = 0;
		if (bigram >= 0)
			r->left[bigram] = 0;
	}
}

static void quote(struct score_reason *r, const struct score_passage *text,
                  size_t first, size_t last)
{
	const struct score_word *w = text->words;
	size_t from = w[first].at, to = w[last].at + w[last].len;

	if (to - from > SPAN_BYTES) /* markup between the words */
		to = from + w[first].len;
	buf_add(&r->line, text->readable + from, to - from);
}

/* Title spans first, then those of the abstract. Returns whether any. */
static bool quote_all(struct score_reason *r, int topic, size_t most)
{
	struct span spans[PHRASES];
	size_t n = 0, in_title = 0, quoted = 0;

	turn_to(r, topic);
	for (; n < most; n++) {
		spans[n] = best_span(r);
		if (spans[n].value <= (topic == AGAINST ? AGAINST_FROM : 0))
			break;
		use_up(r, &spans[n]);
		in_title += spans[n].text == &r->doc->title;
	}
	for (int title = 1; title >= 0; title--) {
		for (size_t i = 0; i < n; i++) {
			if ((spans[i].text == &r->doc->title) != title)
				continue;
			if (quoted)
				buf_adds(&r->line, quoted == in_title && !title
				                           ? "; "
				                           : ", ");
			quote(r, spans[i].text, spans[i].first, spans[i].last);
			quoted++;
		}
		if (title && in_title)
			buf_adds(&r->line, ", in the title");
	}
	return n > 0;
}

static void quote_topic(struct score_reason *r, int topic, size_t most)
{
	size_t before = r->line.len;

	if (before)
		buf_adds(&r->line, ". ");
	buf_addf(&r->line, "%s: ",
	         topic == AGAINST ? "Against it" : r->topics[topic].name);
	if (!quote_all(r, topic, most) && r->line.ptr)
		r->line.ptr[r->line.len = before] = '\0';
}

/* What the weights see beyond the topics' words. */
static void quote_liked(struct score_reason *r)
{
	struct score_liked liked[LIKED];
	double d;
	size_t n;

	if (!r->weights)
		return;
	d = (r->doc->learnt - r->weights->mean) / r->weights->sd;
	if (fabs(d) < LIKED_FROM)
		return;
	n = score_liking(r->weights, r->doc, d > 0 ? 1 : -1, r->said, r->n_said,
	                 liked, LIKED);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_adds(&r->line, ", ");
		else
			buf_adds(&r->line, d > 0 ? ". Like earlier picks: "
			                         : ". Unlike earlier picks: ");
		quote(r, liked[i].text, liked[i].first, liked[i].last);
	}
}

/* A word of the paper that the best-matching papers share. */
struct shared {
	const struct score_passage *text;
	size_t word;
	float value;
};

/* Keeps the strongest, the best first, each stem once. */
static void offer(struct shared *list, size_t *n, struct shared new)
{
	int stem = new.text->words[new.word].stem;
	size_t at = *n;

	for (size_t i = 0; i < *n; i++)
		if (list[i].text->words[list[i].word].stem == stem)
			return;
	while (at > 0 && list[at - 1].value < new.value)
		at--;
	if (at == ALONG)
		return;
	if (*n == ALONG)
		--*n;
	memmove(&list[at + 1], &list[at], (*n - at) * sizeof(*list));
	list[at] = new;
	++*n;
}

/* What speaks for a paper without any topic's words. */
static void quote_along(struct score_reason *r)
{
	const struct score_passage *texts[] = { &r->doc->title,
		                                &r->doc->abstract };
	struct shared list[ALONG];
	size_t n = 0;

	if (r->doc->along < ALONG_FROM)
		return;
	for (int t = 0; t < 2; t++)
		for (size_t i = 0; i < texts[t]->n; i++) {
			const float *w = &r->along[2 * texts[t]->words[i].stem];
			float value = w[0] + (t == 0 ? w[1] : 0);

			if (value >= ALONG_WORD)
				offer(list, &n,
				      (struct shared){ texts[t], i, value });
		}
	for (size_t i = 0; i < n; i++) {
		buf_adds(&r->line, i ? ", " : "; often beside them: ");
		quote(r, list[i].text, list[i].word, list[i].word);
	}
}

/* The topic with the highest relevance that is not `but`; -1: none. */
static int best_topic(const struct score_reason *r, const float *topic, int but)
{
	int best = -1;

	for (int i = 0; i < (int)r->match->n_topics; i++)
		if (i != but && topic[i] > 0 &&
		    (best < 0 || topic[i] > topic[best]))
			best = i;
	return best;
}

const char *score_reason_line(struct score_reason *r, const struct score_doc *d,
                              const float *topic, struct arena *arena)
{
	int first = best_topic(r, topic, -1);
	int second = best_topic(r, topic, first);

	buf_clear(&r->line);
	buf_clear(&r->clean);
	r->doc = d;
	r->n_said = 0;
	for (size_t i = 0; i < d->n_hits; i++)
		r->left[d->hits[i].term] =
		        score_match_term(r->match, d, &d->hits[i]);
	if (first >= 0)
		quote_topic(r, first, PHRASES);
	else
		buf_adds(&r->line, "No topic's words occur");
	if (first < 0 && !r->weights)
		quote_along(r);
	if (second >= 0 && topic[second] >= SECOND_FROM &&
	    topic[first] - topic[second] <= SECOND_WITHIN)
		quote_topic(r, second, PHRASES - 1);
	quote_topic(r, AGAINST, PHRASES - 1);
	quote_liked(r);
	for (size_t i = 0; i < d->n_hits; i++)
		r->left[d->hits[i].term] = 0;
	text_line(&r->clean, buf_str(&r->line));
	return arena_str(arena, buf_str(&r->clean));
}

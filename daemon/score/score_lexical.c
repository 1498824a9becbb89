/*
 * The lexical scorer: read -> match -> guess -> learn -> fuse -> scale -> say
 * why. Embedded, needs no model and no network, and without trained weights no
 * labels.
 *
 *	guess = match / sd - AVOID avoid / sd + PRIOR prior
 *	value = guess / sd + trust feedback / sd
 *	fused = (weights' value - mean) / sd + KEYWORDS (value - mean) / sd
 *
 * Standard deviations are those of the papers at hand (batch and background).
 * A topic's own value is the paper's, less what the paper's match would lose if
 * its best topic matched no better than this one; so a paper's best topic
 * carries the paper's relevance.
 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "score/score_feedback.h"
#include "score/score_prior.h"
#include "score/score_reason.h"
#include "score/score_scale.h"
#include "score/scorer.h"

/* Weights against each other; chosen where both halves of the labelled days
 * (every other day) agree, and not to the last digit. */
static const double AVOID = 0.7, PRIOR = 0.7;

/* What was learnt from the papers' best tenth counts so much where every paper
 * has words of some topic's, and where none has. With two keywords a topic (a
 * quarter of the papers have one) the labelled days' AUC is .81 and average
 * precision .35; .80 and .34 if it counted as for the shipped topics; .72 and
 * .29 without it. */
static const double LEARNT_RICH = 0.7, LEARNT_THIN = 1.5;

/* With weights: keywords against weights made for these very topics (a plateau:
 * .4 to .6 on days left out, .5 to .8 forward in time); weights made for some
 * of them against keywords. */
static const double KEYWORDS = 0.5, PARTLY = 0.5;

/* With so many papers at hand, what was learnt from them counts half. */
static const double FEW = 300;

/* A paper in which no topic's words occur is given no more, whatever its place
 * among the papers, for in a feed of another subject some paper is always best:
 * from 3, where no paper at hand has such words, to just below 8, where many
 * have and what they share can be trusted. TRUSTED of them count half. */
static const double UNMATCHED_MAX = 3, UNMATCHED_TRUSTED = 7.9, TRUSTED = 50;

enum {
	BACKGROUND_MAX = 20000, /* papers; more adds nothing but time */
	ARENA_MAX = 1 << 30,
};

/* Usual moments, for few papers: those of the 9,232 papers of the labelled
 * days, each scored alone with the shipped topics. */
static const struct score_moments USUAL_MATCH = { 1.24, 0.47 };
static const struct score_moments USUAL_AVOID = { 7.8, 6.6 };
static const struct score_moments USUAL_VALUE = { 1.81, 1.24 };

struct lexical {
	struct scorer base;
	const struct topic *topics;
	size_t n_topics;
	struct score_vocab *vocab;
	struct score_query *query;
	struct score_weights *weights; /* NULL: zero-shot */
	double fit; /* which part of the topics they were trained for */
};

/* One run: the batch's papers come first, then the background's. */
struct run {
	struct lexical *lexical;
	struct arena *arena; /* until the end of the run */
	const struct paper **papers;
	size_t n, n_batch;
	struct score_docs docs;
	struct score_match match;
	struct score_value *values;
	size_t n_matched; /* papers with words of some topic's */
	struct score_learnt learnt;
	double match_unit; /* what match / this adds to the final value */
	float *final;
	struct score_scale scale;
};

static void read_papers(struct run *r, const struct paper *papers, size_t n,
                        const struct score_background *background)
{
	size_t n_background =
	        background->n < BACKGROUND_MAX ? background->n : BACKGROUND_MAX;

	r->n_batch = n;
	r->n = n + n_background;
	r->papers = arena_array(r->arena, r->n, sizeof(struct paper *));
	for (size_t i = 0; i < r->n; i++)
		r->papers[i] = i < n ? &papers[i] : &background->papers[i - n];
	score_docs_read(&r->docs, r->lexical->vocab, r->lexical->query,
	                r->lexical->weights, papers, n, background->papers,
	                n_background, r->arena);
}

static void match_papers(struct run *r)
{
	r->values = arena_array(r->arena, r->n, sizeof(*r->values));
	score_match_init(&r->match, r->lexical->query, r->lexical->n_topics,
	                 &r->docs, r->arena);
	for (size_t i = 0; i < r->n; i++) {
		score_match_doc(&r->match, &r->docs.docs[i], &r->values[i],
		                r->arena);
		r->n_matched += r->values[i].matched != 0;
	}
}

/* Fills guess; returns the standard deviation of match. */
static double guess(struct run *r, float *out)
{
	float *prior = arena_array(r->arena, r->n, sizeof(float));
	float *avoid = arena_array(r->arena, r->n, sizeof(float));
	double match_sd, avoid_sd;

	for (size_t i = 0; i < r->n; i++) {
		out[i] = r->values[i].match;
		avoid[i] = r->values[i].avoid;
	}
	match_sd = score_moments_of(out, r->n, USUAL_MATCH).sd;
	avoid_sd = score_moments_of(avoid, r->n, USUAL_AVOID).sd;
	score_prior(r->papers, r->values, r->n, prior);
	for (size_t i = 0; i < r->n; i++)
		out[i] =
		        (float)(out[i] / match_sd -
		                AVOID * avoid[i] / avoid_sd + PRIOR * prior[i]);
	return match_sd;
}

/* How much what was learnt counts. */
static double trust(const struct run *r)
{
	double n = (double)r->n, rich = (double)r->n_matched / n;

	return (rich * LEARNT_RICH + (1 - rich) * LEARNT_THIN) * n / (n + FEW);
}

static void evaluate(struct run *r)
{
	float *first = arena_array(r->arena, r->n, sizeof(float));
	double match_sd = guess(r, first), sd;

	sd = score_moments_of(first, r->n, USUAL_VALUE).sd;
	r->learnt = score_feedback(&r->docs, first, r->arena);
	r->final = arena_array(r->arena, r->n, sizeof(float));
	for (size_t i = 0; i < r->n; i++)
		r->final[i] =
		        (float)(first[i] / sd + trust(r) * r->learnt.papers[i]);
	for (size_t i = 0; i < r->n_batch; i++)
		r->docs.docs[i].along = r->learnt.papers[i];
	r->match_unit = match_sd * sd;
}

/* Adds what the weights know: those for these very topics lead; those for some
 * of them add to what the keywords say, as far as the topics are the same. */
static void fuse(struct run *r)
{
	const struct score_weights *w = r->lexical->weights;
	double fit = r->lexical->fit;
	double keywords = fit < 1 ? 1 : KEYWORDS;
	double trained = fit < 1 ? PARTLY * fit : 1;
	struct score_moments m =
	        score_moments_of(r->final, r->n, score_usual_keywords.moments);

	for (size_t i = 0; i < r->n_batch; i++) {
		double z = (r->final[i] - m.mean) / m.sd;
		double d = (r->docs.docs[i].learnt - w->mean) / w->sd;

		r->final[i] = (float)(keywords * z + trained * d);
	}
	r->match_unit *= m.sd;
}

/* The scale. Where weights had a say only the batch serves it: they may have
 * been fitted to papers of the background, and then are too sure of them. */
static void calibrate(struct run *r)
{
	struct score_usual usual = score_usual_keywords;
	double fit = r->lexical->fit;

	if (!(fit > 0)) {
		score_scale_init(&r->scale, r->final, r->n, &usual);
		return;
	}
	fuse(r);
	usual.moments = (struct score_moments){ 0, 1 };
	if (fit >= 1)
		usual = score_usual_trained;
	score_scale_init(&r->scale, r->final, r->n_batch, &usual);
	/* A paper's worse topics stand as far below its best, on the scale, as
	 * they would without weights. */
	r->match_unit /=
	        score_moments_of(r->final, r->n_batch, usual.moments).sd;
}

/* The best of the topics that matched; -1: none did. */
static int best_topic(const struct run *r, const struct score_value *v)
{
	int best = -1;

	for (int t = 0; t < (int)r->match.n_topics; t++)
		if (v->matched >> t & 1 &&
		    (best < 0 || v->topics[t] > v->topics[best]))
			best = t;
	return best;
}

/* The relevance of a paper in which no topic's words occur: the scale's last
 * part, up to the most that it may have, is made shorter; the order stays. */
static double held_back(const struct run *r, double relevance)
{
	double n = (double)r->n_matched, trusted = n / (n + TRUSTED);
	double most =
	        UNMATCHED_MAX + (UNMATCHED_TRUSTED - UNMATCHED_MAX) * trusted;
	double knee = most - 1;

	return relevance <= knee ? relevance
	                         : knee + (relevance - knee) / (10 - knee);
}

static void score_paper(const struct run *r, size_t i, struct score *out)
{
	const struct score_value *v = &r->values[i];
	int best = best_topic(r, v);

	out->by = SCORE_BY_LEXICAL;
	out->relevance = score_scale_relevance(&r->scale, r->final[i]);
	if (best < 0 && r->lexical->fit < 1)
		out->relevance = (float)held_back(r, (double)out->relevance);
	/* Text hardly says how new a paper is; see score.h. */
	out->novelty = fmaxf(1, out->relevance - 1);
	for (int t = 0; best >= 0 && t < (int)r->match.n_topics; t++) {
		double lost = 1 - v->topics[t] / v->topics[best];

		if (v->matched >> t & 1)
			out->topic[t] = score_scale_relevance(
			        &r->scale,
			        r->final[i] - lost * v->match / r->match_unit);
	}
}

static void score_papers(struct run *r, struct arena *arena, struct score *out)
{
	CLEANUP(score_reason_freep)
	struct score_reason *reason = score_reason_new(
	        &r->match, r->lexical->fit > 0 ? r->lexical->weights : NULL,
	        r->learnt.telling, r->lexical->topics);

	for (size_t i = 0; i < r->n_batch; i++) {
		out[i] = (struct score){ 0 };
		if (!(r->docs.docs[i].length > 0)) {
			out[i].comment = "Neither title nor abstract holds "
			                 "words to score";
			continue;
		}
		score_paper(r, i, &out[i]);
		out[i].comment = score_reason_line(reason, &r->docs.docs[i],
		                                   out[i].topic, arena);
	}
}

static int lexical_run(struct scorer *s, const struct paper *papers, size_t n,
                       const struct score_background *background,
                       struct arena *arena, struct score *out, struct err *err)
{
	CLEANUP(arena_freep) struct arena *own = arena_new(ARENA_MAX);
	struct run r = { .lexical = (struct lexical *)s, .arena = own };

	(void)err; /* arithmetic does not fail */
	if (!n)
		return 0;
	read_papers(&r, papers, n, background);
	match_papers(&r);
	evaluate(&r);
	calibrate(&r);
	score_papers(&r, arena, out);
	return 0;
}

static void lexical_free(struct scorer *s)
{
	struct lexical *l = (struct lexical *)s;

	score_weights_free(l->weights);
	score_query_free(l->query);
	score_vocab_free(l->vocab);
	free(l);
}

static const struct scorer_ops lexical_ops = { SCORE_BY_LEXICAL, lexical_run,
	                                       lexical_free };

struct scorer *scorer_lexical_of(const struct topic *topics, size_t n_topics,
                                 struct str weights, const char *name,
                                 struct err *err)
{
	CLEANUP(scorer_freep) struct scorer *s = NULL;
	struct lexical *l;

	if (n_topics > TOPICS_MAX) {
		err_set(err, "%zu topics, at most %d can be scored", n_topics,
		        TOPICS_MAX);
		return NULL;
	}
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	s = &l->base;
	l->base.ops = &lexical_ops;
	l->topics = topics;
	l->n_topics = n_topics;
	l->vocab = score_vocab_new();
	l->query = score_query_new(topics, n_topics, l->vocab);
	if (weights.len) {
		l->weights = score_weights_parse(weights, name, l->vocab, err);
		if (!l->weights)
			return NULL;
		l->fit = score_weights_fit(l->weights, topics, n_topics);
	}
	return STEAL(s);
}

struct scorer *scorer_lexical_new(const struct topic *topics, size_t n_topics,
                                  const char *weights, struct err *err)
{
	struct buf text CLEANUP(buf_deinit) = BUF(SCORE_WEIGHTS_BYTES);

	if (weights && *weights && !access(weights, F_OK)) {
		if (file_read(weights, &text, err))
			return NULL;
		if (!text.len) {
			err_set(err, "%s:1: not a file of weights", weights);
			return NULL;
		}
	}
	return scorer_lexical_of(topics, n_topics, buf_str(&text), weights,
	                         err);
}

bool scorer_by_weights(const struct scorer *s)
{
	const struct lexical *l = (const struct lexical *)s;

	return s->ops == &lexical_ops && l->fit >= 1;
}

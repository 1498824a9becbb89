#include "score/score_docs.h"

#include <stdlib.h>

/* Scratch for one paper at a time. */
struct reader {
	struct score_vocab *v;
	const struct score_query *q;
	const struct score_weights *w; /* or NULL */
	struct score_text text;
	size_t n_words;
	float *tf; /* by term; zero between papers */
	int *terms;
	size_t n_terms;
	unsigned char
	        *seen; /* by stem: SEEN, SEEN_TITLE; zero between papers */
	size_t n_seen;
	int *stems;
	size_t n_stems, cap_stems;
};

enum { SEEN = 1, SEEN_TITLE = 2 };

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static void count_term(struct reader *r, int term, float weight)
{
	if (term < 0)
		return;
	if (r->tf[term] == 0)
		r->terms[r->n_terms++] = term;
	r->tf[term] += weight;
}

static void count_stem(struct reader *r, int stem, bool title)
{
	if (!r->seen[stem]) {
		if (r->n_stems == r->cap_stems) {
			r->cap_stems = r->cap_stems ? 2 * r->cap_stems : 1024;
			r->stems = need(reallocarray(r->stems, r->cap_stems,
			                             sizeof(*r->stems)));
		}
		r->stems[r->n_stems++] = stem;
	}
	r->seen[stem] |= title ? SEEN | SEEN_TITLE : SEEN;
}

static void make_room(struct reader *r)
{
	size_t n = score_vocab_count(r->v);

	if (n <= r->n_seen)
		return;
	r->seen = need(realloc(r->seen, 2 * n));
	memset(r->seen + r->n_seen, 0, 2 * n - r->n_seen);
	r->n_seen = 2 * n;
}

static struct score_passage keep(const struct score_text *t,
                                 struct arena *arena)
{
	struct score_word *words = arena_array(arena, t->n, sizeof(*words));

	if (t->n)
		memcpy(words, t->words, t->n * sizeof(*words));
	return (struct score_passage){
		.readable = arena_str(arena, buf_str(&t->readable)),
		.words = words,
		.single = arena_array(arena, t->n, sizeof(int)),
		.bigram = arena_array(arena, t->n, sizeof(int)),
		.n = t->n,
	};
}

/* Counts what is in one text; keeps it where that is wanted. Returns its
 * length. */
static float read_part(struct reader *r, const char *text, bool title,
                       struct score_passage *kept, struct arena *arena)
{
	float weight = title ? SCORE_TITLE_WEIGHT : 1;
	const struct score_word *w;

	score_text_read(&r->text, r->v, str_of(text));
	if (kept)
		*kept = keep(&r->text, arena);
	make_room(r);
	r->n_words += r->text.n;
	if (r->w)
		score_traits_text(r->w->traits,
		                  title ? PART_TITLE : PART_ABSTRACT,
		                  r->text.words, r->text.n);
	w = r->text.words;
	for (size_t i = 0; i < r->text.n; i++) {
		int single = score_query_word(r->q, w[i].stem), bigram = -1;

		if (i && w[i].joined)
			bigram = score_query_bigram(r->q, w[i - 1].stem,
			                            w[i].stem);
		count_stem(r, w[i].stem, title);
		count_term(r, single, weight);
		count_term(r, bigram, weight);
		if (kept) {
			kept->single[i] = single;
			kept->bigram[i] = bigram;
		}
	}
	return weight * (float)r->text.n;
}

/* Hands the counts over to the arena and clears the scratch. */
static void settle(struct reader *r, struct score_doc *d, struct arena *arena)
{
	struct score_hit *hits = arena_array(arena, r->n_terms, sizeof(*hits));
	int *features = arena_array(arena, 2 * r->n_stems, sizeof(*features));

	for (size_t i = 0; i < r->n_terms; i++) {
		hits[i] = (struct score_hit){ r->terms[i], r->tf[r->terms[i]] };
		r->tf[r->terms[i]] = 0;
	}
	for (size_t i = 0; i < r->n_stems; i++) {
		int stem = r->stems[i];

		features[d->n_features++] = 2 * stem;
		if (r->seen[stem] & SEEN_TITLE)
			features[d->n_features++] = 2 * stem + 1;
		r->seen[stem] = 0;
	}
	d->hits = hits;
	d->n_hits = r->n_terms;
	d->features = features;
	r->n_terms = r->n_stems = 0;
}

static void begin(struct reader *r)
{
	r->n_words = 0;
	if (r->w)
		score_traits_begin(r->w->traits, false);
}

static float learnt(const struct reader *r, const struct paper *p)
{
	const struct score_count *counts;
	size_t n;

	if (!r->w)
		return 0;
	score_traits_announcement(r->w->traits, p);
	n = score_traits_end(r->w->traits, &counts);
	return (float)score_weights_value(r->w, counts, n, r->n_words);
}

static void read_papers(struct reader *r, struct score_docs *out,
                        const struct paper *papers, size_t n, bool kept,
                        struct arena *arena)
{
	for (size_t i = 0; i < n; i++) {
		struct score_doc *d = &out->docs[out->n++];

		begin(r);
		d->length = read_part(r, papers[i].title, true,
		                      kept ? &d->title : NULL, arena);
		d->length += read_part(r, papers[i].abstract, false,
		                       kept ? &d->abstract : NULL, arena);
		d->learnt = learnt(r, &papers[i]);
		settle(r, d, arena);
		for (size_t k = 0; k < d->n_hits; k++)
			out->df[d->hits[k].term]++;
		out->mean_length += d->length;
	}
}

void score_docs_read(struct score_docs *out, struct score_vocab *v,
                     const struct score_query *q, const struct score_weights *w,
                     const struct paper *batch, size_t n_batch,
                     const struct paper *background, size_t n_background,
                     struct arena *arena)
{
	size_t n_terms = score_query_count(q), n = n_batch + n_background;
	struct reader r = { .v = v, .q = q, .w = w };

	r.tf = need(calloc(n_terms + 1, sizeof(*r.tf)));
	r.terms = need(calloc(n_terms + 1, sizeof(*r.terms)));
	*out = (struct score_docs){
		.docs = arena_array(arena, n, sizeof(*out->docs)),
		.df = arena_array(arena, n_terms, sizeof(*out->df)),
	};
	read_papers(&r, out, batch, n_batch, true, arena);
	r.w = NULL;
	read_papers(&r, out, background, n_background, false, arena);
	if (n)
		out->mean_length /= (double)n;
	out->n_features = 2 * score_vocab_count(v);
	score_text_deinit(&r.text);
	free(r.tf);
	free(r.terms);
	free(r.seen);
	free(r.stems);
}

#include "train/train_matrix.h"

static void read_row(struct train_matrix *m, struct score_text *text,
                     const struct paper *p, struct train_row *row)
{
	const struct score_count *counts;
	struct score_count *kept;

	score_traits_begin(m->traits, true);
	score_text_read(text, m->vocab, str_of(p->title));
	score_traits_text(m->traits, PART_TITLE, text->words, text->n);
	row->words = text->n;
	score_text_read(text, m->vocab, str_of(p->abstract));
	score_traits_text(m->traits, PART_ABSTRACT, text->words, text->n);
	row->words += text->n;
	score_traits_announcement(m->traits, p);
	row->n = score_traits_end(m->traits, &counts);
	kept = arena_array(m->arena, row->n, sizeof(*kept));
	memcpy(kept, counts, row->n * sizeof(*kept));
	row->counts = kept;
}

void train_matrix_init(struct train_matrix *m, const struct train_day *days,
                       size_t n_days)
{
	struct score_text text CLEANUP(score_text_deinit) = { 0 };
	size_t n = 0;

	*m = (struct train_matrix){ .vocab = score_vocab_new(),
		                    .arena = arena_new(SIZE_MAX) };
	m->traits = score_traits_new(m->vocab);
	for (size_t d = 0; d < n_days; d++)
		n += days[d].n;
	m->rows = arena_array(m->arena, n, sizeof(*m->rows));
	for (size_t d = 0; d < n_days; d++) {
		for (size_t i = 0; i < days[d].n; i++) {
			struct train_row *row = &m->rows[m->n++];

			read_row(m, &text, &days[d].papers[i], row);
			row->day = d;
			row->selected = days[d].selected[i];
			row->halves = days[d].halves ? days[d].halves[i] : 2;
		}
	}
}

void train_matrix_deinit(struct train_matrix *m)
{
	score_traits_free(m->traits);
	score_vocab_free(m->vocab);
	arena_free(m->arena);
}

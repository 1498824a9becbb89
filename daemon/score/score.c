#include "score/score.h"

#include "score/scorer.h"

void scorer_free(struct scorer *s)
{
	if (s)
		s->ops->free(s);
}

enum score_by scorer_kind(const struct scorer *s)
{
	return s->ops->kind;
}

int scorer_run(struct scorer *s, const struct paper *papers, size_t n,
               const struct score_background *background, struct arena *arena,
               struct score *out, struct err *err)
{
	static const struct score_background none;

	return s->ops->run(s, papers, n, background ? background : &none, arena,
	                   out, err);
}

/* What a digest says of itself, in plain words; text/words.h has the rest. */
#include "mail/compose_intern.h"

#include <strings.h>

static bool is_weekly(const struct digest *d)
{
	return d->frequency == FREQUENCY_WEEKLY;
}

const struct edition_sum *words_sum(const struct edition *edition,
                                    const struct digest *digest)
{
	return is_weekly(digest) ? &digest->week.sum : &edition->sum;
}

const char *words_covers(struct arena *a, const struct digest *digest)
{
	return words_days(
	        a, is_weekly(digest) ? digest->week.first : digest->edition,
	        digest->edition);
}

const char *words_summary(struct arena *a, const struct edition *edition,
                          const struct digest *digest, struct str title)
{
	const char *whose = is_weekly(digest) ? "this week's " : "";
	int all = words_sum(edition, digest)->announced;

	if (!digest->n_choices)
		return arena_printf(a,
		                    "None of %s%d papers passed your "
		                    "threshold.",
		                    whose, all);
	return arena_printf(a, "%zu of %s%d papers%s%.*s", digest->n_choices,
	                    whose, all, title.len ? "; strongest: " : "",
	                    (int)title.len, title.len ? title.ptr : "");
}

/* A digest is no answer: some readers' programs would thread it. */
static bool looks_like_reply(const char *site)
{
	return !strncasecmp(site, "re:", 3) || !strncasecmp(site, "fw:", 3) ||
	       !strncasecmp(site, "fwd:", 4);
}

const char *words_subject(struct arena *a, const char *site,
                          const struct digest *digest, struct str title)
{
	const char *date = words_days_short(
	        a, is_weekly(digest) ? digest->week.first : digest->edition,
	        digest->edition);

	if (looks_like_reply(site))
		site = "Daily papers";
	if (!digest->n_choices)
		return arena_printf(a, "%s, %s: nothing above your threshold",
		                    site, date);
	return arena_printf(a, "%s, %s: %s; %.*s", site, date,
	                    words_papers(a, digest->n_choices), (int)title.len,
	                    title.ptr);
}

const char *words_why(struct arena *a, const struct choice *c,
                      const char *score)
{
	static const char *const steps[] = {
		", you asked for less (−3)", ", you asked for less (−2)",
		", you asked for less (−1)", "",
		", you asked for more (+1)", ", you asked for more (+2)",
		", you asked for more (+3)",
	};
	int step = c->step < -STEP_MAX  ? -STEP_MAX
	           : c->step > STEP_MAX ? STEP_MAX
	                                : c->step;

	if (c->why == WHY_AUTHOR && c->author)
		return words_join(a, "You follow ", c->author, "", "");
	if (c->why != WHY_TOPIC || !c->topic_name)
		return words_join(a, "Overall relevance ", score, "", "");
	return words_join(a, c->topic_name, " ", score, steps[step + STEP_MAX]);
}

const char *compose_why(struct arena *arena, const struct choice *choice)
{
	return words_why(arena, choice, words_score(arena, choice->relevance));
}

const char *words_scored_by(struct arena *a, const struct edition *edition,
                            const struct digest *digest)
{
	const struct edition_sum *sum = words_sum(edition, digest);
	bool lexical = strcmp(edition->scorer, "llm") != 0;

	if (sum->fallback && (lexical || sum->fallback >= sum->scanned))
		return "Scored by the embedded lexical scorer, because the "
		       "language model did not answer.";
	if (lexical)
		return "Scored by the embedded lexical scorer.";
	if (sum->fallback)
		return arena_printf(a,
		                    "Scored by a language model; %s by the "
		                    "embedded lexical scorer, because the "
		                    "model did not answer for them.",
		                    words_papers(a, (size_t)sum->fallback));
	return "Scored by a language model.";
}

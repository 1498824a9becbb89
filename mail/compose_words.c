/* What a digest says of itself, in plain words; text/words.h has the rest. */
#include "mail/compose_intern.h"

#include <strings.h>

bool words_weekly(const struct digest *digest)
{
	return digest && digest->frequency == FREQUENCY_WEEKLY;
}

const struct edition_sum *words_sum(const struct edition *edition,
                                    const struct digest *digest)
{
	return words_weekly(digest) ? &digest->week.sum : &edition->sum;
}

const char *words_covers(struct arena *a, const struct edition *edition,
                         const struct digest *digest)
{
	int first = words_weekly(digest) ? digest->week.first : edition->date;

	return words_days(a, first, edition->date);
}

const char *words_summary(struct arena *a, const struct edition *edition,
                          const struct digest *digest, struct str title)
{
	const char *whose = words_weekly(digest) ? "this week's " : "";
	const char *all = words_join(
	        a, whose,
	        words_number(a, words_sum(edition, digest)->announced),
	        " papers", "");
	const char *count;
	int held = 0;

	if (!digest->n_choices)
		return words_join(a, "None of ", all, " passed your threshold.",
		                  "");
	for (size_t i = 0; i < digest->n_choices; i++)
		held += digest->choices[i].held != 0;
	count = words_join(a, words_number(a, (int)digest->n_choices - held),
	                   " of ", all, "");
	if (held)
		count = words_join(a, count, "; ", words_number(a, held),
		                   " of earlier days");
	return title.len ? words_join(a, count,
	                              "; strongest: ", arena_str(a, title), "")
	                 : count;
}

/* A digest is no answer: some readers' programs would thread it. */
static bool looks_like_reply(const char *site)
{
	return !strncasecmp(site, "re:", 3) || !strncasecmp(site, "fw:", 3) ||
	       !strncasecmp(site, "fwd:", 4);
}

const char *words_subject_head(struct arena *a, const char *site,
                               const struct edition *edition,
                               const struct digest *digest)
{
	int first = words_weekly(digest) ? digest->week.first : edition->date;

	return words_join(a, looks_like_reply(site) ? "Daily papers" : site,
	                  ", ", words_days_short(a, first, edition->date),
	                  ": ");
}

const char *words_subject(struct arena *a, const char *head,
                          const struct digest *digest, struct str title)
{
	if (!digest->n_choices)
		return words_join(a, head, "nothing above your threshold", "",
		                  "");
	return words_join(a, head, words_papers(a, digest->n_choices), "; ",
	                  arena_str(a, title));
}

static const char *reason(struct arena *a, const struct choice *c,
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

const char *words_why(struct arena *a, const struct choice *c,
                      const char *score)
{
	const char *why = reason(a, c, score);

	return c->held ? words_join(a, why, "; of ",
	                            words_day_short(a, c->held),
	                            ", not delivered then")
	               : why;
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
	const char *why = words_why_fallback(a, "the language model",
	                                     sum->fallback, sum->over_budget);

	if (sum->fallback && (lexical || sum->fallback >= sum->scanned))
		return arena_printf(
		        a, "Scored by the embedded lexical scorer, %s.", why);
	if (lexical)
		return "Scored by the embedded lexical scorer.";
	if (sum->fallback)
		return arena_printf(a,
		                    "Scored by a language model; %s by the "
		                    "embedded lexical scorer, %s.",
		                    words_papers(a, (size_t)sum->fallback),
		                    why);
	return "Scored by a language model.";
}

/* Dates, counts and reasons, said in plain words. */
#include "mail/compose_intern.h"

#include <strings.h>

#include "base/clock.h"

/* names: how many letters of the day's and the month's name; -1: all. */
static const char *day(struct arena *a, int date, int names)
{
	struct date_parts parts = date_split(date);

	if (date == DATE_NONE)
		return "";
	return arena_printf(a, "%.*s %d %.*s %d", names,
	                    weekday_name(date_weekday(date)), parts.day, names,
	                    month_name(parts.month), parts.year);
}

const char *words_day(struct arena *a, int date)
{
	return day(a, date, -1);
}

const char *words_day_short(struct arena *a, int date)
{
	return day(a, date, 3);
}

const char *words_papers(struct arena *a, size_t n)
{
	if (n == 0)
		return "no papers";
	return n == 1 ? "1 paper" : arena_printf(a, "%zu papers", n);
}

const char *words_summary(struct arena *a, const struct edition *edition,
                          const struct digest *digest, struct str title)
{
	if (!digest->n_choices)
		return arena_printf(a,
		                    "None of %d papers passed your threshold.",
		                    edition->sum.announced);
	return arena_printf(a, "%zu of %d papers%s%.*s", digest->n_choices,
	                    edition->sum.announced,
	                    title.len ? "; strongest: " : "", (int)title.len,
	                    title.len ? title.ptr : "");
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
	const char *date = words_day_short(a, digest->edition);

	if (looks_like_reply(site))
		site = "Daily papers";
	if (!digest->n_choices)
		return arena_printf(a, "%s, %s: nothing above your threshold",
		                    site, date);
	return arena_printf(a, "%s, %s: %s; %.*s", site, date,
	                    words_papers(a, digest->n_choices), (int)title.len,
	                    title.ptr);
}

const char *words_join(struct arena *a, const char *s1, const char *s2,
                       const char *s3, const char *s4)
{
	size_t n1 = strlen(s1), n2 = strlen(s2), n3 = strlen(s3);
	size_t n4 = strlen(s4);
	char *out = arena_alloc(a, n1 + n2 + n3 + n4 + 1);

	memcpy(out, s1, n1);
	memcpy(out + n1, s2, n2);
	memcpy(out + n1 + n2, s3, n3);
	memcpy(out + n1 + n2 + n3, s4, n4);
	return out;
}

const char *words_score(struct arena *a, float score)
{
	int tenths = score_tenths(score);
	char text[4] = { (char)('0' + tenths / 10 % 10), '\0' };

	if (tenths <= 0)
		return "–";
	if (tenths >= 100)
		return "10";
	if (tenths % 10) {
		text[1] = '.';
		text[2] = (char)('0' + tenths % 10);
	}
	return arena_strdup(a, text);
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

const char *words_scored_by(struct arena *a, const struct edition *edition)
{
	const struct edition_sum *sum = &edition->sum;
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

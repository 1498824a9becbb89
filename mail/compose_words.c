/* Dates, counts and reasons, said in plain words. */
#include "mail/compose_intern.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

#include "base/cleanup.h"
#include "text/wrap.h"

enum { SUBJECT_TITLE = 70 };

static const char *const days[] = { "Sunday",    "Monday",   "Tuesday",
	                            "Wednesday", "Thursday", "Friday",
	                            "Saturday" };
static const char *const months[] = { "January", "February", "March",
	                              "April",   "May",      "June",
	                              "July",    "August",   "September",
	                              "October", "November", "December" };

/* names: how many letters of the day's and the month's name; -1: all. */
static const char *day(struct arena *a, int date, int names)
{
	char iso[DATE_LEN];
	int year = 0, month = 1, mday = 1;

	date_format(date, iso);
	if (sscanf(iso, "%4d-%2d-%2d", &year, &month, &mday) != 3)
		return "";
	return arena_printf(a, "%.*s %d %.*s %d", names,
	                    days[date_weekday(date)], mday, names,
	                    months[month - 1], year);
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
	struct buf cut CLEANUP(buf_deinit) = BUF(4096);
	const char *date = words_day_short(a, digest->edition);

	if (looks_like_reply(site))
		site = "Daily papers";
	if (!digest->n_choices)
		return arena_printf(a, "%s, %s: nothing above your threshold",
		                    site, date);
	if (title.len <= SUBJECT_TITLE)
		buf_addstr(&cut, title);
	else
		text_shorten(&cut, title, SUBJECT_TITLE);
	return arena_printf(a, "%s, %s: %s%s%s", site, date,
	                    words_papers(a, digest->n_choices),
	                    cut.len ? "; " : "", buf_cstr(&cut));
}

const char *words_score(struct arena *a, float score)
{
	long tenths = lroundf(score * 10);
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

const char *words_why(struct arena *a, const struct choice *c)
{
	const char *score = words_score(a, c->relevance);

	if (c->why == WHY_AUTHOR && c->author)
		return arena_printf(a, "You follow %s", c->author);
	if (c->why != WHY_TOPIC || !c->topic_name)
		return arena_printf(a, "Overall relevance %s", score);
	if (!c->step)
		return arena_printf(a, "%s %s", c->topic_name, score);
	return arena_printf(a, "%s %s, you asked for %s (%s%d)", c->topic_name,
	                    score, c->step > 0 ? "more" : "less",
	                    c->step > 0 ? "+" : "−",
	                    c->step > 0 ? c->step : -c->step);
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

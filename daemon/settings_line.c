#include "settings_line.h"

#include <math.h>

#include "base/buf.h"

enum { LINE_MAX_BYTES = 8192 };

static void add_topics(struct buf *out, const struct subscriber *s,
                       const struct topic *topics, bool muted)
{
	const char *before = muted ? "; muted: " : "";
	bool any = false;

	for (size_t i = 0; i < s->n_wishes; i++) {
		const struct wish *w = &s->wishes[i];

		if (muted ? !w->muted : !w->chosen || w->muted)
			continue;
		buf_addf(out, "%s%s", any ? ", " : before,
		         topics[w->topic].name);
		if (w->step && !muted)
			buf_addf(out, " (%+d)", w->step);
		any = true;
	}
	if (!any && !muted)
		buf_adds(out, "all topics");
}

/* Steps in topics that are not on a list of the reader's own. */
static void add_steps(struct buf *out, const struct subscriber *s,
                      const struct topic *topics)
{
	bool any = false;

	for (size_t i = 0; i < s->n_wishes; i++) {
		const struct wish *w = &s->wishes[i];

		if (!w->step || w->chosen || w->muted)
			continue;
		buf_addf(out, "%s%s (%+d)", any ? ", " : "; ",
		         topics[w->topic].name, w->step);
		any = true;
	}
}

static void add_follows(struct buf *out, const struct subscriber *s)
{
	for (size_t i = 0; i < s->n_follows; i++)
		buf_addf(out, "%s%s", i ? ", " : "; following ", s->follows[i]);
}

const char *settings_line(const struct subscriber *s,
                          const struct topic *topics, struct arena *arena)
{
	static const char *const days[] = { "Sunday",    "Monday",   "Tuesday",
		                            "Wednesday", "Thursday", "Friday",
		                            "Saturday" };
	struct buf out CLEANUP(buf_deinit) = BUF(LINE_MAX_BYTES);

	add_topics(&out, s, topics, false);
	add_steps(&out, s, topics);
	add_topics(&out, s, topics, true);
	add_follows(&out, s);
	buf_addf(&out, "; threshold %g", s->threshold);
	if (s->novelty > 1)
		buf_addf(&out, "; novelty %g", s->novelty);
	buf_addf(&out, "; at most %d papers; %s", s->max_papers,
	         s->frequency == FREQUENCY_DAILY ? "daily" : "weekly on ");
	if (s->frequency == FREQUENCY_WEEKLY)
		buf_adds(&out, days[s->weekday]);
	return arena_str(arena, buf_str(&out));
}

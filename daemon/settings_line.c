#include "settings_line.h"

#include "base/buf.h"
#include "base/clock.h"

/* A line for people: of a long list the first few, and how many more. */
enum { LINE_MAX_BYTES = 16384, SHOWN = 12 };

struct list {
	struct buf *out;
	const char *before; /* the first item */
	size_t n;
};

/* Starts the next item; false: it is only counted. */
static bool item(struct list *l)
{
	if (l->n++ >= SHOWN)
		return false;
	buf_adds(l->out, l->n > 1 ? ", " : l->before);
	return true;
}

static void end(const struct list *l)
{
	if (l->n > SHOWN)
		buf_addf(l->out, " and %zu more", l->n - SHOWN);
}

static void add_chosen(struct buf *out, const struct subscriber *s,
                       const struct topic *topics)
{
	struct list l = { out, "", 0 };
	bool chose = false;

	for (size_t i = 0; i < s->n_wishes; i++) {
		const struct wish *w = &s->wishes[i];

		chose |= w->chosen;
		if (!w->chosen || w->muted || !item(&l))
			continue;
		buf_adds(out, topics[w->topic].name);
		if (w->step)
			buf_addf(out, " (%+d)", w->step);
	}
	if (!l.n)
		buf_adds(out, chose ? "none of your topics" : "all topics");
	end(&l);
}

/* Steps in topics that are not on a list of the reader's own. */
static void add_steps(struct buf *out, const struct subscriber *s,
                      const struct topic *topics)
{
	struct list l = { out, "; ", 0 };

	for (size_t i = 0; i < s->n_wishes; i++) {
		const struct wish *w = &s->wishes[i];

		if (w->step && !w->chosen && !w->muted && item(&l))
			buf_addf(out, "%s (%+d)", topics[w->topic].name,
			         w->step);
	}
	end(&l);
}

static void add_muted(struct buf *out, const struct subscriber *s,
                      const struct topic *topics)
{
	struct list l = { out, "; muted: ", 0 };

	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].muted && item(&l))
			buf_adds(out, topics[s->wishes[i].topic].name);
	end(&l);
}

static void add_follows(struct buf *out, const struct subscriber *s)
{
	struct list l = { out, "; following ", 0 };

	for (size_t i = 0; i < s->n_follows; i++)
		if (item(&l))
			buf_adds(out, s->follows[i]);
	end(&l);
}

const char *settings_line(const struct subscriber *s,
                          const struct topic *topics, struct arena *arena)
{
	struct buf out CLEANUP(buf_deinit) = BUF(LINE_MAX_BYTES);

	add_chosen(&out, s, topics);
	add_steps(&out, s, topics);
	add_muted(&out, s, topics);
	add_follows(&out, s);
	buf_addf(&out, "; threshold %g", s->threshold);
	if (s->novelty > 1)
		buf_addf(&out, "; novelty %g", s->novelty);
	buf_addf(&out, "; at most %d paper%s; %s", s->max_papers,
	         s->max_papers == 1 ? "" : "s",
	         s->frequency == FREQUENCY_DAILY ? "daily" : "weekly on ");
	if (s->frequency == FREQUENCY_WEEKLY)
		buf_adds(&out, weekday_name(s->weekday));
	if (s->format == FORMAT_TEXT)
		buf_adds(&out, "; plain text");
	return arena_str(arena, buf_str(&out));
}

/* The edition topic by topic: each paper stands in full where it is strongest,
 * and as a line where it would be relevant as well. */
#include "archive/archive_intern.h"

#include <stdlib.h>

struct section {
	int topic; /* -1: claimed by none */
	int64_t papers, lines;
};

/* Most papers first, the admin's order among equals, "none" last. */
static int by_size(const void *a, const void *b)
{
	const struct section *x = a, *y = b;

	if ((x->topic < 0) != (y->topic < 0))
		return x->topic < 0 ? 1 : -1;
	if (x->papers != y->papers)
		return x->papers < y->papers ? 1 : -1;
	return x->topic - y->topic;
}

static bool belongs(const struct archive_edition *e, size_t i, int topic)
{
	return archive_topic(e, e->papers[i].score) == topic;
}

static bool also(const struct archive_edition *e, size_t i, int topic)
{
	return topic >= 0 && !belongs(e, i, topic) &&
	       (double)e->papers[i].score->topic[topic] >=
	               e->edition->relevance;
}

static struct value *section_value(const struct archive_edition *e,
                                   const struct section *s, struct arena *a)
{
	struct value *v = value_map(a);
	struct value *papers = value_list(a), *others = value_list(a);

	value_set_str(v, "topic", s->topic < 0 ? "" : e->topics[s->topic].name);
	value_set_str(v, "topic_id",
	              s->topic < 0 ? "" : e->topics[s->topic].id);
	value_set_str(v, "count", archive_papers(a, s->papers));
	for (size_t i = 0; i < e->n_relevant; i++)
		if (belongs(e, i, s->topic))
			value_push(papers, archive_paper(e, i, a));
		else if (also(e, i, s->topic))
			value_push(others, archive_line(e, i, (int)i + 1, a));
	value_set(v, "papers", papers);
	value_set(v, "others", others);
	value_set_bool(v, "any_others", s->lines > 0);
	return v;
}

struct value *archive_topics_value(const struct archive_edition *e,
                                   struct arena *a)
{
	struct section sections[TOPICS_MAX + 1];
	struct value *list = value_list(a);
	size_t n = 0;

	for (int t = -1; t < (int)e->n_topics && t < TOPICS_MAX; t++) {
		struct section s = { t, 0, 0 };

		for (size_t i = 0; i < e->n_relevant; i++) {
			s.papers += belongs(e, i, t);
			s.lines += also(e, i, t);
		}
		if (s.papers || s.lines)
			sections[n++] = s;
	}
	qsort(sections, n, sizeof(*sections), by_size);
	for (size_t i = 0; i < n; i++)
		value_push(list, section_value(e, &sections[i], a));
	return list;
}

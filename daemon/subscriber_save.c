#include "subscriber_save.h"

#include "store/store_subscriber.h"

static struct wish wish_of(const struct subscriber *s, int topic)
{
	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].topic == topic)
			return s->wishes[i];
	return (struct wish){ .topic = topic };
}

static int save_wishes(struct store *store, const struct conf *conf,
                       const struct subscriber *before,
                       const struct subscriber *after, struct err *err)
{
	for (int t = 0; t < (int)conf->n_topics; t++) {
		struct wish a = wish_of(before, t), b = wish_of(after, t);

		if (a.step == b.step && a.chosen == b.chosen &&
		    a.muted == b.muted)
			continue;
		if (store_wish_put(store, after->id, conf->topics[t].id, &b,
		                   err))
			return -1;
	}
	return 0;
}

static bool follows(const struct subscriber *s, const char *author)
{
	for (size_t i = 0; i < s->n_follows; i++)
		if (!strcmp(s->follows[i], author))
			return true;
	return false;
}

static int save_follows(struct store *store, const struct subscriber *before,
                        const struct subscriber *after, struct err *err)
{
	for (size_t i = 0; i < before->n_follows; i++)
		if (!follows(after, before->follows[i]) &&
		    store_follow(store, after->id, before->follows[i], false,
		                 err))
			return -1;
	for (size_t i = 0; i < after->n_follows; i++)
		if (!follows(before, after->follows[i]) &&
		    store_follow(store, after->id, after->follows[i], true,
		                 err))
			return -1;
	return 0;
}

int subscriber_save(struct store *store, const struct conf *conf,
                    const struct subscriber *before,
                    const struct subscriber *after, struct err *err)
{
	const struct {
		enum subscriber_field field;
		double was, is;
	} numbers[] = {
		{ SUBSCRIBER_STATE, before->state, after->state },
		{ SUBSCRIBER_PAUSED_UNTIL, (double)before->paused_until,
		  (double)after->paused_until },
		{ SUBSCRIBER_THRESHOLD, before->threshold, after->threshold },
		{ SUBSCRIBER_NOVELTY, before->novelty, after->novelty },
		{ SUBSCRIBER_MAX_PAPERS, before->max_papers,
		  after->max_papers },
		{ SUBSCRIBER_FORMAT, before->format, after->format },
		{ SUBSCRIBER_FREQUENCY, before->frequency, after->frequency },
		{ SUBSCRIBER_WEEKDAY, before->weekday, after->weekday },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i].was != numbers[i].is &&
		    store_subscriber_set_num(store, after->id, numbers[i].field,
		                             numbers[i].is, err))
			return -1;
	return save_wishes(store, conf, before, after, err) ||
	                       save_follows(store, before, after, err)
	               ? -1
	               : 0;
}

void subscriber_print(const struct subscriber *s, const struct conf *conf,
                      struct buf *out)
{
	buf_addf(out,
	         "state=%d\npaused_until=%lld\nthreshold=%g\nnovelty=%g\n"
	         "max_papers=%d\nformat=%d\nfrequency=%d\nweekday=%d\n",
	         s->state, (long long)s->paused_until, s->threshold, s->novelty,
	         s->max_papers, s->format, s->frequency, s->weekday);
	for (size_t i = 0; i < s->n_wishes; i++)
		buf_addf(out, "wish=%s %d %d %d\n",
		         conf->topics[s->wishes[i].topic].id, s->wishes[i].step,
		         s->wishes[i].chosen, s->wishes[i].muted);
	for (size_t i = 0; i < s->n_follows; i++)
		buf_addf(out, "follow=%s\n", s->follows[i]);
}

static void parse_wish(struct str value, const struct conf *conf,
                       struct subscriber *s)
{
	struct str id;
	int64_t n[3];
	char name[128];
	int topic;

	if (!str_split(&value, ' ', &id) || id.len >= sizeof(name))
		return;
	memcpy(name, id.ptr, id.len);
	name[id.len] = '\0';
	for (int i = 0; i < 3; i++) {
		struct str field;

		if (!str_split(&value, ' ', &field) ||
		    str_to_int(field, -STEP_MAX, STEP_MAX, &n[i]))
			return;
	}
	topic = topic_find(conf->topics, conf->n_topics, name);
	if (topic >= 0 && s->n_wishes < TOPICS_MAX)
		s->wishes[s->n_wishes++] =
		        (struct wish){ topic, (int)n[0], n[1] != 0, n[2] != 0 };
}

static void parse_number(struct str key, struct str value, struct subscriber *s)
{
	double v;

	if (str_to_double(value, &v))
		return;
	if (str_eq(key, STR("state")))
		s->state = (enum subscriber_state)v;
	else if (str_eq(key, STR("paused_until")))
		s->paused_until = (int64_t)v;
	else if (str_eq(key, STR("threshold")))
		s->threshold = v;
	else if (str_eq(key, STR("novelty")))
		s->novelty = v;
	else if (str_eq(key, STR("max_papers")))
		s->max_papers = (int)v;
	else if (str_eq(key, STR("format")))
		s->format = (enum format)v;
	else if (str_eq(key, STR("frequency")))
		s->frequency = (enum frequency)v;
	else if (str_eq(key, STR("weekday")))
		s->weekday = (int)v;
}

void subscriber_parse(struct str text, const struct conf *conf,
                      struct arena *arena, struct subscriber *s)
{
	enum { FOLLOWS_MAX = 200 };
	const char **list = arena_array(arena, FOLLOWS_MAX, sizeof(*list));
	struct str line, key;

	s->n_wishes = s->n_follows = 0;
	s->follows = list;
	while (str_split(&text, '\n', &line)) {
		if (!str_split(&line, '=', &key) || !line.ptr)
			continue;
		if (str_eq(key, STR("wish")))
			parse_wish(line, conf, s);
		else if (str_eq(key, STR("follow")) &&
		         s->n_follows < FOLLOWS_MAX)
			list[s->n_follows++] = arena_str(arena, line);
		else
			parse_number(key, line, s);
	}
}

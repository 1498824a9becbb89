#include "subscriber_set.h"

#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "store/store_subscriber.h"
#include "text/escape.h"

enum { NAME_MAX_BYTES = 200, WORK_BYTES = 4 << 20 };

struct setting {
	const char *key;
	int (*set)(const struct setting *s, const struct conf *conf,
	           struct store *store, int64_t id, const char *value,
	           struct err *err);
	enum subscriber_field field;
	double min, max;
	bool whole;
};

static int refuse(struct err *err, const char *value, const char *good)
{
	err_set(err, "\"%s\" is not %s", value, good);
	return 1;
}

/* One clean line, at most NAME_MAX_BYTES; 1: empty or too long. */
static int line_of(const char *value, struct buf *out, struct err *err)
{
	text_line(out, str_of(value));
	if (out->full || out->len > NAME_MAX_BYTES)
		return refuse(err, "(that text)", "short enough for a name");
	return 0;
}

static int set_name(const struct setting *s, const struct conf *conf,
                    struct store *store, int64_t id, const char *value,
                    struct err *err)
{
	struct buf line CLEANUP(buf_deinit) = BUF(4096);

	(void)conf;
	if (line_of(value, &line, err))
		return 1;
	return store_subscriber_set_str(store, id, s->field, buf_cstr(&line),
	                                err);
}

static int set_number(const struct setting *s, const struct conf *conf,
                      struct store *store, int64_t id, const char *value,
                      struct err *err)
{
	double v;

	(void)conf;
	if (!*value || !strcasecmp(value, "default"))
		return store_subscriber_unset(store, id, s->field, err);
	if (str_to_double(str_of(value), &v) || v < s->min || v > s->max ||
	    (s->whole && v != (double)(int)v)) {
		err_set(err, "\"%s\" is not a %snumber from %g to %g", value,
		        s->whole ? "whole " : "", s->min, s->max);
		return 1;
	}
	return store_subscriber_set_num(store, id, s->field, v, err);
}

static int set_format(const struct setting *s, const struct conf *conf,
                      struct store *store, int64_t id, const char *value,
                      struct err *err)
{
	int format = !strcasecmp(value, "html") || !*value ? FORMAT_HTML
	             : !strcasecmp(value, "text")          ? FORMAT_TEXT
	                                                   : -1;

	(void)conf;
	if (format < 0)
		return refuse(err, value, "html or text");
	return store_subscriber_set_num(store, id, s->field, format, err);
}

static int weekday_of(const char *word)
{
	static const char *const days[] = { "sun", "mon", "tue", "wed",
		                            "thu", "fri", "sat" };

	for (int d = 0; d < 7; d++)
		if (!strncasecmp(word, days[d], 3))
			return d;
	return -1;
}

static int set_frequency(const struct setting *s, const struct conf *conf,
                         struct store *store, int64_t id, const char *value,
                         struct err *err)
{
	int frequency = FREQUENCY_DAILY, day = 1;

	(void)conf;
	if (!strncasecmp(value, "weekly", 6)) {
		frequency = FREQUENCY_WEEKLY;
		if (value[6])
			day = weekday_of(value + 6 + strspn(value + 6, " "));
	} else if (*value && strcasecmp(value, "daily") != 0) {
		day = -1;
	}
	if (day < 0)
		return refuse(err, value, "daily, weekly or weekly DAY");
	if (store_subscriber_set_num(store, id, SUBSCRIBER_WEEKDAY, day, err))
		return -1;
	return store_subscriber_set_num(store, id, s->field, frequency, err);
}

/* ---- topics ---- */

static int topic_of(const struct conf *conf, struct str word, int *topic,
                    struct err *err)
{
	char name[NAME_MAX_BYTES + 1];
	struct buf known CLEANUP(buf_deinit) = BUF(ERR_MAX);

	*topic = -1;
	if (word.len && word.len < sizeof(name)) {
		memcpy(name, word.ptr, word.len);
		name[word.len] = '\0';
		*topic = topic_find(conf->topics, conf->n_topics, name);
	}
	if (*topic >= 0)
		return 0;
	for (size_t i = 0; i < conf->n_topics; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", conf->topics[i].id);
	err_set(err, "\"%.*s\" is no topic (there are: %s)", (int)word.len,
	        word.ptr, buf_cstr(&known));
	return 1;
}

/* What the reader wishes of this topic so far. */
static int wish_of(const struct conf *conf, struct store *store, int64_t id,
                   int topic, struct wish *wish, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store_defaults defaults = { .topics = conf->topics,
		                           .n_topics = conf->n_topics };
	struct subscriber s;

	*wish = (struct wish){ .topic = topic };
	if (store_subscriber(store, id, &defaults, arena, &s, err))
		return -1;
	for (size_t i = 0; i < s.n_wishes; i++)
		if (s.wishes[i].topic == topic)
			*wish = s.wishes[i];
	return 0;
}

static int set_topics(const struct setting *s, const struct conf *conf,
                      struct store *store, int64_t id, const char *value,
                      struct err *err)
{
	struct str rest = str_of(value), word;
	char sep = strchr(value, ';') ? ';' : ',';
	int chosen[TOPICS_MAX], n = 0, rc;

	(void)s;
	while (*value && strcasecmp(value, "all") != 0 &&
	       str_split(&rest, sep, &word)) {
		word = str_trim(word);
		if (!word.len)
			continue;
		if (n == TOPICS_MAX)
			return refuse(err, value, "a list of topics");
		rc = topic_of(conf, word, &chosen[n], err);
		if (rc)
			return rc;
		n++;
	}
	if (store_wishes_unchoose(store, id, err))
		return -1;
	for (int i = 0; i < n; i++) {
		struct wish wish;

		if (wish_of(conf, store, id, chosen[i], &wish, err))
			return -1;
		wish.chosen = true;
		if (store_wish_put(store, id, conf->topics[chosen[i]].id, &wish,
		                   err))
			return -1;
	}
	return 0;
}

static int change_wish(const struct conf *conf, struct store *store, int64_t id,
                       const char *name,
                       void (*change)(struct wish *wish, int by), int by,
                       struct err *err)
{
	struct wish wish;
	int topic, rc = topic_of(conf, str_trim(str_of(name)), &topic, err);

	if (rc)
		return rc;
	if (wish_of(conf, store, id, topic, &wish, err))
		return -1;
	change(&wish, by);
	return store_wish_put(store, id, conf->topics[topic].id, &wish, err);
}

static void step_by(struct wish *wish, int by)
{
	wish->step += by;
	if (wish->step > STEP_MAX)
		wish->step = STEP_MAX;
	if (wish->step < -STEP_MAX)
		wish->step = -STEP_MAX;
}

static void step_to(struct wish *wish, int to)
{
	wish->step = to;
}

static void mute(struct wish *wish, int muted)
{
	wish->muted = muted;
}

static int set_wish(const struct setting *s, const struct conf *conf,
                    struct store *store, int64_t id, const char *value,
                    struct err *err)
{
	return change_wish(conf, store, id, value, s->whole ? mute : step_by,
	                   (int)s->min, err);
}

static int set_step(const struct conf *conf, struct store *store, int64_t id,
                    const char *topic, const char *value, struct err *err)
{
	int64_t step;

	if (str_to_int(str_of(*value == '+' ? value + 1 : value), -STEP_MAX,
	               STEP_MAX, &step))
		return refuse(err, value, "a step from -3 to 3");
	return change_wish(conf, store, id, topic, step_to, (int)step, err);
}

static int set_follow(const struct setting *s, const struct conf *conf,
                      struct store *store, int64_t id, const char *value,
                      struct err *err)
{
	struct buf line CLEANUP(buf_deinit) = BUF(4096);

	(void)conf;
	if (line_of(value, &line, err))
		return 1;
	if (!line.len)
		return refuse(err, value, "an author's name");
	return store_follow(store, id, buf_cstr(&line), s->whole, err);
}

static const struct setting settings[] = {
	{ "name", set_name, SUBSCRIBER_NAME, 0, 0, false },
	{ "threshold", set_number, SUBSCRIBER_THRESHOLD, 1, 10, false },
	{ "novelty", set_number, SUBSCRIBER_NOVELTY, 1, 10, false },
	{ "max_papers", set_number, SUBSCRIBER_MAX_PAPERS, 1, 100, true },
	{ "format", set_format, SUBSCRIBER_FORMAT, 0, 0, false },
	{ "frequency", set_frequency, SUBSCRIBER_FREQUENCY, 0, 0, false },
	{ "topics", set_topics, 0, 0, 0, false },
	/* min: the step or the flag; whole: it is the flag `muted` */
	{ "more", set_wish, 0, +1, 0, false },
	{ "less", set_wish, 0, -1, 0, false },
	{ "mute", set_wish, 0, 1, 0, true },
	{ "unmute", set_wish, 0, 0, 0, true },
	{ "follow", set_follow, 0, 0, 0, true },
	{ "unfollow", set_follow, 0, 0, 0, false },
};

bool subscriber_key(const char *key)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (!strcmp(settings[i].key, key))
			return true;
	return false;
}

static int set(const struct conf *conf, struct store *store, int64_t id,
               const char *key, const char *value, struct err *err)
{
	if (!strncmp(key, "step.", 5))
		return set_step(conf, store, id, key + 5, value, err);
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (!strcmp(settings[i].key, key))
			return settings[i].set(&settings[i], conf, store, id,
			                       value, err);
	err_set(err, "no setting of a subscriber's (there are: name, "
	             "threshold, novelty, max_papers, format, frequency, "
	             "topics, more, less, step.TOPIC, mute, unmute, follow, "
	             "unfollow)");
	return 1;
}

int subscriber_set(const struct conf *conf, struct store *store, int64_t id,
                   const char *key, const char *value, struct err *err)
{
	int rc = set(conf, store, id, key, value, err);

	if (rc > 0)
		err_prefix(err, "%s", key);
	return rc;
}

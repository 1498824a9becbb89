#include "subscriber_set.h"

#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"
#include "text/escape.h"

enum {
	NAME_MAX_BYTES = 200,
	WORK_BYTES = 4 << 20,
	DAY_SECONDS = 24 * 3600,
};

/* One key's value, as it is read. */
struct reading {
	const struct conf *conf;
	const struct setting *setting;
	const char *value;
	struct arena *arena;
	struct subscriber_change *change;
};

struct setting {
	const char *key;
	int (*parse)(const struct reading *r, struct err *err);
	enum subscriber_field field;
	double min, max;
	bool whole;
};

static int refuse(struct err *err, const char *value, const char *good)
{
	err_set(err, "\"%s\" is not %s", value, good);
	return 1;
}

/* One clean line, at most NAME_MAX_BYTES; 1: too long. */
static int line_of(const char *value, struct buf *out, struct err *err)
{
	text_line(out, str_of(value));
	if (out->full || out->len > NAME_MAX_BYTES)
		return refuse(err, "(that text)", "short enough for a name");
	return 0;
}

static void say(const struct reading *r)
{
	r->change->settings.set |= 1U << r->setting->field;
}

static int parse_name(const struct reading *r, struct err *err)
{
	struct buf line CLEANUP(buf_deinit) = BUF(4096);

	if (line_of(r->value, &line, err))
		return 1;
	r->change->settings.name = arena_str(r->arena, buf_str(&line));
	say(r);
	return 0;
}

/* "7,5" is what a spreadsheet writes in half of Europe, and readers in mails.
 */
static int number_of(const struct reading *r, double *v)
{
	char *text = arena_strdup(r->arena, r->value);
	char *comma = strchr(text, ',');

	if (comma)
		*comma = '.';
	return str_to_double(str_of(text), v);
}

static int parse_number(const struct reading *r, struct err *err)
{
	const struct setting *s = r->setting;
	struct store_settings *to = &r->change->settings;
	double v;

	if (!*r->value || !strcasecmp(r->value, "default")) {
		to->unset |= 1U << s->field;
		to->set &= ~(1U << s->field);
		return 0;
	}
	if (number_of(r, &v) || v < s->min || v > s->max ||
	    (s->whole && v != (double)(int)v)) {
		err_set(err, "\"%s\" is not a %snumber from %g to %g", r->value,
		        s->whole ? "whole " : "", s->min, s->max);
		return 1;
	}
	if (s->field == SUBSCRIBER_MAX_PAPERS)
		to->max_papers = (int)v;
	else if (s->field == SUBSCRIBER_NOVELTY)
		to->novelty = v;
	else
		to->threshold = v;
	to->unset &= ~(1U << s->field);
	say(r);
	return 0;
}

static int parse_format(const struct reading *r, struct err *err)
{
	if (*r->value && strcasecmp(r->value, "html") != 0 &&
	    strcasecmp(r->value, "text") != 0)
		return refuse(err, r->value, "html or text");
	r->change->settings.format =
	        strcasecmp(r->value, "text") ? FORMAT_HTML : FORMAT_TEXT;
	say(r);
	return 0;
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

static int parse_frequency(const struct reading *r, struct err *err)
{
	const char *value = r->value;
	int frequency = FREQUENCY_DAILY, day = 1;

	if (!strncasecmp(value, "weekly", 6)) {
		frequency = FREQUENCY_WEEKLY;
		if (value[6])
			day = weekday_of(value + 6 + strspn(value + 6, " "));
	} else if (*value && strcasecmp(value, "daily") != 0) {
		day = -1;
	}
	if (day < 0)
		return refuse(err, value, "daily, weekly or weekly DAY");
	r->change->settings.frequency = frequency;
	r->change->settings.weekday = day;
	r->change->settings.set |= 1U << SUBSCRIBER_WEEKDAY;
	say(r);
	return 0;
}

static int parse_paused(const struct reading *r, struct err *err)
{
	int date;

	r->change->pause_given = true;
	if (!*r->value || !strcasecmp(r->value, "no"))
		r->change->paused_until = -1;
	else if (!strcasecmp(r->value, "yes"))
		r->change->paused_until = 0;
	else if (!date_parse(str_of(r->value), &date) && date > 0)
		r->change->paused_until = (int64_t)date * DAY_SECONDS;
	else
		return refuse(err, r->value, "no, yes or a date (YYYY-MM-DD)");
	return 0;
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

static int parse_topics(const struct reading *r, struct err *err)
{
	struct subscriber_change *c = r->change;
	struct str rest = str_of(r->value), word;
	char sep = strchr(r->value, ';') ? ';' : ',';

	c->topics_given = true;
	c->n_topics = 0;
	while (*r->value && strcasecmp(r->value, "all") != 0 &&
	       str_split(&rest, sep, &word)) {
		word = str_trim(word);
		if (!word.len)
			continue;
		if (c->n_topics == TOPICS_MAX)
			return refuse(err, r->value, "a list of topics");
		if (topic_of(r->conf, word, &c->topics[c->n_topics], err))
			return 1;
		c->n_topics++;
	}
	return 0;
}

/* ---- the first group: read, then stored together ---- */

static const struct setting settings[] = {
	{ "name", parse_name, SUBSCRIBER_NAME, 0, 0, false },
	{ "threshold", parse_number, SUBSCRIBER_THRESHOLD, 1, 10, false },
	{ "novelty", parse_number, SUBSCRIBER_NOVELTY, 1, 10, false },
	{ "max_papers", parse_number, SUBSCRIBER_MAX_PAPERS, 1, 100, true },
	{ "format", parse_format, SUBSCRIBER_FORMAT, 0, 0, false },
	{ "frequency", parse_frequency, SUBSCRIBER_FREQUENCY, 0, 0, false },
	{ "topics", parse_topics, 0, 0, 0, false },
	{ "paused", parse_paused, 0, 0, 0, false },
};

static const struct setting *find(const char *key)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (!strcmp(settings[i].key, key))
			return &settings[i];
	return NULL;
}

bool subscriber_key(const char *key)
{
	return find(key) != NULL;
}

int subscriber_change_read(const struct conf *conf, const char *key,
                           const char *value, struct arena *arena,
                           struct subscriber_change *change, struct err *err)
{
	struct reading r = { conf, find(key), value, arena, change };

	if (!r.setting)
		abort(); /* the caller asked subscriber_key */
	if (!r.setting->parse(&r, err))
		return 0;
	err_prefix(err, "%s", key);
	return 1;
}

int subscriber_change_store(const struct conf *conf, struct store *store,
                            int64_t id, bool fresh,
                            const struct subscriber_change *c, struct err *err)
{
	if ((c->settings.set || c->settings.unset) &&
	    store_subscriber_put(store, id, &c->settings, err))
		return -1;
	if (c->pause_given && !(fresh && c->paused_until < 0) &&
	    store_subscriber_pause(store, id, c->paused_until, err))
		return -1;
	if (c->topics_given && !fresh && store_wishes_unchoose(store, id, err))
		return -1;
	for (size_t i = 0; i < c->n_topics; i++)
		if (store_wish_choose(store, id, conf->topics[c->topics[i]].id,
		                      err))
			return -1;
	return 0;
}

/* ---- the second: one wish changed ---- */

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

enum what { STEP_BY, STEP_TO, MUTE };

static int change_wish(const struct conf *conf, struct store *store, int64_t id,
                       const char *name, enum what what, int by,
                       struct err *err)
{
	struct wish wish;
	int topic, rc = topic_of(conf, str_trim(str_of(name)), &topic, err);

	if (rc)
		return rc;
	if (wish_of(conf, store, id, topic, &wish, err))
		return -1;
	if (what == MUTE)
		wish.muted = by;
	else
		wish.step = what == STEP_TO ? by : wish.step + by;
	if (wish.step > STEP_MAX)
		wish.step = STEP_MAX;
	if (wish.step < -STEP_MAX)
		wish.step = -STEP_MAX;
	return store_wish_put(store, id, conf->topics[topic].id, &wish, err);
}

static int set_step(const struct conf *conf, struct store *store, int64_t id,
                    const char *topic, const char *value, struct err *err)
{
	int64_t step;

	if (str_to_int(str_of(*value == '+' ? value + 1 : value), -STEP_MAX,
	               STEP_MAX, &step))
		return refuse(err, value, "a step from -3 to 3");
	return change_wish(conf, store, id, topic, STEP_TO, (int)step, err);
}

static int set_follow(struct store *store, int64_t id, const char *value,
                      bool follow, struct err *err)
{
	struct buf line CLEANUP(buf_deinit) = BUF(4096);

	if (line_of(value, &line, err))
		return 1;
	if (!line.len)
		return refuse(err, value, "an author's name");
	/* As apply_authors has it: nobody would be found by it. */
	if (follow && !strpbrk(buf_cstr(&line), " ."))
		return refuse(err, value,
		              "one author: write the given name or "
		              "an initial as well");
	return store_follow(store, id, buf_cstr(&line), follow, err);
}

/* > 0 as well where the key is none of these: *known says. */
static int set_wish(const struct conf *conf, struct store *store, int64_t id,
                    const char *key, const char *value, bool *known,
                    struct err *err)
{
	*known = true;
	if (!strncmp(key, "step.", 5))
		return set_step(conf, store, id, key + 5, value, err);
	if (!strcmp(key, "more") || !strcmp(key, "less"))
		return change_wish(conf, store, id, value, STEP_BY,
		                   *key == 'm' ? +1 : -1, err);
	if (!strcmp(key, "mute") || !strcmp(key, "unmute"))
		return change_wish(conf, store, id, value, MUTE, *key == 'm',
		                   err);
	if (!strcmp(key, "follow") || !strcmp(key, "unfollow"))
		return set_follow(store, id, value, *key == 'f', err);
	*known = false;
	return 1;
}

int subscriber_set(const struct conf *conf, struct store *store, int64_t id,
                   const char *key, const char *value, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct subscriber_change change = { 0 };
	bool known;
	int rc;

	if (!strcmp(key, "max-papers")) /* as "subscriber add" has it */
		key = "max_papers";
	if (subscriber_key(key)) {
		if (subscriber_change_read(conf, key, value, arena, &change,
		                           err))
			return 1;
		return subscriber_change_store(conf, store, id, false, &change,
		                               err);
	}
	rc = set_wish(conf, store, id, key, value, &known, err);
	if (!known)
		err_set(err, "no setting of a subscriber's (there are: name, "
		             "threshold, novelty, max_papers, format, "
		             "frequency, topics, paused, more, less, "
		             "step.TOPIC, mute, unmute, follow, unfollow)");
	if (rc > 0)
		err_prefix(err, "%s", key);
	return rc;
}

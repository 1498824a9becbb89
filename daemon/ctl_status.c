/* digestctl status: where things stand. */
#include <time.h>

#include "ctl.h"
#include "ctl_table.h"
#include "instance.h"
#include "schedule.h"
#include "store/store_fact.h"
#include "store/store_edition.h"
#include "store/store_outbox.h"

enum { WORK_BYTES = 64 << 20, SHOWN = 7, LOOK_BACK_DAYS = 366 };

struct status {
	int64_t next_wake;
	struct edition *editions; /* the last ones, oldest first */
	size_t n_editions;
	struct store_source *sources;
	size_t n_sources;
	int outbox[DELIVERY_STATES];
	int subscribers[SUBSCRIBER_STATES];
	int waiting;
	bool running; /* a digestd, now */
	bool listens; /* and it has a mailbox to listen to */
	struct store_fact *facts;
	size_t n_facts;
};

/* What the daemon says of itself; NULL: nothing, or nothing is wrong. */
static const struct store_fact *fact(const struct status *st, const char *name)
{
	for (size_t i = 0; i < st->n_facts; i++)
		if (!strcmp(st->facts[i].name, name))
			return *st->facts[i].text ? &st->facts[i] : NULL;
	return NULL;
}

/* In the order of the day. */
static const char *const troubles[] = { "edition", "archive", "delivery" };

static int gather(struct ctl *ctl, struct store *store, struct arena *arena,
                  struct status *st, struct err *err)
{
	int newest, rc;

	st->running = instance_running(ctl->conf->state_dir);
	st->listens = st->running && ctl->conf->mail.imap.present;
	schedule_zone(&ctl->conf->schedule);
	st->next_wake =
	        schedule_next(&ctl->conf->schedule, clock_now(ctl->clock));
	rc = store_edition_find(store, EDITION_NEWEST, &newest, err);
	if (rc < 0)
		return -1;
	if (!rc && store_editions(store, newest - LOOK_BACK_DAYS, INT_MAX,
	                          arena, &st->editions, &st->n_editions, err))
		return -1;
	if (st->n_editions > SHOWN) {
		st->editions += st->n_editions - SHOWN;
		st->n_editions = SHOWN;
	}
	return store_sources(store, arena, &st->sources, &st->n_sources, err) ||
	                       store_outbox_counts(store, DATE_NONE, st->outbox,
	                                           err) ||
	                       store_subscriber_counts(store, st->subscribers,
	                                               err) ||
	                       store_waiting(store, &st->waiting, err) ||
	                       store_facts(store, arena, &st->facts,
	                                   &st->n_facts, err)
	               ? -1
	               : 0;
}

static struct json *edition_json(const struct edition *e)
{
	struct json *j = json_object();
	char text[INSTANT_LEN];

	ctl_set_edition(j, e);
	json_set_str(j, "finished",
	             e->finished ? instant_format(e->finished, text) : NULL);
	return j;
}

/* {"says": ..., "since": ...}; null: nothing to say. */
static void set_fact(struct json *obj, const char *key,
                     const struct store_fact *f)
{
	struct json *j;
	char text[INSTANT_LEN];

	if (!f) {
		json_set_null(obj, key);
		return;
	}
	j = json_object();
	ctl_set_text(j, "says", f->text);
	json_set_str(j, "since", instant_format(f->at, text));
	json_set(obj, key, j);
}

static void print_json(const struct status *st)
{
	struct json *j = json_object(), *editions = json_array();
	struct json *outbox = json_object(), *subscribers = json_object();
	struct json *sources = json_array(), *failures = json_object();
	char text[INSTANT_LEN];

	json_set_bool(j, "running", st->running);
	json_set_str(j, "next_wake", instant_format(st->next_wake, text));
	set_fact(j, "listener", st->listens ? fact(st, "listener") : NULL);
	for (size_t i = st->n_editions; i > 0; i--)
		json_push(editions, edition_json(&st->editions[i - 1]));
	json_set(j, "editions", editions);
	for (int s = 0; s < DELIVERY_STATES; s++)
		json_set_num(outbox, delivery_state_name(s), st->outbox[s]);
	json_set(j, "outbox", outbox);
	for (int s = 0; s < SUBSCRIBER_STATES; s++)
		json_set_num(subscribers, subscriber_state_name(s),
		             st->subscribers[s]);
	json_set(j, "subscribers", subscribers);
	json_set_num(j, "waiting", st->waiting);
	for (size_t i = 0; i < st->n_sources; i++) {
		const struct store_source *s = &st->sources[i];
		struct json *o = json_object();

		json_set_str(o, "url", s->url);
		json_set_str(o, "fetched", instant_format(s->fetched, text));
		ctl_set_text(o, "error", *s->error ? s->error : NULL);
		json_push(sources, o);
	}
	json_set(j, "sources", sources);
	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		set_fact(failures, troubles[i], fact(st, troubles[i]));
	json_set(j, "failures", failures);
	ctl_print(j);
}

/* The admin's wall clock: the schedule's zone is the process's by now. */
static const char *local_time(int64_t instant, char out[64])
{
	time_t t = (time_t)instant;
	struct tm tm;

	localtime_r(&t, &tm);
	if (!strftime(out, 64, "%a %Y-%m-%d %H:%M %Z", &tm))
		out[0] = '\0';
	return out;
}

static void print_counts(const char *what, const char *(*name)(int),
                         const int *counts, int n)
{
	bool any = false;

	printf("%-12s", what);
	for (int i = 0; i < n; i++)
		if (counts[i]) {
			printf("%s%s %d", any ? ", " : "", name(i), counts[i]);
			any = true;
		}
	puts(any ? "" : "none");
}

static const char *delivery_name(int state)
{
	return delivery_state_name((enum delivery_state)state);
}

static const char *subscriber_name(int state)
{
	return subscriber_state_name((enum subscriber_state)state);
}

static void print_editions(const struct status *st)
{
	static const struct table_column columns[] = {
		{ .head = "edition" },
		{ .head = "announced", .right = true },
		{ .head = "scanned", .right = true },
		{ .head = "relevant", .right = true },
		{ .head = "below", .right = true },
		{ .head = "unscored", .right = true },
		{ .head = "scorer", .spare = 2 },
		{ .head = "fallback", .right = true, .spare = 3 },
		{ .head = "tokens", .right = true, .spare = 4 },
		{ .head = "cost", .right = true, .spare = 1 },
		{ .head = "" },
	};
	struct table *t CLEANUP(table_endp) =
	        table_new(columns, sizeof(columns) / sizeof(*columns), true);
	char date[DATE_LEN];

	putchar('\n');
	for (size_t i = st->n_editions; i > 0; i--) {
		const struct edition *e = &st->editions[i - 1];

		table_add(t, PAINT_NONE, date_format(e->date, date));
		table_addf(t, PAINT_NONE, "%d", e->sum.announced);
		table_addf(t, PAINT_NONE, "%d", e->sum.scanned);
		table_addf(t, PAINT_GOOD, "%d", e->sum.relevant);
		table_addf(t, PAINT_NONE, "%d", e->sum.below);
		table_addf(t, e->sum.unscored ? PAINT_WARN : PAINT_NONE, "%d",
		           e->sum.unscored);
		table_add(t, PAINT_NONE, e->scorer);
		table_addf(t, e->sum.fallback ? PAINT_WARN : PAINT_NONE, "%d",
		           e->sum.fallback);
		table_addf(
		        t, PAINT_NONE, "%lld",
		        (long long)(e->prompt_tokens + e->completion_tokens));
		table_addf(t, PAINT_NONE, "%.4f", e->cost);
		table_add(t, PAINT_WARN,
		          e->state < EDITION_QUEUED ? "unfinished" : "");
	}
}

static void print_text(const struct status *st)
{
	char text[64];

	printf("%-12s%s%s%s\n", "digestd",
	       paint(stdout, st->running ? PAINT_GOOD : PAINT_WARN),
	       st->running ? "running" : "not running",
	       paint(stdout, PAINT_NONE));
	printf("%-12s%s\n", "next wake", local_time(st->next_wake, text));
	if (st->listens && fact(st, "listener"))
		printf("%-12s%s, since %s\n", "listener",
		       fact(st, "listener")->text,
		       local_time(fact(st, "listener")->at, text));
	print_counts("subscribers", subscriber_name, st->subscribers,
	             SUBSCRIBER_STATES);
	print_counts("outbox", delivery_name, st->outbox, DELIVERY_STATES);
	if (st->waiting)
		printf("%-12s%d announcements for the next edition\n",
		       "waiting", st->waiting);
	if (st->n_editions)
		print_editions(st);
	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		if (fact(st, troubles[i]))
			printf("\n%sfailed%s      %s, since %s: %s\n",
			       paint(stdout, PAINT_BAD),
			       paint(stdout, PAINT_NONE), troubles[i],
			       local_time(fact(st, troubles[i])->at, text),
			       fact(st, troubles[i])->text);
	for (size_t i = 0; i < st->n_sources; i++)
		if (*st->sources[i].error)
			printf("\n%sfailed%s      %s\n",
			       paint(stdout, PAINT_BAD),
			       paint(stdout, PAINT_NONE), st->sources[i].error);
}

int ctl_status(struct ctl *ctl, int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store *store CLEANUP(store_closep) = NULL;
	struct status st = { 0 };
	struct err err = { 0 };

	(void)argc;
	(void)argv;
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (gather(ctl, store, arena, &st, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (ctl->json)
		print_json(&st);
	else
		print_text(&st);
	return CTL_DONE;
}

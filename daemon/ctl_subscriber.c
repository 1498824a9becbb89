/* digestctl subscriber: the subscribers, one by one. */
#include <stdlib.h>

#include "ctl.h"
#include "ctl_line.h"
#include "ctl_subscriber.h"
#include "ctl_table.h"
#include "mail/address.h"
#include "forget.h"
#include "settings_line.h"
#include "subscriber_set.h"

enum { WORK_BYTES = 16 << 20, LIST_BATCH = 500, DAY_SECONDS = 24 * 3600 };

static const char *const weekdays[] = { "sunday",    "monday",   "tuesday",
	                                "wednesday", "thursday", "friday",
	                                "saturday" };

struct json *subscriber_json(const struct ctl *ctl, const struct subscriber *s)
{
	struct json *j = json_object(), *topics = json_array();
	struct json *steps = json_object(), *muted = json_array();
	struct json *follows = json_array();
	char until[INSTANT_LEN];

	json_set_str(j, "address", s->address);
	json_set_str(j, "name", s->name);
	json_set_str(j, "state", subscriber_state_name(s->state));
	json_set_str(j, "paused_until",
	             s->paused_until ? instant_format(s->paused_until, until)
	                             : NULL);
	json_set_num(j, "threshold", s->threshold);
	json_set_num(j, "novelty", s->novelty);
	json_set_num(j, "max_papers", s->max_papers);
	json_set_str(j, "format", s->format == FORMAT_TEXT ? "text" : "html");
	json_set_str(j, "frequency",
	             s->frequency == FREQUENCY_WEEKLY ? "weekly" : "daily");
	if (s->frequency == FREQUENCY_WEEKLY)
		json_set_str(j, "weekday", weekdays[s->weekday]);
	for (size_t i = 0; i < s->n_wishes; i++) {
		const struct wish *w = &s->wishes[i];
		const char *id = ctl->conf->topics[w->topic].id;

		if (w->chosen)
			json_push_str(topics, id);
		if (w->step)
			json_set_num(steps, id, w->step);
		if (w->muted)
			json_push_str(muted, id);
	}
	for (size_t i = 0; i < s->n_follows; i++)
		json_push_str(follows, s->follows[i]);
	json_set(j, "topics", topics);
	json_set(j, "steps", steps);
	json_set(j, "muted", muted);
	json_set(j, "follows", follows);
	return j;
}

int subscriber_each(struct store *store, const struct store_defaults *defaults,
                    void (*fn)(void *ctx, const struct subscriber *s),
                    void *ctx, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	int64_t last = 0;
	size_t n;

	do {
		struct subscriber *list;

		arena_reset(arena);
		list = arena_array(arena, LIST_BATCH, sizeof(*list));
		if (store_subscribers(store, last, defaults, arena, list,
		                      LIST_BATCH, &n, err))
			return -1;
		for (size_t i = 0; i < n; i++)
			fn(ctx, &list[i]);
		if (n)
			last = list[n - 1].id;
	} while (n);
	return 0;
}

int subscriber_address(const char *text, struct buf *out, struct err *err)
{
	return address_check(str_of(text), false, out, err);
}

static int show(struct ctl *ctl, struct store *store, int64_t id)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store_defaults defaults = ctl_defaults(ctl);
	char until[INSTANT_LEN] = "";
	struct subscriber s;
	struct err err = { 0 };

	if (store_subscriber(store, id, &defaults, arena, &s, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (ctl->json) {
		ctl_print(subscriber_json(ctl, &s));
		return CTL_DONE;
	}
	if (s.paused_until)
		instant_format(s.paused_until, until);
	printf("%s%s%s%s\n  %s%s%s\n  %s\n", s.address, *s.name ? " (" : "",
	       s.name, *s.name ? ")" : "", subscriber_state_name(s.state),
	       *until ? " until " : "", until,
	       settings_line(&s, ctl->conf->topics, arena));
	return CTL_DONE;
}

/* ---- add ---- */

/* Nothing is stored unless all of it is good. */
static int read_settings(const struct ctl *ctl, struct arena *arena,
                         struct subscriber_change *change, struct err *err)
{
	const struct ctl_line *line = ctl->line;

	for (size_t i = 0; i < line->n_given; i++) {
		const char *name = line->given[i].name;

		if (!strcmp(name, "max-papers"))
			name = "max_papers";
		if (subscriber_change_read(ctl->conf, name,
		                           line->given[i].value, arena, change,
		                           err))
			return -1;
	}
	return 0;
}

static int do_add(struct ctl *ctl, struct store *store, char **operands)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct buf address CLEANUP(buf_deinit) = BUF(4096);
	struct subscriber_change change = { 0 };
	struct err err = { 0 };
	int64_t id;
	int rc;

	if (subscriber_address(operands[0], &address, &err) ||
	    read_settings(ctl, arena, &change, &err) ||
	    store_begin(store, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	rc = store_subscriber_add(store, buf_cstr(&address), "",
	                          clock_now(ctl->clock), &id, &err);
	if (rc > 0)
		err_set(&err,
		        "%s is a subscriber already (see subscriber "
		        "show, set, resume)",
		        buf_cstr(&address));
	/* forgotten_no_more: the admin's own hand, they asked for it. */
	if (rc ||
	    subscriber_change_store(ctl->conf, store, id, true, &change,
	                            &err) ||
	    forgotten_no_more(store, buf_cstr(&address), &err) ||
	    store_commit(store, &err)) {
		store_rollback(store);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return show(ctl, store, id);
}

/* ---- list ---- */

struct listing {
	const struct ctl *ctl;
	int state;         /* only those; -1: all */
	const char *text;  /* only with this in address or name; NULL: all */
	struct json *json; /* or: */
	struct table *table;
	struct arena *arena; /* a row's */
};

static enum paint state_paint(enum subscriber_state state)
{
	return state == SUBSCRIBER_ACTIVE    ? PAINT_GOOD
	       : state == SUBSCRIBER_BOUNCED ? PAINT_BAD
	                                     : PAINT_WARN;
}

static void list_one(void *ctx, const struct subscriber *s)
{
	struct listing *l = ctx;

	if ((l->state >= 0 && s->state != (enum subscriber_state)l->state) ||
	    (l->text && !strcasestr(s->address, l->text) &&
	     !strcasestr(s->name, l->text)))
		return;
	if (l->json) {
		json_push(l->json, subscriber_json(l->ctl, s));
		return;
	}
	arena_reset(l->arena);
	table_add(l->table, PAINT_NONE, s->address);
	table_add(l->table, state_paint(s->state),
	          subscriber_state_name(s->state));
	table_add(l->table, PAINT_NONE,
	          settings_line(s, l->ctl->conf->topics, l->arena));
	table_add(l->table, PAINT_NONE, s->name);
}

static int list(struct ctl *ctl, struct store *store, struct listing *l)
{
	struct store_defaults defaults = ctl_defaults(ctl);
	struct err err = { 0 };

	if (subscriber_each(store, &defaults, list_one, l, &err)) {
		json_free(l->json);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	if (l->json)
		ctl_print(l->json);
	return CTL_DONE;
}

static int do_list(struct ctl *ctl, struct store *store, char **operands)
{
	static const struct table_column columns[] = {
		{ .head = "address", .cut = true },
		{ .head = "state" },
		{ .head = "settings", .cut = true },
		{ .head = "name", .cut = true, .spare = 1 },
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct table *table CLEANUP(table_endp) =
	        table_new(columns, sizeof(columns) / sizeof(*columns), false);
	const char *state = ctl_option(ctl, "state");
	struct listing l = {
		.ctl = ctl,
		.state = state ? subscriber_state_of_name(state) : -1,
		.text = operands[0],
		.json = ctl->json ? json_array() : NULL,
		.table = table,
		.arena = arena,
	};

	return list(ctl, store, &l);
}

/* ---- one reader ---- */

static int do_show(struct ctl *ctl, struct store *store, char **operands)
{
	int64_t id;
	int status;

	return ctl_find(ctl, store, operands[0], &id, &status)
	               ? show(ctl, store, id)
	               : status;
}

static int do_set(struct ctl *ctl, struct store *store, char **operands)
{
	struct err err = { 0 };
	int64_t id;
	int rc, status;

	if (!ctl_find(ctl, store, operands[0], &id, &status))
		return status;
	rc = store_begin(store, &err);
	if (!rc)
		rc = subscriber_set(ctl->conf, store, id, operands[1],
		                    operands[2], &err);
	if (rc || store_commit(store, &err)) {
		store_rollback(store);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return show(ctl, store, id);
}

static int set_state(struct ctl *ctl, struct store *store, const char *address,
                     enum subscriber_state state, int64_t until)
{
	struct err err = { 0 };
	int64_t id;
	int status;

	if (!ctl_find(ctl, store, address, &id, &status))
		return status;
	if (store_begin(store, &err) ||
	    store_subscriber_set_num(store, id, SUBSCRIBER_PAUSED_UNTIL,
	                             (double)until, &err) ||
	    store_subscriber_set_num(store, id, SUBSCRIBER_STATE, state,
	                             &err) ||
	    store_commit(store, &err)) {
		store_rollback(store);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return show(ctl, store, id);
}

/* Whoever left must not come back when a pause ends. */
static int check_pause(const struct ctl *ctl, struct store *store,
                       const char *address)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store_defaults defaults = ctl_defaults(ctl);
	struct err err = { 0 };
	struct subscriber s;
	int64_t id;
	int status;

	if (!ctl_find(ctl, store, address, &id, &status))
		return status;
	if (store_subscriber(store, id, &defaults, arena, &s, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (s.state == SUBSCRIBER_ACTIVE || s.state == SUBSCRIBER_PAUSED)
		return CTL_DONE;
	return ctl_say(ctl, CTL_FAILED, "%s is %s: there is nothing to pause",
	               s.address, subscriber_state_name(s.state));
}

/* Until the first moment of the day, as a reader's own "pause until". */
static int do_pause(struct ctl *ctl, struct store *store, char **operands)
{
	const char *until = ctl_option(ctl, "until");
	int date = 0, status;

	if (until && ctl_date(ctl, until, &date))
		return CTL_USAGE;
	if (until && date <= date_of(clock_now(ctl->clock)))
		return ctl_say(ctl, CTL_FAILED, "%s is no day to come", until);
	status = check_pause(ctl, store, operands[0]);
	if (status)
		return status;
	return set_state(ctl, store, operands[0], SUBSCRIBER_PAUSED,
	                 (int64_t)date * DAY_SECONDS);
}

static int do_resume(struct ctl *ctl, struct store *store, char **operands)
{
	return set_state(ctl, store, operands[0], SUBSCRIBER_ACTIVE, 0);
}

static int do_remove(struct ctl *ctl, struct store *store, char **operands)
{
	struct err err = { 0 };
	int64_t id;
	int status;

	if (!ctl_find(ctl, store, operands[0], &id, &status))
		return status;
	if (store_subscriber_leave(store, id, clock_now(ctl->clock), &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return show(ctl, store, id);
}

static int do_forget(struct ctl *ctl, struct store *store, char **operands)
{
	struct err err = { 0 };
	int64_t id;
	bool found;
	int status;

	found = ctl_find(ctl, store, operands[0], &id, &status);
	/* Nobody of that address: but a forget before may not have ended. */
	if (forget(store, ctl->conf, found ? id : 0, operands[0], &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (!found)
		return status;
	if (ctl->json) {
		struct json *j = json_object();

		json_set_bool(j, "forgotten", true);
		ctl_print(j);
	} else {
		puts("forgotten");
	}
	return CTL_DONE;
}

static int do_import(struct ctl *ctl, struct store *store, char **operands)
{
	struct store *copy CLEANUP(store_closep) = NULL;
	struct err err = { 0 };

	if (ctl_option(ctl, "dry-run") &&
	    store_open_copy(ctl->conf->state_dir, &copy, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return subscriber_import(ctl, copy ? copy : store, operands[0]);
}

/* As JSON it is the list: everything there is to know. */
static int do_export(struct ctl *ctl, struct store *store, char **operands)
{
	return ctl->json ? do_list(ctl, store, operands)
	                 : subscriber_export(ctl, store);
}

static const struct {
	const char *name;
	int (*run)(struct ctl *ctl, struct store *store, char **operands);
} verbs[] = {
	{ "add", do_add },       { "list", do_list },
	{ "show", do_show },     { "set", do_set },
	{ "pause", do_pause },   { "resume", do_resume },
	{ "remove", do_remove }, { "forget", do_forget },
	{ "import", do_import }, { "export", do_export },
};

int ctl_subscriber(struct ctl *ctl, int argc, char **argv)
{
	struct store *store CLEANUP(store_closep) = ctl_store(ctl);

	(void)argc;
	if (!store)
		return CTL_FAILED;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(argv[0], verbs[i].name))
			return verbs[i].run(ctl, store, ctl->line->operands);
	abort(); /* a row of ctl_commands.c without its function */
}

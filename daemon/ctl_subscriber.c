/* digestctl subscriber: the subscribers, one by one. */
#include <getopt.h>
#include <stdlib.h>

#include "ctl.h"
#include "ctl_subscriber.h"
#include "mail/address.h"
#include "settings_line.h"
#include "subscriber_set.h"

enum { WORK_BYTES = 16 << 20, LIST_BATCH = 500 };

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

int subscriber_each(const struct ctl *ctl, struct store *store,
                    void (*fn)(void *ctx, const struct subscriber *s),
                    void *ctx, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store_defaults defaults = ctl_defaults(ctl);
	int64_t last = 0;
	size_t n;

	do {
		struct subscriber *list;

		arena_reset(arena);
		list = arena_array(arena, LIST_BATCH, sizeof(*list));
		if (store_subscribers(store, last, &defaults, arena, list,
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

#define ADD_USAGE                                                             \
	"add ADDRESS [--name N] [--topics a,b] [--threshold N] [--novelty N]" \
	" [--max-papers N] [--format html|text] [--frequency daily|weekly]"   \
	" [--json]"

struct pair {
	const char *key, *value;
};

static int add(struct ctl *ctl, struct store *store, const char *text,
               const struct pair *pairs, size_t n)
{
	struct buf address CLEANUP(buf_deinit) = BUF(4096);
	struct err err = { 0 };
	int64_t id;
	int rc;

	if (subscriber_address(text, &address, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (store_begin(store, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	rc = store_subscriber_add(store, buf_cstr(&address), "",
	                          clock_now(ctl->clock), &id, &err);
	if (rc > 0)
		err_set(&err,
		        "%s is a subscriber already (see subscriber "
		        "show, set, resume)",
		        buf_cstr(&address));
	for (size_t i = 0; i < n && !rc; i++) {
		rc = subscriber_set(ctl->conf, store, id, pairs[i].key,
		                    pairs[i].value, &err);
		if (rc)
			err_prefix(&err, "%s", pairs[i].key);
	}
	if (rc || store_commit(store, &err)) {
		store_rollback(store);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return show(ctl, store, id);
}

static int do_add(struct ctl *ctl, struct store *store, int argc, char **argv)
{
	static const struct option options[] = {
		{ "name", required_argument, NULL, 'o' },
		{ "topics", required_argument, NULL, 'o' },
		{ "threshold", required_argument, NULL, 'o' },
		{ "novelty", required_argument, NULL, 'o' },
		{ "max-papers", required_argument, NULL, 'm' },
		{ "max_papers", required_argument, NULL, 'm' },
		{ "format", required_argument, NULL, 'o' },
		{ "frequency", required_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ 0 },
	};
	struct pair pairs[32];
	size_t n = 0;
	int c, which;

	while ((c = getopt_long(argc, argv, "", options, &which)) != -1) {
		if (c == 'j')
			ctl->json = true;
		else if (c == '?' || n == 32)
			return ctl_usage(ctl, ADD_USAGE);
		else
			pairs[n++] =
			        (struct pair){ c == 'm' ? "max_papers"
				                        : options[which].name,
				               optarg };
	}
	if (argc - optind != 1)
		return ctl_usage(ctl, ADD_USAGE);
	return add(ctl, store, argv[optind], pairs, n);
}

/* ---- list, show, set and the states ---- */

static void print_line(void *ctx, const struct subscriber *s)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	const struct ctl *ctl = ctx;

	printf("%-32s %-12s %s\n", s->address, subscriber_state_name(s->state),
	       settings_line(s, ctl->conf->topics, arena));
}

struct listing {
	const struct ctl *ctl;
	struct json *array;
};

static void push_json(void *ctx, const struct subscriber *s)
{
	struct listing *l = ctx;

	json_push(l->array, subscriber_json(l->ctl, s));
}

static int do_list(struct ctl *ctl, struct store *store, int argc, char **argv)
{
	struct listing l = { ctl, json_array() };
	struct err err = { 0 };
	int rc;

	(void)argv;
	if (argc != 1) {
		json_free(l.array);
		return ctl_usage(ctl, "list [--json]");
	}
	rc = subscriber_each(ctl, store, ctl->json ? push_json : print_line,
	                     ctl->json ? (void *)&l : (void *)ctl, &err);
	if (rc || !ctl->json)
		json_free(l.array);
	else
		ctl_print(l.array);
	return rc ? ctl_say(ctl, CTL_FAILED, "%s", err.msg) : CTL_DONE;
}

static int do_show(struct ctl *ctl, struct store *store, int argc, char **argv)
{
	int64_t id;
	int status;

	if (argc != 2)
		return ctl_usage(ctl, "show ADDRESS [--json]");
	return ctl_find(ctl, store, argv[1], &id, &status)
	               ? show(ctl, store, id)
	               : status;
}

static int do_set(struct ctl *ctl, struct store *store, int argc, char **argv)
{
	struct err err = { 0 };
	int64_t id;
	int rc, status;

	if (argc != 4)
		return ctl_usage(ctl, "set ADDRESS KEY VALUE [--json]");
	if (!ctl_find(ctl, store, argv[1], &id, &status))
		return status;
	rc = store_begin(store, &err);
	if (!rc)
		rc = subscriber_set(ctl->conf, store, id, argv[2], argv[3],
		                    &err);
	if (rc || store_commit(store, &err)) {
		store_rollback(store);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return show(ctl, store, id);
}

static int set_state(struct ctl *ctl, struct store *store, int argc,
                     char **argv, enum subscriber_state state)
{
	struct err err = { 0 };
	int64_t id;
	int status;

	if (argc != 2)
		return ctl_usage(ctl, "pause|resume ADDRESS [--json]");
	if (!ctl_find(ctl, store, argv[1], &id, &status))
		return status;
	if (store_begin(store, &err) ||
	    store_subscriber_set_num(store, id, SUBSCRIBER_PAUSED_UNTIL, 0,
	                             &err) ||
	    store_subscriber_set_num(store, id, SUBSCRIBER_STATE, state,
	                             &err) ||
	    store_commit(store, &err)) {
		store_rollback(store);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return show(ctl, store, id);
}

static int do_pause(struct ctl *ctl, struct store *store, int argc, char **argv)
{
	return set_state(ctl, store, argc, argv, SUBSCRIBER_PAUSED);
}

static int do_resume(struct ctl *ctl, struct store *store, int argc,
                     char **argv)
{
	return set_state(ctl, store, argc, argv, SUBSCRIBER_ACTIVE);
}

static int do_remove(struct ctl *ctl, struct store *store, int argc,
                     char **argv)
{
	struct err err = { 0 };
	int64_t id;
	int status;

	if (argc != 2)
		return ctl_usage(ctl, "remove ADDRESS [--json]");
	if (!ctl_find(ctl, store, argv[1], &id, &status))
		return status;
	if (store_subscriber_leave(store, id, clock_now(ctl->clock), &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return show(ctl, store, id);
}

static int do_forget(struct ctl *ctl, struct store *store, int argc,
                     char **argv)
{
	struct err err = { 0 };
	int64_t id;
	bool found;
	int status;

	if (argc != 2)
		return ctl_usage(ctl, "forget ADDRESS");
	found = ctl_find(ctl, store, argv[1], &id, &status);
	/* Nobody of that address: but a forget before may not have ended. */
	if (store_subscriber_erase(store, found ? id : 0, &err))
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

/* As JSON it is the list: everything there is to know. */
static int do_export(struct ctl *ctl, struct store *store, int argc,
                     char **argv)
{
	return ctl->json ? do_list(ctl, store, argc, argv)
	                 : subscriber_export(ctl, store, argc, argv);
}

static const struct {
	const char *name;
	int (*run)(struct ctl *ctl, struct store *store, int argc, char **argv);
} verbs[] = {
	{ "add", do_add },
	{ "list", do_list },
	{ "show", do_show },
	{ "set", do_set },
	{ "pause", do_pause },
	{ "resume", do_resume },
	{ "remove", do_remove },
	{ "forget", do_forget },
	{ "import", subscriber_import },
	{ "export", do_export },
};

int ctl_subscriber(struct ctl *ctl, int argc, char **argv)
{
	struct store *store CLEANUP(store_closep) = NULL;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs) && argc > 1; i++)
		if (!strcmp(argv[1], verbs[i].name)) {
			store = ctl_store(ctl);
			if (!store)
				return CTL_FAILED;
			optind = 0;
			return verbs[i].run(ctl, store, argc - 1, argv + 1);
		}
	return ctl_usage(ctl, "add|list|show|set|pause|resume|remove|forget|"
	                      "import|export ...");
}

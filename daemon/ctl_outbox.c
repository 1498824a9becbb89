/* digestctl outbox: the deliveries. */
#include <getopt.h>

#include "ctl.h"
#include "ctl_table.h"
#include "nudge.h"
#include "store/store_outbox.h"

#define USAGE "[list|retry|drop] [--state S] [--id N] [--json]"

enum { PAGE = 200, PAGE_BYTES = 64 << 20 };

static bool is_letter(const struct store_delivery *d)
{
	return d->digest.edition == DATE_NONE;
}

static struct json *delivery_json(const struct store_delivery *d)
{
	struct json *j = json_object();
	char text[INSTANT_LEN];

	json_set_num(j, "id", (double)d->id);
	json_set_str(j, "kind", is_letter(d) ? "letter" : "digest");
	json_set_str(j, "edition",
	             is_letter(d) ? NULL
	                          : date_format(d->digest.edition, text));
	json_set_str(j, "address", d->digest.address);
	json_set_str(j, "state", delivery_state_name(d->place.state));
	json_set_num(j, "papers", (double)d->digest.n_choices);
	json_set_num(j, "tries", d->tries);
	json_set_str(j, "changed", instant_format(d->changed, text));
	json_set_str(j, "next_try",
	             d->next_try ? instant_format(d->next_try, text) : NULL);
	ctl_set_text(j, "reply", d->reply);
	return j;
}

static const struct table_column columns[] = {
	{ .head = "id", .right = true },
	{ .head = "edition" },
	{ .head = "state" },
	{ .head = "papers", .right = true, .spare = 1 },
	{ .head = "address", .cut = true },
	{ .head = "next try", .spare = 2 },
	{ .head = "reply", .cut = true },
};

static enum paint paint_of(enum delivery_state state)
{
	if (state == DELIVERY_SENT)
		return PAINT_GOOD;
	return state == DELIVERY_FAILED ? PAINT_BAD : PAINT_NONE;
}

static void add_row(struct table *t, const struct store_delivery *d)
{
	char date[DATE_LEN], when[INSTANT_LEN] = "", papers[32] = "";

	if (d->next_try)
		instant_format(d->next_try, when);
	if (!is_letter(d))
		snprintf(papers, sizeof(papers), "%zu", d->digest.n_choices);
	table_addf(t, PAINT_NONE, "%lld", (long long)d->id);
	table_add(t, PAINT_NONE,
	          is_letter(d) ? "letter"
	                       : date_format(d->digest.edition, date));
	table_add(t, paint_of(d->place.state),
	          delivery_state_name(d->place.state));
	table_add(t, PAINT_NONE, papers);
	table_add(t, PAINT_NONE, d->digest.address);
	table_add(t, PAINT_NONE, when);
	table_add(t, PAINT_NONE, d->reply);
}

static int list(struct ctl *ctl, struct store *store, int state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(PAGE_BYTES);
	struct table *table CLEANUP(table_endp) = NULL;
	struct json *all = ctl->json ? json_array() : NULL;
	struct err err = { 0 };
	int64_t before = 0;
	size_t n;

	if (!all)
		table = table_new(columns, sizeof(columns) / sizeof(*columns),
		                  false);
	do {
		struct store_delivery *d;

		arena_reset(arena);
		d = arena_array(arena, PAGE, sizeof(*d));
		if (store_outbox_list(store, state, before, arena, d, PAGE, &n,
		                      &err)) {
			json_free(all);
			return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
		}
		for (size_t i = 0; i < n; i++)
			if (all)
				json_push(all, delivery_json(&d[i]));
			else
				add_row(table, &d[i]);
		if (n)
			before = d[n - 1].id;
	} while (n == PAGE);
	if (all)
		ctl_print(all);
	return CTL_DONE;
}

static int change(struct ctl *ctl, struct store *store, bool retry, int64_t id,
                  int state)
{
	int64_t now = clock_now(ctl->clock);
	struct err err = { 0 };
	int n, rc;

	/* Without a word which: those that wait for the admin or a server. */
	rc = retry ? store_outbox_retry(store, id, state, now, &n, &err)
	           : store_outbox_drop(store, id, state, now, &n, &err);
	if (rc)
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (id && !n)
		return ctl_say(ctl, CTL_FAILED,
		               "no delivery %lld that may be %s", (long long)id,
		               retry ? "retried" : "dropped");
	if (retry && n)
		nudge(ctl->conf->state_dir);
	if (ctl->json) {
		struct json *j = json_object();

		json_set_num(j, "changed", n);
		ctl_print(j);
	} else {
		printf("%d %s\n", n,
		       retry ? "due again (digestctl run sends them)"
		             : "dropped");
	}
	return CTL_DONE;
}

int ctl_outbox(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' },
		{ "id", required_argument, NULL, 'i' },
		{ 0 },
	};
	struct store *store CLEANUP(store_closep) = NULL;
	const char *verb = "list";
	int64_t id = 0;
	int c, state = -1;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's' && (state = delivery_state_of_name(optarg)) >= 0)
			continue;
		if (c != 'i' || str_to_int(str_of(optarg), 1, INT64_MAX, &id))
			return ctl_usage(ctl, USAGE);
	}
	if (argc > optind)
		verb = argv[optind];
	if (argc - optind > 1 ||
	    (strcmp(verb, "list") && strcmp(verb, "retry") &&
	     strcmp(verb, "drop")))
		return ctl_usage(ctl, USAGE);
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (!strcmp(verb, "list"))
		return list(ctl, store, state);
	return change(ctl, store, !strcmp(verb, "retry"), id, state);
}

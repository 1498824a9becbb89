/* digestctl keys: the secrets that sign reply addresses, never shown. */
#include <getopt.h>

#include "ctl.h"
#include "signing.h"

#define USAGE "[list | rotate [--revoke]] [--json]"

enum { KEYS_BYTES = 1 << 20 };

static const char *use_name(enum signing_use use)
{
	static const char *const names[] = { "signs", "verifies", "retired" };

	return names[use];
}

static void print_fact(const struct signing_fact *f)
{
	char created[INSTANT_LEN], until[DATE_LEN] = "";

	if (f->until)
		date_format(date_of(f->until), until);
	printf("%3d  since %.10s  %-8s  %s%s\n", f->id,
	       instant_format(f->created, created), use_name(f->use),
	       f->use == SIGNING_SIGNS      ? "new mails"
	       : f->use == SIGNING_VERIFIES ? "replies until "
	                                    : "unsubscribes only",
	       until);
}

static struct json *fact_json(const struct signing_fact *f)
{
	struct json *j = json_object();
	char text[INSTANT_LEN];

	json_set_num(j, "id", f->id);
	json_set_str(j, "use", use_name(f->use));
	json_set_str(j, "created", instant_format(f->created, text));
	json_set_str(j, "until",
	             f->until ? instant_format(f->until, text) : NULL);
	return j;
}

static int list(struct ctl *ctl, struct store *store)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(KEYS_BYTES);
	struct json *all = ctl->json ? json_array() : NULL;
	struct signing_fact *facts;
	struct err err = { 0 };
	size_t n;

	if (signing_facts(store, clock_now(ctl->clock), arena, &facts, &n,
	                  &err)) {
		json_free(all);
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	for (size_t i = 0; i < n; i++)
		if (all)
			json_push(all, fact_json(&facts[i]));
		else
			print_fact(&facts[i]);
	if (all)
		ctl_print(all);
	else if (!n)
		puts("none yet: the first start, or the first mail, makes one");
	return CTL_DONE;
}

int ctl_keys(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "revoke", no_argument, NULL, 'r' },
		{ 0 },
	};
	struct store *store CLEANUP(store_closep) = NULL;
	bool revoke = false, rotate;
	struct err err = { 0 };
	const char *verb;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'r')
			return ctl_usage(ctl, USAGE);
		revoke = true;
	}
	verb = argc > optind ? argv[optind] : "list";
	rotate = !strcmp(verb, "rotate");
	if (argc - optind > 1 || (!rotate && strcmp(verb, "list")) ||
	    (revoke && !rotate))
		return ctl_usage(ctl, USAGE);
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (rotate &&
	    signing_rotate(store, clock_now(ctl->clock), revoke, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return list(ctl, store);
}

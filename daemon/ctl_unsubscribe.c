/* digestctl unsubscribe TOKEN: what a one-click endpoint calls. */
#include "ctl.h"
#include "signing.h"

enum { WORK_BYTES = 4 << 20 };

static int unsubscribe(struct ctl *ctl, struct store *store, const char *text)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store_defaults defaults = ctl_defaults(ctl);
	struct token_key *keys;
	struct subscriber s;
	struct token token;
	struct err err = { 0 };
	size_t n;
	int rc;

	if (signing_keys(store, clock_now(ctl->clock), arena, &keys, &n, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (token_read(keys, n, str_of(text), date_of(clock_now(ctl->clock)),
	               &token) != TOKEN_GOOD ||
	    token.scope != TOKEN_UNSUBSCRIBE)
		return ctl_say(ctl, CTL_FAILED, "no token of ours");
	rc = store_subscriber(store, token.subscriber, &defaults, arena, &s,
	                      &err);
	/* Somebody who is gone has what they wanted. */
	if (!rc)
		rc = store_subscriber_leave(store, s.id, clock_now(ctl->clock),
		                            &err);
	if (rc < 0)
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (ctl->json) {
		struct json *j = json_object();

		json_set_bool(j, "unsubscribed", true);
		ctl_print(j);
	} else {
		puts("unsubscribed");
	}
	return CTL_DONE;
}

int ctl_unsubscribe(struct ctl *ctl, int argc, char **argv)
{
	struct store *store CLEANUP(store_closep) = NULL;

	if (argc != 2)
		return ctl_usage(ctl, "TOKEN [--json]");
	store = ctl_store(ctl);
	return store ? unsubscribe(ctl, store, argv[1]) : CTL_FAILED;
}

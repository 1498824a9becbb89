/* digestctl receive: one raw message through the inbox flow. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <unistd.h>

#include "ctl.h"
#include "base/cut.h"
#include "base/file.h"
#include "delivery.h"
#include "inbox.h"
#include "instance.h"
#include "nudge.h"
#include "store/store_goodbye.h"
#include "store/store_outbox.h"
#include "text/escape.h"

#define USAGE "[--dry-run] [FILE]"

enum { WORK_BYTES = 256 << 20 };

/* Of larger mails the first part is read, as the listener does. */
static int read_raw(const char *file, struct buf *out, struct err *err)
{
	FILE *f = strcmp(file, "-") ? fopen(file, "re") : stdin;
	char chunk[16384];
	size_t n;

	if (!f)
		return err_set(err, "%s: %s", file, strerror(errno));
	while (out->len < READ_BYTES_MAX &&
	       (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, chunk,
		        n < READ_BYTES_MAX - out->len
		                ? n
		                : READ_BYTES_MAX - out->len);
	n = ferror(f) != 0;
	if (f != stdin)
		fclose(f);
	return n ? err_set(err, "%s: cannot be read", file) : 0;
}

static void push_all(struct json *j, const char *name, const char *const *list,
                     size_t n)
{
	struct json *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_push_str(array, list[i]);
	json_set(j, name, array);
}

static void print(const struct ctl *ctl, const struct inbox_report *r)
{
	struct buf reason CLEANUP(buf_deinit) = BUF(4096);
	struct json *j;

	/* It may quote a header: any bytes. */
	text_line(&reason, str_of(r->reason));
	if (!ctl->json) {
		printf("%s from %s%s%s: understood %zu, done %zu, answer %s%s%s\n",
		       read_kind_name(r->kind),
		       *r->sender ? r->sender : "nobody",
		       *r->subscriber ? " for " : "", r->subscriber,
		       r->n_commands, r->n_applied, inbox_reply_name(r->reply),
		       reason.len ? "; " : "", buf_cstr(&reason));
		return;
	}
	j = json_object();
	json_set_str(j, "sender", *r->sender ? r->sender : NULL);
	json_set_str(j, "subscriber", *r->subscriber ? r->subscriber : NULL);
	json_set_str(j, "kind", read_kind_name(r->kind));
	push_all(j, "commands", r->commands, r->n_commands);
	push_all(j, "applied", r->applied, r->n_applied);
	json_set_str(j, "reply", inbox_reply_name(r->reply));
	json_set_str(j, "reason", buf_cstr(&reason));
	ctl_print(j);
}

/* With nobody else at work and nothing else to send, the last letter to
 * somebody who is erased goes at once, so that their address does not wait
 * here for the next run. (A pipe has no time for more.) */
static void send_goodbye(const struct ctl *ctl, struct store *store)
{
	struct turn *turn CLEANUP(turn_releasep) = NULL;
	struct delivery_order order = { .conf = ctl->conf,
		                        .clock = ctl->clock };
	int64_t now = clock_now(ctl->clock);
	struct delivery_report r;
	struct err err = { 0 };
	size_t due;

	signal(SIGPIPE, SIG_IGN);
	if (store_count_due(store, now, &due, &err) || due != 1 ||
	    turn_take(ctl->conf->state_dir, "digestctl receive", &turn, &err))
		return;
	if (delivery_run(&order, store, &r, &err) ||
	    store_goodbyes_end(store, now, &err) < 0)
		ctl_say(ctl, 0, "%s", err.msg);
}

static int receive(struct ctl *ctl, const char *file, bool dry)
{
	struct letter_templates *templates CLEANUP(letter_templates_freep) =
	        NULL;
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store *store CLEANUP(store_closep) = NULL;
	struct buf raw CLEANUP(buf_deinit) = BUF(READ_BYTES_MAX);
	struct inbox_origin piped = { 0 };
	struct inbox_report report;
	struct err err = { 0 };

	if (read_raw(file, &raw, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	templates = letter_templates_new(ctl->conf->templates_dir, &err);
	if (!templates)
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (inbox_receive(&(struct inbox_order){ ctl->conf, ctl->clock,
	                                         templates, dry, NULL },
	                  store, buf_str(&raw), &piped, arena, &report, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (report.queued && !dry)
		nudge(ctl->conf->state_dir);
	CUT_POINT("inbox.nudged");
	if (report.goodbye && !dry && !instance_running(ctl->conf->state_dir))
		send_goodbye(ctl, store);
	print(ctl, &report);
	CUT_POINT("inbox.printed");
	return CTL_DONE;
}

int ctl_receive(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ 0 },
	};
	bool dry = false;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			dry = true;
		else if (c == 'j')
			ctl->json = true;
		else
			return ctl_usage(ctl, USAGE);
	}
	if (argc - optind > 1)
		return ctl_usage(ctl, USAGE);
	return receive(ctl, argc > optind ? argv[optind] : "-", dry);
}

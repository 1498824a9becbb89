/* digestctl receive: one raw message through the inbox flow. */
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "ctl.h"
#include "base/file.h"
#include "inbox.h"

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
	struct json *j;

	if (!ctl->json) {
		printf("%s from %s%s%s: understood %zu, done %zu, answer %s%s%s\n",
		       read_kind_name(r->kind),
		       *r->sender ? r->sender : "nobody",
		       *r->subscriber ? " for " : "", r->subscriber,
		       r->n_commands, r->n_applied, inbox_reply_name(r->reply),
		       *r->reason ? "; " : "", r->reason);
		return;
	}
	j = json_object();
	json_set_str(j, "sender", *r->sender ? r->sender : NULL);
	json_set_str(j, "subscriber", *r->subscriber ? r->subscriber : NULL);
	json_set_str(j, "kind", read_kind_name(r->kind));
	push_all(j, "commands", r->commands, r->n_commands);
	push_all(j, "applied", r->applied, r->n_applied);
	json_set_str(j, "reply", inbox_reply_name(r->reply));
	json_set_str(j, "reason", r->reason);
	ctl_print(j);
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

	templates = letter_templates_new(ctl->conf->templates_dir, &err);
	if (!templates || read_raw(file, &raw, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (inbox_receive(&(struct inbox_order){ ctl->conf, ctl->clock,
	                                         templates, dry },
	                  store, buf_str(&raw), &piped, arena, &report, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	print(ctl, &report);
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

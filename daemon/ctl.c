#include "ctl.h"

#include <pwd.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl_line.h"
#include "mail/address.h"
#include "text/escape.h"

enum { DOCUMENT_MAX = INT_MAX };

int ctl_say(const struct ctl *ctl, int status, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	ctl_progress_end();
	fprintf(stderr, "digestctl: %s: %s\n", ctl->command, text);
	if (ctl->json && status) {
		struct json *j = json_object();

		ctl_set_text(j, "error", text);
		ctl_print(j);
	}
	return status;
}

void ctl_set_text(struct json *object, const char *key, const char *text)
{
	struct buf line CLEANUP(buf_deinit) = BUF(4096);

	if (text)
		text_line(&line, str_of(text));
	json_set_str(object, key, text ? buf_cstr(&line) : NULL);
}

void ctl_set_edition(struct json *j, const struct edition *e)
{
	char date[DATE_LEN];

	date_format(e->date, date);
	json_set_str(j, "edition", *date ? date : NULL);
	json_set_str(j, "state", edition_state_name(e->state));
	json_set_num(j, "announced", e->sum.announced);
	json_set_num(j, "scanned", e->sum.scanned);
	json_set_num(j, "skipped", e->sum.skipped);
	json_set_num(j, "relevant", e->sum.relevant);
	json_set_num(j, "below", e->sum.below);
	json_set_num(j, "unscored", e->sum.unscored);
	json_set_str(j, "scorer", e->scorer);
	json_set_num(j, "fallback", e->sum.fallback);
	json_set_str(j, "model", *e->model ? e->model : NULL);
	json_set_num(j, "prompt_tokens", (double)e->prompt_tokens);
	json_set_num(j, "cached_tokens", (double)e->cached_tokens);
	json_set_num(j, "completion_tokens", (double)e->completion_tokens);
	json_set_num(j, "cost", e->cost);
}

int ctl_usage(const struct ctl *ctl, const char *usage)
{
	fprintf(stderr, "usage: digestctl [-c FILE] %s %s\n", ctl->command,
	        usage);
	return CTL_USAGE;
}

/* Who may open the state, for whoever may not. */
static void add_owner(const struct ctl *ctl, struct err *err)
{
	const char *dir = ctl->conf->state_dir;
	struct passwd *owner;
	struct stat st;

	if (stat(dir, &st) || st.st_uid == geteuid() ||
	    !access(dir, R_OK | W_OK | X_OK))
		return;
	owner = getpwuid(st.st_uid);
	err_set(err, "%s belongs to %s: run it as root or as %s", dir,
	        owner ? owner->pw_name : "somebody else",
	        owner ? owner->pw_name : "its owner");
}

struct store *ctl_store(const struct ctl *ctl)
{
	struct store *store = NULL;
	struct err err;

	if (store_open(ctl->conf->state_dir, &store, &err)) {
		add_owner(ctl, &err);
		ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	}
	return store;
}

void ctl_print(struct json *document)
{
	struct buf out CLEANUP(buf_deinit) = BUF(DOCUMENT_MAX);

	json_print(document, true, &out);
	puts(buf_cstr(&out));
	json_free(document);
}

struct store_defaults ctl_defaults(const struct ctl *ctl)
{
	const struct conf *c = ctl->conf;

	return (struct store_defaults){ c->subscribers.threshold,
		                        c->subscribers.novelty,
		                        c->subscribers.max_papers,
		                        c->topics,
		                        c->n_topics,
		                        clock_now(ctl->clock) };
}

bool ctl_find(const struct ctl *ctl, struct store *store, const char *address,
              int64_t *id, int *status)
{
	struct buf canonical CLEANUP(buf_deinit) = BUF(4096);
	struct err err = { 0 };
	int rc;

	/* They are stored in this form. */
	if (address_check(str_of(address), true, &canonical, NULL)) {
		buf_clear(&canonical);
		buf_adds(&canonical, address);
	}
	rc = store_subscriber_find(store, buf_cstr(&canonical), id, &err);
	if (!rc)
		return true;
	*status = rc < 0 ? ctl_say(ctl, CTL_FAILED, "%s", err.msg)
	                 : ctl_say(ctl, CTL_FAILED, "%s is no subscriber",
	                           address);
	return false;
}

const char *ctl_option(const struct ctl *ctl, const char *name)
{
	return ctl_line_option(ctl->line, name);
}

int ctl_date(const struct ctl *ctl, const char *text, int *date)
{
	if (!date_parse(str_of(text), date))
		return 0;
	ctl_say(ctl, CTL_USAGE, "\"%s\" is no date (YYYY-MM-DD)", text);
	return -1;
}

#include "ctl.h"

#include <stdarg.h>
#include <unistd.h>

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

int ctl_usage(const struct ctl *ctl, const char *usage)
{
	fprintf(stderr, "usage: digestctl [-c FILE] %s %s\n", ctl->command,
	        usage);
	return CTL_USAGE;
}

struct store *ctl_store(const struct ctl *ctl)
{
	struct store *store = NULL;
	struct err err;

	if (store_open(ctl->conf->state_dir, &store, &err))
		ctl_say(ctl, CTL_FAILED, "%s", err.msg);
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
		                        c->subscribers.max_papers, c->topics,
		                        c->n_topics };
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

void ctl_progress(void *ctx, const char *what, size_t done, size_t of)
{
	enum { WIDTH = 30 };
	char bar[WIDTH + 1];
	size_t full;

	(void)ctx;
	if (!isatty(STDERR_FILENO) || !of)
		return;
	full = done * WIDTH / of;
	for (size_t i = 0; i < WIDTH; i++)
		bar[i] = i < full ? '#' : '.';
	bar[WIDTH] = '\0';
	fprintf(stderr, "\r%-6s %s %zu/%zu", what, bar, done, of);
	if (done >= of)
		fputs("\r\033[K", stderr);
}

int ctl_date(const struct ctl *ctl, const char *text, int *date)
{
	if (!date_parse(str_of(text), date))
		return 0;
	ctl_say(ctl, CTL_USAGE, "\"%s\" is no date (YYYY-MM-DD)", text);
	return -1;
}

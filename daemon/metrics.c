#include "metrics.h"

#include "base/file.h"
#include "store/store_call.h"
#include "store/store_edition.h"
#include "store/store_fact.h"
#include "store/store_outbox.h"
#include "store/store_subscriber.h"

enum { TEXT_MAX = 1 << 20, WORK_BYTES = 16 << 20, DAY_SECONDS = 24 * 3600 };

/* ---- the format ---- */

static void head(struct buf *out, const char *name, const char *type,
                 const char *help)
{
	buf_addf(out, "# HELP digestd_%s %s\n# TYPE digestd_%s %s\n", name,
	         help, name, type);
}

/* A label's value may hold anything but a bare \, " or line feed. */
static void add_label(struct buf *out, const char *value)
{
	for (; *value; value++) {
		if (*value == '\n') {
			buf_adds(out, "\\n");
			continue;
		}
		if (*value == '\\' || *value == '"')
			buf_addc(out, '\\');
		buf_addc(out, *value);
	}
}

/* label NULL: none. */
static void sample(struct buf *out, const char *name, const char *label,
                   const char *which, double value)
{
	buf_addf(out, "digestd_%s", name);
	if (label) {
		buf_addf(out, "{%s=\"", label);
		add_label(out, which);
		buf_adds(out, "\"}");
	}
	buf_addf(out, " %.15g\n", value);
}

static void gauge(struct buf *out, const char *name, const char *help,
                  double value)
{
	head(out, name, "gauge", help);
	sample(out, name, NULL, NULL, value);
}

/* ---- what there is ---- */

static int add_edition(struct store *store, struct buf *out, struct err *err)
{
	const struct edition_sum *sum;
	struct edition e;
	int date, rc;

	rc = store_edition_find(store, EDITION_NEWEST_FINISHED, &date, err);
	if (!rc)
		rc = store_edition(store, date, &e, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	sum = &e.sum;
	gauge(out, "edition_date_timestamp_seconds",
	      "Date of the newest finished edition, its midnight in UTC.",
	      (double)e.date * DAY_SECONDS);
	gauge(out, "edition_finished_timestamp_seconds",
	      "When that edition was finished.", (double)e.finished);
	gauge(out, "edition_announced_papers",
	      "Papers in that edition's feeds: scanned + skipped.",
	      sum->announced);
	head(out, "edition_papers", "gauge",
	     "Papers of that edition, by what became of them.");
	sample(out, "edition_papers", "fate", "skipped", sum->skipped);
	sample(out, "edition_papers", "fate", "relevant", sum->relevant);
	sample(out, "edition_papers", "fate", "below", sum->below);
	sample(out, "edition_papers", "fate", "unscored", sum->unscored);
	gauge(out, "edition_fallback_papers",
	      "Papers that the built-in scorer had to score for the model.",
	      sum->fallback);
	head(out, "edition_tokens", "gauge",
	     "Tokens that the model used for that edition.");
	sample(out, "edition_tokens", "kind", "prompt",
	       (double)e.prompt_tokens);
	sample(out, "edition_tokens", "kind", "cached",
	       (double)e.cached_tokens);
	sample(out, "edition_tokens", "kind", "completion",
	       (double)e.completion_tokens);
	gauge(out, "edition_cost",
	      "What they cost, in the currency of scoring.llm.price.", e.cost);
	return 0;
}

static int add_cost(struct store *store, struct buf *out, struct err *err)
{
	double all;

	if (store_spent(store, 0, INT64_MAX, &all, err))
		return -1;
	head(out, "llm_cost_total", "counter",
	     "What all calls of a model have cost, in the same currency.");
	sample(out, "llm_cost_total", NULL, NULL, all);
	return 0;
}

static int add_counts(struct store *store, struct buf *out, struct err *err)
{
	int mails[DELIVERY_STATES], readers[SUBSCRIBER_STATES], waiting;

	if (store_outbox_counts(store, DATE_NONE, mails, err) ||
	    store_subscriber_counts(store, readers, err) ||
	    store_waiting(store, &waiting, err))
		return -1;
	head(out, "deliveries", "gauge", "Mails of the outbox, by state.");
	for (int s = 0; s < DELIVERY_STATES; s++)
		sample(out, "deliveries", "state", delivery_state_name(s),
		       mails[s]);
	head(out, "subscribers", "gauge", "Readers, by state.");
	for (int s = 0; s < SUBSCRIBER_STATES; s++)
		sample(out, "subscribers", "state", subscriber_state_name(s),
		       readers[s]);
	gauge(out, "waiting_announcements",
	      "Announcements that wait for the next edition.", waiting);
	return 0;
}

static int add_sources(struct store *store, struct arena *arena,
                       struct buf *out, struct err *err)
{
	struct store_source *sources;
	size_t n;

	if (store_sources(store, arena, &sources, &n, err))
		return -1;
	head(out, "source_up", "gauge",
	     "Did the last visit of the source succeed.");
	for (size_t i = 0; i < n; i++)
		sample(out, "source_up", "url", sources[i].url,
		       !*sources[i].error);
	head(out, "source_visit_timestamp_seconds", "gauge",
	     "When the source was visited last.");
	for (size_t i = 0; i < n; i++)
		sample(out, "source_visit_timestamp_seconds", "url",
		       sources[i].url, (double)sources[i].fetched);
	return 0;
}

static const char *fact(const struct store_fact *facts, size_t n,
                        const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(facts[i].name, name))
			return facts[i].text;
	return "";
}

static int add_facts(const struct conf *conf, struct store *store,
                     struct arena *arena, struct buf *out, struct err *err)
{
	static const char *const parts[] = { "edition", "delivery", "archive" };
	struct store_fact *facts;
	const char *listener;
	size_t n;

	if (store_facts(store, arena, &facts, &n, err))
		return -1;
	head(out, "failed", "gauge",
	     "Did it fail the last time (digestctl status says why).");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		sample(out, "failed", "part", parts[i],
		       *fact(facts, n, parts[i]) != '\0');
	if (!conf->mail.imap.present)
		return 0;
	listener = fact(facts, n, "listener");
	gauge(out, "listener_up", "Does the daemon hear the mailbox.",
	      !strcmp(listener, "idle") || !strcmp(listener, "polling"));
	return 0;
}

int metrics_print(const struct conf *conf, struct store *store, int64_t now,
                  struct buf *out, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);

	head(out, "info", "gauge", "The program that wrote this.");
	sample(out, "info", "version", DIGESTD_VERSION, 1);
	gauge(out, "written_timestamp_seconds", "When this was written.",
	      (double)now);
	if (add_edition(store, out, err) || add_cost(store, out, err) ||
	    add_counts(store, out, err) ||
	    add_sources(store, arena, out, err) ||
	    add_facts(conf, store, arena, out, err))
		return -1;
	return out->full ? err_set(err, "more than %zu bytes", out->max) : 0;
}

int metrics_write(const struct conf *conf, struct store *store, int64_t now,
                  struct err *err)
{
	struct buf text CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	if (!*conf->metrics_file)
		return 0;
	if (metrics_print(conf, store, now, &text, err))
		return err_prefix(err, "metrics");
	return file_write(conf->metrics_file, buf_str(&text), 0644, err)
	               ? err_prefix(err, "metrics_file")
	               : 0;
}

/* digestctl run: one edition now, then what is due in the outbox. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "alert.h"
#include "ctl.h"
#include "delivery.h"
#include "edition.h"
#include "metrics.h"
#include "publish.h"
#include "schedule.h"
#include "stop.h"
#include "store/store_fact.h"
#include "store/store_goodbye.h"
#include "store/store_outbox.h"
#include "store/store_prune.h"

enum {
	RUN_BYTES = 1 << 30,
	UNTIL_SEND = UNTIL_QUEUE + 1,
	TURN_TRIES = 30,
	TURN_WAIT_MS = 100,
};

struct run {
	struct ctl *ctl;
	int date, until;
	bool dry;
	struct edition_report report;
	struct delivery_report delivered;
	struct err send_trouble;     /* why not all that is due was sent */
	bool send_failed;            /* not for the mail server's sake */
	struct err archive_trouble;  /* pages could not be written */
	int outbox[DELIVERY_STATES]; /* of this edition now */
	int subscribers[SUBSCRIBER_STATES];
};

static int stop_fd = -1;

/* A person's ^C: what is in flight is finished, the rest waits. */
static void on_signal(int signal)
{
	uint64_t one = 1;

	(void)signal;
	if (write(stop_fd, &one, sizeof(one)) < 0)
		_exit(CTL_FAILED);
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal,
		                .sa_flags = SA_RESTART };

	stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN); /* a reader of ours, or a server, that left */
}

static int read_line(struct run *r)
{
	static const char *const untils[] = { "fetch", "score", "queue",
		                              "send" };
	const char *date = ctl_option(r->ctl, "date");
	const char *until = ctl_option(r->ctl, "until");

	r->date = DATE_NONE;
	r->until = UNTIL_SEND;
	r->dry = ctl_option(r->ctl, "dry-run");
	for (int i = 0; until && i <= UNTIL_SEND; i++)
		if (!strcmp(until, untils[i]))
			r->until = i;
	return date && ctl_date(r->ctl, date, &r->date) ? CTL_USAGE : CTL_DONE;
}

static int run_edition(struct run *r, struct store *store, struct arena *arena,
                       struct err *err)
{
	struct edition_order order = {
		.conf = r->ctl->conf,
		.clock = r->ctl->clock,
		.date = r->date,
		.until = r->until > UNTIL_QUEUE ? UNTIL_QUEUE
		                                : (enum edition_until)r->until,
		.dry = r->dry,
		.stop_fd = &stop_fd,
		.progress = ctl_progress,
	};

	return edition_run(&order, store, arena, &r->report, err);
}

/* Also of an edition that was finished before: the run that did may have been
 * killed before its pages were there. Those that are stay untouched. */
static void publish(struct run *r, struct store *store)
{
	struct publish_order order = { .conf = r->ctl->conf,
		                       .store = store,
		                       .stop_fd = &stop_fd,
		                       .progress = ctl_progress };

	if (!r->dry && r->report.any &&
	    r->report.edition.state >= EDITION_SCORED)
		publish_edition(&order, r->report.edition.date,
		                &r->archive_trouble);
}

/* A mail server that is away now is a reason to wait, not a failed run. */
static void send_due(struct run *r, struct store *store)
{
	struct delivery_order order = { .conf = r->ctl->conf,
		                        .clock = r->ctl->clock,
		                        .stop_fd = &stop_fd,
		                        .progress = ctl_progress };
	int64_t now = clock_now(r->ctl->clock);
	int pruned;

	if (r->until == UNTIL_SEND && !r->dry)
		r->send_failed =
		        delivery_run(&order, store, &r->delivered,
		                     &r->send_trouble) < 0 ||
		        store_goodbyes_end(store, now, &r->send_trouble) < 0 ||
		        store_prune(store, now, &pruned, &r->send_trouble) < 0;
}

/* ---- what the admin reads ---- */

static int digests(const struct run *r)
{
	int n = 0;

	for (int s = 0; s < DELIVERY_STATES; s++)
		n += r->outbox[s];
	return n;
}

static const char *status_name(enum fetch_status s)
{
	return s == FETCH_OK          ? "ok"
	       : s == FETCH_UNCHANGED ? "unchanged"
	                              : "failed";
}

static void print_json(const struct run *r)
{
	const struct edition *e = &r->report.edition;
	struct json *j = json_object(), *sources = json_array();
	char date[DATE_LEN];

	ctl_set_edition(j, e);
	json_set_num(j, "digests", digests(r));
	for (int s = 0; s < DELIVERY_STATES; s++)
		json_set_num(j, delivery_state_name(s), r->outbox[s]);
	json_set_bool(j, "stale", r->report.stale);
	json_set_bool(j, "by_submission", e->by_submission);
	json_set_num(j, "waiting", r->report.waiting);
	json_set_bool(j, "dry_run", r->dry);
	for (size_t i = 0; i < r->report.n_sources; i++) {
		const struct edition_source *s = &r->report.sources[i];
		struct json *o = json_object();

		json_set_str(o, "url", s->url);
		json_set_str(o, "status", status_name(s->status));
		date_format(s->date, date);
		json_set_str(o, "date", *date ? date : NULL);
		json_set_num(o, "items", (double)s->items);
		if (s->status == FETCH_FAILED)
			ctl_set_text(o, "error", s->error);
		json_push(sources, o);
	}
	json_set(j, "sources", sources);
	ctl_set_text(j, "delivery_error",
	             *r->send_trouble.msg ? r->send_trouble.msg : NULL);
	ctl_print(j);
}

static void print_sources(const struct run *r)
{
	for (size_t i = 0; i < r->report.n_sources; i++) {
		const struct edition_source *s = &r->report.sources[i];
		char date[DATE_LEN];

		if (s->status == FETCH_FAILED)
			printf("  failed     %s\n", s->error);
		else if (s->status == FETCH_UNCHANGED)
			printf("  unchanged  %s\n", s->url);
		else
			printf("  %-10s %s: %zu announcements\n",
			       date_format(s->date, date), s->url, s->items);
	}
}

static void print_skipped(const struct edition_report *r)
{
	for (size_t i = 0; i < r->n_skipped && i < 4; i++)
		printf("%s%s", i ? ", " : " (", r->skipped[i]);
	if (r->n_skipped > 4)
		printf(", ...");
	printf("%s\n", r->n_skipped ? ")" : "");
}

static void print_scorer(const struct edition *e)
{
	bool llm = !strcmp(e->scorer, score_by_name(SCORE_BY_LLM));

	printf("  scored by %s", llm ? e->model : e->scorer);
	if (e->sum.fallback && llm)
		printf(", %d of them by lexical, the fallback",
		       e->sum.fallback);
	else if (e->sum.fallback)
		printf(", the fallback");
	if (e->prompt_tokens || e->completion_tokens)
		printf("; tokens %lld prompt (%lld cached) + %lld completion, "
		       "cost %.4f",
		       (long long)e->prompt_tokens, (long long)e->cached_tokens,
		       (long long)e->completion_tokens, e->cost);
	putchar('\n');
}

static void print_sum(const struct run *r)
{
	const struct edition *e = &r->report.edition;
	char date[DATE_LEN];

	printf("Edition %s%s%s\n", date_format(e->date, date),
	       r->dry ? " (dry run: nothing is kept or sent)" : "",
	       e->by_submission
	               ? " (papers submitted that day, not those announced)"
	               : "");
	print_sources(r);
	if (r->report.stale)
		printf("  stale: the feeds have nothing newer than this "
		       "edition%s\n",
		       r->report.waiting ? "; what is new in them waits for "
		                           "the next"
		                         : "");
	printf("  announced %d = scanned %d + skipped %d", e->sum.announced,
	       e->sum.scanned, e->sum.skipped);
	print_skipped(&r->report);
	if (e->state >= EDITION_SCORED)
		printf("  scanned %d = relevant %d + below the cut-offs %d + "
		       "unscored %d (relevance %g, novelty %g)\n",
		       e->sum.scanned, e->sum.relevant, e->sum.below,
		       e->sum.unscored, e->relevance, e->novelty);
	if (e->state >= EDITION_SCORED)
		print_scorer(e);
	if (e->state < EDITION_QUEUED)
		return;
	printf("  digests %d: ", digests(r));
	for (int s = 0, any = 0; s < DELIVERY_STATES; s++)
		if (r->outbox[s])
			printf("%s%s %d", any++ ? ", " : "",
			       delivery_state_name(s), r->outbox[s]);
	puts(digests(r)                          ? ""
	     : r->subscribers[SUBSCRIBER_ACTIVE] ? "nobody has a paper above "
	                                           "their threshold"
	                                         : "nobody is subscribed");
}

static void print_troubles(const struct run *r)
{
	const struct edition_sum *s = &r->report.edition.sum;

	if (s->announced != s->scanned + s->skipped)
		ctl_say(r->ctl, 0,
		        "the sum does not add up: announced %d is "
		        "not scanned %d + skipped %d",
		        s->announced, s->scanned, s->skipped);
	/* What is deferred mends itself: no word that cron would mail. */
	if (r->delivered.failed || r->delivered.unknown)
		ctl_say(r->ctl, 0,
		        "%zu mails failed, %zu are unknown; the first %s: %s "
		        "(\"digestctl outbox\" has them all)",
		        r->delivered.failed, r->delivered.unknown,
		        delivery_state_name(r->delivered.worst),
		        r->delivered.why.msg);
	if (*r->send_trouble.msg)
		ctl_say(r->ctl, 0, "%s; what was not sent stays in the outbox",
		        r->send_trouble.msg);
	if (*r->archive_trouble.msg)
		ctl_say(r->ctl, 0, "archive: %s", r->archive_trouble.msg);
}

static int show(struct run *r, struct store *store)
{
	const struct edition *e = &r->report.edition;
	char date[DATE_LEN];
	struct err err;

	ctl_progress_end();
	if ((e->date != DATE_NONE &&
	     store_outbox_counts(store, e->date, r->outbox, &err)) ||
	    store_subscriber_counts(store, r->subscribers, &err))
		return ctl_say(r->ctl, CTL_FAILED, "%s", err.msg);
	if (r->ctl->json) {
		print_json(r);
	} else if (!r->report.any) {
		printf("Nothing was announced on %s\n",
		       date_format(e->date, date));
		print_sources(r);
	} else {
		print_sum(r);
	}
	print_troubles(r);
	return *r->archive_trouble.msg || r->send_failed ? CTL_FAILED
	                                                 : CTL_DONE;
}

/* A daemon that is about to end its work is waited for; one in the middle of
 * it is named. */
static int take_turn(struct turn **turn, const char *dir, struct err *err)
{
	int rc = turn_take(dir, "digestctl run", turn, err);

	for (int i = 0; rc > 0 && i < TURN_TRIES && !stop_asked(&stop_fd);
	     i++) {
		poll(NULL, 0, TURN_WAIT_MS);
		rc = turn_take(dir, "digestctl run", turn, err);
	}
	return rc;
}

/* For the status and the metrics: what failed last, or does no more. That it
 * cannot be noted is no new failure. */
static void note(const struct run *r, struct store *store, const char *name,
                 const char *text)
{
	store_fact_put(store, name, text, clock_now(r->ctl->clock), NULL);
}

static void note_all(const struct run *r, struct store *store,
                     const struct err *edition)
{
	struct err err;

	if (r->dry)
		return;
	/* A past day that cannot be had is no failure of the daemon's. */
	if (r->date == DATE_NONE || !*edition->msg)
		note(r, store, "edition", edition->msg);
	if (!*edition->msg)
		note(r, store, "archive", r->archive_trouble.msg);
	if (r->until == UNTIL_SEND)
		note(r, store, "delivery", r->send_trouble.msg);
	if (metrics_write(r->ctl->conf, store, clock_now(r->ctl->clock), &err))
		ctl_say(r->ctl, 0, "%s", err.msg);
}

static int in_turn(struct run *r, struct arena *arena)
{
	const char *dir = r->ctl->conf->state_dir;
	struct store *store CLEANUP(store_closep) = NULL;
	struct turn *turn CLEANUP(turn_releasep) = NULL;
	struct err err = { 0 };

	if (r->dry ? store_open_copy(dir, &store, &err)
	           : store_open(dir, &store, &err))
		return ctl_say(r->ctl, CTL_FAILED, "%s", err.msg);
	if (!r->dry && take_turn(&turn, dir, &err))
		return ctl_say(r->ctl, CTL_FAILED, "%s", err.msg);
	if (run_edition(r, store, arena, &err)) {
		/* What waits in the outbox does not wait for the feeds. */
		ctl_say(r->ctl, CTL_FAILED, "%s", err.msg);
		send_due(r, store);
		note_all(r, store, &err);
		print_troubles(r);
		return CTL_FAILED;
	}
	publish(r, store);
	if (!r->dry && !r->report.waits)
		alert_edition(store, r->ctl->conf, clock_now(r->ctl->clock),
		              &r->report);
	send_due(r, store);
	note_all(r, store, &err);
	return show(r, store);
}

int ctl_run(struct ctl *ctl, int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(RUN_BYTES);
	struct run r = { .ctl = ctl };

	(void)argc;
	(void)argv;
	if (read_line(&r))
		return CTL_USAGE;
	catch_signals();
	return in_turn(&r, arena);
}

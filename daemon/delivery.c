/* The delivery flow, as its sentence: claim -> submit -> settle. */
#include "delivery.h"

#include "delivery_work.h"
#include "servers.h"

enum { CONNECT_MS = 30000 };

static bool is_maildir(const char *url)
{
	return str_starts(str_of(url), STR("maildir:"));
}

static int submit(struct delivery_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	const struct conf_smtp *smtp = &conf->mail.smtp;
	struct manners_rules rules = { (unsigned)smtp->per_domain,
		                       (unsigned)smtp->per_minute };
	struct buf secret CLEANUP(server_secret_wipe) = BUF(SERVER_SECRET_MAX);
	struct submit_settings s;
	struct submit_ops ops = { delivery_next, delivery_before_dot,
		                  delivery_done, w, delivery_commit };

	if (server_smtp(conf, &secret, &s, err))
		return -1;
	/* No more connections than mails. */
	s.connections = w->due < (size_t)smtp->connections ? (int)w->due
	                                                   : smtp->connections;
	s.connect_timeout_ms = CONNECT_MS;
	s.messages = (unsigned)smtp->per_connection;
	s.stop_fd = w->order->stop_fd;
	if (!is_maildir(smtp->url))
		w->manners = manners_new(&rules);
	return submit_run(&s, &ops, err);
}

int delivery_run(const struct delivery_order *order, struct store *store,
                 struct delivery_report *report, struct err *err)
{
	struct err trouble = { 0 };
	struct delivery_work w = { .order = order,
		                   .store = store,
		                   .report = report,
		                   .err = &trouble };
	int64_t now = clock_now(order->clock);
	int rc;

	*report = (struct delivery_report){ 0 };
	if (store_recover(store, now, &report->recovered, err) ||
	    store_count_due(store, now, &w.due, err))
		return -1;
	if (!w.due)
		return 0;
	rc = submit(&w, err) ? 1 : 0;
	delivery_commit(&w);
	delivery_claim_end(&w);
	if (w.failed)
		rc = err_set(err, "%s", trouble.msg);
	return rc;
}

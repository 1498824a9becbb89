/* The delivery flow, as its sentence: claim -> submit -> settle. */
#include "delivery.h"

#include "delivery_work.h"

static bool is_maildir(const char *url)
{
	return str_starts(str_of(url), STR("maildir:"));
}

static struct submit_settings settings(const struct delivery_work *w)
{
	const struct conf *conf = w->order->conf;
	const struct conf_smtp *smtp = &conf->mail.smtp;

	return (struct submit_settings){
		.url = smtp->url,
		.tls = smtp->tls == TLS_REQUIRED,
		.ca_file = smtp->ca_file,
		.user = smtp->user,
		.helo = conf->mail.domain,
		/* No more connections than mails. */
		.connections = w->due < (size_t)smtp->connections
		                       ? (int)w->due
		                       : smtp->connections,
		.connect_timeout_ms = 30000,
		.messages = (unsigned)smtp->per_connection,
		.stop_fd = w->order->stop_fd,
	};
}

static int submit(struct delivery_work *w, struct err *err)
{
	const struct conf *conf = w->order->conf;
	const struct conf_smtp *smtp = &conf->mail.smtp;
	struct manners_rules rules = { (unsigned)smtp->per_domain,
		                       (unsigned)smtp->per_minute };
	struct buf password CLEANUP(buf_deinit) = BUF(4096);
	struct submit_settings s = settings(w);
	struct submit_ops ops = { delivery_next, delivery_before_dot,
		                  delivery_done, w, delivery_commit };
	int rc;

	if (*smtp->password_file &&
	    conf_secret(conf, smtp->password_file, &password, err))
		return -1;
	s.password = buf_cstr(&password);
	if (!is_maildir(smtp->url))
		w->manners = manners_new(&rules);
	rc = submit_run(&s, &ops, err);
	if (password.ptr)
		explicit_bzero(password.ptr, password.cap);
	return rc;
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

#include "mail/submit.h"

#include <poll.h>

#include "base/str.h"
#include "mail/submit_transport.h"

/* The directory of a maildir: URL, or NULL. */
static const char *maildir_of(const char *url)
{
	struct str scheme = STR("maildir:");

	return str_starts(str_of(url), scheme) ? url + scheme.len : NULL;
}

int submit_run(const struct submit_settings *settings,
               const struct submit_ops *ops, struct err *err)
{
	const char *dir = maildir_of(settings->url);

	if (dir)
		return submit_maildir_run(dir, settings, ops, err);
	return submit_smtp_run(settings, ops, SUBMIT_ATTEMPTS, err);
}

bool submit_stopped(const struct submit_settings *settings)
{
	struct pollfd p = { .events = POLLIN };

	if (!settings->stop_fd)
		return false;
	p.fd = *settings->stop_fd;
	return poll(&p, 1, 0) > 0;
}

/* The probe is a run over one connection with one mail that has a sender and
 * nothing else (see submit_session_mail). */
struct probe {
	const char *sender;
	bool taken;
	enum submit_outcome outcome;
	struct err reply;
};

static enum submit_next probe_next(void *ctx, struct submit_mail *mail)
{
	struct probe *probe = ctx;

	if (probe->taken)
		return SUBMIT_NONE;
	probe->taken = true;
	*mail = (struct submit_mail){ .sender = probe->sender };
	return SUBMIT_TAKE;
}

static int probe_before_dot(void *ctx, void *cookie)
{
	(void)ctx;
	(void)cookie;
	return -1; /* there is no message */
}

static void probe_done(void *ctx, void *cookie,
                       const struct submit_result *result)
{
	struct probe *probe = ctx;

	(void)cookie;
	probe->outcome = result->outcome;
	err_set(&probe->reply, "%s", result->reply);
}

int submit_probe(const struct submit_settings *settings, const char *sender,
                 struct err *err)
{
	struct submit_settings one = *settings;
	struct probe probe = { .sender = sender, .outcome = SUBMIT_TEMPFAIL };
	struct submit_ops ops = { probe_next, probe_before_dot, probe_done,
		                  &probe, NULL };
	const char *dir = maildir_of(settings->url);

	if (dir)
		return submit_maildir_probe(dir, err);
	one.connections = 1;
	if (submit_smtp_run(&one, &ops, 1, err))
		return -1;
	if (!probe.taken)
		return err_set(err, "%s: stopped", settings->url);
	if (probe.outcome != SUBMIT_OK)
		return err_set(err, "%s: MAIL FROM:<%s>: %s", settings->url,
		               sender, probe.reply.msg);
	return 0;
}

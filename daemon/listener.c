#include "listener.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "inbox.h"
#include "poison.h"
#include "servers.h"
#include "store/store_fact.h"
#include "worker.h"

enum { MAIL_BYTES = 256 << 20 };

struct listener {
	const struct conf *conf;
	const struct clock *clock;
	void (*answered)(void *ctx);
	void *ctx;
	struct worker *worker;
	int stop_fd, done_fd;

	struct store *store; /* the thread's */
	struct letter_templates *templates;
	struct poison poison;

	pthread_mutex_t mutex;
	char state[ERR_MAX];
	int64_t down_since; /* 0: connected, or not yet tried */
};

static void set_state(struct listener *l, const char *text, bool down)
{
	int64_t now = clock_now(l->clock);
	struct err err = { 0 };

	pthread_mutex_lock(&l->mutex);
	snprintf(l->state, sizeof(l->state), "%s", text);
	if (!down)
		l->down_since = 0;
	else if (!l->down_since)
		l->down_since = now;
	pthread_mutex_unlock(&l->mutex);
	if (l->store && store_fact_put(l->store, "listener", text, now, &err))
		log_warning("listener: %s", err.msg);
}

static void state_changed(void *ctx, const char *what, const struct err *err)
{
	bool lost = !strcmp(what, "lost"), first;
	struct listener *l = ctx;

	pthread_mutex_lock(&l->mutex);
	first = lost && !l->down_since;
	pthread_mutex_unlock(&l->mutex);
	set_state(l, err && *err->msg ? err->msg : what, lost);
	if (!lost && strcmp(what, "skipped"))
		poison_leave(&l->poison, clock_now(l->clock));
	if (err && *err->msg)
		log_warning("listener %s: %s", what, err->msg);
	else
		log_info("listener %s", what);
	if (first)
		log_notice("listener: tries again, ever more seldom; if it "
		           "stays away check mail.imap (\"digestctl doctor\" "
		           "tries it)");
}

static enum mailbox_verdict take(struct listener *l,
                                 const struct mailbox_mail *mail)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(MAIL_BYTES);
	struct inbox_order order = { l->conf, l->clock, l->templates, false,
		                     &l->stop_fd };
	struct inbox_origin origin = { mail->uidvalidity, mail->uid };
	struct inbox_report r;
	struct err err = { 0 };

	if (inbox_receive(&order, l->store, mail->raw, &origin, arena, &r,
	                  &err)) {
		log_err("inbox uid=%u: %s", mail->uid, err.msg);
		return MAILBOX_LATER;
	}
	log_info("inbox uid=%u kind=%s understood=%zu done=%zu reply=%s%s",
	         mail->uid, read_kind_name(r.kind), r.n_commands, r.n_applied,
	         inbox_reply_name(r.reply), r.again ? " again" : "");
	if (r.queued)
		l->answered(l->ctx);
	return MAILBOX_DONE;
}

static enum mailbox_verdict handle(void *ctx, const struct mailbox_mail *mail)
{
	struct listener *l = ctx;
	enum mailbox_verdict verdict;

	worker_beat(l->worker);
	verdict = poison_enter(&l->poison, mail->uidvalidity, mail->uid,
	                       clock_now(l->clock))
	                  ? take(l, mail)
	                  : MAILBOX_LATER;
	worker_rest(l->worker);
	return verdict;
}

static int listen_with(struct listener *l, struct err *err)
{
	struct buf secret CLEANUP(server_secret_wipe) = BUF(SERVER_SECRET_MAX);
	struct mailbox_settings settings;
	struct mailbox_ops ops = { handle, state_changed, l };

	if (server_imap(l->conf, &secret, &settings, err))
		return -1;
	settings.stop_fd = &l->stop_fd;
	return mailbox_listen(&settings, &ops, err);
}

static int ready(struct listener *l, struct err *err)
{
	l->templates = letter_templates_new(l->conf->templates_dir, err);
	if (!l->templates || store_open(l->conf->state_dir, &l->store, err))
		return -1;
	poison_load(&l->poison, l->store);
	return 0;
}

static void job(void *ctx)
{
	struct listener *l = ctx;
	struct err err = { 0 };

	worker_rest(l->worker);
	if (ready(l, &err) || listen_with(l, &err)) {
		log_err("listener: %s", err.msg);
		set_state(l, err.msg, true);
	} else {
		poison_leave(&l->poison, clock_now(l->clock));
	}
	store_close(l->store);
	letter_templates_free(l->templates);
	l->store = NULL;
	l->templates = NULL;
}

struct listener *listener_start(const struct conf *conf,
                                const struct clock *clock,
                                void (*answered)(void *ctx), void *ctx,
                                struct err *err)
{
	struct listener *l;

	if (!conf->mail.imap.present)
		return NULL;
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	*l = (struct listener){
		.conf = conf,
		.clock = clock,
		.answered = answered,
		.ctx = ctx,
		.stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
		.done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
	};
	pthread_mutex_init(&l->mutex, NULL);
	set_state(l, "starting", false);
	l->worker = worker_start("inbox", job, l, l->done_fd, err);
	if (l->worker) {
		worker_kick(l->worker);
		return l;
	}
	listener_stop(l);
	return NULL;
}

void listener_stop(struct listener *l)
{
	uint64_t one = 1;

	if (!l)
		return;
	if (write(l->stop_fd, &one, sizeof(one)) < 0)
		log_err("listener: cannot be told to stop");
	worker_stop(l->worker);
	close(l->stop_fd);
	close(l->done_fd);
	pthread_mutex_destroy(&l->mutex);
	free(l);
}

int64_t listener_down(struct listener *l, char *why, size_t size)
{
	int64_t since;

	pthread_mutex_lock(&l->mutex);
	since = l->down_since;
	snprintf(why, size, "%s", l->state);
	pthread_mutex_unlock(&l->mutex);
	return since;
}

bool listener_stuck(struct listener *l, int seconds)
{
	return worker_stuck(l->worker, seconds);
}

void listener_state(struct listener *l, char *out, size_t size)
{
	pthread_mutex_lock(&l->mutex);
	snprintf(out, size, "%s", l->state);
	pthread_mutex_unlock(&l->mutex);
}

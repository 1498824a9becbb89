#include "mail/mailbox.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/cut.h"
#include "mail/mailbox_name.h"
#include "mail/mailbox_pace.h"
#include "mail/mailbox_session.h"
#include "mail/mailbox_tls.h"

/*
 * The listener is two loops. The outer one makes connections, with pauses that
 * grow. The inner one, on a connection, works off what is there, waits, and
 * works off what has come: new mails are those with a UID above the highest
 * that was offered on this connection. What handle left for later, or what
 * would not move, makes that mark go back after a while.
 *
 * Nothing is remembered across connections but suspicion: when one breaks
 * while mails are fetched, the next asks for them one by one, and whoever it
 * breaks on three times is passed over.
 */

enum {
	IDLE_MS = 28 * 60000, /* RFC 2177: renew before 29 minutes */
	IDLE_MOST_MS = 29 * 60000,
	POLL_MS = 60000,
	SETTLED_MS = 60000,   /* a connection that lived so long was good */
	REFUSED_FAILURES = 6, /* a refused login: half a minute, and longer */
	STRIKES = 3,
	SKIPPED_MAX = 64,
	VAIN_MOST = 5, /* false alarms in a row, then there is a pause */
};

struct place {
	uint32_t uidvalidity, uid;
};

struct listener {
	const struct mailbox_settings *settings;
	const struct mailbox_ops *ops;
	struct mailbox_session session;

	/* on this connection */
	uint32_t offered; /* highest UID handed over */
	uint32_t again;   /* lowest UID to be offered again; 0: none */
	int64_t again_at; /* when, monotonic ms */
	bool have_processed;
	unsigned vain;      /* news in a row that were none */
	struct err trouble; /* what is not as it should be; "": nothing */

	/* the mails under way */
	uint32_t uids[MAILBOX_BATCH], sizes[MAILBOX_BATCH];
	uint32_t done[MAILBOX_BATCH];
	size_t n_done;

	const char *told;        /* the waiting that state knows of */
	struct err told_trouble; /* ... and with what */

	/* across connections */
	bool careful;         /* one mail at a time */
	struct place suspect; /* being fetched; uid 0: none */
	struct place accused; /* the connection broke on it last */
	unsigned strikes;     /* ... so many times in a row */
	struct place skipped[SKIPPED_MAX];
	size_t n_skipped;
};

static unsigned idle_ms(const struct mailbox_settings *s)
{
	unsigned ms = s->idle_ms ? s->idle_ms : IDLE_MS;

	return ms < IDLE_MOST_MS ? ms : IDLE_MOST_MS;
}

static unsigned poll_ms(const struct mailbox_settings *s)
{
	return s->poll_ms ? s->poll_ms : POLL_MS;
}

static void tell(struct listener *l, const char *what, const struct err *err)
{
	l->told = NULL;
	if (l->ops->state)
		l->ops->state(l->ops->ctx, what, err);
}

/* Said once, not each time that a mail is done. */
static void tell_waiting(struct listener *l)
{
	const char *what = l->session.idle ? "idle" : "polling";

	if (l->told && !strcmp(l->told, what) &&
	    !strcmp(l->told_trouble.msg, l->trouble.msg))
		return;
	tell(l, what, l->trouble.msg[0] ? &l->trouble : NULL);
	l->told = what;
	l->told_trouble = l->trouble;
}

static bool same(struct place a, struct place b)
{
	return a.uidvalidity == b.uidvalidity && a.uid == b.uid;
}

static void pause_between(const struct mailbox_settings *s, unsigned failures)
{
	struct pollfd stop = { .fd = s->stop_fd ? *s->stop_fd : -1,
		               .events = POLLIN };
	int64_t until;
	uint32_t random;
	int n;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = 0;
	until = mailbox_now_ms() +
	        mailbox_pace_ms(s->pace_ms, failures, random);
	do {
		int64_t left = until - mailbox_now_ms();

		n = poll(&stop, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
}

/* --- a batch of mails */

static void offer_again(struct listener *l, uint32_t uid, unsigned ms)
{
	int64_t at = mailbox_now_ms() + ms;

	if (!l->again || uid < l->again)
		l->again = uid;
	if (!l->again_at || at < l->again_at)
		l->again_at = at;
}

static uint32_t size_of(const struct listener *l, uint32_t uid)
{
	for (size_t i = 0; i < MAILBOX_BATCH; i++)
		if (l->uids[i] == uid)
			return l->sizes[i];
	return 0;
}

static int on_mail(void *ctx, uint32_t uid, struct str raw)
{
	struct listener *l = ctx;
	const struct mailbox_mail mail = {
		.uidvalidity = l->session.uidvalidity,
		.uid = uid,
		.size = size_of(l, uid),
		.raw = raw,
	};

	if (l->ops->handle(l->ops->ctx, &mail) == MAILBOX_DONE)
		l->done[l->n_done++] = uid;
	else
		offer_again(l, uid, poll_ms(l->settings));
	return mailbox_stopping(l->settings) ? -1 : 0;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* 1 as mailbox_session_move. */
static int move(struct listener *l, struct err *err)
{
	struct mailbox_session *s = &l->session;
	int r = mailbox_session_move(s, l->done, l->n_done, err);

	if (r != 1 || l->have_processed)
		return r;
	/* LIST may hide what is there, so it was not made before. */
	l->have_processed = true;
	r = mailbox_session_make(s, err);
	return r ? r : mailbox_session_move(s, l->done, l->n_done, err);
}

static int put_away(struct listener *l, struct err *err)
{
	int r;

	if (!l->n_done)
		return 0;
	qsort(l->done, l->n_done, sizeof(l->done[0]), by_number);
	CUT_POINT("inbox.move");
	r = move(l, err);
	CUT_POINT("inbox.moved");
	if (r > 0) {
		/* Handled they are; the ledger knows them next time. */
		l->trouble = *err;
		offer_again(l, l->done[0], idle_ms(l->settings));
		r = 0;
	} else if (!r) {
		l->have_processed = true;
	}
	l->n_done = 0;
	return r;
}

/* How many of the next mails make one fetch of bounded size. */
static size_t portion(const uint32_t *sizes, size_t n)
{
	size_t bytes = 0, i;

	for (i = 0; i < n; i++) {
		bytes +=
		        sizes[i] < MAILBOX_RAW_MAX ? sizes[i] : MAILBOX_RAW_MAX;
		if (i && bytes > MAILBOX_FETCH_MAX)
			break;
	}
	return i;
}

static int work_batch(struct listener *l, const uint32_t *uids, size_t n,
                      struct err *err)
{
	struct mailbox_session *s = &l->session;
	size_t at, some;

	for (size_t i = 0; i < MAILBOX_BATCH; i++)
		l->uids[i] = i < n ? uids[i] : 0;
	l->suspect = (struct place){ s->uidvalidity, uids[0] };
	if (mailbox_session_sizes(s, uids, n, l->sizes, err))
		return -1;
	CUT_POINT("inbox.sizes");
	for (at = 0; at < n; at += some) {
		some = portion(l->sizes + at, n - at);
		l->suspect.uid = uids[at];
		if (mailbox_session_fetch(s, uids + at, some, on_mail, l, err))
			return -1;
		l->suspect.uid = 0;
		l->offered = uids[at + some - 1];
		if (mailbox_stopping(l->settings))
			return err_set(err, "stopped");
		if (put_away(l, err))
			return -1;
	}
	return 0;
}

static bool is_skipped(const struct listener *l, uint32_t uid)
{
	for (size_t i = 0; i < l->n_skipped; i++)
		if (same(l->skipped[i],
		         (struct place){ l->session.uidvalidity, uid }))
			return true;
	return false;
}

static int work_off(struct listener *l, struct err *err)
{
	size_t batch = l->careful ? 1 : MAILBOX_BATCH, n = 0;
	CLEANUP(cleanup_free) uint32_t *owned = NULL;
	struct mailbox_uids uids;

	if (mailbox_session_search(&l->session, l->offered, &uids, err))
		return -1;
	owned = uids.list;
	for (size_t i = 0; i < uids.n; i++)
		if (!is_skipped(l, uids.list[i]))
			uids.list[n++] = uids.list[i];
	for (size_t at = 0; at < n; at += batch)
		if (work_batch(l, uids.list + at,
		               n - at < batch ? n - at : batch, err))
			return -1;
	if (n)
		l->vain = 0;
	l->careful = false;
	l->strikes = 0;
	return 0;
}

/* --- a connection */

static void begin(struct listener *l)
{
	l->offered = 0;
	l->again = 0;
	l->again_at = 0;
	l->n_done = 0;
	l->suspect.uid = 0;
	l->have_processed = false;
	l->vain = 0;
	l->trouble.msg[0] = '\0';
}

/* Before anything is handled, so that it has where to go. */
static int prepare(struct listener *l, struct err *err)
{
	int r = mailbox_session_look(&l->session, err);

	if (r == 1)
		r = mailbox_session_make(&l->session, err);
	else if (!r)
		l->have_processed = true;
	if (r == 1)
		l->trouble = *err;
	return r < 0 ? r : 0;
}

static unsigned until_again(const struct listener *l)
{
	unsigned most =
	        l->session.idle ? idle_ms(l->settings) : poll_ms(l->settings);
	int64_t left = l->again_at - mailbox_now_ms();

	if (!l->again || left > most)
		return most;
	return left > 0 ? (unsigned)left : 0;
}

/* A server that cries wolf, or ends each IDLE at once, costs a question a
 * second and not a processor. */
static int wait_for_news(struct listener *l, struct err *err)
{
	int r;

	if (l->vain > VAIN_MOST)
		pause_between(l->settings, 1);
	r = mailbox_session_wait(&l->session, until_again(l), err);
	l->vain = r > 0 ? l->vain + 1 : 0;
	return r < 0 ? -1 : 0;
}

/* Until the connection is lost. */
static int live(struct listener *l, struct err *err)
{
	if (prepare(l, err))
		return -1;
	for (;;) {
		if (work_off(l, err))
			return -1;
		tell_waiting(l);
		if (wait_for_news(l, err))
			return -1;
		if (l->again && mailbox_now_ms() >= l->again_at) {
			l->offered = l->again - 1;
			l->again = 0;
			l->again_at = 0;
			l->trouble.msg[0] = '\0';
		}
	}
}

/* The connection broke while mails were fetched: whose fault? */
static void accuse(struct listener *l, const struct err *err)
{
	struct err why = *err;

	if (!l->suspect.uid)
		return;
	if (!l->careful) {
		l->careful = true;
		l->strikes = 0;
		return;
	}
	l->strikes = same(l->accused, l->suspect) ? l->strikes + 1 : 1;
	l->accused = l->suspect;
	if (l->strikes < STRIKES || l->n_skipped == SKIPPED_MAX)
		return;
	l->skipped[l->n_skipped++] = l->suspect;
	l->strikes = 0;
	err_prefix(&why, "UID %u", l->suspect.uid);
	tell(l, "skipped", &why);
}

/* --- connections */

static int check(const struct mailbox_settings *s, struct err *err)
{
	struct buf name = BUF(4096);
	struct mailbox_url url;
	int r;

	r = mailbox_url_parse(&url, s->url, err);
	if (!r)
		r = mailbox_name_encode(&name, s->mailbox, err);
	if (!r)
		r = mailbox_name_encode(&name, s->processed, err);
	if (!r && (s->tls || url.imaps))
		r = mailbox_tls_check(s->ca_file, err);
	buf_deinit(&name);
	return r;
}

static void connections(struct listener *l)
{
	unsigned failures = 0;

	while (!mailbox_stopping(l->settings)) {
		int64_t since = mailbox_now_ms();
		struct err err = { "" };
		int r;

		begin(l);
		r = mailbox_session_open(&l->session, l->settings, &err);
		if (!r) {
			live(l, &err);
			mailbox_session_close(&l->session);
		}
		if (mailbox_stopping(l->settings))
			break;
		accuse(l, &err);
		tell(l, "lost", &err);
		failures++;
		if (!r && mailbox_now_ms() - since >= SETTLED_MS)
			failures = 1;
		if (r == MAILBOX_REFUSED && failures < REFUSED_FAILURES)
			failures = REFUSED_FAILURES;
		pause_between(l->settings, failures);
	}
}

int mailbox_listen(const struct mailbox_settings *settings,
                   const struct mailbox_ops *ops, struct err *err)
{
	struct listener *l;

	if (check(settings, err))
		return -1;
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->settings = settings;
	l->ops = ops;
	connections(l);
	free(l);
	return 0;
}

int mailbox_once(const struct mailbox_settings *settings,
                 const struct mailbox_ops *ops, struct err *err)
{
	CLEANUP(cleanup_free) struct listener *l = NULL;
	int r;

	if (check(settings, err))
		return -1;
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->settings = settings;
	l->ops = ops;
	if (mailbox_session_open(&l->session, settings, err))
		return -1;
	r = prepare(l, err);
	if (!r)
		r = work_off(l, err);
	mailbox_session_close(&l->session);
	if (!r && l->trouble.msg[0])
		return err_set(err, "%s", l->trouble.msg);
	return r;
}

int mailbox_probe(const struct mailbox_settings *settings, struct err *err)
{
	struct mailbox_session s;
	int r;

	if (check(settings, err) || mailbox_session_open(&s, settings, err))
		return -1;
	r = mailbox_session_look(&s, err);
	mailbox_session_close(&s);
	return r;
}

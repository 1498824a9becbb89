/* The inbox flow, as its sentence. */
#include "inbox.h"

#include "base/cut.h"
#include "inbox_work.h"
#include "store/store_inbox.h"

const char *inbox_reply_name(enum inbox_reply reply)
{
	static const char *const names[] = { "none", "ack", "help", "confirm" };

	return names[reply];
}

/* ---- receive ---- */

static void mix(uint64_t hash[2], unsigned char c)
{
	hash[0] = (hash[0] ^ c) * 0x100000001b3u; /* FNV-1a */
	hash[1] = (hash[1] + c + 1) * 0x9e3779b97f4a7c15u;
}

/* Line ends depend on the road. */
static void add(uint64_t hash[2], struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != '\r')
			mix(hash, (unsigned char)s.ptr[i]);
	mix(hash, 0);
}

/* Servers on the way add fields to the header, never to the body. */
static struct str body_of(struct str raw)
{
	ptrdiff_t crlf = str_find(raw, STR("\r\n\r\n"));
	ptrdiff_t lf = str_find(raw, STR("\n\n"));
	size_t at = crlf >= 0 && (lf < 0 || crlf < lf) ? (size_t)crlf + 4
	            : lf >= 0                          ? (size_t)lf + 2
	                                               : 0;

	return (struct str){ raw.ptr + at, raw.len - at };
}

/* What names a mail whatever road it came by: its Message-ID, and what in it
 * matters, for a program may use one id twice. A hash, so that the ledger
 * remembers nobody. Collisions harm only who makes them: their own mail is
 * passed over. */
const char *inbox_ledger_name(struct inbox_work *w)
{
	const struct read_message *m = &w->message;
	uint64_t hash[2] = { 0xcbf29ce484222325u, 0 };

	add(hash, str_of(m->message_id));
	add(hash, str_of(m->from));
	add(hash, str_of(m->subject));
	add(hash, m->kind == READ_COMMAND ? str_of(m->text)
	                                  : str_trim(body_of(w->raw)));
	return arena_printf(w->arena, "%016llx%016llx",
	                    (unsigned long long)hash[0],
	                    (unsigned long long)hash[1]);
}

/* ---- understand ---- */

void inbox_understand(struct inbox_work *w)
{
	const struct conf *conf = w->order->conf;
	struct command_context context = {
		.topics = conf->topics,
		.n_topics = conf->n_topics,
		.today = date_of(w->now),
		.threshold = w->known ? w->reader.threshold : 0,
		.max_papers = w->known ? w->reader.max_papers : 0,
		.address = w->known ? w->reader.address : NULL,
	};
	struct inbox_report *r = w->report;
	const char **list;

	command_read(&context, str_of(w->message.subject),
	             str_of(w->message.text), w->arena, &w->reading);
	list = arena_array(w->arena, w->reading.n_commands, sizeof(*list));
	for (size_t i = 0; i < w->reading.n_commands; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(16384);

		command_print(&w->reading.commands[i], conf->topics, &out);
		list[i] = arena_str(w->arena, buf_str(&out));
	}
	r->commands = list;
	r->n_commands = w->reading.n_commands;
}

/* ---- the sentence ---- */

static int steps(struct inbox_work *w, struct err *err)
{
	struct inbox_report *r = w->report;

	if (inbox_authenticate(w, err))
		return -1;
	CUT_POINT("inbox.authenticated");
	if (w->message.kind != READ_COMMAND)
		return inbox_note(w, err);
	inbox_understand(w);
	CUT_POINT("inbox.understood");
	r->sender = w->message.from;
	if (w->message.absence && !w->reading.n_commands) {
		r->kind = READ_AUTOREPLY;
		r->reason = "reads as the note of an absence";
		return 0;
	}
	if (!w->reading.n_commands && !w->reading.n_questions)
		w->ask = w->proposal;
	if (inbox_apply(w, err))
		return -1;
	CUT_POINT("inbox.applied");
	return inbox_acknowledge(w, err);
}

static int in_transaction(struct inbox_work *w,
                          const struct inbox_origin *origin, struct err *err)
{
	int rc = store_ledger(w->store, inbox_ledger_name(w),
	                      origin->uidvalidity, origin->uid, w->now, err);

	if (rc > 0) {
		w->report->again = true;
		w->report->reason = "handled before";
	}
	CUT_POINT("inbox.ledger");
	if (!rc)
		rc = steps(w, err);
	CUT_POINT("inbox.acknowledged");
	return rc;
}

int inbox_receive(const struct inbox_order *order, struct store *store,
                  struct str raw, const struct inbox_origin *origin,
                  struct arena *arena, struct inbox_report *report,
                  struct err *err)
{
	struct inbox_work w = { .order = order,
		                .store = store,
		                .arena = arena,
		                .report = report,
		                .raw = raw,
		                .now = clock_now(order->clock) };
	struct err unreadable = { 0 };
	int rc;

	*report = (struct inbox_report){ .sender = "",
		                         .subscriber = "",
		                         .kind = READ_UNKNOWN,
		                         .reason = "" };
	if (read_message(raw, arena, &w.message, &unreadable)) {
		report->reason = arena_strdup(arena, unreadable.msg);
		return 0;
	}
	CUT_POINT("inbox.read");
	report->kind = w.message.kind;
	report->sender = w.message.from;
	report->reason = w.message.why ? w.message.why : "";
	if (inbox_translate(&w, origin, err) || store_begin(store, err))
		return -1;
	rc = in_transaction(&w, origin, err);
	if (rc < 0 || order->dry_run)
		store_rollback(store);
	else if (store_commit(store, err))
		rc = -1;
	if (rc < 0)
		store_rollback(store);
	CUT_POINT("inbox.committed");
	/* A log that a reader keeps from being emptied is emptied later. */
	if (!rc && w.erased && !order->dry_run)
		store_empty_log(store, NULL);
	CUT_POINT("inbox.received");
	return rc < 0 ? -1 : 0;
}

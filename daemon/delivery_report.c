/* What a delivery run came to: counted mail by mail, said in one line. */
#include <string.h>

#include "base/log.h"
#include "delivery_work.h"

/* Of what went wrong the gravest is said, and of that the first. */
static int gravity(enum delivery_state state)
{
	return state == DELIVERY_FAILED     ? 3
	       : state == DELIVERY_UNKNOWN  ? 2
	       : state == DELIVERY_DEFERRED ? 1
	                                    : 0;
}

/* Servers repeat whom they refuse; the log has no addresses (base/log.h). */
void delivery_without_addresses(const char *text, struct buf *out)
{
	while (*text) {
		size_t n = strcspn(text, " <>()[]\"',;:");

		if (memchr(text, '@', n))
			buf_adds(out, "address");
		else
			buf_add(out, text, n);
		text += n;
		if (*text)
			buf_addc(out, *text++);
	}
}

void delivery_count(struct delivery_report *report, enum delivery_state state,
                    const char *reply)
{
	struct buf why CLEANUP(buf_deinit) = BUF(sizeof(report->why));

	report->sent += state == DELIVERY_SENT;
	report->deferred += state == DELIVERY_DEFERRED;
	report->failed += state == DELIVERY_FAILED;
	report->unknown += state == DELIVERY_UNKNOWN;
	report->cut_off += state == DELIVERY_QUEUED;
	if (gravity(state) <= gravity(report->worst))
		return;
	report->worst = state;
	delivery_without_addresses(reply, &why);
	err_set(&report->why, "%s", buf_cstr(&why));
}

void delivery_log(const struct delivery_report *r)
{
	bool bad = gravity(r->worst) >= gravity(DELIVERY_UNKNOWN);

	if (!r->sent && !r->deferred && !r->failed && !r->unknown &&
	    !r->recovered && !r->cut_off)
		return;
	log_line(bad ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
	         "delivery sent=%zu deferred=%zu failed=%zu unknown=%zu "
	         "cut_off=%zu recovered=%d%s%s%s%s%s",
	         r->sent, r->deferred, r->failed, r->unknown, r->cut_off,
	         r->recovered, r->worst ? " first_" : "",
	         r->worst ? delivery_state_name(r->worst) : "",
	         r->worst ? "=\"" : "", r->worst ? r->why.msg : "",
	         r->worst ? "\"" : "");
}

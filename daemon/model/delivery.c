#include "model/delivery.h"

#include <string.h>

static const char *const states[] = { "queued",    "sending", "sent",
	                              "deferred",  "failed",  "unknown",
	                              "superseded" };

static const char *const events[] = { "dot",      "accepted", "put off",
	                              "held",     "cut off",  "refused",
	                              "in doubt", "found",    "retry",
	                              "drop",     "left",     "overtaken" };

const char *delivery_state_name(enum delivery_state state)
{
	return states[state];
}

int delivery_state_of_name(const char *name)
{
	for (int i = 0; i < DELIVERY_STATES; i++)
		if (!strcmp(states[i], name))
			return i;
	return -1;
}

const char *delivery_event_name(enum delivery_event event)
{
	return events[event];
}

static bool go(struct delivery_step *step, enum delivery_state to,
               enum delivery_when next_try)
{
	step->to = to;
	step->next_try = next_try;
	return true;
}

/* What a server, or the lack of one, does to a mail that waits or is being
 * sent. A refusal before the dot counts as a try of its own; one after it was
 * counted when the dot was announced. */
static bool answered(struct delivery_place from, enum delivery_event event,
                     struct delivery_step *step)
{
	bool sending = from.state == DELIVERY_SENDING;

	if (!sending && !from.waits)
		return false;
	step->a_try = !sending;
	switch (event) {
	case DELIVERY_PUT_OFF:
		return go(step, DELIVERY_DEFERRED, DELIVERY_LATER);
	case DELIVERY_REFUSED:
		return go(step, DELIVERY_FAILED, DELIVERY_NEVER);
	default: /* CUT_OFF: as if it had not been begun */
		if (sending || from.state == DELIVERY_QUEUED)
			return go(step, DELIVERY_QUEUED, DELIVERY_NOW);
		return go(step, from.state, DELIVERY_LATER);
	}
}

static bool sent(struct delivery_place from, enum delivery_event event,
                 struct delivery_step *step)
{
	if (from.state != DELIVERY_SENDING)
		return false;
	if (event == DELIVERY_ACCEPTED)
		return go(step, DELIVERY_SENT, DELIVERY_NEVER);
	/* One more time, with the same bytes and Message-ID; twice in doubt
	 * although its dot went out, a third copy would do more harm than good.
	 * But a crash may have come before the dot, each time. */
	return go(step, DELIVERY_UNKNOWN,
	          from.doubted && event == DELIVERY_IN_DOUBT
	                  ? DELIVERY_NEVER
	                  : DELIVERY_AFTER_WAIT);
}

static bool by_admin(struct delivery_place from, enum delivery_event event,
                     struct delivery_step *step)
{
	bool unknown = from.state == DELIVERY_UNKNOWN;

	if (event == DELIVERY_RETRY)
		return (unknown || from.state == DELIVERY_DEFERRED ||
		        from.state == DELIVERY_FAILED) &&
		       go(step, DELIVERY_QUEUED, DELIVERY_NOW);
	return (from.waits || unknown) &&
	       go(step, DELIVERY_FAILED, DELIVERY_NEVER);
}

bool delivery_step(struct delivery_place from, enum delivery_event event,
                   struct delivery_step *step)
{
	*step = (struct delivery_step){ .to = from.state };
	switch (event) {
	case DELIVERY_DOT:
		step->a_try = true;
		return from.waits && go(step, DELIVERY_SENDING, DELIVERY_NEVER);
	case DELIVERY_PUT_OFF:
	case DELIVERY_CUT_OFF:
	case DELIVERY_REFUSED:
		return answered(from, event, step);
	case DELIVERY_HELD:
		return from.waits &&
		       go(step, DELIVERY_DEFERRED, DELIVERY_LATER);
	case DELIVERY_ACCEPTED:
	case DELIVERY_IN_DOUBT:
	case DELIVERY_FOUND:
		return sent(from, event, step);
	case DELIVERY_RETRY:
	case DELIVERY_DROP:
		return by_admin(from, event, step);
	case DELIVERY_LEFT:
		return from.waits && go(step, DELIVERY_FAILED, DELIVERY_NEVER);
	case DELIVERY_OVERTAKEN:
		/* What may have arrived is not told again in other words: it
		 * has its one retry, which the reader's mail program knows by
		 * its Message-ID. */
		return from.waits && !from.doubted &&
		       go(step, DELIVERY_SUPERSEDED, DELIVERY_NEVER);
	default:
		return false;
	}
}

#include "bounces.h"

#include "alert.h"
#include "base/log.h"
#include "store/store_inbox.h"
#include "store/store_subscriber.h"

/* Three hard bounces on three days, or twice as many soft ones, with a week's
 * half-life. */
enum { SCORE_MAX = 3, MANY = 3, DAY = 24 * 3600 };

/* Three readers, and a tenth of all, within a day: seldom their addresses'
 * fault. */
static int tell_of_many(struct store *store, const struct conf *conf,
                        int64_t now, struct bounces_told *told, struct err *err)
{
	int counts[SUBSCRIBER_STATES], bounced;

	if (store_bounced(store, now - DAY, &bounced, err))
		return -1;
	if (bounced < MANY)
		return 0;
	if (store_subscriber_counts(store, counts, err))
		return -1;
	if (bounced * 10 < counts[SUBSCRIBER_ACTIVE])
		return 0;
	log_warning("bounces addresses=%d within a day", bounced);
	told->queued = alert_raise(
	        store, conf, now, ALERT_BOUNCES,
	        "The mails to %d addresses came back within a day.", bounced);
	return 0;
}

int bounces_count(struct store *store, const struct conf *conf,
                  int64_t subscriber, enum bounce_class class, int64_t now,
                  struct bounces_told *told, struct err *err)
{
	double score;
	int rc;

	*told = (struct bounces_told){ 0 };
	if (class != BOUNCE_HARD && class != BOUNCE_SOFT)
		return 0;
	rc = store_bounce(store, subscriber, class == BOUNCE_HARD ? 1 : 0.5,
	                  now, &score, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (tell_of_many(store, conf, now, told, err))
		return -1;
	if (score < SCORE_MAX)
		return 0;
	/* Who left, or never came, stays what they are. */
	rc = store_subscriber_bounced(store, subscriber, err);
	told->over = !rc;
	return rc < 0 ? -1 : 0;
}

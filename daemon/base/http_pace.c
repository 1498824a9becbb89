#include "base/http_pace.h"

enum {
	MINUTE_MS = 60 * 1000,
	PACE_SLACK_MS = 200, /* a minute: one request may travel longer than
	                      * the next */
	BACKOFF_MS = 500,
	BACKOFF_MAX_MS = 30 * 1000,
};

int64_t http_pace_wait(const struct http_pace *p, int64_t now)
{
	int64_t at = p->next > p->held_to ? p->next : p->held_to;

	return at > now ? at - now : 0;
}

void http_pace_started(struct http_pace *p, int64_t now)
{
	int64_t n = p->per_minute;

	if (n > 0)
		p->next = now + (MINUTE_MS + PACE_SLACK_MS + n - 1) / n;
}

void http_pace_hold(struct http_pace *p, int64_t now, int64_t ms)
{
	if (now + ms > p->held_to)
		p->held_to = now + ms;
}

int64_t http_pace_backoff(int attempt, double jitter)
{
	int64_t ms = BACKOFF_MS;

	for (int i = 1; i < attempt && ms < BACKOFF_MAX_MS; i++)
		ms *= 2;
	if (ms > BACKOFF_MAX_MS)
		ms = BACKOFF_MAX_MS;
	return ms - (int64_t)(jitter * (double)ms / 2);
}

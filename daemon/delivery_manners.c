#include "delivery_manners.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum {
	FIRST_PACE = 250, /* after the first refusal: 4 mails a second */
	REST_PACE = 2000, /* slower than that, the domain rests */
	FREE_PACE = 20,   /* faster than that, there is no pace to keep */
	MINUTE = 60000,
	BUCKETS_MIN = 256,
};

struct manners {
	struct manners_rules rules;
	struct manners_domain *first, **buckets;
	size_t n, n_buckets;
};

struct manners *manners_new(const struct manners_rules *rules)
{
	struct manners *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->rules = *rules;
	return m;
}

void manners_free(struct manners *m)
{
	if (!m)
		return;
	while (m->first) {
		struct manners_domain *d = m->first;

		m->first = d->next;
		free(d->aside);
		free(d);
	}
	free(m->buckets);
	free(m);
}

/* FNV-1a: the names come from our own list of readers. */
static size_t hash(const char *name)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *name; name++)
		h = (h ^ (uint64_t)tolower((unsigned char)*name)) *
		    0x100000001b3u;
	return (size_t)h;
}

static void put_into_bucket(struct manners *m, struct manners_domain *d)
{
	struct manners_domain **bucket =
	        &m->buckets[hash(d->name) % m->n_buckets];

	d->chain = *bucket;
	*bucket = d;
}

/* Room for one more. */
static void grow(struct manners *m)
{
	if (m->n < m->n_buckets)
		return;
	free(m->buckets);
	m->n_buckets = m->n_buckets ? 4 * m->n_buckets : BUCKETS_MIN;
	m->buckets = calloc(m->n_buckets, sizeof(*m->buckets));
	if (!m->buckets)
		abort();
	for (struct manners_domain *d = m->first; d; d = d->next)
		put_into_bucket(m, d);
}

static struct manners_domain *add(struct manners *m, const char *name)
{
	size_t len = strlen(name);
	struct manners_domain *d = calloc(1, sizeof(*d) + len + 1);

	if (!d)
		abort();
	for (size_t i = 0; i < len; i++)
		d->name[i] = (char)tolower((unsigned char)name[i]);
	grow(m);
	put_into_bucket(m, d);
	m->n++;
	d->next = m->first;
	m->first = d;
	return d;
}

struct manners_domain *manners_of(struct manners *m, const char *address)
{
	const char *sign = strrchr(address, '@');
	const char *name = sign ? sign + 1 : address;
	struct manners_domain *d =
	        m->n_buckets ? m->buckets[hash(name) % m->n_buckets] : NULL;

	while (d && strcasecmp(d->name, name) != 0)
		d = d->chain;
	return d ? d : add(m, name);
}

static uint64_t bit(unsigned connection)
{
	return (uint64_t)1 << connection % MANNERS_CONNECTIONS_MAX;
}

int64_t manners_ask(const struct manners *m, const struct manners_domain *d,
                    unsigned connection, int64_t now)
{
	uint64_t with = d->connections | bit(connection);

	if (d->rests)
		return MANNERS_REST;
	if (m->rules.per_domain &&
	    __builtin_popcountll(with) > (int)m->rules.per_domain)
		return MANNERS_WAIT;
	return d->not_before > now ? d->not_before - now : 0;
}

void manners_take(const struct manners *m, struct manners_domain *d,
                  unsigned connection, int64_t now)
{
	int64_t pace = d->pace_ms;

	if (m->rules.per_minute && pace < MINUTE / m->rules.per_minute)
		pace = MINUTE / m->rules.per_minute;
	d->not_before = now + pace;
	d->connections |= bit(connection);
	d->mails[connection % MANNERS_CONNECTIONS_MAX]++;
}

/* Rates, in mails a second: r/2 for a refusal, r + 1 for a mail taken. */
static void slow_down(struct manners_domain *d, const char *why, int64_t now)
{
	d->pace_ms = d->pace_ms ? 2 * d->pace_ms : FIRST_PACE;
	d->rests = d->pace_ms > REST_PACE;
	d->not_before = now + d->pace_ms;
	snprintf(d->why, sizeof(d->why), "%s", why);
}

static void speed_up(struct manners_domain *d)
{
	if (!d->pace_ms)
		return;
	d->pace_ms = 1000 * d->pace_ms / (1000 + d->pace_ms);
	if (d->pace_ms < FREE_PACE)
		d->pace_ms = 0;
}

void manners_done(struct manners_domain *d, unsigned connection,
                  enum manners_end end, const char *why, int64_t now)
{
	uint8_t *mails = &d->mails[connection % MANNERS_CONNECTIONS_MAX];

	if (*mails && !--*mails)
		d->connections &= ~bit(connection);
	if (end == MANNERS_SLOWED)
		slow_down(d, why, now);
	else if (end == MANNERS_ACCEPTED)
		speed_up(d);
}

bool manners_is_about_domain(const char *reply)
{
	const char *status = strlen(reply) > 4 ? reply + 4 : "";

	if (!strncmp(reply, "421", 3))
		return true;
	if (!strncmp(status, "4.1.", 4) || !strncmp(status, "4.2.", 4))
		return false;
	if (!strncmp(reply, "450", 3) && strncmp(status, "4.", 2) != 0)
		return false; /* RFC 5321 4.2.3: mailbox unavailable */
	return !strcasestr(reply, "greylist") && !strcasestr(reply, "graylist");
}

void manners_set_aside(struct manners_domain *d, int64_t id)
{
	if (d->first_aside + d->n_aside == d->room) {
		if (d->first_aside > d->room / 2) {
			memmove(d->aside, d->aside + d->first_aside,
			        d->n_aside * sizeof(*d->aside));
			d->first_aside = 0;
		} else {
			d->room = d->room ? 2 * d->room : 16;
			d->aside =
			        realloc(d->aside, d->room * sizeof(*d->aside));
			if (!d->aside)
				abort();
		}
	}
	d->aside[d->first_aside + d->n_aside++] = id;
}

int64_t manners_pop(struct manners_domain *d)
{
	if (!d->n_aside)
		return 0;
	d->n_aside--;
	return d->aside[d->first_aside++];
}

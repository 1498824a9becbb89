#pragma once
/*
 * The subscribers. What a reader never set is null in the database and filled
 * from the admin's defaults when read, so a changed default reaches them.
 */
#include "model/subscriber.h"
#include "store/store.h"

struct store_defaults {
	double threshold, novelty;
	int max_papers;
	const struct topic *topics; /* wishes for others are left out */
	size_t n_topics;
	int64_t now; /* a pause that ended before reads as none; 0: unknown */
};

/* 0: *id; 1: the address is there already (*id is its). */
int store_subscriber_add(struct store *store, const char *address,
                         const char *name, int64_t now, int64_t *id,
                         struct err *err);

/* By address, case ignored. 0: *id; 1: nobody. */
int store_subscriber_find(struct store *store, const char *address, int64_t *id,
                          struct err *err);

/* 0; 1: nobody. */
int store_subscriber(struct store *store, int64_t id,
                     const struct store_defaults *defaults, struct arena *arena,
                     struct subscriber *subscriber, struct err *err);

/* The next ones by id after `after`, at most `most`, whatever their state. */
int store_subscribers(struct store *store, int64_t after,
                      const struct store_defaults *defaults,
                      struct arena *arena, struct subscriber *subscribers,
                      size_t most, size_t *n, struct err *err);

/* How many there are in each state (by enum subscriber_state). */
int store_subscriber_counts(struct store *store, int counts[SUBSCRIBER_STATES],
                            struct err *err);

enum subscriber_field {
	SUBSCRIBER_NAME,
	SUBSCRIBER_STATE,
	SUBSCRIBER_PAUSED_UNTIL,
	SUBSCRIBER_THRESHOLD,
	SUBSCRIBER_NOVELTY,
	SUBSCRIBER_MAX_PAPERS,
	SUBSCRIBER_FORMAT,
	SUBSCRIBER_FREQUENCY,
	SUBSCRIBER_WEEKDAY,
	SUBSCRIBER_FIELDS
};

int store_subscriber_set_str(struct store *store, int64_t id,
                             enum subscriber_field field, const char *value,
                             struct err *err);
int store_subscriber_set_num(struct store *store, int64_t id,
                             enum subscriber_field field, double value,
                             struct err *err);
/* Several at once, by one statement. Bits 1 << SUBSCRIBER_...: set says what
 * to take from here, unset what goes back to the admin's default (threshold,
 * novelty, max_papers); the rest stays. Never the state. */
struct store_settings {
	unsigned set, unset;
	const char *name;
	double threshold, novelty;
	int max_papers, format, frequency, weekday;
};
int store_subscriber_put(struct store *store, int64_t id,
                         const struct store_settings *settings,
                         struct err *err);

/* Paused until an instant (0: until resumed), or active again (-1); who gets no
 * mail for another reason (unsubscribed, bounced) stays as they are. */
int store_subscriber_pause(struct store *store, int64_t id, int64_t until,
                           struct err *err);

/* Pauses that are over by now, of one reader (id 0: of all), leave no trace. */
int store_pauses_end(struct store *store, int64_t id, int64_t now,
                     struct err *err);

/* Too many bounces: state bounced. 1: they are neither active nor paused. */
int store_subscriber_bounced(struct store *store, int64_t id, struct err *err);

/* They want no more mail: state unsubscribed, and what still waits for them in
 * the outbox failed. One transaction, the caller's where there is one. */
int store_subscriber_leave(struct store *store, int64_t id, int64_t now,
                           struct err *err);

/* Back to the admin's default. */
int store_subscriber_unset(struct store *store, int64_t id,
                           enum subscriber_field field, struct err *err);

/* One topic's wish, by the topic's id; a wish that says nothing is removed. */
int store_wish_put(struct store *store, int64_t id, const char *topic,
                   const struct wish *wish, struct err *err);
/* Puts the topic on the reader's own list; the rest of the wish stays. */
int store_wish_choose(struct store *store, int64_t id, const char *topic,
                      struct err *err);
/* Takes every topic off the reader's own list: they have all again. */
int store_wishes_unchoose(struct store *store, int64_t id, struct err *err);
/* Readers whose own list has none of these topics, for the config lost them: to
 * them all topics come. How many, and the ids that are gone ("a,b"). */
int store_wishes_astray(struct store *store, const struct topic *topics,
                        size_t n_topics, struct arena *arena, int *readers,
                        const char **gone, struct err *err);

int store_follow(struct store *store, int64_t id, const char *author,
                 bool follow, struct err *err);

/* Erases the person: row, wishes, follows, deliveries; also from what SQLite
 * keeps of the past. < 0 when that must be done again, too: a second call for
 * an id that is gone finishes it. Not inside a transaction. */
int store_subscriber_erase(struct store *store, int64_t id, struct err *err);

/* What erasing inside a transaction leaves to be done after it. */
int store_empty_log(struct store *store, struct err *err);

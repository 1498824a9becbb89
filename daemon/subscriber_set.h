#pragma once
/*
 * Settings of a subscriber as words: what `subscriber add`, `set` and `import`
 * share. The keys:
 *
 *	name TEXT		threshold 1..10|default	  novelty 1..10|default
 *	max_papers 1..100|default	format html|text
 *	frequency daily|weekly|weekly DAY
 *	topics a,b|a;b|all	paused no|yes|YYYY-MM-DD
 *
 * and, of a subscriber who is there already,
 *
 *	more TOPIC	less TOPIC	step.TOPIC -3..3
 *	mute TOPIC	unmute TOPIC	follow NAME	unfollow NAME
 *
 * TOPIC is an id, name or alias.
 */
#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"
#include "store/store_subscriber.h"

/* What the first group of keys says, before anything is stored. */
struct subscriber_change {
	struct store_settings settings;
	bool topics_given;
	int topics[TOPICS_MAX];
	size_t n_topics;
	bool pause_given;
	int64_t paused_until; /* store_subscriber_pause */
};

/* Adds to the change what one key of the first group (others abort) says. 0; 1:
 * the value is no good (err: "KEY: what would be"). Strings live in the arena.
 */
int subscriber_change_read(const struct conf *conf, const char *key,
                           const char *value, struct arena *arena,
                           struct subscriber_change *change, struct err *err);

/* Stores it. fresh: the subscriber was made just now. */
int subscriber_change_store(const struct conf *conf, struct store *store,
                            int64_t id, bool fresh,
                            const struct subscriber_change *change,
                            struct err *err);

/* One setting, of either group. 0; 1: the key or the value is no good, as
 * above; < 0: the store failed. */
int subscriber_set(const struct conf *conf, struct store *store, int64_t id,
                   const char *key, const char *value, struct err *err);

/* Is this a key of the first group? */
bool subscriber_key(const char *key);

#pragma once
/*
 * One setting of one subscriber, as words: what `subscriber add`, `set` and
 * `import` share. The keys:
 *
 *	name TEXT		threshold 1..10|default	  novelty 1..10|default
 *	max_papers 1..100|default	format html|text
 *	frequency daily|weekly|weekly DAY
 *	topics a,b|a;b|all	more TOPIC	less TOPIC	step.TOPIC -3..3
 *	mute TOPIC	unmute TOPIC	follow NAME	unfollow NAME
 *
 * TOPIC is an id, name or alias.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "store/store.h"

/* 0; 1: the key or the value is no good (err: "KEY: what would be"); < 0: the
 * store failed. */
int subscriber_set(const struct conf *conf, struct store *store, int64_t id,
                   const char *key, const char *value, struct err *err);

/* Is this the name of a key that import and add know? */
bool subscriber_key(const char *key);

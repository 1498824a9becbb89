#pragma once
/* A subscriber's settings from one state to another, and as text for undo. */
#include "base/buf.h"
#include "conf/conf.h"
#include "model/subscriber.h"
#include "store/store.h"

/* Stores what differs. In the caller's transaction. */
int subscriber_save(struct store *store, const struct conf *conf,
                    const struct subscriber *before,
                    const struct subscriber *after, struct err *err);

/* One setting a line; parse changes *s, whose lists go to the arena. Lines
 * that are not understood are passed over. */
void subscriber_print(const struct subscriber *s, const struct conf *conf,
                      struct buf *out);
void subscriber_parse(struct str text, const struct conf *conf,
                      struct arena *arena, struct subscriber *s);

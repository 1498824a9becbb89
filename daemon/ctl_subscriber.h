#pragma once
/* What the files of `digestctl subscriber` share. */
#include "base/buf.h"
#include "ctl.h"

struct json *subscriber_json(const struct ctl *ctl, const struct subscriber *s);

/* Every subscriber, by id; memory stays flat. */
int subscriber_each(struct store *store, const struct store_defaults *defaults,
                    void (*fn)(void *ctx, const struct subscriber *s),
                    void *ctx, struct err *err);

/* The canonical form of an address that mail can be sent to. */
int subscriber_address(const char *text, struct buf *out, struct err *err);

int subscriber_import(struct ctl *ctl, struct store *store, const char *file);
int subscriber_export(struct ctl *ctl, struct store *store);

#pragma once
/* One edition from the store, as archive/ wants it. */
#include "archive/archive.h"
#include "conf/conf.h"
#include "store/store.h"

/* Everything lives in the arena; *edition is kept by the caller. Topics are
 * those of the day that was scored; where none were kept, the config's. */
int publish_day(struct store *store, const struct conf *conf,
                const struct edition *edition, struct arena *arena,
                struct archive_edition *day, struct err *err);

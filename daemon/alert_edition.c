/* What is worth a letter in the report of an edition. */
#include "alert.h"
#include "base/log.h"
#include "disk.h"
#include "store/store_subscriber.h"

/* Ids of all readers' lost topics. */
enum { GONE_BYTES = 1 << 20 };

static bool raise_source(struct store *store, const struct conf *conf,
                         int64_t now, const struct edition_report *r)
{
	for (size_t i = 0; i < r->n_sources; i++)
		if (r->sources[i].status == FETCH_FAILED)
			return alert_raise(store, conf, now, ALERT_SOURCE,
			                   "%s.", r->sources[i].error);
	return false;
}

static bool raise_topics(struct store *store, const struct conf *conf,
                         int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(GONE_BYTES);
	struct err err = { 0 };
	const char *gone;
	int readers;

	if (store_wishes_astray(store, conf->topics, conf->n_topics, arena,
	                        &readers, &gone, &err)) {
		log_err("%s", err.msg);
		return false;
	}
	return readers && alert_raise(store, conf, now, ALERT_TOPICS,
	                              "%d reader%s chose only topics that are "
	                              "no longer in the config: %.800s.",
	                              readers, readers == 1 ? "" : "s", gone);
}

static bool raise_sum(struct store *store, const struct conf *conf, int64_t now,
                      const struct edition *e)
{
	const struct edition_sum *s = &e->sum;
	char date[DATE_LEN];

	if (s->announced == s->scanned + s->skipped &&
	    (e->state < EDITION_SCORED ||
	     s->scanned == s->relevant + s->below + s->unscored))
		return false;
	log_err("edition date=%s the sum does not add up",
	        date_format(e->date, date));
	return alert_raise(store, conf, now, ALERT_SUM,
	                   "Edition %s: announced %d, scanned %d, skipped %d; "
	                   "relevant %d, below the cut-offs %d, unscored %d.",
	                   date, s->announced, s->scanned, s->skipped,
	                   s->relevant, s->below, s->unscored);
}

static bool raise_model(struct store *store, const struct conf *conf,
                        int64_t now, const struct edition_report *r)
{
	const struct edition *e = &r->edition;
	char date[DATE_LEN];

	if (!*e->model || !e->sum.fallback || e->state < EDITION_SCORED)
		return false;
	return alert_raise(store, conf, now,
	                   r->budget_spent ? ALERT_BUDGET : ALERT_FALLBACK,
	                   "Edition %s: %d of %d papers were scored by the "
	                   "built-in scorer instead of %s%s%s.",
	                   date_format(e->date, date), e->sum.fallback,
	                   e->sum.scanned, e->model, *r->trouble ? ": " : "",
	                   r->trouble);
}

static bool raise_disk(struct store *store, const struct conf *conf,
                       int64_t now)
{
	const char *dirs[] = { conf->state_dir, conf->archive_dir };
	bool raised = false;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		struct disk_room room;

		if (!*dirs[i] || !disk_room(dirs[i], &room) ||
		    !room.nearly_full)
			continue;
		log_warning("disk: %s has %llu MB left", dirs[i], room.free_mb);
		raised |= alert_raise(store, conf, now, ALERT_DISK,
		                      "%s has %llu MB left of %llu MB.",
		                      dirs[i], room.free_mb, room.all_mb);
	}
	return raised;
}

bool alert_edition(struct store *store, const struct conf *conf, int64_t now,
                   const struct edition_report *r)
{
	bool raised = raise_source(store, conf, now, r);

	if (r->any && !r->stale && !r->waits)
		raised |= raise_topics(store, conf, now) |
		          raise_sum(store, conf, now, &r->edition) |
		          raise_model(store, conf, now, r);
	return raised | raise_disk(store, conf, now);
}

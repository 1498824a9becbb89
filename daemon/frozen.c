#include "frozen.h"

#include <stdio.h>
#include <stdlib.h>

#include "signing.h"
#include "store/store_edition.h"
#include "store/store_freeze.h"

enum { TEXTS_BYTES = 16 << 20, BLOCKS_BYTES = 1 << 30, CACHE_MIN = 64 };

/* Blocks are read when the first mail wants them and kept: an edition has a
 * few hundred chosen papers, its subscribers may be a million. */
struct cached {
	int64_t paper; /* 0: empty place */
	struct compose_block block;
};

struct frozen {
	struct store *store;
	struct arena *arena;
	struct edition edition;
	struct compose_settings settings;
	struct compose_templates *templates;
	struct token_key key;
	struct compose_edition compose;
	struct compose_common *common;
	struct cached **places; /* open addressing by paper */
	size_t size, used;
};

struct compose_settings frozen_settings(const struct conf *conf)
{
	return (struct compose_settings){
		.from = conf->mail.from,
		.domain = conf->mail.domain,
		.address = conf->mail.address,
		.list_id = conf->mail.list_id,
		.admin = conf->mail.admin,
		.archive_url = conf->archive_url,
		.unsubscribe_url = conf->mail.unsubscribe_url,
	};
}

static void template_name(struct buf *out, const char *name)
{
	buf_clear(out);
	buf_addf(out, "template:%s", name);
}

static int put_templates(struct store *store, int edition, const char *dir,
                         struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(TEXTS_BYTES);
	struct buf name CLEANUP(buf_deinit) = BUF(256);
	struct compose_source *sources;
	struct compose_templates *check;

	sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));
	if (compose_sources_read(dir, arena, sources, err))
		return -1;
	/* A broken template stops here, before anything is queued with it. */
	check = compose_templates_new(sources, n_compose_template_names, err);
	if (!check)
		return err_prefix(err, "%s", dir);
	compose_templates_free(check);
	for (size_t i = 0; i < n_compose_template_names; i++) {
		template_name(&name, sources[i].name);
		if (store_asset_put(store, edition, buf_cstr(&name),
		                    sources[i].text, err))
			return -1;
	}
	return 0;
}

int frozen_put(struct store *store, int edition, const struct conf *conf,
               int64_t now, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(TEXTS_BYTES);
	struct compose_settings settings = frozen_settings(conf);
	struct buf text CLEANUP(buf_deinit) = BUF(65536);
	struct token_key key;
	struct str done;
	char id[4];
	int rc = store_asset(store, edition, "key", arena, &done, err);

	if (rc <= 0)
		return rc;
	compose_settings_print(&settings, &text);
	if (store_begin(store, err) || signing_key(store, now, &key, err) ||
	    put_templates(store, edition, conf->templates_dir, err) ||
	    store_asset_put(store, edition, "settings", buf_str(&text), err))
		return -1;
	snprintf(id, sizeof(id), "%d", key.id);
	return store_asset_put(store, edition, "key", str_of(id), err) ||
	                       store_commit(store, err)
	               ? -1
	               : 0;
}

int frozen_templates(struct store *store, int edition, struct arena *arena,
                     struct compose_templates **templates, struct err *err)
{
	struct buf name CLEANUP(buf_deinit) = BUF(256);
	struct compose_source *sources;

	sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));
	for (size_t i = 0; i < n_compose_template_names; i++) {
		sources[i].name = compose_template_names[i];
		template_name(&name, sources[i].name);
		if (store_asset(store, edition, buf_cstr(&name), arena,
		                &sources[i].text, err) < 0)
			return -1;
	}
	*templates =
	        compose_templates_new(sources, n_compose_template_names, err);
	return *templates ? 0 : -1;
}

int frozen_put_block(struct store *store, int edition, int64_t paper,
                     const struct compose_block *block, struct err *err)
{
	for (int part = 0; part < COMPOSE_PARTS; part++)
		if (store_block_put(store, edition, paper, part,
		                    block->decoded[part], block->encoded[part],
		                    err))
			return -1;
	return 0;
}

static struct cached **place(struct frozen *f, int64_t paper)
{
	size_t at =
	        (((uint64_t)paper * 0x9e3779b97f4a7c15u) >> 32) & (f->size - 1);

	while (f->places[at] && f->places[at]->paper != paper)
		at = (at + 1) & (f->size - 1);
	return &f->places[at];
}

static void grow(struct frozen *f)
{
	struct cached **old = f->places;
	size_t n = f->size;

	if (2 * f->used < f->size)
		return;
	f->size = n ? 2 * n : CACHE_MIN;
	f->places = calloc(f->size, sizeof(*f->places));
	if (!f->places)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i])
			*place(f, old[i]->paper) = old[i];
	free(old);
}

static const struct compose_block *get_block(void *ctx, int64_t paper)
{
	struct frozen *f = ctx;
	struct cached **at;
	struct cached *c;

	grow(f);
	at = place(f, paper);
	if (*at)
		return &(*at)->block;
	c = arena_alloc(f->arena, sizeof(*c));
	c->paper = paper;
	if (store_block(f->store, f->edition.date, paper, f->arena,
	                c->block.encoded, c->block.decoded, COMPOSE_PARTS,
	                NULL))
		return NULL;
	f->used++;
	*at = c;
	return &c->block;
}

static int open_parts(struct frozen *f, int date, struct err *err)
{
	struct str text, id;
	int64_t key;
	int rc = store_edition(f->store, date, &f->edition, err);

	if (!rc)
		rc = store_asset(f->store, date, "settings", f->arena, &text,
		                 err);
	if (!rc)
		rc = store_asset(f->store, date, "key", f->arena, &id, err);
	if (rc > 0)
		return err_set(err, "nothing is frozen for it");
	if (rc || compose_settings_parse(text, f->arena, &f->settings, err) ||
	    frozen_templates(f->store, date, f->arena, &f->templates, err))
		return -1;
	if (str_to_int(id, 1, 255, &key) ||
	    signing_key_by_id(f->store, (uint8_t)key, &f->key, err))
		return err_set(err, "its signing key is gone");
	return 0;
}

struct frozen *frozen_open(struct store *store, int edition, struct err *err)
{
	struct frozen *f = calloc(1, sizeof(*f));
	char date[DATE_LEN];

	if (!f)
		abort();
	f->store = store;
	f->arena = arena_new(BLOCKS_BYTES);
	if (open_parts(f, edition, err)) {
		err_prefix(err, "edition %s", date_format(edition, date));
		frozen_close(f);
		return NULL;
	}
	f->compose = (struct compose_edition){
		.templates = f->templates,
		.settings = &f->settings,
		.edition = &f->edition,
		.key = &f->key,
		.block = get_block,
		.ctx = f,
	};
	f->compose.common = f->common = compose_common_new(&f->compose, err);
	if (!f->common) {
		frozen_close(f);
		return NULL;
	}
	return f;
}

void frozen_close(struct frozen *frozen)
{
	if (!frozen)
		return;
	compose_common_free(frozen->common);
	compose_templates_free(frozen->templates);
	arena_free(frozen->arena);
	free(frozen->places);
	free(frozen);
}

int frozen_date(const struct frozen *frozen)
{
	return frozen->edition.date;
}

const struct compose_edition *frozen_edition(const struct frozen *frozen)
{
	return &frozen->compose;
}

#pragma once
/*
 * What fixes the bytes of an edition's mails, kept from queueing on: named
 * assets (templates, settings, the signing key's id) and the encoded blocks of
 * papers. What is frozen is never changed.
 */
#include "store/store.h"

/* In the caller's transaction. Keeps what is there already. */
int store_asset_put(struct store *store, int edition, const char *name,
                    struct str bytes, struct err *err);

/* 0; 1: there is none (*bytes is empty). */
int store_asset(struct store *store, int edition, const char *name,
                struct arena *arena, struct str *bytes, struct err *err);

/* In the caller's transaction. Keeps what is there already. */
int store_block_put(struct store *store, int edition, int64_t paper, int part,
                    uint32_t decoded, struct str bytes, struct err *err);

/* All parts of one paper, by part number; parts[i] empty where there is none.
 * 0; 1: the paper has no block. */
int store_block(struct store *store, int edition, int64_t paper,
                struct arena *arena, struct str *parts, uint32_t *decoded,
                int n_parts, struct err *err);

#pragma once
/*
 * What the store says, as a text file for the textfile collector of
 * Prometheus's node_exporter (the exposition format, version 0.0.4): written
 * whole under another name, then renamed, so that nobody reads half of it.
 */
#include "base/buf.h"
#include "base/err.h"
#include "conf/conf.h"
#include "store/store.h"

/* Where metrics_file is set; else nothing is done. Mode 0644: another user
 * reads it. */
int metrics_write(const struct conf *conf, struct store *store, int64_t now,
                  struct err *err);

/* The text alone. */
int metrics_print(const struct conf *conf, struct store *store, int64_t now,
                  struct buf *out, struct err *err);

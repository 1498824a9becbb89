#pragma once
/*
 * What conf_load cannot see because it belongs to others: do the templates of
 * mail and archive compile, and name only what there is? Part of `digestd -n`
 * and of every start and reload.
 */
#include "base/buf.h"
#include "conf/conf.h"

/* 0, or < 0: *problems has a line for each, "DIR/FILE: line N: reason". */
int check_texts(const struct conf *conf, struct buf *problems);

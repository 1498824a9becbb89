#pragma once
/*
 * What conf cannot see because it belongs to others: do the templates of mail
 * and archive fit together, and name only what there is? Part of `digestd -n`
 * and of every start and reload: a conf_look_fn for conf_load_with.
 */
#include "conf/conf.h"

void check_templates(const char *dir, struct conf_reader *r);

/* The trained weights, which the scorer, the model's fallback and its prefilter
 * read: appends "FILE:LINE: what is wrong" and returns -1 where the file is
 * there and cannot be used. */
int check_weights(const struct conf *conf, struct buf *problems);

#pragma once
/*
 * What conf cannot see because it belongs to others: do the templates of mail
 * and archive fit together, and name only what there is? Part of `digestd -n`
 * and of every start and reload: a conf_look_fn for conf_load_with.
 */
#include "conf/conf.h"

void check_templates(const char *dir, struct conf_reader *r);

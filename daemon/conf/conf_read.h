#pragma once
/*
 * From libconfig's tree into struct conf, by the table, and what holds between
 * settings. Inside daemon/conf only.
 */
#include <libconfig.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "conf/conf_problems.h"

struct conf_reader {
	struct conf *conf;
	struct arena *arena; /* conf's own */
	const char *dir;     /* of the config file */
	const config_t *tree;
	struct conf_problems *problems;
	bool waived; /* inside a group that is absent and may be */
};

/* Each setting alone: known, of its type, in range, valid; defaults where it
 * is absent. A field whose setting was wrong is zero. */
void conf_read_settings(struct conf_reader *r);

/* conf_whole.c: what one setting says of another, and the defaults that are
 * made of other settings. Takes wrong and missing ones as "not said". */
void conf_read_whole(struct conf_reader *r);

/* conf_files.c: secrets, templates and prompts are there. look: conf.h's. */
void conf_read_files(struct conf_reader *r, conf_look_fn *look);

/* The line of this setting ("mail.smtp.user"), else of the group it would
 * stand in, else 1. No lists in the path. */
unsigned conf_line(const struct conf_reader *r, const char *path);

#pragma once
/*
 * The table of all settings. Inside daemon/conf only; what an admin may write
 * and what it means is in conf_settings.c, row by row.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

enum setting_kind {
	SETTING_GROUP,    /* { ... } */
	SETTING_LIST,     /* ( { ... }, ... ): arena array of structs */
	SETTING_STRING,   /* what the field is, its parse knows */
	SETTING_DURATION, /* "12h": int64_t, seconds */
	SETTING_STRINGS,  /* [ "...", ... ]: const char *const * */
	SETTING_FLAGS,    /* [ "...", ... ]: unsigned, each parse ors its bit */
	SETTING_INT,      /* int */
	SETTING_REAL,     /* double */
	SETTING_BOOL,     /* bool */
};

/* What a parse gets to know besides the text. */
struct setting_parse {
	const struct setting *row;
	struct arena *arena; /* where its results live */
	const char *dir;     /* of the config file */
};

struct setting {
	/* "schedule.time"; "sources[].url" is a member of a list's groups. */
	const char *path;
	enum setting_kind kind;
	enum {
		SETTING_REQUIRED = 1, /* "" counts as not given */
		SETTING_PRESENT = 2,  /* group: its own bool says whether it is
		                       * there; if not, nothing is required */
		SETTING_EMPTY = 4,    /* may be given as "", with another
		                       * fallback */
	} flags;
	/* What holds when the setting is absent, as it would be written (flags
	 * separated by blanks). "": a string that is "" then, without asking
	 * parse, and may be given as "" unless it is required. NULL: zero. */
	const char *fallback;
	/* Of the number; of the seconds (durations); of the octets (strings,
	 * min 0) or, for lists and arrays, of the elements. */
	double min, max;
	/* Checks text and writes *field; 0 or < 0 with the reason. */
	int (*parse)(const struct setting_parse *in, const char *text,
	             void *field, struct err *err);
	/* In struct conf, or in the struct of a list's element; where to count
	 * elements (size_t); an element's size. */
	size_t offset, count, size;
};

extern const struct setting settings[];
extern const size_t n_settings;

/* Of the member NAME of PREFIX ("", "mail.smtp.", "topics[]."), or NULL. */
const struct setting *setting_find(const char *prefix, const char *name);

/* The name of the row in PREFIX, or NULL when it stands elsewhere. */
const char *setting_name_in(const struct setting *row, const char *prefix);

/* The path an admin most likely meant by NAME in PREFIX, or NULL: first a like
 * name in the same place, then one there that begins so, then the very name in
 * another. */
const char *setting_nearest(const char *prefix, const char *name);

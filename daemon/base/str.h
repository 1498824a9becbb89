#pragma once
/*
 * struct str looks at bytes that somebody else owns; it is not terminated and
 * never freed. For building text see base/buf.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *ptr; /* may be NULL when len is 0 */
	size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })

static inline struct str str_of(const char *s)
{
	return (struct str){ s, s ? strlen(s) : 0 };
}

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);

/* Without white space (space, tab, CR, LF, FF, VT) at both ends. */
struct str str_trim(struct str s);

/* Cuts the next field off the front of *rest, up to sep or the end; false when
 * *rest was exhausted before (an empty last field is returned once). Start
 * with a str whose ptr is not NULL. */
bool str_split(struct str *rest, char sep, struct str *field);

/* Position of the first needle, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);

/* The whole string as a decimal number within [min, max]; 0 or -1. White
 * space, a plus sign, overflow and trailing bytes are refused. */
int str_to_int(struct str s, int64_t min, int64_t max, int64_t *out);

/* The whole string as a finite decimal number ("8", "8.5", "-1"); 0 or -1. */
int str_to_double(struct str s, double *out);

/* Damerau-Levenshtein distance (restricted), ASCII case folded; for "did you
 * mean". Strings over 64 bytes count as far apart. */
unsigned str_distance(struct str a, struct str b);

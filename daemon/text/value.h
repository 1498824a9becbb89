#pragma once
/*
 * The data that templates are rendered with: a tree of strings, numbers,
 * truth values, lists and maps, built in an arena. Lookups in a map are by
 * linear search; maps are small. Build in one thread; once built, any number
 * may render from it.
 *
 * As in mustache.js, a section is skipped (and an inverted one shown) for what
 * is absent, NULL, false, an empty list, 0, and the empty string. An empty map
 * counts as something.
 */
#include <stdbool.h>

#include "base/arena.h"

struct value;

struct value *value_map(struct arena *a);
struct value *value_list(struct arena *a);

/* Neither strings nor names are copied: they live as long as the arena's owner
 * says. NULL strings are false. A name set twice: the later wins. A name with
 * dots is found as written from no template, set maps inside maps. */
void value_set_str(struct value *map, const char *name, const char *s);
void value_set_strn(struct value *map, const char *name, struct str s);
void value_set_int(struct value *map, const char *name, long n);
void value_set_bool(struct value *map, const char *name, bool b);
void value_set(struct value *map, const char *name, struct value *child);
void value_push(struct value *list, struct value *child);
void value_push_str(struct value *list, const char *s);

/* Number set in this very map, or def: absent, no number, map is NULL or no
 * map. For shared callbacks, see text/template.h. */
long value_get_int(const struct value *map, const char *name, long def);

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

/*
 * Records are maps whose names are known beforehand, for what is built anew for
 * every mail: no search and no memory of its own for each member. Members are
 * addressed by their place in the shape's list of names; all are there, and
 * NULL until set. Names and shape live as long as the records.
 */
struct value_shape;
struct value_shape *value_shape_new(struct arena *a, const char *const *names,
                                    size_t n);
struct value *value_record(struct arena *a, const struct value_shape *shape);

void value_put_str(struct value *record, size_t member, const char *s);
void value_put_int(struct value *record, size_t member, long n);
void value_put_bool(struct value *record, size_t member, bool b);
void value_put(struct value *record, size_t member, struct value *child);

/* The number that is this member of a record of this shape; def: it is no such
 * record, or the member no number. */
long value_at(const struct value *record, const struct value_shape *shape,
              size_t member, long def);

/* Number set in this very map, or def: absent, no number, map is NULL or no
 * map. For shared callbacks, see text/template.h. */
long value_get_int(const struct value *map, const char *name, long def);

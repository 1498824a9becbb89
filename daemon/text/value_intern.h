#pragma once
/* How values look inside: for value.c and the renderer. */
#include <stdint.h>

#include "text/value.h"

enum value_kind {
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_INT, /* str holds its digits, so that rendering only copies */
	VALUE_STR,
	VALUE_LIST,
	VALUE_MAP,
	VALUE_RECORD,
};

/* Where to look for a name: by its hash's first bits the number (from 1) of
 * the first member that has them; 0: none has. */
enum { PLACES = 128 };
struct value_places {
	uint8_t first[PLACES];
};

struct value_member {
	uint32_t hash;
	struct str name;
	struct value *value;
};

struct value_shape {
	struct value_places places;
	struct value_member *members; /* without values */
	size_t n;
};

struct value {
	enum value_kind kind;
	union {
		struct {
			struct str str;
			long number; /* INT; BOOL: 0 or 1 */
		};
		struct {
			struct arena *arena; /* LIST and MAP grow in it */
			size_t n, cap;
			union {
				struct value **items;
				struct {
					struct value_member *members;
					struct value_places *places;
				};
			};
		};
		struct {
			const struct value_shape *shape; /* RECORD */
			const struct value **fields;     /* own or others' */
			struct value *own;
			struct arena *room;
		};
	};
};

/* FNV-1a: names are short, and templates carry theirs hashed already. */
static inline uint32_t value_hash(struct str name)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)name.ptr[i]) * 16777619u;
	return h;
}

/* The member of a map, NULL when absent or v is no map (or NULL). */
const struct value *value_find(const struct value *v, uint32_t hash,
                               struct str name);

/* The number, from 1, of the member; 0: it has none of that name. */
size_t value_shape_find(const struct value_shape *shape, uint32_t hash,
                        struct str name);

static inline bool value_is_map(const struct value *v)
{
	return v->kind == VALUE_MAP || v->kind == VALUE_RECORD;
}

/* What a section asks. NULL is false. */
bool value_is_true(const struct value *v);

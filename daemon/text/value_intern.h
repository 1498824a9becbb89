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
	VALUE_MAP
};

struct value_member {
	uint32_t hash;
	struct str name;
	struct value *value;
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
				struct value_member *members;
			};
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

/* What a section asks. NULL is false. */
bool value_is_true(const struct value *v);

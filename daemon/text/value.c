#include "text/value.h"

#include <stdio.h>

#include "text/value_intern.h"

static struct value *new_value(struct arena *a, enum value_kind kind)
{
	struct value *v = arena_alloc(a, sizeof(*v));

	v->kind = kind;
	return v;
}

static struct value *new_container(struct arena *a, enum value_kind kind)
{
	struct value *v = new_value(a, kind);

	v->arena = a;
	return v;
}

static struct value *new_str(struct arena *a, struct str s)
{
	struct value *v = new_value(a, s.ptr ? VALUE_STR : VALUE_NULL);

	v->str = s;
	return v;
}

struct value *value_map(struct arena *a)
{
	return new_container(a, VALUE_MAP);
}

struct value *value_list(struct arena *a)
{
	return new_container(a, VALUE_LIST);
}

/* Room for one more; the old array stays in the arena, at most as much again
 * as the last one. */
static void *grown(struct value *v, void *old, size_t size)
{
	void *bigger;

	if (v->n < v->cap)
		return old;
	v->cap = v->cap ? v->cap * 2 : 8;
	bigger = arena_array(v->arena, v->cap, size);
	if (v->n)
		memcpy(bigger, old, v->n * size);
	return bigger;
}

static struct value_member *find(const struct value *map, uint32_t hash,
                                 struct str name)
{
	for (size_t i = 0; i < map->n; i++)
		if (map->members[i].hash == hash &&
		    str_eq(map->members[i].name, name))
			return &map->members[i];
	return NULL;
}

const struct value *value_find(const struct value *v, uint32_t hash,
                               struct str name)
{
	const struct value_member *m;

	if (!v || v->kind != VALUE_MAP)
		return NULL;
	m = find(v, hash, name);
	return m ? m->value : NULL;
}

void value_set(struct value *map, const char *name, struct value *child)
{
	struct str key = str_of(name);
	uint32_t hash = value_hash(key);
	struct value_member *m = find(map, hash, key);

	if (!m) {
		map->members = grown(map, map->members, sizeof(*m));
		m = &map->members[map->n++];
	}
	*m = (struct value_member){ hash, key, child };
}

void value_set_strn(struct value *map, const char *name, struct str s)
{
	value_set(map, name, new_str(map->arena, s));
}

void value_set_str(struct value *map, const char *name, const char *s)
{
	value_set_strn(map, name, str_of(s));
}

void value_set_int(struct value *map, const char *name, long n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%ld", n);
	struct value *v = new_value(map->arena, VALUE_INT);

	v->number = n;
	v->str.len = (size_t)len;
	v->str.ptr = arena_strndup(map->arena, digits, v->str.len);
	value_set(map, name, v);
}

void value_set_bool(struct value *map, const char *name, bool b)
{
	struct value *v = new_value(map->arena, VALUE_BOOL);

	v->number = b;
	v->str = b ? STR("true") : STR("false");
	value_set(map, name, v);
}

void value_push(struct value *list, struct value *child)
{
	list->items = grown(list, list->items, sizeof(child));
	list->items[list->n++] = child;
}

void value_push_str(struct value *list, const char *s)
{
	value_push(list, new_str(list->arena, str_of(s)));
}

long value_get_int(const struct value *map, const char *name, long def)
{
	struct str key = str_of(name);
	const struct value *v = value_find(map, value_hash(key), key);

	return v && v->kind == VALUE_INT ? v->number : def;
}

bool value_is_true(const struct value *v)
{
	if (!v)
		return false;
	switch (v->kind) {
	case VALUE_NULL:
		return false;
	case VALUE_BOOL:
	case VALUE_INT:
		return v->number != 0;
	case VALUE_STR:
		return v->str.len > 0;
	case VALUE_LIST:
		return v->n > 0;
	case VALUE_MAP:
		return true;
	}
	return false;
}

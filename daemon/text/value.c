#include "text/value.h"

#include "text/value_intern.h"

static struct value *new_value(struct arena *a, enum value_kind kind)
{
	struct value *v = arena_alloc(a, sizeof(*v));

	v->kind = kind;
	return v;
}

static void set_str(struct value *v, struct str s)
{
	v->kind = s.ptr ? VALUE_STR : VALUE_NULL;
	v->str = s;
}

static void set_int(struct value *v, long n, struct arena *a)
{
	char text[24], *p = text + sizeof(text);
	unsigned long rest = n < 0 ? -(unsigned long)n : (unsigned long)n;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	v->kind = VALUE_INT;
	v->number = n;
	v->str.len = (size_t)(text + sizeof(text) - p);
	v->str.ptr = arena_strndup(a, p, v->str.len);
}

static const struct value *truth(bool b)
{
	static const struct value values[] = {
		{ .kind = VALUE_BOOL, .str = { "false", 5 }, .number = 0 },
		{ .kind = VALUE_BOOL, .str = { "true", 4 }, .number = 1 },
	};

	return &values[b];
}

/* ---- lists and maps ---- */

static struct value *new_container(struct arena *a, enum value_kind kind)
{
	struct value *v = new_value(a, kind);

	v->arena = a;
	return v;
}

struct value *value_map(struct arena *a)
{
	struct value *map = new_container(a, VALUE_MAP);

	map->places = arena_alloc(a, sizeof(*map->places));
	return map;
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

static uint8_t *place(struct value_places *places, uint32_t hash)
{
	return &places->first[hash >> 25];
}

/* The number of the member; n: there is none. */
static inline size_t find(const struct value_places *places,
                          const struct value_member *members, size_t n,
                          uint32_t hash, struct str name)
{
	size_t first = places->first[hash >> 25];

	if (!first)
		return n;
	for (size_t i = first - 1; i < n; i++)
		if (members[i].hash == hash && str_eq(members[i].name, name))
			return i;
	return n;
}

/* The last of n members has this hash. Beyond what a byte can count they all
 * have the last number that it can: found all the same, after a search. */
static void note_place(struct value_places *places, uint32_t hash, size_t n)
{
	uint8_t *first = place(places, hash);

	if (!*first)
		*first = (uint8_t)(n < UINT8_MAX ? n : UINT8_MAX);
}

const struct value *value_find(const struct value *v, uint32_t hash,
                               struct str name)
{
	size_t i;

	if (!v)
		return NULL;
	if (v->kind == VALUE_RECORD) {
		i = value_shape_find(v->shape, hash, name);
		return i ? v->fields[i - 1] : NULL;
	}
	if (v->kind != VALUE_MAP)
		return NULL;
	i = find(v->places, v->members, v->n, hash, name);
	return i < v->n ? v->members[i].value : NULL;
}

void value_set(struct value *map, const char *name, struct value *child)
{
	struct str key = str_of(name);
	uint32_t hash = value_hash(key);
	size_t i = find(map->places, map->members, map->n, hash, key);

	if (i == map->n) {
		map->members = grown(map, map->members, sizeof(*map->members));
		note_place(map->places, hash, ++map->n);
	}
	map->members[i] = (struct value_member){ hash, key, child };
}

void value_set_strn(struct value *map, const char *name, struct str s)
{
	struct value *v = new_value(map->arena, VALUE_STR);

	set_str(v, s);
	value_set(map, name, v);
}

void value_set_str(struct value *map, const char *name, const char *s)
{
	value_set_strn(map, name, str_of(s));
}

void value_set_int(struct value *map, const char *name, long n)
{
	struct value *v = new_value(map->arena, VALUE_INT);

	set_int(v, n, map->arena);
	value_set(map, name, v);
}

void value_set_bool(struct value *map, const char *name, bool b)
{
	struct value *v = new_value(map->arena, VALUE_BOOL);

	*v = *truth(b);
	value_set(map, name, v);
}

void value_push(struct value *list, struct value *child)
{
	list->items = grown(list, list->items, sizeof(child));
	list->items[list->n++] = child;
}

void value_push_str(struct value *list, const char *s)
{
	struct value *v = new_value(list->arena, VALUE_STR);

	set_str(v, str_of(s));
	value_push(list, v);
}

/* ---- records ---- */

struct value_shape *value_shape_new(struct arena *a, const char *const *names,
                                    size_t n)
{
	struct value_shape *shape = arena_alloc(a, sizeof(*shape));

	shape->members = arena_array(a, n, sizeof(*shape->members));
	shape->n = n;
	for (size_t i = 0; i < n; i++) {
		struct value_member *m = &shape->members[i];

		m->name = str_of(names[i]);
		m->hash = value_hash(m->name);
		note_place(&shape->places, m->hash, i + 1);
	}
	return shape;
}

size_t value_shape_find(const struct value_shape *shape, uint32_t hash,
                        struct str name)
{
	size_t i = find(&shape->places, shape->members, shape->n, hash, name);

	return i < shape->n ? i + 1 : 0;
}

struct value *value_record(struct arena *a, const struct value_shape *shape)
{
	struct value *v = new_value(a, VALUE_RECORD);

	v->shape = shape;
	v->room = a;
	v->fields = arena_array(a, shape->n, sizeof(*v->fields));
	v->own = arena_array(a, shape->n, sizeof(*v->own));
	for (size_t i = 0; i < shape->n; i++)
		v->fields[i] = &v->own[i];
	return v;
}

void value_put_str(struct value *record, size_t member, const char *s)
{
	set_str(&record->own[member], str_of(s));
}

void value_put_int(struct value *record, size_t member, long n)
{
	set_int(&record->own[member], n, record->room);
}

void value_put_bool(struct value *record, size_t member, bool b)
{
	record->fields[member] = truth(b);
}

void value_put(struct value *record, size_t member, struct value *child)
{
	record->fields[member] = child;
}

/* ---- asking ---- */

long value_at(const struct value *record, const struct value_shape *shape,
              size_t member, long def)
{
	const struct value *v;

	if (!record || record->kind != VALUE_RECORD || record->shape != shape)
		return def;
	v = record->fields[member];
	return v->kind == VALUE_INT ? v->number : def;
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
	case VALUE_RECORD:
		return true;
	}
	return false;
}

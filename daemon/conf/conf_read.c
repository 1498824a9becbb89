#include "conf/conf_read.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "conf/conf_settings.h"
#include "text/charset.h"

/* One setting on its way: its row, its path as shown ("topics[3].id"), the
 * struct it goes to. */
struct place {
	const struct setting *row;
	const char *path;
	char *base;
};

static void *field(const struct place *at)
{
	return at->base + at->row->offset;
}

unsigned conf_line(const struct conf_reader *r, const char *path)
{
	char *part = arena_strdup(r->arena, path), *dot;
	const config_setting_t *s;

	while (!(s = config_lookup(r->tree, part)) &&
	       (dot = strrchr(part, '.')))
		*dot = '\0';
	return s ? config_setting_source_line(s) : 1;
}

static const char *type_name(const config_setting_t *s)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_GROUP:
		return "a group";
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
	case CONFIG_TYPE_FLOAT:
		return "a number";
	case CONFIG_TYPE_STRING:
		return "a string";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_ARRAY:
		return "an array";
	default:
		return "a list";
	}
}

static void wrong_type(struct conf_reader *r, const char *path,
                       const config_setting_t *s, const char *wanted)
{
	conf_problem(r->problems, config_setting_source_line(s), path,
	             "wants %s, not %s", wanted, type_name(s));
}

static bool falls_back_to_empty(const struct setting *row)
{
	return row->kind == SETTING_STRING && row->fallback && !*row->fallback;
}

static bool may_be_empty(const struct setting *row)
{
	return row->flags & SETTING_EMPTY ||
	       (falls_back_to_empty(row) && !(row->flags & SETTING_REQUIRED));
}

/* Of a string or an element of an array. */
static int parse(struct conf_reader *r, const struct place *at,
                 const char *path, unsigned line, const char *text, void *to)
{
	const struct setting *row = at->row;
	struct setting_parse in = { row, r->arena, r->dir };
	struct err err = { "" };

	if (!utf8_valid(str_of(text)))
		err_set(&err, "is not UTF-8");
	else if (!*text && may_be_empty(row))
		*(const char **)to = "";
	else
		row->parse(&in, text, to, &err);
	if (!err.msg[0])
		return 0;
	conf_problem(r->problems, line, path, "%s", err.msg);
	return -1;
}

static void read_string(struct conf_reader *r, const struct place *at,
                        const config_setting_t *s)
{
	unsigned line = config_setting_source_line(s);
	const char *text = config_setting_get_string(s);

	if (!text) {
		wrong_type(r, at->path, s, "a string");
		return;
	}
	if (at->row->kind == SETTING_STRING &&
	    strlen(text) > (size_t)at->row->max)
		conf_problem(r->problems, line, at->path,
		             "longer than %.0f octets", at->row->max);
	else
		parse(r, at, at->path, line, text, field(at));
}

/* Any number, as a double: all our ranges fit its 53 bits. */
static int get_number(const config_setting_t *s, double *v)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_INT:
		*v = config_setting_get_int(s);
		return 0;
	case CONFIG_TYPE_INT64:
		*v = (double)config_setting_get_int64(s);
		return 0;
	case CONFIG_TYPE_FLOAT:
		*v = config_setting_get_float(s);
		return 0;
	default:
		return -1;
	}
}

static void read_number(struct conf_reader *r, const struct place *at,
                        const config_setting_t *s)
{
	const struct setting *row = at->row;
	bool whole = row->kind == SETTING_INT;
	double v;

	if (get_number(s, &v)) {
		wrong_type(r, at->path, s,
		           whole ? "a whole number" : "a number");
	} else if (!(v >= row->min && v <= row->max)) {
		conf_problem(r->problems, config_setting_source_line(s),
		             at->path, "%.15g is out of range (%.15g to %.15g)",
		             v, row->min, row->max);
	} else if (!whole) {
		*(double *)field(at) = v;
	} else if (v != floor(v)) {
		conf_problem(r->problems, config_setting_source_line(s),
		             at->path, "wants a whole number, not %.15g", v);
	} else {
		*(int *)field(at) = (int)v;
	}
}

static void read_bool(struct conf_reader *r, const struct place *at,
                      const config_setting_t *s)
{
	if (config_setting_type(s) != CONFIG_TYPE_BOOL)
		wrong_type(r, at->path, s, "true or false");
	else
		*(bool *)field(at) = config_setting_get_bool(s);
}

/* SETTING_STRINGS and SETTING_FLAGS. A list ( ) passes for an array [ ]. */
static void read_strings(struct conf_reader *r, const struct place *at,
                         const config_setting_t *s)
{
	const struct setting *row = at->row;
	bool flags = row->kind == SETTING_FLAGS;
	unsigned n = (unsigned)config_setting_length(s);
	const char **list;

	if (!config_setting_is_array(s) && !config_setting_is_list(s)) {
		wrong_type(r, at->path, s,
		           "an array of strings, [ \"...\", \"...\" ]");
		return;
	}
	if (n < row->min || n > row->max) {
		conf_problem(r->problems, config_setting_source_line(s),
		             at->path, "has %u elements, not %.0f to %.0f", n,
		             row->min, row->max);
		return;
	}
	list = arena_array(r->arena, n + 1, sizeof(*list));
	for (unsigned i = 0; i < n; i++) {
		const config_setting_t *e = config_setting_get_elem(s, i);
		const char *text = config_setting_get_string(e);
		char *path = arena_printf(r->arena, "%s[%u]", at->path, i);

		list[i] = "";
		if (!text)
			wrong_type(r, path, e, "a string");
		else
			parse(r, at, path, config_setting_source_line(e), text,
			      flags ? field(at) : (void *)&list[i]);
	}
	if (flags)
		return;
	*(const char *const **)field(at) = list;
	*(size_t *)(at->base + row->count) = n;
}

static void read_members(struct conf_reader *r, const char *prefix,
                         const char *shown, char *base,
                         const config_setting_t *group, unsigned line);

static void read_list(struct conf_reader *r, const struct place *at,
                      const config_setting_t *s)
{
	const struct setting *row = at->row;
	const char *prefix = arena_printf(r->arena, "%s[].", row->path);
	unsigned n = (unsigned)config_setting_length(s);
	unsigned line = config_setting_source_line(s);
	char *items;

	/* libconfig reads "()" as a list, "[]" as an array: both may be
	 * meant as "none". */
	if (!config_setting_is_list(s) &&
	    !(config_setting_is_array(s) && n == 0)) {
		wrong_type(r, at->path, s, "a list of groups, ( { ... } )");
		return;
	}
	if (n < row->min || n > row->max) {
		conf_problem(r->problems, line, at->path,
		             n ? "has %u elements, more than %.0f"
		               : "is empty; at least one is needed",
		             n, row->max);
		return;
	}
	items = arena_array(r->arena, n, row->size);
	for (unsigned i = 0; i < n; i++) {
		const config_setting_t *e = config_setting_get_elem(s, i);
		char *path = arena_printf(r->arena, "%s[%u]", at->path, i);

		if (!config_setting_is_group(e))
			wrong_type(r, path, e, "a group, { ... }");
		else
			read_members(r, prefix,
			             arena_printf(r->arena, "%s.", path),
			             items + i * row->size, e,
			             config_setting_source_line(e));
	}
	*(void **)field(at) = items;
	*(size_t *)(at->base + row->count) = n;
}

static void read_group(struct conf_reader *r, const struct place *at,
                       const config_setting_t *s, unsigned line)
{
	const struct setting *row = at->row;
	const char *prefix = arena_printf(r->arena, "%s.", row->path);
	bool waived = r->waived;

	if (s && !config_setting_is_group(s)) {
		wrong_type(r, at->path, s, "a group, { ... }");
		return;
	}
	if (row->flags & SETTING_PRESENT) {
		*(bool *)field(at) = s != NULL;
		r->waived |= !s;
	}
	read_members(r, prefix, prefix, at->base, s,
	             s ? config_setting_source_line(s) : line);
	r->waived = waived;
}

/* The table's own values: they are right, a test reads them all. */
static void use_fallback(struct conf_reader *r, const struct place *at,
                         unsigned line)
{
	const struct setting *row = at->row;
	struct str rest, word;
	double number = 0;

	if (row->flags & SETTING_REQUIRED && !r->waived)
		conf_problem(r->problems, line, at->path,
		             "is required and not set");
	if (!row->fallback)
		return;
	if (falls_back_to_empty(row)) {
		*(const char **)field(at) = "";
		return;
	}
	rest = str_of(row->fallback);
	switch (row->kind) {
	case SETTING_STRING:
	case SETTING_DURATION:
		parse(r, at, at->path, line, row->fallback, field(at));
		break;
	case SETTING_FLAGS:
		while (str_split(&rest, ' ', &word))
			parse(r, at, at->path, line, arena_str(r->arena, word),
			      field(at));
		break;
	case SETTING_BOOL:
		*(bool *)field(at) = !strcmp(row->fallback, "true");
		break;
	case SETTING_INT:
	case SETTING_REAL:
		str_to_double(rest, &number);
		if (row->kind == SETTING_INT)
			*(int *)field(at) = (int)number;
		else
			*(double *)field(at) = number;
		break;
	default:
		break;
	}
}

static void read_setting(struct conf_reader *r, const struct place *at,
                         const config_setting_t *s, unsigned line)
{
	if (at->row->kind == SETTING_GROUP) {
		read_group(r, at, s, line);
		return;
	}
	if (!s) {
		use_fallback(r, at, line);
		return;
	}
	switch (at->row->kind) {
	case SETTING_LIST:
		read_list(r, at, s);
		break;
	case SETTING_STRING:
	case SETTING_DURATION:
		read_string(r, at, s);
		break;
	case SETTING_STRINGS:
	case SETTING_FLAGS:
		read_strings(r, at, s);
		break;
	case SETTING_BOOL:
		read_bool(r, at, s);
		break;
	default:
		read_number(r, at, s);
		break;
	}
}

static void report_unknown(struct conf_reader *r, const char *prefix,
                           const char *shown, const config_setting_t *group)
{
	for (unsigned i = 0; i < (unsigned)config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, i);
		const char *name = config_setting_name(s);
		const char *near;

		if (setting_find(prefix, name))
			continue;
		near = setting_nearest(prefix, name);
		conf_problem(r->problems, config_setting_source_line(s),
		             arena_printf(r->arena, "%s%s", shown, name),
		             "unknown setting%s%s%s",
		             near ? "; did you mean \"" : "", near ? near : "",
		             near ? "\"?" : "");
	}
}

/* All rows of PREFIX, whether the group names them, or is there at all. line:
 * where to report what is missing. */
static void read_members(struct conf_reader *r, const char *prefix,
                         const char *shown, char *base,
                         const config_setting_t *group, unsigned line)
{
	if (group)
		report_unknown(r, prefix, shown, group);
	for (size_t i = 0; i < n_settings; i++) {
		const char *name = setting_name_in(&settings[i], prefix);
		struct place at = { &settings[i], NULL, base };

		if (!name)
			continue;
		at.path = arena_printf(r->arena, "%s%s", shown, name);
		read_setting(r, &at,
		             group ? config_setting_get_member(group, name)
		                   : NULL,
		             line);
	}
}

void conf_read_settings(struct conf_reader *r)
{
	read_members(r, "", "", (char *)r->conf, config_root_setting(r->tree),
	             1);
}

/* The settings that a mail's bytes hang on, as one text for the store. */
#include "mail/compose.h"

#include <stddef.h>

/* Every member of struct compose_settings, in its order. */
static const struct {
	const char *name;
	size_t offset;
} fields[] = {
	{ "from", offsetof(struct compose_settings, from) },
	{ "domain", offsetof(struct compose_settings, domain) },
	{ "address", offsetof(struct compose_settings, address) },
	{ "list_id", offsetof(struct compose_settings, list_id) },
	{ "admin", offsetof(struct compose_settings, admin) },
	{ "archive_url", offsetof(struct compose_settings, archive_url) },
	{ "unsubscribe_url",
	  offsetof(struct compose_settings, unsubscribe_url) },
};

enum { FIELDS = sizeof(fields) / sizeof(*fields) };

static const char **field(struct compose_settings *s, size_t i)
{
	return (const char **)((char *)s + fields[i].offset);
}

void compose_settings_print(const struct compose_settings *s, struct buf *out)
{
	struct compose_settings copy = *s;

	for (size_t i = 0; i < FIELDS; i++) {
		const char *value = *field(&copy, i);

		buf_addf(out, "%s ", fields[i].name);
		/* The config refuses line breaks; none may add a setting. */
		for (const char *c = value ? value : ""; *c; c++)
			buf_addc(out, (unsigned char)*c < ' ' ? ' ' : *c);
		buf_addc(out, '\n');
	}
}

static int parse_line(struct str line, struct arena *arena,
                      struct compose_settings *s, struct err *err)
{
	struct str name;

	if (!str_split(&line, ' ', &name) || !line.ptr)
		return err_set(err, "settings: a line without a value");
	for (size_t i = 0; i < FIELDS; i++) {
		if (!str_eq(name, str_of(fields[i].name)))
			continue;
		if (*field(s, i))
			return err_set(err, "settings: %s stands twice",
			               fields[i].name);
		*field(s, i) = arena_str(arena, line);
		return 0;
	}
	return err_set(err, "settings: unknown setting %.*s",
	               name.len > 40 ? 40 : (int)name.len, name.ptr);
}

int compose_settings_parse(struct str text, struct arena *arena,
                           struct compose_settings *s, struct err *err)
{
	struct str line;

	*s = (struct compose_settings){ 0 };
	while (str_split(&text, '\n', &line))
		if (line.len && parse_line(line, arena, s, err))
			return -1;
	for (size_t i = 0; i < FIELDS; i++)
		if (!*field(s, i))
			return err_set(err, "settings: %s is missing",
			               fields[i].name);
	return 0;
}

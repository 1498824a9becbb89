/* Authors whom a reader follows: compared without accents and case. */
#include "apply/apply_intern.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "text/tex.h"

enum { FOLLOWS_MAX = 100, NAME_MAX_BYTES = 1024 };

/* Words of a name between single blanks, folded, a blank at both ends. */
static void fold(struct buf *out, const char *name)
{
	struct buf folded CLEANUP(buf_deinit) = BUF(NAME_MAX_BYTES);

	tex_fold(&folded, str_of(name));
	buf_addc(out, ' ');
	for (size_t i = 0; i < folded.len; i++) {
		char c = folded.ptr[i];

		if (c == '.' || c == ',' || c == '-' || c == ' ')
			c = ' ';
		if (c != ' ' || out->ptr[out->len - 1] != ' ')
			buf_addc(out, c);
	}
	if (out->len && out->ptr[out->len - 1] != ' ')
		buf_addc(out, ' ');
}

/* Is every word of the folded name `part` a word of `whole`? */
static bool holds(struct str whole, struct str part)
{
	struct str word;

	while (str_split(&part, ' ', &word)) {
		char text[NAME_MAX_BYTES];
		int n;

		if (!word.len)
			continue;
		n = snprintf(text, sizeof(text), " %.*s ", (int)word.len,
		             word.ptr);
		if (n < 0 || (size_t)n >= sizeof(text) ||
		    str_find(whole, (struct str){ text, (size_t)n }) < 0)
			return false;
	}
	return true;
}

/* Who of the followed is meant; -1: nobody, or several. "LeCun" alone is
 * enough where only one of that name is followed. */
static ptrdiff_t find(const struct subscriber *s, const char *name, bool loose)
{
	struct buf wanted CLEANUP(buf_deinit) = BUF(NAME_MAX_BYTES + 2);
	ptrdiff_t found = -1;

	fold(&wanted, name);
	for (size_t i = 0; i < s->n_follows; i++) {
		struct buf is CLEANUP(buf_deinit) = BUF(NAME_MAX_BYTES + 2);

		fold(&is, s->follows[i]);
		if (str_eq(buf_str(&is), buf_str(&wanted)))
			return (ptrdiff_t)i;
		if (!loose || !holds(buf_str(&is), buf_str(&wanted)))
			continue;
		if (found >= 0)
			return -1;
		found = (ptrdiff_t)i;
	}
	return found;
}

static void follow(struct change *c, const char *name)
{
	struct subscriber *s = c->after;
	const char **list;

	if (!strpbrk(name, " .")) {
		apply_say(c,
		          "\"%s\" may be many people: please write the given "
		          "name or an initial as well.",
		          name);
		return;
	}
	if (find(s, name, false) >= 0) {
		apply_already(c, "You follow %s already.", name);
		return;
	}
	if (s->n_follows >= FOLLOWS_MAX) {
		apply_say(c,
		          "You follow %d authors already, as many as there "
		          "can be.",
		          FOLLOWS_MAX);
		return;
	}
	list = arena_array(c->arena, s->n_follows + 1, sizeof(*list));
	for (size_t i = 0; i < s->n_follows; i++)
		list[i] = s->follows[i];
	list[s->n_follows++] = arena_strdup(c->arena, name);
	s->follows = list;
	apply_changed(c, "You follow %s: their papers always come.", name);
}

static void unfollow(struct change *c, const char *name)
{
	struct subscriber *s = c->after;
	ptrdiff_t gone = find(s, name, true);
	const char **list, *whom;
	size_t n = 0;

	if (gone < 0) {
		apply_say(c, "You do not follow %s.", name);
		return;
	}
	whom = s->follows[gone];
	list = arena_array(c->arena, s->n_follows, sizeof(*list));
	for (size_t i = 0; i < s->n_follows; i++)
		if ((ptrdiff_t)i != gone)
			list[n++] = s->follows[i];
	s->follows = list;
	s->n_follows = n;
	apply_changed(c, "You no longer follow %s.", whom);
}

void apply_authors(struct change *c)
{
	const char *name = c->command->phrase ? c->command->phrase : "";

	if (c->command->verb == VERB_FOLLOW)
		follow(c, name);
	else
		unfollow(c, name);
}

/* Words to topics: by id, name or alias, mistyped perhaps; never guessed. */
#include "mail/command_intern.h"

#include <limits.h>

#include "base/cleanup.h"
#include "text/tex.h"

enum { NAME_WORDS_MAX = 12, NAME_BYTES_MAX = 128 };

/* The words [i, j) as topics are compared: folded, hyphens are blanks. */
static bool joined(const struct words *s, size_t i, size_t j, struct buf *out)
{
	for (; i < j; i++) {
		if (s->at[i].mark || s->at[i].link)
			return false;
		buf_addf(out, "%s%s", out->len ? " " : "", s->at[i].plain);
	}
	return out->len && !out->full;
}

static void add_form(struct topic_form *forms, size_t *n, const char *name,
                     int topic, struct arena *arena)
{
	struct buf plain CLEANUP(buf_deinit) = BUF(4096);

	tex_fold(&plain, str_of(name));
	for (size_t i = 0; i < plain.len; i++)
		if (plain.ptr[i] == '-' || plain.ptr[i] == '_')
			plain.ptr[i] = ' ';
	forms[*n].text = arena_str(arena, buf_str(&plain));
	forms[(*n)++].topic = topic;
}

void topics_prepare(struct reader *r)
{
	const struct command_context *c = r->context;
	struct topic_form *forms;
	size_t n = 0;

	for (size_t i = 0; i < c->n_topics; i++)
		n += 2 + c->topics[i].n_aliases;
	forms = arena_array(r->arena, n + 1, sizeof(*forms));
	n = 0;
	for (size_t i = 0; i < c->n_topics; i++) {
		const struct topic *t = &c->topics[i];

		add_form(forms, &n, t->id, (int)i, r->arena);
		add_form(forms, &n, t->name, (int)i, r->arena);
		for (size_t k = 0; k < t->n_aliases; k++)
			add_form(forms, &n, t->aliases[k], (int)i, r->arena);
	}
	r->forms = forms;
	r->n_forms = n;
}

/* How far text is from a form: 0, an allowed number of edits, UINT_MAX. */
static unsigned distance(struct str text, const char *form, bool exact)
{
	if (str_eq(text, str_of(form)))
		return 0;
	/* "MoEs": a plural that is too short to be a mistake */
	if (text.len > 3 && text.ptr[text.len - 1] == 's' &&
	    str_eq((struct str){ text.ptr, text.len - 1 }, str_of(form)))
		return 0;
	return exact || text.len > 64 ? UINT_MAX : word_near(text.ptr, form);
}

static struct topic_match find(const struct reader *r, struct str text,
                               bool exact)
{
	struct topic_match found = { .topic = -1, .rival = -1 };
	unsigned best = UINT_MAX;

	for (size_t i = 0; i < r->n_forms; i++) {
		const struct topic_form *f = &r->forms[i];
		unsigned d = distance(text, f->text, exact);

		if (d == UINT_MAX)
			continue;
		if (!d) {
			/* an exact name has no rivals */
			found.topic = f->topic;
			found.rival = -1;
			return found;
		}
		if (found.topic >= 0 && found.topic != f->topic)
			found.rival = d < best ? found.topic : f->topic;
		if (d < best) {
			found.topic = f->topic;
			best = d;
		}
		if (found.rival == found.topic)
			found.rival = -1;
	}
	return found;
}

struct topic_match topics_exact(const struct reader *r, const struct words *s,
                                size_t i)
{
	struct buf text CLEANUP(buf_deinit) = BUF(NAME_BYTES_MAX * 4);
	struct topic_match longest = { .topic = -1, .rival = -1 };

	for (size_t n = 1; n <= NAME_WORDS_MAX && i + n <= s->n; n++) {
		struct topic_match m;

		buf_clear(&text);
		if (!joined(s, i, i + n, &text))
			break;
		m = find(r, buf_str(&text), true);
		if (m.topic >= 0) {
			longest = m;
			longest.len = n;
		}
	}
	return longest;
}

struct topic_match topics_near(const struct reader *r, const struct words *s,
                               size_t i, size_t j)
{
	struct buf text CLEANUP(buf_deinit) = BUF(NAME_BYTES_MAX * 4);
	struct topic_match m = { .topic = -1, .rival = -1 };

	if (j - i <= NAME_WORDS_MAX && joined(s, i, j, &text))
		m = find(r, buf_str(&text), false);
	m.len = j - i;
	return m;
}

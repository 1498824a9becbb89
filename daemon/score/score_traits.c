#include "score/score_traits.h"

#include <stdlib.h>

#include "score/score_intern.h"

enum {
	NAME_MAX_BYTES = 160,
	LABEL_MAX = 32, /* bytes of a category; what is longer is none */
	NONE = -1,
};

static const float TITLE_TF = 2;

/* The letter before the colon. The first two are enum score_part. */
static const char letters[] = "atpcn";
enum { PRIMARY = PARTS, CATEGORY, ANNOUNCED, KINDS };

/* first and second: stems, second NONE for one alone; a label and NONE for
 * what is no text. All bytes are hashed: no padding here. */
struct key {
	int kind, first, second;
};

/* Of a stem, as a text's reader wants it: most words have no trait, and most
 * of the others begin no bigram that has one. */
struct slot {
	int single; /* trait + 1, 0: none */
	bool begins;
};

struct score_traits {
	struct score_vocab *v;
	struct score_intern *keys, *labels;
	struct slot *slots[PARTS]; /* by stem */
	size_t n_slots;
	/* The paper that is being counted. */
	bool grow;
	float *tf; /* by trait; 0 between papers */
	size_t n_tf;
	struct score_count *counts;
	size_t n, cap;
};

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

struct score_traits *score_traits_new(struct score_vocab *v)
{
	struct score_traits *t = need(calloc(1, sizeof(*t)));

	t->v = v;
	t->keys = score_intern_new();
	t->labels = score_intern_new();
	return t;
}

void score_traits_free(struct score_traits *t)
{
	if (!t)
		return;
	score_intern_free(t->keys);
	score_intern_free(t->labels);
	for (int part = 0; part < PARTS; part++)
		free(t->slots[part]);
	free(t->tf);
	free(t->counts);
	free(t);
}

size_t score_traits_count(const struct score_traits *t)
{
	return score_intern_count(t->keys);
}

static struct key key_of(const struct score_traits *t, int trait)
{
	struct key key;

	memcpy(&key, score_intern_key(t->keys, trait), sizeof(key));
	return key;
}

static void make_slots(struct score_traits *t, size_t n)
{
	if (n <= t->n_slots)
		return;
	n *= 2;
	for (int part = 0; part < PARTS; part++) {
		t->slots[part] = need(
		        reallocarray(t->slots[part], n, sizeof(struct slot)));
		memset(t->slots[part] + t->n_slots, 0,
		       (n - t->n_slots) * sizeof(struct slot));
	}
	t->n_slots = n;
}

static int add(struct score_traits *t, struct key key)
{
	bool fresh;
	int trait = score_intern_add(t->keys, &key, sizeof(key), &fresh);

	if (!fresh || key.kind >= PARTS)
		return trait;
	make_slots(t, (size_t)key.first + 1);
	if (key.second == NONE)
		t->slots[key.kind][key.first].single = trait + 1;
	else
		t->slots[key.kind][key.first].begins = true;
	return trait;
}

/* ---- names ---- */

/* As arXiv writes categories: letters, digits, "." and "-". */
static bool is_label(struct str s)
{
	if (!s.len || s.len > LABEL_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || c == '.' || c == '-'))
			return false;
	}
	return true;
}

static bool is_stem(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == 0x7f)
			return false;
	return s.len > 0;
}

static int label(struct score_traits *t, struct str s)
{
	return score_intern_add(t->labels, s.ptr, s.len, NULL);
}

int score_traits_add(struct score_traits *t, struct str name)
{
	struct key key = { 0, 0, NONE };
	const char *letter;
	struct str first, second = { NULL, 0 };

	if (name.len < 3 || name.len > NAME_MAX_BYTES || name.ptr[1] != ':')
		return -1;
	letter = memchr(letters, name.ptr[0], KINDS);
	if (!letter)
		return -1;
	key.kind = (int)(letter - letters);
	name = (struct str){ name.ptr + 2, name.len - 2 };
	if (key.kind >= PARTS) {
		if (!is_label(name))
			return -1;
		key.first = label(t, name);
		return add(t, key);
	}
	first = name;
	if (memchr(name.ptr, ' ', name.len)) {
		str_split(&name, ' ', &first);
		second = name;
		if (!is_stem(second))
			return -1;
	}
	if (!is_stem(first))
		return -1;
	key.first = score_vocab_add(t->v, first);
	if (second.len)
		key.second = score_vocab_add(t->v, second);
	return add(t, key);
}

void score_traits_name(const struct score_traits *t, int trait, struct buf *out)
{
	struct key key = key_of(t, trait);

	buf_addf(out, "%c:%s", letters[key.kind],
	         key.kind < PARTS ? score_vocab_stem(t->v, key.first)
	                          : score_intern_key(t->labels, key.first));
	if (key.second != NONE)
		buf_addf(out, " %s", score_vocab_stem(t->v, key.second));
}

/* ---- counting ---- */

int score_traits_find(const struct score_traits *t, enum score_part part,
                      int first, int second)
{
	struct key key = { (int)part, first, second };
	const struct slot *slot;

	if ((size_t)first >= t->n_slots)
		return -1;
	slot = &t->slots[part][first];
	if (second < 0)
		return slot->single - 1;
	return slot->begins ? score_intern_find(t->keys, &key, sizeof(key))
	                    : -1;
}

void score_traits_begin(struct score_traits *t, bool grow)
{
	t->grow = grow;
	t->n = 0;
}

static void make_tf(struct score_traits *t)
{
	size_t n = score_traits_count(t);

	if (n <= t->n_tf)
		return;
	n *= 2;
	t->tf = need(reallocarray(t->tf, n, sizeof(*t->tf)));
	memset(t->tf + t->n_tf, 0, (n - t->n_tf) * sizeof(*t->tf));
	t->n_tf = n;
}

static void count(struct score_traits *t, int trait, float tf)
{
	if (trait < 0)
		return;
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 1024;
		t->counts = need(
		        reallocarray(t->counts, t->cap, sizeof(*t->counts)));
	}
	make_tf(t);
	if (t->tf[trait] == 0)
		t->counts[t->n++].trait = trait;
	t->tf[trait] += tf;
}

void score_traits_text(struct score_traits *t, enum score_part part,
                       const struct score_word *words, size_t n)
{
	float tf = part == PART_TITLE ? TITLE_TF : 1;

	for (size_t i = 0; i < n; i++) {
		int stem = words[i].stem, before = NONE;

		if (i && words[i].joined)
			before = words[i - 1].stem;
		if (t->grow) {
			add(t, (struct key){ (int)part, stem, NONE });
			if (before != NONE)
				add(t, (struct key){ (int)part, before, stem });
		}
		count(t, score_traits_find(t, part, stem, NONE), tf);
		if (before != NONE)
			count(t, score_traits_find(t, part, before, stem), tf);
	}
}

static void count_label(struct score_traits *t, int kind, struct str s)
{
	struct key key = { kind, 0, NONE };

	if (!is_label(s))
		return;
	if (t->grow) {
		key.first = label(t, s);
		count(t, add(t, key), 1);
		return;
	}
	key.first = score_intern_find(t->labels, s.ptr, s.len);
	if (key.first >= 0)
		count(t, score_intern_find(t->keys, &key, sizeof(key)), 1);
}

void score_traits_announcement(struct score_traits *t, const struct paper *p)
{
	for (size_t i = 0; i < p->n_categories; i++)
		count_label(t, i ? CATEGORY : PRIMARY,
		            str_of(p->categories[i]));
	if (p->announce)
		count_label(t, ANNOUNCED, str_of(announce_name(p->announce)));
}

size_t score_traits_end(struct score_traits *t,
                        const struct score_count **counts)
{
	for (size_t i = 0; i < t->n; i++) {
		float *tf = &t->tf[t->counts[i].trait];

		t->counts[i].tf = *tf;
		*tf = 0;
	}
	*counts = t->counts;
	return t->n;
}

#include "fetch/fetch_item.h"

#include <ctype.h>
#include <stdlib.h>

#include <gnutls/crypto.h>

#include "fetch/fetch_arxiv.h"
#include "fetch/fetch_html.h"
#include "fetch/fetch_names.h"
#include "text/escape.h"

void item_maker_init(struct item_maker *m, const struct source *source,
                     struct arena *arena, struct arena *scratch)
{
	*m = (struct item_maker){
		.source = source,
		.arena = arena,
		.scratch = scratch,
		/* Never full: a document's text is capped, and cleaning makes
		 * it three times as long at worst. */
		.work = BUF(SIZE_MAX / 4),
		.names = arena_array(scratch, AUTHORS_MAX, sizeof(struct str)),
		.names_left = DOCUMENT_NAMES_MAX,
		.html_left = DOCUMENT_HTML_MAX,
	};
}

void item_maker_deinit(struct item_maker *m)
{
	buf_deinit(&m->work);
}

/* --- texts --------------------------------------------------------------- */

/* Cuts to max bytes: at a blank if there is one near, and "…" at the end. */
static struct str shorten(struct buf *b, size_t max)
{
	static const struct str dots = STR("…");
	size_t end = max - dots.len, word;

	if (b->len <= max)
		return buf_str(b);
	while (end && ((unsigned char)b->ptr[end] & 0xc0) == 0x80)
		end--;
	for (word = end; word > end - end / 8 && b->ptr[word] != ' '; word--)
		;
	if (b->ptr[word] == ' ')
		end = word;
	memcpy(b->ptr + end, dots.ptr, dots.len);
	return (struct str){ b->ptr, end + dots.len };
}

/* The text as one clean line in the arena. */
static const char *line(struct item_maker *m, struct str s, size_t max)
{
	buf_clear(&m->work);
	text_line(&m->work, s);
	return arena_str(m->arena, shorten(&m->work, max));
}

static bool is_html(struct raw_text text)
{
	return text.markup == MARKUP_HTML ||
	       (text.markup == MARKUP_GUESS && html_likely(str_of(text.s)));
}

/* The same of a text that may be HTML. */
static const char *plain_line(struct item_maker *m, struct raw_text text,
                              size_t max)
{
	struct str s = str_of(text.s);
	struct buf plain CLEANUP(buf_deinit) = BUF(4 * HTML_MAX);

	if (!is_html(text))
		return line(m, s, max);
	if (s.len > HTML_MAX)
		s.len = HTML_MAX;
	if (s.len > m->html_left)
		s.len = 0;
	m->html_left -= s.len;
	html_text(&plain, s);
	return line(m, buf_str(&plain), max);
}

/* --- identities ---------------------------------------------------------- */

/* 128 bits of SHA-256 in hex: nobody can make an item that hides another. */
static const char *hash(struct arena *arena, const char *a, const char *b)
{
	struct buf text CLEANUP(buf_deinit) = BUF(SIZE_MAX / 4);
	struct buf hex CLEANUP(buf_deinit) = BUF(64);
	unsigned char digest[32];

	buf_adds(&text, a);
	buf_addc(&text, '\n');
	buf_adds(&text, b);
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, text.ptr, text.len, digest))
		abort();
	for (size_t i = 0; i < 16; i++)
		buf_addf(&hex, "%02x", digest[i]);
	return arena_str(arena, buf_str(&hex));
}

static bool is_graphic(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

static const char *key_of(struct item_maker *m, const struct raw_entry *e)
{
	const char *said = *e->guid ? e->guid : e->link;

	if (*said && strlen(said) <= KEY_MAX && is_graphic(said))
		return arena_strdup(m->arena, said);
	if (*said)
		return hash(m->arena, said, "");
	return hash(m->arena, e->title.s, e->text.s);
}

/* --- lists --------------------------------------------------------------- */

static size_t raw_names(struct item_maker *m, const struct raw_entry *e)
{
	size_t n = 0;

	if (e->names_form == NAMES_JOINED && e->n_names)
		return names_split(str_of(e->names[0]), AUTHORS_MAX, m->names,
		                   m->scratch);
	for (size_t i = 0; i < e->n_names && n < AUTHORS_MAX; i++) {
		struct str name = names_without_address(str_of(e->names[i]));

		if (name.len)
			m->names[n++] = name;
	}
	return n;
}

static void make_authors(struct item_maker *m, const struct raw_entry *e,
                         struct paper *paper)
{
	size_t n = raw_names(m, e);
	const char **authors;

	if (n > m->names_left)
		n = m->names_left;
	m->names_left -= n;
	authors = arena_array(m->arena, n, sizeof(*authors));
	for (size_t i = 0; i < n; i++) {
		const char *name = line(m, m->names[i], NAME_MAX_BYTES);

		if (*name)
			authors[paper->n_authors++] = name;
	}
	paper->authors = authors;
}

/* "cs.LG", "astro-ph", "cond-mat.mes-hall". */
static bool is_category(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) && s.ptr[i] != '.' &&
		    s.ptr[i] != '-')
			return false;
	return s.len && s.len <= 32 && isalpha((unsigned char)*s.ptr);
}

static void add_category(struct item_maker *m, const char **list, size_t *n,
                         const char *text)
{
	struct str s = str_trim(str_of(text));

	if (*n == CATEGORIES_MAX || !is_category(s))
		return;
	for (size_t i = 0; i < *n; i++)
		if (str_eq(str_of(list[i]), s))
			return;
	list[(*n)++] = arena_str(m->arena, s);
}

/* Primary first: as the API says it, or as RSS orders them. */
static void make_categories(struct item_maker *m, const struct raw_entry *e,
                            struct paper *paper)
{
	const char *list[CATEGORIES_MAX];
	const char **copy;
	size_t n = 0;

	add_category(m, list, &n, e->primary);
	for (size_t i = 0; i < e->n_categories; i++)
		add_category(m, list, &n, e->categories[i]);
	copy = arena_array(m->arena, n, sizeof(*copy));
	memcpy(copy, list, n * sizeof(*copy));
	paper->categories = copy;
	paper->n_categories = n;
}

/* --- items --------------------------------------------------------------- */

static bool listed(const struct source *source, const char *category)
{
	for (size_t i = 0; i < source->n_categories; i++)
		if (!strcmp(source->categories[i], category))
			return true;
	return false;
}

/* The API knows no announcements: a paper of ours is new, of others cross. */
static enum announce api_announce(const struct source *source,
                                  const struct paper *paper)
{
	if (!source->n_categories || !paper->n_categories ||
	    listed(source, paper->categories[0]))
		return ANNOUNCE_NEW;
	return ANNOUNCE_CROSS;
}

static enum announce rss_announce(const struct raw_entry *e,
                                  const struct arxiv_preamble *p)
{
	enum announce said = announce_of_name(e->announce);

	if (said)
		return said;
	return p->announce ? p->announce : ANNOUNCE_NEW;
}

static void become_arxiv(struct item_maker *m, struct paper *paper,
                         const char *id, int version)
{
	paper->id = arena_strdup(m->arena, id);
	paper->version = version;
	paper->url = arena_printf(m->arena, "https://arxiv.org/abs/%s", id);
}

static void make_arxiv(struct item_maker *m, const struct raw_entry *e,
                       struct fetch_item *item)
{
	bool api = m->source->type == SOURCE_ARXIV_API;
	struct arxiv_preamble p = { .rest = str_of(e->text.s) };
	char id[PAPER_ID_MAX];
	int version;

	if (!api)
		p = arxiv_preamble_read(p.rest);
	item->paper.title = line(m, str_of(e->title.s), TITLE_MAX);
	item->paper.abstract = line(m, p.rest, ABSTRACT_MAX);
	make_categories(m, e, &item->paper);
	item->paper.announce = api ? api_announce(m->source, &item->paper)
	                           : rss_announce(e, &p);
	if (arxiv_id_find(e, &p, id, &version))
		become_arxiv(m, &item->paper, id, version);
	else
		item->invalid = "no arXiv identifier";
}

/* http or https, with a plain host, not too long; else "". xml_link has
 * percent-encoded what is strange: in a host that is never right. */
static const char *safe_url(struct item_maker *m, const char *link)
{
	size_t host = !strncasecmp(link, "https://", 8)  ? 8
	              : !strncasecmp(link, "http://", 7) ? 7
	                                                 : 0;
	size_t len = strcspn(link + host, "/?#");

	if (!host || !len || strlen(link) > URL_MAX ||
	    memchr(link + host, '@', len) || memchr(link + host, '%', len))
		return "";
	return arena_strdup(m->arena, link);
}

/* A guid that is a URI names its item in the whole world, any other one
 * ("42") only within its feed. */
static const char *feed_id(struct item_maker *m, const struct raw_entry *e)
{
	const char *said = *e->guid ? e->guid : e->link;
	size_t scheme = 0;

	while (isalnum((unsigned char)said[scheme]))
		scheme++;
	return arena_printf(m->arena, "feed:%s",
	                    hash(m->scratch,
	                         said[scheme] == ':' ? "" : m->source->url,
	                         said));
}

static void make_feed(struct item_maker *m, const struct raw_entry *e,
                      struct fetch_item *item)
{
	struct arxiv_preamble p = { .id = "" };
	struct raw_text text = e->text;
	char id[PAPER_ID_MAX];
	int version;

	item->paper.title = plain_line(m, e->title, TITLE_MAX);
	item->paper.announce = ANNOUNCE_NEW;
	item->paper.categories = arena_array(m->arena, 0, sizeof(char *));
	if (arxiv_id_find(e, &p, id, &version)) {
		text.s = arxiv_preamble_read(str_of(text.s)).rest.ptr;
		become_arxiv(m, &item->paper, id, version);
	} else if (*e->guid || *e->link) {
		item->paper.id = feed_id(m, e);
		item->paper.url = safe_url(m, e->link);
	} else {
		item->invalid = "neither guid nor link";
	}
	item->paper.abstract = plain_line(m, text, ABSTRACT_MAX);
}

void item_make(struct item_maker *m, const struct raw_entry *e,
               struct fetch_item *item)
{
	*item = (struct fetch_item){ .paper = { .id = "", .url = "" } };
	item->key = key_of(m, e);
	if (m->source->type == SOURCE_FEED)
		make_feed(m, e, item);
	else
		make_arxiv(m, e, item);
	make_authors(m, e, &item->paper);
	if (!*item->paper.title && !item->invalid)
		item->invalid = "no title";
}

bool item_is_api_error(const struct raw_entry *e)
{
	return !strcmp(e->title.s, "Error") && strstr(e->guid, "/api/errors");
}

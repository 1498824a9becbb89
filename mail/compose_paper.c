/*
 * The parts of a paper that every reader gets alike: TeX to Unicode, cleaned,
 * cut to what a mail can carry, rendered, encoded. Once an edition.
 */
#include "mail/compose_intern.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "mail/qp.h"
#include "text/escape.h"
#include "text/wrap.h"

enum {
	WIDTH = 72,
	INDENT = 5,       /* of a paper in plain text, beside its number */
	LINE_INDENT = 11, /* in the contents: number and relevance */

	TITLE_COLUMNS = 300,
	SUBJECT_COLUMNS = 80, /* PART_TITLE */
	LINE_COLUMNS = 100,
	LINE_BYTES = 300, /* escaped: a hundred lines must fit the budget */
	LINE_AUTHORS_COLUMNS = 48,
	LINE_AUTHORS_BYTES = 144,
	NAME_COLUMNS = 60,
	COMMENT_COLUMNS = 400,
	ABSTRACT_COLUMNS = 6000, /* arXiv's own limit is 1,920 */
	BRIEF_BYTES = 320,
	CATEGORIES_MAX = 8,

	AUTHORS_ALL = 8, /* so many are all named, of more the first ... */
	AUTHORS_FIRST = 5,

	URL_MAX = 900,
	RENDERED_MAX = 2 * 1024 * 1024,
};

static const char *const variables[] = {
	"title",    "authors",  "first_authors", "id",         "arxiv",
	"url",      "pdf",      "html",          "categories", "comment",
	"cross",    "replaced", "novelty",       "filled",     "rest",
	"abstract", "more",     "about",         NULL,
};

const char *const *const compose_paper_variables[] = { variables, NULL };

/* What is said of a paper, ready for either format. */
struct said {
	const char *title, *line_title, *authors, *first_authors;
	const char *categories, *about, *comment, *abstract, *brief;
	const char *url, *pdf, *html; /* NULL: there is none */
	const char *novelty;
	int novelty_tenths;
};

/* Shortened until its escaped form has at most so many bytes. */
static const char *fitted(struct arena *a, const char *s, int columns,
                          size_t bytes)
{
	for (;; columns = columns * 3 / 4) {
		const char *cut = words_shortened(a, str_of(s), columns);
		struct buf escaped CLEANUP(buf_deinit) = BUF(bytes);

		escape_html(&escaped, str_of(cut));
		if (!escaped.full || columns < 8)
			return cut;
	}
}

static const char *joined(struct arena *a, const struct buf *b)
{
	return arena_str(a, buf_str(b));
}

/* "A, B, C, D, E, … Z (3000 authors)". */
static const char *author_list(struct arena *a, const struct paper *p)
{
	size_t n = p->n_authors;
	size_t first = n <= AUTHORS_ALL ? n : AUTHORS_FIRST;
	struct buf out CLEANUP(buf_deinit) = BUF(64 * 1024);

	for (size_t i = 0; i < first; i++)
		buf_addf(&out, "%s%s", i ? ", " : "",
		         words_readable(a, p->authors[i], NAME_COLUMNS));
	if (first < n)
		buf_addf(&out, ", … %s (%zu authors)",
		         words_readable(a, p->authors[n - 1], NAME_COLUMNS), n);
	return joined(a, &out);
}

/* The first n, and whether there are more. */
static const char *some_authors(struct arena *a, const struct paper *p,
                                size_t n)
{
	struct buf out CLEANUP(buf_deinit) = BUF(64 * 1024);

	for (size_t i = 0; i < n; i++)
		buf_addf(&out, "%s%s", i ? ", " : "",
		         words_readable(a, p->authors[i], NAME_COLUMNS));
	if (n < p->n_authors)
		buf_adds(&out, " et al.");
	return joined(a, &out);
}

/* "A", "A, B", "A, B, C", "A, B et al."; "A et al." where names are long. */
static const char *first_authors(struct arena *a, const struct paper *p)
{
	size_t n = p->n_authors <= 3 ? p->n_authors : 2;
	const char *names = some_authors(a, p, n);

	while (n > 1 && text_columns(str_of(names)) > LINE_AUTHORS_COLUMNS)
		names = some_authors(a, p, --n);
	return fitted(a, names, LINE_AUTHORS_COLUMNS, LINE_AUTHORS_BYTES);
}

static bool is_replaced(const struct paper *p)
{
	return p->announce == ANNOUNCE_REPLACE ||
	       p->announce == ANNOUNCE_REPLACE_CROSS;
}

static const char *category_list(struct arena *a, const struct paper *p)
{
	struct buf out CLEANUP(buf_deinit) = BUF(64 * 1024);

	for (size_t i = 0; i < p->n_categories && i < CATEGORIES_MAX; i++)
		buf_addf(&out, "%s%s", i ? ", " : "",
		         words_readable(a, p->categories[i], NAME_COLUMNS));
	if (p->n_categories > CATEGORIES_MAX)
		buf_adds(&out, ", …");
	return joined(a, &out);
}

/* "2504.06426 · cs.LG, cs.AI · cross-list". */
static const char *about(struct arena *a, const struct paper *p,
                         const char *categories)
{
	bool cross = p->announce == ANNOUNCE_CROSS;
	const char *said[3] = { paper_is_arxiv(p) ? p->id : "", categories,
		                cross            ? "cross-list"
		                : is_replaced(p) ? "new version"
		                                 : "" };
	const char *line = "";

	for (int i = 0; i < 3; i++)
		if (*said[i])
			line = words_join(a, line, *line ? " · " : "", said[i],
			                  "");
	return line;
}

static bool is_link(struct str word)
{
	return str_find(word, STR("://")) >= 0 ||
	       str_starts_nocase(word, STR("www.")) ||
	       str_starts_nocase(word, STR("mailto:"));
}

/* A scorer's remark without links: a language model repeats what an abstract
 * tells it to, and mail programs make links of plain text. */
static const char *remark(struct arena *a, const char *comment)
{
	struct buf out CLEANUP(buf_deinit) = BUF(64 * 1024);
	struct str rest, word;

	rest = str_of(
	        words_readable(a, comment ? comment : "", COMMENT_COLUMNS));
	while (str_split(&rest, ' ', &word)) {
		if (!word.len || is_link(word))
			continue;
		if (out.len)
			buf_addc(&out, ' ');
		buf_addstr(&out, word);
	}
	return joined(a, &out);
}

/* Does a sentence end at s[i]? "et al. Foo" and "e.g. Foo" are no ends. */
static bool ends_sentence(const char *s, size_t i)
{
	if (!strchr(".!?", s[i]) || s[i + 1] != ' ' ||
	    !isupper((unsigned char)s[i + 2]))
		return false;
	return i < 3 || (strncmp(s + i - 2, "al", 2) != 0 && s[i - 2] != '.' &&
	                 s[i - 2] != ' ');
}

/* The first sentence, or two where they are short. */
static const char *first_sentences(struct arena *a, const char *abstract)
{
	size_t end = 0;
	int sentences = 0;

	if (strlen(abstract) <= BRIEF_BYTES)
		return abstract;
	for (size_t i = 0; i < BRIEF_BYTES && sentences < 2; i++) {
		if (!ends_sentence(abstract, i))
			continue;
		end = i + 1;
		sentences++;
	}
	if (end)
		return arena_strndup(a, abstract, end);
	return words_shortened(a, str_of(abstract), BRIEF_BYTES);
}

/* arXiv's pages from the validated id; of other feeds the item's page. */
static void set_links(struct said *said, const struct paper *p, struct arena *a)
{
	struct str url = str_of(p->url);

	if (paper_is_arxiv(p)) {
		said->url = arena_printf(a, "https://arxiv.org/abs/%s", p->id);
		said->pdf = arena_printf(a, "https://arxiv.org/pdf/%s", p->id);
		said->html =
		        arena_printf(a, "https://arxiv.org/html/%s", p->id);
	} else if (url.len && url.len <= URL_MAX &&
	           (str_starts_nocase(url, STR("https://")) ||
	            str_starts_nocase(url, STR("http://")))) {
		said->url = p->url;
	}
}

static void say(struct said *said, const struct paper *p,
                const struct score *score, struct arena *a)
{
	*said = (struct said){ 0 };
	said->title = words_readable(a, p->title, TITLE_COLUMNS);
	if (!*said->title)
		said->title = p->id;
	said->line_title = fitted(a, said->title, LINE_COLUMNS, LINE_BYTES);
	said->authors = author_list(a, p);
	said->first_authors = first_authors(a, p);
	said->categories = category_list(a, p);
	said->about = about(a, p, said->categories);
	said->comment = remark(a, score->comment);
	said->abstract = words_readable(a, p->abstract ? p->abstract : "",
	                                ABSTRACT_COLUMNS);
	said->brief = first_sentences(a, said->abstract);
	said->novelty = words_score(a, score->novelty);
	said->novelty_tenths = score_tenths(score->novelty);
	set_links(said, p, a);
}

/* For plain text: wrapped to stand at this indent, the first line's blanks
 * being the template's. */
static const char *set_at(struct arena *a, const char *s, int indent)
{
	struct buf out CLEANUP(buf_deinit) = BUF(256 * 1024);

	wrap(&out, str_of(s), WIDTH, indent, indent);
	return joined(a, &out);
}

static const char *as_is(struct arena *a, const char *s, int indent)
{
	(void)a;
	(void)indent;
	return s;
}

static bool is_text(enum compose_part part)
{
	return (part >= PART_TEXT_LINE && part <= PART_TEXT_ABSTRACT) ||
	       part == PART_TEXT_REASON;
}

static struct value *data_of(const struct said *said, const struct paper *p,
                             enum compose_part part, struct arena *a)
{
	bool text = is_text(part);
	bool line = part == PART_HTML_LINE || part == PART_TEXT_LINE;
	bool brief = part == PART_HTML_BRIEF;
	const char *(*set)(struct arena *, const char *, int) =
	        text ? set_at : as_is;
	struct value *map = value_map(a);
	int indent = line ? LINE_INDENT : INDENT;

	value_set_str(map, "title",
	              set(a, line ? said->line_title : said->title, indent));
	value_set_str(map, "authors", set(a, said->authors, indent));
	value_set_str(map, "first_authors",
	              set(a, said->first_authors, indent));
	value_set_str(map, "categories", set(a, said->categories, indent));
	value_set_str(map, "about", set(a, said->about, indent));
	value_set_str(map, "comment", set(a, said->comment, indent));
	value_set_str(map, "abstract",
	              set(a, brief ? said->brief : said->abstract, indent));
	value_set_bool(map, "more", brief && said->brief != said->abstract);
	value_set_str(map, "id", p->id);
	value_set_bool(map, "arxiv", paper_is_arxiv(p));
	value_set_str(map, "url", said->url);
	value_set_str(map, "pdf", said->pdf);
	value_set_str(map, "html", said->html);
	value_set_str(map, "novelty", said->novelty);
	value_set_int(map, "filled", said->novelty_tenths);
	value_set_int(map, "rest", 100 - said->novelty_tenths);
	value_set_bool(map, "cross", p->announce == ANNOUNCE_CROSS);
	value_set_bool(map, "replaced", is_replaced(p));
	return map;
}

static int render_part(const struct compose_templates *t,
                       const struct said *said, const struct paper *p,
                       enum compose_part part, struct arena *arena,
                       struct compose_block *block, struct err *err)
{
	struct buf plain CLEANUP(buf_deinit) = BUF(RENDERED_MAX);
	struct buf encoded CLEANUP(buf_deinit) = BUF(RENDERED_MAX * 4);
	const struct template_set *set = is_text(part) ? t->text : t->html;

	if (template_render_buf(set, compose_part_name(part),
	                        data_of(said, p, part, arena), &plain, err))
		return -1;
	qp_piece(&encoded, buf_str(&plain));
	block->decoded[part] = (uint32_t)plain.len;
	block->encoded[part] =
	        (struct str){ joined(arena, &encoded), encoded.len };
	return 0;
}

int compose_paper(const struct compose_templates *t, const struct paper *paper,
                  const struct score *score, struct arena *arena,
                  struct compose_block *block, struct err *err)
{
	struct said said;
	struct str title;

	*block = (struct compose_block){ 0 };
	say(&said, paper, score, arena);
	for (int part = 0; part < COMPOSE_PARTS; part++)
		if (part != PART_TITLE &&
		    render_part(t, &said, paper, (enum compose_part)part, arena,
		                block, err))
			return err_prefix(err, "paper %.80s", paper->id);
	title = str_of(
	        words_shortened(arena, str_of(said.title), SUBJECT_COLUMNS));
	block->encoded[PART_TITLE] = title;
	block->decoded[PART_TITLE] = (uint32_t)title.len;
	return 0;
}

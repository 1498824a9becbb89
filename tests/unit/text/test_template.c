#include "text/template.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmocka_all.h"

enum { ARENA_MAX = 1 << 22, OUT_MAX = 1 << 22 };

struct file {
	const char *name, *text;
};

static struct template_set *set_of(enum template_escape escape,
                                   const struct file *files, size_t n)
{
	struct template_set *set = template_set_new(escape);
	struct err err = { "" };

	for (size_t i = 0; i < n; i++)
		if (template_add(set, files[i].name, str_of(files[i].text),
		                 &err))
			fail_msg("%s: %s", files[i].name, err.msg);
	return set;
}

#define SET(escape, files) \
	set_of(escape, files, sizeof(files) / sizeof(*(files)))

static void expect(const struct template_set *set, const char *name,
                   const struct value *data, const char *expected)
{
	struct buf out CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct err err = { "" };

	assert_int_equal(template_render_buf(set, name, data, &out, &err), 0);
	assert_string_equal(buf_cstr(&out), expected);
}

static void template_add__errors(void **state)
{
	static const struct {
		struct str text;
		const char *err;
	} rows[] = {
		{ STR("a\nb {{x"), "line 2: tag without its closing }}" },
		{ STR("{{{x}}"), "line 1: tag without its closing }}}" },
		{ STR("{{=<% %>\n"), "line 1: tag without its closing =}}" },
		{ STR("{{!\n\nx"), "line 1: tag without its closing }}" },
		{ STR("\n{{}}"), "line 2: tag without a name" },
		{ STR("{{#  }}"), "line 1: tag without a name" },
		{ STR("{{a b}}"), "line 1: \"a b\": blank inside a name" },
		{ STR("{{a..b}}"), "line 1: \"a..b\": a dot too many" },
		{ STR("{{#a.}}{{/a.}}"), "line 1: \"a.\": a dot too many" },
		{ STR("{{#a}}\n{{^b}}\n{{/a}}"),
		  "line 3: {{/a}} where {{/b}} is due (opened in line 2)" },
		{ STR("x\n{{/a}}"), "line 2: {{/a}} closes no open section" },
		{ STR("\n\n{{#a}}\n"), "line 3: {{#a}} is never closed" },
		{ STR("{{^a}}"), "line 1: {{^a}} is never closed" },
		{ STR("{{<parent}}{{/parent}}"),
		  "line 1: {{<parent}}: there is no inheritance here, use a "
		  "partial" },
		{ STR("\n{{$block}}{{/block}}"),
		  "line 2: {{$block}}: there are no blocks (inheritance) "
		  "here, use a section" },
		{ STR("{{> *name }}"),
		  "line 1: {{>*name}}: partials have fixed names here" },
		{ STR("{{=| =}}"),
		  "line 1: {{=|=}}: two delimiters are due, of at most 16 "
		  "bytes, without \"=\"" },
		{ STR("{{=a b c=}}"),
		  "line 1: {{=a b c=}}: two delimiters are due, of at most "
		  "16 bytes, without \"=\"" },
		{ STR("{{=12345678901234567 x=}}"),
		  "line 1: {{=12345678901234567 x=}}: two delimiters are "
		  "due, of at most 16 bytes, without \"=\"" },
		{ STR("a\0b"), "line 1: not UTF-8 text" },
		{ STR("a\xFF"), "line 1: not UTF-8 text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct template_set *set CLEANUP(template_set_freep) =
		        template_set_new(TEMPLATE_HTML);
		struct err err = { "" };

		assert_true(template_add(set, "x", rows[i].text, &err) < 0);
		assert_string_equal(err.msg, rows[i].err);
		assert_false(template_has(set, "x"));
	}
}

/* n times s */
static void repeat(struct buf *out, const char *s, int n)
{
	for (int i = 0; i < n; i++)
		buf_adds(out, s);
}

static void template_add__depth(void **state)
{
	(void)state;
	for (int deep = TEMPLATE_NEST_MAX; deep <= TEMPLATE_NEST_MAX + 1;
	     deep++) {
		struct template_set *set CLEANUP(template_set_freep) =
		        template_set_new(TEMPLATE_HTML);
		struct buf text CLEANUP(buf_deinit) = BUF(OUT_MAX);
		struct err err = { "" };
		bool fits = deep == TEMPLATE_NEST_MAX;

		repeat(&text, "{{#a}}", deep);
		repeat(&text, "{{/a}}", deep);
		assert_int_equal(template_add(set, "x", buf_str(&text), &err),
		                 fits ? 0 : -1);
		assert_string_equal(
		        err.msg,
		        fits ? "" : "line 1: sections nested deeper than 50");
	}
}

static void template_add__size(void **state)
{
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_HTML);
	struct buf text CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct buf out CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct err err = { "" };

	(void)state;
	while (text.len + 60 <= TEMPLATE_MAX)
		buf_addf(&text, "{{%056d}}", 0);
	while (text.len < TEMPLATE_MAX - 1)
		buf_addc(&text, '\n');
	buf_adds(&text, "x");
	assert_int_equal(text.len, TEMPLATE_MAX);
	assert_int_equal(template_add(set, "x", buf_str(&text), &err), 0);
	assert_int_equal(template_render_buf(set, "x", NULL, &out, &err), 0);
	assert_int_equal(out.ptr[out.len - 1], 'x');
	buf_adds(&text, "x");
	assert_int_equal(template_add(set, "y", buf_str(&text), &err), -1);
	assert_string_equal(err.msg, "line 1: larger than 1048576 bytes");
}

static void template_add__many_partials(void **state)
{
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_HTML);
	struct buf text CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct err err = { "" };

	(void)state;
	for (int i = 0; i <= TEMPLATES_MAX; i++)
		buf_addf(&text, "{{>p%d}}\n", i);
	assert_int_equal(template_add(set, "x", buf_str(&text), &err), -1);
	assert_string_equal(err.msg, "line 1001: more than 1000 partials");
}

static void template_add__later_wins(void **state)
{
	struct file files[] = { { "main", "{{>p}}" }, { "p", "old" } };
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct err err = { "" };

	(void)state;
	expect(set, "main", NULL, "old");
	assert_int_equal(template_add(set, "p", STR("{{"), &err), -1);
	expect(set, "main", NULL, "old");
	assert_int_equal(template_add(set, "p", STR("new"), &err), 0);
	expect(set, "main", NULL, "new");
}

static void template_render__escapes(void **state)
{
	struct file files[] = { { "x", "{{a}} {{{a}}} {{&a}}" } };
	struct template_set *html CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct template_set *text CLEANUP(template_set_freep) =
	        SET(TEMPLATE_PLAIN, files);
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a);

	(void)state;
	value_set_str(map, "a", "<'\"&>\xFF");
	expect(html, "x", map,
	       "&lt;&#39;&quot;&amp;&gt;\uFFFD <'\"&>\xFF <'\"&>\xFF");
	expect(text, "x", map, "<'\"&>\xFF <'\"&>\xFF <'\"&>\xFF");
	/* what a value says is data, never a template */
	value_set_str(map, "a", "{{b}}");
	value_set_str(map, "b", "no");
	expect(html, "x", map, "{{b}} {{b}} {{b}}");
}

static void template_render__values(void **state)
{
	struct file files[] = {
		{ "x", "[{{n}}|{{t}}|{{f}}|{{null}}|{{list}}|{{map}}|{{no}}]"
		       "{{#zero}}z{{/zero}}{{^zero}}0{{/zero}}"
		       "{{#empty}}e{{/empty}}{{#map}}m{{/map}}" },
	};
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a), *list = value_list(a);

	(void)state;
	value_set_int(map, "n", -9);
	value_set_int(map, "zero", 0);
	value_set_bool(map, "t", true);
	value_set_bool(map, "f", false);
	value_set_str(map, "null", NULL);
	value_set_str(map, "empty", "");
	value_push_str(list, "x");
	value_set(map, "list", list);
	value_set(map, "map", value_map(a));
	expect(set, "x", map, "[-9|true|false||||]0m");
}

/* NULL hides what is further out: it is there, and it is nothing. */
static void template_render__null_hides(void **state)
{
	struct file files[] = { { "x", "{{#in}}[{{a}}]{{/in}}" } };
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a), *in = value_map(a);

	(void)state;
	value_set_str(map, "a", "outer");
	value_set(map, "in", in);
	expect(set, "x", map, "[outer]");
	value_set_str(in, "a", NULL);
	expect(set, "x", map, "[]");
}

static void template_render__indents_partials(void **state)
{
	struct file files[] = {
		{ "x", "a\n  {{>p}}\nz\n" },
		{ "p", "1\n\n\r\n{{v}}\n\t{{>q}}\n{{#v}}s{{/v}}\nx {{>q}}\n" },
		{ "q", "q1\nq2\n" },
		{ "tags", " {{>p2}}\n" },
		{ "p2", "{{#l}}{{.}}\n{{/l}}\n{{#l}}\n-{{.}}\n{{/l}}e" },
	};
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_PLAIN, files);
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a), *list = value_list(a);

	(void)state;
	value_set_str(map, "v", "l1\nl2");
	value_push_str(list, "A");
	value_push_str(list, "B");
	value_set(map, "l", list);
	/* empty lines stay empty; lines inside values and inside a partial
	 * amid a line are not the template's */
	expect(set, "x", map,
	       "a\n  1\n\n\r\n  l1\nl2\n  \tq1\n  \tq2\n  s\n  x q1\nq2\n"
	       "\nz\n");
	expect(set, "tags", map, " A\nB\n -A\n -B\n e");
}

static void template_render__missing(void **state)
{
	struct file files[] = { { "x", "a{{>nowhere}}b" } };
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct buf out CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct err err = { "" };

	(void)state;
	expect(set, "x", NULL, "ab");
	assert_int_equal(template_render_buf(set, "y", NULL, &out, &err), -1);
	assert_string_equal(err.msg, "there is no template y");
	assert_int_equal(template_render_buf(set, "nowhere", NULL, &out, &err),
	                 -1);
}

static void template_render__endless_recursion_ends(void **state)
{
	struct file files[] = { { "x", "a{{>x}}" } };
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct buf out CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct err err = { "" };

	(void)state;
	assert_int_equal(template_render_buf(set, "x", NULL, &out, &err), -1);
	assert_string_equal(err.msg, "x: partials nested deeper than 50");
}

/* Four to the power of fifty times. */
static void template_render__endless_repetition_ends(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *root = value_map(arena), *list = value_list(arena);
	struct buf text CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct buf out CLEANUP(buf_deinit) = BUF(OUT_MAX);
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_HTML);
	struct err err = { "" };

	(void)state;
	for (int i = 0; i < 4; i++)
		value_push(list, value_map(arena));
	value_set(root, "l", list);
	for (int i = 0; i < TEMPLATE_NEST_MAX; i++)
		buf_adds(&text, "{{#l}}");
	for (int i = 0; i < TEMPLATE_NEST_MAX; i++)
		buf_adds(&text, "{{/l}}");
	assert_int_equal(template_add(set, "x", buf_str(&text), &err), 0);
	assert_int_equal(template_render_buf(set, "x", root, &out, &err), -1);
	assert_string_equal(err.msg, "x: more than 5000000 steps");
}

static void template_render_buf__full(void **state)
{
	struct file files[] = { { "x", "12345" } };
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct buf out CLEANUP(buf_deinit) = BUF(4);
	struct err err = { "" };

	(void)state;
	assert_int_equal(template_render_buf(set, "x", NULL, &out, &err), -1);
	assert_string_equal(err.msg, "x: more than 4 bytes");
}

struct splice {
	struct buf out;
	bool wanted;
	long number;
};

static void splice_write(void *ctx, const char *bytes, size_t len)
{
	struct splice *s = ctx;

	assert_true(len > 0);
	buf_add(&s->out, bytes, len);
}

static bool splice_shared(void *ctx, int tag, const struct value *top)
{
	struct splice *s = ctx;

	if (!s->wanted)
		return false;
	s->number = value_get_int(top, "number", -1);
	buf_addf(&s->out, "<%d %ld>", tag, s->number);
	return true;
}

static void template_render__shared(void **state)
{
	struct file files[] = {
		{ "x", "{{#papers}}\n{{#tags}}\n{{>shared/paper}}\n{{/tags}}\n"
		       "{{/papers}}\n{{>plain}}\n" },
		{ "shared/paper", "paper {{number}}\n" },
		{ "plain", "end\n" },
	};
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a), *papers = value_list(a);
	struct splice s = { .out = BUF(1000), .wanted = true };
	struct template_out out = { .write = splice_write,
		                    .shared = splice_shared,
		                    .ctx = &s };
	struct err err = { "" };

	(void)state;
	for (long i = 1; i <= 2; i++) {
		struct value *paper = value_map(a), *tags = value_list(a);

		/* the map around it is the paper, not the tag */
		value_push_str(tags, "tag");
		value_set_int(paper, "number", i);
		value_set(paper, "tags", tags);
		value_push(papers, paper);
	}
	value_set(map, "papers", papers);
	assert_int_equal(template_check(set, &err), 0);
	template_tag(set, "shared/paper", 7);
	template_tag(set, "nobody", 8);
	assert_int_equal(template_render(set, "x", NULL, map, &out, &err), 0);
	assert_string_equal(buf_cstr(&s.out), "<7 1><7 2>end\n");
	buf_clear(&s.out);
	s.wanted = false;
	assert_int_equal(template_render(set, "x", NULL, map, &out, &err), 0);
	assert_string_equal(buf_cstr(&s.out), "paper 1\npaper 2\nend\n");
	buf_deinit(&s.out);
}

/* Upper case for what was prepared, but for what begins with a blank. */
static const void *prepare_upper(void *ctx, struct str text)
{
	char *upper = arena_str(ctx, text);

	if (*upper == ' ')
		return NULL;
	for (char *c = upper; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c -= 'a' - 'A';
	return upper;
}

static void write_prepared(void *ctx, struct str text, const void *prepared)
{
	struct splice *s = ctx;

	assert_int_equal(text.len, strlen(prepared));
	buf_adds(&s->out, prepared);
}

static void template_render__prepared(void **state)
{
	struct file files[] = {
		{ "x", "a{{v}}b{{#s}} c{{/s}}{{>p}}\n  {{>p}}\n" },
		{ "p", "q{{v}}\nr\n" },
	};
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
	struct value *map = value_map(a);
	struct splice s = { .out = BUF(1000) };
	struct template_out out = { .write = splice_write,
		                    .literal = write_prepared,
		                    .ctx = &s };

	(void)state;
	value_set_str(map, "v", "<v>");
	value_set_bool(map, "s", true);
	template_prepare(set, prepare_upper, a);
	assert_int_equal(template_render(set, "x", NULL, map, &out, NULL), 0);
	/* what is indented is not the literal text any more */
	assert_string_equal(buf_cstr(&s.out), "A&lt;v&gt;B cQ&lt;v&gt;\nR\n\n"
	                                      "  q&lt;v&gt;\n  r\n");
	buf_deinit(&s.out);
}

enum { M_NAME, M_LIST, M_N, M_YES, M_NONE, M_MEMBERS };
static const char *const member_names[] = { "name", "list", "n", "yes",
	                                    "none" };

/* Bound or not, records are as maps are. */
static void template_render__records(void **state)
{
	struct file files[] = {
		{ "x", "{{name}} {{n}}{{#yes}} yes{{/yes}}{{^none}} no{{/none}}"
		       "{{#list}} [{{name}}{{other}}{{outer}}]{{/list}} "
		       "{{outer}}{{absent}}" },
	};

	(void)state;
	for (int bound = 0; bound < 2; bound++) {
		struct template_set *set CLEANUP(template_set_freep) =
		        SET(TEMPLATE_HTML, files);
		struct arena *a CLEANUP(arena_freep) = arena_new(ARENA_MAX);
		const struct value_shape *shape =
		        value_shape_new(a, member_names, M_MEMBERS);
		struct value *r = value_record(a, shape), *list = value_list(a);
		struct value *common = value_map(a), *inner = value_map(a);
		struct splice s = { .out = BUF(1000) };
		struct template_out out = { .write = splice_write, .ctx = &s };

		if (bound)
			template_bind(set, &shape, 1);
		value_set_str(common, "outer", "O");
		value_set_str(common, "name", "not this");
		value_set_str(inner, "other", "i");
		value_push(list, inner);
		value_push(list, value_record(a, shape));
		value_put_str(r, M_NAME, "N&");
		value_put_int(r, M_N, -12);
		value_put_bool(r, M_YES, true);
		value_put(r, M_LIST, list);
		assert_int_equal(
		        template_render(set, "x", common, r, &out, NULL), 0);
		assert_string_equal(buf_cstr(&s.out),
		                    "N&amp; -12 yes no [N&amp;iO] [O] O");
		assert_int_equal(value_at(r, shape, M_N, 5), -12);
		assert_int_equal(value_at(r, shape, M_NAME, 5), 5);
		assert_int_equal(value_at(common, shape, M_N, 5), 5);
		assert_int_equal(value_at(NULL, shape, M_N, 5), 5);
		assert_int_equal(value_get_int(r, "n", 5), -12);
		buf_deinit(&s.out);
	}
}

static void template_check__table(void **state)
{
	static const struct {
		struct file files[3];
		const char *err; /* "": fine */
	} rows[] = {
		{ { { "a", "{{>b}}" }, { "b", "x" }, { "c", "" } }, "" },
		{ { { "a", "\n{{>b}}" }, { "c", "" }, { "d", "" } },
		  "a: line 2: partial b does not exist" },
		{ { { "a", "{{>a}}" }, { "b", "" }, { "c", "" } },
		  "a: line 1: partial a calls itself without end" },
		{ { { "a", "{{>b}}" }, { "b", "\n{{>c}}" }, { "c", "{{>a}}" } },
		  "a: line 1: partial b calls itself without end" },
		/* data end a recursion, their absence does not */
		{ { { "a", "{{#x}}{{>a}}{{/x}}" }, { "b", "" }, { "c", "" } },
		  "" },
		{ { { "a", "{{^x}}{{>a}}{{/x}}" }, { "b", "" }, { "c", "" } },
		  "a: line 1: partial a calls itself without end" },
		{ { { "a", "{{#y}}{{^x}}{{>a}}{{/x}}{{/y}}" },
		    { "b", "" },
		    { "c", "" } },
		  "" },
		/* two ways to one partial are no cycle */
		{ { { "a", "{{>b}}{{>c}}" }, { "b", "{{>c}}" }, { "c", "" } },
		  "" },
		{ { { "a", "{{>shared/s}}\n" },
		    { "shared/s", "" },
		    { "c", "" } },
		  "" },
		{ { { "a", "\n {{>shared/s}}\n" },
		    { "shared/s", "" },
		    { "c", "" } },
		  "a: line 2: partial shared/s is shared and must not be "
		  "indented" },
		{ { { "a", "\n  {{>b}}\n" },
		    { "shared/s", "" },
		    { "b", "{{>shared/s}}\n" } },
		  "a: line 2: partial b calls a shared one and must not be "
		  "indented" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct template_set *set CLEANUP(template_set_freep) =
		        SET(TEMPLATE_HTML, rows[i].files);
		struct err err = { "" };

		assert_int_equal(template_check(set, &err),
		                 *rows[i].err ? -1 : 0);
		assert_string_equal(err.msg, rows[i].err);
	}
}

static void add_name(void *ctx, const char *name, unsigned line)
{
	buf_addf(ctx, "%u:%s,", line, name);
}

static void template_names__in_order_with_lines(void **state)
{
	struct file files[] = {
		{ "x", "{{a.b}}{{#s}}\n{{.}}{{{c}}}{{>p}}{{>p}}\n{{/s}}{{^t}}"
		       "{{&d}}{{/t}}{{! e }}" },
		{ "p", "{{q}}{{#r}}{{>x}}{{/r}}" },
		{ "other", "{{z}}" },
	};
	struct template_set *set CLEANUP(template_set_freep) =
	        SET(TEMPLATE_HTML, files);
	struct buf out CLEANUP(buf_deinit) = BUF(1000);

	(void)state;
	template_names(set, "x", add_name, &out);
	assert_string_equal(buf_cstr(&out), "1:a.b,1:s,2:c,3:t,3:d,");
	buf_clear(&out);
	template_names(set, "none", add_name, &out);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(template_add__errors),
		cmocka_unit_test(template_add__depth),
		cmocka_unit_test(template_add__size),
		cmocka_unit_test(template_add__many_partials),
		cmocka_unit_test(template_add__later_wins),
		cmocka_unit_test(template_render__escapes),
		cmocka_unit_test(template_render__values),
		cmocka_unit_test(template_render__null_hides),
		cmocka_unit_test(template_render__indents_partials),
		cmocka_unit_test(template_render__missing),
		cmocka_unit_test(template_render__endless_recursion_ends),
		cmocka_unit_test(template_render__endless_repetition_ends),
		cmocka_unit_test(template_render_buf__full),
		cmocka_unit_test(template_render__shared),
		cmocka_unit_test(template_render__prepared),
		cmocka_unit_test(template_render__records),
		cmocka_unit_test(template_check__table),
		cmocka_unit_test(template_names__in_order_with_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Real titles, names and abstracts: the labelled days, the feeds' names in
 * TeX, the seed pages. */
#include "text/tex.h"

#include <ctype.h>
#include <dirent.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "text/charset.h"

enum { FILE_MAX = 16 << 20, TEXT_MAX = 1 << 20 };

static size_t formulas_in, formulas_left, texts;

/* An accent sign or command before a letter is one that was not read. */
static bool has_accent(struct str s)
{
	for (size_t i = 0; i + 2 < s.len; i++)
		if (s.ptr[i] == '\\' && strchr("'`^\"~=", s.ptr[i + 1]) &&
		    isalpha((unsigned char)s.ptr[i + 2]))
			return true;
	return str_find(s, STR("\\c{")) >= 0 || str_find(s, STR("\\v{")) >= 0;
}

/* Counts $...$ with TeX in them; in `whole`, when given, each must stand as it
 * is. */
static size_t formulas(struct str s, const struct str *whole)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		const char *end;
		struct str f;

		if (s.ptr[i] != '$' || i + 1 == s.len)
			continue;
		end = memchr(s.ptr + i + 1, '$', s.len - i - 1);
		if (!end)
			break;
		f = (struct str){ s.ptr + i, (size_t)(end - s.ptr) - i + 1 };
		i += f.len - 1;
		if (!memchr(f.ptr, '\\', f.len))
			continue;
		n++;
		if (whole && str_find(*whole, f) < 0)
			fail_msg("mangled: %.*s", (int)f.len, f.ptr);
	}
	return n;
}

static void try_text(struct str in)
{
	struct buf out CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf again CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	texts++;
	tex_to_unicode(&out, in);
	assert_true(utf8_valid(buf_str(&out)));
	assert_true(in.len == 0 || out.len > 0);
	if (has_accent(buf_str(&out)))
		fail_msg("accent left: %s", buf_cstr(&out));
	formulas_in += formulas(in, NULL);
	formulas_left += formulas(buf_str(&out), &in);
	if (!memchr(in.ptr ? in.ptr : "", '\\', in.len))
		return;
	tex_fold(&again, in);
	assert_true(utf8_valid(buf_str(&again)));
}

/* A title or a name: no backslash but in a formula; a set has braces. */
static void try_line(struct str in)
{
	struct buf out CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	const char *s, *end;

	try_text(in);
	tex_to_unicode(&out, in);
	for (s = buf_cstr(&out); *s; s++) {
		end = *s == '$' ? strchr(s + 1, '$') : NULL;
		if (end)
			s = end;
		else if (*s == '\\')
			fail_msg("TeX left: %s", buf_cstr(&out));
	}
}

static void try_paper(const struct json *paper)
{
	const struct json *authors = json_get(paper, "authors");
	const struct json *a = json_first(authors);

	try_line(str_of(json_str(paper, "title")));
	try_text(str_of(json_str(paper, "abstract")));
	for (; a; a = json_next(a))
		try_line(str_of(json_as_str(a)));
}

static void try_labelled(struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		struct err err = { "" };
		struct json *j CLEANUP(json_freep) = NULL;

		if (!str_trim(line).len)
			continue;
		j = json_parse(line, &err);
		if (!j)
			fail_msg("%s", err.msg);
		try_paper(j);
	}
}

static void try_feed(struct str text)
{
	static const struct str open = { "<dc:creator>", 12 };
	ptrdiff_t at;

	while ((at = str_find(text, open)) >= 0) {
		struct buf out CLEANUP(buf_deinit) = BUF(TEXT_MAX);
		struct str name = { text.ptr + at + 12, 0 };

		name.len = strcspn(name.ptr, "<");
		tex_to_unicode(&out, name);
		if (strpbrk(buf_cstr(&out), "\\{}"))
			fail_msg("TeX left: %s", buf_cstr(&out));
		texts++;
		text.len -= (size_t)(name.ptr - text.ptr);
		text.ptr = name.ptr;
	}
}

static void try_seed(struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line))
		try_text(line);
}

static void each_file(const char *dir, const char *begins, const char *ends,
                      void (*fn)(struct str))
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	size_t files = 0;

	assert_non_null(d);
	while ((e = readdir(d))) {
		struct buf path CLEANUP(buf_deinit) = BUF(4096);
		struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX);
		struct str name = str_of(e->d_name);
		size_t n = strlen(ends);
		struct err err = { "" };

		if (!str_starts(name, str_of(begins)) || name.len < n ||
		    strcmp(name.ptr + name.len - n, ends))
			continue;
		file_join(&path, dir, e->d_name);
		if (file_read(buf_cstr(&path), &text, &err))
			fail_msg("%s", err.msg);
		fn(buf_str(&text));
		files++;
	}
	closedir(d);
	assert_true(files > 0);
}

static void tex_to_unicode__labelled_days(void **state)
{
	(void)state;
	formulas_in = formulas_left = texts = 0;
	each_file(DIGESTD_CORPORA "/labelled/dev", "", ".jsonl", try_labelled);
	assert_true(texts > 1000);
	assert_true(formulas_in > 100);
	/* most formulas in abstracts are simple ones */
	assert_in_range(formulas_left * 100 / formulas_in, 0, 20);
}

static void tex_to_unicode__feed_names(void **state)
{
	(void)state;
	texts = 0;
	each_file(DIGESTD_CORPORA "/feeds", "rss-2025-04-", ".xml", try_feed);
	assert_true(texts > 300);
}

static void tex_to_unicode__seed_pages(void **state)
{
	(void)state;
	if (access(DIGESTD_CORPORA "/../seeds", R_OK))
		skip();
	each_file(DIGESTD_CORPORA "/../seeds", "digest-", ".txt", try_seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tex_to_unicode__labelled_days),
		cmocka_unit_test(tex_to_unicode__feed_names),
		cmocka_unit_test(tex_to_unicode__seed_pages),
	};

	if (access(DIGESTD_CORPORA "/labelled/dev", R_OK))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

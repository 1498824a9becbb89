#include "cmocka_all.h"

#include "base/cleanup.h"
#include "day.h"

/* The shipped set with one text replaced (NULL: left out). */
static struct compose_templates *with(struct arena *arena, const char *name,
                                      const char *text, struct err *err)
{
	struct compose_source *sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));
	size_t n = 0;

	if (compose_sources_read(DIGESTD_SOURCE_DIR "/templates", arena,
	                         sources, err))
		fail_msg("%s", err->msg);
	for (size_t i = 0; i < n_compose_template_names; i++) {
		bool it = !strcmp(sources[i].name, name);

		if (it && !text)
			continue;
		sources[n] = sources[i];
		if (it)
			sources[n].text = str_of(text);
		n++;
	}
	return compose_templates_new(sources, n, err);
}

static void compose_templates_new__says_what_is_wrong(void **state)
{
	static const struct {
		const char *name, *text, *why;
	} rows[] = {
		{ "digest.html", "a\n{{#papers}}", "digest.html: line " },
		{ "digest.txt", "{{=", "digest.txt: line 1: " },
		{ "digest.html", "{{sumary}}",
		  "digest.html: line 1: there is no variable {{sumary}}" },
		{ "shared/line.txt", "{{number}}",
		  "shared/line.txt: line 1: there is no variable {{number}}" },
		/* a paper's, where there is none */
		{ "digest.html", "a\nb {{title}}",
		  "digest.html: line 2: there is no variable {{title}}" },
		{ "frame/foot.html", "{{#wekly}}{{/wekly}}",
		  "frame/foot.html: line 1: there is no variable {{wekly}}" },
		{ "digest.txt", NULL, "digest.txt: is missing" },
		{ "shared/brief.html", NULL, "shared/brief.html: is missing" },
		{ "digest.html", "{{> foo}}", "digest.html: line 1: " },
		{ "digest.html",
		  "{{#papers}}\n  {{> shared/line.html}}\n"
		  "{{/papers}}",
		  "digest.html: line 2: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
		struct compose_templates *t CLEANUP(compose_templates_freep) =
		        NULL;
		struct err err = { "" };

		t = with(arena, rows[i].name, rows[i].text, &err);
		assert_null(t);
		if (!strstr(err.msg, rows[i].why))
			fail_msg("\"%s\" does not say \"%s\"", err.msg,
			         rows[i].why);
	}
}

static void compose_sources_read__names_the_missing_file(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct compose_source sources[16];
	struct err err = { "" };

	(void)state;
	assert_in_range(n_compose_template_names, 1, 16);
	assert_int_equal(
	        compose_sources_read("/nonexistent", arena, sources, &err), -1);
	assert_non_null(strstr(err.msg, "/nonexistent/digest.html"));
}

/* A template that mentions every variable of README.md passes the check. */
static void compose_templates_new__knows_what_the_readme_lists(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	static const char all[] =
	        "{{site}}{{day}}{{date}}{{summary}}{{announced}}{{scanned}}"
	        "{{skipped}}{{relevant}}{{below}}{{unscored}}{{by_submission}}"
	        "{{scored_by}}{{any}}{{count}}{{name}}{{address}}{{settings}}"
	        "{{reply}}{{{mailto}}}{{unsubscribe}}{{unsubscribe_url}}"
	        "{{archive}}{{admin}}{{#papers}}{{number}}{{relevance}}"
	        "{{filled}}{{rest}}{{why}}{{detail}}{{whole}}{{brief}}"
	        "{{/papers}}{{summary_wrapped}}{{scored_by_wrapped}}"
	        "{{settings_wrapped}}{{why_wrapped}}{{number_padded}}"
	        "{{relevance_padded}}{{subject}}{{weekly}}{{shortened}}"
	        "{{#topics}}{{topic}}{{in_url}}{{/topics}}{{stricter}}"
	        "{{looser}}";
	struct compose_templates *t CLEANUP(compose_templates_freep) = NULL;
	struct err err = { "" };

	(void)state;
	t = with(arena, "digest.html", all, &err);
	if (!t)
		fail_msg("%s", err.msg);
}

static void add_line(void *ctx, const char *what)
{
	buf_addf(ctx, "%s\n", what);
}

/* Not only the first problem. */
static void compose_templates_check__tells_all(void **state)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 22);
	struct compose_source *sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));
	struct buf out CLEANUP(buf_deinit) = BUF(10000);
	struct err err = { "" };

	(void)state;
	if (compose_sources_read(DIGESTD_SOURCE_DIR "/templates", arena,
	                         sources, &err))
		fail_msg("%s", err.msg);
	compose_templates_check(sources, n_compose_template_names, add_line,
	                        &out);
	assert_string_equal(buf_cstr(&out), "");
	sources[0].text = STR("{{a}}\n\n{{b}}"); /* digest.html, .txt */
	sources[1].text = STR("{{#any}}{{/any}}\n{{c}}");
	compose_templates_check(sources, n_compose_template_names, add_line,
	                        &out);
	assert_string_equal(
	        buf_cstr(&out),
	        "digest.html: line 1: there is no variable {{a}}, see "
	        "README.md\n"
	        "digest.html: line 3: there is no variable {{b}}, see "
	        "README.md\n"
	        "digest.txt: line 2: there is no variable {{c}}, see "
	        "README.md\n");
	buf_clear(&out);
	sources[0].text = STR("{{#any}}");
	sources[1].text = STR("\n{{/any}}");
	compose_templates_check(sources, n_compose_template_names, add_line,
	                        &out);
	assert_string_equal(buf_cstr(&out),
	                    "digest.html: line 1: {{#any}} is never closed\n"
	                    "digest.txt: line 2: {{/any}} closes no open "
	                    "section\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_templates_new__says_what_is_wrong),
		cmocka_unit_test(compose_sources_read__names_the_missing_file),
		cmocka_unit_test(compose_templates_check__tells_all),
		cmocka_unit_test(
		        compose_templates_new__knows_what_the_readme_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

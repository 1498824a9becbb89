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
		  "digest.html: there is no variable {{sumary}}" },
		{ "shared/line.txt", "{{number}}",
		  "shared/line.txt: there is no variable {{number}}" },
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
	        "{{relevance_padded}}";
	struct compose_templates *t CLEANUP(compose_templates_freep) = NULL;
	struct err err = { "" };

	(void)state;
	t = with(arena, "digest.html", all, &err);
	if (!t)
		fail_msg("%s", err.msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose_templates_new__says_what_is_wrong),
		cmocka_unit_test(compose_sources_read__names_the_missing_file),
		cmocka_unit_test(
		        compose_templates_new__knows_what_the_readme_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "archive/archive.h"
#include "base/file.h"
#include "mail/compose.h"
#include "mail/letter.h"
#include "score/score.h"

enum { TEXTS_BYTES = 16 << 20 };

/* Where the problems of a folder of templates go. */
struct found {
	const char *dir;
	struct conf_reader *reader;
};

static void on_problem(void *ctx, const char *what)
{
	const struct found *found = ctx;

	conf_template_problem(found->reader, what);
}

static void on_digest_problem(void *ctx, const char *what)
{
	const struct found *found = ctx;
	struct buf path CLEANUP(buf_deinit) = BUF(2 * ERR_MAX);

	file_join(&path, found->dir, what); /* which begins with the file */
	conf_template_problem(found->reader, buf_cstr(&path));
}

static void check_digest(struct found *found)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(TEXTS_BYTES);
	struct compose_source *sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));
	struct err err;

	if (compose_sources_read(found->dir, arena, sources, &err))
		on_problem(found, err.msg);
	else
		compose_templates_check(sources, n_compose_template_names,
		                        on_digest_problem, found);
}

static int check_archive(const char *dir, struct err *err)
{
	struct template_set *set CLEANUP(template_set_freep) =
	        archive_templates(dir, err);

	return set ? 0 : -1;
}

void check_templates(const char *dir, struct conf_reader *r)
{
	struct found found = { dir, r };
	struct err err;

	check_digest(&found);
	letter_templates_check(dir, on_problem, &found);
	if (check_archive(dir, &err))
		conf_template_problem(r, err.msg);
}

int check_weights(const struct conf *conf, struct buf *problems)
{
	struct err err = { 0 };
	struct scorer *scorer CLEANUP(scorer_freep) = scorer_lexical_new(
	        conf->topics, conf->n_topics, conf->scoring.weights, &err);

	if (scorer)
		return 0;
	buf_addf(problems, "%s\n", err.msg);
	return -1;
}

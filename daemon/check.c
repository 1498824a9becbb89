#include "check.h"

#include "archive/archive.h"
#include "base/file.h"
#include "mail/compose.h"
#include "score/score.h"

enum { TEXTS_BYTES = 16 << 20 };

static int check_mail(const char *dir, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(TEXTS_BYTES);
	struct compose_templates *t CLEANUP(compose_templates_freep) = NULL;
	struct compose_source *sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));
	struct buf path CLEANUP(buf_deinit) = BUF(2 * ERR_MAX);

	if (compose_sources_read(dir, arena, sources, err))
		return -1;
	t = compose_templates_new(sources, n_compose_template_names, err);
	if (t)
		return 0;
	file_join(&path, dir, err->msg); /* which begins with the file */
	return err_set(err, "%s", buf_cstr(&path));
}

static int check_archive(const char *dir, struct err *err)
{
	struct template_set *set CLEANUP(template_set_freep) =
	        archive_templates(dir, err);

	return set ? 0 : -1;
}

void check_templates(const char *dir, struct conf_reader *r)
{
	struct err err;

	if (check_mail(dir, &err))
		conf_template_problem(r, err.msg);
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

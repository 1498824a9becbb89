#include "check.h"

#include "archive/archive.h"
#include "mail/compose.h"
#include "publish.h"

enum { TEXTS_BYTES = 16 << 20 };

static int check_mail(const struct conf *conf, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(TEXTS_BYTES);
	struct compose_templates *t CLEANUP(compose_templates_freep) = NULL;
	struct compose_source *sources =
	        arena_array(arena, n_compose_template_names, sizeof(*sources));

	if (compose_sources_read(conf->templates_dir, arena, sources, err))
		return -1;
	t = compose_templates_new(sources, n_compose_template_names, err);
	return t ? 0 : err_prefix(err, "%s", conf->templates_dir);
}

static int check_archive(const struct conf *conf, struct err *err)
{
	struct template_set *set CLEANUP(template_set_freep) =
	        archive_templates(conf->templates_dir, err);

	return set ? 0 : -1;
}

static int check_prompt(const struct conf *conf, struct err *err)
{
	struct buf prompt CLEANUP(buf_deinit) = BUF(4 << 20);

	return publish_prompt(conf, &prompt, err);
}

int check_texts(const struct conf *conf, struct buf *problems)
{
	static int (*const checks[])(
	        const struct conf *conf,
	        struct err *err) = { check_mail, check_archive, check_prompt };
	int rc = 0;

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		struct err err = { 0 };

		if (checks[i](conf, &err)) {
			buf_addf(problems, "%s\n", err.msg);
			rc = -1;
		}
	}
	return rc;
}

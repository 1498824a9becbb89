/*
 * digestctl preview: a subscriber's digest of an edition as it would be made
 * now, from today's templates and their settings of today; sends and keeps
 * nothing.
 */
#include <getopt.h>

#include "ctl.h"
#include "edition_view.h"
#include "frozen.h"
#include "settings_line.h"
#include "signing.h"
#include "store/store_edition.h"

#define USAGE "ADDRESS [--date YYYY-MM-DD] [--format html|text|eml]"

enum { WORK_BYTES = 1 << 30, OUT_MAX = 8 << 20 };

enum output { OUTPUT_HTML, OUTPUT_TEXT, OUTPUT_EML };

struct preview {
	struct ctl *ctl;
	struct store *store;
	struct arena *arena;
	struct edition_view view;
	struct subscriber reader;
	struct compose_templates *templates;
	struct compose_settings settings;
	struct token_key key;
	struct compose_block blocks[CHOICES_MAX]; /* as view.choices */
};

static const struct compose_block *get_block(void *ctx, int64_t paper)
{
	struct preview *p = ctx;

	for (size_t i = 0; i < p->view.n; i++)
		if (p->view.choices[i].paper == paper)
			return &p->blocks[i];
	return NULL;
}

static int choose(struct preview *p, int date, struct err *err)
{
	char text[DATE_LEN];
	int rc = 0;

	if (date == DATE_NONE)
		rc = store_edition_find(p->store, EDITION_NEWEST, &date, err);
	if (rc > 0)
		return err_set(err, "no edition yet (digestctl run makes one)");
	if (!rc)
		rc = edition_view(p->store, p->ctl->conf, p->ctl->clock, date,
		                  &p->reader, p->arena, &p->view, err);
	return rc > 0 ? err_set(err, "there is no scored edition of %s",
	                        date_format(date, text))
	              : rc;
}

static int load_templates(struct preview *p, struct err *err)
{
	const char *dir = p->ctl->conf->templates_dir;
	struct compose_source *sources = arena_array(
	        p->arena, n_compose_template_names, sizeof(*sources));

	if (compose_sources_read(dir, p->arena, sources, err))
		return -1;
	p->templates =
	        compose_templates_new(sources, n_compose_template_names, err);
	return p->templates ? 0 : err_prefix(err, "%s", dir);
}

static int compose_blocks(struct preview *p, struct err *err)
{
	for (size_t i = 0; i < p->view.n; i++)
		if (compose_paper(p->templates, p->view.papers[i],
		                  p->view.scores[i], p->arena, &p->blocks[i],
		                  err))
			return -1;
	return 0;
}

static int print_mail(const struct compose_edition *edition,
                      const struct digest *digest, struct buf *out,
                      struct err *err)
{
	struct compose_mail mail = { 0 };
	int rc = compose_digest(edition, digest, &mail, err);

	if (!rc)
		slices_flatten(&mail.body, out);
	compose_mail_deinit(&mail);
	return rc;
}

static int print(struct preview *p, enum output output, struct err *err)
{
	struct buf out CLEANUP(buf_deinit) = BUF(OUT_MAX);
	int64_t now = clock_now(p->ctl->clock);
	struct compose_edition edition = { .templates = p->templates,
		                           .settings = &p->settings,
		                           .edition = &p->view.edition,
		                           .key = &p->key,
		                           .block = get_block,
		                           .ctx = p };
	struct digest digest = {
		.edition = p->view.edition.date,
		.subscriber = p->reader.id,
		.address = p->reader.address,
		.name = p->reader.name,
		.format = p->reader.format,
		.reply_expires = date_of(now) + TOKEN_REPLY_DAYS,
		.queued_at = now,
		.settings = settings_line(&p->reader, p->ctl->conf->topics,
		                          p->arena),
		.threshold = p->reader.threshold,
		.frequency = p->reader.frequency,
		.week = p->view.week,
		.choices = p->view.choices,
		.n_choices = p->view.n,
	};
	int rc = output == OUTPUT_EML
	                 ? print_mail(&edition, &digest, &out, err)
	                 : compose_body(&edition, &digest,
	                                output == OUTPUT_TEXT ? FORMAT_TEXT
	                                                      : FORMAT_HTML,
	                                &out, err);

	if (!rc)
		fwrite(buf_cstr(&out), 1, out.len, stdout);
	return rc;
}

/* Why the mail that is shown would not go out. */
static void say_why_not(const struct preview *p)
{
	const struct subscriber *s = &p->reader;

	if (s->state != SUBSCRIBER_ACTIVE)
		ctl_say(p->ctl, CTL_DONE, "%s gets no mail: %s", s->address,
		        subscriber_state_name(s->state));
	else if (!p->view.due)
		ctl_say(p->ctl, CTL_DONE,
		        "%s gets a weekly digest on another day; this is the "
		        "week so far",
		        s->address);
	else if (!p->view.n && !p->ctl->conf->subscribers.send_empty)
		ctl_say(p->ctl, CTL_DONE,
		        "no paper for %s, and so no mail that day", s->address);
}

static int preview(struct preview *p, int64_t id, int date, enum output output,
                   struct err *err)
{
	struct store_defaults defaults = ctl_defaults(p->ctl);

	p->settings = frozen_settings(p->ctl->conf);
	if (store_subscriber(p->store, id, &defaults, p->arena, &p->reader,
	                     err) ||
	    choose(p, date, err) || load_templates(p, err) ||
	    signing_key(p->store, clock_now(p->ctl->clock), &p->key, err) ||
	    compose_blocks(p, err) || print(p, output, err))
		return -1;
	say_why_not(p);
	return 0;
}

int ctl_preview(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "date", required_argument, NULL, 'd' },
		{ "format", required_argument, NULL, 'f' },
		{ 0 },
	};
	static const char *const formats[] = { "html", "text", "eml" };
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store *store CLEANUP(store_closep) = NULL;
	struct preview p = { .ctl = ctl, .arena = arena };
	struct err err = { 0 };
	int c, date = DATE_NONE, output = OUTPUT_EML, status;
	int64_t id;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'd' && !ctl_date(ctl, optarg, &date))
			continue;
		for (output = 0; c == 'f' && output <= OUTPUT_EML; output++)
			if (!strcmp(optarg, formats[output]))
				break;
		if (c != 'f' || output > OUTPUT_EML)
			return ctl_usage(ctl, USAGE);
	}
	if (argc - optind != 1)
		return ctl_usage(ctl, USAGE);
	p.store = store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (!ctl_find(ctl, store, argv[optind], &id, &status))
		return status;
	status = CTL_DONE;
	if (preview(&p, id, date, (enum output)output, &err))
		status = ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	compose_templates_free(p.templates);
	return status;
}

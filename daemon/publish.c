#include "publish.h"

#include <stdlib.h>

#include "archive/archive.h"
#include "mail/address.h"
#include "score/llm_prompt.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

enum {
	PAGE_BYTES = 256 << 20,
	PROMPT_MAX = 1 << 20,
	SITE_EDITIONS_FROM = -1000000, /* all dates there are */
	SITE_EDITIONS_TO = 1000000,
};

struct site {
	const struct conf *conf;
	struct store *store;
	struct archive_site archive;
	struct template_set *templates;
	struct arena *arena; /* the list of editions */
	struct edition *editions;
	size_t n_editions;
	struct buf name, prompt;
};

int publish_prompt(const struct conf *conf, struct buf *out, struct err *err)
{
	CLEANUP(llm_prompt_freep)
	struct llm_prompt *p = llm_prompt_load(
	        conf->prompts_dir, conf->topics, conf->n_topics,
	        conf->scoring.llm.prefilter == PREFILTER_TITLE, err);

	if (!p)
		return -1;
	llm_prompt_show(p, out);
	return 0;
}

static int open_site(struct site *s, const struct conf *conf,
                     struct store *store, struct err *err)
{
	struct buf address CLEANUP(buf_deinit) = BUF(1024);

	*s = (struct site){ .conf = conf,
		            .store = store,
		            .arena = arena_new(PAGE_BYTES),
		            .prompt = BUF(4 * PROMPT_MAX) };
	s->name = BUF(1024);
	/* The site is called what the mails come from. */
	if (address_parse(str_of(conf->mail.from), &s->name, &address, err))
		return -1;
	s->templates = archive_templates(conf->templates_dir, err);
	if (!s->templates || publish_prompt(conf, &s->prompt, err))
		return -1;
	s->archive = (struct archive_site){
		.dir = conf->archive_dir,
		.url = conf->archive_url,
		.name = buf_cstr(&s->name),
		.topics = conf->topics,
		.n_topics = conf->n_topics,
		.templates = s->templates,
	};
	return store_editions(store, SITE_EDITIONS_FROM, SITE_EDITIONS_TO,
	                      s->arena, &s->editions, &s->n_editions, err);
}

static void close_site(struct site *s)
{
	template_set_free(s->templates);
	arena_free(s->arena);
	buf_deinit(&s->name);
	buf_deinit(&s->prompt);
}

static int by_relevance(const void *a, const void *b)
{
	const struct archive_paper *x = a, *y = b;

	if (x->score->relevance != y->score->relevance)
		return x->score->relevance < y->score->relevance ? 1 : -1;
	if (x->score->novelty != y->score->novelty)
		return x->score->novelty < y->score->novelty ? 1 : -1;
	return strcmp(x->paper->id, y->paper->id);
}

/* The relevant papers in page order, and why others were not scored. */
static int load_page(struct site *s, const struct edition *e,
                     struct arena *arena, struct archive_edition *page,
                     struct err *err)
{
	struct archive_paper *chosen;
	const char **unscored;
	struct paper *papers;
	struct score *scores;
	size_t n;

	if (store_scanned(s->store, e->date, arena, &papers, &n, err))
		return -1;
	scores = arena_array(arena, n, sizeof(*scores));
	if (store_scores(s->store, e->date, papers, n, s->conf->topics,
	                 s->conf->n_topics, arena, scores, err))
		return -1;
	chosen = arena_array(arena, n, sizeof(*chosen));
	unscored = arena_array(arena, n, sizeof(*unscored));
	page->papers = chosen;
	page->unscored = unscored;
	for (size_t i = 0; i < n; i++) {
		if (scores[i].by == SCORE_BY_NONE)
			unscored[page->n_unscored++] =
			        arena_printf(arena, "%s: %s", papers[i].id,
			                     scores[i].comment);
		else if ((double)scores[i].relevance >= e->relevance &&
		         (double)scores[i].novelty >= e->novelty)
			chosen[page->n_papers++] =
			        (struct archive_paper){ &papers[i],
				                        &scores[i] };
	}
	qsort(chosen, page->n_papers, sizeof(*chosen), by_relevance);
	return store_skipped(s->store, e->date, arena, &page->skipped,
	                     &page->n_skipped, err);
}

static int write_edition(struct site *s, size_t at, struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(PAGE_BYTES);
	const struct edition *e = &s->editions[at];
	struct archive_edition page = {
		.edition = e,
		.previous = at ? s->editions[at - 1].date : DATE_NONE,
		.next = at + 1 < s->n_editions ? s->editions[at + 1].date
		                               : DATE_NONE,
		.model = e->model,
		.prompt = buf_cstr(&s->prompt),
	};

	if (load_page(s, e, arena, &page, err))
		return -1;
	return archive_write_edition(&s->archive, &page, err);
}

static bool same_month(int a, int b)
{
	char x[DATE_LEN], y[DATE_LEN];

	return !strncmp(date_format(a, x), date_format(b, y), 7);
}

static int write_month(struct site *s, int date, struct err *err)
{
	size_t first = 0, n = 0;

	while (first < s->n_editions &&
	       !same_month(s->editions[first].date, date))
		first++;
	while (first + n < s->n_editions &&
	       same_month(s->editions[first + n].date, date))
		n++;
	return archive_write_month(&s->archive, date, s->editions + first, n,
	                           err);
}

static int write_index(struct site *s, struct err *err)
{
	return archive_write_index(&s->archive, s->editions, s->n_editions,
	                           err);
}

static int write_around(struct site *s, int date, struct err *err)
{
	for (size_t i = 0; i < s->n_editions; i++) {
		if (s->editions[i].date != date)
			continue;
		if ((i && write_edition(s, i - 1, err)) ||
		    write_edition(s, i, err) ||
		    (i + 1 < s->n_editions && write_edition(s, i + 1, err)))
			return -1;
	}
	return write_month(s, date, err) || write_index(s, err) ? -1 : 0;
}

int publish_edition(const struct conf *conf, struct store *store, int date,
                    struct err *err)
{
	struct site s;
	int rc;

	if (!*conf->archive_dir)
		return 0;
	rc = open_site(&s, conf, store, err);
	if (!rc)
		rc = write_around(&s, date, err);
	close_site(&s);
	return rc;
}

static int write_all(struct site *s, int *n, struct err *err)
{
	for (size_t i = 0; i < s->n_editions; i++) {
		bool first_of_month = !i || !same_month(s->editions[i - 1].date,
		                                        s->editions[i].date);

		if (write_edition(s, i, err) ||
		    (first_of_month &&
		     write_month(s, s->editions[i].date, err)))
			return -1;
		(*n)++;
	}
	return write_index(s, err);
}

int publish_all(const struct conf *conf, struct store *store, int *n,
                struct err *err)
{
	struct site s;
	int rc;

	*n = 0;
	if (!*conf->archive_dir)
		return err_set(err, "no archive.dir is configured");
	rc = open_site(&s, conf, store, err);
	if (!rc)
		rc = write_all(&s, n, err);
	close_site(&s);
	return rc;
}

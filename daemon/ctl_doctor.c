/*
 * digestctl doctor: tries everything that the config names, changes nothing,
 * and says a line about each: does it work, and if not, what to do.
 */
#include <getopt.h>

#include "ctl_doctor.h"
#include "check.h"
#include "fetch/fetch.h"
#include "judge.h"
#include "score/llm.h"
#include "score/llm_prefilter.h"
#include "store/store_edition.h"
#include "store/store_paper.h"

enum {
	WORK_BYTES = 256 << 20,
	SPACING_MS = 3000, /* between two visits of a host, as arXiv asks */
	DAYS = 10,         /* the last editions that a forecast looks at */
	A_DAYS_PAPERS = 300,
};

static void say(struct doctor *d, const char *check, const char *target,
                const char *finding, const char *advice, bool failed)
{
	struct json *j = json_object();

	d->failed += failed;
	json_set_str(j, "check", check);
	ctl_set_text(j, "target", target);
	json_set_bool(j, "ok", !failed);
	ctl_set_text(j, "says", finding);
	ctl_set_text(j, "do", advice);
	json_push(d->checks, j);
	if (d->ctl->json)
		return;
	/* Some findings begin with what they are about. */
	if (str_starts(str_of(finding), str_of(target)))
		target = "";
	printf("%-7s %-9s %s%s%s\n",
	       failed   ? "FAILED"
	       : advice ? "ok, but"
	                : "ok",
	       check, target, *target && *finding ? ": " : "", finding);
	if (advice)
		printf("        %-9s -> %s\n", "", advice);
	fflush(stdout);
}

void doctor_say(struct doctor *d, const char *check, const char *target,
                const char *finding, const char *advice)
{
	say(d, check, target, finding, advice, advice != NULL);
}

void doctor_warn(struct doctor *d, const char *check, const char *target,
                 const char *finding, const char *advice)
{
	say(d, check, target, finding, advice, false);
}

/* ---- sources ---- */

static void try_document(struct doctor *d, struct http *http,
                         const struct source *source, size_t n, const char *url)
{
	static const struct fetch_memory nothing = { "", "", DATE_NONE };
	static const struct fetch_wish today = { DATE_NONE, DATE_NONE };
	struct fetch_document doc;
	char date[DATE_LEN];

	fetch_document(http, source, n, &nothing, &today, d->arena, &doc);
	if (doc.status == FETCH_FAILED)
		doctor_say(
		        d, "source", source->name, doc.err.msg,
		        "check sources[].url and the network; the other sources "
		        "go on without it");
	else
		doctor_say(d, "source", url,
		           arena_printf(d->arena, "%zu items of %s",
		                        doc.n_items,
		                        doc.date == DATE_NONE
		                                ? "no date"
		                                : date_format(doc.date, date)),
		           NULL);
}

static void try_sources(struct doctor *d)
{
	const struct conf *conf = d->ctl->conf;
	struct buf agent CLEANUP(buf_deinit) = BUF(1024);
	struct http *http CLEANUP(http_freep) = NULL;

	buf_addf(&agent, "digestd/%s (+mailto:%s)", DIGESTD_VERSION,
	         conf->mail.admin);
	http = http_new(&(struct http_options){ .user_agent = buf_cstr(&agent),
	                                        .spacing_ms = SPACING_MS });
	for (size_t s = 0; s < conf->n_sources; s++) {
		const char *const *urls;
		size_t n = fetch_urls(&conf->sources[s], d->arena, &urls);

		for (size_t i = 0; i < n; i++)
			try_document(d, http, &conf->sources[s], i, urls[i]);
	}
}

/* ---- config, templates and prompts ---- */

static void try_texts(struct doctor *d)
{
	const struct conf *conf = d->ctl->conf;
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 16);
	CLEANUP(llm_prompt_freep) struct llm_prompt *prompt = NULL;
	struct conf *again CLEANUP(conf_freep) = NULL;
	struct str rest, line;
	struct err err = { 0 };

	if (!conf_load_with(conf->path, check_templates, &again, &problems))
		doctor_say(d, "templates", conf->templates_dir,
		           "as they should be", NULL);
	rest = buf_str(&problems);
	while (problems.len && str_split(&rest, '\n', &line))
		if (line.len)
			doctor_say(d, "config", "", arena_str(d->arena, line),
			           "mend it; \"digestd -n\" says the same");
	prompt = llm_prompt_load(
	        conf->prompts_dir, conf->topics, conf->n_topics,
	        conf->scoring.llm.prefilter == PREFILTER_TITLE, &err);
	doctor_say(d, "prompts", conf->prompts_dir,
	           prompt ? "as they should be" : err.msg,
	           prompt ? NULL
	                  : "mend the file, or put the shipped one back");
}

/* ---- scorer ---- */

/* What a day costs: as the last ones did, or reckoned. */
static const char *day_cost(struct doctor *d, struct store *store,
                            const struct llm_settings *s, double *cost)
{
	const struct conf_llm *llm = &d->ctl->conf->scoring.llm;
	struct edition *editions = NULL;
	size_t n = 0, paid = 0, papers = 0;
	bool titles = llm->prefilter == PREFILTER_TITLE;
	double kept = 1;
	struct llm_usage usage;

	*cost = 0;
	if (store && store_editions(store, -INT_MAX, INT_MAX, d->arena,
	                            &editions, &n, NULL))
		n = 0;
	for (size_t i = n > DAYS ? n - DAYS : 0; i < n; i++) {
		papers += (size_t)editions[i].sum.scanned;
		if (!editions[i].prompt_tokens ||
		    strcmp(editions[i].model, s->model) != 0)
			continue;
		*cost += editions[i].cost;
		paid++;
	}
	if (paid) {
		*cost /= (double)paid;
		return arena_printf(d->arena,
		                    "a day costs about %.4f (mean of the last "
		                    "%zu)",
		                    *cost, paid);
	}
	papers = n ? papers / (n > DAYS ? DAYS : n) : A_DAYS_PAPERS;
	if (llm->prefilter != PREFILTER_NONE)
		kept = llm_prefilter_kept(
		        llm_prefilter_cut(llm->prefilter_recall, d->footing),
		        d->footing);
	usage = llm_forecast(s, (size_t)(kept * (double)papers), titles);
	*cost = llm_cost(&s->budget.price, &usage);
	return arena_printf(d->arena,
	                    "a day of %zu papers would cost %sabout %.4f "
	                    "(%lld prompt and %lld completion tokens)",
	                    papers, titles ? "at most " : "", *cost,
	                    (long long)usage.prompt,
	                    (long long)usage.completion);
}

static void try_llm(struct doctor *d, struct store *store)
{
	const struct conf *conf = d->ctl->conf;
	CLEANUP(judge_endpoint_freep) struct judge_endpoint *e = NULL;
	char model[LLM_MODEL_MAX];
	struct err err = { 0 };
	const char *day, *more = "";
	double cost;

	e = judge_endpoint_new(conf, d->ctl->clock, &err);
	if (!e || llm_probe(judge_settings(e), model, &err)) {
		doctor_say(
		        d, "scorer", conf->scoring.llm.model, err.msg,
		        "check scoring.llm: url, model, api_key_file and the "
		        "network; until then the lexical scorer serves");
		return;
	}
	day = day_cost(d, store, judge_settings(e), &cost);
	if (cost > conf->scoring.llm.budget_per_day)
		more = arena_printf(d->arena,
		                    "; that is more than budget_per_day %g, "
		                    "the lexical scorer would do the rest",
		                    conf->scoring.llm.budget_per_day);
	doctor_say(d, "scorer", conf->scoring.llm.model,
	           arena_printf(d->arena, "answers%s%s; %s%s",
	                        *model ? " as " : "", model, day, more),
	           NULL);
}

/* What the scorer says of the newest papers tells how far the prefilter may
 * trust it; without any, topics are taken to be as rich as the shipped ones. */
static enum llm_footing footing(struct doctor *d, struct store *store,
                                struct scorer *s)
{
	size_t n_topics = d->ctl->conf->n_topics, n = 0;
	struct paper *papers;
	struct score *scores;

	if (!store || store_earlier(store, INT_MAX, A_DAYS_PAPERS, d->arena,
	                            &papers, &n, NULL))
		n = 0;
	scores = arena_array(d->arena, n, sizeof(*scores));
	if (n && scorer_run(s, papers, n, NULL, d->arena, scores, NULL))
		n = 0;
	return llm_footing_of(scores, n, n_topics, scorer_by_weights(s));
}

static void try_scorer(struct doctor *d, struct store *store)
{
	const struct conf *conf = d->ctl->conf;
	struct err err = { 0 };
	CLEANUP(scorer_freep)
	struct scorer *s = scorer_lexical_new(conf->topics, conf->n_topics,
	                                      conf->scoring.weights, &err);

	if (s)
		d->footing = footing(d, store, s);
	if (s)
		doctor_say(d, "scorer", "lexical",
		           d->footing == LLM_FOOTING_WEIGHTS
		                   ? "built in, free; by weights trained for "
		                     "these topics"
		                   : "built in, free; by the topics' keywords",
		           NULL);
	else
		doctor_say(d, "scorer", "lexical", err.msg,
		           "check scoring.weights and topics");
	if (conf->scoring.scorer == SCORE_BY_LLM)
		try_llm(d, store);
}

int ctl_doctor(struct ctl *ctl, int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct store *store CLEANUP(store_closep) = NULL;
	struct doctor d = { .ctl = ctl,
		            .arena = arena,
		            .checks = json_array() };

	(void)argv;
	if (argc != 1) {
		json_free(d.checks);
		return ctl_usage(ctl, "[--json]");
	}
	store = doctor_state(&d);
	try_texts(&d);
	try_sources(&d);
	try_scorer(&d, store);
	doctor_smtp(&d);
	doctor_imap(&d);
	doctor_dns(&d);
	if (ctl->json) {
		struct json *j = json_object();

		json_set_bool(j, "ok", !d.failed);
		json_set(j, "checks", d.checks);
		ctl_print(j);
	} else {
		json_free(d.checks);
	}
	return d.failed ? CTL_FAILED : CTL_DONE;
}

#include <stdlib.h>

#include "frozen.h"
#include "score/llm_prompt.h"
#include "store/store_freeze.h"

enum { TEXT_MAX = 4 << 20 };

int frozen_prompt(const struct conf *conf, struct buf *out, struct err *err)
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

/* A line a topic: neither an id nor a name holds a newline, an id no blank. */
static void print_topics(const struct conf *conf, struct buf *out)
{
	for (size_t i = 0; i < conf->n_topics; i++)
		buf_addf(out, "%s %s\n", conf->topics[i].id,
		         conf->topics[i].name);
}

int frozen_put_criteria(struct store *store, int edition,
                        const struct conf *conf, const char *prompt,
                        struct err *err)
{
	struct buf topics CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf prices CLEANUP(buf_deinit) = BUF(256);
	const struct conf_llm *llm = &conf->scoring.llm;

	print_topics(conf, &topics);
	buf_addf(&prices, "%.9g %.9g %.9g", llm->price_prompt,
	         llm->price_cached, llm->price_completion);
	return store_asset_put(store, edition, "prompt", str_of(prompt), err) ||
	                       store_asset_put(store, edition, "topics",
	                                       buf_str(&topics), err) ||
	                       store_asset_put(store, edition, "prices",
	                                       buf_str(&prices), err)
	               ? -1
	               : 0;
}

static void parse_topics(struct str text, struct arena *arena,
                         struct frozen_criteria *c)
{
	struct topic *topics = arena_array(arena, TOPICS_MAX, sizeof(*topics));
	struct str line, id;

	c->topics = topics;
	while (str_split(&text, '\n', &line) && c->n_topics < TOPICS_MAX) {
		if (!line.len || !str_split(&line, ' ', &id))
			continue;
		topics[c->n_topics++] = (struct topic){
			.id = arena_str(arena, id),
			.name = arena_str(arena, line),
		};
	}
}

static void parse_prices(struct str text, struct frozen_criteria *c)
{
	double *const prices[] = { &c->price_prompt, &c->price_cached,
		                   &c->price_completion };
	struct str field;

	for (size_t i = 0; i < 3 && str_split(&text, ' ', &field); i++)
		if (str_to_double(field, prices[i]))
			*prices[i] = 0;
}

int frozen_criteria(struct store *store, int edition, struct arena *arena,
                    struct frozen_criteria *criteria, struct err *err)
{
	struct str prompt, topics, prices;
	int rc = store_asset(store, edition, "prompt", arena, &prompt, err);

	*criteria = (struct frozen_criteria){ .prompt = "" };
	if (!rc)
		rc = store_asset(store, edition, "topics", arena, &topics, err);
	if (!rc)
		rc = store_asset(store, edition, "prices", arena, &prices, err);
	if (rc)
		return rc;
	criteria->prompt = arena_str(arena, prompt);
	parse_topics(topics, arena, criteria);
	parse_prices(prices, criteria);
	return 0;
}

#include "score/llm_prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/file.h"
#include "score/llm_comment.h"
#include "text/charset.h"

enum { FILE_MAX = 256 * 1024, PROMPT_MAX = 4 << 20 };

static const char TOPICS[] = "[TOPICS HERE]";
static const char PAPERS[] = "[PAPER LIST HERE]";
static const char TITLES[] = "[TITLE LIST HERE]";
static const char TOPIC_IDS[] = "[TOPIC LIST HERE]";

struct llm_prompt {
	struct buf system;
	struct buf papers, titles; /* user messages, with the list's slot */
};

static int load_file(const char *dir, const char *name, const char *slot,
                     struct buf *out, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(8192);
	struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX);
	struct str s, rest;
	ptrdiff_t at = 0;

	file_join(&path, dir, name);
	if (file_read(buf_cstr(&path), &text, err))
		return -1;
	s = str_trim(buf_str(&text));
	if (!utf8_valid(s))
		return err_set(err, "%s: not UTF-8", buf_cstr(&path));
	if (slot && (at = str_find(s, str_of(slot))) < 0)
		return err_set(err, "%s: has no line %s", buf_cstr(&path),
		               slot);
	if (slot) {
		rest = s;
		rest.ptr += (size_t)at + strlen(slot);
		rest.len -= (size_t)at + strlen(slot);
		if (str_find(rest, str_of(slot)) >= 0)
			return err_set(err, "%s: has %s twice", buf_cstr(&path),
			               slot);
	}
	buf_addstr(out, s);
	buf_adds(out, "\n\n");
	return 0;
}

/* Splits at the slot, which is there. */
static void around(struct str s, const char *slot, struct str *before,
                   struct str *after)
{
	size_t at = (size_t)str_find(s, str_of(slot)), len = strlen(slot);

	*before = (struct str){ s.ptr, at };
	*after = (struct str){ s.ptr + at + len, s.len - at - len };
}

static void add_topics(struct buf *out, const struct topic *topics, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct topic *t = &topics[i];

		buf_addf(out, "%s[%s] %s\n", i ? "\n" : "", t->id, t->name);
		if (*t->relevant)
			buf_addf(out, "RELEVANT: %s\n", t->relevant);
		if (*t->irrelevant)
			buf_addf(out, "IRRELEVANT: %s\n", t->irrelevant);
	}
}

static int load_topics(const char *dir, const struct topic *topics, size_t n,
                       struct buf *out, struct err *err)
{
	struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX + 4);
	struct str before, after;

	if (load_file(dir, "topics.txt", TOPICS, &text, err))
		return -1;
	around(buf_str(&text), TOPICS, &before, &after);
	buf_addstr(out, before);
	add_topics(out, topics, n);
	buf_addstr(out, str_trim(after));
	buf_adds(out, "\n");
	return 0;
}

struct llm_prompt *llm_prompt_load(const char *dir, const struct topic *topics,
                                   size_t n_topics, bool titles,
                                   struct err *err)
{
	CLEANUP(llm_prompt_freep)
	struct llm_prompt *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->system = p->papers = p->titles = BUF(PROMPT_MAX);
	if (load_file(dir, "system.txt", NULL, &p->system, err) ||
	    load_topics(dir, topics, n_topics, &p->papers, err) ||
	    load_file(dir, "criteria.txt", NULL, &p->papers, err) ||
	    load_file(dir, "papers.txt", PAPERS, &p->papers, err))
		return NULL;
	if (titles && (load_topics(dir, topics, n_topics, &p->titles, err) ||
	               load_file(dir, "titles.txt", TITLES, &p->titles, err)))
		return NULL;
	if (p->papers.full || p->titles.full) {
		err_set(err,
		        "%s: the prompt with all topics is larger than "
		        "%d bytes",
		        dir, PROMPT_MAX);
		return NULL;
	}
	return STEAL(p);
}

void llm_prompt_free(struct llm_prompt *p)
{
	if (!p)
		return;
	buf_deinit(&p->system);
	buf_deinit(&p->papers);
	buf_deinit(&p->titles);
	free(p);
}

const char *llm_prompt_system(const struct llm_prompt *p)
{
	return buf_cstr(&p->system);
}

/* The name of the answer's key never comes from a paper: a model that repeats
 * what it was given would answer in the paper's words. */
static void add_data(struct buf *out, const char *text, size_t most)
{
	struct buf line CLEANUP(buf_deinit) = BUF(1 << 16);
	struct str s;
	size_t at = 0;

	llm_excerpt(&line, str_of(text), most);
	s = buf_str(&line);
	for (size_t i = 0; i + 7 <= s.len; i++)
		if (str_starts_nocase((struct str){ s.ptr + i, s.len - i },
		                      STR("arxivid"))) {
			buf_add(out, s.ptr + at, i - at);
			buf_adds(out, "arXiv id");
			at = i + 7;
		}
	buf_add(out, s.ptr + at, s.len - at);
}

static void add_list(const struct paper *const *papers, size_t n,
                     const char *nonce, bool abstracts, struct buf *out)
{
	buf_addf(out, "<<<<<<<< %s\n", nonce);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "[%s] ", papers[i]->id);
		add_data(out, papers[i]->title, LLM_TITLE_MAX);
		buf_adds(out, "\n");
		if (!abstracts)
			continue;
		add_data(out, papers[i]->abstract, LLM_ABSTRACT_MAX);
		buf_adds(out, i + 1 < n ? "\n\n" : "\n");
	}
	buf_addf(out, ">>>>>>>> %s", nonce);
}

void llm_prompt_papers(const struct llm_prompt *p,
                       const struct paper *const *papers, size_t n,
                       const char *nonce, struct buf *out)
{
	struct str before, after;

	around(buf_str(&p->papers), PAPERS, &before, &after);
	buf_addstr(out, before);
	add_list(papers, n, nonce, true, out);
	buf_addstr(out, after);
}

void llm_prompt_titles(const struct llm_prompt *p,
                       const struct paper *const *papers, size_t n,
                       const char *nonce, struct buf *out)
{
	struct str before, after;

	around(buf_str(&p->titles), TITLES, &before, &after);
	buf_addstr(out, before);
	add_list(papers, n, nonce, false, out);
	buf_addstr(out, after);
}

int llm_prompt_translate(const char *dir, const struct topic *topics, size_t n,
                         struct buf *out, struct err *err)
{
	struct buf text CLEANUP(buf_deinit) = BUF(FILE_MAX + 4);
	struct str before, after;

	if (load_file(dir, "translate.txt", TOPIC_IDS, &text, err))
		return -1;
	around(buf_str(&text), TOPIC_IDS, &before, &after);
	buf_addstr(out, before);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "%s: %s", topics[i].id, topics[i].name);
		for (size_t k = 0; k < topics[i].n_aliases; k++)
			buf_addf(out, ", %s", topics[i].aliases[k]);
		buf_adds(out, "\n");
	}
	buf_addstr(out, str_trim(after));
	return 0;
}

void llm_prompt_words(struct str words, const char *nonce, struct buf *out)
{
	buf_addf(out, "<<<<<<<< %s\n", nonce);
	llm_excerpt(out, words, LLM_WORDS_MAX);
	buf_addf(out, "\n>>>>>>>> %s", nonce);
}

void llm_prompt_show(const struct llm_prompt *p, struct buf *out)
{
	buf_addstr(out, buf_str(&p->system));
	buf_addstr(out, buf_str(&p->papers));
}

void llm_prompt_nonce(char out[LLM_NONCE_LEN])
{
	uint64_t r;

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		abort();
	snprintf(out, LLM_NONCE_LEN, "%016llx", (unsigned long long)r);
}

#pragma once
/*
 * What a model is told: prompts_dir's files with topics and papers in their
 * slots (prompts/README.md). Everything before the list of papers is the same
 * in all calls of a day. Immutable once loaded; any thread.
 */
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "model/paper.h"
#include "model/topic.h"

enum {
	LLM_ABSTRACT_MAX = 680, /* bytes of an abstract: see below */
	LLM_TITLE_MAX = 300,
	LLM_WORDS_MAX = 800, /* of what a reader wrote */
	LLM_NONCE_LEN = 17,  /* with the NUL */
};

/*
 * Why an abstract's beginning is enough: ranked by the lexical scorer, the
 * labelled days lose little when it sees no more than that (AUC .881 with the
 * first 700 bytes, .889 with all of 1,308; with the last 700 .863, with the
 * sentences that say "we" .870). It keeps a scanned paper at about 130 tokens
 * with the lexical prefilter; see tests/bench/bench_llm.c.
 */

struct llm_prompt;

/* titles: the title pass is wanted, and so titles.txt must be there. NULL with
 * err, which names the file: unreadable, not UTF-8, or a slot that is missing
 * or there twice. */
struct llm_prompt *llm_prompt_load(const char *dir, const struct topic *topics,
                                   size_t n_topics, bool titles,
                                   struct err *err);
void llm_prompt_free(struct llm_prompt *p);
CLEANUP_DEFINE(struct llm_prompt *, llm_prompt_free)

/* The system message; lives as long as p. */
const char *llm_prompt_system(const struct llm_prompt *p);

/* Appends the user message for these papers. The nonce fences them; it must be
 * one that nobody could know when the papers were written. */
void llm_prompt_papers(const struct llm_prompt *p,
                       const struct paper *const *papers, size_t n,
                       const char *nonce, struct buf *out);
void llm_prompt_titles(const struct llm_prompt *p,
                       const struct paper *const *papers, size_t n,
                       const char *nonce, struct buf *out);

/* translate.txt with the topics in its slot: the system message of who puts a
 * reader's words into commands. < 0: err, as llm_prompt_load. */
int llm_prompt_translate(const char *dir, const struct topic *topics,
                         size_t n_topics, struct buf *out, struct err *err);
/* Appends what a reader wrote between fence lines, at most LLM_WORDS_MAX bytes
 * of it. */
void llm_prompt_words(struct str words, const char *nonce, struct buf *out);

/* Appends the whole as a person reads it, the paper list's slot left open. */
void llm_prompt_show(const struct llm_prompt *p, struct buf *out);

/* 16 hexadecimal digits of the kernel's randomness. */
void llm_prompt_nonce(char out[LLM_NONCE_LEN]);

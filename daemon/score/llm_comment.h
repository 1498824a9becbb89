#pragma once
/*
 * A model's comment as one line of plain text. Pure.
 */
#include "base/buf.h"

enum { LLM_COMMENT_MAX = 400 }; /* bytes */

/* Appends the text without HTML tags, links, Markdown's marks, control and
 * bidirectional characters, as one line, cut at a word to LLM_COMMENT_MAX. */
void llm_comment_clean(struct buf *out, struct str text);

/* Appends what a stranger wrote, as data for a prompt: one line, at most so
 * many bytes, cut after a sentence where the last one is near, else at a word.
 */
void llm_excerpt(struct buf *out, struct str text, size_t most);

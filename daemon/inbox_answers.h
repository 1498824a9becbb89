#pragma once
/* The lines of an answer to questions: why, topics, status, help, my data. */
#include "inbox_work.h"

/* letter->lines: what a yes is wanted to, then what the understood commands ask
 * for. */
void answer_lines(struct inbox_work *w, struct letter *letter);

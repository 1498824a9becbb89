#pragma once
/* What the tests of the command grammar share: made-up topics, a fixed day, and
 * a reading as one line:
 *
 *	more moe; threshold 9 ?mute rl/unsubscribe !threshold 11 +help
 *
 * commands; then questions (?), lines not understood (!), and help. */
#include "mail/command.h"

extern const struct topic test_topics[];
extern const size_t test_topics_n;

/* Wednesday 2026-11-18. */
int test_today(void);

/* Appends the reading of a mail to out. */
void reading_line(const char *subject, const char *text, struct buf *out);

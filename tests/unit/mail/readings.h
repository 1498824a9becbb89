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

/* What people write, and what it is read as; every one that is read as
 * something else is printed, then the test fails. */
struct saying {
	const char *text, *reading;
};

void readings_check(const struct saying *sayings, size_t n);

#define CHECK(table) readings_check(table, sizeof(table) / sizeof(*(table)))

/*
 * The transitions against the table in ARCHITECTURE.md, every pair of event and
 * place: the table is what people read, delivery_step what the store obeys.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "model/delivery.h"

enum { CELLS = 12 };

/* A column of the table: "lost" is an unknown that is not tried again. */
struct column {
	const char *name;
	enum delivery_state state;
	bool waits;
};

static const struct column columns[] = {
	{ "queued", DELIVERY_QUEUED, true },
	{ "sending", DELIVERY_SENDING, false },
	{ "deferred", DELIVERY_DEFERRED, true },
	{ "unknown", DELIVERY_UNKNOWN, true },
	{ "lost", DELIVERY_UNKNOWN, false },
	{ "sent", DELIVERY_SENT, false },
	{ "failed", DELIVERY_FAILED, false },
	{ "superseded", DELIVERY_SUPERSEDED, false },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

/* "| a | b |" without blanks and backquotes; how many cells. */
static size_t cells_of(struct str line, char cells[CELLS][64])
{
	struct str cell;
	size_t n = 0;

	line = str_trim(line);
	if (line.len < 2 || *line.ptr != '|')
		return 0;
	line.ptr++;
	line.len -= 2;
	while (n < CELLS && str_split(&line, '|', &cell)) {
		cell = str_trim(cell);
		snprintf(cells[n++], 64, "%.*s", (int)cell.len, cell.ptr);
	}
	return n;
}

static int event_of(const char *name)
{
	for (int e = 0; e < DELIVERY_EVENTS; e++)
		if (!strcmp(name, delivery_event_name((enum delivery_event)e)))
			return e;
	return -1;
}

/* What a cell should say: the state, "lost" for an unknown for good, "-". */
static const char *said(struct delivery_place from, enum delivery_event event)
{
	struct delivery_step step;

	if (!delivery_step(from, event, &step))
		return "-";
	if (step.to == DELIVERY_UNKNOWN && step.next_try == DELIVERY_NEVER)
		return "lost";
	return delivery_state_name(step.to);
}

static void check_row(char cells[CELLS][64], enum delivery_event event)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		struct delivery_place first = { columns[c].state,
			                        columns[c].waits, false };
		struct delivery_place again = { columns[c].state,
			                        columns[c].waits, true };
		const char *says = cells[1 + c];
		char expected[64];

		if (columns[c].state == DELIVERY_UNKNOWN)
			first.doubted = true; /* there is no other */
		if (!strcmp(said(first, event), said(again, event)))
			snprintf(expected, sizeof(expected), "%s",
			         said(first, event));
		else
			snprintf(expected, sizeof(expected), "%s, again %s",
			         said(first, event), said(again, event));
		if (strcmp(expected, says) != 0)
			fail_msg("ARCHITECTURE.md: \"%s\" from %s: says %s, is "
			         "%s",
			         delivery_event_name(event), columns[c].name,
			         says, expected);
	}
}

static void step__is_what_the_table_says(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	bool seen[DELIVERY_EVENTS] = { 0 }, in_table = false;
	struct err err = { 0 };
	struct str rest, line;

	(void)state;
	if (file_read(DIGESTD_SOURCE_DIR "/ARCHITECTURE.md", &text, &err))
		fail_msg("%s", err.msg);
	rest = buf_str(&text);
	while (str_split(&rest, '\n', &line)) {
		char cells[CELLS][64];
		size_t n = cells_of(line, cells);
		int event;

		if (n && !strcmp(cells[0], "event")) {
			assert_int_equal(n, 1 + COLUMNS + 1);
			for (size_t c = 0; c < COLUMNS; c++)
				assert_string_equal(cells[1 + c],
				                    columns[c].name);
			in_table = true;
		} else if (!n) {
			in_table = false;
		} else if (in_table && *cells[0] != '-') {
			event = event_of(cells[0]);
			if (event < 0)
				fail_msg("no such event: %s", cells[0]);
			seen[event] = true;
			check_row(cells, (enum delivery_event)event);
		}
	}
	for (int e = 0; e < DELIVERY_EVENTS; e++)
		if (!seen[e])
			fail_msg("not in the table: %s",
			         delivery_event_name((enum delivery_event)e));
}

/* What was sent, failed or superseded stays so, but for the admin's retry. */
static void step__ends_are_ends(void **state)
{
	static const enum delivery_state ends[] = { DELIVERY_SENT,
		                                    DELIVERY_FAILED,
		                                    DELIVERY_SUPERSEDED };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (int e = 0; e < DELIVERY_EVENTS; e++) {
			struct delivery_place from = { .state = ends[i] };
			struct delivery_step step;

			if (delivery_step(from, (enum delivery_event)e, &step))
				assert_true(e == DELIVERY_RETRY &&
				            ends[i] == DELIVERY_FAILED);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(step__is_what_the_table_says),
		cmocka_unit_test(step__ends_are_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

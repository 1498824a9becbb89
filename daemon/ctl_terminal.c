#include "ctl_terminal.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

enum { COLUMNS_MIN = 20, COLUMNS_MAX = 1000, REDRAW_MS = 100 };

static bool is_terminal(FILE *out)
{
	return isatty(fileno(out));
}

/* Of a dumb one the lines only ever go forward. */
static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || !*term || !strcmp(term, "dumb");
}

int terminal_columns(FILE *out)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	int64_t n;

	if (!is_terminal(out))
		return 0;
	if (columns &&
	    !str_to_int(str_of(columns), COLUMNS_MIN, COLUMNS_MAX, &n))
		return (int)n;
	if (!ioctl(fileno(out), TIOCGWINSZ, &size) &&
	    size.ws_col >= COLUMNS_MIN)
		return size.ws_col;
	return 80;
}

const char *paint(FILE *out, enum paint paint)
{
	static const char *const escapes[] = { "\033[0m",  "\033[1m",
		                               "\033[2m",  "\033[32m",
		                               "\033[33m", "\033[31m" };
	const char *no_color = getenv("NO_COLOR");

	if (!is_terminal(out) || is_dumb() || (no_color && *no_color))
		return "";
	return escapes[paint];
}

/* ---- the bar ---- */

static bool shown;
static int64_t drawn_ms;

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void ctl_progress_end(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}

void ctl_progress(void *ctx, const char *what, size_t done, size_t of)
{
	enum { WIDTH = 40 };
	char bar[WIDTH + 1];
	int64_t now;
	int room;
	size_t full;

	(void)ctx;
	if (!is_terminal(stderr) || is_dumb())
		return;
	if (of && done >= of) {
		ctl_progress_end();
		return;
	}
	now = monotonic_ms();
	if (shown && now - drawn_ms < REDRAW_MS)
		return;
	/* What stands around the bar takes some forty columns. */
	room = terminal_columns(stderr) - 40;
	room = room < 0 || !of ? 0 : room > WIDTH ? WIDTH : room;
	full = of ? done * (size_t)room / of : 0;
	memset(bar, '.', (size_t)room);
	memset(bar, '#', full);
	bar[room] = '\0';
	fprintf(stderr, "\r%-6s %s%s%zu", what, bar, room ? " " : "", done);
	if (of)
		fprintf(stderr, "/%zu", of);
	fputs("\033[K", stderr);
	fflush(stderr);
	shown = true;
	drawn_ms = now;
}

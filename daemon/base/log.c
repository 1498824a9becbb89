#include "base/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool with_prefix = true;
static enum log_level most_verbose = LOG_LEVEL_INFO;
static atomic_uint lost; /* lines that nobody took */

enum { PATIENCE_MS = 200 };

void log_init(bool prefix, enum log_level most)
{
	with_prefix = prefix;
	most_verbose = most;
}

/* A pipe whose reader sleeps must not stop the work: it is given a moment, then
 * the line is lost, and so are the next ones, at once, until it reads again.
 * (A pipe is writable when a whole line fits, pipe(7).) */
static bool taken(void)
{
	struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&p, 1, lost ? 0 : PATIENCE_MS) == 1;
}

/* One write a line keeps the lines of several threads apart; a closed standard
 * error must not stop the work either. */
static void print(const char *line, size_t len)
{
	unsigned n;

	if (!taken()) {
		lost++;
		return;
	}
	n = atomic_exchange(&lost, 0);
	if (n)
		dprintf(STDERR_FILENO, "%s%u lines of this log were lost\n",
		        with_prefix ? "<4>" : "", n);
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	char line[2048];
	size_t len = 0;
	va_list ap;
	int n;

	if (level > most_verbose)
		return;
	if (with_prefix)
		len = (size_t)snprintf(line, sizeof(line), "<%d>", level);
	va_start(ap, fmt);
	n = vsnprintf(line + len, sizeof(line) - len - 1, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	len += (size_t)n < sizeof(line) - len - 1 ? (size_t)n
	                                          : sizeof(line) - len - 2;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	line[len++] = '\n';
	print(line, len);
}

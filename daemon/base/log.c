#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool with_prefix = true;
static enum log_level most_verbose = LOG_LEVEL_INFO;

void log_init(bool prefix, enum log_level most)
{
	with_prefix = prefix;
	most_verbose = most;
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
	/* One write a line keeps the lines of several threads apart; a closed
	 * or full standard error must not stop the work. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

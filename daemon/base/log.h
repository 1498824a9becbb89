#pragma once
/*
 * One line an event on standard error: "<6>edition date=2025-04-18 ..." with
 * the journal's priority prefix (sd-daemon(3)), or without it for a person at
 * a terminal. key=value, no secrets, no message bodies, addresses only at
 * debug. Any thread. Where standard error is a pipe that nobody reads, lines
 * are lost rather than work held up; how many is said when it is read again.
 */
#include <stdbool.h>

enum log_level {
	LOG_LEVEL_ERR = 3,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* prefix: print "<N>"; most: the least urgent level still printed. Call once,
 * before threads start. The default is {true, LOG_LEVEL_INFO}. */
void log_init(bool prefix, enum log_level most);

void log_line(enum log_level level, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

#define log_err(...)     log_line(LOG_LEVEL_ERR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...)  log_line(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...)    log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)   log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

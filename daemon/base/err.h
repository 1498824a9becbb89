#pragma once
/*
 * What went wrong, in words that name the thing.
 *
 * The convention of the whole project: functions return 0 when done, < 0 when
 * failed (then the struct err, if given, says what and where), > 0 for
 * documented conditions. An error is logged once, by the flow that gives up,
 * never logged and returned. Every function here accepts a NULL err.
 */
#define ERR_MAX 512

struct err {
	char msg[ERR_MAX]; /* one line, no newline; "" when nothing failed */
};

/* Sets the message (cut at ERR_MAX - 1 bytes, control characters made '?').
 * Returns -1, so that "return err_set(err, ...)" reads well. */
int err_set(struct err *err, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

/* Puts "PREFIX: " before the message that is there. Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

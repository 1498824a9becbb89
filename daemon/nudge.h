#pragma once
/*
 * digestctl's tap on a running daemon's shoulder: something new is due in the
 * outbox (an answer to a mail that an MTA's pipe brought, what the admin had
 * retried). digestctl touches STATE_DIR/daemon.lock (instance.h), the daemon
 * watches that by inotify(7): nothing that could be read, sent to or be left
 * behind. Without a daemon nothing happens; the next one looks into the outbox
 * anyway.
 */
#include "base/err.h"

/* The daemon's end, for loop_on_eventfd; the lock is there already. < 0 with
 * err. */
int nudge_open(const char *state_dir, struct err *err);

void nudge(const char *state_dir);

#pragma once
/*
 * digestctl's tap on a running daemon's shoulder: something new is due in the
 * outbox (an answer to a mail that an MTA's pipe brought, what the admin had
 * retried). A named pipe, STATE_DIR/nudge; without a daemon to hear it nothing
 * happens, the next one looks into the outbox anyway.
 */
#include "base/err.h"

/* The daemon's end, for loop_on_eventfd: eight bytes a nudge. < 0 with err. */
int nudge_open(const char *state_dir, struct err *err);

void nudge(const char *state_dir);

#pragma once
/*
 * One digestd a state_dir: STATE_DIR/daemon.lock, an open file description
 * lock (fcntl(2)): it dies with its holder, and others can ask without taking
 * it.
 */
#include <stdbool.h>

#include "base/err.h"

/* The locked descriptor, held until it is closed; < 0 with err. */
int instance_lock(const char *state_dir, struct err *err);

/* Does a digestd hold it now? */
bool instance_running(const char *state_dir);

#pragma once
/*
 * Files read whole with a cap, and written so that a reader sees the old or
 * the new one, never half of it.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Appends the file to *out; a file larger than what fits is an error. */
int file_read(const char *path, struct buf *out, struct err *err);

/* Writes path.tmp.PID, fsyncs, renames over path, fsyncs the directory: after
 * it the new file survives a power cut. */
int file_write(const char *path, struct str bytes, mode_t mode,
               struct err *err);

/* Like file_write, but leaves a file alone (and its time) that holds these
 * very bytes already. */
int file_update(const char *path, struct str bytes, mode_t mode,
                struct err *err);

/* Removes what a killed file_write left in the directory. The caller knows
 * that nobody writes there now. */
int file_sweep(const char *dir, struct err *err);

/* Makes the directory and its missing parents, each with this mode. */
int file_mkdirs(const char *path, mode_t mode, struct err *err);

/* DIR/NAME, or NAME itself where it is absolute. */
void file_join(struct buf *out, const char *dir, const char *name);

#pragma once
/*
 * The state: one SQLite database in WAL mode below state_dir (0700, files
 * 0600). This is the only module that sees sqlite3.
 *
 * A struct store is one connection and belongs to one thread; several
 * connections and processes may be open on one state_dir. Every transition is
 * one transaction: functions here either commit by themselves or say that the
 * caller's store_begin/store_commit is around them. synchronous=NORMAL: a
 * commit survives a kill at any instruction; a power cut may undo the last
 * ones, never tear one.
 *
 * Functions return 0 or < 0 with err ("FILE: database disk image is
 * malformed"), > 0 where documented. Strings given back live in the arena
 * that was passed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/err.h"

struct store;

/* Opens STATE_DIR/digestd.db, making directory and tables where missing, and
 * runs the migrations. A database of a newer digestd, a corrupt or an emptied
 * one and an unwritable directory are refused with what to do. What others may
 * read of the state is closed to them, with a line in the log; a directory that
 * was there before us stays readable where it is, and loses their right to
 * write. */
int store_open(const char *state_dir, struct store **store, struct err *err);

/* True: *path is a file of the state that others may read or write. */
bool store_is_open_to_others(const char *state_dir, struct buf *path,
                             unsigned *mode);

/* A copy in memory, for dry runs: what happens to it is gone with it. An
 * absent database is an empty one. */
int store_open_copy(const char *state_dir, struct store **store,
                    struct err *err);

/* A consistent copy, as of the moment it began, in one file of mode 0600 that
 * must not exist yet; the state may be in use meanwhile, by this process and
 * others. The copy has been checked (PRAGMA quick_check) and is on the disk
 * before it gets its name; a failure leaves nothing behind. progress (may be
 * NULL) counts pages. */
int store_backup(struct store *store, const char *path,
                 void (*progress)(void *ctx, const char *what, size_t done,
                                  size_t of),
                 void *ctx, struct err *err);

void store_close(struct store *store);
CLEANUP_DEFINE(struct store *, store_close)

/* Is the database whole? < 0: err says what is wrong with it. */
int store_check(struct store *store, struct err *err);

/* BEGIN IMMEDIATE ... COMMIT; rollback is safe to call after either. */
int store_begin(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);

/* A part of a transaction that may be undone alone; they do not nest. */
int store_savepoint(struct store *store, struct err *err);
int store_savepoint_end(struct store *store, bool keep, struct err *err);

/*
 * Taking turns. An edition run and a delivery must not be done by two
 * processes at once on one state_dir: whoever does one holds the turn, an
 * flock(2) on STATE_DIR/lock that dies with the process. Several threads of
 * one process may hold it together.
 */
struct turn;

/* 0: *turn is held until turn_release. 1: another process has it; err says
 * which ("digestd (pid 4711) is at work on this state_dir"). */
int turn_take(const char *state_dir, const char *who, struct turn **turn,
              struct err *err);
void turn_release(struct turn *turn);
CLEANUP_DEFINE(struct turn *, turn_release)

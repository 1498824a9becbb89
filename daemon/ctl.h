#pragma once
/*
 * digestctl's commands. Each is one function in a file of its own;
 * ctl_commands.c has the table. Exit status: 0 done, 1 the thing asked for
 * failed, 2 usage or config (75: see below).
 */
#include <stdbool.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "conf/conf.h"
#include "ctl_terminal.h"
#include "model/edition.h"
#include "store/store.h"
#include "store/store_subscriber.h"

/* CTL_TEMPFAIL (EX_TEMPFAIL of sysexits.h) is digestctl.c's, for receive: an
 * MTA keeps the mail and tries again; for 1 and 2 it would send it back. */
enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2, CTL_TEMPFAIL = 75 };

struct ctl {
	const struct conf *conf;
	const struct clock *clock;
	const char *command; /* for messages: "subscriber add" */
	bool json;
	const struct ctl_line *line; /* what was asked for, checked */
};

int ctl_archive(struct ctl *ctl, int argc, char **argv);
int ctl_backup(struct ctl *ctl, int argc, char **argv);
int ctl_doctor(struct ctl *ctl, int argc, char **argv);
int ctl_evaluate(struct ctl *ctl, int argc, char **argv);
int ctl_keys(struct ctl *ctl, int argc, char **argv);
int ctl_outbox(struct ctl *ctl, int argc, char **argv);
int ctl_preview(struct ctl *ctl, int argc, char **argv);
int ctl_receive(struct ctl *ctl, int argc, char **argv);
int ctl_run(struct ctl *ctl, int argc, char **argv);
int ctl_score(struct ctl *ctl, int argc, char **argv);
int ctl_status(struct ctl *ctl, int argc, char **argv);
int ctl_subscriber(struct ctl *ctl, int argc, char **argv);
int ctl_train(struct ctl *ctl, int argc, char **argv);
int ctl_unsubscribe(struct ctl *ctl, int argc, char **argv);
int ctl_what_if(struct ctl *ctl, int argc, char **argv);

/* ---- what they share (ctl.c) ---- */

/* "digestctl: COMMAND: message" on standard error; returns status. With --json
 * what failed (status not 0) is {"error": message} on standard output, too. */
int ctl_say(const struct ctl *ctl, int status, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));
int ctl_usage(const struct ctl *ctl, const char *usage);

/* Opens the store; NULL after having said why not. */
struct store *ctl_store(const struct ctl *ctl);

/* A message (an error, a server's reply; NULL: null) as a JSON string. It may
 * quote bytes that are no UTF-8, or have been cut within a character. */
void ctl_set_text(struct json *object, const char *key, const char *text);

/* An edition's state, sum, scorer and cost, as members of the object. */
void ctl_set_edition(struct json *object, const struct edition *e);

/* Prints the document and frees it. */
void ctl_print(struct json *document);

struct store_defaults ctl_defaults(const struct ctl *ctl);

/* The subscriber with this address, or what to return: *status. */
bool ctl_find(const struct ctl *ctl, struct store *store, const char *address,
              int64_t *id, int *status);

/* The option's argument ("": it takes none), or NULL: it was not given. */
const char *ctl_option(const struct ctl *ctl, const char *name);

/* A date option, YYYY-MM-DD; -1 after having said that it is none. */
int ctl_date(const struct ctl *ctl, const char *text, int *date);

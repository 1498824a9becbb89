#pragma once
/*
 * The two ways out behind mail/submit.h. Each has submit_run's contract.
 */
#include "mail/submit.h"

enum { SUBMIT_ATTEMPTS = 4 };

/* smtp:// and smtps://. Gives up after so many connections in a row that came
 * to nothing. */
int submit_smtp_run(const struct submit_settings *settings,
                    const struct submit_ops *ops, unsigned attempts,
                    struct err *err);

/*
 * A Maildir (https://cr.yp.to/proto/maildir.html): written to tmp/, fsynced,
 * renamed into new/, which is the final dot of this transport. Missing
 * directories are made, mode 0700.
 */
int submit_maildir_run(const char *dir, const struct submit_settings *settings,
                       const struct submit_ops *ops, struct err *err);

/* Makes the directories where they are missing and writes to them, leaving no
 * file behind. */
int submit_maildir_probe(const char *dir, struct err *err);

/* True when settings->stop_fd is readable. */
bool submit_stopped(const struct submit_settings *settings);

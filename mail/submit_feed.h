#pragma once
/*
 * Where the mails of a run come from, and how their end is told: the caller's
 * ops, and in front of them those that came behind another one and were lost
 * with its connection (submit_session.h, `again`). They go out once more, each
 * as the first on a connection, without the caller hearing of it.
 */
#include "mail/submit.h"

struct submit_feed {
	const struct submit_ops *ops;
	struct submit_mail *back;
	size_t n_back;
	bool drained; /* next said: none left */
	bool stopped; /* nothing is taken any more */
	bool told;    /* of a mail's end; the reader makes it false */
};

/* No more than so many mails are ever out at once. */
void submit_feed_init(struct submit_feed *f, const struct submit_ops *ops,
                      size_t most);
void submit_feed_deinit(struct submit_feed *f);

/* There is no mail that has not been given out. */
bool submit_feed_is_empty(const struct submit_feed *f);

/* The next mail for this connection; first: its first. */
enum submit_next submit_feed_next(struct submit_feed *f, unsigned connection,
                                  bool first, struct submit_mail *mail);

void submit_feed_put_back(struct submit_feed *f,
                          const struct submit_mail *mail);
void submit_feed_tell(struct submit_feed *f, const struct submit_mail *mail,
                      const struct submit_result *result);

/* No connection will come any more for what was put back. */
void submit_feed_give_up(struct submit_feed *f, const char *why);

#include "mail/submit_feed.h"

#include <stdlib.h>

void submit_feed_init(struct submit_feed *f, const struct submit_ops *ops,
                      size_t most)
{
	*f = (struct submit_feed){ .ops = ops };
	f->back = calloc(most, sizeof(f->back[0]));
	if (!f->back)
		abort();
}

void submit_feed_deinit(struct submit_feed *f)
{
	free(f->back);
}

bool submit_feed_is_empty(const struct submit_feed *f)
{
	return f->stopped || (f->drained && !f->n_back);
}

enum submit_next submit_feed_next(struct submit_feed *f, unsigned connection,
                                  bool first, struct submit_mail *mail)
{
	enum submit_next next;

	if (f->stopped)
		return SUBMIT_NONE;
	if (first && f->n_back) {
		*mail = f->back[--f->n_back];
		return SUBMIT_TAKE;
	}
	if (f->drained)
		return SUBMIT_NONE;
	*mail = (struct submit_mail){ .connection = connection };
	next = f->ops->next(f->ops->ctx, mail);
	f->drained = next == SUBMIT_NONE;
	return next;
}

void submit_feed_put_back(struct submit_feed *f, const struct submit_mail *mail)
{
	f->back[f->n_back++] = *mail;
}

void submit_feed_tell(struct submit_feed *f, const struct submit_mail *mail,
                      const struct submit_result *result)
{
	f->ops->done(f->ops->ctx, mail->cookie, result);
	f->told = true;
}

void submit_feed_give_up(struct submit_feed *f, const char *why)
{
	struct submit_result result = { .outcome = SUBMIT_TEMPFAIL,
		                        .reply = why };

	while (f->n_back)
		submit_feed_tell(f, &f->back[--f->n_back], &result);
}

/*
 * What a reply says about papers and phrases. It is stored at once, not with
 * the settings, and what it was before is kept for undo.
 */
#include "inbox_work.h"
#include "store/store_inbox.h"
#include "store/store_outbox.h"
#include "store/store_paper.h"

int inbox_paper(struct inbox_work *w, const struct command *c, int64_t *paper,
                struct err *err)
{
	int number = c->paper, edition, rc;
	struct digest d;

	if (c->arxiv)
		return store_paper_find(w->store, c->phrase, paper, &edition,
		                        err);
	if (!w->token.edition)
		return 1;
	rc = store_digest(w->store, w->token.edition, w->reader.id, w->arena,
	                  &d, err);
	if (rc)
		return rc;
	if (number < 1 || (size_t)number > d.n_choices)
		return 1;
	*paper = d.choices[number - 1].paper;
	return 0;
}

int inbox_judge(struct inbox_work *w, const struct command *c,
                const struct apply_result *r, struct err *err)
{
	int64_t paper;
	int rc = inbox_paper(w, c, &paper, err), was;

	if (rc > 0) {
		inbox_say(w, APPLY_NOTHING,
		          c->arxiv ? arena_printf(w->arena,
		                                  "We have no paper %s.",
		                                  c->phrase)
		                   : arena_printf(w->arena,
		                                  "There is no paper %d in "
		                                  "that digest.",
		                                  c->paper));
		return 0;
	}
	if (rc || store_judgement(w->store, w->reader.id, paper, &was, err) ||
	    store_judge(w->store, w->reader.id, paper,
	                c->verb == VERB_MORE ? 1 : -1, err))
		return -1;
	inbox_undo_note(w, arena_printf(w->arena, "judgement=%lld %d",
	                                (long long)paper, was));
	inbox_say(w, APPLY_JUDGEMENT, r->says);
	inbox_applied(w, c);
	return 0;
}

int inbox_phrase(struct inbox_work *w, const struct command *c,
                 const struct apply_result *r, struct err *err)
{
	int was, is;

	if (store_phrase(w->store, w->reader.id, c->phrase, &was, err) ||
	    store_phrase_step(w->store, w->reader.id, c->phrase,
	                      c->verb == VERB_MORE ? 1 : -1, &is, err))
		return -1;
	inbox_undo_note(w,
	                arena_printf(w->arena, "phrase=%d %s", was, c->phrase));
	inbox_say(w, APPLY_PHRASE, r->says);
	inbox_applied(w, c);
	return 0;
}

/* Where mails go that were worked off. */
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cut.h"
#include "mail/mailbox_session.h"

int mailbox_session_look(struct mailbox_session *s, struct err *err)
{
	clist *list = NULL;
	int found, r;

	mailbox_link_expect(&s->link, ANSWER_BYTES);
	r = mailimap_list(s->imap, "", buf_cstr(&s->processed), &list);
	found = list && clist_count(list);
	if (list)
		mailimap_list_result_free(list);
	r = mailbox_session_judge(s, r, "LIST", err);
	return r < 0 ? r : !found;
}

int mailbox_session_make(struct mailbox_session *s, struct err *err)
{
	char what[300];
	int r;

	snprintf(what, sizeof(what), "CREATE %s", s->link.settings->processed);
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	r = mailbox_session_judge(
	        s, mailimap_create(s->imap, buf_cstr(&s->processed)), what,
	        err);
	if (r)
		return r;
	/* So that a person sees it in a mail program; as it may. */
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	mailimap_subscribe(s->imap, buf_cstr(&s->processed));
	return s->link.dead ? mailbox_session_judge(s, 0, "SUBSCRIBE", err) : 0;
}

static int mark_deleted(struct mailbox_session *s, struct mailimap_set *set)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;
	int r;

	if (!flags ||
	    mailimap_flag_list_add(flags, mailimap_flag_new_deleted()))
		abort();
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	if (!store)
		abort();
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	r = mailimap_uid_store(s->imap, set, store);
	mailimap_store_att_flags_free(store);
	return r;
}

/* The copy is made before anything is marked: whatever comes between, a mail
 * is in one of the two at least. Where UID EXPUNGE is missing, marked mails
 * stay until somebody expunges them; our searches pass over them. */
static int copy_away(struct mailbox_session *s, struct mailimap_set *set,
                     const char *what, struct err *err)
{
	int r = mailbox_session_judge(
	        s, mailimap_uid_copy(s->imap, set, buf_cstr(&s->processed)),
	        what, err);

	if (r)
		return r;
	CUT_POINT("inbox.copied");
	r = mailbox_session_judge(s, mark_deleted(s, set), "UID STORE", err);
	CUT_POINT("inbox.marked");
	if (r || !s->uidplus)
		return r;
	mailbox_link_expect(&s->link, ANSWER_BYTES);
	return mailbox_session_judge(s, mailimap_uid_expunge(s->imap, set),
	                             "UID EXPUNGE", err);
}

int mailbox_session_move(struct mailbox_session *s, const uint32_t *uids,
                         size_t n, struct err *err)
{
	struct mailimap_set *set = mailbox_session_set(uids, n);
	char what[300];
	int r;

	mailbox_link_expect(&s->link, ANSWER_BYTES);
	snprintf(what, sizeof(what), "%s to %s",
	         s->move ? "UID MOVE" : "UID COPY",
	         s->link.settings->processed);
	if (s->move)
		r = mailbox_session_judge(
		        s,
		        mailimap_uid_move(s->imap, set,
		                          buf_cstr(&s->processed)),
		        what, err);
	else
		r = copy_away(s, set, what, err);
	mailimap_set_free(set);
	return r;
}

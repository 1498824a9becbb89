/* What is in the mailbox: search, sizes, bodies. */
#include <libetpan/libetpan.h>
#include <stdlib.h>

#include "mail/mailbox_session.h"

/* What one FETCH response said, as far as we asked. */
struct fetched {
	uint32_t uid, size; /* 0: did not say */
	struct str raw;     /* ptr NULL: did not say */
};

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sorted, without doubles and what was not asked for: "n:*" names the last
 * mail also where its UID is below n (RFC 3501, 6.4.8). */
static void take(clist *found, uint32_t after, struct mailbox_uids *uids)
{
	size_t n = 0;

	uids->list = calloc((size_t)clist_count(found) + 1, sizeof(uint32_t));
	if (!uids->list)
		abort();
	for (clistiter *at = clist_begin(found); at; at = clist_next(at)) {
		uint32_t uid = *(uint32_t *)clist_content(at);

		if (uid > after)
			uids->list[n++] = uid;
	}
	qsort(uids->list, n, sizeof(uint32_t), by_number);
	for (size_t i = 0; i < n; i++)
		if (!i || uids->list[i] != uids->list[i - 1])
			uids->list[uids->n++] = uids->list[i];
}

static struct mailimap_search_key *search_key(uint32_t after)
{
	struct mailimap_search_key *both, *alive, *range;

	both = mailimap_search_key_new_multiple_empty();
	alive = mailimap_search_key_new(
	        MAILIMAP_SEARCH_KEY_UNDELETED, NULL, NULL, NULL, NULL, NULL,
	        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL,
	        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL);
	range = mailimap_search_key_new_uid(
	        mailimap_set_new_interval(after + 1, 0));
	if (!both || !alive || !range ||
	    mailimap_search_key_multiple_add(both, range) ||
	    mailimap_search_key_multiple_add(both, alive))
		abort();
	return both;
}

int mailbox_session_search(struct mailbox_session *s, uint32_t after,
                           struct mailbox_uids *uids, struct err *err)
{
	struct mailimap_search_key *key;
	clist *found = NULL;
	int r;

	*uids = (struct mailbox_uids){ NULL, 0 };
	if (after == UINT32_MAX)
		return 0;
	key = search_key(after);
	mailbox_link_expect(&s->link, ANSWER_BYTES + GUARD_LINE_MAX);
	r = mailimap_uid_search(s->imap, NULL, key, &found);
	mailimap_search_key_free(key);
	if (r == MAILIMAP_NO_ERROR && found)
		take(found, after, uids);
	if (found)
		mailimap_search_result_free(found);
	return mailbox_session_judge(s, r, "UID SEARCH", err) ? -1 : 0;
}

/* --- fetch */

static struct fetched look_at(const struct mailimap_msg_att *att)
{
	struct fetched f = { .uid = 0 };

	for (clistiter *at = clist_begin(att->att_list); at;
	     at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);
		const struct mailimap_msg_att_static *fact;
		const struct mailimap_msg_att_body_section *body;

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		fact = item->att_data.att_static;
		if (fact->att_type == MAILIMAP_MSG_ATT_UID)
			f.uid = fact->att_data.att_uid;
		if (fact->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			f.size = fact->att_data.att_rfc822_size;
		if (fact->att_type != MAILIMAP_MSG_ATT_BODY_SECTION)
			continue;
		body = fact->att_data.att_body_section;
		if (body->sec_section && body->sec_section->sec_spec)
			continue; /* some part: nobody asked */
		f.raw = (struct str){ body->sec_body_part ? body->sec_body_part
			                                  : "",
			              body->sec_length };
		if (f.raw.len > MAILBOX_RAW_MAX)
			f.raw.len = MAILBOX_RAW_MAX;
	}
	return f;
}

static struct mailimap_fetch_type *fetch_type(struct mailimap_fetch_att *wanted)
{
	struct mailimap_fetch_type *type =
	        mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_fetch_att *uid = mailimap_fetch_att_new_uid();

	if (!type || !uid || !wanted ||
	    mailimap_fetch_type_new_fetch_att_list_add(type, uid) ||
	    mailimap_fetch_type_new_fetch_att_list_add(type, wanted))
		abort();
	return type;
}

/* Takes `wanted`; *list is the caller's. */
static int fetch(struct mailbox_session *s, const uint32_t *uids, size_t n,
                 struct mailimap_fetch_att *wanted, size_t bytes, clist **list,
                 struct err *err)
{
	struct mailimap_fetch_type *type = fetch_type(wanted);
	struct mailimap_set *set = mailbox_session_set(uids, n);
	int r;

	*list = NULL;
	mailbox_link_expect(&s->link, ANSWER_BYTES + bytes);
	r = mailimap_uid_fetch(s->imap, set, type, list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	/* NO to a fetch: some of it could not be had; what could is in the
	 * list, which libetpan then calls done. */
	return mailbox_session_judge(s, r, "UID FETCH", err) ? -1 : 0;
}

static ptrdiff_t place(const uint32_t *uids, size_t n, uint32_t uid)
{
	const uint32_t *at =
	        uid ? bsearch(&uid, uids, n, sizeof(uid), by_number) : NULL;

	return at ? at - uids : -1;
}

int mailbox_session_sizes(struct mailbox_session *s, const uint32_t *uids,
                          size_t n, uint32_t *sizes, struct err *err)
{
	clist *list;
	int r = fetch(s, uids, n, mailimap_fetch_att_new_rfc822_size(), 0,
	              &list, err);

	for (size_t i = 0; i < n; i++)
		sizes[i] = 0;
	if (r)
		return r;
	for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
		struct fetched f = look_at(clist_content(at));
		ptrdiff_t i = place(uids, n, f.uid);

		if (i >= 0)
			sizes[i] = f.size;
	}
	mailimap_fetch_list_free(list);
	return 0;
}

int mailbox_session_fetch(struct mailbox_session *s, const uint32_t *uids,
                          size_t n,
                          int (*fn)(void *ctx, uint32_t uid, struct str raw),
                          void *ctx, struct err *err)
{
	bool seen[MAILBOX_BATCH] = { false };
	clist *list;
	int r = fetch(s, uids, n,
	              mailimap_fetch_att_new_body_peek_section_partial(
	                      mailimap_section_new(NULL), 0, MAILBOX_RAW_MAX),
	              n * (size_t)GUARD_LITERAL_MAX, &list, err);

	if (r)
		return r;
	for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
		struct fetched f = look_at(clist_content(at));
		ptrdiff_t i = place(uids, n, f.uid);

		if (i < 0 || !f.raw.ptr || seen[i])
			continue;
		seen[i] = true;
		if (fn(ctx, f.uid, f.raw) < 0)
			break;
	}
	mailimap_fetch_list_free(list);
	return 0;
}

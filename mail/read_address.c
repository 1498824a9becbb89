#include "mail/read_address.h"

#include <libetpan/libetpan.h>

#include "base/cleanup.h"
#include "mail/address.h"

/* RFC 5322 2.1.1 */
enum { ID_MAX = 998 };

struct read_list read_list_new(struct arena *arena)
{
	return (struct read_list){
		.at = arena_array(arena, READ_LIST_MAX, sizeof(char *)),
	};
}

static void add(struct read_list *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->at[i], s))
			return;
	if (list->n < READ_LIST_MAX)
		list->at[list->n++] = s;
}

/* Its canonical form, or NULL. */
static const char *canonical(struct str address, struct arena *arena)
{
	struct buf out CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);

	if (address_check(str_trim(address), false, &out, NULL))
		return NULL;
	return arena_str(arena, buf_str(&out));
}

static void add_mailbox(const struct mailimf_mailbox *mailbox,
                        struct arena *arena, struct read_list *list)
{
	const char *address = canonical(str_of(mailbox->mb_addr_spec), arena);

	if (address)
		add(list, address);
}

static void add_group(const struct mailimf_group *group, struct arena *arena,
                      struct read_list *list)
{
	if (!group->grp_mb_list)
		return;
	for (clistiter *i = clist_begin(group->grp_mb_list->mb_list); i;
	     i = clist_next(i))
		add_mailbox(clist_content(i), arena, list);
}

static void add_parsed(const struct mailimf_address_list *parsed,
                       struct arena *arena, struct read_list *list)
{
	for (clistiter *i = clist_begin(parsed->ad_list); i;
	     i = clist_next(i)) {
		const struct mailimf_address *a = clist_content(i);

		if (a->ad_type == MAILIMF_ADDRESS_GROUP)
			add_group(a->ad_data.ad_group, arena, list);
		else
			add_mailbox(a->ad_data.ad_mailbox, arena, list);
	}
}

void read_addresses(struct str value, struct arena *arena,
                    struct read_list *list)
{
	const char *text = read_unfold(value, arena);
	size_t len = strlen(text), index = 0;

	/* libetpan stops at what it cannot read, such as an empty element:
	 * go on behind the next comma. */
	while (index < len && list->n < READ_LIST_MAX) {
		struct mailimf_address_list *parsed = NULL;
		const char *comma;

		if (mailimf_address_list_parse(text, len, &index, &parsed) ==
		    MAILIMF_NO_ERROR) {
			add_parsed(parsed, arena, list);
			mailimf_address_list_free(parsed);
		}
		comma = index < len ? strchr(text + index, ',') : NULL;
		index = comma ? (size_t)(comma - text) + 1 : len;
	}
}

/* Blanks, and one comment that cannot be taken for an address. */
static bool nothing_behind(const char *s)
{
	size_t len;

	s += strspn(s, " ");
	if (*s != '(')
		return !*s;
	len = strcspn(s + 1, "()<>@,:;\"\\");
	s += 1 + len;
	return *s == ')' && !s[1 + strspn(s + 1, " ")];
}

/* From is who may give orders, so nothing is guessed: one "<", one ">", no
 * second "@", or a bare address, perhaps with a comment. */
bool read_mailbox(struct str value, struct arena *arena, const char **address,
                  const char **name)
{
	struct buf decoded CLEANUP(buf_deinit) = BUF(READ_VALUE_MAX);
	const char *text = read_unfold(value, arena), *a;
	const char *open = strrchr(text, '<'), *close = strrchr(text, '>');
	const char *comment = strchr(text, '(');
	struct str spec = str_of(text), display = { text, 0 };

	*address = *name = "";
	if (open) {
		if (!close || close < open || !nothing_behind(close + 1))
			return false;
		spec = (struct str){ open + 1, (size_t)(close - open) - 1 };
		display.len = (size_t)(open - text);
	} else if (comment && text[strlen(text) - 1] == ')') {
		spec.len = (size_t)(comment - text);
		display = (struct str){ comment + 1, strlen(comment) - 2 };
	}
	a = canonical(spec, arena);
	display = str_trim(display);
	if (!a)
		return false;
	if (display.len > 1 && *display.ptr == '"' &&
	    display.ptr[display.len - 1] == '"') {
		display.ptr++;
		display.len -= 2;
	} else if (memchr(text, '<', strlen(text)) != open ||
	           memchr(display.len ? display.ptr : "", ',', display.len)) {
		return false;
	}
	read_decode_words(&decoded, display);
	*address = a;
	*name = arena_str(arena, buf_str(&decoded));
	return true;
}

void read_ids(struct str value, struct arena *arena, struct read_list *list)
{
	struct str rest = value;

	while (rest.len) {
		const char *open = memchr(rest.ptr, '<', rest.len), *p, *end;

		if (!open)
			return;
		end = rest.ptr + rest.len;
		for (p = open + 1;
		     p<end && * p> ' ' && *p != '<' && *p != '>' && *p != 0x7f;
		     p++)
			;
		if (p < end && *p == '>' && p - open > 1 && p - open < ID_MAX)
			add(list,
			    arena_strndup(arena, open, (size_t)(p - open) + 1));
		rest = (struct str){ p, (size_t)(end - p) };
	}
}

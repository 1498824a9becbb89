/* One reader's own addresses, tokens and links. */
#include "mail/compose_intern.h"

#include "base/cleanup.h"
#include "text/escape.h"

enum {
	LOCAL_MAX = 64, /* RFC 5321 4.5.3.1.1 */
	URL_MAX = 900,  /* stays within a header line of 998 */
	SITE_MAX = 1024,
};

static int make_token(const struct token_key *key, const struct digest *d,
                      enum token_scope scope, char out[TOKEN_LEN + 1],
                      struct err *err)
{
	struct token token = { .scope = scope,
		               .subscriber = (uint32_t)d->subscriber,
		               .edition = d->edition,
		               .expires = d->reply_expires };

	if (d->subscriber < 0 || d->subscriber > UINT32_MAX)
		return err_set(err,
		               "subscriber %lld: no token for such a "
		               "number",
		               (long long)d->subscriber);
	/* Stays good in every mail there ever was. */
	if (scope == TOKEN_UNSUBSCRIBE)
		token.edition = token.expires = 0;
	return token_write(key, &token, out, err);
}

const char *compose_plus_address(struct arena *a, struct str address,
                                 const char *token)
{
	struct str local = address_local(address);
	struct str domain = address_domain(address);

	return arena_printf(a, "%.*s+%s@%.*s", (int)local.len, local.ptr, token,
	                    (int)domain.len, domain.ptr);
}

/* RFC 6068: the local part percent-encoded, the plus as it is (some programs
 * show %2B). */
const char *compose_mailto(struct arena *a, struct str address,
                           const char *token)
{
	struct buf out CLEANUP(buf_deinit) = BUF(URL_MAX);

	buf_adds(&out, "mailto:");
	escape_url(&out, address_local(address));
	buf_addf(&out, "+%s@", token);
	buf_addstr(&out, address_domain(address));
	buf_adds(&out, "?subject=");
	return arena_str(a, buf_str(&out));
}

/* Both stand in headers, in the envelope and, as a link, in the HTML; whoever
 * stored them checked them, but a mail is not where one relies on it. */
static int check_addresses(struct str own, struct str reader, struct err *err)
{
	struct buf canonical CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);

	if (address_check(own, false, &canonical, err))
		return err_prefix(err, "mail.address");
	buf_clear(&canonical);
	if (address_check(reader, true, &canonical, err))
		return err_prefix(err, "subscriber");
	if (address_local(own).len + 1 + TOKEN_LEN > LOCAL_MAX ||
	    own.len + 1 + TOKEN_LEN > ADDRESS_MAX)
		return err_set(err,
		               "mail.address: \"%.*s\" leaves no room for "
		               "+TOKEN (at most %d bytes before the @)",
		               (int)own.len, own.ptr,
		               LOCAL_MAX - 1 - TOKEN_LEN);
	return 0;
}

static int set_site(const char *from, struct arena *a,
                    struct compose_links *links, struct err *err)
{
	struct buf name CLEANUP(buf_deinit) = BUF(SITE_MAX);
	struct buf address CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);

	if (address_parse(str_of(from), &name, &address, err))
		return err_prefix(err, "mail.from");
	links->site = name.len ? arena_str(a, buf_str(&name)) : "Daily papers";
	links->from = arena_str(a, buf_str(&address));
	return 0;
}

static int set_leave_url(const char *pattern, const char *token,
                         struct arena *a, struct compose_links *links,
                         struct err *err)
{
	const struct str slot = STR("{token}");
	struct str url = str_of(pattern);
	ptrdiff_t at = str_find(url, slot);

	if (!url.len)
		return 0;
	if (at < 0)
		return err_set(err, "mail.unsubscribe_url: has no {token}");
	if (url.len > URL_MAX - TOKEN_LEN)
		return err_set(err,
		               "mail.unsubscribe_url: longer than %d "
		               "bytes",
		               URL_MAX - TOKEN_LEN);
	links->leave_url = arena_printf(a, "%.*s%s%s", (int)at, url.ptr, token,
	                                url.ptr + at + slot.len);
	return 0;
}

/* The edition's page; a week has none of its own: the archive's first. */
static const char *archive_page(struct arena *a, const char *url,
                                const struct digest *d)
{
	struct str s = str_of(url);
	const char *slash = s.len && s.ptr[s.len - 1] == '/' ? "" : "/";
	char day[DATE_LEN];

	if (!s.len)
		return NULL;
	if (d->frequency == FREQUENCY_WEEKLY)
		return words_join(a, url, slash, "", "");
	return words_join(a, url, slash, date_format(d->edition, day), ".html");
}

int compose_links_make(const struct compose_settings *settings,
                       const struct token_key *key, const struct digest *digest,
                       struct arena *arena, struct compose_links *links,
                       struct err *err)
{
	char reply[TOKEN_LEN + 1], leave[TOKEN_LEN + 1], bounce[TOKEN_LEN + 1];
	struct str address = str_of(settings->address);

	*links = (struct compose_links){ 0 };
	if (check_addresses(address, str_of(digest->address), err) ||
	    set_site(settings->from, arena, links, err) ||
	    make_token(key, digest, TOKEN_REPLY, reply, err) ||
	    make_token(key, digest, TOKEN_UNSUBSCRIBE, leave, err) ||
	    make_token(key, digest, TOKEN_BOUNCE, bounce, err) ||
	    set_leave_url(settings->unsubscribe_url, leave, arena, links, err))
		return -1;
	links->token = arena_strdup(arena, reply);
	links->reply = compose_plus_address(arena, address, reply);
	links->sender = compose_plus_address(arena, address, bounce);
	links->mailto = compose_mailto(arena, address, reply);
	links->leave = arena_printf(arena, "%sunsubscribe",
	                            compose_mailto(arena, address, leave));
	links->archive = archive_page(arena, settings->archive_url, digest);
	return 0;
}

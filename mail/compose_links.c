/* The addresses and links of a list, and of one of its readers. */
#include "mail/compose_intern.h"

#include "base/cleanup.h"
#include "text/escape.h"

enum {
	LOCAL_MAX = 64, /* RFC 5321 4.5.3.1.1 */
	URL_MAX = 900,  /* stays within a header line of 998 */
	SITE_MAX = 1024,
};

/* ---- the list's ---- */

/* It stands in headers, in the envelope and in links; whoever stored it
 * checked it, but a mail is not where one relies on that. */
static int check_own(struct str own, struct err *err)
{
	struct buf canonical CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);

	if (address_check(own, false, &canonical, err))
		return err_prefix(err, "mail.address");
	if (address_local(own).len + 1 + TOKEN_LEN > LOCAL_MAX ||
	    own.len + 1 + TOKEN_LEN > ADDRESS_MAX)
		return err_set(err,
		               "mail.address: \"%.*s\" leaves no room for "
		               "+TOKEN (at most %d bytes before the @)",
		               (int)own.len, own.ptr,
		               LOCAL_MAX - 1 - TOKEN_LEN);
	return 0;
}

/* RFC 6068: the local part percent-encoded, the plus as it is (some programs
 * show %2B). */
static const char *mailto_head(struct arena *a, struct str local)
{
	struct buf out CLEANUP(buf_deinit) = BUF(URL_MAX);

	buf_adds(&out, "mailto:");
	escape_url(&out, local);
	buf_addc(&out, '+');
	return arena_str(a, buf_str(&out));
}

int compose_site_make(const struct compose_settings *settings, struct arena *a,
                      struct compose_site *site, struct err *err)
{
	struct buf name CLEANUP(buf_deinit) = BUF(SITE_MAX);
	struct buf from CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);
	struct str own = str_of(settings->address);

	*site = (struct compose_site){ 0 };
	if (check_own(own, err))
		return -1;
	if (address_parse(str_of(settings->from), &name, &from, err))
		return err_prefix(err, "mail.from");
	site->name = name.len ? arena_str(a, buf_str(&name)) : "Daily papers";
	site->from = arena_str(a, buf_str(&from));
	site->plus =
	        words_join(a, arena_str(a, address_local(own)), "+", "", "");
	site->at =
	        words_join(a, "@", arena_str(a, address_domain(own)), "", "");
	site->mailto = mailto_head(a, address_local(own));
	return 0;
}

const char *compose_plus_address(struct arena *a,
                                 const struct compose_site *site,
                                 const char *token)
{
	return words_join(a, site->plus, token, site->at, "");
}

const char *compose_mailto(struct arena *a, const struct compose_site *site,
                           const char *token)
{
	return words_join(a, site->mailto, token, site->at, "?subject=");
}

/* The edition's page; a week has none of its own: the archive's first. */
const char *compose_archive_page(const struct compose_settings *settings,
                                 int date, bool weekly, struct arena *a)
{
	const char *url = settings->archive_url;
	struct str s = str_of(url);
	const char *slash = s.len && s.ptr[s.len - 1] == '/' ? "" : "/";
	char day[DATE_LEN];

	if (!s.len)
		return NULL;
	if (weekly)
		return words_join(a, url, slash, "", "");
	return words_join(a, url, slash, date_format(date, day), ".html");
}

/* ---- the reader's ---- */

static int check_reader(struct str reader, struct err *err)
{
	struct buf canonical CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);

	return address_check(reader, true, &canonical, err)
	               ? err_prefix(err, "subscriber")
	               : 0;
}

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
	links->leave_url = words_join(a, arena_strndup(a, url.ptr, (size_t)at),
	                              token, url.ptr + at + slot.len, "");
	return 0;
}

int compose_links_make(const struct compose_settings *settings,
                       const struct compose_site *site,
                       const struct token_key *key, const struct digest *digest,
                       struct arena *arena, struct compose_links *links,
                       struct err *err)
{
	char reply[TOKEN_LEN + 1], leave[TOKEN_LEN + 1], bounce[TOKEN_LEN + 1];

	*links = (struct compose_links){ 0 };
	if (check_reader(str_of(digest->address), err) ||
	    make_token(key, digest, TOKEN_REPLY, reply, err) ||
	    make_token(key, digest, TOKEN_UNSUBSCRIBE, leave, err) ||
	    make_token(key, digest, TOKEN_BOUNCE, bounce, err) ||
	    set_leave_url(settings->unsubscribe_url, leave, arena, links, err))
		return -1;
	links->token = arena_strdup(arena, reply);
	links->reply = compose_plus_address(arena, site, reply);
	links->sender = compose_plus_address(arena, site, bounce);
	links->mailto = compose_mailto(arena, site, reply);
	links->leave = words_join(arena, compose_mailto(arena, site, leave),
	                          "unsubscribe", "", "");
	return 0;
}

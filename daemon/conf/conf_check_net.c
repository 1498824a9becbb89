#include "conf/conf_check.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	LOCAL_MAX = 64,       /* RFC 5321 4.5.3.1.1 */
	REPLY_LOCAL_MAX = 21, /* 64 - "+" - token of 42 */
	HOST_MAX = 253,       /* RFC 1035 2.3.4, without the root's dot */
	LABEL_MAX = 63,
};

static int put(const struct setting_parse *in, struct str s, void *field)
{
	*(const char **)field = arena_str(in->arena, s);
	return 0;
}

/* The first byte that no address, host or URL has, or 0. */
static int bad_byte(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c <= ' ' || c >= 0x7f || strchr("\"<>\\", c))
			return c;
	}
	return 0;
}

/* Says which byte; `what` is quoted, control characters tamed by err_set. */
static int refuse_byte(struct err *err, struct str s, int c)
{
	const char *name = c == '\r' || c == '\n' ? "a line break"
	                   : c < ' ' || c == 0x7f ? "a control character"
	                   : c == ' '             ? "a blank"
	                   : c > 0x7f             ? "a character that is not "
	                                            "ASCII"
	                                          : NULL;

	if (name)
		return err_set(err, "\"%.*s\" holds %s", (int)s.len, s.ptr,
		               name);
	return err_set(err, "\"%.*s\" holds %c", (int)s.len, s.ptr, c);
}

static bool is_label(struct str l)
{
	if (!l.len || l.len > LABEL_MAX || l.ptr[0] == '-' ||
	    l.ptr[l.len - 1] == '-')
		return false;
	for (size_t i = 0; i < l.len; i++)
		if (!isalnum((unsigned char)l.ptr[i]) && l.ptr[i] != '-' &&
		    l.ptr[i] != '_')
			return false;
	return true;
}

static int check_host(struct str host, struct err *err)
{
	struct str rest = host, label;
	int c = bad_byte(host);

	if (c)
		refuse_byte(err, host, c);
	if (c > 0x7f)
		return err_set(err,
		               "\"%.*s\" is not ASCII; write an international "
		               "domain as its \"xn--\" form",
		               (int)host.len, host.ptr);
	if (c)
		return -1;
	if (!host.len || host.len > HOST_MAX)
		return err_set(err, "a host has 1 to %d octets", HOST_MAX);
	while (str_split(&rest, '.', &label))
		if (!is_label(label))
			return err_set(err, "\"%.*s\" is not a host name",
			               (int)host.len, host.ptr);
	return 0;
}

PARSE(parse_host)
{
	if (check_host(str_of(text), err))
		return -1;
	return put(in, str_of(text), field);
}

/* RFC 5322 3.2.3, dot-atom-text, ASCII. */
static bool is_dot_atom(struct str s)
{
	static const char marks[] = "!#$%&'*+-/=?^_`{|}~";
	char last = '.';

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '.' ? last == '.'
		             : !c || (!isalnum((unsigned char)c) &&
		                      !strchr(marks, c)))
			return false;
		last = c;
	}
	return last != '.';
}

static int check_address(struct str s, size_t local_max, struct err *err)
{
	const char *at = s.len ? memchr(s.ptr, '@', s.len) : NULL;
	struct str local, domain;
	int c = bad_byte(s);

	if (c)
		return refuse_byte(err, s, c);
	if (!at)
		return err_set(err, "\"%.*s\" is not an address: no @",
		               (int)s.len, s.ptr);
	local = (struct str){ s.ptr, (size_t)(at - s.ptr) };
	domain = (struct str){ at + 1, s.len - local.len - 1 };
	if (!is_dot_atom(local))
		return err_set(err,
		               "\"%.*s\" is not an address: before the @ "
		               "stand letters, digits, marks, single dots",
		               (int)s.len, s.ptr);
	if (local.len > local_max)
		return err_set(err,
		               "\"%.*s\" is longer than %zu octets before the "
		               "@",
		               (int)s.len, s.ptr, local_max);
	return check_host(domain, err);
}

PARSE(parse_address)
{
	if (check_address(str_of(text), LOCAL_MAX, err))
		return -1;
	return put(in, str_of(text), field);
}

PARSE(parse_reply_address)
{
	if (check_address(str_of(text), REPLY_LOCAL_MAX, err))
		return -1;
	if (strchr(text, '+'))
		return err_set(err,
		               "\"%s\": no + before the @, replies come to "
		               "ADDRESS+TOKEN",
		               text);
	return put(in, str_of(text), field);
}

/* A display name, RFC 5322 3.2.5: words, or one quoted string. */
static int check_name(struct str name, struct err *err)
{
	bool quoted = name.len > 1 && name.ptr[0] == '"' &&
	              name.ptr[name.len - 1] == '"';

	if (quoted)
		name = (struct str){ name.ptr + 1, name.len - 2 };
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if ((unsigned char)c < ' ' || c == 0x7f)
			return err_set(err, "the name holds %s",
			               c == '\r' || c == '\n'
			                       ? "a line break"
			                       : "a control character");
		if (strchr(quoted ? "\"\\" : "\"\\()<>[]:;@,", c))
			return err_set(err,
			               quoted ? "no %c in the name"
			                      : "no %c in the name, unless "
			                        "the name stands in quotes "
			                        "(\\\"Na, me\\\" <a@b>)",
			               c);
	}
	return 0;
}

PARSE(parse_from)
{
	struct str s = str_of(text), name, address;
	const char *open = strrchr(text, '<');

	if (!open)
		return parse_address(in, text, field, err);
	if (text[s.len - 1] != '>')
		return err_set(err, "wants \"Name <user@example.org>\"");
	name = str_trim((struct str){ text, (size_t)(open - text) });
	address = (struct str){ open + 1, s.len - (size_t)(open - text) - 2 };
	if (check_name(name, err) || check_address(address, LOCAL_MAX, err))
		return -1;
	return put(in, s, field);
}

/* RFC 9110 5.1 and 5.5: a token, a colon, text. */
PARSE(parse_header)
{
	const char *colon = strchr(text, ':');

	for (const char *p = text; colon && p < colon; p++)
		if (!isalnum((unsigned char)*p) &&
		    !strchr("!#$%&'*+-.^_`|~", *p))
			colon = NULL;
	if (!colon || colon == text)
		return err_set(err,
		               "\"%s\" is not a header; write \"Name: "
		               "value\"",
		               text);
	return parse_line(in, text, field, err);
}

struct url {
	struct str scheme, host, path; /* path: from the slash, or "" */
	bool bracketed;                /* the host is an IPv6 address */
};

static int check_port(struct str port, struct err *err)
{
	int64_t number;

	if (str_to_int(port, 1, 65535, &number))
		return err_set(err, "\"%.*s\" is not a port (1 to 65535)",
		               (int)port.len, port.ptr);
	return 0;
}

static int check_authority(struct str text, struct url *url, struct err *err)
{
	const char *colon = text.len ? memrchr(text.ptr, ':', text.len) : NULL;
	struct str host = text, v6;
	char address[64];
	struct in6_addr in6;

	url->bracketed = text.len && text.ptr[0] == '[';
	if (url->bracketed && colon && colon[-1] != ']')
		colon = NULL; /* it belongs to the address */
	if (colon) {
		struct str port = { colon + 1,
			            (size_t)(text.ptr + text.len - colon - 1) };

		host.len -= port.len + 1;
		if (check_port(port, err))
			return -1;
	}
	url->host = host;
	if (!url->bracketed)
		return check_host(host, err);
	v6 = (struct str){ host.ptr + 1, host.len > 1 ? host.len - 2 : 0 };
	url->host = v6;
	if (host.ptr[host.len - 1] == ']' && v6.len < sizeof(address)) {
		memcpy(address, v6.ptr, v6.len);
		address[v6.len] = '\0';
		if (inet_pton(AF_INET6, address, &in6) == 1)
			return 0;
	}
	return err_set(err, "\"%.*s\" is not an address", (int)host.len,
	               host.ptr);
}

/* SCHEME://[HOST[:PORT]]/... with a scheme out of `schemes` ("http https"). */
static int check_url(const char *text, const char *schemes, struct url *url,
                     struct err *err)
{
	struct str s = str_of(text), rest = str_of(schemes), scheme, after;
	ptrdiff_t colon = str_find(s, STR("://"));
	size_t len;
	int c = bad_byte(s);

	if (c)
		return refuse_byte(err, s, c);
	url->scheme = (struct str){ text, colon < 0 ? 0 : (size_t)colon };
	while (str_split(&rest, ' ', &scheme))
		if (colon > 0 && str_eq_nocase(scheme, url->scheme))
			goto known;
	return err_set(err, "\"%s\" is not a URL of these kinds: %s", text,
	               schemes);
known:
	after = (struct str){ text + colon + 3, s.len - (size_t)colon - 3 };
	len = strcspn(after.ptr, "/?#");
	url->path = (struct str){ after.ptr + len, after.len - len };
	after.len = len;
	if (len && memchr(after.ptr, '@', len))
		/* Not quoted: it would print the password. */
		return err_set(err, "no user or password in a URL");
	if (str_eq_nocase(url->scheme, STR("file"))) {
		url->host = after;
		if (len || url->path.len < 2)
			return err_set(err, "\"%s\": write file:///path", text);
		return 0;
	}
	return check_authority(after, url, err);
}

static int parse_url(const struct setting_parse *in, const char *text,
                     const char *schemes, void *field, struct err *err)
{
	struct url url;

	if (check_url(text, schemes, &url, err))
		return -1;
	return put(in, str_of(text), field);
}

PARSE(parse_http_url)
{
	return parse_url(in, text, "http https", field, err);
}

PARSE(parse_feed_url)
{
	return parse_url(in, text, "http https file", field, err);
}

PARSE(parse_site_url)
{
	struct url url;

	if (check_url(text, "http https", &url, err))
		return -1;
	if (strpbrk(text, "?#"))
		return err_set(err, "\"%s\": no query or fragment here", text);
	if (text[strlen(text) - 1] == '/')
		return put(in, str_of(text), field);
	*(const char **)field = arena_printf(in->arena, "%s/", text);
	return 0;
}

PARSE(parse_token_url)
{
	if (!strstr(text, "{token}"))
		return err_set(err,
		               "\"%s\" needs {token} where the reader's "
		               "token goes",
		               text);
	return parse_url(in, text, "https", field, err);
}

/* SCHEME://HOST[:PORT] and nothing after it. */
static int parse_server(const struct setting_parse *in, const char *text,
                        const char *schemes, void *field, struct err *err)
{
	struct url url;

	if (check_url(text, schemes, &url, err))
		return -1;
	if (url.path.len && !str_eq(url.path, STR("/")))
		return err_set(err,
		               "\"%s\": nothing may follow the host and "
		               "port",
		               text);
	return put(in, (struct str){ text, strlen(text) - url.path.len },
	           field);
}

/* maildir:PATH, relative to the config: later code has no directory to be
 * relative to. */
static int parse_maildir(const struct setting_parse *in, const char *path,
                         void *field, struct err *err)
{
	char *cwd CLEANUP(cleanup_free) = NULL;
	const char *joined;

	if (parse_path(in, path, &joined, err))
		return err_prefix(err, "maildir");
	if (joined[0] != '/') {
		cwd = getcwd(NULL, 0);
		if (!cwd)
			return err_set(err, "%s: %s", joined,
			               "no working directory to begin at");
	}
	*(const char **)field =
	        arena_printf(in->arena, "maildir:%s%s%s", cwd ? cwd : "",
	                     cwd ? "/" : "", joined);
	return 0;
}

PARSE(parse_smtp_url)
{
	if (!strncmp(text, "maildir:", 8))
		return parse_maildir(in, text + 8, field, err);
	if (!strstr(text, "://"))
		return err_set(err,
		               "\"%s\" is not a URL of these kinds: smtp "
		               "smtps maildir",
		               text);
	return parse_server(in, text, "smtp smtps", field, err);
}

PARSE(parse_imap_url)
{
	return parse_server(in, text, "imap imaps", field, err);
}

bool url_is_loopback(const char *text)
{
	struct url url;
	char host[64];
	struct in_addr in4;

	if (check_url(text, "smtp smtps imap imaps http https", &url, NULL) ||
	    url.host.len >= sizeof(host))
		return false;
	memcpy(host, url.host.ptr, url.host.len);
	host[url.host.len] = '\0';
	if (inet_pton(AF_INET, host, &in4) == 1)
		return ntohl(in4.s_addr) >> 24 == 127;
	return !strcasecmp(host, "localhost") ||
	       (url.bracketed && !strcmp(host, "::1"));
}

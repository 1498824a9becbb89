#include "mail/mailbox_url.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "base/str.h"

static bool host_byte(char c, bool v6)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.')
		return true;
	return v6 ? c == ':' : c == '-' || c == '_';
}

/* "host", "host:port", "[v6]", "[v6]:port" into its two parts. */
static int split_host(struct str in, struct str *host, struct str *port)
{
	bool v6 = in.len && in.ptr[0] == '[';
	ptrdiff_t end = str_find(in, v6 ? STR("]") : STR(":"));

	if (v6 && end < 0)
		return -1;
	*host = end < 0 ? in : (struct str){ in.ptr + v6, (size_t)end - v6 };
	*port = end < 0 ? (struct str){ "", 0 }
	                : (struct str){ in.ptr + end, in.len - (size_t)end };
	if (v6)
		*port = (struct str){ port->ptr + 1, port->len - 1 };
	if (!host->len || host->len >= sizeof(((struct mailbox_url *)0)->host))
		return -1;
	for (size_t i = 0; i < host->len; i++)
		if (!host_byte(host->ptr[i], v6))
			return -1;
	return 0;
}

static int read_port(struct mailbox_url *url, struct str text)
{
	int64_t n = url->imaps ? 993 : 143;

	if (text.len && (text.ptr[0] != ':' ||
	                 str_to_int((struct str){ text.ptr + 1, text.len - 1 },
	                            1, 65535, &n)))
		return -1;
	snprintf(url->port, sizeof(url->port), "%u", (unsigned)n & 0xffff);
	return 0;
}

int mailbox_url_parse(struct mailbox_url *url, const char *text,
                      struct err *err)
{
	struct str rest = str_of(text), host, port;
	size_t scheme;

	*url = (struct mailbox_url){ .imaps = false };
	url->imaps = str_starts_nocase(rest, STR("imaps://"));
	if (!url->imaps && !str_starts_nocase(rest, STR("imap://")))
		return err_set(err, "not an imap:// or imaps:// URL");
	scheme = url->imaps ? 8 : 7;
	rest = (struct str){ rest.ptr + scheme, rest.len - scheme };
	if (rest.len && rest.ptr[rest.len - 1] == '/')
		rest.len--;
	if (str_find(rest, STR("@")) >= 0)
		return err_set(err, "user and password have settings of their "
		                    "own, not a place in the URL");
	if (split_host(rest, &host, &port) || read_port(url, port))
		return err_set(err, "%s: not imap[s]://host[:port]", text);
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];

		url->host[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	snprintf(url->name, sizeof(url->name), "%s://%s%s%s:%s",
	         url->imaps ? "imaps" : "imap",
	         str_find(host, STR(":")) < 0 ? "" : "[", url->host,
	         str_find(host, STR(":")) < 0 ? "" : "]", url->port);
	return 0;
}

bool mailbox_url_is_address(const struct mailbox_url *url)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, url->host, bytes) == 1 ||
	       inet_pton(AF_INET6, url->host, bytes) == 1;
}

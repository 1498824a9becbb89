#include "base/http_proxy.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const char *first_set(const char *const names[])
{
	for (; *names; names++) {
		const char *value = getenv(*names);

		if (value && *value)
			return value;
	}
	return "";
}

/* An entry is a host, a domain (with or without a leading dot) or "*". */
static bool covers(struct str entry, struct str host)
{
	struct str tail;

	if (str_eq(entry, STR("*")))
		return true;
	if (entry.len && entry.ptr[0] == '.') {
		entry.ptr++;
		entry.len--;
	}
	if (!entry.len || host.len < entry.len)
		return false;
	tail = (struct str){ host.ptr + host.len - entry.len, entry.len };
	return str_eq_nocase(tail, entry) &&
	       (tail.ptr == host.ptr || tail.ptr[-1] == '.');
}

static bool exempt(const char *host)
{
	static const char *const names[] = { "no_proxy", "NO_PROXY", NULL };
	struct str rest = str_of(first_set(names)), entry;

	while (str_split(&rest, ',', &entry))
		if (covers(str_trim(entry), str_of(host)))
			return true;
	return false;
}

const char *http_proxy_for(const char *scheme, const char *host)
{
	static const char *const http[] = { "http_proxy", "all_proxy",
		                            "ALL_PROXY", NULL };
	static const char *const https[] = { "https_proxy", "HTTPS_PROXY",
		                             "all_proxy", "ALL_PROXY", NULL };
	const char *proxy = first_set(strcmp(scheme, "https") ? http : https);

	return *proxy && exempt(host) ? "" : proxy;
}

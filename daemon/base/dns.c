#include "base/dns.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#include "base/buf.h"
#include "base/cleanup.h"

enum { ANSWER_MAX = 65535, PATIENCE_S = 2, TRIES = 1, TEXT_MAX = 4096 };

static const ns_type types[] = { ns_t_a, ns_t_aaaa, ns_t_mx, ns_t_txt };

/* A TXT record is <length><bytes>, again and again (RFC 1035 3.3.14). */
static const char *join(const unsigned char *p, size_t len, struct arena *arena)
{
	struct buf out CLEANUP(buf_deinit) = BUF(TEXT_MAX);

	while (len && 1 + (size_t)p[0] <= len) {
		size_t n = p[0];

		for (size_t i = 1; i <= n; i++) {
			char c = (char)p[i];

			buf_add(&out, c >= ' ' && c < 0x7f ? &c : "?", 1);
		}
		p += n + 1;
		len -= n + 1;
	}
	return arena_str(arena, buf_str(&out));
}

int dns_read(struct str answer, enum dns_type wanted, struct arena *arena,
             const char *const **texts, size_t *n)
{
	ns_type type = types[wanted];
	const char **list = arena_array(arena, DNS_RECORDS_MAX, sizeof(*list));
	ns_msg msg;
	ns_rr rr;

	*n = 0;
	if (answer.len > ANSWER_MAX ||
	    ns_initparse((const unsigned char *)answer.ptr, (int)answer.len,
	                 &msg))
		return -1;
	for (int i = 0; i < ns_msg_count(msg, ns_s_an); i++) {
		if (*n == DNS_RECORDS_MAX || ns_parserr(&msg, ns_s_an, i, &rr))
			break;
		if (ns_rr_type(rr) != type)
			continue; /* a CNAME on the way */
		list[(*n)++] = type == ns_t_txt ? join(ns_rr_rdata(rr),
		                                       ns_rr_rdlen(rr), arena)
		                                : NULL;
	}
	*texts = type == ns_t_txt ? list : NULL;
	return 0;
}

int dns_look_up(const char *name, enum dns_type type, struct arena *arena,
                const char *const **texts, size_t *n, struct err *err)
{
	unsigned char *answer = arena_alloc(arena, ANSWER_MAX);
	struct __res_state state;
	int len, why;

	*n = 0;
	*texts = NULL;
	memset(&state, 0, sizeof(state));
	if (res_ninit(&state))
		return err_set(err, "%s: no resolver: /etc/resolv.conf?", name);
	state.retrans = PATIENCE_S;
	state.retry = TRIES;
	len = res_nquery(&state, name, ns_c_in, (int)types[type], answer,
	                 ANSWER_MAX);
	why = state.res_h_errno;
	res_nclose(&state);
	if (len < 0 && (why == HOST_NOT_FOUND || why == NO_DATA))
		return 1;
	if (len < 0)
		return err_set(err, "%s: no answer from the name servers",
		               name);
	if (dns_read((struct str){ (char *)answer, (size_t)len }, type, arena,
	             texts, n))
		return err_set(err, "%s: the name servers' answer is garbled",
		               name);
	return *n ? 0 : 1;
}

#include "base/http_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct net4 {
	uint32_t net;
	int bits;
};

static const struct net4 special4[] = {
	{ 0x00000000, 8 },  /* this network, RFC 1122 3.2.1.3 */
	{ 0x0a000000, 8 },  /* private, RFC 1918 */
	{ 0x64400000, 10 }, /* carrier NAT, RFC 6598 */
	{ 0x7f000000, 8 },  /* loopback */
	{ 0xa9fe0000, 16 }, /* link local, cloud metadata, RFC 3927 */
	{ 0xac100000, 12 }, /* private */
	{ 0xc0000000, 24 }, /* protocol assignments, RFC 6890 */
	{ 0xc0a80000, 16 }, /* private */
	{ 0xc6120000, 15 }, /* benchmarks, RFC 2544 */
	{ 0xe0000000, 4 },  /* multicast */
	{ 0xf0000000, 4 },  /* reserved, broadcast */
};

static bool private4(uint32_t address)
{
	for (size_t i = 0; i < sizeof(special4) / sizeof(*special4); i++)
		if ((address ^ special4[i].net) >> (32 - special4[i].bits) == 0)
			return true;
	return false;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static bool private6(const uint8_t a[16])
{
	static const uint8_t zero[12];
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (!memcmp(a, mapped, 12) || !memcmp(a, nat64, 12))
		return private4(be32(a + 12));
	if (a[0] == 0x20 && a[1] == 0x02) /* 6to4, RFC 3056 */
		return private4(be32(a + 2));
	/* ::, ::1 and the old IPv4-compatible form */
	if (!memcmp(a, zero, 12))
		return true;
	/* Global unicast is 2000::/3 (RFC 4291 2.4); the unique local fc00::/7,
	 * fe80::/10, fec0::/10 and multicast ff00::/8 lie outside it. */
	return (a[0] & 0xe0) != 0x20;
}

bool http_address_private(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	switch (address->sa_family) {
	case AF_INET:
		memcpy(&in, address, sizeof(in));
		return private4(ntohl(in.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&in6, address, sizeof(in6));
		return private6(in6.sin6_addr.s6_addr);
	default:
		return true;
	}
}

bool http_host_private(const char *host)
{
	struct in_addr in;
	struct in6_addr in6;
	char text[INET6_ADDRSTRLEN];
	size_t len = strlen(host);

	if (!strcasecmp(host, "localhost") || !strcasecmp(host, "localhost."))
		return true;
	if (inet_pton(AF_INET, host, &in) == 1)
		return private4(ntohl(in.s_addr));
	if (len < 2 || host[0] != '[' || host[len - 1] != ']' ||
	    len - 2 >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)(len - 2), host + 1);
	return inet_pton(AF_INET6, text, &in6) == 1 && private6(in6.s6_addr);
}

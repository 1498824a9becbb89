#pragma once
/*
 * Which addresses a public name must never lead to: what is behind the admin's
 * own walls (RFC 6890's special-purpose registry). Inside base/http; pure.
 */
#include <stdbool.h>
#include <sys/socket.h>

/* True unless the address is an ordinary unicast one of the public internet.
 * IPv4 inside IPv6 (mapped, NAT64, 6to4) is judged as IPv4; families other
 * than these two count as private. */
bool http_address_private(const struct sockaddr *address);

/* True when a URL's host is itself written as such an address ("127.0.0.1",
 * "[fe80::1]") or is "localhost". Any other name is false: only resolving
 * tells. */
bool http_host_private(const char *host);

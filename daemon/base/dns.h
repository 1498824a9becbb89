#pragma once
/*
 * Questions to the domain name system that getaddrinfo does not ask (libc's
 * resolver inside; the only place that sees it). Blocks, some seconds at most.
 * Any thread. Names are ASCII (A-labels).
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum dns_type { DNS_A, DNS_AAAA, DNS_MX, DNS_TXT };

enum { DNS_RECORDS_MAX = 64 };

/* 0: *n records of that type are there; 1: none, and the name servers say so;
 * < 0: no answer to be had. Of TXT, texts[i] is the record's strings, joined
 * (RFC 7208 3.3), control characters made '?'; of others texts is NULL. */
int dns_look_up(const char *name, enum dns_type type, struct arena *arena,
                const char *const **texts, size_t *n, struct err *err);

/* The same from an answer's bytes (RFC 1035 4), whoever sent them. < 0: they
 * are none. */
int dns_read(struct str answer, enum dns_type type, struct arena *arena,
             const char *const **texts, size_t *n);

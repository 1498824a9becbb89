#pragma once
/*
 * Mail addresses (RFC 5321, 5322, 6531). One mailbox, no groups, no comments,
 * no route.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { ADDRESS_MAX = 254 }; /* RFC 5321 errata 1690 */

/*
 * Checks a bare address ("ada@example.org") and appends its canonical form:
 * domain in lower case, IDN domains as A-labels (libidn2), local part as
 * written. Refused, with a reason that names the part: CR, LF, NUL, blanks and
 * other controls, quotes, no or several @, empty or too long parts (64 / 255),
 * leading or doubled dots, characters outside RFC 5321's atom, address
 * literals. A non-ASCII local part is valid only with `smtputf8`.
 */
int address_check(struct str text, bool smtputf8, struct buf *out,
                  struct err *err);

/* True when the local part has bytes above 0x7f (needs SMTPUTF8, RFC 6531). */
bool address_needs_smtputf8(struct str address);

/* Splits "Name <a@b>", "\"Na, me\" <a@b>" or "a@b" into display name
 * (unquoted, may be "") and canonical address (no SMTPUTF8). Both append; the
 * name is UTF-8 as written, encoded words are not decoded. */
int address_parse(struct str text, struct buf *name, struct buf *address,
                  struct err *err);

/* A salted hash that stands for the address where it must not stand itself.
 * Case does not matter. */
enum { ADDRESS_HASH_LEN = 32 };
int address_hash(struct str address, struct str salt,
                 uint8_t hash[ADDRESS_HASH_LEN], struct err *err);

/* What stands before and after the last @; without one, all is local. */
struct str address_local(struct str address);
struct str address_domain(struct str address);

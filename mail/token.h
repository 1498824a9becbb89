#pragma once
/*
 * The signed token in a reply address, papers+TOKEN@domain: it alone gives a
 * mail authority, and only over what its scope says.
 *
 * 26 bytes, base32 in lower case, 42 characters (RFC 4648 alphabet, no
 * padding; case does not matter when reading):
 *
 *	key id 1 | scope 1 | subscriber 4 | edition 2 | expiry 2 | mac 16
 *
 * Numbers big endian; edition and expiry are days since 1970-01-01, 0: none.
 * mac is HMAC-SHA256 over the ten bytes before it, truncated to 128 bits
 * (RFC 2104 5). Compared in constant time. A reply token lives 60 days, an
 * unsubscribe token for ever; retired keys still verify the latter.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum token_scope {
	TOKEN_REPLY = 1,       /* commands */
	TOKEN_UNSUBSCRIBE = 2, /* only that, for ever */
	TOKEN_BOUNCE = 3,      /* envelope sender (VERP) */
	TOKEN_CONFIRM = 4,     /* yes to what a confirmation asked; subscriber
	                        * is the confirmation's number */
};

enum { TOKEN_LEN = 42, TOKEN_KEY_LEN = 32, TOKEN_REPLY_DAYS = 60 };

struct token_key {
	uint8_t id;
	bool retired;
	uint8_t secret[TOKEN_KEY_LEN];
};

struct token {
	enum token_scope scope;
	uint32_t subscriber;
	int edition; /* date, 0: none */
	int expires; /* date, the last day it holds; 0: never */
};

/* Writes TOKEN_LEN characters and a NUL. < 0: a field is out of range. */
int token_write(const struct token_key *key, const struct token *token,
                char out[TOKEN_LEN + 1], struct err *err);

enum token_verdict {
	TOKEN_GOOD = 0,
	TOKEN_BAD = 1,     /* not a token, or not ours */
	TOKEN_EXPIRED = 2, /* ours, but too old, or by a retired key, which is
	                    * good for TOKEN_UNSUBSCRIBE only; *token is
	                    * filled */
};

/* Reads and verifies. */
enum token_verdict token_read(const struct token_key *keys, size_t n_keys,
                              struct str text, int today, struct token *token);

/* A new random key with this id (GnuTLS). */
int token_key_make(uint8_t id, struct token_key *key, struct err *err);

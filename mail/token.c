#include "mail/token.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

enum { SIGNED = 10, MAC = 16, RAW = SIGNED + MAC, HASH = 32 };

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

/* RFC 4648 6 without padding. RAW bytes are 208 bits, TOKEN_LEN characters
 * 210: the last two bits are zero. */
static void base32_write(const uint8_t raw[RAW], char out[TOKEN_LEN + 1])
{
	unsigned bits = 0, acc = 0;
	size_t n = 0;

	for (size_t i = 0; i < RAW; i++) {
		acc = acc << 8 | raw[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[n++] = alphabet[acc >> (bits - 5) & 31];
		acc &= 31; /* only what is left over matters */
	}
	out[n++] = alphabet[acc << (5 - bits) & 31];
	out[n] = '\0';
}

static int digit(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static int base32_read(struct str text, uint8_t raw[RAW])
{
	unsigned bits = 0, acc = 0;
	size_t n = 0;

	if (text.len != TOKEN_LEN)
		return -1;
	for (size_t i = 0; i < TOKEN_LEN; i++) {
		int d = digit(text.ptr[i]);

		if (d < 0)
			return -1;
		acc = (acc << 5 | (unsigned)d) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			raw[n++] = (uint8_t)(acc >> bits);
		}
	}
	/* One token, one spelling (but for case). */
	return acc & ((1u << bits) - 1) ? -1 : 0;
}

static int sign(const struct token_key *key, const uint8_t bytes[SIGNED],
                uint8_t mac[MAC])
{
	uint8_t hash[HASH];

	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key->secret, TOKEN_KEY_LEN,
	                     bytes, SIGNED, hash))
		return -1;
	memcpy(mac, hash, MAC);
	return 0;
}

static void put16(uint8_t *to, int v)
{
	to[0] = (uint8_t)(v >> 8);
	to[1] = (uint8_t)v;
}

static int get16(const uint8_t *from)
{
	return from[0] << 8 | from[1];
}

static bool is_scope(int scope)
{
	return scope >= TOKEN_REPLY && scope <= TOKEN_CONFIRM;
}

int token_write(const struct token_key *key, const struct token *token,
                char out[TOKEN_LEN + 1], struct err *err)
{
	uint32_t who = token->subscriber;
	uint8_t raw[RAW] = { key->id,
		             (uint8_t)token->scope,
		             (uint8_t)(who >> 24),
		             (uint8_t)(who >> 16),
		             (uint8_t)(who >> 8),
		             (uint8_t)who };

	if (!is_scope((int)token->scope))
		return err_set(err, "token: no scope %d", (int)token->scope);
	if (token->edition < 0 || token->edition > UINT16_MAX)
		return err_set(err, "token: edition %d is out of range",
		               token->edition);
	if (token->expires < 0 || token->expires > UINT16_MAX)
		return err_set(err, "token: expiry %d is out of range",
		               token->expires);
	put16(raw + 6, token->edition);
	put16(raw + 8, token->expires);
	if (sign(key, raw, raw + SIGNED))
		return err_set(err, "token: HMAC-SHA256 failed");
	base32_write(raw, out);
	return 0;
}

static const struct token_key *find_key(const struct token_key *keys,
                                        size_t n_keys, uint8_t id)
{
	for (size_t i = 0; i < n_keys; i++)
		if (keys[i].id == id)
			return &keys[i];
	return NULL;
}

enum token_verdict token_read(const struct token_key *keys, size_t n_keys,
                              struct str text, int today, struct token *token)
{
	const struct token_key *key;
	uint8_t raw[RAW], mac[MAC];

	if (base32_read(text, raw))
		return TOKEN_BAD;
	key = find_key(keys, n_keys, raw[0]);
	if (!key || sign(key, raw, mac) ||
	    gnutls_memcmp(mac, raw + SIGNED, MAC) || !is_scope(raw[1]))
		return TOKEN_BAD;
	*token = (struct token){
		.scope = (enum token_scope)raw[1],
		.subscriber = (uint32_t)raw[2] << 24 | (uint32_t)raw[3] << 16 |
		              (uint32_t)raw[4] << 8 | raw[5],
		.edition = get16(raw + 6),
		.expires = get16(raw + 8),
	};
	if ((key->retired && token->scope != TOKEN_UNSUBSCRIBE) ||
	    (token->expires && today > token->expires))
		return TOKEN_EXPIRED;
	return TOKEN_GOOD;
}

int token_key_make(uint8_t id, struct token_key *key, struct err *err)
{
	*key = (struct token_key){ .id = id };
	if (gnutls_rnd(GNUTLS_RND_KEY, key->secret, TOKEN_KEY_LEN))
		return err_set(err, "token: no randomness for a new key");
	return 0;
}

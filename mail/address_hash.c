/* The address in lower case, keyed by the salt (HMAC-SHA256, RFC 2104). */
#include <ctype.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "mail/address.h"

int address_hash(struct str address, struct str salt,
                 uint8_t hash[ADDRESS_HASH_LEN], struct err *err)
{
	char lower[ADDRESS_MAX];

	if (address.len > ADDRESS_MAX)
		return err_set(err, "address longer than %d bytes",
		               ADDRESS_MAX);
	for (size_t i = 0; i < address.len; i++)
		lower[i] = (char)tolower((unsigned char)address.ptr[i]);
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, salt.ptr, salt.len, lower,
	                     address.len, hash))
		return err_set(err, "HMAC-SHA256 is not to be had");
	return 0;
}

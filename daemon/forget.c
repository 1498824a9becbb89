#include "forget.h"

#include "mail/address.h"
#include "mail/maildir.h"
#include "store/store_forgotten.h"
#include "store/store_subscriber.h"

static int hash_of(struct store *store, const char *address,
                   uint8_t hash[STORE_HASH_LEN], struct err *err)
{
	uint8_t salt[STORE_SALT_LEN];

	if (store_salt(store, salt, err))
		return -1;
	return address_hash(str_of(address),
	                    (struct str){ (char *)salt, sizeof(salt) }, hash,
	                    err);
}

int forget(struct store *store, const struct conf *conf, int64_t id,
           const char *address, struct err *err)
{
	uint8_t hash[STORE_HASH_LEN];
	size_t mails;

	if (maildir_erase(conf->mail.smtp.url, address, &mails, err))
		return -1;
	if (id && (hash_of(store, address, hash, err) ||
	           store_forgotten_put(store, hash, err)))
		return -1;
	return store_subscriber_erase(store, id, err);
}

int forgotten(struct store *store, const char *address, struct err *err)
{
	uint8_t hash[STORE_HASH_LEN];

	if (hash_of(store, address, hash, err))
		return -1;
	return store_forgotten(store, hash, err);
}

int forgotten_no_more(struct store *store, const char *address, struct err *err)
{
	uint8_t hash[STORE_HASH_LEN];

	if (hash_of(store, address, hash, err))
		return -1;
	return store_forgotten_remove(store, hash, err);
}

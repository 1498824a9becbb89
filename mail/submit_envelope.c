#include "mail/submit_envelope.h"

#include <stdio.h>

#include "mail/address.h"

/*
 * What a path may hold on the wire (RFC 5321 4.1.2), seen from its dangers:
 * nothing that ends the path or the command. Whether an address is a good one
 * was decided long before (mail/address.h); this is the last door.
 */
static bool path_is_safe(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];

		if (c <= ' ' || c == 0x7f || strchr("<>\\\"", c))
			return false;
	}
	return path.len <= ADDRESS_MAX;
}

static bool has_high_bit(struct str path)
{
	for (size_t i = 0; i < path.len; i++) {
		if ((unsigned char)path.ptr[i] > 0x7f)
			return true;
	}
	return false;
}

static bool needs_smtputf8(const struct submit_mail *mail)
{
	return has_high_bit(str_of(mail->sender)) ||
	       has_high_bit(str_of(mail->recipient));
}

int submit_envelope_check(const struct submit_mail *mail,
                          const struct submit_features *features,
                          struct submit_body_facts *facts, struct err *err)
{
	*facts = (struct submit_body_facts){ 0 };
	if (!path_is_safe(str_of(mail->sender)))
		return err_set(err, "the sender is no address");
	if (mail->recipient &&
	    (!mail->recipient[0] || !path_is_safe(str_of(mail->recipient))))
		return err_set(err, "the recipient is no address");
	if (needs_smtputf8(mail) && !features->smtputf8)
		return err_set(err, "the address is not ASCII and the server "
		                    "does not offer SMTPUTF8");
	if (!mail->recipient)
		return 0;
	if (submit_body_check(mail->body, facts, err))
		return -1;
	if (facts->eightbit && !features->eightbit)
		return err_set(err, "the mail has 8-bit octets and the server "
		                    "does not offer 8BITMIME");
	if (features->size_max && mail->body->bytes > features->size_max)
		return err_set(err,
		               "the mail has %zu octets, the server takes at "
		               "most %llu (SIZE)",
		               mail->body->bytes,
		               (unsigned long long)features->size_max);
	return 0;
}

size_t submit_envelope_mail(const struct submit_mail *mail,
                            const struct submit_features *features,
                            const struct submit_body_facts *facts, char *to)
{
	char size[40] = "";

	if (features->size && mail->recipient)
		snprintf(size, sizeof(size), " SIZE=%zu", mail->body->bytes);
	return (size_t)snprintf(to, ENVELOPE_MAX, "MAIL FROM:<%s>%s%s%s\r\n",
	                        mail->sender, size,
	                        facts->eightbit ? " BODY=8BITMIME" : "",
	                        needs_smtputf8(mail) ? " SMTPUTF8" : "");
}

size_t submit_envelope_rcpt(const struct submit_mail *mail, char *to)
{
	return (size_t)snprintf(to, ENVELOPE_MAX, "RCPT TO:<%s>\r\n",
	                        mail->recipient);
}

#include "mail/mailbox_tls.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

static int trust(gnutls_certificate_credentials_t credentials,
                 const char *ca_file, struct err *err)
{
	int n = *ca_file
	                ? gnutls_certificate_set_x509_trust_file(
	                          credentials, ca_file, GNUTLS_X509_FMT_PEM)
	                : gnutls_certificate_set_x509_system_trust(credentials);

	if (n < 0)
		return err_set(err, "%s: %s",
		               *ca_file ? ca_file : "the system's roots",
		               gnutls_strerror(n));
	if (n == 0)
		return err_set(err, "%s: no certificate in it",
		               *ca_file ? ca_file : "the system's roots");
	return 0;
}

int mailbox_tls_check(const char *ca_file, struct err *err)
{
	gnutls_certificate_credentials_t credentials;
	int result;

	if (gnutls_certificate_allocate_credentials(&credentials))
		return err_set(err, "no memory for TLS");
	result = trust(credentials, ca_file, err);
	gnutls_certificate_free_credentials(credentials);
	return result;
}

/* TLS 1.2 is the least (RFC 8314, 4.1; RFC 8996). */
static int set_up(gnutls_session_t session, int fd,
                  gnutls_certificate_credentials_t credentials,
                  const struct mailbox_url *url)
{
	int r = gnutls_set_default_priority_append(
	        session, "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", NULL, 0);

	if (r < 0)
		return r;
	r = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
	                           credentials);
	if (r < 0)
		return r;
	if (!mailbox_url_is_address(url)) {
		r = gnutls_server_name_set(session, GNUTLS_NAME_DNS, url->host,
		                           strlen(url->host));
		if (r < 0)
			return r;
	}
	gnutls_session_set_verify_cert(session, url->host, 0);
	gnutls_transport_set_int(session, fd);
	return 0;
}

int mailbox_tls_init(struct mailbox_tls *tls, int fd,
                     const struct mailbox_url *url, const char *ca_file,
                     struct err *err)
{
	gnutls_certificate_credentials_t credentials = NULL;
	gnutls_session_t session = NULL;
	int r;

	*tls = (struct mailbox_tls){ .session = NULL };
	r = gnutls_certificate_allocate_credentials(&credentials);
	if (r < 0)
		return err_set(err, "TLS: %s", gnutls_strerror(r));
	tls->credentials = credentials;
	if (trust(credentials, ca_file, err)) {
		mailbox_tls_deinit(tls);
		return -1;
	}
	r = gnutls_init(&session,
	                GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
	if (r >= 0) {
		tls->session = session;
		r = set_up(session, fd, credentials, url);
	}
	if (r < 0) {
		mailbox_tls_deinit(tls);
		return err_set(err, "TLS: %s", gnutls_strerror(r));
	}
	return 0;
}

void mailbox_tls_deinit(struct mailbox_tls *tls)
{
	if (tls->session) {
		/* One attempt; whoever is gone need not be told. */
		if (tls->up)
			gnutls_bye(tls->session, GNUTLS_SHUT_WR);
		gnutls_deinit(tls->session);
	}
	if (tls->credentials)
		gnutls_certificate_free_credentials(tls->credentials);
	*tls = (struct mailbox_tls){ .session = NULL };
}

static short wants(gnutls_session_t session)
{
	return gnutls_record_get_direction(session) ? POLLOUT : POLLIN;
}

static int refused(gnutls_session_t session, int r, struct err *err)
{
	unsigned status = gnutls_session_get_verify_cert_status(session);
	gnutls_datum_t text = { NULL, 0 };

	if (r != GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		return err_set(err, "TLS: %s", gnutls_strerror(r));
	if (gnutls_certificate_verification_status_print(
	            status, GNUTLS_CRT_X509, &text, 0) < 0)
		return err_set(err, "certificate not trusted");
	err_set(err, "certificate: %sNo password was sent.",
	        (const char *)text.data);
	gnutls_free(text.data);
	return -1;
}

int mailbox_tls_handshake(struct mailbox_tls *tls, short *events,
                          struct err *err)
{
	int r;

	do {
		r = gnutls_handshake(tls->session);
	} while (r == GNUTLS_E_INTERRUPTED ||
	         r == GNUTLS_E_WARNING_ALERT_RECEIVED);
	if (r == GNUTLS_E_AGAIN) {
		*events = wants(tls->session);
		return 1;
	}
	if (r < 0)
		return refused(tls->session, r, err);
	tls->up = true;
	return 0;
}

ssize_t mailbox_tls_recv(struct mailbox_tls *tls, void *to, size_t room,
                         short *events, struct err *err)
{
	ssize_t n;

	do {
		n = gnutls_record_recv(tls->session, to, room);
	} while (n == GNUTLS_E_INTERRUPTED);
	if (n > 0)
		return n;
	if (n == GNUTLS_E_AGAIN) {
		*events = wants(tls->session);
		return 0;
	}
	/* Also a server that wants to negotiate again: verified once, a
	 * connection stays what it is. */
	return err_set(err, "TLS: %s",
	               n ? gnutls_strerror((int)n)
	                 : "the server closed the connection");
}

ssize_t mailbox_tls_send(struct mailbox_tls *tls, const void *from, size_t len,
                         short *events, struct err *err)
{
	ssize_t n;

	do {
		n = gnutls_record_send(tls->session, from, len);
	} while (n == GNUTLS_E_INTERRUPTED);
	if (n > 0)
		return n;
	if (n == GNUTLS_E_AGAIN) {
		*events = wants(tls->session);
		return 0;
	}
	return err_set(err, "TLS: %s", gnutls_strerror((int)n));
}

bool mailbox_tls_pending(const struct mailbox_tls *tls)
{
	return tls->session && gnutls_record_check_pending(tls->session) > 0;
}

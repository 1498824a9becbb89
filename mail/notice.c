#include "mail/notice.h"

#include "mail/header.h"
#include "mail/qp.h"
#include "text/wrap.h"

enum { WIDTH = 72, BODY_MAX = 64 * 1024, NAME_MAX_BYTES = 1024 };

int notice_compose(const struct compose_settings *settings,
                   const struct notice *n, struct buf *out, struct err *err)
{
	struct buf name CLEANUP(buf_deinit) = BUF(NAME_MAX_BYTES);
	struct buf from CLEANUP(buf_deinit) = BUF(ADDRESS_MAX);
	struct buf value CLEANUP(buf_deinit) = BUF(4096);
	struct buf body CLEANUP(buf_deinit) = BUF(BODY_MAX);

	if (address_parse(str_of(settings->from), &name, &from, err))
		return err_prefix(err, "mail.from");
	header_date(out, n->instant);
	header_mailbox(out, "From", buf_str(&name), buf_str(&from));
	header_mailbox(out, "To", STR(""), str_of(n->to));
	buf_addf(&value, "%s: %s", name.len ? buf_cstr(&name) : "digestd",
	         n->subject);
	header_text(out, "Subject", buf_str(&value));
	buf_clear(&value);
	buf_addf(&value, "<notice.%lld.%s@%s>", (long long)n->instant, n->cause,
	         settings->domain);
	header_raw(out, "Message-ID", buf_str(&value));
	header_raw(out, "Auto-Submitted", STR("auto-generated"));
	header_raw(out, "X-Auto-Response-Suppress", STR("All"));
	header_raw(out, "MIME-Version", STR("1.0"));
	buf_adds(out, "Content-Type: text/plain; charset=utf-8\r\n"
	              "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	for (size_t i = 0; i < n->n_paragraphs; i++) {
		if (i)
			buf_adds(&body, "\n");
		wrap(&body, str_of(n->paragraphs[i]), WIDTH, 0, 0);
		buf_adds(&body, "\n");
	}
	qp_piece(out, buf_str(&body));
	return body.full || out->full ? err_set(err, "notice too large") : 0;
}

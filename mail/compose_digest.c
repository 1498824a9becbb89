/*
 * A digest's mail as slices. The reader's own bytes are written one after the
 * other into mail->own; where a template calls a shared partial, the run of
 * own bytes is closed and the stored block follows. While own still grows (and
 * moves), its slices have no address, only a length; they get it at the end.
 */
#include "mail/compose_intern.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "mail/header.h"
#include "mail/qp.h"

enum {
	OWN_MAX = 8 * 1024 * 1024,
	SCRATCH_MAX = 16 * 1024 * 1024,
	BOUNDARY_MAX = 64,
};

/* One mail on its way. */
struct work {
	const struct compose_edition *edition;
	const struct digest *digest;
	struct compose_mail *mail;
	const struct compose_block *blocks[CHOICES_MAX];
	const struct compose_common *common;
	struct compose_common made; /* where the edition has none */
	struct compose_links links;
	struct compose_view view;
	struct str title; /* of the strongest paper */
	const char *subject;

	size_t marked; /* own bytes that have their slice */

	/* the body part being rendered */
	struct qp qp;
	struct qp_text mailto; /* stands there more often than anything */
	size_t decoded;
	size_t paper_at[CHOICES_MAX]; /* decoded bytes before its block */
};

void compose_mail_deinit(struct compose_mail *mail)
{
	slices_deinit(&mail->body);
	buf_deinit(&mail->own);
	arena_free(mail->scratch);
	mail->scratch = NULL;
}

static int find_blocks(struct work *w, struct err *err)
{
	const struct digest *d = w->digest;

	if (d->n_choices > CHOICES_MAX)
		return err_set(err, "digest: %zu papers, more than %d",
		               d->n_choices, CHOICES_MAX);
	for (size_t i = 0; i < d->n_choices; i++) {
		w->blocks[i] =
		        w->edition->block(w->edition->ctx, d->choices[i].paper);
		if (!w->blocks[i] || !w->blocks[i]->encoded[PART_TITLE].len)
			return err_set(err, "paper %lld: its block is missing",
			               (long long)d->choices[i].paper);
	}
	if (d->n_choices)
		w->title = w->blocks[0]->encoded[PART_TITLE];
	return 0;
}

/* A week is the reader's own. */
static int find_common(struct work *w, struct err *err)
{
	w->common = words_weekly(w->digest) ? NULL : w->edition->common;
	if (w->common)
		return 0;
	w->common = &w->made;
	return compose_common_make(w->edition, w->digest, w->mail->scratch,
	                           &w->made, err);
}

/* Everything but bytes: tokens, blocks, the view. */
static int prepare(struct work *w, struct err *err)
{
	struct compose_mail *mail = w->mail;

	if (!mail->scratch)
		mail->scratch = arena_new(SCRATCH_MAX);
	arena_reset(mail->scratch);
	buf_clear(&mail->own);
	mail->own.max = OWN_MAX;
	slices_clear(&mail->body);
	if (find_blocks(w, err) || find_common(w, err) ||
	    compose_links_make(w->edition->settings, &w->common->site,
	                       w->edition->key, w->digest, mail->scratch,
	                       &w->links, err))
		return -1;
	qp_prepare(&w->mailto, str_of(w->links.mailto), mail->scratch);
	w->subject = words_subject(mail->scratch, w->common->subject, w->digest,
	                           w->title);
	compose_view_make(w->edition, w->digest, &w->links, w->subject,
	                  w->title, mail->scratch, &w->view);
	return 0;
}

/* ---- splicing ---- */

static void close_run(struct work *w)
{
	size_t len = w->mail->own.len;

	slices_add(&w->mail->body, (struct str){ NULL, len - w->marked });
	w->marked = len;
}

static void on_write(void *ctx, const char *bytes, size_t len)
{
	struct work *w = ctx;

	w->decoded += len;
	if (bytes == w->links.mailto)
		qp_add_text(&w->qp, &w->mailto);
	else
		qp_add(&w->qp, (struct str){ bytes, len });
}

static void on_literal(void *ctx, struct str text, const void *prepared)
{
	struct work *w = ctx;

	w->decoded += text.len;
	qp_add_text(&w->qp, prepared);
}

static bool on_shared(void *ctx, int tag, const struct value *top)
{
	struct work *w = ctx;
	int part = tag - 1;
	size_t number =
	        compose_view_number(&w->edition->templates->shapes, top);
	const struct compose_block *block;

	if (part < 0 || number < 1 || number > w->digest->n_choices)
		return false;
	block = w->blocks[number - 1];
	if (part == PART_HTML_PAPER)
		w->paper_at[number - 1] = w->decoded;
	/* The own text ends at the start of an encoded line. */
	qp_end(&w->qp);
	close_run(w);
	slices_add(&w->mail->body, block->encoded[part]);
	w->decoded += block->decoded[part];
	return true;
}

static int render(struct work *w, const struct template_set *set,
                  const char *name, struct err *err)
{
	struct template_out out = { on_write, on_literal, on_shared, w };

	qp_start(&w->qp, &w->mail->own);
	w->decoded = 0;
	if (template_render(set, name, w->common->view, w->view.root, &out,
	                    err))
		return -1;
	/* A soft break at the very end would join nothing. */
	if (w->qp.column)
		on_write(w, "\n", 1);
	qp_end(&w->qp);
	return 0;
}

/* ---- the parts ---- */

static int render_text(struct work *w, struct err *err)
{
	return render(w, w->edition->templates->text, "digest.txt", err);
}

/* Where the HTML began, to begin it again. */
struct start {
	size_t own, marked, slices;
};

static int render_html_as(struct work *w, struct start start,
                          struct compose_plan plan, struct err *err)
{
	w->mail->own.len = start.own;
	w->marked = start.marked;
	slices_cut(&w->mail->body, start.slices);
	compose_view_set_plan(&w->view, w->digest->n_choices, plan);
	return render(w, w->edition->templates->html, "digest.html", err);
}

static void measure(const struct work *w, struct compose_sizes *sizes)
{
	size_t n = w->digest->n_choices;

	*sizes = (struct compose_sizes){ .n = n, .total = w->decoded };
	for (size_t i = 0; i < n; i++) {
		const uint32_t *decoded = w->blocks[i]->decoded;
		size_t to = i + 1 < n ? w->paper_at[i + 1] : 0;
		size_t size = to > w->paper_at[i] ? to - w->paper_at[i] : 0;

		sizes->whole[i] = decoded[PART_HTML_ABSTRACT];
		sizes->brief[i] = decoded[PART_HTML_BRIEF];
		/* The last one is followed by what is no paper. */
		sizes->paper[i] = size > sizes->whole[i]
		                          ? size - sizes->whole[i]
		                          : decoded[PART_HTML_PAPER];
	}
}

/* All of it, where there is room, as on most days. Else what a plan saves is
 * reckoned from the sizes measured; should the templates save less than that
 * (a longer text for a missing abstract), the next try aims lower. */
static int render_html(struct work *w, struct err *err)
{
	const size_t n = w->digest->n_choices, steps = compose_plan_steps(n);
	const struct start start = { w->mail->own.len, w->marked,
		                     w->mail->body.n };
	size_t step = 0, aim = COMPOSE_HTML_MAX;
	struct compose_sizes sizes;

	if (render_html_as(w, start, compose_plan_at(n, 0), err))
		return -1;
	measure(w, &sizes);
	while (w->decoded > COMPOSE_HTML_MAX && step < steps) {
		size_t over = w->decoded - COMPOSE_HTML_MAX;

		if (step)
			aim -= over < aim ? over : aim;
		step = compose_plan_fitting(&sizes, step + 1, aim);
		if (render_html_as(w, start, compose_plan_at(n, step), err))
			return -1;
	}
	return 0;
}

static void part_head(struct work *w, const char *type)
{
	struct buf *out = &w->mail->own;

	header_raw(out, "Content-Type", str_of(type));
	header_raw(out, "Content-Transfer-Encoding", STR("quoted-printable"));
	buf_adds(out, "\r\n");
}

static void open_part(struct work *w, const char *boundary, const char *type)
{
	buf_addf(&w->mail->own, "\r\n--%s\r\n", boundary);
	part_head(w, type);
}

/* Plain first, the best last (RFC 2046 5.1.4). The boundary hangs on the token
 * alone; "=_" stands in no quoted-printable text (RFC 2045 6.7). */
static int multipart(struct work *w, struct err *err)
{
	struct buf *own = &w->mail->own;
	char boundary[BOUNDARY_MAX], type[BOUNDARY_MAX + 48];

	snprintf(boundary, sizeof(boundary), "=_%s",
	         w->links.token + TOKEN_LEN / 2);
	snprintf(type, sizeof(type), "multipart/alternative; boundary=\"%s\"",
	         boundary);
	header_raw(own, "Content-Type", str_of(type));
	open_part(w, boundary, "text/plain; charset=utf-8");
	if (render_text(w, err))
		return -1;
	open_part(w, boundary, "text/html; charset=utf-8");
	if (render_html(w, err))
		return -1;
	buf_addf(own, "\r\n--%s--\r\n", boundary);
	return 0;
}

/* Gives the own slices their address. */
static int settle(struct work *w, struct err *err)
{
	struct slices *body = &w->mail->body;
	const char *own = buf_cstr(&w->mail->own);

	if (w->mail->own.full)
		return err_set(err, "digest: larger than %d bytes", OWN_MAX);
	close_run(w);
	for (size_t i = 0; i < body->n; i++) {
		if (body->parts[i].ptr)
			continue;
		body->parts[i].ptr = own;
		own += body->parts[i].len;
	}
	return 0;
}

static int write_mail(struct work *w, struct err *err)
{
	const struct digest *d = w->digest;
	struct compose_mail *mail = w->mail;
	int n;

	if (prepare(w, err) ||
	    compose_headers(w->edition, w->common, d, &w->links, w->subject,
	                    mail, err))
		return -1;
	n = snprintf(mail->sender, sizeof(mail->sender), "%s", w->links.sender);
	if (n < 0 || (size_t)n >= sizeof(mail->sender))
		return err_set(err, "mail.address: too long for +TOKEN");
	mail->recipient = d->address;
	if (d->format == FORMAT_HTML)
		return multipart(w, err);
	part_head(w, "text/plain; charset=utf-8");
	return render_text(w, err);
}

int compose_digest(const struct compose_edition *edition,
                   const struct digest *digest, struct compose_mail *mail,
                   struct err *err)
{
	struct work w = { .edition = edition, .digest = digest, .mail = mail };

	if (write_mail(&w, err))
		return -1;
	return settle(&w, err);
}

int compose_body(const struct compose_edition *edition,
                 const struct digest *digest, enum format format,
                 struct buf *out, struct err *err)
{
	struct compose_mail mail CLEANUP(compose_mail_deinit) = { 0 };
	struct work w = { .edition = edition, .digest = digest, .mail = &mail };
	struct buf encoded CLEANUP(buf_deinit) = BUF(4 * OWN_MAX);

	if (prepare(&w, err))
		return -1;
	if (format == FORMAT_HTML ? render_html(&w, err) : render_text(&w, err))
		return -1;
	if (settle(&w, err))
		return -1;
	slices_flatten(&mail.body, &encoded);
	return qp_decode(out, buf_str(&encoded), err);
}

#include "mail/read_mime.h"

#include <ctype.h>
#include <strings.h>

#include <libetpan/libetpan.h>

#include "base/cleanup.h"
#include "mail/read.h"
#include "text/charset.h"

/* RFC 2046 5.1.1 allows 70; what is longer is met, and cut. */
enum { BOUNDARY_MAX = 200 };

struct walk {
	struct str rest;
	struct str boundaries[READ_DEPTH_MAX]; /* of the open multiparts */
	size_t depth;
	struct read_part *parts;
	size_t n;
	struct arena *arena;
};

static const char *media_type(const struct read_header *header,
                              struct arena *arena)
{
	const char *value = read_value(header, "Content-Type", arena);
	size_t len = strcspn(value, "; \t(\"");
	char *type = arena_strndup(arena, value, len);

	if (!memchr(type, '/', len))
		return "text/plain"; /* RFC 2045 5.2 */
	for (size_t i = 0; i < len; i++)
		type[i] = (char)tolower((unsigned char)type[i]);
	return type;
}

/* The line at the front of *rest is "--boundary" or "--boundary--" of an open
 * multipart: which (the innermost wins), or -1. Steps over the line. */
static int boundary_line(struct walk *w, bool *closes)
{
	const char *end = memchr(w->rest.ptr, '\n', w->rest.len);
	struct str line = { w->rest.ptr, end ? (size_t)(end - w->rest.ptr) + 1
		                             : w->rest.len };

	w->rest.ptr += line.len;
	w->rest.len -= line.len;
	if (!str_starts(line, STR("--")))
		return -1;
	line.ptr += 2;
	line.len -= 2;
	for (int i = (int)w->depth - 1; i >= 0; i--) {
		struct str b = w->boundaries[i], after;

		if (!str_starts(line, b))
			continue;
		after = str_trim(
		        (struct str){ line.ptr + b.len, line.len - b.len });
		*closes = str_eq(after, STR("--"));
		if (*closes || !after.len)
			return i;
	}
	return -1;
}

/* Steps to the next part's first byte; what was passed is in *skipped, without
 * the line break that belongs to the boundary. false: the end. */
static bool next_part(struct walk *w, struct str *skipped)
{
	skipped->ptr = w->rest.ptr;
	skipped->len = w->rest.len;
	for (bool first = true; w->rest.len;) {
		const char *line = w->rest.ptr;
		bool closes = false;
		int which = boundary_line(w, &closes);

		if (which < 0)
			continue;
		if (first)
			skipped->len = (size_t)(line - skipped->ptr);
		first = false;
		w->depth = (size_t)which + (closes ? 0 : 1);
		if (!closes)
			break;
	}
	if (skipped->len && skipped->ptr[skipped->len - 1] == '\n')
		skipped->len--;
	if (skipped->len && skipped->ptr[skipped->len - 1] == '\r')
		skipped->len--;
	return w->rest.len > 0;
}

static bool is_multipart(const char *type)
{
	return !strncmp(type, "multipart/", strlen("multipart/"));
}

/* Opens a multipart; 1: it has no usable boundary and is a leaf. */
static int enter(struct walk *w, const struct read_header *header,
                 struct err *err)
{
	const char *value = read_value(header, "Content-Type", w->arena);
	struct str b = str_of(read_param(value, "boundary", w->arena));

	if (!b.len || b.len > BOUNDARY_MAX)
		return 1;
	if (w->depth == READ_DEPTH_MAX)
		return err_set(err, "parts nested deeper than %d",
		               READ_DEPTH_MAX);
	w->boundaries[w->depth++] = b;
	return 0;
}

static void add_leaf(struct walk *w, const char *type,
                     const struct read_header *header, struct str body)
{
	const char *disposition =
	        read_value(header, "Content-Disposition", w->arena);

	if (w->n == READ_PARTS_MAX)
		return;
	w->parts[w->n++] = (struct read_part){
		.type = is_multipart(type) ? "text/plain" : type,
		.header = *header,
		.body = body,
		.attachment = !strncasecmp(disposition, "attachment",
		                           strlen("attachment")),
	};
}

/* One entity, whose header starts at w->rest. < 0, or > 0 at the end. */
static int walk_entity(struct walk *w, struct err *err)
{
	struct read_header header;
	const char *type;
	struct str body;
	int entered = 1;
	bool more;

	read_header(w->rest, w->arena, &header, &w->rest);
	type = media_type(&header, w->arena);
	if (is_multipart(type))
		entered = enter(w, &header, err);
	if (entered < 0)
		return -1;
	more = next_part(w, &body);
	if (entered > 0)
		add_leaf(w, type, &header, body);
	return more ? 0 : 1;
}

/* "From ada@example.org Fri Apr 18 ..." of an mbox is no field. */
static struct str skip_from_line(struct str raw)
{
	const char *end;

	if (!str_starts(raw, STR("From ")))
		return raw;
	end = memchr(raw.ptr, '\n', raw.len);
	if (!end)
		return (struct str){ raw.ptr, 0 };
	return (struct str){ end + 1, raw.len - (size_t)(end + 1 - raw.ptr) };
}

int read_mail(struct str raw, struct arena *arena, struct read_mail *mail,
              struct err *err)
{
	struct walk w = { .arena = arena };
	struct str body;
	int done;

	if (raw.len > READ_BYTES_MAX)
		raw.len = READ_BYTES_MAX;
	raw = skip_from_line(raw);
	read_header(raw, arena, &mail->header, &body);
	if (!mail->header.n)
		return err_set(err, "no header");
	mail->type = media_type(&mail->header, arena);
	w.rest = raw;
	w.parts = arena_array(arena, READ_PARTS_MAX, sizeof(*w.parts));
	do
		done = walk_entity(&w, err);
	while (!done && w.n < READ_PARTS_MAX);
	if (done < 0)
		return -1;
	if (!w.n) /* a multipart whose boundary never comes */
		add_leaf(&w, "text/plain", &mail->header, body);
	mail->parts = w.parts;
	mail->n_parts = w.n;
	return 0;
}

const struct read_part *read_part_of(const struct read_mail *mail,
                                     const char *type)
{
	for (size_t i = 0; i < mail->n_parts; i++)
		if (!strcmp(mail->parts[i].type, type))
			return &mail->parts[i];
	return NULL;
}

/* ---- decoding ---- */

static void decode(struct buf *out, struct str s, int mechanism)
{
	char *bytes = NULL;
	size_t index = 0, len = 0;

	if (s.len && mailmime_part_parse(s.ptr, s.len, &index, mechanism,
	                                 &bytes, &len) == MAILIMF_NO_ERROR)
		buf_add(out, bytes, len);
	if (bytes)
		mmap_string_unref(bytes);
}

void read_base64(struct buf *out, struct str s)
{
	/* libetpan loses step at a foreign byte, and reads on behind the
	 * padding. */
	struct buf clean CLEANUP(buf_deinit) = BUF(READ_BYTES_MAX);

	for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++)
		if (isalnum((unsigned char)s.ptr[i]) || s.ptr[i] == '+' ||
		    s.ptr[i] == '/')
			buf_addc(&clean, s.ptr[i]);
	decode(out, buf_str(&clean), MAILMIME_MECHANISM_BASE64);
}

void read_quoted_printable(struct buf *out, struct str s)
{
	decode(out, s, MAILMIME_MECHANISM_QUOTED_PRINTABLE);
}

void read_charset(struct buf *out, const char *charset, struct str s)
{
	struct buf known CLEANUP(buf_deinit) = BUF(out->max);
	bool said = charset && strcasecmp(charset, "us-ascii") != 0 &&
	            strcasecmp(charset, "ascii") != 0;

	if (said && charset_to_utf8(&known, charset, s) == 0)
		buf_addstr(out, buf_str(&known));
	else if (utf8_valid(s))
		buf_addstr(out, s);
	else
		charset_to_utf8(out, "windows-1252", s);
}

void read_part_text(const struct read_part *part, struct arena *arena,
                    struct buf *out)
{
	struct buf bytes CLEANUP(buf_deinit) = BUF(READ_BYTES_MAX);
	const char *encoding =
	        read_value(&part->header, "Content-Transfer-Encoding", arena);
	const char *charset =
	        read_param(read_value(&part->header, "Content-Type", arena),
	                   "charset", arena);

	if (charset && *charset == '\'') /* charset='utf-8' */
		charset = arena_strndup(arena, charset + 1,
		                        strcspn(charset + 1, "'"));
	if (!strcasecmp(encoding, "base64"))
		read_base64(&bytes, part->body);
	else if (!strcasecmp(encoding, "quoted-printable"))
		read_quoted_printable(&bytes, part->body);
	else
		buf_addstr(&bytes, part->body);
	read_charset(out, charset, buf_str(&bytes));
}

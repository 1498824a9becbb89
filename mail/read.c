/* read: a received message, made readable. */
#include "mail/read.h"

#include <strings.h>

#include "base/cleanup.h"
#include "mail/read_address.h"
#include "mail/read_kind.h"
#include "mail/read_machine.h"
#include "mail/read_text.h"
#include "text/escape.h"

/* ---- the subject ---- */

/* What programs put before the subject of an answer, folded; a number in
 * brackets or parentheses may follow, then a colon. */
static const char *const answer_words[] = {
	"re",      "aw",          "antw", "antwort", "wg",   "fw",   "fwd",
	"sv",      "vs",          "vb",   "vl",      "tr",   "ref",  "rif",
	"res",     "rv",          "enc",  "odp",     "pd",   "ynt",  "ilt",
	"doorst",  "r",           "i",    "ατ",      "σχετ", "πρθ",  "отв",
	"ответ",   "пер",         "на",   "回复",    "回覆", "答复", "答覆",
	"转发",    "轉寄",        "返信", "転送",    "답장", "회신", "전달",
	"trả lời", "chuyển tiếp", NULL
};

/* Some gateways mark what comes from outside. */
static const char *const gateway_words[] = {
	"[external]",        "[ext]",     "[extern]", "[external email]",
	"[external sender]", "external:", "ext:",     NULL
};

/* The length in bytes of "Re[2]: " at the front of s; 0: none. */
static size_t answer_prefix(struct str s, struct arena *arena)
{
	const char *ascii = memchr(s.ptr, ':', s.len);
	ptrdiff_t wide = str_find(s, STR("\xEF\xBC\x9A"));
	size_t at = ascii ? (size_t)(ascii - s.ptr) : s.len, skip = 1;
	struct str word;

	if (wide >= 0 && (size_t)wide < at) {
		at = (size_t)wide;
		skip = 3;
	}
	if (at == s.len || at > 40)
		return 0;
	word = read_fold((struct str){ s.ptr, at }, arena);
	if (word.len && strchr("])", word.ptr[word.len - 1])) {
		while (word.len && !strchr("[(", word.ptr[word.len - 1]))
			word.len--;
		word.len -= word.len > 0;
	}
	word = str_trim(word);
	for (const char *const *w = answer_words; *w; w++)
		if (str_eq(word, str_of(*w)))
			return at + skip;
	return 0;
}

static size_t gateway_prefix(struct str s)
{
	for (const char *const *w = gateway_words; *w; w++)
		if (str_starts_nocase(s, str_of(*w)))
			return strlen(*w);
	return 0;
}

/* Strips them all; whether one of them said "answer". */
static bool strip_subject(struct str *s, struct arena *arena)
{
	bool answer = false;

	while (s->len) {
		size_t n = answer_prefix(*s, arena);

		answer = answer || n;
		if (!n)
			n = gateway_prefix(*s);
		if (!n)
			break;
		*s = str_trim((struct str){ s->ptr + n, s->len - n });
	}
	return answer;
}

/* ---- addresses and ids ---- */

static void read_from(const struct read_header *header, struct arena *arena,
                      struct read_message *m)
{
	size_t from = 0;
	const struct read_field *f = read_field_next(header, "From", &from);

	m->from = m->from_name = "";
	/* RFC 5322 3.6: once. Two are an attempt to show one and check the
	 * other. */
	if (f && !read_field_next(header, "From", &from))
		read_mailbox(f->value, arena, &m->from, &m->from_name);
}

static void read_envelope(const struct read_header *header, struct arena *arena,
                          struct read_message *m)
{
	static const char *const fields[] = {
		"Delivered-To", "X-Original-To",
		"Envelope-To",  "X-Envelope-To",
		"To",           "Cc",
	};
	const char *path = read_value(header, "Return-Path", arena);
	struct read_list list = read_list_new(arena);
	const struct read_field *f;

	m->null_sender = !strcmp(path, "<>");
	read_addresses(str_of(path), arena, &list);
	m->sender = list.n ? list.at[0] : "";
	list = read_list_new(arena);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		for (size_t at = 0;
		     list.n < READ_LIST_MAX &&
		     (f = read_field_next(header, fields[i], &at));)
			read_addresses(f->value, arena, &list);
	m->recipients = list.at;
	m->n_recipients = list.n;
}

static void read_thread(const struct read_header *header, struct arena *arena,
                        struct read_message *m)
{
	static const char *const fields[] = { "In-Reply-To", "References" };
	struct read_list list = read_list_new(arena);
	const struct read_field *f = read_field(header, "Message-ID");

	if (f)
		read_ids(f->value, arena, &list);
	m->message_id = list.n ? list.at[0] : "";
	list = read_list_new(arena);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		for (size_t at = 0;
		     (f = read_field_next(header, fields[i], &at));)
			read_ids(f->value, arena, &list);
	m->references = list.at;
	m->n_references = list.n;
}

static void read_auth_results(const struct read_header *header,
                              struct arena *arena, struct read_message *m)
{
	struct read_list list = read_list_new(arena);
	const struct read_field *f;

	for (size_t at = 0;
	     list.n < READ_LIST_MAX &&
	     (f = read_field_next(header, "Authentication-Results", &at));)
		list.at[list.n++] = read_unfold(f->value, arena);
	m->auth_results = list.at;
	m->n_auth_results = list.n;
}

/* ---- the text ---- */

/* Blanks of all kinds: some programs put a no-break space into the plain part
 * and all words into the other. */
static bool is_blank(const struct buf *text, struct arena *arena)
{
	return !read_fold(buf_str(text), arena).len;
}

/* The part's text, unflowed. */
static void plain_text(const struct read_part *part, struct arena *arena,
                       struct buf *out)
{
	struct buf text CLEANUP(buf_deinit) = BUF(READ_TEXT_MAX);
	const char *type = read_value(&part->header, "Content-Type", arena);
	const char *format = read_param(type, "format", arena);
	const char *delsp = read_param(type, "delsp", arena);

	read_part_text(part, arena, &text);
	if (format && !strcasecmp(format, "flowed"))
		read_flowed(out, buf_str(&text),
		            delsp && !strcasecmp(delsp, "yes"));
	else
		buf_addstr(out, buf_str(&text));
}

/* Appends the new text of the first part of this type that has any words.
 * false: there is no such part. */
static bool add_text(const struct read_mail *mail, const char *type,
                     struct arena *arena, struct buf *out)
{
	for (size_t i = 0; i < mail->n_parts; i++) {
		struct buf text CLEANUP(buf_deinit) = BUF(READ_TEXT_MAX);
		const struct read_part *part = &mail->parts[i];

		if (part->attachment || strcmp(part->type, type))
			continue;
		plain_text(part, arena, &text);
		if (is_blank(&text, arena))
			continue;
		if (!strcmp(type, "text/html"))
			read_visible_html(buf_str(&text), out);
		else
			read_visible_text(buf_str(&text), out);
		return true;
	}
	return false;
}

/* What the header does not tell, the text may. */
static void read_writer(struct read_message *m, struct arena *arena)
{
	if (m->kind != READ_COMMAND)
		return;
	switch (read_writer_of(str_of(m->text), arena)) {
	case READ_WRITER_PROGRAM:
		m->kind = READ_AUTOREPLY;
		m->why = "the words of a program";
		break;
	case READ_WRITER_ABSENT:
		m->absence = true;
		break;
	case READ_WRITER_PERSON:
		break;
	}
}

int read_message(struct str raw, struct arena *arena,
                 struct read_message *message, struct err *err)
{
	struct buf subject CLEANUP(buf_deinit) = BUF(READ_VALUE_MAX);
	struct buf text CLEANUP(buf_deinit) = BUF(READ_TEXT_MAX);
	struct read_mail mail;
	struct str s;

	*message = (struct read_message){
		.kind = READ_UNKNOWN,
		.why = "",
		.from = "",
		.from_name = "",
		.sender = "",
		.subject = "",
		.message_id = "",
		.text = "",
	};
	if (read_mail(raw, arena, &mail, err))
		return -1;
	read_decode_words(&subject,
	                  str_of(read_value(&mail.header, "Subject", arena)));
	message->kind = read_kind_of(&mail, buf_cstr(&subject), arena,
	                             &message->why, &message->informs);
	s = buf_str(&subject);
	message->answer = strip_subject(&s, arena);
	message->subject = arena_str(arena, s);
	read_from(&mail.header, arena, message);
	read_envelope(&mail.header, arena, message);
	read_thread(&mail.header, arena, message);
	read_auth_results(&mail.header, arena, message);
	if (!add_text(&mail, "text/plain", arena, &text))
		add_text(&mail, "text/html", arena, &text);
	message->text = arena_str(arena, buf_str(&text));
	message->has_text = text.len > 0;
	read_writer(message, arena);
	return 0;
}

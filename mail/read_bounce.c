/*
 * Why a mail came back. First the report made for machines (RFC 3464), then,
 * where there is none or it says nothing ("5.0.0"), the sentences that mail
 * servers write. What is here is never trusted for whose mail it was: the VERP
 * address says that.
 */
#include "mail/read.h"

#include <ctype.h>
#include <strings.h>

#include "base/cleanup.h"
#include "mail/read_address.h"
#include "mail/read_bounce.h"
#include "mail/read_mime.h"
#include "mail/read_text.h"
#include "text/escape.h"

/* The explanation is at the front; the rest is the mail that came back. */
enum { EXPLANATION_MAX = 16 * 1024, DIAGNOSTIC_MAX = 300, GROUPS_MAX = 100 };

/* "5.1.1": class.subject.detail, RFC 3463. */
struct status {
	int class, subject, detail;
};

/* ---- status codes ---- */

static int number(const char *s, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++)
		n = n * 10 + (s[i] - '0');
	return n;
}

static size_t digits(struct str s, size_t i)
{
	size_t n = 0;

	while (i + n < s.len && isdigit((unsigned char)s.ptr[i + n]))
		n++;
	return n;
}

/* "5.1.1" at i, not part of an address or a version. */
static bool status_at(struct str s, size_t i, struct status *status)
{
	size_t a, b;

	if (i && (isalnum((unsigned char)s.ptr[i - 1]) || s.ptr[i - 1] == '.'))
		return false;
	if (!strchr("245", s.ptr[i]) || i + 1 >= s.len || s.ptr[i + 1] != '.')
		return false;
	a = digits(s, i + 2);
	if (!a || a > 3 || i + 2 + a >= s.len || s.ptr[i + 2 + a] != '.')
		return false;
	b = digits(s, i + 3 + a);
	if (!b || b > 3)
		return false;
	if (i + 3 + a + b < s.len &&
	    (s.ptr[i + 3 + a + b] == '.' ||
	     isalpha((unsigned char)s.ptr[i + 3 + a + b])))
		return i + 4 + a + b >= s.len || /* the end of a sentence */
		       s.ptr[i + 4 + a + b] == ' ';
	*status = (struct status){ s.ptr[i] - '0', number(s.ptr + i + 2, a),
		                   number(s.ptr + i + 3 + a, b) };
	return true;
}

static bool find_status(struct str s, struct status *status)
{
	struct status found;

	for (size_t i = 0; i < s.len; i++)
		if (isdigit((unsigned char)s.ptr[i]) &&
		    status_at(s, i, &found) && found.class != 2) {
			*status = found;
			return true;
		}
	return false;
}

/* "550" or "421" at the front of a word: a reply of SMTP. 0: none. */
static int find_reply(struct str s)
{
	for (size_t i = 0; i + 3 <= s.len; i++) {
		int reply;

		if ((s.ptr[i] != '4' && s.ptr[i] != '5') || digits(s, i) != 3 ||
		    (i && s.ptr[i - 1] != ' ' && s.ptr[i - 1] != ':' &&
		     s.ptr[i - 1] != '\n' && s.ptr[i - 1] != '<'))
			continue;
		reply = number(s.ptr + i, 3);
		if ((reply >= 421 && reply <= 459) ||
		    (reply >= 500 && reply <= 559))
			return reply;
	}
	return 0;
}

/* ---- the decision ---- */

/* RFC 3463 3: the subject says what it is about, X.0.X and X.5.X say nothing,
 * and many servers write what they like: where the words contradict, people
 * were more careful with the words. */
static enum bounce_class class_of(const struct status *s,
                                  enum bounce_class words)
{
	if (s->subject == 7)
		return words == BOUNCE_HARD && s->class == 5 ? BOUNCE_HARD
		                                             : BOUNCE_OURS;
	if (s->class == 4)
		return words == BOUNCE_OURS ? BOUNCE_OURS : BOUNCE_SOFT;
	if (s->subject == 1 && s->detail >= 7 && s->detail <= 8)
		return BOUNCE_OURS; /* our sender's address */
	if (s->subject == 1 && s->detail)
		return words == BOUNCE_OURS ? BOUNCE_OURS : BOUNCE_HARD;
	if (s->subject == 2 && s->detail == 2)
		return BOUNCE_SOFT;
	if (s->subject == 4 && s->detail == 4)
		return BOUNCE_HARD; /* no route: no such domain */
	if (words != BOUNCE_NONE)
		return words;
	return s->subject == 1 ? BOUNCE_HARD : BOUNCE_SOFT;
}

static void set_status(struct bounce *bounce, const struct status *s)
{
	struct buf text CLEANUP(buf_deinit) = BUF(sizeof(bounce->status) - 1);

	if (s->class &&
	    !buf_addf(&text, "%d.%d.%d", s->class, s->subject, s->detail))
		memcpy(bounce->status, buf_cstr(&text), text.len + 1);
}

/* text: what the server said of this recipient. */
static void decide(struct bounce *bounce, struct status status, struct str text,
                   struct arena *arena)
{
	struct status better = { 0 };
	struct buf words CLEANUP(buf_deinit) = BUF(2 * EXPLANATION_MAX);
	struct str rest = { text.ptr ? text.ptr : "", text.len }, line;
	bool generic = !status.class || !status.subject ||
	               (status.subject == 5 && !status.detail);
	int reply = find_reply(text);

	while (str_split(&rest, '\n', &line)) {
		buf_addstr(&words, read_fold(line, arena));
		buf_addc(&words, ' ');
	}
	if (generic && find_status(text, &better))
		status = better;
	if (!status.class && reply)
		status.class = reply / 100;
	bounce->class = class_of(&status, bounce_words(buf_str(&words)));
	if (better.class || status.subject)
		set_status(bounce, &status);
}

void read_refusal(struct str reply, struct arena *arena, struct bounce *bounce)
{
	*bounce = (struct bounce){ .class = BOUNCE_NONE,
		                   .recipient = "",
		                   .diagnostic = arena_str(arena, reply) };
	decide(bounce, (struct status){ 0 }, reply, arena);
}

/* ---- reports for machines ---- */

/* "rfc822; <ada@example.org>" */
static const char *recipient_of(const char *value, struct arena *arena)
{
	struct read_list list = read_list_new(arena);
	const char *semicolon = strchr(value, ';');

	read_addresses(str_of(semicolon ? semicolon + 1 : value), arena, &list);
	return list.n ? list.at[0] : "";
}

/* One group of fields, RFC 3464 2.3. true: it reports a failure. */
static bool read_group(const struct read_header *group, struct arena *arena,
                       struct bounce *bounce)
{
	const char *action = read_value(group, "Action", arena);
	const char *text = read_value(group, "Diagnostic-Code", arena);
	const char *recipient = read_value(group, "Final-Recipient", arena);
	struct buf line CLEANUP(buf_deinit) = BUF(DIAGNOSTIC_MAX);
	struct status status = { 0 };

	if (!*action && !*text)
		return false;
	if (!*recipient)
		recipient = read_value(group, "Original-Recipient", arena);
	bounce->recipient = recipient_of(recipient, arena);
	text_line(&line, (struct str){ text, strnlen(text, 200) });
	bounce->diagnostic = arena_str(arena, buf_str(&line));
	find_status(str_of(read_value(group, "Status", arena)), &status);
	if (*action && strncasecmp(action, "failed", 6)) {
		set_status(bounce, &status);
		bounce->class = BOUNCE_NONE;
		return false;
	}
	decide(bounce, status, str_of(text), arena);
	return true;
}

/* The groups stand apart by empty lines; the first failure counts. 1: none
 * among the first few. */
static int read_report(struct str text, struct arena *arena,
                       struct bounce *bounce)
{
	for (int n = 0; n < GROUPS_MAX && text.len; n++) {
		struct read_header group;

		text = str_trim(text);
		read_header(text, arena, &group, &text);
		if (!group.n)
			return 1; /* no field */
		if (read_group(&group, arena, bounce))
			return 0;
	}
	return 1;
}

/* ---- reports for people ---- */

/* What the server wrote, without the mail that it sends back. */
static void explanation(const struct read_mail *mail, const char *type,
                        struct arena *arena, struct buf *out)
{
	for (size_t i = 0; i < mail->n_parts && !out->len; i++) {
		struct buf text CLEANUP(buf_deinit) = BUF(READ_TEXT_MAX);
		struct buf html CLEANUP(buf_deinit) = BUF(READ_TEXT_MAX);
		struct str rest, line;

		if (strcmp(mail->parts[i].type, type))
			continue;
		read_part_text(&mail->parts[i], arena, &text);
		rest = buf_str(&text);
		if (!strcmp(type, "text/html")) {
			read_html(&html, rest);
			rest = buf_str(&html);
		}
		while (out->len < EXPLANATION_MAX / 2 &&
		       str_split(&rest, '\n', &line)) {
			struct str folded = read_fold(line, arena);

			if (out->len && bounce_original(folded))
				break;
			text_line(out, line);
			buf_addc(out, '\n');
		}
	}
}

/* The line with the reply, else the first that says something known. */
static const char *telling_line(struct str text, struct arena *arena)
{
	struct str rest = { text.ptr ? text.ptr : "", text.len }, line;
	struct str said = { "", 0 };

	while (str_split(&rest, '\n', &line)) {
		if (line.len > DIAGNOSTIC_MAX)
			line.len = DIAGNOSTIC_MAX;
		if (find_reply(line))
			return arena_str(arena, str_trim(line));
		if (!said.len && bounce_words(read_fold(line, arena)))
			said = line;
	}
	return arena_str(arena, str_trim(said));
}

/* The first word with an "@" that is an address and not a mail system's. */
static const char *first_address(struct str text, struct arena *arena)
{
	static const char separators[] = " \t\n<>[]()\"',;:";
	const char *s = arena_str(arena, text);

	while (*s) {
		size_t n = strcspn(s, separators);
		struct read_list list;

		if (memchr(s, '@', n) && n < 300) {
			list = read_list_new(arena);
			read_addresses((struct str){ s, n }, arena, &list);
			if (list.n &&
			    strncasecmp(list.at[0], "postmaster@", 11) &&
			    strncasecmp(list.at[0], "mailer-daemon@", 14))
				return list.at[0];
		}
		s += n;
		s += strspn(s, separators);
	}
	return "";
}

static void any_explanation(const struct read_mail *mail, struct arena *arena,
                            struct buf *out)
{
	explanation(mail, "text/plain", arena, out);
	if (!out->len)
		explanation(mail, "text/html", arena, out);
}

bool bounce_explained(const struct read_mail *mail, const char *const *words,
                      struct arena *arena)
{
	struct buf text CLEANUP(buf_deinit) = BUF(EXPLANATION_MAX);
	struct status status;
	struct str folded;

	any_explanation(mail, arena, &text);
	folded = read_fold(buf_str(&text), arena);
	return *telling_line(buf_str(&text), arena) ||
	       find_status(buf_str(&text), &status) || bounce_delayed(folded) ||
	       read_has_one(folded, words);
}

static void read_words(const struct read_mail *mail, struct arena *arena,
                       struct bounce *bounce)
{
	struct buf text CLEANUP(buf_deinit) = BUF(EXPLANATION_MAX);
	const char *failed =
	        read_value(&mail->header, "X-Failed-Recipients", arena);
	struct str folded;

	read_decode_words(&text,
	                  str_of(read_value(&mail->header, "Subject", arena)));
	folded = read_fold(buf_str(&text), arena);
	buf_clear(&text);
	any_explanation(mail, arena, &text);
	if (!*bounce->recipient)
		bounce->recipient =
		        *failed ? recipient_of(failed, arena)
		                : first_address(buf_str(&text), arena);
	if (!*bounce->diagnostic)
		bounce->diagnostic = telling_line(buf_str(&text), arena);
	buf_addstr(&text, folded);
	folded = read_fold(buf_str(&text), arena);
	if (bounce_delayed(folded))
		return;
	decide(bounce, (struct status){ 0 }, buf_str(&text), arena);
}

void read_bounce(struct str raw, struct arena *arena, struct bounce *bounce)
{
	struct read_mail mail;
	const struct read_part *part;

	*bounce = (struct bounce){ .class = BOUNCE_NONE,
		                   .recipient = "",
		                   .diagnostic = "" };
	if (read_mail(raw, arena, &mail, NULL))
		return;
	part = read_part_of(&mail, "message/delivery-status");
	if (!part)
		part = read_part_of(&mail, "message/global-delivery-status");
	if (part) {
		struct buf text CLEANUP(buf_deinit) = BUF(READ_BYTES_MAX);
		int none;

		read_part_text(part, arena, &text);
		none = read_report(buf_str(&text), arena, bounce);
		if (none || bounce->class != BOUNCE_SOFT || *bounce->status)
			return;
	}
	read_words(&mail, arena, bounce);
}

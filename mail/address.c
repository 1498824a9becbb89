#include "mail/address.h"

#include <idn2.h>

#include "base/cleanup.h"
#include "text/charset.h"

enum { LOCAL_MAX = 64, DOMAIN_MAX = 255, LABEL_MAX = 63 };

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_high(char c)
{
	return (unsigned char)c >= 0x80;
}

/* atext of RFC 5322 3.2.3. */
static bool is_atext(char c)
{
	return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Why this byte may stand nowhere in an address, or NULL. Said before all
 * else, for it is what an attack looks like. */
static const char *bad_byte(char c)
{
	if (c == '\r' || c == '\n')
		return "has a line break";
	if (c == '\0')
		return "has a NUL byte";
	if (c == ' ' || c == '\t')
		return "has a blank";
	if ((unsigned char)c < ' ' || c == 0x7f)
		return "has a control character";
	return NULL;
}

static const char *check_local(struct str s, bool smtputf8)
{
	if (!s.len)
		return "nothing stands before the @";
	if (s.len > LOCAL_MAX)
		return "the part before the @ is longer than 64 bytes";
	if (s.ptr[0] == '.' || s.ptr[s.len - 1] == '.')
		return "the part before the @ begins or ends with a dot";
	if (str_find(s, STR("..")) >= 0)
		return "the part before the @ has two dots in a row";
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			return "quoted local parts are not supported";
		if (is_high(s.ptr[i]) && !smtputf8)
			return "the part before the @ is not ASCII";
		if (!is_high(s.ptr[i]) && s.ptr[i] != '.' &&
		    !is_atext(s.ptr[i]))
			return "the part before the @ has a character that "
			       "may not stand there";
	}
	return utf8_valid(s) ? NULL : "the part before the @ is not UTF-8";
}

static const char *check_label(struct str s)
{
	if (!s.len)
		return "the domain begins or ends with a dot, or has two in a "
		       "row";
	if (s.len > LABEL_MAX)
		return "a part of the domain is longer than 63 bytes";
	if (s.ptr[0] == '-' || s.ptr[s.len - 1] == '-')
		return "a part of the domain begins or ends with a hyphen";
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.ptr[i]) && s.ptr[i] != '-')
			return "the domain has a character that may not stand "
			       "there";
	return NULL;
}

/* An ASCII domain: RFC 5321 4.1.2, names only. */
static const char *check_domain(struct str s)
{
	struct str rest = s, label = { 0 };
	bool digits = true;

	if (!s.len)
		return "nothing stands after the @";
	if (s.ptr[0] == '[')
		return "address literals are not supported";
	if (s.len > DOMAIN_MAX)
		return "the domain is longer than 255 bytes";
	while (str_split(&rest, '.', &label)) {
		const char *why = check_label(label);

		if (why)
			return why;
	}
	for (size_t i = 0; i < label.len; i++)
		digits = digits && is_digit(label.ptr[i]);
	return digits ? "the domain is a number, not a name" : NULL;
}

/* Appends the domain in lower case, all labels ASCII. */
static const char *canonical_domain(struct str s, struct buf *out)
{
	char text[DOMAIN_MAX + 1], *ascii = NULL;
	const char *why;
	bool high = false;

	if (s.len > DOMAIN_MAX)
		return "the domain is longer than 255 bytes";
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		high = high || is_high(c);
		text[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	text[s.len] = '\0';
	if (!high) {
		why = check_domain((struct str){ text, s.len });
		if (!why)
			buf_add(out, text, s.len);
		return why;
	}
	if (idn2_to_ascii_8z(text, &ascii,
	                     IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
		return "the domain is not a valid internationalized name";
	why = check_domain(str_of(ascii));
	if (!why)
		buf_adds(out, ascii);
	idn2_free(ascii);
	return why;
}

static const char *check(struct str text, bool smtputf8, struct buf *canonical)
{
	const char *at = text.len ? memchr(text.ptr, '@', text.len) : NULL;
	struct str local, domain;
	const char *why = NULL;

	if (!text.len)
		return "is empty";
	for (size_t i = 0; i < text.len && !why; i++)
		why = bad_byte(text.ptr[i]);
	if (why)
		return why;
	if (!at)
		return "has no @";
	local = (struct str){ text.ptr, (size_t)(at - text.ptr) };
	domain = (struct str){ at + 1, text.len - local.len - 1 };
	if (domain.len && memchr(domain.ptr, '@', domain.len))
		return "has more than one @";
	why = check_local(local, smtputf8);
	if (why)
		return why;
	buf_addstr(canonical, local);
	buf_addc(canonical, '@');
	why = canonical_domain(domain, canonical);
	if (!why && (canonical->full || canonical->len > ADDRESS_MAX))
		why = "is longer than 254 bytes";
	return why;
}

int address_check(struct str text, bool smtputf8, struct buf *out,
                  struct err *err)
{
	struct buf canonical CLEANUP(buf_deinit) =
	        BUF(LOCAL_MAX + 1 + DOMAIN_MAX);
	const char *why = check(text, smtputf8, &canonical);
	int shown = text.len > 80 ? 80 : (int)text.len;

	if (why)
		return err_set(err, "address \"%.*s%s\": %s", shown,
		               shown ? text.ptr : "",
		               text.len > 80 ? "..." : "", why);
	if (buf_addstr(out, buf_str(&canonical)))
		return err_set(err, "address: no room for it");
	return 0;
}

bool address_needs_smtputf8(struct str address)
{
	struct str local = address_local(address);

	for (size_t i = 0; i < local.len; i++)
		if (is_high(local.ptr[i]))
			return true;
	return false;
}

struct str address_local(struct str address)
{
	const char *at =
	        address.len ? memrchr(address.ptr, '@', address.len) : NULL;

	return (struct str){ address.ptr,
		             at ? (size_t)(at - address.ptr) : address.len };
}

struct str address_domain(struct str address)
{
	size_t skip = address_local(address).len + 1;

	if (skip > address.len)
		return (struct str){ address.ptr, 0 };
	return (struct str){ address.ptr + skip, address.len - skip };
}

/* The display name before "<": a quoted string as a whole, or words. */
static const char *read_name(struct str s, struct buf *name)
{
	bool quoted = s.len > 0 && s.ptr[0] == '"';
	size_t i = quoted ? 1 : 0;

	for (; i < s.len; i++) {
		char c = s.ptr[i];

		if (quoted && c == '"')
			return i + 1 == s.len
			               ? NULL
			               : "something stands after the quoted name";
		if (quoted && c == '\\' && i + 1 < s.len)
			c = s.ptr[++i];
		if (((unsigned char)c < ' ' && c != '\t') || c == 0x7f)
			return "the name has a line break or another control "
			       "character";
		if (!quoted && strchr("\"()<>@,;:\\[]", c))
			return "the name has a character that needs quotes";
		buf_addc(name, c);
	}
	return quoted ? "the quoted name does not end" : NULL;
}

int address_parse(struct str text, struct buf *name, struct buf *address,
                  struct err *err)
{
	struct str s = str_trim(text), addr = s;
	const char *why = NULL;

	if (s.len && s.ptr[s.len - 1] == '>') {
		const char *open = memrchr(s.ptr, '<', s.len);
		struct str display = { s.ptr, 0 };

		if (!open)
			return err_set(err, "a > without a <");
		display.len = (size_t)(open - s.ptr);
		addr = (struct str){ open + 1, s.len - display.len - 2 };
		why = read_name(str_trim(display), name);
	}
	if (why)
		return err_set(err, "%s", why);
	if (name->full)
		return err_set(err, "the name is longer than %zu bytes",
		               name->max);
	return address_check(addr, false, address, err);
}

#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (!a.len || !memcmp(a.ptr, b.ptr, a.len));
}

bool str_eq_nocase(struct str a, struct str b)
{
	return a.len == b.len && (!a.len || !strncasecmp(a.ptr, b.ptr, a.len));
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       str_eq((struct str){ s.ptr, prefix.len }, prefix);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       str_eq_nocase((struct str){ s.ptr, prefix.len }, prefix);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len && is_space(*s.ptr)) {
		s.ptr++;
		s.len--;
	}
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool str_split(struct str *rest, char sep, struct str *field)
{
	const char *end;

	if (!rest->ptr)
		return false;
	end = rest->len ? memchr(rest->ptr, sep, rest->len) : NULL;
	if (!end) {
		*field = *rest;
		*rest = (struct str){ NULL, 0 };
		return true;
	}
	*field = (struct str){ rest->ptr, (size_t)(end - rest->ptr) };
	rest->len -= field->len + 1;
	rest->ptr = end + 1;
	return true;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
	const char *p;

	if (!needle.len)
		return 0;
	p = s.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;
	return p ? p - s.ptr : -1;
}

int str_to_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
	char text[24], *end;
	long long v;

	if (!s.len || s.len >= sizeof(text))
		return -1;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	if (!isdigit((unsigned char)text[0]) &&
	    !(text[0] == '-' && isdigit((unsigned char)text[1])))
		return -1;
	errno = 0;
	v = strtoll(text, &end, 10);
	if (errno || end != text + s.len || v < min || v > max)
		return -1;
	*out = v;
	return 0;
}

int str_to_double(struct str s, double *out)
{
	char text[40], *end;
	double v;

	if (!s.len || s.len >= sizeof(text))
		return -1;
	for (size_t i = 0; i < s.len; i++)
		if (!isdigit((unsigned char)s.ptr[i]) && s.ptr[i] != '.' &&
		    !(s.ptr[i] == '-' && i == 0))
			return -1;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	v = strtod(text, &end);
	if (end != text + s.len || !isfinite(v))
		return -1;
	*out = v;
	return 0;
}

unsigned str_distance(struct str a, struct str b)
{
	enum { MAX = 64 };
	unsigned row[3][MAX + 1];

	if (a.len > MAX || b.len > MAX)
		return MAX + 1;
	for (size_t j = 0; j <= b.len; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *now = row[i % 3], *up = row[(i - 1) % 3];
		const unsigned *upup = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			int x = tolower((unsigned char)a.ptr[i - 1]);
			int y = tolower((unsigned char)b.ptr[j - 1]);
			unsigned d = up[j - 1] + (x != y);

			if (up[j] + 1 < d)
				d = up[j] + 1;
			if (now[j - 1] + 1 < d)
				d = now[j - 1] + 1;
			if (i > 1 && j > 1 && x != y &&
			    x == tolower((unsigned char)b.ptr[j - 2]) &&
			    y == tolower((unsigned char)a.ptr[i - 2]) &&
			    upup[j - 2] + 1 < d)
				d = upup[j - 2] + 1;
			now[j] = d;
		}
	}
	return row[a.len % 3][b.len];
}

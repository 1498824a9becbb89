#include "fetch/fetch_names.h"

#include <ctype.h>

static bool is_suffix(struct str s)
{
	static const struct str list[] = {
		STR("Jr"),    STR("Jr."), STR("Sr"),   STR("Sr."),
		STR("II"),    STR("III"), STR("IV"),   STR("PhD"),
		STR("Ph.D."), STR("MD"),  STR("M.D."), STR("Esq."),
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (str_eq_nocase(s, list[i]))
			return true;
	return false;
}

/* "D.", "A. L.", "J.-P.": capitals, a dot behind the last. */
static bool is_initials(struct str s)
{
	size_t letters = 0;

	if (!s.len || s.ptr[s.len - 1] != '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (isupper((unsigned char)s.ptr[i]))
			letters++;
		else if (!strchr(". -", s.ptr[i]))
			return false;
	}
	return letters > 0 && letters < 5;
}

/* Cuts the next part off *rest: up to sep outside brackets. With balanced
 * false brackets don't count (somebody forgot one). */
static bool next_part(struct str *rest, char sep, bool balanced,
                      struct str *part)
{
	int depth = 0;
	size_t i;

	if (!rest->len)
		return false;
	for (i = 0; i < rest->len; i++) {
		char c = rest->ptr[i];

		if (c == '{' || c == '(')
			depth++;
		else if ((c == '}' || c == ')') && depth)
			depth--;
		else if (c == sep && (!depth || !balanced))
			break;
	}
	*part = str_trim((struct str){ rest->ptr, i });
	if (i < rest->len)
		i++;
	rest->ptr += i;
	rest->len -= i;
	return true;
}

static bool brackets_balanced(struct str s)
{
	int depth = 0;

	for (size_t i = 0; i < s.len && depth >= 0; i++)
		depth += strchr("{(", s.ptr[i])   ? 1
		         : strchr("})", s.ptr[i]) ? -1
		                                  : 0;
	return depth == 0;
}

struct names {
	struct str *list;
	size_t n, max;
	bool over; /* the last name did not fit */
};

static void push(struct names *names, struct str name)
{
	struct str *last = names->n ? &names->list[names->n - 1] : NULL;

	if (!name.len)
		return;
	if (last && is_suffix(name)) {
		if (!names->over)
			last->len = (size_t)(name.ptr + name.len - last->ptr);
		return;
	}
	names->over = names->n == names->max;
	if (!names->over)
		names->list[names->n++] = name;
}

/* How long the "and" is that s starts with, blanks included; 0: none. */
static size_t and_length(struct str s)
{
	if (str_starts(s, STR(" and ")))
		return 5;
	return str_starts(s, STR(" & ")) ? 3 : 0;
}

/* At each "and", and without the one that ends "A, B, and C". */
static void push_and(struct names *names, struct str part)
{
	if (str_starts(part, STR("and ")))
		part = str_trim((struct str){ part.ptr + 4, part.len - 4 });
	if (str_find(part, STR("ollaboration")) >= 0) {
		push(names, part);
		return;
	}
	for (size_t i = 0; i < part.len;) {
		size_t n =
		        and_length((struct str){ part.ptr + i, part.len - i });

		if (!n) {
			i++;
			continue;
		}
		push(names, str_trim((struct str){ part.ptr, i }));
		part.ptr += i + n;
		part.len -= i + n;
		i = 0;
	}
	push(names, str_trim(part));
}

/* "Family", "G." -> "G. Family", when the whole list is made of such pairs. */
static void join_pairs(struct names *names, struct arena *arena)
{
	if (!names->n || names->n % 2)
		return;
	for (size_t i = 0; i < names->n; i += 2)
		if (is_initials(names->list[i]) ||
		    !is_initials(names->list[i + 1]))
			return;
	for (size_t i = 0; i < names->n / 2; i++) {
		struct str family = names->list[2 * i];
		struct str given = names->list[2 * i + 1];

		names->list[i] = str_of(
		        arena_printf(arena, "%.*s %.*s", (int)given.len,
		                     given.ptr, (int)family.len, family.ptr));
	}
	names->n /= 2;
}

size_t names_split(struct str joined, size_t max, struct str *list,
                   struct arena *arena)
{
	struct names names = { .list = list, .max = max };
	char sep = str_find(joined, STR(";")) >= 0 ? ';' : ',';
	bool balanced = brackets_balanced(joined);
	struct str part;

	while (next_part(&joined, sep, balanced, &part))
		push_and(&names, part);
	join_pairs(&names, arena);
	return names.n;
}

struct str names_without_address(struct str author)
{
	struct str s = str_trim(author), name = { "", 0 };
	const char *open;

	if (str_find(s, STR("@")) < 0)
		return s;
	open = memchr(s.ptr, '(', s.len);
	if (open && s.ptr[s.len - 1] == ')')
		name = (struct str){ open + 1,
			             (size_t)(s.ptr + s.len - open) - 2 };
	open = memchr(s.ptr, '<', s.len);
	if (!name.len && open)
		name = (struct str){ s.ptr, (size_t)(open - s.ptr) };
	name = str_trim(name);
	return str_find(name, STR("@")) < 0 ? name : (struct str){ "", 0 };
}

#include "conf/conf_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "text/charset.h"

/* One file on its way into the text. */
struct scan {
	struct conf_text *out;
	struct conf_problems *problems;
	const char *dir, *file;
	const char *p, *end;
	unsigned line;
	int depth;
	bool fresh; /* nothing but blanks on this line so far */
	char last;  /* last character that counts, 0: none yet */
};

void conf_text_init(struct conf_text *t, struct arena *arena)
{
	*t = (struct conf_text){ .arena = arena, .bytes = BUF(CONF_TEXT_MAX) };
}

void conf_text_deinit(struct conf_text *t)
{
	buf_deinit(&t->bytes);
	free(t->origins);
	t->origins = NULL;
	t->n = t->cap = 0;
}

const char *conf_dir(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return "";
	if (slash == path)
		return "/";
	return arena_strndup(arena, path, (size_t)(slash - path));
}

struct conf_origin conf_text_origin(const struct conf_text *t, unsigned line)
{
	if (!t->n)
		return (struct conf_origin){ "", 1 };
	if (line < 1)
		line = 1;
	return t->origins[line > t->n ? t->n - 1 : line - 1];
}

struct str conf_text_line(const struct conf_text *t, unsigned line)
{
	struct str rest = buf_str(&t->bytes), field = STR("");

	for (unsigned i = 0; i < line; i++)
		if (!str_split(&rest, '\n', &field))
			return STR("");
	return field;
}

unsigned conf_text_swallowed(const struct conf_text *t, unsigned line)
{
	if (!t->long_string || t->long_string_end != line)
		return 0;
	return conf_text_origin(t, t->long_string).line;
}

/* The line of the text that is being built, from 1. */
static unsigned here(const struct scan *s)
{
	return (unsigned)s->out->n;
}

static void begin_line(struct conf_text *t, const char *file, unsigned line)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 256;
		t->origins = realloc(t->origins, t->cap * sizeof(*t->origins));
		if (!t->origins)
			abort();
	}
	t->origins[t->n++] = (struct conf_origin){ file, line };
}

static void newline(struct scan *s)
{
	s->p++;
	s->fresh = true;
	buf_addc(&s->out->bytes, '\n');
	begin_line(s->out, s->file, ++s->line);
}

static int scan_file(struct conf_text *t, struct conf_problems *problems,
                     const char *path, const char *dir, int depth);

/* @include "NAME" at the start of a line, as libconfig has it; 1 when there is
 * none. */
static int include(struct scan *s)
{
	static const char word[] = "@include";
	struct str rest = { s->p, (size_t)(s->end - s->p) };
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	const char *name, *quote;

	if (!s->fresh || !str_starts(rest, STR("@include")))
		return 1;
	name = s->p + sizeof(word) - 1;
	while (name < s->end && (*name == ' ' || *name == '\t'))
		name++;
	quote = name < s->end && *name == '"'
	                ? memchr(name + 1, '"', (size_t)(s->end - name - 1))
	                : NULL;
	if (!quote || memchr(name, '\n', (size_t)(quote - name))) {
		conf_problem(s->problems, here(s), word,
		             "wants a file name in quotes");
		return -1;
	}
	name = arena_strndup(s->out->arena, name + 1,
	                     (size_t)(quote - name - 1));
	file_join(&path, s->dir, name);
	if (scan_file(s->out, s->problems,
	              arena_str(s->out->arena, buf_str(&path)), s->dir,
	              s->depth + 1))
		return -1;
	s->p = quote + 1;
	s->fresh = false;
	return 0;
}

/* Reports the string without end, unless an earlier one, swallowing its first
 * quote, is to blame. */
static int unclosed(struct scan *s, unsigned first)
{
	unsigned swallowed = conf_text_swallowed(s->out, first);

	if (swallowed)
		conf_problem(s->problems, first, NULL, CONF_SWALLOWED,
		             swallowed);
	else
		conf_problem(s->problems, first, NULL,
		             "syntax error: the string that begins here has "
		             "no closing quote");
	return -1;
}

/* "..." with its escapes; may run over line ends. */
static int string(struct scan *s)
{
	unsigned first = here(s);

	buf_addc(&s->out->bytes, *s->p++);
	while (s->p < s->end && *s->p != '"') {
		if (*s->p == '\n') {
			newline(s);
			continue;
		}
		if (*s->p == '\\' && s->end - s->p > 1 && s->p[1] != '\n') {
			if (s->end - s->p > 3 && !memcmp(s->p, "\\x00", 4))
				conf_problem(s->problems, here(s), NULL,
				             "syntax error: \\x00 in a string");
			buf_addc(&s->out->bytes, *s->p++);
		}
		buf_addc(&s->out->bytes, *s->p++);
	}
	if (s->p == s->end)
		return unclosed(s, first);
	buf_addc(&s->out->bytes, *s->p++);
	if (here(s) > first) {
		s->out->long_string = first;
		s->out->long_string_end = here(s);
	}
	s->fresh = false;
	s->last = '"';
	return 0;
}

/* Comments leave only their line ends. */
static int comment(struct scan *s)
{
	unsigned first = here(s);

	if (*s->p == '#' || s->p[1] == '/') {
		while (s->p < s->end && *s->p != '\n')
			s->p++;
		return 0;
	}
	for (s->p += 2; s->end - s->p > 1;) {
		if (s->p[0] == '*' && s->p[1] == '/') {
			s->p += 2;
			buf_addc(&s->out->bytes, ' ');
			s->fresh = false;
			return 0;
		}
		if (*s->p == '\n')
			newline(s);
		else
			s->p++;
	}
	conf_problem(s->problems, first, NULL,
	             "syntax error: the comment that begins here has no end");
	return -1;
}

/* The integer that libconfig will read from this word, written so that it
 * can; false when it is no integer (a float, or nonsense). */
static bool integer(struct str word, struct buf *out)
{
	char text[64], *end;
	bool hex, wide;
	long long v;

	if (!word.len || word.len >= sizeof(text))
		return false;
	memcpy(text, word.ptr, word.len);
	text[word.len] = '\0';
	hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	v = strtoll(text, &end, hex ? 16 : 10); /* stops at the largest */
	wide = !strcmp(end, "L") || !strcmp(end, "LL");
	if (end == text || (*end && !wide))
		return false;
	if (!wide && v >= INT32_MIN && v <= INT32_MAX)
		buf_addstr(out, word);
	else
		buf_addf(out, "%lldL", v);
	return true;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '+' ||
	       c == '.' || c == '*';
}

/* Names pass, numbers are looked at. */
static void word(struct scan *s)
{
	struct str w = { s->p, 0 };
	bool number = !isalpha((unsigned char)*s->p) && *s->p != '*';

	while (s->p < s->end && in_word(*s->p))
		s->p++;
	w.len = (size_t)(s->p - w.ptr);
	if (!number || !integer(w, &s->out->bytes))
		buf_addstr(&s->out->bytes, w);
	s->fresh = false;
	s->last = 'w';
}

static void mark(struct scan *s)
{
	char c = *s->p++;

	if ((c == ')' || c == ']') && s->last == ',')
		conf_problem(s->problems, here(s), NULL,
		             "syntax error: a comma before the closing \"%c\"",
		             c);
	buf_addc(&s->out->bytes, c);
	if (c != ' ' && c != '\t' && c != '\r') {
		s->fresh = false;
		s->last = c;
	}
}

static int scan(struct scan *s)
{
	while (s->p < s->end) {
		char c = *s->p, next = s->end - s->p > 1 ? s->p[1] : '\0';
		int rc = 0;

		if (c == '\n')
			newline(s);
		else if (c == '"')
			rc = string(s);
		else if (c == '#' || (c == '/' && (next == '/' || next == '*')))
			rc = comment(s);
		else if (in_word(c))
			word(s);
		else if (c != '@' || (rc = include(s)) > 0)
			mark(s);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* What no text of ours holds, whatever the syntax. */
static int check_bytes(struct scan *s)
{
	struct str all = { s->p, (size_t)(s->end - s->p) };
	struct str rest = all, line;
	unsigned number = here(s);

	if (str_starts(all, STR("\xef\xbb\xbf"))) {
		conf_problem(s->problems, number, NULL,
		             "begins with a byte order mark; save the file as "
		             "UTF-8 without one");
		return -1;
	}
	for (unsigned i = 1; str_split(&rest, '\n', &line); i++) {
		bool nul = line.len && memchr(line.ptr, '\0', line.len);

		if (!nul && utf8_valid(line))
			continue;
		/* The text ends here, so that this line has a number. */
		s->out->origins[number - 1].line = i;
		conf_problem(s->problems, number, NULL,
		             nul ? "holds a NUL byte" : "is not UTF-8");
		return -1;
	}
	return 0;
}

static int open_problem(struct conf_text *t, struct conf_problems *problems,
                        const char *path, int depth, const char *reason)
{
	if (depth)
		conf_problem(problems, (unsigned)t->n, "@include", "%s: %s",
		             path, reason);
	else
		conf_problem(problems, 1, NULL, "%s", reason);
	return -1;
}

/* Into bytes; a device, pipe or directory is refused before it is opened. */
static const char *slurp(const char *path, struct buf *bytes, struct err *err)
{
	size_t prefix = strlen(path) + 2; /* file_read says "PATH: reason" */
	struct stat st;

	if (stat(path, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	if (file_read(path, bytes, err))
		return strlen(err->msg) > prefix ? err->msg + prefix : err->msg;
	return NULL;
}

static int scan_file(struct conf_text *t, struct conf_problems *problems,
                     const char *path, const char *dir, int depth)
{
	struct buf bytes CLEANUP(buf_deinit) = BUF(CONF_FILE_MAX);
	struct scan s = {
		t, problems, dir, path, NULL, NULL, 1, depth, true, 0
	};
	struct conf_origin back = conf_text_origin(t, (unsigned)t->n);
	const char *reason;
	struct err err;

	if (!depth)
		begin_line(t, path, 1);
	if (depth > CONF_INCLUDE_MAX)
		return open_problem(t, problems, path, depth,
		                    "included too deep; does a file include "
		                    "itself?");
	reason = slurp(path, &bytes, &err);
	if (reason)
		return open_problem(t, problems, path, depth, reason);
	s.p = buf_cstr(&bytes);
	s.end = s.p + bytes.len;
	if (depth) /* the line of the @include becomes this file's first */
		t->origins[t->n - 1] = (struct conf_origin){ path, 1 };
	if (check_bytes(&s) || scan(&s))
		return -1;
	if (t->bytes.full)
		return open_problem(t, problems, path, depth,
		                    "the whole config is too large");
	if (depth) {
		buf_addc(&t->bytes, '\n');
		begin_line(t, back.file, back.line);
	}
	return 0;
}

int conf_text_read(struct conf_text *t, const char *path, const char *dir,
                   struct conf_problems *problems)
{
	if (scan_file(t, problems, arena_strdup(t->arena, path), dir, 0))
		return -1;
	return problems->n ? -1 : 0;
}

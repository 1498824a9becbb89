#include "ctl_line.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "ctl.h"

/* The words as they are taken off, one after the other. */
struct words {
	char **at; /* the next; NULL ends */
	struct ctl_line *line;
	struct arena *arena;
	bool plain; /* behind "--": operands only */
};

static const char *name_of(const struct words *w)
{
	return w->line->command ? w->line->command->name : NULL;
}

/* "digestctl: COMMAND: message", and where to read on. */
static int complain(const struct words *w, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));
static int complain(const struct words *w, const char *fmt, ...)
{
	const char *name = name_of(w);
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "digestctl: %s%s%s (digestctl %s%s--help tells more)\n",
	        name ? name : "", name ? ": " : "", text, name ? name : "",
	        name ? " " : "");
	return CTL_USAGE;
}

/* ---- options ---- */

/* The option with this name, or the one that begins so; *more: a second one
 * that does. */
static const struct ctl_option *find_in(const struct ctl_option *list,
                                        struct str name,
                                        const struct ctl_option *found,
                                        const struct ctl_option **more)
{
	for (const struct ctl_option *o = list; o->name; o++) {
		struct str own = str_of(o->name);

		if (str_eq(own, name)) {
			*more = NULL;
			return o;
		}
		if (!str_starts(own, name))
			continue;
		if (found)
			*more = o;
		else
			found = o;
	}
	return found;
}

static const char *nearest(const struct ctl_option *list, struct str name,
                           const char *best, unsigned *distance)
{
	for (const struct ctl_option *o = list; o->name; o++) {
		unsigned d = str_distance(str_of(o->name), name);

		if (d < *distance) {
			*distance = d;
			best = o->name;
		}
	}
	return best;
}

static int unknown_option(const struct words *w, struct str name)
{
	unsigned distance = (unsigned)(name.len + 4) / 3;
	const char *best = nearest(ctl_common, name, NULL, &distance);

	if (w->line->command)
		best = nearest(w->line->command->options, name, best,
		               &distance);
	return complain(w, "unknown option \"--%.*s\"%s%s%s", (int)name.len,
	                name.ptr, best ? "; did you mean \"--" : "",
	                best ? best : "", best ? "\"?" : "");
}

/* "max_papers" for "max-papers": the config's spelling, and import's. */
static struct str with_dashes(const struct words *w, struct str name)
{
	char *copy = arena_str(w->arena, name);

	for (char *p = copy; *p; p++)
		if (*p == '_')
			*p = '-';
	return str_of(copy);
}

static void push(struct words *w, const char *word)
{
	w->line->argv[w->line->argc++] = (char *)(uintptr_t)word;
}

/* What is common is for digestctl itself, all else for the command. */
static int give(struct words *w, const struct ctl_option *o, const char *value)
{
	struct ctl_line *line = w->line;

	if (o->choices && !ctl_is_choice(o->choices, value))
		return complain(w, "--%s: \"%s\" is none of %s", o->name, value,
		                o->choices);
	if (!strcmp(o->name, "config")) {
		line->config = value;
	} else if (!strcmp(o->name, "json")) {
		line->json = true;
	} else if (!strcmp(o->name, "help")) {
		line->help = true;
	} else if (!strcmp(o->name, "version")) {
		line->version = true;
	} else {
		if (line->n_given == CTL_GIVEN_MAX)
			return complain(w, "too many options");
		line->given[line->n_given++] =
		        (struct ctl_given){ o->name, value ? value : "" };
		push(w, arena_printf(w->arena, value ? "--%s=%s" : "--%s",
		                     o->name, value));
	}
	return 0;
}

/* The option's argument: behind its "=" or in its own word, else the next. */
static int take(struct words *w, const struct ctl_option *o, const char *value)
{
	if (!o->argument)
		return value ? complain(w, "--%s takes no argument", o->name)
		             : give(w, o, NULL);
	if (!value && *w->at)
		value = *w->at++;
	if (!value)
		return complain(w, "--%s needs its %s", o->name, o->argument);
	return give(w, o, value);
}

static int long_option(struct words *w, const char *word)
{
	size_t len = strcspn(word, "=");
	struct str name = with_dashes(w, (struct str){ word, len });
	const struct ctl_option *more = NULL;
	const struct ctl_option *o = find_in(ctl_common, name, NULL, &more);

	if (w->line->command)
		o = find_in(w->line->command->options, name, o, &more);
	if (!o || !name.len)
		return unknown_option(w, name);
	if (more && strcmp(o->name, name.ptr) != 0)
		return complain(w, "\"--%s\" may be --%s or --%s", name.ptr,
		                o->name, more->name);
	return take(w, o, word[len] ? word + len + 1 : NULL);
}

static const struct ctl_option *by_letter(const struct ctl_option *list,
                                          char letter)
{
	for (; list->name; list++)
		if (list->letter == letter)
			return list;
	return NULL;
}

/* "-n", "-oFILE", "-nh". */
static int short_options(struct words *w, const char *p)
{
	for (; *p; p++) {
		const struct ctl_option *o = by_letter(ctl_common, *p);
		int rc;

		if (!o && w->line->command)
			o = by_letter(w->line->command->options, *p);
		if (!o)
			return complain(w, "unknown option \"-%c\"", *p);
		if (o->argument)
			return take(w, o, p[1] ? p + 1 : NULL);
		rc = take(w, o, NULL);
		if (rc)
			return rc;
	}
	return 0;
}

/* ---- the command ---- */

static bool is_option(const struct words *w, const char *word)
{
	/* "-" is standard input, "-1" a number. */
	return !w->plain && word[0] == '-' && word[1] &&
	       !isdigit((unsigned char)word[1]);
}

/* Takes the options up to the next word that is none: NULL when there is none
 * or *status is set. */
static const char *next_operand(struct words *w, int *status)
{
	while (!*status && *w->at) {
		const char *word = *w->at++;

		if (!w->plain && !strcmp(word, "--"))
			w->plain = true;
		else if (!is_option(w, word))
			return word;
		else if (word[1] == '-')
			*status = long_option(w, word + 2);
		else
			*status = short_options(w, word + 1);
	}
	return NULL;
}

static const struct ctl_command *find_command(const char *name)
{
	for (size_t i = 0; i < n_ctl_commands; i++)
		if (!strcmp(ctl_commands[i].name, name))
			return &ctl_commands[i];
	return NULL;
}

/* Is it the first of two words, "subscriber"? */
static bool is_family(const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i < n_ctl_commands; i++)
		if (!strncmp(ctl_commands[i].name, word, len) &&
		    ctl_commands[i].name[len] == ' ')
			return true;
	return false;
}

static int no_command(const struct words *w, const char *name)
{
	unsigned best = (unsigned)(strlen(name) + 4) / 3;
	const char *like = NULL;

	for (size_t i = 0; i < n_ctl_commands; i++) {
		const char *own = ctl_commands[i].name;
		unsigned d = str_distance(str_of(own), str_of(name));

		/* "subscriber", "list" and "add" alone, too. */
		if (strchr(own, ' ')) {
			unsigned tail = str_distance(
			        str_of(strchr(own, ' ') + 1), str_of(name));

			d = tail < d ? tail : d;
		}
		if (d < best) {
			best = d;
			like = own;
		}
	}
	return complain(w, "no command \"%s\"%s%s%s", name,
	                like ? "; did you mean \"" : "", like ? like : "",
	                like ? "\"?" : "");
}

/* "subscriber" without its second word: they are named. */
static int no_verb(const struct words *w, const char *family)
{
	struct buf verbs CLEANUP(buf_deinit) = BUF(1024);
	size_t len = strlen(family);

	for (size_t i = 0; i < n_ctl_commands; i++)
		if (!strncmp(ctl_commands[i].name, family, len) &&
		    ctl_commands[i].name[len] == ' ')
			buf_addf(&verbs, "%s%s", verbs.len ? ", " : "",
			         ctl_commands[i].name + len + 1);
	return complain(w, "%s what? %s", family, buf_cstr(&verbs));
}

/* Names the command, from one word or two. */
static int name_command(struct words *w, const char *word)
{
	int status = 0;

	if (is_family(word)) {
		const char *verb = next_operand(w, &status);

		w->line->family = word;
		if (status || (!verb && w->line->help))
			return status;
		if (!verb)
			return no_verb(w, word);
		word = arena_printf(w->arena, "%s %s", word, verb);
	}
	w->line->command = find_command(word);
	if (!w->line->command)
		return no_command(w, word);
	push(w, strrchr(w->line->command->name, ' ')
	                ? strrchr(w->line->command->name, ' ') + 1
	                : w->line->command->name);
	return 0;
}

static int check_operands(const struct words *w, char *const *operands, int n)
{
	const struct ctl_command *command = w->line->command;
	char name[64];
	int least, most;

	ctl_operands(command, &least, &most);
	for (int i = 0; i < n && (most < 0 || i < most); i++)
		if (ctl_operand_name(command, i, name, sizeof(name)) &&
		    strchr(name, '|') && !ctl_is_choice(name, operands[i]))
			return complain(w, "\"%s\" is none of %s", operands[i],
			                name);
	if (most >= 0 && n > most)
		return complain(w, "\"%s\" is one argument too many",
		                operands[most]);
	if (n >= least)
		return 0;
	ctl_operand_name(command, n, name, sizeof(name));
	return complain(w, "%s is missing", name);
}

int ctl_line_read(int argc, char **argv, struct arena *arena,
                  struct ctl_line *line)
{
	struct words w = { argv + 1, line, arena, false };
	char **operands =
	        arena_array(arena, (size_t)argc + 1, sizeof(*operands));
	const char *word;
	bool dashed = false;
	int n = 0, status = 0;

	*line = (struct ctl_line){ .operands = operands };
	line->argv = arena_array(arena, (size_t)argc + 2, sizeof(*line->argv));
	word = next_operand(&w, &status);
	if (word && !strcmp(word, "help")) {
		line->help = true;
		word = next_operand(&w, &status);
	}
	if (word && !status)
		status = name_command(&w, word);
	while (!status && line->command && (word = next_operand(&w, &status)))
		operands[n++] = (char *)(uintptr_t)word;
	if (status || line->help || line->version)
		return status;
	if (!line->command)
		return complain(&w, "which command?");
	/* "-1" is an operand for getopt, too. */
	for (int i = 0; i < n; i++)
		dashed = dashed || (operands[i][0] == '-' && operands[i][1]);
	if (dashed)
		push(&w, "--");
	for (int i = 0; i < n; i++)
		push(&w, operands[i]);
	return check_operands(&w, operands, n);
}

const char *ctl_line_option(const struct ctl_line *line, const char *name)
{
	for (size_t i = line->n_given; i > 0; i--)
		if (!strcmp(line->given[i - 1].name, name))
			return line->given[i - 1].value;
	return NULL;
}

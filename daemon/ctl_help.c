/* digestctl --help: the table of commands, for people. */
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "ctl_commands.h"
#include "ctl_terminal.h"

enum { NAME_WIDTH = 18, OPTION_WIDTH = 22 };

static void print_option(FILE *out, const struct ctl_option *o)
{
	char left[64], letter[8] = "    ";

	if (o->letter)
		snprintf(letter, sizeof(letter), "-%c, ", o->letter);
	snprintf(left, sizeof(left), "%s--%s%s%s", letter, o->name,
	         o->argument ? " " : "", o->argument ? o->argument : "");
	fprintf(out, "  %-*s  ", OPTION_WIDTH, left);
	for (const char *p = o->choices; p && *p;) {
		size_t n = strcspn(p, "|");

		fprintf(out, "%.*s%s", (int)n, p, p[n] ? ", " : ": ");
		p += n + (p[n] == '|');
	}
	fprintf(out, "%s\n", o->does);
}

static bool is_of(const struct ctl_command *c, const char *family)
{
	return !family || (str_starts(str_of(c->name), str_of(family)) &&
	                   c->name[strlen(family)] == ' ');
}

void ctl_help(FILE *out, const char *family)
{
	const char *group = "";

	fprintf(out, "usage: digestctl [-c FILE] %s%sCOMMAND ...\n\n",
	        family ? family : "", family ? " " : "");
	for (const struct ctl_option *o = ctl_common; o->name; o++)
		print_option(out, o);
	for (size_t i = 0; i < n_ctl_commands; i++) {
		const struct ctl_command *c = &ctl_commands[i];

		if (!is_of(c, family))
			continue;
		if (strcmp(group, c->group) != 0)
			fprintf(out, "\n%s%s%s\n", paint(out, PAINT_BOLD),
			        c->group, paint(out, PAINT_NONE));
		group = c->group;
		fprintf(out, "  %-*s  %s\n", NAME_WIDTH, c->name, c->does);
	}
	fputs("\nExit status: 0 done, 1 the thing asked for failed, 2 usage or "
	      "config.\nMore: man digestctl\n",
	      out);
}

void ctl_help_command(FILE *out, const struct ctl_command *command)
{
	fprintf(out, "usage: digestctl [-c FILE] %s", command->name);
	for (const struct ctl_option *o = command->options; o->name; o++) {
		fprintf(out, " [--%s", o->name);
		if (o->argument)
			fprintf(out, " %s", o->argument);
		putc(']', out);
	}
	fprintf(out, "%s%s%s\n\n%c%s.\n", command->facts ? " [--json]" : "",
	        *command->operands ? " " : "", command->operands,
	        toupper((unsigned char)*command->does), command->does + 1);
	if (command->more)
		fprintf(out, "%s\n", command->more);
	putc('\n', out);
	for (const struct ctl_option *o = command->options; o->name; o++)
		print_option(out, o);
	for (const struct ctl_option *o = ctl_common; o->name; o++)
		if (strcmp(o->name, "version") != 0 &&
		    (command->facts || strcmp(o->name, "json") != 0))
			print_option(out, o);
}

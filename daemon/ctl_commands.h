#pragma once
/*
 * The table of digestctl's commands: what each is called, takes and does. The
 * command line is checked against it (ctl_line.h), --help prints it, and tests
 * hold the man page and the shells' completions to it.
 */
#include <stdbool.h>
#include <stdio.h>

struct ctl;

struct ctl_option {
	const char *name;     /* without its dashes; NULL ends a list */
	char letter;          /* a short form, or 0 */
	const char *argument; /* what it takes, "DATE"; NULL: nothing */
	const char *choices;  /* "html|text": the only arguments; or NULL */
	const char *does;
};

struct ctl_command {
	const char *group; /* the heading it stands under in the list */
	const char *name;  /* "run", "subscriber add" */
	/* "ADDRESS KEY VALUE", "[FILE]", "FILE...": a word each; a word with
	 * bars, "[list|retry]", has the only ones. */
	const char *operands;
	const char *does; /* one line */
	const char *more; /* lines for its own --help; or NULL */
	const struct ctl_option *options;
	bool reads; /* its operands are files that it reads */
	bool facts; /* it prints some: --json prints them as one document */
	int (*run)(struct ctl *ctl, int argc, char **argv);
};

extern const struct ctl_command ctl_commands[];
extern const size_t n_ctl_commands;

/* -c, --json, --version, --help: wherever they stand. */
extern const struct ctl_option ctl_common[];

/* How many operands there must and may be (-1: any number). */
void ctl_operands(const struct ctl_command *command, int *least, int *most);

/* Word number i of the operands without its brackets and dots; false: there
 * is none. size: of out. */
bool ctl_operand_name(const struct ctl_command *command, int i, char *out,
                      size_t size);

/* "a|b|c": is the word one of them? */
bool ctl_is_choice(const char *choices, const char *word);

/* ---- help (ctl_help.c) ---- */

/* All commands, or those of a family ("subscriber"); or the one. */
void ctl_help(FILE *out, const char *family);
void ctl_help_command(FILE *out, const struct ctl_command *command);

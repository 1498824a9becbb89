#pragma once
/*
 * The command line, read against the table (ctl_commands.h): the common options
 * wherever they stand, long options by any beginning that fits one only, every
 * mistake named. Nothing here knows what a command does.
 */
#include "base/arena.h"
#include "ctl_commands.h"

/* An option as it was given: its whole name; its argument, or "". */
struct ctl_given {
	const char *name, *value;
};

enum { CTL_GIVEN_MAX = 64 };

struct ctl_line {
	const char *config; /* the last one given; NULL: none */
	bool json, help, version;
	const struct ctl_command *command; /* NULL: none was named */
	const char *family; /* "subscriber" of "subscriber add", or NULL */
	struct ctl_given given[CTL_GIVEN_MAX];
	size_t n_given;
	char **operands; /* NULL ends; as many as the table allows */
	/* The same for a command with a getopt of its own: its last word,
	 * options with their whole names, operands. */
	int argc;
	char **argv;
};

/* 0; or the exit status, after having said what is wrong. The arena owns what
 * is not argv's. */
int ctl_line_read(int argc, char **argv, struct arena *arena,
                  struct ctl_line *line);

/* The argument of the last such option ("": it takes none); NULL: not given. */
const char *ctl_line_option(const struct ctl_line *line, const char *name);

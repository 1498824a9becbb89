/* digestctl: the admin's hand. */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "ctl.h"

static const struct ctl_command commands[] = {
	{ "run", "[--date D] [--until STEP] [--dry-run]",
	  "one edition now, then what is due in the outbox", ctl_run },
	{ "preview", "ADDRESS [--date D] [--format html|text|eml]",
	  "a subscriber's digest, to standard output", ctl_preview },
	{ "score", "[--scorer lexical|llm] [FILE]",
	  "papers as JSON lines in, scores as JSON lines out", ctl_score },
	{ "evaluate", "[--scorer lexical|llm] FILE...",
	  "how well labelled days are scored", ctl_evaluate },
	{ "train", "[-o FILE] [FILE...]",
	  "the lexical scorer's weights, from labelled days or the store",
	  ctl_train },
	{ "receive", "[--dry-run] [FILE]",
	  "one raw message through the inbox, as an MTA's pipe", ctl_receive },
	{ "subscriber",
	  "add|list|show|set|pause|resume|remove|forget|import|"
	  "export ...",
	  "the subscribers", ctl_subscriber },
	{ "outbox", "[list|retry|drop] [--state S] [--id N]", "the deliveries",
	  ctl_outbox },
	{ "status", "", "editions, next wake, outbox, failures", ctl_status },
	{ "unsubscribe", "TOKEN", "what a one-click endpoint calls",
	  ctl_unsubscribe },
	{ "archive", "", "writes the archive pages again", ctl_archive },
	{ "doctor", "",
	  "tries sources, scorer, mail server and files; changes nothing",
	  ctl_doctor },
};

enum { N_COMMANDS = sizeof(commands) / sizeof(*commands) };

static void help(FILE *out)
{
	fputs("usage: digestctl [-c FILE] COMMAND ...\n"
	      "  -c, --config FILE  (default /etc/digestd/digestd.conf)\n"
	      "  --json on a command that prints facts: one JSON document\n\n",
	      out);
	for (int i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-*s%s\n      %s\n",
		        *commands[i].usage ? 13 : 0, commands[i].name,
		        commands[i].usage, commands[i].does);
}

/* Root's files in state_dir would shut the daemon out: become its owner. */
static int become_owner(const char *state_dir, struct err *err)
{
	struct passwd *pw;
	struct stat st;
	gid_t gid;

	if (geteuid() != 0 || stat(state_dir, &st) || st.st_uid == 0)
		return 0;
	pw = getpwuid(st.st_uid);
	gid = pw ? pw->pw_gid : st.st_gid; /* the directory's may be root's */
	if ((pw ? initgroups(pw->pw_name, gid) : setgroups(0, NULL)) ||
	    setgid(gid) || setuid(st.st_uid))
		return err_set(err, "cannot become the owner of %s: %s",
		               state_dir, strerror(errno));
	return 0;
}

/* --json may stand anywhere. */
static int take_json(struct ctl *ctl, int argc, char **argv)
{
	int n = 0;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			ctl->json = true;
		else
			argv[n++] = argv[i];
	}
	argv[n] = NULL;
	return n;
}

static int run(const struct ctl_command *command, const char *file, bool json,
               int argc, char **argv)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 20);
	struct ctl ctl = { .clock = &clock_system,
		           .command = command->name,
		           .json = json };
	struct err err = { 0 };
	int status;

	argc = take_json(&ctl, argc, argv);
	if (conf_load(file, &conf, &problems)) {
		fputs(buf_cstr(&problems), stderr);
		return CTL_USAGE;
	}
	ctl.conf = conf;
	if (become_owner(conf->state_dir, &err))
		return ctl_say(&ctl, CTL_FAILED, "%s", err.msg);
	optind = 0; /* a new scan, with its own rules (getopt(3)) */
	status = command->run(&ctl, argc, argv);
	if (fflush(stdout) || ferror(stdout))
		return ctl_say(&ctl, CTL_FAILED, "standard output: %s",
		               strerror(errno));
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *file = "/etc/digestd/digestd.conf";
	bool json = false;
	int c;

	umask(077);
	log_init(false, LOG_LEVEL_WARNING);
	while ((c = getopt_long(argc, argv, "+c:Vh", options, NULL)) != -1) {
		if (c == 'c') {
			file = optarg;
		} else if (c == 'j') {
			json = true;
		} else if (c == 'V') {
			puts("digestctl " DIGESTD_VERSION);
			return CTL_DONE;
		} else {
			help(c == 'h' ? stdout : stderr);
			return c == 'h' ? CTL_DONE : CTL_USAGE;
		}
	}
	if (optind == argc) {
		help(stderr);
		return CTL_USAGE;
	}
	for (int i = 0; i < N_COMMANDS; i++)
		if (!strcmp(argv[optind], commands[i].name))
			return run(&commands[i], file, json, argc - optind,
			           argv + optind);
	fprintf(stderr, "digestctl: no command \"%s\"\n\n", argv[optind]);
	help(stderr);
	return CTL_USAGE;
}

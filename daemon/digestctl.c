/* digestctl: the admin's hand. */
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "ctl.h"
#include "ctl_line.h"
#include "private.h"

/* Of all that root may do: read. A file that was named on the command line may
 * stand where its new owner must not look, in a home of mode 0700. */
static int keep_reading(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3,
		                                 0 };
	struct __user_cap_data_struct data[2] = { 0 };

	data[0].permitted = data[0].effective = 1U << CAP_DAC_READ_SEARCH;
	return (int)syscall(SYS_capset, &head, data);
}

/* Root's files in state_dir would shut the daemon out: become its owner. */
static int become_owner(const char *state_dir, bool reads, struct err *err)
{
	struct passwd *pw;
	struct stat st;
	gid_t gid;

	if (geteuid() != 0 || stat(state_dir, &st) || st.st_uid == 0)
		return 0;
	pw = getpwuid(st.st_uid);
	gid = pw ? pw->pw_gid : st.st_gid; /* the directory's may be root's */
	if ((pw ? initgroups(pw->pw_name, gid) : setgroups(0, NULL)) ||
	    setgid(gid) || (reads && prctl(PR_SET_KEEPCAPS, 1)) ||
	    setuid(st.st_uid) || (reads && keep_reading()))
		return err_set(err, "cannot become the owner of %s: %s",
		               state_dir, strerror(errno));
	return 0;
}

/* What is wrong with the config: a line each, in JSON too. */
static int refuse(const struct ctl *ctl, const char *problems)
{
	struct json *j, *list;
	struct str rest = str_trim(str_of(problems)), line;

	fputs(problems, stderr);
	if (!ctl->json)
		return CTL_USAGE;
	j = json_object();
	list = json_array();
	while (str_split(&rest, '\n', &line)) {
		char *text = strndup(line.ptr, line.len);

		json_push_str(list, text);
		free(text);
	}
	json_set_str(j, "error", "the config has problems");
	json_set(j, "problems", list);
	ctl_print(j);
	return CTL_USAGE;
}

static int run(const struct ctl_line *line)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 20);
	struct ctl ctl = { .clock = &clock_system,
		           .command = line->command->name,
		           .json = line->json,
		           .line = line };
	const char *file = line->config ? line->config : DIGESTD_CONF;
	struct err err = { 0 };
	int status;

	if (access(file, R_OK))
		return ctl_say(&ctl, CTL_USAGE, "%s: %s%s", file,
		               strerror(errno),
		               errno == EACCES ? " (try as root)"
		               : line->config  ? ""
		                               : " (-c FILE names another)");
	if (conf_load(file, &conf, &problems))
		return refuse(&ctl, buf_cstr(&problems));
	ctl.conf = conf;
	if (become_owner(conf->state_dir,
	                 line->command->reads && *line->operands, &err))
		return ctl_say(&ctl, CTL_FAILED, "%s", err.msg);
	optind = 0; /* a new scan, with the command's own rules (getopt(3)) */
	status = line->command->run(&ctl, line->argc, line->argv);
	ctl_progress_end();
	if (fflush(stdout) || ferror(stdout))
		return ctl_say(&ctl, CTL_FAILED, "standard output: %s",
		               strerror(errno));
	return status;
}

/* A mail by an MTA's pipe: whatever is wrong here, it must not be sent back to
 * who wrote it. */
static int run_pipe(const struct ctl_line *line)
{
	const char *file = line->operands[0];
	int status = run(line);
	bool piped = !file || !strcmp(file, "-");

	return status && piped ? CTL_TEMPFAIL : status;
}

int main(int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(64 << 20);
	struct ctl_line line;
	int status;

	private_process();
	umask(077);
	log_init(false, LOG_LEVEL_WARNING);
	if (argc < 2) {
		ctl_help(stderr, NULL);
		return CTL_USAGE;
	}
	status = ctl_line_read(argc, argv, arena, &line);
	if (status)
		return status;
	if (line.version) {
		puts("digestctl " DIGESTD_VERSION);
	} else if (line.help) {
		if (line.command)
			ctl_help_command(stdout, line.command);
		else
			ctl_help(stdout, line.family);
	} else {
		return line.command->run == ctl_receive ? run_pipe(&line)
		                                        : run(&line);
	}
	return CTL_DONE;
}

/*
 * Listens with mail/mailbox.h and says what happens, one JSON object a line on
 * standard output: for the tests that drive it against a scripted server and
 * against a real one.
 *
 *	{"ready":true}                              SIGTERM will be heard
 *	{"mail":7,"uidvalidity":1,"size":900,"bytes":900,"subject":"Mail 7",
 *	 "at":1745000000.25,"verdict":"done"}       handle was called
 *	{"state":"idle","err":""}                   state was called
 *	{"result":0,"err":""}                       mailbox_listen is back
 *
 * SIGTERM is the stop_fd.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "mail/mailbox.h"

static const char usage[] =
        "usage: mailbox_listen [OPTION...] URL\n"
        "  --once, --probe     instead of listening\n"
        "  --tls               required\n"
        "  --ca FILE           --user NAME      --password WORD\n"
        "  --mailbox NAME      --processed NAME\n"
        "  --idle-ms N         --poll-ms N      --timeout-ms N   --pace-ms N\n"
        "  --later N           the first N mails handed over are for later\n"
        "  --slow-ms N         handle takes so long\n";

struct listener {
	long later;
	useconds_t slow_us;
};

static void print(struct json *j)
{
	struct buf line CLEANUP(buf_deinit) = BUF(65536);

	json_print(j, false, &line);
	puts(buf_cstr(&line));
	fflush(stdout);
	json_free(j);
}

static void print_ready(void)
{
	struct json *j = json_object();

	json_set_bool(j, "ready", true);
	print(j);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *subject(struct str raw, char out[100])
{
	ptrdiff_t at = str_find(raw, STR("Subject: "));
	struct str rest = { "", 0 }, line = { "", 0 };

	if (at >= 0)
		rest = (struct str){ raw.ptr + at + 9,
			             raw.len - (size_t)at - 9 };
	str_split(&rest, '\r', &line);
	snprintf(out, 100, "%.*s", (int)(line.len < 99 ? line.len : 99),
	         line.ptr);
	return out;
}

static enum mailbox_verdict on_mail(void *ctx, const struct mailbox_mail *mail)
{
	struct listener *l = ctx;
	struct json *j = json_object();
	bool later = l->later > 0;
	char text[100];

	l->later -= later;
	json_set_num(j, "mail", mail->uid);
	json_set_num(j, "uidvalidity", mail->uidvalidity);
	json_set_num(j, "size", mail->size);
	json_set_num(j, "bytes", (double)mail->raw.len);
	json_set_str(j, "subject", subject(mail->raw, text));
	json_set_num(j, "at", now());
	json_set_str(j, "verdict", later ? "later" : "done");
	print(j);
	usleep(l->slow_us);
	return later ? MAILBOX_LATER : MAILBOX_DONE;
}

static void on_state(void *ctx, const char *what, const struct err *err)
{
	struct json *j = json_object();

	(void)ctx;
	json_set_str(j, "state", what);
	json_set_str(j, "err", err ? err->msg : "");
	print(j);
}

static unsigned number(const char *text)
{
	int64_t n;

	if (str_to_int(str_of(text), 0, 100000000, &n)) {
		fprintf(stderr, "%s: not a number\n%s", text, usage);
		exit(2);
	}
	return (unsigned)n;
}

static int stop_on_sigterm(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		abort();
	return fd;
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "once", 0, NULL, 'o' },
		                                 { "probe", 0, NULL, 'P' },
		                                 { "tls", 0, NULL, 't' },
		                                 { "ca", 1, NULL, 'a' },
		                                 { "user", 1, NULL, 'u' },
		                                 { "password", 1, NULL, 'p' },
		                                 { "mailbox", 1, NULL, 'm' },
		                                 { "processed", 1, NULL, 'r' },
		                                 { "idle-ms", 1, NULL, 'I' },
		                                 { "poll-ms", 1, NULL, 'L' },
		                                 { "timeout-ms", 1, NULL, 'T' },
		                                 { "later", 1, NULL, 'l' },
		                                 { "slow-ms", 1, NULL, 's' },
		                                 { "pace-ms", 1, NULL, 'c' },
		                                 { NULL, 0, NULL, 0 } };
	int stop = stop_on_sigterm();
	struct mailbox_settings settings = { .ca_file = "",
		                             .user = "papers",
		                             .password = "secret",
		                             .mailbox = "INBOX",
		                             .processed = "Processed",
		                             .stop_fd = &stop };
	struct listener l = { .later = 0 };
	const struct mailbox_ops ops = { on_mail, on_state, &l };
	int (*run)(const struct mailbox_settings *, const struct mailbox_ops *,
	           struct err *) = mailbox_listen;
	struct json *j = json_object();
	struct err err = { "" };
	int c, result;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'o':
			run = mailbox_once;
			break;
		case 'P':
			run = NULL;
			break;
		case 't':
			settings.tls = true;
			break;
		case 'a':
			settings.ca_file = optarg;
			break;
		case 'u':
			settings.user = optarg;
			break;
		case 'p':
			settings.password = optarg;
			break;
		case 'm':
			settings.mailbox = optarg;
			break;
		case 'r':
			settings.processed = optarg;
			break;
		case 'I':
			settings.idle_ms = number(optarg);
			break;
		case 'L':
			settings.poll_ms = number(optarg);
			break;
		case 'T':
			settings.timeout_ms = number(optarg);
			break;
		case 'c':
			settings.pace_ms = number(optarg);
			break;
		case 'l':
			l.later = (long)number(optarg);
			break;
		case 's':
			l.slow_us = (useconds_t)number(optarg) * 1000;
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind + 1 != argc) {
		fputs(usage, stderr);
		return 2;
	}
	settings.url = argv[optind];
	print_ready();
	result = run ? run(&settings, &ops, &err)
	             : mailbox_probe(&settings, &err);
	json_set_num(j, "result", result);
	json_set_str(j, "err", err.msg);
	print(j);
	close(stop);
	return 0;
}

/*
 * Submits made-up mails with mail/submit.h and says what happened, one JSON
 * object a line on standard output: for the tests that drive it against a
 * scripted server and against real ones.
 *
 *	{"dot":0}                                        before_dot was called
 *	{"mail":0,"outcome":"ok","reply":"250 2.0.0 Ok"} done was called
 *	{"result":0,"err":""}                            submit_run is back
 */
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/json.h"
#include "mail/submit.h"

static const char usage[] =
        "usage: submit_mails [OPTION...] URL\n"
        "  --count N         mails (1)       --connections N   (1)\n"
        "  --sender ADDRESS  --recipient ADDRESS (%d is the mail's number)\n"
        "  --bytes N         about so large  --tls             required\n"
        "  --ca FILE         --user NAME     --password WORD\n"
        "  --connect-ms N    --reply-ms N      --messages N    a connection\n"
        "  --stop-ms N       stop after so long\n"
        "  --stop-at-dot N   stop when mail N is about to get its dot\n"
        "  --refuse-dot N    before_dot of mail N fails\n"
        "  --probe           submit_probe instead\n";

struct sender {
	long count, next, refuse_dot, stop_at_dot;
	size_t bytes;
	const char *from, *to;
	int stop;
	struct mail_text {
		struct buf text;
		struct slices body;
		char recipient[300];
		long number;
	} * mails;
};

static void print(struct json *j)
{
	struct buf line CLEANUP(buf_deinit) = BUF(65536);

	json_print(j, false, &line);
	puts(buf_cstr(&line));
	fflush(stdout);
	json_free(j);
}

/* "%d" in the address is the number; no other conversion, no printf. */
static void address(char *out, size_t size, const char *pattern, long number)
{
	struct buf b CLEANUP(buf_deinit) = BUF(size - 1);
	const char *d = strstr(pattern, "%d");

	if (d)
		buf_addf(&b, "%.*s%ld%s", (int)(d - pattern), pattern, number,
		         d + 2);
	else
		buf_adds(&b, pattern);
	snprintf(out, size, "%s", buf_cstr(&b));
}

static void write_mail(struct sender *s, struct mail_text *m, long number)
{
	m->number = number;
	m->text = BUF(s->bytes + 4096);
	address(m->recipient, sizeof(m->recipient), s->to, number);
	buf_addf(&m->text,
	         "From: <%s>\r\nTo: <%s>\r\nSubject: Mail %ld\r\n"
	         "Message-ID: <mail.%ld@flow.test>\r\n"
	         "Date: Fri, 18 Apr 2025 04:30:00 +0000\r\n\r\n",
	         s->from, m->recipient, number, number);
	for (long line = 0; m->text.len < s->bytes; line++)
		buf_addf(&m->text,
		         "Line %06ld of mail %06ld, as long as lines"
		         " of text are in a digest.\r\n",
		         line, number);
	/* In two slices, so that splicing is on the way. */
	slices_add(&m->body, (struct str){ m->text.ptr, 40 });
	slices_add(&m->body,
	           (struct str){ m->text.ptr + 40, m->text.len - 40 });
}

static enum submit_next on_next(void *ctx, struct submit_mail *mail)
{
	struct sender *s = ctx;
	struct mail_text *m;

	if (s->next == s->count)
		return SUBMIT_NONE;
	m = &s->mails[s->next];
	write_mail(s, m, s->next++);
	*mail = (struct submit_mail){ .sender = s->from,
		                      .recipient = m->recipient,
		                      .body = &m->body,
		                      .cookie = m };
	return SUBMIT_TAKE;
}

static int on_dot(void *ctx, void *cookie)
{
	struct sender *s = ctx;
	struct mail_text *m = cookie;
	struct json *j = json_object();

	json_set_num(j, "dot", (double)m->number);
	print(j);
	if (m->number == s->stop_at_dot && eventfd_write(s->stop, 1))
		abort();
	return m->number == s->refuse_dot ? -1 : 0;
}

static void on_done(void *ctx, void *cookie, const struct submit_result *result)
{
	static const char *const names[] = { "ok", "tempfail", "permfail",
		                             "unknown" };
	struct mail_text *m = cookie;
	struct json *j = json_object();

	(void)ctx;
	json_set_num(j, "mail", (double)m->number);
	json_set_str(j, "outcome", names[result->outcome]);
	json_set_str(j, "reply", result->reply);
	print(j);
	slices_deinit(&m->body);
	buf_deinit(&m->text);
}

static long number(const char *text)
{
	int64_t n;

	if (str_to_int(str_of(text), 0, 100000000, &n)) {
		fprintf(stderr, "%s: not a number\n%s", text, usage);
		exit(2);
	}
	return (long)n;
}

static void arm_stop(struct sender *s, long ms)
{
	struct itimerspec at = { .it_value = { ms / 1000,
		                               ms % 1000 * 1000000 } };

	s->stop = ms ? timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)
	             : eventfd(0, EFD_CLOEXEC);
	if (s->stop < 0 || (ms && timerfd_settime(s->stop, 0, &at, NULL)))
		abort();
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "count", 1, NULL, 'n' },
		{ "connections", 1, NULL, 'c' },
		{ "sender", 1, NULL, 'f' },
		{ "recipient", 1, NULL, 'r' },
		{ "bytes", 1, NULL, 'b' },
		{ "tls", 0, NULL, 't' },
		{ "ca", 1, NULL, 'a' },
		{ "user", 1, NULL, 'u' },
		{ "password", 1, NULL, 'p' },
		{ "connect-ms", 1, NULL, 'C' },
		{ "reply-ms", 1, NULL, 'R' },
		{ "messages", 1, NULL, 'm' },
		{ "stop-ms", 1, NULL, 's' },
		{ "stop-at-dot", 1, NULL, 'S' },
		{ "refuse-dot", 1, NULL, 'D' },
		{ "probe", 0, NULL, 'P' },
		{ NULL, 0, NULL, 0 }
	};
	struct sender s = { .count = 1,
		            .refuse_dot = -1,
		            .stop_at_dot = -1,
		            .bytes = 1000,
		            .from = "papers@flow.test",
		            .to = "reader%d@local.test" };
	struct submit_settings settings = { .ca_file = "",
		                            .user = "",
		                            .password = "",
		                            .helo = "flow.test",
		                            .connections = 1,
		                            .connect_timeout_ms = 20000,
		                            .reply_timeout_ms = 20000,
		                            .stop_fd = &s.stop };
	struct submit_ops ops = { on_next, on_dot, on_done, &s, NULL };
	struct json *j = json_object();
	struct err err = { "" };
	bool probe = false;
	long stop_ms = 0;
	int c, result;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'n':
			s.count = number(optarg);
			break;
		case 'c':
			settings.connections = (int)number(optarg);
			break;
		case 'f':
			s.from = optarg;
			break;
		case 'r':
			s.to = optarg;
			break;
		case 'b':
			s.bytes = (size_t)number(optarg);
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
		case 'C':
			settings.connect_timeout_ms = (unsigned)number(optarg);
			break;
		case 'R':
			settings.reply_timeout_ms = (unsigned)number(optarg);
			break;
		case 'm':
			settings.messages = (unsigned)number(optarg);
			break;
		case 's':
			stop_ms = number(optarg);
			break;
		case 'S':
			s.stop_at_dot = number(optarg);
			break;
		case 'D':
			s.refuse_dot = number(optarg);
			break;
		case 'P':
			probe = true;
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
	s.mails = calloc((size_t)s.count + 1, sizeof(s.mails[0]));
	if (!s.mails)
		abort();
	arm_stop(&s, stop_ms);
	result = probe ? submit_probe(&settings, s.from, &err)
	               : submit_run(&settings, &ops, &err);
	json_set_num(j, "result", result);
	json_set_str(j, "err", err.msg);
	print(j);
	free(s.mails);
	close(s.stop);
	return 0;
}

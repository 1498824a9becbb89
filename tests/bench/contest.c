#include "contest.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void contest_die(const char *what)
{
	fflush(stdout);
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

double contest_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double contest_cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_of(pid_t pid)
{
	struct timespec t = { 0 };
	clockid_t clock;

	if (pid && !clock_getcpuclockid(pid, &clock))
		clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

struct measure contest_run(const char *name, contestant *run, const void *ctx,
                           pid_t server)
{
	double start = contest_seconds(), served = cpu_of(server);
	struct measure m;
	struct rusage used;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		contest_die("fork");
	if (!pid) {
		run(ctx);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &used) < 0 || status)
		contest_die(name);
	m.seconds = contest_seconds() - start;
	m.cpu = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
	m.server = cpu_of(server) - served;
	m.peak = (double)used.ru_maxrss / 1024;
	return m;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median_at(const struct measure *m, size_t n, size_t offset)
{
	double values[ROUNDS_MAX];

	for (size_t i = 0; i < n; i++)
		values[i] = *(const double *)((const char *)&m[i] + offset);
	qsort(values, n, sizeof(values[0]), by_value);
	return values[n / 2];
}

struct measure contest_median(const struct measure *m, size_t n)
{
	return (struct measure){
		.seconds = median_at(m, n, offsetof(struct measure, seconds)),
		.cpu = median_at(m, n, offsetof(struct measure, cpu)),
		.server = median_at(m, n, offsetof(struct measure, server)),
		.peak = median_at(m, n, offsetof(struct measure, peak)),
	};
}

static double ratio_at(const struct measure *a, const struct measure *b,
                       size_t n, size_t offset)
{
	double ratios[ROUNDS_MAX];

	for (size_t i = 0; i < n; i++)
		ratios[i] = *(const double *)((const char *)&a[i] + offset) /
		            *(const double *)((const char *)&b[i] + offset);
	qsort(ratios, n, sizeof(ratios[0]), by_value);
	return ratios[n / 2];
}

double contest_ratio(const struct measure *a, const struct measure *b, size_t n)
{
	return ratio_at(a, b, n, offsetof(struct measure, seconds));
}

double contest_cpu_ratio(const struct measure *a, const struct measure *b,
                         size_t n)
{
	return ratio_at(a, b, n, offsetof(struct measure, cpu));
}

const char *contest_bound(const struct measure *m)
{
	double server = m->server / m->seconds, sender = m->cpu / m->seconds;

	if (server < .8 && sender < .8)
		return server + sender > 1.4 ? "both" : "waiting";
	return server > sender ? "server" : "sender";
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		                     .sin_port = htons((uint16_t)port),
		                     .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

int contest_free_port(void)
{
	struct sockaddr_in at = loopback(0);
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) ||
	    getsockname(fd, (struct sockaddr *)&at, &len))
		contest_die("no free port");
	close(fd);
	return ntohs(at.sin_port);
}

static bool is_up(int port)
{
	struct sockaddr_in at = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool up = !connect(fd, (struct sockaddr *)&at, sizeof(at));

	close(fd);
	return up;
}

/* Those that run, for a bench that ends early. */
static pid_t owner, servers[8];

static void end_servers(void)
{
	for (size_t i = 0; getpid() == owner && i < 8; i++) {
		if (servers[i])
			kill(servers[i], SIGTERM);
	}
}

static void remember(pid_t was, pid_t is)
{
	size_t i = 0;

	while (i < 7 && servers[i] != was)
		i++;
	servers[i] = is;
	if (!owner)
		atexit(end_servers);
	owner = getpid();
}

pid_t contest_serve(char *const argv[], int port, int out)
{
	pid_t pid = fork();

	if (pid < 0)
		contest_die("fork");
	if (pid)
		remember(0, pid);
	if (!pid) {
		if (out >= 0)
			dup2(out, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	for (int i = 0; i < 250; i++) {
		if (is_up(port))
			return pid;
		usleep(20000);
	}
	contest_die(argv[0]);
}

pid_t contest_smtp_sink(int port)
{
	char address[32];
	char *as_root[] = {
		"smtp-sink", "-u", "postfix", address, "1024", NULL
	};
	char *as_user[] = { "smtp-sink", address, "1024", NULL };

	snprintf(address, sizeof(address), "127.0.0.1:%d", port);
	return contest_serve(geteuid() ? as_user : as_root, port, -1);
}

void contest_end(pid_t server)
{
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	remember(server, 0);
}

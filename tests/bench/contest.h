#pragma once
/*
 * Two programs doing the same work, in alternating rounds on the same machine:
 * medians and ratios, for what else runs there hits both alike. Every program
 * is a process of its own, so that its CPU time and memory are its own.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { ROUNDS_MAX = 99 };

struct measure {
	double seconds;
	double cpu;    /* seconds, user and system */
	double server; /* CPU seconds of the server meanwhile */
	double peak;   /* MB resident */
};

/* A child of ours, or what it execs; never returns but by exit(0). */
typedef void contestant(const void *ctx);

/* Runs it once. Ends the bench, with the name, when it fails. server: whose CPU
 * to look at; 0: nobody's. */
struct measure contest_run(const char *name, contestant *run, const void *ctx,
                           pid_t server);

/* Of each number on its own. */
struct measure contest_median(const struct measure *m, size_t n);

/* Median of the rounds' own ratios a[i] / b[i] of time, or of CPU time: what
 * disturbs one round disturbs both of its numbers. */
double contest_ratio(const struct measure *a, const struct measure *b,
                     size_t n);
double contest_cpu_ratio(const struct measure *a, const struct measure *b,
                         size_t n);

/* What kept it from being faster: "server", "sender", "both" (on their cores)
 * or "waiting" (for the link, or for a core that others had). */
const char *contest_bound(const struct measure *m);

/* A server that listens on 127.0.0.1:port once this returns. argv as for
 * execvp; out: where its standard output goes, -1: as ours. */
pid_t contest_serve(char *const argv[], int port, int out);
void contest_end(pid_t server); /* SIGTERM, and waits */

pid_t contest_smtp_sink(int port); /* Postfix's */

int contest_free_port(void);
double contest_seconds(void); /* monotonic */
double contest_cpu(void);     /* seconds of this process */
void contest_die(const char *what) __attribute__((noreturn));

#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct worker {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t kicked;
	bool wanted, working, stopping;
	int64_t beat; /* seconds, CLOCK_MONOTONIC; 0: resting */
	void (*job)(void *ctx);
	void *ctx;
	int done_fd;
};

static int64_t seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1; /* never 0 */
}

static void say_done(const struct worker *w)
{
	uint64_t one = 1;

	/* An eventfd refuses only when its counter is full: then it is
	 * readable anyway. */
	if (write(w->done_fd, &one, sizeof(one)) < 0)
		return;
}

static void *run(void *arg)
{
	struct worker *w = arg;

	pthread_mutex_lock(&w->mutex);
	while (!w->stopping) {
		if (!w->wanted) {
			pthread_cond_wait(&w->kicked, &w->mutex);
			continue;
		}
		w->wanted = false;
		w->working = true;
		w->beat = seconds_now();
		pthread_mutex_unlock(&w->mutex);
		w->job(w->ctx);
		pthread_mutex_lock(&w->mutex);
		w->working = false;
		say_done(w);
	}
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

struct worker *worker_start(const char *name, void (*job)(void *ctx), void *ctx,
                            int done_fd, struct err *err)
{
	struct worker *w = calloc(1, sizeof(*w));
	sigset_t all, old;
	int rc;

	if (!w)
		abort();
	w->job = job;
	w->ctx = ctx;
	w->done_fd = done_fd;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->kicked, NULL);
	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc) {
		err_set(err, "thread %s: %s", name, strerror(rc));
		free(w);
		return NULL;
	}
	pthread_setname_np(w->thread, name);
	return w;
}

void worker_kick(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
	w->wanted = true;
	pthread_cond_signal(&w->kicked);
	pthread_mutex_unlock(&w->mutex);
}

bool worker_busy(struct worker *w)
{
	bool busy;

	pthread_mutex_lock(&w->mutex);
	busy = w->wanted || w->working;
	pthread_mutex_unlock(&w->mutex);
	return busy;
}

void worker_beat(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
	w->beat = seconds_now();
	pthread_mutex_unlock(&w->mutex);
}

void worker_rest(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
	w->beat = 0;
	pthread_mutex_unlock(&w->mutex);
}

bool worker_stuck(struct worker *w, int seconds)
{
	bool stuck;

	pthread_mutex_lock(&w->mutex);
	stuck = w->working && w->beat && seconds_now() - w->beat > seconds;
	pthread_mutex_unlock(&w->mutex);
	return stuck;
}

void worker_stop(struct worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->mutex);
	w->stopping = true;
	pthread_cond_signal(&w->kicked);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->kicked);
	pthread_mutex_destroy(&w->mutex);
	free(w);
}

#pragma once
/*
 * Inside the service: service.c plans, service_edition.c and
 * service_delivery.c are the jobs of its workers.
 */
#include <pthread.h>
#include <stdio.h>

#include "listener.h"
#include "service.h"
#include "worker.h"

enum {
	RETRY = 20 * 60,
	TURN_RETRY = 60,
	TRANSPORT_RETRY = 5 * 60,
	CUT_OFF_RETRY = 60,
	DAY = 24 * 3600,
	LISTENER_DOWN = 3600, /* then the admin is told */
	STUCK = 30 * 60,      /* a worker without a beat */
};

/* The config in force, and those that jobs at work still hold. */
struct held_conf {
	struct conf *conf;
	int holders;
};

struct service {
	const struct clock *clock;
	const int *stop_fd;
	int done_fd;
	struct worker *edition, *delivery;
	struct listener *listener;  /* NULL: no mail.imap */
	struct held_conf *listened; /* the config it holds */

	pthread_mutex_t mutex; /* all below */
	struct held_conf *conf;
	int64_t taken;      /* the last wake that was taken up: none before
	                     * it is, so a clock set back repeats nothing */
	int64_t due;        /* the wake whose edition is not done; 0: none */
	int64_t next_try;   /* of that edition */
	int failures;       /* of that edition's tries */
	bool now;           /* SIGUSR1 */
	int64_t outbox_due; /* 0: nothing waits */
	char last[160];     /* the last sum, for the status */
	int64_t sick_since; /* the store fails; 0: or the admin was told */
	char sick_why[ERR_MAX];
	int64_t missed; /* a wake that the admin is to be told of, or 0 */
	bool deaf;      /* the admin is to be told of the listener */
	char deaf_why[ERR_MAX];
};

/* The config in force, until service_drop. */
struct held_conf *service_hold(struct service *s);
void service_drop(struct service *s, struct held_conf *c);

/* Of two instants, of which 0 is never. */
int64_t service_soonest(int64_t a, int64_t b);

/* The store failed this job; the admin is told when it works again. */
void service_sick(struct service *s, const struct err *err);

/* The workers' jobs; ctx is the service. */
void service_edition_job(void *ctx);
void service_delivery_job(void *ctx);

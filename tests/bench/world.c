#include "world.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "contest.h"
#include "store/store_subscriber.h"

enum { ARENA = 1 << 30 };

static void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: ", what);
	contest_die(why);
}

static char *find_feed(const char *root, const char *corpora)
{
	char path[4096], *real;

	snprintf(path, sizeof(path), "%s/feeds/rss-2025-04-15.xml", corpora);
	if (access(path, R_OK))
		snprintf(path, sizeof(path), "%s/etc/demo/sample-day.xml",
		         root);
	real = realpath(path, NULL);
	if (!real)
		die(path, strerror(errno));
	return real;
}

static int drop(const char *path, const struct stat *st, int type,
                struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* A bench that ends early leaves nothing behind. */
static struct world *latest;
static pid_t owner;

static void drop_latest(void)
{
	if (latest && getpid() == owner)
		nftw(latest->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
}

void world_init(struct world *w, const char *root, const char *corpora,
                int port, int connections)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 16);
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 16);
	struct err err = { 0 };
	char path[96];

	*w = (struct world){ .root = root, .feed = find_feed(root, corpora) };
	snprintf(w->dir, sizeof(w->dir), "/tmp/digestd-bench-XXXXXX");
	if (!mkdtemp(w->dir))
		die(w->dir, strerror(errno));
	if (!owner)
		atexit(drop_latest);
	latest = w;
	owner = getpid();
	snprintf(path, sizeof(path), "%s/digestd.conf", w->dir);
	buf_addf(&text,
	         "state_dir = \"%s/state\";\n"
	         "sources = ( { type = \"arxiv-rss\"; url = \"file://%s\"; } );"
	         "\n@include \"%s/etc/topics.conf\"\n"
	         "subscribers: { threshold = 7; };\n"
	         "mail: { from = \"Bench <papers@example.org>\";\n"
	         "  address = \"papers@example.org\";\n"
	         "  smtp: { url = \"smtp://127.0.0.1:%d\"; tls = \"none\";\n"
	         "          connections = %d; per_domain = %d; }; };\n"
	         "templates_dir = \"%s/templates\";\n"
	         "prompts_dir = \"%s/prompts\";\n",
	         w->dir, w->feed, root, port, connections, connections, root,
	         root);
	if (file_write(path, buf_str(&text), 0600, &err))
		die("config", err.msg);
	if (conf_load(path, &w->conf, &problems))
		die("config", buf_cstr(&problems));
}

void world_deinit(struct world *w)
{
	conf_free(w->conf);
	free((char *)(uintptr_t)w->feed);
	nftw(w->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
	latest = NULL;
}

struct store *world_open(const struct world *w)
{
	struct store *store;
	struct err err = { 0 };

	if (store_open(w->conf->state_dir, &store, &err))
		die("store", err.msg);
	return store;
}

static int add_reader(struct store *store, const struct world *w, int i,
                      int max_papers, struct err *err)
{
	const struct topic *t = &w->conf->topics[(size_t)i % w->conf->n_topics];
	struct wish wish = { .step = i % 3 - 1, .chosen = i % 2 };
	char address[64];
	int64_t id;

	/* Readers are spread over domains, as they are. */
	snprintf(address, sizeof(address), "reader%d@d%d.example.org", i,
	         i % 97);
	return store_subscriber_add(store, address, "A Reader", 1, &id, err) ||
	       store_subscriber_set_num(store, id, SUBSCRIBER_THRESHOLD,
	                                6 + i % 3, err) ||
	       store_subscriber_set_num(store, id, SUBSCRIBER_MAX_PAPERS,
	                                max_papers, err) ||
	       store_wish_put(store, id, t->id, &wish, err);
}

void world_subscribe(struct store *store, const struct world *w, int first,
                     int n, int max_papers)
{
	enum { AT_ONCE = 10000 };
	struct err err = { 0 };

	for (int i = 0; i < n; i++) {
		if ((i % AT_ONCE == 0 && store_begin(store, &err)) ||
		    add_reader(store, w, first + i, max_papers, &err) ||
		    ((i % AT_ONCE == AT_ONCE - 1 || i == n - 1) &&
		     store_commit(store, &err)))
			die("subscribe", err.msg);
	}
}

size_t world_edition(struct store *store, const struct world *w,
                     enum edition_until until, int *date)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA);
	struct edition_order order = { .conf = w->conf,
		                       .clock = &clock_system,
		                       .date = DATE_NONE,
		                       .until = until };
	struct edition_report report;
	struct err err = { 0 };

	if (edition_run(&order, store, arena, &report, &err))
		die("edition", err.msg);
	*date = report.edition.date;
	return report.queued;
}

/*
 * One pass over all editions, oldest first: each that somebody asks for is read
 * once, and handed to its pages, its month, index and feed.
 */
#include "publish.h"

#include "archive/archive.h"
#include "mail/address.h"
#include "publish_day.h"
#include "stop.h"
#include "store/store_edition.h"

/* An edition's texts; the feeds' caps keep them far below. */
static const size_t day_bytes = (size_t)1 << 30;

enum {
	LIST_BYTES = 64 << 20,
	EDITIONS_FROM = -1000000, /* all dates there are */
	EDITIONS_TO = 1000000,
};

/* What is to be done about an edition. */
struct task {
	const struct edition *edition;
	bool page;  /* write its pages */
	bool month; /* write its month's page */
	bool front; /* index or feed tell of it */
};

struct site {
	const struct publish_order *order;
	struct archive_site archive;
	struct template_set *templates;
	struct arena *arena, *day; /* the list of editions; one edition */
	struct edition *editions;
	struct task *tasks; /* same order */
	size_t n;
	struct buf name;
	struct archive_month *at; /* the month that the pass is in */
	struct archive_front *front;
	int lock;
};

/* Editions that are scored. */
static int load_editions(struct site *s, struct err *err)
{
	size_t n = 0;

	if (store_editions(s->order->store, EDITIONS_FROM, EDITIONS_TO,
	                   s->arena, &s->editions, &s->n, err))
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (s->editions[i].state >= EDITION_SCORED)
			s->editions[n++] = s->editions[i];
	s->n = n;
	s->tasks = arena_array(s->arena, n, sizeof(*s->tasks));
	for (size_t i = 0; i < n; i++) {
		s->tasks[i].edition = &s->editions[i];
		s->tasks[i].front = i + ARCHIVE_FEED_EDITIONS >= n;
	}
	return 0;
}

static int open_site(struct site *s, const struct publish_order *order,
                     struct err *err)
{
	struct buf address CLEANUP(buf_deinit) = BUF(1024);
	const struct conf *conf = order->conf;

	*s = (struct site){ .order = order,
		            .arena = arena_new(LIST_BYTES),
		            .day = arena_new(day_bytes),
		            .front = archive_front_new(),
		            .lock = -1,
		            .name = BUF(1024) };
	/* The site is called what the mails come from. */
	if (address_parse(str_of(conf->mail.from), &s->name, &address, err))
		return -1;
	s->templates = archive_templates(conf->templates_dir, err);
	if (!s->templates)
		return -1;
	s->archive = (struct archive_site){
		.dir = conf->archive_dir,
		.url = conf->archive_url,
		.name = s->name.len ? buf_cstr(&s->name) : "Daily papers",
		.list_id = conf->mail.list_id,
		.templates = s->templates,
	};
	return archive_open(conf->archive_dir, &s->lock, err) ||
	                       load_editions(s, err)
	               ? -1
	               : 0;
}

static void close_site(struct site *s)
{
	cleanup_close(&s->lock);
	archive_month_free(s->at);
	archive_front_free(s->front);
	template_set_free(s->templates);
	arena_free(s->arena);
	arena_free(s->day);
	buf_deinit(&s->name);
}

/* ---- what is to be done ---- */

static bool same_month(int a, int b)
{
	struct date_parts x = date_split(a), y = date_split(b);

	return x.year == y.year && x.month == y.month;
}

/* [*first, *end): the editions of the month of editions[i]. */
static void month_of(const struct site *s, size_t i, size_t *first, size_t *end)
{
	int date = s->editions[i].date;

	*first = *end = i;
	while (*first && same_month(s->editions[*first - 1].date, date))
		(*first)--;
	while (*end < s->n && same_month(s->editions[*end].date, date))
		(*end)++;
}

static void mark_month(struct site *s, size_t i)
{
	size_t first, end;

	month_of(s, i, &first, &end);
	while (first < end)
		s->tasks[first++].month = true;
}

/* The edition's own pages, and all that link to it or that it changes: its
 * neighbours, its month and, where it is the first of that, the months
 * around. */
static void mark(struct site *s, size_t i)
{
	size_t first, end;

	for (size_t j = i ? i - 1 : 0; j <= i + 1 && j < s->n; j++)
		s->tasks[j].page = true;
	month_of(s, i, &first, &end);
	mark_month(s, i);
	if (first)
		mark_month(s, first - 1);
	if (end < s->n)
		mark_month(s, end);
}

static void mark_missing(struct site *s)
{
	const char *dir = s->archive.dir;

	for (size_t i = 0; i < s->n; i++)
		if (!archive_has_edition(dir, s->editions[i].date) ||
		    !archive_has_month(dir, s->editions[i].date))
			mark(s, i);
}

/* ---- the pass ---- */

static int read_day(struct site *s, size_t i, struct archive_edition *day,
                    struct err *err)
{
	arena_reset(s->day);
	if (publish_day(s->order->store, s->order->conf, &s->editions[i],
	                s->day, day, err))
		return -1;
	if (i)
		day->previous = s->editions[i - 1].date;
	if (i + 1 < s->n)
		day->next = s->editions[i + 1].date;
	return 0;
}

static int add_to_month(struct site *s, size_t i,
                        const struct archive_edition *day, struct err *err)
{
	size_t first, end;
	int rc = 0;

	month_of(s, i, &first, &end);
	if (i == first)
		s->at = archive_month_new();
	archive_month_add(s->at, day);
	if (i + 1 < end)
		return 0;
	rc = archive_write_month(
	        &s->archive, s->at,
	        first ? s->editions[first - 1].date : DATE_NONE,
	        end < s->n ? s->editions[end].date : DATE_NONE, err);
	archive_month_free(s->at);
	s->at = NULL;
	return rc;
}

static int do_task(struct site *s, size_t i, struct err *err)
{
	const struct task *t = &s->tasks[i];
	struct archive_edition day;

	if (!t->page && !t->month && !t->front)
		return 0;
	if (read_day(s, i, &day, err))
		return -1;
	if (t->page && archive_write_edition(&s->archive, &day, err))
		return -1;
	if (t->front)
		archive_front_add(s->front, &day);
	return t->month ? add_to_month(s, i, &day, err) : 0;
}

static void say_progress(const struct site *s, size_t done)
{
	if (s->order->progress)
		s->order->progress(s->order->progress_ctx, "pages", done, s->n);
}

/* Index and feed come last: they link to what is there by then. */
static int write_site(struct site *s, struct err *err)
{
	if (archive_write_style(&s->archive, err))
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		if (stop_asked(s->order->stop_fd))
			return err_set(err, "stopped; the next run writes what "
			                    "is missing");
		say_progress(s, i);
		if (do_task(s, i, err))
			return -1;
	}
	say_progress(s, s->n);
	return archive_write_front(&s->archive, s->front, s->editions, s->n,
	                           err);
}

int publish_edition(const struct publish_order *order, int date,
                    struct err *err)
{
	struct site s;
	int rc;

	if (!*order->conf->archive_dir)
		return 0;
	rc = open_site(&s, order, err);
	for (size_t i = 0; !rc && i < s.n; i++)
		if (s.editions[i].date == date)
			mark(&s, i);
	if (!rc) {
		mark_missing(&s);
		rc = write_site(&s, err);
	}
	close_site(&s);
	return rc;
}

int publish_all(const struct publish_order *order, int *n, struct err *err)
{
	struct site s;
	int rc;

	*n = 0;
	if (!*order->conf->archive_dir)
		return err_set(err, "no archive.dir is configured");
	rc = open_site(&s, order, err);
	for (size_t i = 0; !rc && i < s.n; i++)
		s.tasks[i].page = s.tasks[i].month = true;
	if (!rc)
		rc = write_site(&s, err);
	*n = rc ? 0 : (int)s.n;
	close_site(&s);
	return rc;
}

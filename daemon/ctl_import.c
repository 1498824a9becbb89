/* digestctl subscriber import and export: all of them as CSV. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv.h"
#include "ctl_subscriber.h"
#include "forget.h"
#include "subscriber_set.h"

/* PART: lines to a transaction, so that a daemon at work gets its turn with
 * the store between them. SHOWN: complaints on a terminal, which would scroll
 * away; a file or a pipe gets them all. */
enum { RECORD_BYTES = 1 << 20, SHOWN = 100, PART = 2000 };

struct import {
	struct ctl *ctl;
	struct store *store;
	const char *file;
	size_t size; /* of the file, bytes; 0: unknown */
	struct csv csv;
	struct arena *arena;
	const char *keys[CSV_FIELDS_MAX];
	struct arena *header; /* owns the keys */
	size_t n_keys, address_at;
	size_t added, changed, bad;
	size_t part; /* first line of the transaction at work */
	struct json *errors;
};

static void complain(struct import *im, const char *reason)
{
	char span[64] = "";

	if (im->csv.next > im->csv.line)
		snprintf(span, sizeof(span), " (lines %zu to %zu)",
		         im->csv.line, im->csv.next);
	if (im->bad++ < SHOWN || !isatty(STDERR_FILENO)) {
		ctl_progress_end();
		fprintf(stderr, "%s:%zu: %s%s\n", im->file, im->csv.line,
		        reason, span);
	}
	if (im->errors && im->bad <= SHOWN) {
		struct json *j = json_object();

		json_set_num(j, "line", (double)im->csv.line);
		ctl_set_text(j, "error", reason);
		json_push(im->errors, j);
	}
}

/* ---- the header ---- */

/* "Max papers" for "max_papers", "E-Mail" for "address": spreadsheets and
 * people. */
static const char *column(struct arena *arena, const char *name)
{
	static const char *const address[] = { "e_mail", "email", "mail",
		                               "e_mail_address",
		                               "email_address" };
	char *key = arena_str(arena, str_trim(str_of(name)));

	for (char *p = key; *p; p++)
		*p = *p == ' ' || *p == '-' ? '_'
		                            : (char)tolower((unsigned char)*p);
	for (size_t i = 0; i < sizeof(address) / sizeof(*address); i++)
		if (!strcmp(key, address[i]))
			return "address";
	return key;
}

static int check_column(const struct import *im, size_t i, struct err *err)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(im->keys[i], im->keys[j]))
			return err_set(err, "column \"%s\" twice", im->keys[i]);
	if (strcmp(im->keys[i], "address") != 0 && !subscriber_key(im->keys[i]))
		return err_set(err,
		               "unknown column \"%s\" (there are: address, "
		               "name, topics, threshold, novelty, max_papers, "
		               "format, frequency, paused)",
		               im->keys[i]);
	return 0;
}

static int read_header(struct import *im, struct err *err)
{
	int rc = csv_read(&im->csv, im->header, im->keys, &im->n_keys, err);

	if (rc < 0)
		return -1;
	im->address_at = CSV_FIELDS_MAX;
	for (size_t i = 0; rc && i < im->n_keys; i++) {
		im->keys[i] = column(im->header, im->keys[i]);
		if (check_column(im, i, err))
			return -1;
		if (!strcmp(im->keys[i], "address"))
			im->address_at = i;
	}
	if (im->address_at == CSV_FIELDS_MAX)
		return err_set(err, "the first line names no column "
		                    "\"address\"");
	return 0;
}

/* ---- the lines ---- */

/* What the fields say. < 0: the line is bad. An empty field says nothing: a
 * new reader has the defaults, a known one keeps theirs. */
static int read_fields(struct import *im, const char *const *fields, size_t n,
                       struct buf *address, struct subscriber_change *change,
                       struct err *err)
{
	int rc;

	if (n != im->n_keys)
		return err_set(err, "%zu fields where the header has %zu", n,
		               im->n_keys);
	if (subscriber_address(fields[im->address_at], address, err))
		return -1;
	rc = forgotten(im->store, buf_cstr(address), err);
	if (!rc)
		err_set(err, "asked to be forgotten; if they have changed "
		             "their mind: digestctl subscriber add");
	if (rc <= 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (i != im->address_at && *fields[i] &&
		    subscriber_change_read(im->ctl->conf, im->keys[i],
		                           fields[i], im->arena, change, err))
			return -1;
	return 0;
}

static int store_line(struct import *im, const char *address,
                      const struct subscriber_change *change, struct err *err)
{
	int64_t id;
	int there = store_subscriber_add(im->store, address, "",
	                                 clock_now(im->ctl->clock), &id, err);

	if (there < 0)
		return -1;
	im->added += !there;
	im->changed += there != 0;
	return subscriber_change_store(im->ctl->conf, im->store, id, !there,
	                               change, err);
}

/* The next line. A bad one is named and leaves nothing of itself behind: it is
 * read to its end before anything is stored. 1: there was none. */
static int import_line(struct import *im, struct err *err)
{
	struct subscriber_change change = { 0 };
	struct buf address CLEANUP(buf_deinit) = BUF(4096);
	const char *fields[CSV_FIELDS_MAX];
	struct err bad = { 0 };
	size_t n;
	int rc;

	arena_reset(im->arena);
	rc = csv_read(&im->csv, im->arena, fields, &n, &bad);
	if (!rc)
		return 1;
	if (rc > 0)
		rc = read_fields(im, fields, n, &address, &change, &bad);
	if (!rc)
		return store_line(im, buf_cstr(&address), &change, err);
	complain(im, bad.msg);
	return 0;
}

/* 1: that was the last part. */
static int import_part(struct import *im, struct err *err)
{
	int rc = store_begin(im->store, err);

	for (int i = 0; i < PART && !rc; i++)
		rc = import_line(im, err);
	if (rc >= 0 && !store_commit(im->store, err))
		return rc;
	store_rollback(im->store);
	return -1;
}

/* How many lines there will be is told from how many bytes these took. */
static void show_progress(const struct import *im)
{
	size_t of = im->size && im->csv.bytes
	                    ? (size_t)((double)im->csv.next * (double)im->size /
	                               (double)im->csv.bytes)
	                    : 0;

	ctl_progress(NULL, "import", im->csv.next, of);
}

static void report(const struct import *im)
{
	bool dry = ctl_option(im->ctl, "dry-run");
	struct json *j;

	ctl_progress_end();
	if (im->bad > SHOWN && isatty(STDERR_FILENO))
		fprintf(stderr, "... and %zu more bad lines (2>FILE has all)\n",
		        im->bad - SHOWN);
	if (!im->ctl->json) {
		printf("added %zu, changed %zu, bad lines %zu%s\n", im->added,
		       im->changed, im->bad,
		       dry ? " (dry run: nothing is kept)" : "");
		return;
	}
	j = json_object();
	json_set_num(j, "added", (double)im->added);
	json_set_num(j, "changed", (double)im->changed);
	json_set_num(j, "bad", (double)im->bad);
	json_set_bool(j, "dry_run", dry);
	json_set(j, "errors", im->errors); /* the first of them */
	ctl_print(j);
}

static int import_file(struct import *im)
{
	struct err err = { 0 };
	int rc;

	if (read_header(im, &err))
		return ctl_say(im->ctl, CTL_FAILED, "%s:%zu: %s", im->file,
		               im->csv.line, err.msg);
	im->errors = im->ctl->json ? json_array() : NULL;
	do {
		im->part = im->csv.next + 1;
		rc = import_part(im, &err);
		show_progress(im);
	} while (!rc);
	if (rc > 0 && ferror(im->csv.file))
		rc = err_set(&err, "%s: cannot be read", im->file);
	if (rc < 0) {
		json_free(im->errors);
		return ctl_say(im->ctl, CTL_FAILED,
		               "%s (nothing from %s:%zu on was taken over)",
		               err.msg, im->file, im->part);
	}
	report(im);
	return im->bad ? CTL_FAILED : CTL_DONE;
}

int subscriber_import(struct ctl *ctl, struct store *store, const char *file)
{
	struct import im = { .ctl = ctl, .store = store, .file = file };
	struct stat st;
	int status;

	im.csv.file = strcmp(im.file, "-") ? fopen(im.file, "re") : stdin;
	if (!im.csv.file)
		return ctl_say(ctl, CTL_FAILED, "%s: %s", im.file,
		               strerror(errno));
	if (!fstat(fileno(im.csv.file), &st) && S_ISREG(st.st_mode))
		im.size = (size_t)st.st_size;
	im.arena = arena_new(RECORD_BYTES);
	im.header = arena_new(RECORD_BYTES);
	status = import_file(&im);
	arena_free(im.arena);
	arena_free(im.header);
	if (im.csv.file != stdin)
		fclose(im.csv.file);
	return status;
}

/* ---- export ---- */

/* Those who left stay behind: an import elsewhere would bring them back. */
static bool is_exported(const struct subscriber *s)
{
	return s->state == SUBSCRIBER_ACTIVE || s->state == SUBSCRIBER_PAUSED;
}

/* As few digits as give the number back. */
static void add_number(struct buf *b, double v)
{
	char text[32];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_adds(b, text);
}

/* What was never set stays empty: it is the admin's default, there too. */
static void write_number(double v)
{
	struct buf b CLEANUP(buf_deinit) = BUF(64);

	if (v > 0)
		add_number(&b, v);
	csv_write(stdout, buf_cstr(&b), false);
}

static void write_topics(const struct ctl *ctl, const struct subscriber *s)
{
	struct buf b CLEANUP(buf_deinit) = BUF(16384);

	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].chosen)
			buf_addf(&b, "%s%s", b.len ? ";" : "",
			         ctl->conf->topics[s->wishes[i].topic].id);
	csv_write(stdout, buf_cstr(&b), false);
}

static void export_one(void *ctx, const struct subscriber *s)
{
	static const char *const weekly[] = { "weekly sun", "weekly mon",
		                              "weekly tue", "weekly wed",
		                              "weekly thu", "weekly fri",
		                              "weekly sat" };
	char until[INSTANT_LEN] = "yes";

	if (!is_exported(s))
		return;
	if (s->paused_until)
		date_format(date_of(s->paused_until), until);
	csv_write(stdout, s->address, false);
	csv_write(stdout, s->name, false);
	write_topics(ctx, s);
	write_number(s->threshold);
	write_number(s->novelty);
	write_number(s->max_papers);
	csv_write(stdout, s->format == FORMAT_TEXT ? "text" : "html", false);
	csv_write(stdout,
	          s->frequency == FREQUENCY_WEEKLY ? weekly[s->weekday]
	                                           : "daily",
	          false);
	csv_write(stdout, s->state == SUBSCRIBER_PAUSED ? until : "", true);
}

int subscriber_export(struct ctl *ctl, struct store *store)
{
	struct store_defaults none = { .now = clock_now(ctl->clock),
		                       .topics = ctl->conf->topics,
		                       .n_topics = ctl->conf->n_topics };
	struct err err = { 0 };

	puts("address,name,topics,threshold,novelty,max_papers,format,"
	     "frequency,paused");
	if (subscriber_each(store, &none, export_one, ctl, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return CTL_DONE;
}

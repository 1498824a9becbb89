/* digestctl subscriber import and export: all of them as CSV. */
#include <ctype.h>
#include <errno.h>
#include <strings.h>
#include <unistd.h>

#include "csv.h"
#include "ctl_subscriber.h"
#include "forget.h"
#include "subscriber_set.h"

/* PART: lines to a transaction, so that a daemon at work gets its turn with
 * the store between them. */
enum { RECORD_BYTES = 1 << 20, COMPLAINTS_MAX = 100, PART = 500 };

struct import {
	struct ctl *ctl;
	struct store *store;
	const char *file;
	struct csv csv;
	struct arena *arena;
	const char *keys[CSV_FIELDS_MAX];
	struct arena *header; /* owns the keys */
	size_t n_keys, address_at;
	size_t added, changed, bad;
	size_t part; /* first line of the transaction at work */
};

static void complain(struct import *im, const char *reason)
{
	if (im->bad++ < COMPLAINTS_MAX)
		fprintf(stderr, "%s:%zu: %s\n", im->file, im->csv.line, reason);
}

/* "Address " for "address": spreadsheets and people. */
static const char *column(struct arena *arena, const char *name)
{
	char *key = arena_str(arena, str_trim(str_of(name)));

	for (char *p = key; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return key;
}

static int read_header(struct import *im, struct err *err)
{
	int rc = csv_read(&im->csv, im->header, im->keys, &im->n_keys, err);
	bool any = false;

	if (rc < 0)
		return -1;
	for (size_t i = 0; rc && i < im->n_keys; i++) {
		im->keys[i] = column(im->header, im->keys[i]);
		if (!strcmp(im->keys[i], "address")) {
			im->address_at = i;
			any = true;
		} else if (!subscriber_key(im->keys[i])) {
			return err_set(err, "unknown column \"%s\"",
			               im->keys[i]);
		}
	}
	if (!any)
		return err_set(err, "the first line names no column "
		                    "\"address\"");
	return 0;
}

/* 0; 1: the line is bad (err); < 0: the store failed. */
static int import_record(struct import *im, const char *const *fields, size_t n,
                         struct err *err)
{
	struct buf address CLEANUP(buf_deinit) = BUF(4096);
	int64_t id;
	int rc, there;

	if (n != im->n_keys) {
		err_set(err, "%zu fields where the header has %zu", n,
		        im->n_keys);
		return 1;
	}
	if (subscriber_address(fields[im->address_at], &address, err))
		return 1;
	rc = forgotten(im->store, buf_cstr(&address), err);
	if (rc < 0)
		return -1;
	if (!rc) {
		err_set(err, "asked to be forgotten; if they have changed "
		             "their mind: digestctl subscriber add");
		return 1;
	}
	there = store_subscriber_add(im->store, buf_cstr(&address), "",
	                             clock_now(im->ctl->clock), &id, err);
	if (there < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		/* An empty field says nothing: a new reader has the defaults,
		 * a known one keeps theirs. */
		if (i == im->address_at || !*fields[i])
			continue;
		rc = subscriber_set(im->ctl->conf, im->store, id, im->keys[i],
		                    fields[i], err);
		if (rc)
			return rc;
	}
	im->added += !there;
	im->changed += there != 0;
	return 0;
}

/* The next line. A bad one leaves nothing of itself behind, and the others
 * stand. 1: there was none. */
static int import_line(struct import *im, struct err *err)
{
	const char *fields[CSV_FIELDS_MAX];
	struct err bad = { 0 };
	size_t n;
	int rc;

	arena_reset(im->arena);
	rc = csv_read(&im->csv, im->arena, fields, &n, &bad);
	if (!rc)
		return 1;
	if (rc > 0) {
		if (store_savepoint(im->store, err))
			return -1;
		rc = import_record(im, fields, n, &bad);
		if (rc < 0)
			return err_set(err, "%s", bad.msg);
		if (store_savepoint_end(im->store, !rc, err))
			return -1;
	}
	if (rc)
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

static int import_file(struct import *im)
{
	struct err err = { 0 };
	int rc;

	if (read_header(im, &err))
		return ctl_say(im->ctl, CTL_FAILED, "%s:1: %s", im->file,
		               err.msg);
	do {
		im->part = im->csv.next + 1;
		rc = import_part(im, &err);
	} while (!rc);
	if (rc < 0)
		return ctl_say(im->ctl, CTL_FAILED,
		               "%s (nothing from %s:%zu on was taken over)",
		               err.msg, im->file, im->part);
	if (ferror(im->csv.file))
		return ctl_say(im->ctl, CTL_FAILED, "%s: cannot be read",
		               im->file);
	if (im->bad > COMPLAINTS_MAX)
		fprintf(stderr, "... and %zu more bad lines\n",
		        im->bad - COMPLAINTS_MAX);
	if (im->ctl->json) {
		struct json *j = json_object();

		json_set_num(j, "added", (double)im->added);
		json_set_num(j, "changed", (double)im->changed);
		json_set_num(j, "bad", (double)im->bad);
		ctl_print(j);
	} else {
		printf("added %zu, changed %zu, bad lines %zu\n", im->added,
		       im->changed, im->bad);
	}
	return im->bad ? CTL_FAILED : CTL_DONE;
}

int subscriber_import(struct ctl *ctl, struct store *store, const char *file)
{
	struct import im = { .ctl = ctl, .store = store };
	int status;

	im.file = file;
	im.csv.file = strcmp(im.file, "-") ? fopen(im.file, "re") : stdin;
	if (!im.csv.file)
		return ctl_say(ctl, CTL_FAILED, "%s: %s", im.file,
		               strerror(errno));
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

static void export_one(void *ctx, const struct subscriber *s)
{
	static const char *const weekly[] = { "weekly sun", "weekly mon",
		                              "weekly tue", "weekly wed",
		                              "weekly thu", "weekly fri",
		                              "weekly sat" };
	const struct ctl *ctl = ctx;
	struct buf b CLEANUP(buf_deinit) = BUF(16384);

	if (!is_exported(s))
		return;
	csv_write(stdout, s->address, false);
	csv_write(stdout, s->name, false);
	for (size_t i = 0; i < s->n_wishes; i++)
		if (s->wishes[i].chosen)
			buf_addf(&b, "%s%s", b.len ? ";" : "",
			         ctl->conf->topics[s->wishes[i].topic].id);
	csv_write(stdout, buf_cstr(&b), false);
	printf("%g,%g,%d,%s,%s\n", s->threshold, s->novelty, s->max_papers,
	       s->format == FORMAT_TEXT ? "text" : "html",
	       s->frequency == FREQUENCY_WEEKLY ? weekly[s->weekday] : "daily");
}

int subscriber_export(struct ctl *ctl, struct store *store)
{
	struct err err = { 0 };

	puts("address,name,topics,threshold,novelty,max_papers,format,"
	     "frequency");
	if (subscriber_each(ctl, store, export_one, ctl, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	return CTL_DONE;
}

/* digestctl what-if: the same edition under another config, before an edit goes
 * live. */
#include <stdlib.h>

#include "ctl.h"
#include "ctl_line.h"
#include "ctl_table.h"
#include "papers_json.h"
#include "text/tex.h"
#include "what_if.h"

enum { WORK_BYTES = 1 << 30, NOTES_MAX = 8, SHOWN = 200 };

struct looking {
	struct ctl *ctl;
	const char *file;
	const struct conf *perhaps;
	struct arena *arena;
	struct what_if result;
	const char *notes[NOTES_MAX]; /* what could not be looked at */
	size_t n_notes;
};

/* ---- what the admin must know to read it ---- */

static void note(struct looking *l, const char *text)
{
	if (l->n_notes < NOTES_MAX)
		l->notes[l->n_notes++] = text;
}

static int topic_of_id(const struct conf *conf, const char *id)
{
	for (size_t i = 0; i < conf->n_topics; i++)
		if (!strcmp(conf->topics[i].id, id))
			return (int)i;
	return -1;
}

/* The ids of topics that only `in` has. */
static const char *only_in(struct looking *l, const struct conf *in,
                           const struct conf *other)
{
	const char *list = NULL;

	for (size_t i = 0; i < in->n_topics; i++) {
		const char *id = in->topics[i].id;

		if (topic_of_id(other, id) < 0)
			list = list ? arena_printf(l->arena, "%s, %s", list, id)
			            : id;
	}
	return list;
}

static bool same_categories(const struct source *a, const struct source *b)
{
	if (a->n_categories != b->n_categories)
		return false;
	for (size_t i = 0; i < a->n_categories; i++)
		if (strcmp(a->categories[i], b->categories[i]) != 0)
			return false;
	return true;
}

static bool same_sources(const struct conf *a, const struct conf *b)
{
	if (a->n_sources != b->n_sources)
		return false;
	for (size_t i = 0; i < a->n_sources; i++) {
		const struct source *x = &a->sources[i], *y = &b->sources[i];

		if (strcmp(x->url, y->url) != 0 || !same_categories(x, y) ||
		    x->announce_types != y->announce_types ||
		    x->primary_only != y->primary_only)
			return false;
	}
	return true;
}

static void add_notes(struct looking *l)
{
	const struct conf *now = l->ctl->conf, *perhaps = l->perhaps;
	const struct what_if *r = &l->result;
	const char *gone = only_in(l, now, perhaps);
	const char *fresh = only_in(l, perhaps, now);

	if (!same_sources(now, perhaps))
		note(l, "The sources differ: what others would have brought "
		        "is not known, so both sides have the papers that "
		        "were announced.");
	if (gone)
		note(l, arena_printf(l->arena,
		                     "Topics that would be gone: %s. Who had "
		                     "chosen no other gets all that are left.",
		                     gone));
	if (perhaps->scoring.scorer != SCORE_BY_LLM)
		return;
	note(l, arena_printf(l->arena,
	                     "No model is asked: %zu of %zu papers keep what "
	                     "one said that day, the others have the "
	                     "built-in scorer's word.",
	                     r->asked[1], r->n_papers));
	if (fresh && r->asked[1])
		note(l, arena_printf(l->arena,
		                     "What the model would say of the new "
		                     "topics (%s) is not known.",
		                     fresh));
}

/* ---- as JSON ---- */

static void set_sides(struct json *j, const char *name, double before,
                      double after)
{
	struct json *o = json_object();

	json_set_num(o, "before", before);
	json_set_num(o, "after", after);
	json_set(j, name, o);
}

static struct json *reader_json(const struct what_if_reader *reader)
{
	struct json *j = json_object();
	struct json *lists[2] = { json_array(), json_array() };

	json_set_str(j, "address", reader->address);
	set_sides(j, "papers", (double)reader->papers[0],
	          (double)reader->papers[1]);
	for (size_t i = 0; i < reader->n_changes; i++) {
		const struct what_if_change *c = &reader->changes[i];
		struct json *o = json_object();

		json_set_str(o, "arxiv_id", c->paper->id);
		ctl_set_text(o, "title", c->paper->title);
		json_set_num(o, "relevance", round_score((double)c->relevance));
		json_push(lists[!c->gained], o);
	}
	json_set(j, "gains", lists[0]);
	json_set(j, "loses", lists[1]);
	return j;
}

static void print_json(const struct looking *l)
{
	struct json *j = json_object(), *readers = json_array();
	struct json *notes = json_array();
	const struct what_if *r = &l->result;
	char date[DATE_LEN];

	json_set_str(j, "edition", date_format(r->edition.date, date));
	json_set_str(j, "config", l->ctl->conf->path);
	json_set_str(j, "other", l->file);
	set_sides(j, "relevant", r->relevant[0], r->relevant[1]);
	set_sides(j, "digests", (double)r->digests[0], (double)r->digests[1]);
	set_sides(j, "papers", (double)r->mailed[0], (double)r->mailed[1]);
	for (size_t i = 0; i < r->n_readers; i++)
		json_push(readers, reader_json(&r->readers[i]));
	json_set(j, "readers", readers);
	for (size_t i = 0; i < l->n_notes; i++)
		json_push_str(notes, l->notes[i]);
	json_set(j, "notes", notes);
	ctl_print(j);
}

/* ---- as a table ---- */

static void add_title(struct table *t, const struct paper *paper)
{
	struct buf title CLEANUP(buf_deinit) = BUF(8192);

	tex_to_unicode(&title, str_of(paper->title));
	table_add(t, PAINT_NONE, buf_cstr(&title));
}

static void print_readers(const struct looking *l)
{
	static const struct table_column columns[] = {
		{ .head = "reader", .cut = true },
		{ .head = "papers" },
		{ .head = "" },
		{ .head = "relevance", .right = true },
		{ .head = "paper" },
		{ .head = "title", .cut = true },
	};
	struct table *t CLEANUP(table_endp) =
	        table_new(columns, sizeof(columns) / sizeof(*columns), true);
	const struct what_if *r = &l->result;

	for (size_t i = 0; i < r->n_readers && i < SHOWN; i++)
		for (size_t k = 0; k < r->readers[i].n_changes; k++) {
			const struct what_if_reader *who = &r->readers[i];
			const struct what_if_change *c = &who->changes[k];

			table_add(t, PAINT_NONE, who->address);
			table_addf(t, PAINT_NONE, "%zu -> %zu", who->papers[0],
			           who->papers[1]);
			table_add(t, c->gained ? PAINT_GOOD : PAINT_BAD,
			          c->gained ? "gains" : "loses");
			table_addf(t, PAINT_NONE, "%.1f", (double)c->relevance);
			table_add(t, PAINT_NONE, c->paper->id);
			add_title(t, c->paper);
		}
}

static void print_text(const struct looking *l)
{
	const struct what_if *r = &l->result;
	char date[DATE_LEN];

	printf("Edition %s under %s instead of %s\n",
	       date_format(r->edition.date, date), l->file, l->ctl->conf->path);
	printf("  relevant     %d -> %d of %zu\n", r->relevant[0],
	       r->relevant[1], r->n_papers);
	printf("  digests      %zu -> %zu\n", r->digests[0], r->digests[1]);
	printf("  in them      %zu -> %zu papers\n", r->mailed[0],
	       r->mailed[1]);
	for (size_t i = 0; i < l->n_notes; i++)
		printf("  %s\n", l->notes[i]);
	if (!r->n_readers) {
		puts("Nobody gains or loses a paper.");
		return;
	}
	putchar('\n');
	print_readers(l);
	if (r->n_readers > SHOWN)
		printf("... and %zu more readers (--json has all)\n",
		       r->n_readers - SHOWN);
}

/* ---- the command ---- */

static int look(struct looking *l, int date)
{
	struct what_if_order order = { .conf = { l->ctl->conf, l->perhaps },
		                       .clock = l->ctl->clock,
		                       .date = date,
		                       .progress = ctl_progress };
	struct store *copy CLEANUP(store_closep) = NULL;
	struct err err = { 0 };

	if (store_open_copy(l->ctl->conf->state_dir, &copy, &err))
		return ctl_say(l->ctl, CTL_FAILED, "%s", err.msg);
	order.copy = copy;
	if (what_if(&order, l->arena, &l->result, &err))
		return ctl_say(l->ctl, CTL_FAILED, "%s", err.msg);
	ctl_progress_end();
	add_notes(l);
	if (l->ctl->json)
		print_json(l);
	else
		print_text(l);
	return CTL_DONE;
}

int ctl_what_if(struct ctl *ctl, int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(WORK_BYTES);
	struct conf *perhaps CLEANUP(conf_freep) = NULL;
	struct buf problems CLEANUP(buf_deinit) = BUF(1 << 20);
	const char *date = ctl_option(ctl, "date");
	struct looking l = { .ctl = ctl,
		             .file = ctl->line->operands[0],
		             .arena = arena };
	int day = DATE_NONE;

	(void)argc;
	(void)argv;
	if (date && ctl_date(ctl, date, &day))
		return CTL_USAGE;
	if (conf_load(l.file, &perhaps, &problems)) {
		fputs(buf_cstr(&problems), stderr);
		return ctl_say(ctl, CTL_USAGE, "%s has problems", l.file);
	}
	l.perhaps = perhaps;
	return look(&l, day);
}

/*
 * One step back. What is kept is a text: the settings before the last change
 * (subscriber_save.h), and before them, a line each, what papers and phrases
 * were judged then, 0 for not at all:
 *
 *	judgement=PAPER LIKED
 *	phrase=STEP TEXT
 *	state=0
 *	...
 */
#include "inbox_work.h"
#include "store/store_inbox.h"
#include "subscriber_save.h"

enum { SETTINGS_MAX = 65536 };

void inbox_undo_note(struct inbox_work *w, const char *line)
{
	/* The last said comes first: read in this order, the first of several
	 * about one thing has the last word. */
	w->undo_lines = arena_printf(w->arena, "%s\n%s", line,
	                             w->undo_lines ? w->undo_lines : "");
}

static int restore_judgement(struct inbox_work *w, struct str value,
                             struct err *err)
{
	struct str id;
	int64_t paper, liked;

	if (!str_split(&value, ' ', &id) ||
	    str_to_int(id, 1, INT64_MAX, &paper) ||
	    str_to_int(value, -1, 1, &liked))
		return 0;
	return store_judge(w->store, w->reader.id, paper, (int)liked, err);
}

static int restore_phrase(struct inbox_work *w, struct str value,
                          struct err *err)
{
	struct str number;
	int64_t step;

	if (!str_split(&value, ' ', &number) || !value.len ||
	    str_to_int(number, -STEP_MAX, STEP_MAX, &step))
		return 0;
	return store_phrase_put(w->store, w->reader.id,
	                        arena_str(w->arena, value), (int)step, err);
}

static int restore(struct inbox_work *w, struct str text, struct err *err)
{
	struct str rest = text, line, key;

	subscriber_parse(text, w->order->conf, w->arena, &w->after);
	while (str_split(&rest, '\n', &line)) {
		if (!str_split(&line, '=', &key) || !line.ptr)
			continue;
		if ((str_eq(key, STR("judgement")) &&
		     restore_judgement(w, line, err)) ||
		    (str_eq(key, STR("phrase")) &&
		     restore_phrase(w, line, err)))
			return -1;
	}
	return 0;
}

int inbox_undo(struct inbox_work *w, const struct command *c, struct err *err)
{
	const char *text;
	int rc = store_undo_take(w->store, w->reader.id, w->arena, &text, err);

	if (rc < 0)
		return -1;
	if (rc) {
		inbox_say(w, APPLY_NOTHING, "There is nothing to undo.");
		return 0;
	}
	if (restore(w, str_of(text), err))
		return -1;
	w->undone = true;
	inbox_say(w, APPLY_UNDO, "Your last change is taken back.");
	inbox_applied(w, c);
	return 0;
}

int inbox_save(struct inbox_work *w, struct err *err)
{
	struct buf was CLEANUP(buf_deinit) = BUF(SETTINGS_MAX);
	struct buf is CLEANUP(buf_deinit) = BUF(SETTINGS_MAX);
	size_t settings;

	if (w->undo_lines)
		buf_adds(&was, w->undo_lines);
	settings = was.len;
	subscriber_print(&w->reader, w->order->conf, &was);
	subscriber_print(&w->after, w->order->conf, &is);
	if (!settings && str_eq(buf_str(&was), buf_str(&is)))
		return 0;
	w->changed = !w->undone;
	if (w->changed &&
	    store_undo_put(w->store, w->reader.id, buf_cstr(&was), err))
		return -1;
	return subscriber_save(w->store, w->order->conf, &w->reader, &w->after,
	                       err);
}

/*
 * A mail's commands: those of its subject, then those of its first lines. The
 * subject of a reply is mostly ours, so it counts only when all of it is
 * command. Ten lines that mean nothing end the reading.
 */
#include "mail/command_intern.h"

#include <unistr.h>

#include "base/cleanup.h"
#include "text/escape.h"

enum {
	FOREIGN_LINES_MAX = 10,
	LINES_MAX = 200,
	TEXT_BYTES_MAX = 64 * 1024,
	VERB_BYTES_MAX = 40,
	WRAPPED_MIN = 50, /* a line that long may go on in the next one */
	READ_ON_MAX = 1024,
	PRINTED_MAX = 16 * 1024,
};

/* ---- gathering ---- */

static bool same_command(const struct command *a, const struct command *b)
{
	if (a->verb != b->verb || a->paper != b->paper ||
	    a->n_topics != b->n_topics || a->number != b->number ||
	    a->until != b->until || !a->phrase != !b->phrase)
		return false;
	for (size_t i = 0; i < a->n_topics; i++)
		if (a->topics[i] != b->topics[i])
			return false;
	return !a->phrase || !strcmp(a->phrase, b->phrase);
}

void reader_command(struct reader *r, const struct command *command)
{
	struct command_reading *out = r->out;

	r->meaning++;
	for (size_t i = 0; i < out->n_commands; i++)
		if (same_command(&out->commands[i], command))
			return;
	if (out->n_commands < COMMANDS_MAX)
		out->commands[out->n_commands++] = *command;
}

void reader_verb(struct reader *r, enum verb verb)
{
	reader_command(r, &(struct command){ .verb = verb });
}

void reader_unknown(struct reader *r, const char *line)
{
	for (size_t i = 0; i < r->out->n_unknown; i++)
		if (!strcmp(r->unknown[i], line))
			return;
	if (*line && r->out->n_unknown < READINGS_MAX)
		r->unknown[r->out->n_unknown++] = line;
}

void reader_foreign(struct reader *r, const char *line)
{
	if (*line && r->n_foreign_lines < READINGS_MAX)
		r->foreign_lines[r->n_foreign_lines++] = line;
}

void reader_bad(struct reader *r, size_t i, size_t j)
{
	r->meaning++;
	reader_unknown(r, words_shown(&r->line, i, j, SHOWN_MAX, r->arena));
}

void reader_question(struct reader *r, const char *a, const char *b)
{
	struct command_question *q = &r->questions[r->out->n_questions];

	r->meaning++;
	for (size_t i = 0; i < r->out->n_questions; i++)
		if (!strcmp(r->questions[i].readings[0], a) &&
		    !strcmp(r->questions[i].readings[1], b))
			return;
	if (r->out->n_questions == READINGS_MAX)
		return;
	r->out->n_questions++;
	q->line = words_shown(&r->line, 0, r->line.n, SHOWN_MAX, r->arena);
	q->readings[0] = a;
	q->readings[1] = b;
}

void reader_either(struct reader *r, const struct command *a,
                   const struct command *b)
{
	struct buf x CLEANUP(buf_deinit) = BUF(PRINTED_MAX);
	struct buf y CLEANUP(buf_deinit) = BUF(PRINTED_MAX);

	command_print(a, r->context->topics, &x);
	command_print(b, r->context->topics, &y);
	reader_question(r, arena_str(r->arena, buf_str(&x)),
	                arena_str(r->arena, buf_str(&y)));
}

/* ---- lines ---- */

static bool read_line(struct reader *r, struct str line)
{
	int cjk = table_cjk(line);
	struct words rest, s;
	bool meant = false;

	if (cjk) {
		if (cjk > 0) {
			r->unsubscribe = true;
			reader_verb(r, VERB_UNSUBSCRIBE);
		}
		r->asked |= cjk < 0;
		return cjk > 0;
	}
	rest = words_of(line, r->arena);
	while (words_sentence(&rest, &s))
		meant |= sentence_read(r, &s, false);
	return meant;
}

/* Does a line begin with a verb, with nothing before it? */
static bool starts_with_verb(struct reader *r, struct str line)
{
	const struct phrase *rival;
	struct words words;
	size_t len;

	if (line.len > VERB_BYTES_MAX)
		line.len = VERB_BYTES_MAX;
	words = words_of(line, r->arena);
	return words.n && table_phrase(&words, 0, &len, &rival);
}

/* One command a line, however long: as we write them down ourselves. */
static bool lists_commands(struct reader *r, struct str line, struct str rest)
{
	struct str next;

	return str_split(&rest, '\n', &next) && starts_with_verb(r, line) &&
	       starts_with_verb(r, next);
}

/* Takes the next line off *rest, with those that a mail program wrapped it
 * into: long lines, and lines that end in a comma, go on. */
static bool next_line(struct reader *r, struct str *rest, struct buf *line)
{
	struct str part;

	buf_clear(line);
	while (str_split(rest, '\n', &part)) {
		const char *end;
		size_t length;

		part = str_trim(part);
		if (!part.len)
			return true;
		buf_addf(line, "%s%.*s", line->len ? " " : "", (int)part.len,
		         part.ptr);
		end = &part.ptr[part.len - 1];
		length = u8_mbsnlen((const uint8_t *)part.ptr, part.len);
		/* No more than words_of reads. */
		if (line->len > LINE_BYTES_MAX - READ_ON_MAX)
			return true;
		if (*end != ',' &&
		    (length < WRAPPED_MIN || strchr(".!?;:", *end) ||
		     lists_commands(r, buf_str(line), *rest)))
			return true;
	}
	return line->len > 0;
}

static void read_text(struct reader *r, struct str text)
{
	struct buf line CLEANUP(buf_deinit) = BUF(TEXT_BYTES_MAX);
	struct buf clean CLEANUP(buf_deinit) = BUF(TEXT_BYTES_MAX * 4);
	size_t foreign = 0, lines = 0;
	struct str rest;

	if (text.len > TEXT_BYTES_MAX)
		text.len = TEXT_BYTES_MAX;
	text_clean(&clean, text, true);
	rest = (struct str){ buf_cstr(&clean), clean.len };
	while (foreign < FOREIGN_LINES_MAX && lines++ < LINES_MAX &&
	       !line.full && next_line(r, &rest, &line)) {
		if (line.len && !read_line(r, buf_str(&line)))
			foreign++;
	}
}

/* ---- the subject ---- */

static void read_subject(struct reader *r, struct str subject)
{
	struct command_reading out = { .n_commands = 0 };
	struct reader trial = { .context = r->context,
		                .arena = r->arena,
		                .out = &out,
		                .forms = r->forms,
		                .n_forms = r->n_forms };
	struct words rest = words_of(subject, r->arena), s;
	int cjk = table_cjk(subject);
	bool all = rest.n > 0;

	if (cjk > 0) {
		r->unsubscribe = true;
		reader_verb(r, VERB_UNSUBSCRIBE);
	}
	r->asked |= cjk < 0;
	while (!cjk && words_sentence(&rest, &s))
		all &= sentence_read(&trial, &s, true);
	if (cjk || !all)
		return;
	r->asked |= trial.asked;
	r->unsubscribe |= trial.unsubscribe;
	r->yes |= trial.yes;
	for (size_t i = 0; i < out.n_commands; i++)
		reader_command(r, &out.commands[i]);
	for (size_t i = 0; i < out.n_questions; i++) {
		r->line = (struct words){ 0 };
		reader_question(r, trial.questions[i].readings[0],
		                trial.questions[i].readings[1]);
		r->questions[r->out->n_questions - 1].line =
		        trial.questions[i].line;
	}
	for (size_t i = 0; i < out.n_unknown; i++)
		reader_unknown(r, trial.unknown[i]);
}

/* ---- what wins ---- */

/* Unsubscribe leaves nothing beside it but what the law grants as well. */
static void only_unsubscribe(struct command_reading *out)
{
	struct command kept[3] = { { .verb = VERB_UNSUBSCRIBE } };
	size_t n = 1;

	for (size_t i = 0; i < out->n_commands; i++)
		if (out->commands[i].verb == VERB_MY_DATA ||
		    out->commands[i].verb == VERB_FORGET)
			kept[n++] = out->commands[i];
	memcpy(out->commands, kept, n * sizeof(*kept));
	out->n_commands = n;
	out->n_unknown = out->n_questions = 0;
	out->help = false;
}

void command_read(const struct command_context *context, struct str subject,
                  struct str text, struct arena *arena,
                  struct command_reading *reading)
{
	struct reader *r = arena_alloc(arena, sizeof(*r));

	*reading = (struct command_reading){ .n_commands = 0 };
	*r = (struct reader){ .context = context,
		              .arena = arena,
		              .out = reading };
	topics_prepare(r);
	read_subject(r, subject);
	read_text(r, text);
	if (r->yes && !reading->n_commands && !reading->n_questions)
		reader_verb(r, VERB_CONFIRM);
	for (size_t i = 0; i < r->n_foreign_lines && !reading->n_commands &&
	                   !reading->n_questions;
	     i++)
		reader_unknown(r, r->foreign_lines[i]);
	reading->unknown =
	        memcpy(arena_array(arena, READINGS_MAX, sizeof(char *)),
	               r->unknown, sizeof(r->unknown));
	reading->questions =
	        memcpy(arena_array(arena, READINGS_MAX, sizeof(*r->questions)),
	               r->questions, sizeof(r->questions));
	reading->help =
	        r->asked || (!reading->n_commands && !reading->n_questions);
	if (r->unsubscribe)
		only_unsubscribe(reading);
}

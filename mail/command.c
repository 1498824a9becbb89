/*
 * A mail's commands: those of its subject, then those of its first lines. The
 * subject of a reply is mostly ours, so it counts only when all of it is
 * command. Ten lines that mean nothing end the reading.
 */
#include "mail/command_intern.h"

#include <ctype.h>

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

/* A list is one command a topic; only "only" needs them together. */
static void each_topic(struct reader *r, const struct command *command)
{
	for (size_t i = 0; i < command->n_topics; i++) {
		struct command one = *command;

		one.topics[0] = command->topics[i];
		one.n_topics = 1;
		reader_command(r, &one);
	}
}

void reader_command(struct reader *r, const struct command *command)
{
	struct command_reading *out = r->out;

	if (command->n_topics > 1 && command->verb != VERB_ONLY) {
		each_topic(r, command);
		return;
	}
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

static void question(struct reader *r, const char *line, const char *a,
                     const char *b)
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
	q->line = line;
	if (!line || !*line)
		q->line = arena_printf(r->arena, "%s, %s", a, b);
	q->readings[0] = a;
	q->readings[1] = b;
}

void reader_ask(struct reader *r, const char *line, const struct command *a,
                const struct command *b)
{
	struct buf x CLEANUP(buf_deinit) = BUF(PRINTED_MAX);
	struct buf y CLEANUP(buf_deinit) = BUF(PRINTED_MAX);

	command_print(a, r->context->topics, &x);
	command_print(b, r->context->topics, &y);
	question(r, line, arena_str(r->arena, buf_str(&x)),
	         arena_str(r->arena, buf_str(&y)));
}

void reader_either(struct reader *r, const struct command *a,
                   const struct command *b)
{
	reader_ask(r, words_shown(&r->line, 0, r->line.n, SHOWN_MAX, r->arena),
	           a, b);
}

/* ---- lines ---- */

static bool read_line(struct reader *r, struct str line)
{
	int leaves = abroad_line(line);
	struct words rest, s;
	bool meant = false;

	if (leaves) {
		if (leaves > 0) {
			r->unsubscribe = true;
			reader_verb(r, VERB_UNSUBSCRIBE);
		}
		r->asked |= leaves < 0;
		return leaves > 0;
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

static size_t digits(struct str s, size_t i)
{
	size_t n = 0;

	while (i + n < s.len && isdigit((unsigned char)s.ptr[i + n]))
		n++;
	return n;
}

/* "Daily Papers, Mon 5 Jan 2026: 7 papers; TITLE" (words_subject in
 * mail/compose_words.c): ours, and what a feed called its paper is nobody's
 * wish. */
static bool is_digest_subject(struct str s)
{
	struct str rest = s;
	ptrdiff_t at;

	while ((at = str_find(rest, STR(" paper"))) >= 0) {
		size_t end = (size_t)(rest.ptr - s.ptr) + (size_t)at, i = end;

		while (i > 0 && isdigit((unsigned char)s.ptr[i - 1]))
			i--;
		if (i < end && i >= 6 && s.ptr[i - 2] == ':' &&
		    s.ptr[i - 1] == ' ' && digits(s, i - 6) == 4)
			return true;
		rest = (struct str){ s.ptr + end + 1, s.len - end - 1 };
	}
	return false;
}

static void read_subject(struct reader *r, struct str subject)
{
	struct command_reading out = { .n_commands = 0 };
	struct reader trial = { .context = r->context,
		                .arena = r->arena,
		                .out = &out,
		                .forms = r->forms,
		                .n_forms = r->n_forms,
		                .away = DATE_NONE };
	struct words rest = words_of(subject, r->arena), s;
	int leaves = abroad_line(subject);
	bool all = rest.n > 0;

	if (leaves > 0) {
		r->unsubscribe = true;
		reader_verb(r, VERB_UNSUBSCRIBE);
	}
	r->asked |= leaves < 0;
	while (!leaves && words_sentence(&rest, &s))
		all &= sentence_read(&trial, &s, true);
	if (leaves || !all)
		return;
	r->asked |= trial.asked;
	r->unsubscribe |= trial.unsubscribe;
	r->yes |= trial.yes;
	r->away = trial.away;
	for (size_t i = 0; i < out.n_commands; i++)
		reader_command(r, &out.commands[i]);
	for (size_t i = 0; i < out.n_questions; i++)
		question(r, trial.questions[i].line,
		         trial.questions[i].readings[0],
		         trial.questions[i].readings[1]);
	if (trial.amount != AMOUNT_NONE) {
		r->amount = trial.amount;
		r->amount_less = trial.amount_less;
		r->amount_line = trial.amount_line;
	}
	for (size_t i = 0; i < out.n_unknown; i++)
		reader_unknown(r, trial.unknown[i]);
}

/* ---- what contradicts ---- */

/* May a and b both be meant of the same thing? */
static bool opposite(enum verb a, enum verb b)
{
	static const enum verb pairs[][2] = {
		{ VERB_MORE, VERB_LESS },       { VERB_MORE, VERB_MUTE },
		{ VERB_MORE, VERB_DROP },       { VERB_MUTE, VERB_UNMUTE },
		{ VERB_ADD, VERB_DROP },        { VERB_ADD, VERB_MUTE },
		{ VERB_FOLLOW, VERB_UNFOLLOW },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if ((a == pairs[i][0] && b == pairs[i][1]) ||
		    (a == pairs[i][1] && b == pairs[i][0]))
			return true;
	return false;
}

/* Settings that hold one value: each pair of these excludes the other. */
static bool exclude(enum verb a, enum verb b)
{
	static const enum verb pairs[][2] = {
		{ VERB_THRESHOLD, VERB_THRESHOLD },
		{ VERB_NOVELTY, VERB_NOVELTY },
		{ VERB_MAX, VERB_MAX },
		{ VERB_PAUSE, VERB_PAUSE },
		{ VERB_PAUSE, VERB_RESUME },
		{ VERB_DAILY, VERB_WEEKLY },
		{ VERB_WEEKLY, VERB_WEEKLY },
		{ VERB_TEXT, VERB_HTML },
		{ VERB_ONLY, VERB_ONLY },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if ((a == pairs[i][0] && b == pairs[i][1]) ||
		    (a == pairs[i][1] && b == pairs[i][0]))
			return true;
	return false;
}

static bool contradict(const struct command *a, const struct command *b)
{
	struct command same = *b;

	same.verb = a->verb;
	return exclude(a->verb, b->verb) ||
	       (opposite(a->verb, b->verb) && same_command(a, &same));
}

/* "Weekly. Fridays, please", "pause; back on Monday": the one says more. */
static bool says_less(const struct command *a, const struct command *b)
{
	if (a->verb != b->verb)
		return false;
	return (a->verb == VERB_WEEKLY && a->number < 0 && b->number >= 0) ||
	       (a->verb == VERB_PAUSE && a->until == DATE_NONE &&
	        b->until != DATE_NONE);
}

static void remove_command(struct command_reading *out, size_t i)
{
	out->n_commands--;
	memmove(&out->commands[i], &out->commands[i + 1],
	        (out->n_commands - i) * sizeof(*out->commands));
}

/* "I am away until Monday. Please pause." */
static void pause_while_away(struct reader *r)
{
	struct command_reading *out = r->out;

	for (size_t i = 0; i < out->n_commands && r->away != DATE_NONE; i++)
		if (out->commands[i].verb == VERB_PAUSE &&
		    out->commands[i].until == DATE_NONE)
			out->commands[i].until = r->away;
}

/* "I am away until Monday" and no more: not our business, perhaps. */
static void ask_whether_away(struct reader *r)
{
	if (!r->absent || r->away == DATE_NONE || r->out->n_commands ||
	    r->out->n_questions)
		return;
	reader_ask(r, NULL,
	           &(struct command){ .verb = VERB_PAUSE, .until = r->away },
	           &(struct command){ .verb = VERB_STATUS });
}

/* "threshold 8, threshold 9": which? Neither, until the writer has said. */
static void ask_contradictions(struct reader *r)
{
	struct command_reading *out = r->out;

	for (size_t i = 0; i < out->n_commands; i++)
		for (size_t k = 0; k < out->n_commands; k++)
			if (says_less(&out->commands[i], &out->commands[k])) {
				remove_command(out, i);
				i--;
				break;
			}
	for (size_t i = 0; i < out->n_commands; i++)
		for (size_t k = i + 1; k < out->n_commands; k++) {
			struct command a = out->commands[i];
			struct command b = out->commands[k];

			if (!contradict(&a, &b))
				continue;
			reader_ask(r, NULL, &a, &b);
			remove_command(out, k);
			remove_command(out, i);
			k = i;
		}
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
		              .out = reading,
		              .away = DATE_NONE };
	topics_prepare(r);
	if (!is_digest_subject(subject))
		read_subject(r, subject);
	read_text(r, text);
	pause_while_away(r);
	ask_contradictions(r);
	arguments_ask_amount(r);
	ask_whether_away(r);
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

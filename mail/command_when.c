/* When digests come: pauses with an end or without, weekdays. */
#include "mail/command_intern.h"

static size_t pause_for(struct reader *r, const struct words *s, size_t i,
                        size_t at, const struct date_reading *d)
{
	struct command c = { .verb = VERB_PAUSE, .until = d->date };

	if (d->verdict == DATE_BAD) {
		reader_bad(r, i, sentence_clause_end(s, at));
		return sentence_clause_end(s, at);
	}
	if (d->verdict == DATE_EITHER) {
		struct command other = c;

		other.until = d->other;
		reader_either(r, &c, &other);
	} else {
		reader_command(r, &c);
	}
	return at + d->len;
}

/* "2 weeks pause please", "a two week pause" */
static bool when_before(const struct words *s, size_t i, int today,
                        struct command *pause)
{
	size_t start = i;

	while (start > 0 && !s->at[start - 1].mark)
		start--;
	for (; start < i; start++) {
		struct date_reading d = date_until(s, start, today);

		if (d.verdict == DATE_GOOD && start + d.len == i) {
			pause->until = d.date;
			return true;
		}
	}
	return false;
}

size_t when_pause(struct reader *r, const struct words *s, size_t i, size_t len)
{
	size_t end = sentence_clause_end(s, i), at = i + len;
	struct command before = { .verb = VERB_PAUSE };
	struct items items;

	for (size_t k = at; k < end; k++)
		if (words_match(s, k, "instead of") ||
		    words_match(s, k, "rather than"))
			end = k;
	for (size_t k = at; k < s->n; k++) {
		struct date_reading d = date_until(s, k, r->context->today);

		if (words_match(s, k, "from now until") ||
		    words_match(s, k, "from today until"))
			continue;
		/* Pauses begin now. */
		if (words_match(s, k, "from") &&
		    date_at(s, k + 1, r->context->today).verdict !=
		            DATE_ABSENT) {
			reader_bad(r, i, s->n);
			return s->n;
		}
		if (words_match(s, k, "until then") ||
		    words_match(s, k, "till then"))
			break;
		if (d.verdict != DATE_ABSENT)
			return pause_for(r, s, i, k, &d);
		if (s->at[k].mark && strchr(",:(=-", s->at[k].mark))
			continue;
		if (s->at[k].mark || !table_clean(s->at[k].key))
			break;
	}
	if (at == i + len && table_all_clean(s, at, end) &&
	    when_before(s, i, r->context->today, &before)) {
		reader_command(r, &before);
		return end;
	}
	if (words_find(s, at, "until then") < end ||
	    words_find(s, at, "till then") < end ||
	    table_all_clean(s, at, end)) {
		reader_command(r, &(struct command){ .verb = VERB_PAUSE,
		                                     .until = DATE_NONE });
		return end;
	}
	items_read(r, s, at, &items);
	if (items.n_topics && !items.n_phrases && !items.bad) {
		struct command mute = { .verb = VERB_MUTE,
			                .n_topics = items.n_topics };

		memcpy(mute.topics, items.topics, sizeof(mute.topics));
		reader_either(r, &mute,
		              &(struct command){ .verb = VERB_PAUSE,
		                                 .until = DATE_NONE });
		return items.next;
	}
	reader_bad(r, i, end);
	return end;
}

/* Remembers the date at d for a pause that has none. */
static size_t away_until(struct reader *r, size_t at,
                         const struct date_reading *d)
{
	if (d->verdict == DATE_ABSENT)
		return 0;
	r->foreign = true;
	r->away = d->verdict == DATE_GOOD ? d->date : DATE_NONE;
	return at + d->len;
}

/* "back on Monday", "back in two weeks": said of the writer. No wish yet, an
 * absence note says the same. */
size_t when_back(struct reader *r, const struct words *s, size_t i)
{
	struct date_reading d = date_at(s, i + 1, r->context->today);

	if (d.verdict == DATE_ABSENT && words_match(s, i + 1, "in")) {
		d = date_until(s, i + 2, r->context->today);
		if (d.verdict == DATE_ABSENT)
			d = date_at(s, i + 2, r->context->today);
		d.len++;
	}
	r->absent = true;
	return away_until(r, i + 1, &d);
}

/* "on holiday until Monday", "away for two weeks" */
size_t when_away(struct reader *r, const struct words *s, size_t i, size_t len)
{
	struct date_reading d = date_until(s, i + len - 1, r->context->today);

	r->absent |= len > 1;
	return away_until(r, i + len - 1, &d);
}

static bool is_setting(const struct words *s, size_t i, size_t *len)
{
	const struct phrase *rival, *p = table_phrase(s, i, len, &rival);
	double number;
	size_t n;

	if (!p || rival)
		return false;
	switch (p->sense) {
	case VERB_TEXT:
	case VERB_HTML:
	case VERB_DAILY:
	case VERB_WEEKLY:
		return true;
	case VERB_THRESHOLD:
	case VERB_NOVELTY:
	case VERB_MAX:
		n = date_number_behind(s, i + *len, &number);
		*len += n;
		return n > 0;
	default:
		return false;
	}
}

size_t when_setting(const struct words *s, size_t i, size_t end)
{
	size_t first = end, len;

	while (i < end) {
		bool mark = s->at[i].mark != 0;

		if (!mark && is_setting(s, i, &len)) {
			first = first < end ? first : i;
			i += len;
		} else if (mark || table_clean(s->at[i].key) ||
		           date_weekday_of(s->at[i].key) >= 0) {
			i++;
		} else {
			return end;
		}
	}
	return first;
}

/* Where a weekday may stand behind "weekly": "weekly, on Fridays". */
static size_t behind_mark(const struct words *s, size_t end)
{
	size_t k = end;

	while (k < s->n &&
	       (s->at[k].mark || words_match(s, k, "on") ||
	        words_match(s, k, "every") || words_match(s, k, "please")))
		k++;
	return k > end && k < s->n && date_weekday_of(s->at[k].key) >= 0 ? k + 1
	                                                                 : end;
}

size_t when_weekly(struct reader *r, const struct words *s, size_t i,
                   size_t len)
{
	struct command c = { .verb = VERB_WEEKLY, .number = -1 };
	size_t end = behind_mark(s, sentence_clause_end(s, i));

	end = when_setting(s, i + len, end);
	for (size_t k = i; k < end; k++) {
		int day = s->at[k].mark ? -1 : date_weekday_of(s->at[k].key);

		if (day >= 0)
			c.number = day;
		else if (k >= i + len && !s->at[k].mark &&
		         !table_clean(s->at[k].key))
			return 0;
	}
	reader_command(r, &c);
	return end;
}

size_t when_every(struct reader *r, const struct words *s, size_t i)
{
	int day = i + 1 < s->n ? date_weekday_of(s->at[i + 1].key) : -1;

	if (day >= 0 || words_match(s, i + 1, "week"))
		return when_weekly(r, s, i, 1 + (day < 0));
	if (!words_match(s, i + 1, "day") && !words_match(s, i + 1, "weekday"))
		return 0;
	reader_verb(r, VERB_DAILY);
	return i + 2;
}

#include "score/llm_answer.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/json.h"
#include "score/llm_comment.h"

enum {
	ANSWER_MAX = 1 << 20,   /* bytes that are read */
	OBJECT_MAX = 256 << 10, /* of one object */
	DEPTH_MAX = 16,
	WORK_MAX = 16 << 20, /* bytes looked at while looking for objects */
};

/* ----------------------------------------------------- finding objects */

/* Bytes of the JSON value that begins here with a brace; 0: it does not end,
 * or is too large or deep. *work counts down. */
static size_t object_len(struct str s, size_t *work)
{
	size_t most = s.len < OBJECT_MAX ? s.len : OBJECT_MAX, i;
	int depth = 0;
	bool quoted = false;

	for (i = 0; i < most && *work; i++, (*work)--) {
		char c = s.ptr[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '[') &&
		         ++depth > DEPTH_MAX)
			return 0;
		else if (!quoted && (c == '}' || c == ']') && !--depth)
			return i + 1;
	}
	return 0;
}

/* Commas before a closing bracket go, outside strings. */
static void without_trailing_commas(struct buf *out, struct str s)
{
	bool quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		size_t next = i + 1;

		if (quoted && c == '\\' && next < s.len) {
			buf_add(out, s.ptr + i++, 2);
			continue;
		}
		if (c == '"')
			quoted = !quoted;
		while (next < s.len && isspace((unsigned char)s.ptr[next]))
			next++;
		if (!quoted && c == ',' && next < s.len &&
		    (s.ptr[next] == '}' || s.ptr[next] == ']'))
			continue;
		buf_addc(out, c);
	}
}

static struct json *parse(struct str s)
{
	struct buf repaired CLEANUP(buf_deinit) = BUF(OBJECT_MAX);
	struct json *j = json_parse(s, NULL);

	if (j)
		return j;
	without_trailing_commas(&repaired, s);
	return json_parse(buf_str(&repaired), NULL);
}

/* A member whatever the case of its name; the first of several. */
static const struct json *member(const struct json *obj, const char *name)
{
	if (!json_is_object(obj))
		return NULL;
	for (const struct json *m = json_first(obj); m; m = json_next(m))
		if (json_name(m) && !strcasecmp(json_name(m), name))
			return m;
	return NULL;
}

/* ---------------------------------------------------------------- ids */

static int find_id(const struct llm_asked *asked, const char *text)
{
	char id[PAPER_ID_MAX];
	struct str s = str_trim(str_of(text));
	int version;

	if (s.len >= 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
		s = (struct str){ s.ptr + 1, s.len - 2 };
	for (size_t i = 0; i < asked->n; i++)
		if (str_eq_nocase(s, str_of(asked->papers[i]->id)))
			return (int)i;
	if (paper_id_parse(text, id, &version))
		return -1;
	for (size_t i = 0; i < asked->n; i++)
		if (!strcasecmp(id, asked->papers[i]->id))
			return (int)i;
	return -1;
}

/* As a number an id has lost its last zeros: 2504.1 was 2504.10000 (or
 * 1312.1000, as before 2015). */
static int find_number_id(const struct llm_asked *asked, double v)
{
	char text[32];
	int at = -1;

	if (!(v > 0 && v < 1e5))
		return -1;
	for (int digits = 5; digits >= 4 && at < 0; digits--) {
		snprintf(text, sizeof(text), "%0*.*f", 5 + digits, digits, v);
		at = find_id(asked, text);
	}
	return at;
}

/* The place of the paper that this object is about. -1: of none that was asked
 * about; -2: it is no answer about a paper at all. */
static int find_paper(const struct llm_asked *asked, const struct json *obj)
{
	static const char *const names[] = { "ARXIVID", "ARXIV_ID", "ID" };
	const struct json *id = NULL;

	for (size_t i = 0; i < 3 && !id; i++)
		id = member(obj, names[i]);
	if (!id)
		return -2;
	if (json_is_num(id))
		return find_number_id(asked, json_as_num(id));
	return json_as_str(id) ? find_id(asked, json_as_str(id)) : -1;
}

/* ------------------------------------------------------------- numbers */

/* "9", "9/10", "9 out of 10", "9 of 10". */
static int number_in(const char *text, double *out)
{
	static const char *const tails[] = { "", "/10", "/ 10", "out of 10",
		                             "of 10" };
	struct str s = str_trim(str_of(text)), number = s, tail;

	number.len = 0;
	while (number.len < s.len &&
	       (isdigit((unsigned char)s.ptr[number.len]) ||
	        s.ptr[number.len] == '.'))
		number.len++;
	tail = str_trim((struct str){ s.ptr + number.len, s.len - number.len });
	if (str_to_double(number, out))
		return -1;
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		if (str_eq_nocase(tail, str_of(tails[i])))
			return 0;
	return -1;
}

/* A score, 1..10; 0 or -1. */
static int score_in(const struct json *j, float *out)
{
	double v;

	if (json_is_num(j))
		v = json_as_num(j);
	else if (!json_as_str(j) || number_in(json_as_str(j), &v))
		return -1;
	if (!(v >= 0 && v <= 10))
		return -1;
	*out = (float)fmax(1, v);
	return 0;
}

/* --------------------------------------------------------------- topics */

static void set_topic(const struct llm_asked *asked, const char *word,
                      const struct json *value, struct score *score)
{
	int t = word ? topic_find(asked->topics, asked->n_topics, word) : -1;
	float v;

	/* 0 is how a model says "does not match". */
	if (t < 0 || score_in(value, &v) ||
	    (json_is_num(value) && json_as_num(value) < 1))
		return;
	score->topic[t] = fminf(v, score->relevance);
}

/* {"moe": 9}, or [{"id": "moe", "relevance": 9}]. */
static void read_topics(const struct llm_asked *asked, const struct json *list,
                        struct score *score)
{
	for (const struct json *m = json_first(list); m; m = json_next(m)) {
		const struct json *id = member(m, "id");

		if (json_is_object(list))
			set_topic(asked, json_name(m), m, score);
		else if (json_is_array(list) && id)
			set_topic(asked, json_as_str(id),
			          member(m, "relevance"), score);
	}
}

/* --------------------------------------------------------------- scores */

static const char *comment_of(const struct json *obj, struct arena *arena)
{
	struct buf clean CLEANUP(buf_deinit) = BUF(2 * LLM_COMMENT_MAX);
	const char *text = json_as_str(member(obj, "COMMENT"));

	if (text)
		llm_comment_clean(&clean, str_of(text));
	return clean.len ? arena_str(arena, buf_str(&clean))
	                 : "No topic is matched closely";
}

static void take(const struct json *obj, const struct llm_asked *asked,
                 struct arena *arena, struct score *scores,
                 struct llm_found *found)
{
	struct score score = { .by = SCORE_BY_LLM };
	int at = find_paper(asked, obj);

	if (at < 0) {
		found->unknown += at == -1;
		return;
	}
	if (scores[at].by != SCORE_BY_NONE)
		return;
	if (score_in(member(obj, "RELEVANCE"), &score.relevance) ||
	    score_in(member(obj, "NOVELTY"), &score.novelty)) {
		found->odd++;
		return;
	}
	read_topics(asked, member(obj, "TOPICS"), &score);
	score.comment = comment_of(obj, arena);
	scores[at] = score;
	found->scored++;
}

/* Each object of the text that has an id; objects around them are gone into.
 */
void llm_answer_scores(struct str answer, const struct llm_asked *asked,
                       struct arena *arena, struct score *scores,
                       struct llm_found *found)
{
	size_t work = WORK_MAX;

	*found = (struct llm_found){ 0 };
	if (answer.len > ANSWER_MAX)
		answer.len = ANSWER_MAX;
	while (answer.len && work) {
		struct json *obj CLEANUP(json_freep) = NULL;
		size_t len = *answer.ptr == '{' ? object_len(answer, &work) : 0;

		if (len)
			obj = parse((struct str){ answer.ptr, len });
		if (obj && find_paper(asked, obj) != -2)
			take(obj, asked, arena, scores, found);
		else
			len = 1;
		work -= len < work ? len : work;
		answer.ptr += len;
		answer.len -= len;
	}
}

/* --------------------------------------------------------------- titles */

static bool in_id(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(".:/-_", c));
}

/* The next word that could be an id, cut off the front of *rest; false: none.
 */
static bool next_word(struct str *rest, char *word, size_t size)
{
	size_t len = 0, full;

	while (rest->len && !isalnum((unsigned char)*rest->ptr)) {
		rest->ptr++;
		rest->len--;
	}
	while (len < rest->len && in_id(rest->ptr[len]))
		len++;
	full = len;
	while (len && !isalnum((unsigned char)rest->ptr[len - 1]))
		len--;
	snprintf(word, size, "%.*s", (int)(len < size ? len : 0), rest->ptr);
	rest->ptr += full;
	rest->len -= full;
	return full > 0;
}

/* Only what stands in a list: a sentence may name a paper to praise it. */
static struct str first_list(struct str s)
{
	const char *start = s.len ? memchr(s.ptr, '[', s.len) : NULL, *end;

	if (!start)
		return (struct str){ "", 0 };
	s.len -= (size_t)(start - s.ptr);
	s.ptr = start;
	end = memchr(s.ptr, ']', s.len);
	return (struct str){ s.ptr, end ? (size_t)(end - s.ptr) : s.len };
}

size_t llm_answer_titles(struct str answer, const struct llm_asked *asked,
                         bool *drop)
{
	enum { SEVERAL = 5 };
	char word[PAPER_ID_MAX + 64];
	struct str rest;
	size_t n = 0;

	memset(drop, 0, asked->n * sizeof(*drop));
	if (answer.len > ANSWER_MAX)
		answer.len = ANSWER_MAX;
	rest = first_list(answer);
	while (next_word(&rest, word, sizeof(word))) {
		int at = find_id(asked, word);

		if (at >= 0 && !drop[at]) {
			drop[at] = true;
			n++;
		}
	}
	if (n < asked->n || n < SEVERAL)
		return n;
	memset(drop, 0, asked->n * sizeof(*drop));
	return 0;
}

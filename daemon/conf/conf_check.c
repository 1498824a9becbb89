#include "conf/conf_check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "conf/conf.h"
#include "text/escape.h"

static int put(const struct setting_parse *in, const char *text, void *field)
{
	*(const char **)field = arena_strdup(in->arena, text);
	return 0;
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

PARSE(parse_line)
{
	struct str s = str_of(text);

	if (!s.len)
		return err_set(err, "may not be empty");
	if (has_control(text))
		return err_set(err, "line breaks and control characters are "
		                    "not allowed here");
	if (str_trim(s).len != s.len)
		return err_set(err, "begins or ends with a blank");
	return put(in, text, field);
}

PARSE(parse_word)
{
	if (strlen(text) > 120)
		return err_set(err, "longer than 120 octets");
	if (*text && !text[strspn(text, "0123456789")])
		return err_set(err,
		               "\"%s\": digits alone would be read as the "
		               "number of a paper",
		               text);
	return parse_line(in, text, field, err);
}

PARSE(parse_prose)
{
	struct buf line CLEANUP(buf_deinit) = BUF(strlen(text) * 4 + 16);

	(void)err;
	text_line(&line, str_of(text));
	return put(in, buf_cstr(&line), field);
}

PARSE(parse_path)
{
	struct buf path CLEANUP(buf_deinit) = BUF(8192);
	const char *line;

	if (parse_line(in, text, &line, err))
		return -1;
	file_join(&path, in->dir, line);
	return put(in, buf_cstr(&path), field);
}

PARSE(parse_duration)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	size_t len = strlen(text);
	int64_t n, most = (int64_t)in->row->max;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (!len || text[len - 1] != units[i].unit)
			continue;
		if (str_to_int((struct str){ text, len - 1 }, 0, INT64_MAX, &n))
			break;
		if (n > most / units[i].seconds ||
		    n * units[i].seconds < (int64_t)in->row->min)
			return err_set(err,
			               "\"%s\" is out of range (%.0fs to "
			               "%.0fs)",
			               text, in->row->min, in->row->max);
		*(int64_t *)field = n * units[i].seconds;
		return 0;
	}
	return err_set(err,
	               "\"%s\" is not a duration; write \"90s\", \"15m\", "
	               "\"12h\" or \"2d\"",
	               text);
}

PARSE(parse_time)
{
	int64_t h, m;

	(void)in;
	if (strlen(text) != 5 || text[2] != ':' ||
	    str_to_int((struct str){ text, 2 }, 0, 23, &h) ||
	    str_to_int((struct str){ text + 3, 2 }, 0, 59, &m))
		return err_set(err,
		               "\"%s\" is not a time of day; write \"06:30\"",
		               text);
	*(int *)field = (int)(h * 60 + m);
	return 0;
}

/* A name in the tz database never leaves its directory: letters, digits,
 * "_+-/", no dots. tzset(3) would take a wrong one for UTC without a word. */
PARSE(parse_zone)
{
	const char *root = getenv("TZDIR");
	struct buf path CLEANUP(buf_deinit) = BUF(4096);
	char magic[4] = "";
	FILE *f = NULL;

	if (isalpha((unsigned char)*text) &&
	    !text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
	                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/")]) {
		file_join(&path, root && *root ? root : "/usr/share/zoneinfo",
		          text);
		f = fopen(buf_cstr(&path), "re");
	}
	if (f && fread(magic, 1, 4, f) != 4)
		magic[0] = '\0';
	if (f)
		fclose(f);
	if (memcmp(magic, "TZif", 4)) /* RFC 8536 3.1 */
		return err_set(err,
		               "\"%s\" is not a time zone of this system; "
		               "write \"Europe/Paris\" or \"UTC\" (timedatectl "
		               "list-timezones)",
		               text);
	return put(in, text, field);
}

PARSE(parse_weekday)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed",
		                             "thu", "fri", "sat" };

	(void)in;
	for (unsigned i = 0; i < 7; i++) {
		if (!strcasecmp(text, names[i])) {
			*(unsigned *)field |= 1U << i;
			return 0;
		}
	}
	return err_set(err,
	               "\"%s\" is not a weekday; write \"mon\", \"tue\", "
	               "\"wed\", \"thu\", \"fri\", \"sat\" or \"sun\"",
	               text);
}

PARSE(parse_announce)
{
	unsigned bit = announce_of_name(text);

	(void)in;
	if (!bit)
		return err_set(err,
		               "\"%s\" is not an announce type; write \"new\", "
		               "\"cross\", \"replace\" or \"replace-cross\"",
		               text);
	*(unsigned *)field |= bit;
	return 0;
}

/* "hep-th", "cs.LG", "cond-mat.mtrl-sci", "q-bio.NC": arXiv's taxonomy grows,
 * so the shape is checked, not the list. */
PARSE(parse_category)
{
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz-";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
	size_t archive = strspn(text, lower);
	const char *rest = text + archive;
	size_t subject = *rest == '.' ? strspn(rest + 1, letters) : 0;

	if (!archive || archive > 12 || *text == '-' || subject > 20 ||
	    (*rest == '.' && !subject) || rest[subject ? subject + 1 : 0])
		return err_set(err,
		               "\"%s\" is not an arXiv category; write "
		               "\"cs.LG\" or \"hep-th\"",
		               text);
	return put(in, text, field);
}

PARSE(parse_topic_id)
{
	if (!islower((unsigned char)*text) ||
	    text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")])
		return err_set(err,
		               "\"%s\" is not an id: a lower-case letter, then "
		               "letters, digits and \"-\"",
		               text);
	return put(in, text, field);
}

struct choice_of {
	const char *name;
	int value;
};

/* The value of the name, or < 0 with all names in the reason. */
static int choose(const char *text, const struct choice_of *all, size_t n,
                  struct err *err)
{
	struct buf names CLEANUP(buf_deinit) = BUF(200);

	for (size_t i = 0; i < n; i++) {
		if (!strcmp(text, all[i].name))
			return all[i].value;
		buf_addf(&names, "%s\"%s\"",
		         i == 0       ? ""
		         : i == n - 1 ? " or "
		                      : ", ",
		         all[i].name);
	}
	return err_set(err, "\"%s\": write %s", text, buf_cstr(&names));
}

#define CHOOSE(type, ...)                                                   \
	do {                                                                \
		static const struct choice_of all[] = { __VA_ARGS__ };      \
		int v = choose(text, all, sizeof(all) / sizeof(*all), err); \
		(void)in;                                                   \
		if (v < 0)                                                  \
			return -1;                                          \
		*(type *)field = (type)v;                                   \
		return 0;                                                   \
	} while (0)

PARSE(parse_source_type)
{
	CHOOSE(enum source_type, { "arxiv-rss", SOURCE_ARXIV_RSS },
	       { "arxiv-api", SOURCE_ARXIV_API }, { "feed", SOURCE_FEED });
}

PARSE(parse_scorer)
{
	CHOOSE(enum score_by, { "lexical", SCORE_BY_LEXICAL },
	       { "llm", SCORE_BY_LLM });
}

PARSE(parse_prefilter)
{
	CHOOSE(enum conf_prefilter, { "lexical", PREFILTER_LEXICAL },
	       { "title", PREFILTER_TITLE }, { "none", PREFILTER_NONE });
}

PARSE(parse_tls)
{
	CHOOSE(enum conf_tls, { "required", TLS_REQUIRED },
	       { "none", TLS_NONE });
}

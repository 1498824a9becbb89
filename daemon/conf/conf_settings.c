#include "conf/conf_settings.h"

#include <string.h>

#include "base/str.h"
#include "conf/conf.h"
#include "conf/conf_check.h"

#define IN_CONF(field)   offsetof(struct conf, field)
#define IN_SOURCE(field) offsetof(struct source, field)
#define IN_TOPIC(field)  offsetof(struct topic, field)

#define DAY (24 * 60 * 60)

/* One row a kind, so that the table below reads as one. */
#define GROUP(path_)                                 \
	{                                            \
		.path = path_, .kind = SETTING_GROUP \
	}
#define LIST(path_, max_, field_, count_, type_)                     \
	{                                                            \
		.path = path_, .kind = SETTING_LIST,                 \
		.flags = SETTING_REQUIRED, .min = 1, .max = max_,    \
		.offset = IN_CONF(field_), .count = IN_CONF(count_), \
		.size = sizeof(type_)                                \
	}
#define STRING(path_, fallback_, max_, parse_, where_)                        \
	{                                                                     \
		.path = path_, .kind = SETTING_STRING, .fallback = fallback_, \
		.max = max_, .parse = parse_, .offset = where_                \
	}
#define REQUIRED(path_, max_, parse_, where_)                           \
	{                                                               \
		.path = path_, .kind = SETTING_STRING,                  \
		.flags = SETTING_REQUIRED, .fallback = "", .max = max_, \
		.parse = parse_, .offset = where_                       \
	}
#define DURATION(path_, fallback_, min_, max_, where_)           \
	{                                                        \
		.path = path_, .kind = SETTING_DURATION,         \
		.fallback = fallback_, .min = min_, .max = max_, \
		.parse = parse_duration, .offset = where_        \
	}
#define STRINGS(path_, max_, parse_, where_, count_)                 \
	{                                                            \
		.path = path_, .kind = SETTING_STRINGS, .max = max_, \
		.parse = parse_, .offset = where_, .count = count_   \
	}
#define FLAGS(path_, fallback_, parse_, where_)                              \
	{                                                                    \
		.path = path_, .kind = SETTING_FLAGS, .fallback = fallback_, \
		.min = 1, .max = 16, .parse = parse_, .offset = where_       \
	}
#define INT(path_, fallback_, min_, max_, where_)                          \
	{                                                                  \
		.path = path_, .kind = SETTING_INT, .fallback = fallback_, \
		.min = min_, .max = max_, .offset = where_                 \
	}
#define REAL(path_, fallback_, min_, max_, where_)                          \
	{                                                                   \
		.path = path_, .kind = SETTING_REAL, .fallback = fallback_, \
		.min = min_, .max = max_, .offset = where_                  \
	}
#define BOOL(path_, fallback_, where_)                                      \
	{                                                                   \
		.path = path_, .kind = SETTING_BOOL, .fallback = fallback_, \
		.offset = where_                                            \
	}

/* clang-format off */
const struct setting settings[] = {
/*       path                     default  range      check            field */
REQUIRED("state_dir",                      4000,      parse_path,      IN_CONF(state_dir)),
STRING("templates_dir",           "templates", 4000,  parse_path,      IN_CONF(templates_dir)),
STRING("prompts_dir",             "prompts", 4000,    parse_path,      IN_CONF(prompts_dir)),
STRING("metrics_file",            "",      4000,      parse_path,      IN_CONF(metrics_file)),

GROUP("schedule"),
STRING("schedule.time",           "06:30", 5,         parse_time,      IN_CONF(schedule.minute)),
STRING("schedule.timezone",       "UTC",   64,        parse_zone,      IN_CONF(schedule.timezone)),
FLAGS("schedule.days",            "mon tue wed thu fri", parse_weekday, IN_CONF(schedule.days)),
DURATION("schedule.catch_up",     "12h",   0, 7 * DAY,                 IN_CONF(schedule.catch_up)),

/* url, name: by type, see conf_whole.c. */
LIST("sources",                            32,        sources, n_sources, struct source),
{ .path = "sources[].type", .kind = SETTING_STRING, .flags = SETTING_REQUIRED,
  .max = 32, .parse = parse_source_type, .offset = IN_SOURCE(type) },
STRING("sources[].url",           "",      2000,      parse_feed_url,  IN_SOURCE(url)),
STRING("sources[].name",          "",      200,       parse_line,      IN_SOURCE(name)),
STRINGS("sources[].categories",            64,        parse_category,  IN_SOURCE(categories), IN_SOURCE(n_categories)),
FLAGS("sources[].announce_types", "new cross",        parse_announce,  IN_SOURCE(announce_types)),
BOOL("sources[].primary_only",    "false",                             IN_SOURCE(primary_only)),

/* name: the id. */
LIST("topics",                             TOPICS_MAX, topics, n_topics, struct topic),
REQUIRED("topics[].id",                    40,        parse_topic_id,  IN_TOPIC(id)),
STRING("topics[].name",           "",      80,        parse_word,      IN_TOPIC(name)),
STRINGS("topics[].aliases",                64,        parse_word,      IN_TOPIC(aliases), IN_TOPIC(n_aliases)),
STRING("topics[].relevant",       "",      8000,      parse_prose,     IN_TOPIC(relevant)),
STRING("topics[].irrelevant",     "",      8000,      parse_prose,     IN_TOPIC(irrelevant)),
STRINGS("topics[].keywords",               500,       parse_word,      IN_TOPIC(keywords), IN_TOPIC(n_keywords)),
STRINGS("topics[].avoid",                  500,       parse_word,      IN_TOPIC(avoid), IN_TOPIC(n_avoid)),

GROUP("scoring"),
STRING("scoring.scorer",          "lexical", 32,      parse_scorer,    IN_CONF(scoring.scorer)),
REAL("scoring.relevance",         "8",     1, 10,                      IN_CONF(scoring.relevance)),
REAL("scoring.novelty",           "7",     1, 10,                      IN_CONF(scoring.novelty)),
{ .path = "scoring.weights", .kind = SETTING_STRING, .flags = SETTING_EMPTY,
  .fallback = "lexical.tsv", .max = 4000, .parse = parse_path, .offset = IN_CONF(scoring.weights) },

GROUP("scoring.llm"),
STRING("scoring.llm.url",         "https://api.openai.com/v1", 2000, parse_http_url, IN_CONF(scoring.llm.url)),
STRING("scoring.llm.model",       "gpt-4o", 200,      parse_line,      IN_CONF(scoring.llm.model)),
STRING("scoring.llm.api_key_file", "",     4000,      parse_line,      IN_CONF(scoring.llm.api_key_file)),
STRINGS("scoring.llm.headers",             16,        parse_header,    IN_CONF(scoring.llm.headers), IN_CONF(scoring.llm.n_headers)),
INT("scoring.llm.batch_size",     "16",    1, 100,                     IN_CONF(scoring.llm.batch_size)),
INT("scoring.llm.concurrency",    "8",     1, 64,                      IN_CONF(scoring.llm.concurrency)),
INT("scoring.llm.requests_per_minute", "0", 0, 100000,                 IN_CONF(scoring.llm.requests_per_minute)),
DURATION("scoring.llm.timeout",   "120s",  1, 3600,                    IN_CONF(scoring.llm.timeout)),
INT("scoring.llm.retries",        "3",     0, 10,                      IN_CONF(scoring.llm.retries)),
STRING("scoring.llm.prefilter",   "lexical", 32,      parse_prefilter, IN_CONF(scoring.llm.prefilter)),
REAL("scoring.llm.prefilter_recall", "0.98", 0, 1,                     IN_CONF(scoring.llm.prefilter_recall)),
BOOL("scoring.llm.translate",    "true",                              IN_CONF(scoring.llm.translate)),
REAL("scoring.llm.budget_per_day", "0.50", 0, 1e6,                     IN_CONF(scoring.llm.budget_per_day)),
GROUP("scoring.llm.price"),
REAL("scoring.llm.price.prompt",  "2.50",  0, 1e6,                     IN_CONF(scoring.llm.price_prompt)),
REAL("scoring.llm.price.cached",  "1.25",  0, 1e6,                     IN_CONF(scoring.llm.price_cached)),
REAL("scoring.llm.price.completion", "10.00", 0, 1e6,                  IN_CONF(scoring.llm.price_completion)),

GROUP("subscribers"),
REAL("subscribers.threshold",     "8",     1, 10,                      IN_CONF(subscribers.threshold)),
REAL("subscribers.novelty",       "1",     1, 10,                      IN_CONF(subscribers.novelty)),
INT("subscribers.max_papers",     "30",    1, 100,                     IN_CONF(subscribers.max_papers)),
BOOL("subscribers.open",          "false",                             IN_CONF(subscribers.open)),
BOOL("subscribers.send_empty",    "false",                             IN_CONF(subscribers.send_empty)),

/* domain: that of address. list_id: address, with a dot for its @. admin:
 * address. See conf_whole.c. */
GROUP("mail"),
REQUIRED("mail.from",                      400,       parse_from,      IN_CONF(mail.from)),
REQUIRED("mail.address",                   254,       parse_reply_address, IN_CONF(mail.address)),
STRING("mail.domain",             "",      253,       parse_host,      IN_CONF(mail.domain)),
STRING("mail.list_id",            "",      253,       parse_host,      IN_CONF(mail.list_id)),
STRING("mail.admin",              "",      254,       parse_address,   IN_CONF(mail.admin)),
STRING("mail.authserv_id",        "",      253,       parse_host,      IN_CONF(mail.authserv_id)),
STRING("mail.dkim_selector",       "",      63,       parse_host,      IN_CONF(mail.dkim_selector)),
STRING("mail.unsubscribe_url",    "",      1000,      parse_token_url, IN_CONF(mail.unsubscribe_url)),

GROUP("mail.smtp"),
STRING("mail.smtp.url",           "smtp://127.0.0.1:25", 2000, parse_smtp_url, IN_CONF(mail.smtp.url)),
STRING("mail.smtp.tls",           "required", 32,     parse_tls,       IN_CONF(mail.smtp.tls)),
STRING("mail.smtp.ca_file",       "",      4000,      parse_path,      IN_CONF(mail.smtp.ca_file)),
STRING("mail.smtp.user",          "",      250,       parse_line,      IN_CONF(mail.smtp.user)),
STRING("mail.smtp.password_file", "",      4000,      parse_line,      IN_CONF(mail.smtp.password_file)),
INT("mail.smtp.connections",      "4",     1, 64,                      IN_CONF(mail.smtp.connections)),
INT("mail.smtp.per_domain",       "2",     1, 64,                      IN_CONF(mail.smtp.per_domain)),
INT("mail.smtp.messages_per_connection", "1000", 0, 1000000,           IN_CONF(mail.smtp.per_connection)),
INT("mail.smtp.messages_per_minute", "0",  0, 60000,                   IN_CONF(mail.smtp.per_minute)),

{ .path = "mail.imap", .kind = SETTING_GROUP, .flags = SETTING_PRESENT,
  .offset = IN_CONF(mail.imap.present) },
REQUIRED("mail.imap.url",                  2000,      parse_imap_url,  IN_CONF(mail.imap.url)),
STRING("mail.imap.tls",           "required", 32,     parse_tls,       IN_CONF(mail.imap.tls)),
STRING("mail.imap.ca_file",       "",      4000,      parse_path,      IN_CONF(mail.imap.ca_file)),
STRING("mail.imap.user",          "",      250,       parse_line,      IN_CONF(mail.imap.user)),
STRING("mail.imap.password_file", "",      4000,      parse_line,      IN_CONF(mail.imap.password_file)),
STRING("mail.imap.mailbox",       "INBOX", 250,       parse_line,      IN_CONF(mail.imap.mailbox)),
STRING("mail.imap.processed",     "Processed", 250,   parse_line,      IN_CONF(mail.imap.processed)),

GROUP("archive"),
STRING("archive.dir",             "",      4000,      parse_path,      IN_CONF(archive_dir)),
STRING("archive.url",             "",      2000,      parse_site_url,  IN_CONF(archive_url)),
};
/* clang-format on */

const size_t n_settings = sizeof(settings) / sizeof(*settings);

const char *setting_name_in(const struct setting *row, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(row->path, prefix, len) || strpbrk(row->path + len, ".["))
		return NULL;
	return row->path + len;
}

const struct setting *setting_find(const char *prefix, const char *name)
{
	for (size_t i = 0; i < n_settings; i++) {
		const char *own = setting_name_in(&settings[i], prefix);

		if (own && !strcmp(own, name))
			return &settings[i];
	}
	return NULL;
}

const char *setting_nearest(const char *prefix, const char *name)
{
	size_t len = strlen(name);
	unsigned best = len < 9 ? (unsigned)len / 3 : 3; /* typos allowed */
	const char *found = NULL;

	for (size_t i = 0; i < n_settings; i++) {
		const char *own = setting_name_in(&settings[i], prefix);
		unsigned d = own ? str_distance(str_of(own), str_of(name)) : 99;

		if (d <= best && (!found || d < best)) {
			best = d;
			found = own;
		}
	}
	for (size_t i = 0; i < n_settings && !found; i++) {
		const char *own = setting_name_in(&settings[i], prefix);

		/* "password" for "password_file" */
		if (own && len > 2 && !strncmp(own, name, len))
			found = own;
	}
	for (size_t i = 0; i < n_settings && !found; i++) {
		const char *dot = strrchr(settings[i].path, '.');

		if (!strcmp(dot ? dot + 1 : settings[i].path, name))
			found = settings[i].path;
	}
	return found;
}

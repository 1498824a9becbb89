#include "conf/conf.h"

#include "conf/conf_settings.h"
#include "conf/conf_text.h"
#include "room.h"

static char *load(const char *path, struct conf **conf)
{
	struct buf problems = BUF(1024 * 1024);

	int rc;

	*conf = NULL;
	rc = conf_load(path, conf, &problems);
	assert_int_equal(rc, *conf ? 0 : -1);
	assert_int_equal(rc, problems.len ? -1 : 0);
	return buf_steal(&problems);
}

/* A config that is right, five lines; the cases change a line or add to it. */
#define STATE "state_dir = \"state\";\n"
#define SOURCES \
	"sources = ( { type = \"arxiv-rss\"; categories = [ \"cs.LG\" ]; } );\n"
#define TOPICS "topics = ( { id = \"moe\"; name = \"Mixtures\"; } );\n"
#define MAIL \
	"mail: { from = \"Daily <d@example.org>\"; address = \"d@example.org\";\n"
#define GOOD STATE SOURCES TOPICS MAIL "};\n"
/* From line 6, from line 5. */
#define ADD(text)    GOOD text
#define POST(text)   STATE SOURCES TOPICS MAIL text "\n};\n"
#define TOPIC(text)  STATE SOURCES MAIL "};\ntopics = (" text ");\n"
#define SOURCE(text) STATE TOPICS MAIL "};\nsources = (" text ");\n"

struct bad {
	const char *text, *problems;
};

static void check_bad(const struct bad *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct conf *conf CLEANUP(conf_freep) = NULL;
		char *said CLEANUP(cleanup_free) = NULL;

		room_text("etc/bad.conf", cases[i].text);
		said = load("etc/bad.conf", &conf);
		if (strcmp(said, cases[i].problems))
			fail_msg("case %zu:\n%s\nsaid:\n%swanted:\n%s", i,
			         cases[i].text, said, cases[i].problems);
	}
}

#define CHECK_BAD(cases) check_bad(cases, sizeof(cases) / sizeof(*(cases)))

static void conf_load__good(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	room_text("etc/good.conf", GOOD);
	said = load("etc/good.conf", &conf);
	assert_string_equal(said, "");
	assert_non_null(conf);
	assert_string_equal(conf->path, "etc/good.conf");
	assert_string_equal(conf->state_dir, "etc/state");
	assert_string_equal(conf->templates_dir, "etc/templates");
	assert_string_equal(conf->prompts_dir, "etc/prompts");
	assert_int_equal(conf->schedule.minute, 390);
	assert_string_equal(conf->schedule.timezone, "UTC");
	assert_int_equal(conf->schedule.days, 0x3e);
	assert_int_equal(conf->schedule.catch_up, 12 * 3600);
	assert_int_equal(conf->n_sources, 1);
	assert_string_equal(conf->sources[0].url, "https://rss.arxiv.org/rss/");
	assert_string_equal(conf->sources[0].name, "arXiv cs.LG");
	assert_int_equal(conf->sources[0].announce_types,
	                 ANNOUNCE_NEW | ANNOUNCE_CROSS);
	assert_false(conf->sources[0].primary_only);
	assert_int_equal(conf->n_topics, 1);
	assert_string_equal(conf->topics[0].relevant, "");
	assert_int_equal(conf->scoring.scorer, SCORE_BY_LEXICAL);
	assert_true(conf->scoring.llm.translate);
	assert_float_equal(conf->scoring.relevance, 8, 0);
	assert_string_equal(conf->scoring.weights, "etc/lexical.tsv");
	assert_string_equal(conf->scoring.llm.model, "gpt-4o");
	assert_int_equal(conf->scoring.llm.timeout, 120);
	assert_float_equal(conf->scoring.llm.price_completion, 10, 0);
	assert_int_equal(conf->subscribers.max_papers, 30);
	assert_string_equal(conf->mail.domain, "example.org");
	assert_string_equal(conf->mail.list_id, "d.example.org");
	assert_string_equal(conf->mail.admin, "d@example.org");
	assert_string_equal(conf->mail.smtp.url, "smtp://127.0.0.1:25");
	assert_int_equal(conf->mail.smtp.tls, TLS_REQUIRED);
	assert_int_equal(conf->mail.smtp.connections, 4);
	assert_false(conf->mail.imap.present);
	assert_string_equal(conf->mail.imap.url, "");
	assert_string_equal(conf->mail.unsubscribe_url, "");
	assert_string_equal(conf->archive_dir, "");
}

static void conf_load__every_setting(void **state)
{
	static const char text[] =
	        "state_dir = \"/var/lib/d\"; templates_dir = \"templates\";\n"
	        "prompts_dir = \"prompts\";\n"
	        "schedule: { time = \"23:59\"; timezone = \"Europe/Paris\";\n"
	        "  days = [ \"SUN\", \"sat\" ]; catch_up = \"90m\"; };\n"
	        "sources = (\n"
	        "  { type = \"arxiv-api\"; categories = [ \"stat.ML\",\n"
	        "    \"hep-th\", \"cond-mat.mtrl-sci\" ]; name = \"Stat\";\n"
	        "    announce_types = [ \"replace\" ];\n"
	        "    primary_only = true; },\n"
	        "  { type = \"feed\"; url = \"file:///srv/x.xml\"; } );\n"
	        "topics = ( { id = \"moe\"; name = \"Mixture of Experts\";\n"
	        "  aliases = [ \"MoE\" ]; relevant = \"one\n   two\t\"\n"
	        "  \" three\"; irrelevant = \"\"; keywords = [ \"a b\" ];\n"
	        "  avoid = [ \"c\", \"d\" ]; }, { id = \"k-2\"; } );\n"
	        "scoring: { scorer = \"llm\"; relevance = 7.5; novelty = 6;\n"
	        "  weights = \"w.tsv\"; llm: { url = \"http://[::1]:8080/v1\";\n"
	        "  model = \"m\"; api_key_file = \"\"; headers = [ \"X-A: b\" ];\n"
	        "  batch_size = 1; concurrency = 2; requests_per_minute = 60;\n"
	        "  timeout = \"2m\"; retries = 0; prefilter = \"none\";\n"
	        "  prefilter_recall = 1; translate = false;\n"
	        "  budget_per_day = 2;\n"
	        "  price: { prompt = 0; cached = 0; completion = 0.5; }; }; };\n"
	        "subscribers: { threshold = 9; novelty = 2.5;\n"
	        "  max_papers = 40.0; open = true; send_empty = true; };\n"
	        "mail: { from = \"\\\"Papers, daily\\\" <p@example.org>\";\n"
	        "  address = \"p@example.org\"; domain = \"example.net\";\n"
	        "  list_id = \"list.example.org\"; admin = \"a@example.org\";\n"
	        "  authserv_id = \"mx.example.org\";\n"
	        "  unsubscribe_url = \"https://example.org/u?t={token}\";\n"
	        "  smtp: { url = \"maildir:/srv/mail\"; tls = \"none\";\n"
	        "  ca_file = \"ca.pem\"; connections = 1; per_domain = 1; };\n"
	        "  imap: { url = \"imap://mail.example.org:143/\";\n"
	        "  tls = \"required\"; ca_file = \"/etc/passwd\"; mailbox = \"In\";\n"
	        "  processed = \"Done\"; }; };\n"
	        "archive: { dir = \"www\"; url = \"https://example.org/p\"; };\n";
	struct conf *c CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	room_text("etc/ca.pem", "x\n");
	room_text("etc/all.conf", text);
	said = load("etc/all.conf", &c);
	assert_string_equal(said, "");
	assert_int_equal(c->schedule.minute, 23 * 60 + 59);
	assert_int_equal(c->schedule.days, 0x41);
	assert_int_equal(c->schedule.catch_up, 5400);
	assert_int_equal(c->sources[0].type, SOURCE_ARXIV_API);
	assert_string_equal(c->sources[0].url,
	                    "https://export.arxiv.org/api/query");
	assert_int_equal(c->sources[0].n_categories, 3);
	assert_string_equal(c->sources[0].name, "Stat");
	assert_int_equal(c->sources[0].announce_types, ANNOUNCE_REPLACE);
	assert_true(c->sources[0].primary_only);
	assert_string_equal(c->sources[1].name, "file:///srv/x.xml");
	assert_string_equal(c->topics[0].relevant, "one two three");
	assert_string_equal(c->topics[0].aliases[0], "MoE");
	assert_int_equal(c->topics[0].n_avoid, 2);
	assert_string_equal(c->topics[1].name, "k-2");
	assert_int_equal(c->scoring.scorer, SCORE_BY_LLM);
	assert_false(c->scoring.llm.translate);
	assert_float_equal(c->scoring.relevance, 7.5, 0);
	assert_string_equal(c->scoring.weights, "etc/w.tsv");
	assert_string_equal(c->scoring.llm.headers[0], "X-A: b");
	assert_int_equal(c->scoring.llm.prefilter, PREFILTER_NONE);
	assert_float_equal(c->scoring.llm.budget_per_day, 2, 0);
	assert_float_equal(c->scoring.llm.price_completion, 0.5, 0);
	assert_int_equal(c->subscribers.max_papers, 40);
	assert_true(c->subscribers.open);
	assert_true(c->subscribers.send_empty);
	assert_string_equal(c->mail.domain, "example.net");
	assert_string_equal(c->mail.smtp.url, "maildir:/srv/mail");
	assert_int_equal(c->mail.smtp.tls, TLS_NONE);
	assert_string_equal(c->mail.smtp.ca_file, "etc/ca.pem");
	assert_true(c->mail.imap.present);
	assert_string_equal(c->mail.imap.url, "imap://mail.example.org:143");
	assert_string_equal(c->mail.imap.processed, "Done");
	assert_string_equal(c->archive_dir, "etc/www");
	assert_string_equal(c->archive_url, "https://example.org/p/");
}

/* Keywords alone, although there is another default. */
static void conf_load__no_weights(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	room_text("etc/good.conf", GOOD "scoring: { weights = \"\"; };\n");
	said = load("etc/good.conf", &conf);
	assert_string_equal(said, "");
	assert_string_equal(conf->scoring.weights, "");
}

static void conf_load__required(void **state)
{
	static const struct bad cases[] = {
		{ "",
		  "etc/bad.conf:1: state_dir: is required and not set\n"
		  "etc/bad.conf:1: sources: is required and not set\n"
		  "etc/bad.conf:1: topics: is required and not set\n"
		  "etc/bad.conf:1: mail.from: is required and not set\n"
		  "etc/bad.conf:1: mail.address: is required and not set\n" },
		{ STATE TOPICS "sources = ();\nmail: { imap: {}; };\n",
		  "etc/bad.conf:3: sources: is empty; at least one is needed\n"
		  "etc/bad.conf:4: mail.from: is required and not set\n"
		  "etc/bad.conf:4: mail.address: is required and not set\n"
		  "etc/bad.conf:4: mail.imap.url: is required and not set\n" },
		{ TOPIC("{ name = \"A\"; }"),
		  "etc/bad.conf:5: topics[0].id: is required and not set\n" },
		{ SOURCE("{ name = \"A\"; }"),
		  "etc/bad.conf:5: sources[0].type: is required and not set\n" },
		{ SOURCE("{ type = \"feed\"; }"),
		  "etc/bad.conf:5: sources[0].url: is required for a feed and "
		  "not set\n" },
		{ SOURCE("{ type = \"arxiv-api\"; }, { type = \"feed\"; url = "
		         "\"https://a/\"; primary_only = true; }"),
		  "etc/bad.conf:5: sources[0].categories: is required with this "
		  "type and url and not set\n"
		  "etc/bad.conf:5: sources[1].categories: is required for "
		  "primary_only and not set\n" },
		{ "state_dir = \"\";\n" SOURCES TOPICS MAIL "};\n",
		  "etc/bad.conf:1: state_dir: may not be empty\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__unknown(void **state)
{
	static const struct bad cases[] = {
		{ ADD("subscribers: { treshold = 9; };\n"),
		  "etc/bad.conf:6: subscribers.treshold: unknown setting; did "
		  "you mean \"threshold\"?\n" },
		{ POST("smtp: { password = \"x\"; };"),
		  "etc/bad.conf:5: mail.smtp.password: unknown setting; did "
		  "you mean \"password_file\"?\n" },
		{ ADD("threshold = 9;\n"),
		  "etc/bad.conf:6: threshold: unknown setting; did you mean "
		  "\"subscribers.threshold\"?\n" },
		{ ADD("\nfrobnicate: { a = 1; };\n"),
		  "etc/bad.conf:7: frobnicate: unknown setting\n" },
		{ TOPIC("{ id = \"a\";\n keyword = [ \"x\" ]; }"),
		  "etc/bad.conf:6: topics[0].keyword: unknown setting; did you "
		  "mean \"keywords\"?\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__wrong_type(void **state)
{
	static const struct bad cases[] = {
		{ ADD("schedule = 5;\n"),
		  "etc/bad.conf:6: schedule: wants a group, { ... }, not a "
		  "number\n" },
		{ ADD("subscribers: { threshold = \"9\"; open = \"yes\";\n"
		      "max_papers = true; };\n"),
		  "etc/bad.conf:6: subscribers.threshold: wants a number, not "
		  "a string\n"
		  "etc/bad.conf:6: subscribers.open: wants true or false, not "
		  "a string\n"
		  "etc/bad.conf:7: subscribers.max_papers: wants a whole "
		  "number, not true or false\n" },
		{ ADD("schedule: { time = 6; days = \"mon\"; };\n"),
		  "etc/bad.conf:6: schedule.time: wants a string, not a "
		  "number\n"
		  "etc/bad.conf:6: schedule.days: wants an array of strings, "
		  "[ \"...\", \"...\" ], not a string\n" },
		{ TOPIC("{ id = \"a\"; keywords = ( \"x\", 5 ); }, 7"),
		  "etc/bad.conf:5: topics[0].keywords[1]: wants a string, not "
		  "a number\n"
		  "etc/bad.conf:5: topics[1]: wants a group, { ... }, not a "
		  "number\n" },
		{ STATE TOPICS MAIL "};\nsources: { type = \"feed\"; };\n",
		  "etc/bad.conf:5: sources: wants a list of groups, ( { ... } "
		  "), not a group\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__out_of_range(void **state)
{
	static const struct bad cases[] = {
		{ ADD("subscribers: { threshold = 11; novelty = 0.5;\n"
		      "max_papers = 0; };\n"),
		  "etc/bad.conf:6: subscribers.threshold: 11 is out of range (1 "
		  "to 10)\n"
		  "etc/bad.conf:6: subscribers.novelty: 0.5 is out of range (1 "
		  "to 10)\n"
		  "etc/bad.conf:7: subscribers.max_papers: 0 is out of range (1 "
		  "to 100)\n" },
		{ ADD("subscribers: { max_papers = 30.5; };\n"),
		  "etc/bad.conf:6: subscribers.max_papers: wants a whole "
		  "number, not 30.5\n" },
		/* libconfig alone: 1410065407, -2147483648, 8, 24, infinity */
		{ ADD("subscribers: { max_papers = 9999999999; };\n"),
		  "etc/bad.conf:6: subscribers.max_papers: 9999999999 is out of "
		  "range (1 to 100)\n" },
		{ ADD("subscribers: { max_papers = 4294967320; };\n"),
		  "etc/bad.conf:6: subscribers.max_papers: 4294967320 is out of "
		  "range (1 to 100)\n" },
		{ ADD("subscribers: { max_papers = 0x100000008; };\n"),
		  "etc/bad.conf:6: subscribers.max_papers: 4294967304 is out of "
		  "range (1 to 100)\n" },
		{ ADD("subscribers: { max_papers = 0x10000000000000008; };\n"),
		  "etc/bad.conf:6: subscribers.max_papers: 9.22337203685478e+18 "
		  "is out of range (1 to 100)\n" },
		{ ADD("subscribers: { max_papers = -9999999999; };\n"),
		  "etc/bad.conf:6: subscribers.max_papers: -9999999999 is out "
		  "of range (1 to 100)\n" },
		{ ADD("subscribers: { threshold = 1e999; };\n"),
		  "etc/bad.conf:6: subscribers.threshold: inf is out of range "
		  "(1 to 10)\n" },
		{ ADD("schedule: { catch_up = \"8d\"; };\n"),
		  "etc/bad.conf:6: schedule.catch_up: \"8d\" is out of range "
		  "(0s to 604800s)\n" },
		{ ADD("schedule: { days = []; };\n"),
		  "etc/bad.conf:6: schedule.days: has 0 elements, not 1 to "
		  "16\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__too_many_topics(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(65536);
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	buf_adds(&text, STATE SOURCES MAIL "};\ntopics = (\n");
	for (int i = 0; i <= TOPICS_MAX; i++)
		buf_addf(&text, "%s{ id = \"t%d\"; }\n", i ? "," : "", i);
	buf_adds(&text, ");\n");
	room_text("etc/bad.conf", buf_cstr(&text));
	said = load("etc/bad.conf", &conf);
	assert_string_equal(said, "etc/bad.conf:5: topics: has 65 elements, "
	                          "more than 64\n");
}

static void conf_load__bad_value(void **state)
{
	static const struct bad cases[] = {
		{ ADD("schedule: { time = \"6:30\"; catch_up = \"soon\";\n"
		      "timezone = \"Europe/Pariss\"; days = [ \"mon\",\n"
		      "\"monday\" ]; };\n"),
		  "etc/bad.conf:6: schedule.time: \"6:30\" is not a time of "
		  "day; write \"06:30\"\n"
		  "etc/bad.conf:6: schedule.catch_up: \"soon\" is not a "
		  "duration; write \"90s\", \"15m\", \"12h\" or \"2d\"\n"
		  "etc/bad.conf:7: schedule.timezone: \"Europe/Pariss\" is not "
		  "a time zone of this system; write \"Europe/Paris\" or "
		  "\"UTC\" (timedatectl list-timezones)\n"
		  "etc/bad.conf:8: schedule.days[1]: \"monday\" is not a "
		  "weekday; write \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", "
		  "\"sat\" or \"sun\"\n" },
		{ SOURCE("{ type = \"arxiv\"; url = \"ftp://a/\"; categories = "
		         "[ \"cs LG\" ];\nannounce_types = [ \"old\" ]; }"),
		  "etc/bad.conf:5: sources[0].type: \"arxiv\": write "
		  "\"arxiv-rss\", \"arxiv-api\" or \"feed\"\n"
		  "etc/bad.conf:5: sources[0].url: \"ftp://a/\" is not a URL of "
		  "these kinds: http https file\n"
		  "etc/bad.conf:5: sources[0].categories[0]: \"cs LG\" is not "
		  "an arXiv category; write \"cs.LG\" or \"hep-th\"\n"
		  "etc/bad.conf:6: sources[0].announce_types[0]: \"old\" is not "
		  "an announce type; write \"new\", \"cross\", \"replace\" or "
		  "\"replace-cross\"\n" },
		{ POST("admin = \"a@example.org\\r\\nBcc: x@example.org\";"),
		  "etc/bad.conf:5: mail.admin: \"a@example.org??Bcc: "
		  "x@example.org\" holds a line break\n" },
		{ POST("smtp: { url = \"smtp://me:secret@mx.example.org\"; };"),
		  "etc/bad.conf:5: mail.smtp.url: no user or password in a "
		  "URL\n" },
		{ POST("unsubscribe_url = \"https://example.org/u\";"),
		  "etc/bad.conf:5: mail.unsubscribe_url: "
		  "\"https://example.org/u\" needs {token} where the reader's "
		  "token goes\n" },
		{ STATE SOURCES TOPICS
		  "mail: { from = \"D <d@example.org>\";\n"
		  "address = \"papers+daily@example.org\"; };\n",
		  "etc/bad.conf:5: mail.address: \"papers+daily@example.org\": "
		  "no + before the @, replies come to ADDRESS+TOKEN\n" },
		{ ADD("scoring: { scorer = \"gpt\"; };\n"),
		  "etc/bad.conf:6: scoring.scorer: \"gpt\": write \"lexical\" "
		  "or \"llm\"\n" },
		{ ADD("archive: { dir = \"a\\xffb\"; };\n"),
		  "etc/bad.conf:6: archive.dir: is not UTF-8\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__topic_names(void **state)
{
	static const struct bad cases[] = {
		{ TOPIC("{ id = \"moe\"; aliases = [ \"Experts\" ]; },\n"
		        "{ id = \"moe\"; name = \"EXPERTS\";\n"
		        "aliases = [ \"MoE\", \"b\", \"B\" ]; }"),
		  "etc/bad.conf:6: topics[1].id: \"moe\" is already "
		  "topics[0].id (names are compared without case)\n"
		  "etc/bad.conf:6: topics[1].name: \"EXPERTS\" is already "
		  "topics[0].aliases[0] (names are compared without case)\n"
		  "etc/bad.conf:7: topics[1].aliases[0]: \"MoE\" is already "
		  "topics[0].id (names are compared without case)\n"
		  "etc/bad.conf:7: topics[1].aliases[2]: \"B\" is already "
		  "topics[1].aliases[1] (names are compared without case)\n" },
		{ TOPIC("{ id = \"MoE\"; name = \"5\"; }"),
		  "etc/bad.conf:5: topics[0].id: \"MoE\" is not an id: a "
		  "lower-case letter, then letters, digits and \"-\"\n"
		  "etc/bad.conf:5: topics[0].name: \"5\": digits alone would be "
		  "read as the number of a paper\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__logins(void **state)
{
	static const struct bad cases[] = {
		{ POST("smtp: { user = \"u\"; };"),
		  "etc/bad.conf:5: mail.smtp.password_file: is required beside "
		  "user and not set\n" },
		{ POST("imap: { url = \"imaps://a.example.org\";\n"
		       "password_file = \"none\"; };"),
		  "etc/bad.conf:6: mail.imap.user: is required beside "
		  "password_file and not set\n"
		  "etc/bad.conf:6: mail.imap.password_file: etc/none: No such "
		  "file or directory\n" },
		{ POST("smtp: { url = \"smtp://a.example.org\"; user = \"u\";\n"
		       "password_file = \"key\"; tls = \"none\"; };"),
		  "etc/bad.conf:6: mail.smtp.tls: \"none\" would send the "
		  "password to smtp://a.example.org in the clear\n" },
		{ POST("smtp: { url = \"smtp://127.0.0.1\"; user = \"u\";\n"
		       "password_file = \"key\"; tls = \"none\"; };"),
		  "" },
	};

	(void)state;
	room_write("etc/key", "secret\n", 7, 0600);
	CHECK_BAD(cases);
}

static void conf_load__files(void **state)
{
	static const struct bad cases[] = {
		{ ADD("templates_dir = \"nowhere\";\nprompts_dir = \"thin\";\n"),
		  "etc/bad.conf:6: templates_dir: etc/nowhere: No such file or "
		  "directory\n"
		  "etc/bad.conf:7: prompts_dir: etc/thin/system.txt: not a "
		  "regular file\n"
		  "etc/bad.conf:7: prompts_dir: etc/thin/topics.txt: No such "
		  "file or directory\n"
		  "etc/bad.conf:7: prompts_dir: etc/thin/criteria.txt: No such "
		  "file or directory\n"
		  "etc/bad.conf:7: prompts_dir: etc/thin/papers.txt: has no "
		  "line [PAPER LIST HERE], where the papers go\n" },
		{ ADD("scoring: { llm: { prefilter = \"title\"; }; };\n"),
		  "etc/bad.conf:1: prompts_dir: etc/prompts/titles.txt: No such "
		  "file or directory\n" },
		{ ADD("scoring: { scorer = \"llm\"; };\n"),
		  "etc/bad.conf:1: prompts_dir: etc/prompts/translate.txt: No "
		  "such file or directory\n" },
		{ ADD("templates_dir = \"odd\";\n"),
		  "etc/bad.conf:6: templates_dir: etc/odd/digest.html: line 2: "
		  "{{/b}} where {{/a}} is due (opened in line 1)\n"
		  "etc/bad.conf:6: templates_dir: etc/odd/shared/line.txt: not a "
		  "regular file\n"
		  "etc/bad.conf:6: templates_dir: etc/odd/archive/style.css: "
		  "line 1: tag without its closing }}\n" },
		{ POST("smtp: { url = \"smtps://a.example.org\";\n"
		       "ca_file = \"none.pem\"; };"),
		  "etc/bad.conf:6: mail.smtp.ca_file: etc/none.pem: No such "
		  "file or directory\n" },
	};

	(void)state;
	assert_int_equal(file_mkdirs("etc/thin/system.txt", 0755, NULL), 0);
	room_text("etc/thin/papers.txt", "nothing\n");
	room_templates("etc/odd");
	room_text("etc/odd/digest.html", "{{#a}}\n{{/b}}\n");
	room_text("etc/odd/archive/style.css", "{{x\n");
	assert_int_equal(
	        unlink("etc/odd/shared/line.txt") ||
	                file_mkdirs("etc/odd/shared/line.txt", 0755, NULL),
	        0);
	CHECK_BAD(cases);
}

static void look(const char *templates_dir, struct conf_reader *r)
{
	assert_string_equal(templates_dir, "etc/look");
	conf_template_problem(r, "etc/look/archive/style.css: is ugly");
	conf_template_problem(
	        r, "etc/look/digest.html: line 1: tag without its closing }}");
}

/* What the templates' owners find stands among the rest; what conf found
 * itself stands there once. */
static void conf_load_with__look(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	struct buf problems CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	room_templates("etc/look");
	room_text("etc/look/digest.html", "{{x\n");
	room_text("etc/look.conf", ADD("templates_dir = \"look\";\nx = 1;\n"));
	assert_true(conf_load_with("etc/look.conf", look, &conf, &problems) <
	            0);
	assert_string_equal(
	        buf_cstr(&problems),
	        "etc/look.conf:6: templates_dir: etc/look/digest.html: line 1: "
	        "tag without its closing }}\n"
	        "etc/look.conf:6: templates_dir: etc/look/archive/style.css: is "
	        "ugly\n"
	        "etc/look.conf:7: x: unknown setting\n");
}

static void conf_load__syntax(void **state)
{
	static const struct bad cases[] = {
		{ GOOD "schedule: { time = ; };\nnonsense = 5;\n",
		  "etc/bad.conf:6: syntax error, here or at the end of the line "
		  "before\n" },
		{ STATE STATE "nonsense = 5;\n",
		  "etc/bad.conf:2: state_dir: is set twice\n" },
		{ GOOD "subscribers: {\n novelty = 2;\n novelty = 2; };\n",
		  "etc/bad.conf:8: novelty: is set twice\n" },
		{ "a: { b = 1; b = 2; };\n", "etc/bad.conf:1: is set twice\n" },
		{ "a = [ 1, \"b\" ];\n",
		  "etc/bad.conf:1: syntax error: mismatched element type in "
		  "array\n" },
		{ "\n# one\na = [ \"b\",\n // two\n ];\nb = ( 1, );\n",
		  "etc/bad.conf:5: syntax error: a comma before the closing "
		  "\"]\"\n"
		  "etc/bad.conf:6: syntax error: a comma before the closing "
		  "\")\"\n" },
		{ "a = 1;\nb = \"x;\nc = 3;\n",
		  "etc/bad.conf:2: syntax error: the string that begins here "
		  "has no closing quote\n" },
		{ "a = 1;\nb = \"x;\nc = \"y\";\n",
		  "etc/bad.conf:3: syntax error; the string that begins on line "
		  "2 runs over its line's end: is a quote missing?\n" },
		{ "a = 1;\nb = \"x;\nc = \"y\" \"z\";\n",
		  "etc/bad.conf:3: syntax error; the string that begins on line "
		  "2 runs over its line's end: is a quote missing?\n" },
		{ "a = \"x\ny\";\nb = ;\n",
		  "etc/bad.conf:3: syntax error, here or at the end of the line "
		  "before\n" },
		{ "a = 1;\n/* and on\n",
		  "etc/bad.conf:2: syntax error: the comment that begins here "
		  "has no end\n" },
		{ "\xef\xbb\xbf" GOOD,
		  "etc/bad.conf:1: begins with a byte order mark; save the "
		  "file as UTF-8 without one\n" },
		{ "a = 1;\nb = \"caf\xe9\";\n",
		  "etc/bad.conf:2: is not UTF-8\n" },
		{ "a = \"b\\x00c\";\n",
		  "etc/bad.conf:1: syntax error: \\x00 in a string\n" },
		{ "@include topics.conf\n",
		  "etc/bad.conf:1: @include: wants a file name in quotes\n" },
		{ "x = 1; @include \"topics.conf\"\n",
		  "etc/bad.conf:1: syntax error, here or at the end of the line "
		  "before\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__nul_byte(void **state)
{
	static const char text[] = "a = 1;\n\nb = \0 2;\n";
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	room_write("etc/bad.conf", text, sizeof(text) - 1, 0644);
	said = load("etc/bad.conf", &conf);
	assert_string_equal(said, "etc/bad.conf:3: holds a NUL byte\n");
}

/* Comments, strings and CRLF do not shift a line. */
static void conf_load__lines(void **state)
{
	static const struct bad cases[] = {
		{ GOOD "/* one\n * @include \"no\"\n */ // three\r\n"
		       "# @include \"none\" \"\n"
		       "archive: { url = \"a\nb\"; dir = 5; };\nx = 1;\n",
		  "etc/bad.conf:10: archive.url: \"a?b\" holds a line break\n"
		  "etc/bad.conf:11: archive.dir: wants a string, not a number\n"
		  "etc/bad.conf:12: x: unknown setting\n" },
	};

	(void)state;
	CHECK_BAD(cases);
}

static void conf_load__includes(void **state)
{
	static const struct bad cases[] = {
		{ STATE SOURCES "  @include \"more/topics.conf\" # here\n" MAIL
		                "};\n y = 1;\n",
		  "etc/more/topics.conf:3: topics[0].x: unknown setting\n"
		  "etc/more/mail.conf:2: subscribers.threshold: 12 is out of "
		  "range (1 to 10)\n"
		  "etc/bad.conf:6: y: unknown setting\n" },
		{ GOOD "@include \"none.conf\"\n",
		  "etc/bad.conf:6: @include: etc/none.conf: No such file or "
		  "directory\n" },
		/* libconfig alone: exit(2) */
		{ GOOD "@include \"more\"\n",
		  "etc/bad.conf:6: @include: etc/more: not a regular file\n" },
		{ GOOD "@include \"wrong.conf\"\n",
		  "etc/wrong.conf:2: syntax error, here or at the end of the "
		  "line before\n" },
		{ GOOD "@include \"latin.conf\"\n",
		  "etc/latin.conf:2: is not UTF-8\n" },
		{ GOOD "@include \"loop.conf\"\n",
		  "etc/loop.conf:2: @include: etc/loop.conf: included too deep; "
		  "does a file include itself?\n" },
	};

	(void)state;
	assert_int_equal(file_mkdirs("etc/more", 0755, NULL), 0);
	room_text("etc/more/topics.conf", "topics = (\n { id = \"moe\";\n"
	                                  "   x = 1; } );\n"
	                                  "@include \"more/mail.conf\"");
	room_text("etc/more/mail.conf", "subscribers: {\n threshold = 12; };");
	room_text("etc/wrong.conf", "archive: {\n = 5; };\n");
	room_text("etc/latin.conf", "x = 1;\ny = \"\xe9\";\n");
	room_text("etc/loop.conf", "\n@include \"loop.conf\"\n");
	CHECK_BAD(cases);
}

static void conf_load__no_file(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL,
	           *dir CLEANUP(cleanup_free) = NULL;

	(void)state;
	said = load("etc/nothing.conf", &conf);
	assert_string_equal(said,
	                    "etc/nothing.conf:1: No such file or directory\n");
	dir = load("etc", &conf);
	assert_string_equal(dir, "etc:1: not a regular file\n");
}

static void conf_load__relative_maildir(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;
	char wanted[200];

	(void)state;
	room_text("etc/good.conf", POST("smtp: { url = \"maildir:out\"; };"));
	said = load("etc/good.conf", &conf);
	assert_string_equal(said, "");
	snprintf(wanted, sizeof(wanted), "maildir:%s/etc/out", room_path);
	assert_string_equal(conf->mail.smtp.url, wanted);
}

/* A name without a directory: nothing gets "./" before it. */
static void conf_load__here(void **state)
{
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	assert_int_equal(chdir("etc"), 0);
	room_text("here.conf", GOOD "@include \"inc.conf\"\n");
	room_text("inc.conf", "x = 1;\n");
	said = load("here.conf", &conf);
	assert_int_equal(chdir(".."), 0);
	assert_string_equal(said, "inc.conf:1: x: unknown setting\n");
}

/* The worst a file can hold is still reported within bounds. */
static void conf_load__many_problems(void **state)
{
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	buf_adds(&text, GOOD);
	for (int i = 0; i < PROBLEMS_MAX + 7; i++)
		buf_addf(&text, "zz%d = 1;\n", i);
	room_text("etc/bad.conf", buf_cstr(&text));
	said = load("etc/bad.conf", &conf);
	assert_non_null(strstr(said, "etc/bad.conf:1: and 7 problems more\n"));
}

static void conf_load__deep_nesting(void **state)
{
	enum { DEEP = 100000 };
	struct buf text CLEANUP(buf_deinit) = BUF(1 << 20);
	struct conf *conf CLEANUP(conf_freep) = NULL;
	char *said CLEANUP(cleanup_free) = NULL;

	(void)state;
	buf_adds(&text, "a = ");
	for (int i = 0; i < DEEP; i++)
		buf_addc(&text, '(');
	for (int i = 0; i < DEEP; i++)
		buf_addc(&text, ')');
	buf_adds(&text, ";\n");
	room_text("etc/bad.conf", buf_cstr(&text));
	said = load("etc/bad.conf", &conf);
	assert_string_equal(said,
	                    "etc/bad.conf:1: syntax error: memory exhausted\n");
}

/* Every default in the table passes its own check and range. */
static void settings__fallbacks(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_settings; i++) {
		const struct setting *s = &settings[i];
		double v;

		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(s->path, settings[j].path);
		if (s->kind == SETTING_INT || s->kind == SETTING_REAL) {
			assert_int_equal(str_to_double(str_of(s->fallback), &v),
			                 0);
			assert_true(v >= s->min && v <= s->max);
		}
		if (s->kind == SETTING_STRING)
			assert_true(s->parse && (s->fallback ||
			                         s->flags & SETTING_REQUIRED));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conf_load__good),
		cmocka_unit_test(conf_load__every_setting),
		cmocka_unit_test(conf_load__no_weights),
		cmocka_unit_test(conf_load__required),
		cmocka_unit_test(conf_load__unknown),
		cmocka_unit_test(conf_load__wrong_type),
		cmocka_unit_test(conf_load__out_of_range),
		cmocka_unit_test(conf_load__too_many_topics),
		cmocka_unit_test(conf_load__bad_value),
		cmocka_unit_test(conf_load__topic_names),
		cmocka_unit_test(conf_load__logins),
		cmocka_unit_test(conf_load__files),
		cmocka_unit_test(conf_load_with__look),
		cmocka_unit_test(conf_load__syntax),
		cmocka_unit_test(conf_load__nul_byte),
		cmocka_unit_test(conf_load__lines),
		cmocka_unit_test(conf_load__includes),
		cmocka_unit_test(conf_load__no_file),
		cmocka_unit_test(conf_load__relative_maildir),
		cmocka_unit_test(conf_load__here),
		cmocka_unit_test(conf_load__many_problems),
		cmocka_unit_test(conf_load__deep_nesting),
		cmocka_unit_test(settings__fallbacks),
	};

	return cmocka_run_group_tests(tests, room_enter, room_leave);
}

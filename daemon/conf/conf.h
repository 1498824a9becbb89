#pragma once
/*
 * digestd.conf -> one immutable struct conf (libconfig inside; the only place
 * that sees it). Every setting stands in one table in conf_settings.c: path,
 * type, default, range, check. Paths inside are joined to the directory of the
 * file ("etc/templates" of "etc/digestd.conf"), but for secrets: those are as
 * written, for conf_secret. All strings live in conf's arena, are valid UTF-8
 * without control characters, and never NULL; "" where optional and not given.
 * Immutable after conf_load: any thread may read it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "model/score.h"
#include "model/source.h"
#include "model/topic.h"

struct conf_schedule {
	int minute; /* of the day, local: "06:30" is 390 */
	const char *timezone;
	unsigned days;    /* bit 0 Sunday ... bit 6 Saturday */
	int64_t catch_up; /* seconds */
};

enum conf_prefilter { PREFILTER_NONE, PREFILTER_LEXICAL, PREFILTER_TITLE };

struct conf_llm {
	const char *url, *model;
	const char *api_key_file; /* for conf_secret; "": none */
	const char *const *headers;
	size_t n_headers;
	int batch_size, concurrency, requests_per_minute, retries;
	int64_t timeout; /* seconds */
	enum conf_prefilter prefilter;
	double prefilter_recall;
	bool translate; /* replies that the grammar does not understand */
	double budget_per_day;
	double price_prompt, price_cached, price_completion; /* a million */
};

struct conf_scoring {
	enum score_by scorer;
	double relevance, novelty;
	const char *weights; /* "", or no such file: zero-shot */
	struct conf_llm llm;
};

struct conf_subscribers {
	double threshold, novelty;
	int max_papers;
	bool open;
	bool send_empty; /* a mail also when nothing passed the threshold */
};

enum conf_tls { TLS_NONE, TLS_REQUIRED };

struct conf_smtp {
	const char *url; /* smtp://, smtps:// or maildir:/abs/path */
	enum conf_tls tls;
	const char *ca_file, *user;
	const char *password_file; /* for conf_secret; "" when user is */
	int connections, per_domain;
	int per_connection, per_minute; /* mails; 0: no limit */
};

struct conf_imap {
	bool present; /* without it the rest means nothing */
	const char *url;
	enum conf_tls tls;
	const char *ca_file, *user;
	const char *password_file; /* for conf_secret; "" when user is */
	const char *mailbox, *processed;
};

struct conf_mail {
	/* "Daily Papers <papers@example.org>"; the name may be quoted (RFC 5322
	 * 3.4), the address is ASCII. */
	const char *from;
	const char *domain;
	const char *address; /* its local part leaves room for "+" and a token
	                      * (mail/token.h) */
	const char *list_id, *admin;
	struct conf_smtp smtp;
	struct conf_imap imap;
	const char *dkim_selector; /* that the server signs with; "": not told;
	                            * for doctor alone */
	const char *authserv_id;   /* "": tokens only */
	const char *unsubscribe_url; /* "": none; contains {token} */
};

struct conf {
	const char *path; /* as the admin wrote it */
	const char *state_dir;
	struct conf_schedule schedule;
	const struct source *sources;
	size_t n_sources;
	const struct topic *topics;
	size_t n_topics;
	struct conf_scoring scoring;
	struct conf_subscribers subscribers;
	struct conf_mail mail;
	const char *archive_dir;  /* "": no archive */
	const char *archive_url;  /* "": none; else ends in "/" */
	const char *metrics_file; /* "": none */
	const char *templates_dir, *prompts_dir;
};

/* Reads and checks everything that a daemon would need: settings, included
 * files, secrets' permissions, presence and syntax of templates and
 * prompts. 0: *conf is
 * the caller's (conf_free). < 0: *problems holds one line a problem,
 * "FILE:LINE: setting.path: what is wrong", all of them, in file order (a
 * syntax error or a doubled setting stands alone, libconfig stops there). */
int conf_load(const char *path, struct conf **conf, struct buf *problems);

/* The same, and look, who knows the templates better, may add what is wrong
 * with them (conf_template_problem: "DIR/FILE: reason"). What conf found
 * itself may be said again in the same words: it is printed once. */
struct conf_reader;
typedef void conf_look_fn(const char *templates_dir, struct conf_reader *r);
int conf_load_with(const char *path, conf_look_fn *look, struct conf **conf,
                   struct buf *problems);
void conf_template_problem(struct conf_reader *r, const char *reason);
void conf_free(struct conf *conf);
CLEANUP_DEFINE(struct conf *, conf_free)

/* Appends the bytes of a secret file without the line end (wipe them after
 * use); refuses files that others may read (mode & 077), larger than 4 kB, of
 * several lines or empty. A name without a slash is looked for in
 * $CREDENTIALS_DIRECTORY first (systemd.exec(5)); there the group's bits show
 * systemd's access list for the service's user and are not held against it.
 * Other names are relative to the config. err names the file, never what is
 * in it. Any thread. */
int conf_secret(const struct conf *conf, const char *file, struct buf *out,
                struct err *err);

#include "alert.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "frozen.h"
#include "mail/notice.h"
#include "store/store_fact.h"
#include "store/store_outbox.h"

enum { DAY = 24 * 3600, WHAT_MAX = 1024, NOTICE_MAX = 128 * 1024 };

static const struct {
	const char *name, *subject, *does, *you;
} causes[ALERT_CAUSES] = {
	[ALERT_EDITION] = { "edition", "the edition failed",
	                    "What was done is kept; the daemon goes on from there every "
	                    "20 minutes until schedule.catch_up is over, then at the next "
	                    "wake. Nobody was mailed twice, and nothing is lost.",
	                    "Run \"digestctl doctor\": it tries every part and says what "
	                    "to mend. \"digestctl run\" goes on at once." },
	[ALERT_MISSED] = { "missed", "an edition was left out",
	                   "The daemon was down or the machine asleep, or its clock was "
	                   "set, and it is longer ago than schedule.catch_up. The next "
	                   "wake makes the next edition.",
	                   "\"digestctl run\" makes today's now, if the feeds still have "
	                   "it; \"digestctl run --date YYYY-MM-DD\" a past day, where a "
	                   "source of type arxiv-api is configured." },
	[ALERT_STALE] = { "stale", "no new announcements today",
	                  "The feeds were read every 20 minutes for schedule.catch_up "
	                  "and had nothing newer than the last edition. The next wake "
	                  "reads them again; nobody was mailed.",
	                  "On an arXiv holiday this is as it should be. Otherwise open "
	                  "the feed's address in a browser, or run \"digestctl doctor\". "
	                  "\"digestctl run\" tries at once." },
	[ALERT_SOURCE] = { "source", "a source failed",
	                   "The edition was made from the other sources. What the "
	                   "failed one announces is read at the next wake, if its feed "
	                   "still has it.",
	                   "Check the source's url in the config, and the network; "
	                   "\"digestctl doctor\" tries each." },
	[ALERT_TOPICS] = { "topics", "readers chose topics that are gone",
	                   "Papers of all topics come to them, as to somebody who never "
	                   "chose. Their choice is kept: once the id is back in the "
	                   "config, it counts again.",
	                   "When a topic gets another name, keep its id. Else give them "
	                   "another list: \"digestctl subscriber set ADDRESS topics "
	                   "A,B\", or \"topics all\"." },
	[ALERT_SUM] = { "sum", "the sum of the day does not add up",
	                "The edition went on. The counts are in \"digestctl status\".",
	                "This is a fault of digestd: please report it, with the line "
	                "above and the edition's log." },
	[ALERT_FALLBACK] = { "fallback",
	                     "the language model did not score everything",
	                     "The built-in scorer served for those papers, and their "
	                     "digests and archive pages say so. The next edition asks the "
	                     "model again.",
	                     "Run \"digestctl doctor\": it asks the endpoint and says what "
	                     "it answers. Check scoring.llm: url, model, api_key_file." },
	[ALERT_BUDGET] = { "budget", "the model's budget for today is spent",
	                   "The built-in scorer serves until tomorrow (UTC), and the "
	                   "digests say so.",
	                   "Raise scoring.llm.budget_per_day, or let fewer papers "
	                   "through: prefilter, a cheaper model. \"digestctl doctor\" "
	                   "says what a day costs." },
	[ALERT_BOUNCES] = { "bounces", "many addresses bounced",
	                    "An address that bounces three times gets no more mail and "
	                    "stays on record (\"digestctl subscriber list --state "
	                    "bounced\").",
	                    "Look at \"digestctl outbox --state failed\" and your mail "
	                    "server's log: when many bounce at once it is seldom the "
	                    "addresses." },
	[ALERT_REFUSED] = { "refused", "a mail server refuses our mail",
	                    "This is held against no reader. What may be tried again is "
	                    "tried again; the rest stands in \"digestctl outbox\".",
	                    "A status 5.7.x is about who we are: check SPF, DKIM and "
	                    "DMARC of the domain in mail.from, and whether your server's "
	                    "address is on a blocklist. Then \"digestctl outbox retry\"." },
	[ALERT_LISTENER] = { "listener",
	                     "replies have not been read for an hour",
	                     "The daemon keeps trying, ever more seldom. Replies wait in "
	                     "the mailbox and lose nothing; unsubscribing by reply waits "
	                     "as well.",
	                     "Check mail.imap: url, tls, ca_file, user, password_file. "
	                     "\"digestctl doctor\" tries it." },
	[ALERT_DISK] = { "disk", "the disk is nearly full",
	                 "Everything goes on until it is full. Then editions and "
	                 "deliveries stop, with nothing half done, and go on when "
	                 "there is room.",
	                 "Make room where state_dir, archive.dir and the Maildir lie." },
	[ALERT_STATE] = { "state", "the database could not be written",
	                  "Editions and deliveries stopped, with nothing half done, and "
	                  "have gone on since. A mail that was on its way just then is "
	                  "sent once more, with the same Message-ID.",
	                  "Look at the disk of state_dir: its room, and what the kernel "
	                  "says of it (journalctl -k). \"digestctl doctor\" checks the "
	                  "database." },
};

const char *alert_name(enum alert_cause cause)
{
	return causes[cause].name;
}

static int queue(struct store *store, const struct conf *conf, int64_t now,
                 enum alert_cause cause, const char *what, struct err *err)
{
	struct buf raw CLEANUP(buf_deinit) = BUF(NOTICE_MAX);
	struct compose_settings settings = frozen_settings(conf);
	const char *paragraphs[] = {
		what,
		causes[cause].does,
		causes[cause].you,
		"You get this once a day at most, however often it happens; "
		"the journal has it all (journalctl -u digestd).",
	};
	struct notice notice = {
		.to = conf->mail.admin,
		.cause = causes[cause].name,
		.instant = now,
		.subject = causes[cause].subject,
		.paragraphs = paragraphs,
		.n_paragraphs = sizeof(paragraphs) / sizeof(*paragraphs),
	};

	return notice_compose(&settings, &notice, &raw, err) ||
	                       store_queue_letter(store, 0, notice.to,
	                                          buf_str(&raw), now, err)
	               ? -1
	               : 0;
}

int alert_try(struct store *store, const struct conf *conf, int64_t now,
              enum alert_cause cause, const char *what, struct err *err)
{
	char fact[64];
	int rc;

	if (!*conf->mail.admin)
		return 1;
	snprintf(fact, sizeof(fact), "alert.%s", causes[cause].name);
	if (store_savepoint(store, err))
		return -1;
	rc = store_fact_once(store, fact, DAY, now, err);
	if (!rc)
		rc = queue(store, conf, now, cause, what, err);
	return store_savepoint_end(store, !rc, rc < 0 ? NULL : err) ? -1 : rc;
}

bool alert_raise(struct store *store, const struct conf *conf, int64_t now,
                 enum alert_cause cause, const char *what, ...)
{
	struct err err = { 0 };
	char text[WHAT_MAX];
	va_list args;
	int rc;

	va_start(args, what);
	vsnprintf(text, sizeof(text), what, args);
	va_end(args);
	rc = alert_try(store, conf, now, cause, text, &err);
	if (rc < 0)
		log_err("alert cause=%s: %s", causes[cause].name, err.msg);
	return !rc;
}

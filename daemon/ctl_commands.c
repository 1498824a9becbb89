#include "ctl_commands.h"

#include <string.h>

#include "ctl.h"

#define EDITIONS "Editions"
#define READERS  "Readers"
#define MAILS    "Mails"
#define SCORING  "Scoring"
#define UPKEEP   "Upkeep"

#define STATES "queued|sending|sent|deferred|failed|unknown|superseded"
#define SCORER                                        \
	{                                             \
		"scorer", 0, "SCORER", "lexical|llm", \
		        "instead of the config's"     \
	}
#define DRY_RUN                                                            \
	{                                                                  \
		"dry-run", 'n', NULL, NULL, "change nothing, send nothing" \
	}

const struct ctl_option ctl_common[] = {
	{ "config", 'c', "FILE", NULL,
	  "the config (default " DIGESTD_CONF ")" },
	{ "json", 0, NULL, NULL, "print the facts as one JSON document" },
	{ "version", 'V', NULL, NULL, "print the version" },
	{ "help", 'h', NULL, NULL, "this; or what the command takes" },
	{ 0 },
};

static const struct ctl_option none[] = { { 0 } };

static const struct ctl_option run_options[] = {
	{ "date", 0, "DATE", NULL, "the edition of this day, YYYY-MM-DD" },
	{ "until", 0, "STEP", "fetch|score|queue|send", "go no further" },
	DRY_RUN,
	{ 0 },
};

static const struct ctl_option preview_options[] = {
	{ "date", 0, "DATE", NULL, "of this edition (default: the newest)" },
	{ "format", 0, "FORMAT", "html|text|eml", "default: eml" },
	{ 0 },
};

static const struct ctl_option what_if_options[] = {
	{ "date", 0, "DATE", NULL, "this edition (default: the newest)" },
	{ 0 },
};

static const struct ctl_option score_options[] = { SCORER, { 0 } };

static const struct ctl_option train_options[] = {
	{ "output", 'o', "FILE", NULL,
	  "where the weights go (default: standard output)" },
	{ 0 },
};

static const struct ctl_option receive_options[] = { DRY_RUN, { 0 } };

static const struct ctl_option add_options[] = {
	{ "name", 0, "NAME", NULL, "how the mail greets them" },
	{ "topics", 0, "A,B", NULL, "only these (default: all)" },
	{ "threshold", 0, "N", NULL, "relevance a paper needs, 1 to 10" },
	{ "novelty", 0, "N", NULL, "novelty a paper needs, 1 to 10" },
	{ "max-papers", 0, "N", NULL, "at most, 1 to 100" },
	{ "format", 0, "FORMAT", "html|text", "of their mails" },
	{ "frequency", 0, "HOW", NULL, "daily, weekly or \"weekly fri\"" },
	{ 0 },
};

static const struct ctl_option list_options[] = {
	{ "state", 0, "STATE", "active|paused|unsubscribed|bounced|pending",
	  "only those" },
	{ 0 },
};

static const struct ctl_option pause_options[] = {
	{ "until", 0, "DATE", NULL, "until this day (default: until resumed)" },
	{ 0 },
};

static const struct ctl_option import_options[] = {
	{ "dry-run", 'n', NULL, NULL, "only say what is wrong with the file" },
	{ 0 },
};

static const struct ctl_option outbox_options[] = {
	{ "state", 0, "STATE", STATES, "only those" },
	{ "id", 0, "N", NULL, "only this one" },
	{ 0 },
};

static const struct ctl_option backup_options[] = {
	{ "keep", 0, "N", NULL,
	  "of the backups in a directory, keep the newest N" },
	{ 0 },
};

static const struct ctl_option keys_options[] = {
	{ "revoke", 0, NULL, NULL,
	  "the former keys may be stolen: they retire at once" },
	{ 0 },
};

const struct ctl_command ctl_commands[] = {
	{ EDITIONS, "run", "",
	  "one edition now, then what is due in the outbox",
	  "An edition that was begun is finished; one that is finished is not\n"
	  "made again. With --date, a past day.",
	  run_options, false, true, ctl_run },
	{ EDITIONS, "status", "", "editions, next wake, outbox, failures", NULL,
	  none, false, true, ctl_status },
	{ EDITIONS, "preview", "ADDRESS",
	  "a reader's digest, as it would be now", NULL, preview_options, false,
	  false, ctl_preview },
	{ EDITIONS, "what-if", "FILE",
	  "who gains or loses which papers under another config",
	  "FILE is a whole config, say a copy of yours with an edit. Changes\n"
	  "nothing and asks no model.",
	  what_if_options, true, true, ctl_what_if },
	{ EDITIONS, "archive", "", "writes the archive's pages again", NULL,
	  none, false, true, ctl_archive },

	{ READERS, "subscriber add", "ADDRESS", "a new reader; sends nothing",
	  NULL, add_options, false, true, ctl_subscriber },
	{ READERS, "subscriber list", "[TEXT]",
	  "all, or those with this in their address or name", NULL,
	  list_options, false, true, ctl_subscriber },
	{ READERS, "subscriber show", "ADDRESS",
	  "one reader and their settings", NULL, none, false, true,
	  ctl_subscriber },
	{ READERS, "subscriber set", "ADDRESS KEY VALUE", "one setting",
	  "KEY VALUE is one of\n"
	  "  name TEXT            threshold N|default  novelty N|default\n"
	  "  max_papers N|default format html|text     topics A,B|all\n"
	  "  frequency daily|weekly|\"weekly DAY\"       paused no|yes|DATE\n"
	  "  more TOPIC           less TOPIC           step.TOPIC -3..3\n"
	  "  mute TOPIC           unmute TOPIC\n"
	  "  follow AUTHOR        unfollow AUTHOR",
	  none, false, true, ctl_subscriber },
	{ READERS, "subscriber pause", "ADDRESS", "no mail for a while", NULL,
	  pause_options, false, true, ctl_subscriber },
	{ READERS, "subscriber resume", "ADDRESS", "mail again", NULL, none,
	  false, true, ctl_subscriber },
	{ READERS, "subscriber remove", "ADDRESS",
	  "no mail any more; they stay on record as unsubscribed", NULL, none,
	  false, true, ctl_subscriber },
	{ READERS, "subscriber forget", "ADDRESS", "erases every trace of them",
	  NULL, none, false, true, ctl_subscriber },
	{ READERS, "subscriber import", "FILE", "many, from CSV; sends nothing",
	  "The first line names the columns: address and any of name, topics,\n"
	  "threshold, novelty, max_papers, format, frequency, paused; topics\n"
	  "separated by \";\". \"-\" is standard input. An empty field keeps what\n"
	  "is there; nobody who unsubscribed is brought back.",
	  import_options, true, true, ctl_subscriber },
	{ READERS, "subscriber export", "", "all who get mail, as CSV", NULL,
	  none, false, true, ctl_subscriber },

	{ MAILS, "outbox", "[list|retry|drop]",
	  "the deliveries: shows them, tries again, gives up", NULL,
	  outbox_options, false, true, ctl_outbox },
	{ MAILS, "receive", "[FILE]",
	  "one raw message through the inbox, as an MTA's pipe", NULL,
	  receive_options, true, true, ctl_receive },
	{ MAILS, "unsubscribe", "TOKEN", "what a one-click endpoint calls",
	  NULL, none, false, true, ctl_unsubscribe },

	{ SCORING, "score", "[FILE]",
	  "papers as JSON lines in, scores as JSON lines out", NULL,
	  score_options, true, true, ctl_score },
	{ SCORING, "evaluate", "FILE...", "how well labelled days are scored",
	  NULL, score_options, true, true, ctl_evaluate },
	{ SCORING, "train", "[FILE...]",
	  "the lexical scorer's weights, from labelled days or the store", NULL,
	  train_options, true, true, ctl_train },

	{ UPKEEP, "keys", "[list|rotate]",
	  "what signs the reply addresses; a new key for new mails",
	  "After rotate, mails that are out already can still be answered for\n"
	  "60 days, and unsubscribed by for ever. Works beside a running\n"
	  "digestd. With --revoke, replies to them must be confirmed.",
	  keys_options, false, true, ctl_keys },
	{ UPKEEP, "doctor", "",
	  "tries everything in the config; changes nothing", NULL, none, false,
	  true, ctl_doctor },
	{ UPKEEP, "backup", "FILE", "a copy of the state, while it is in use",
	  "FILE must not exist yet. Of a directory: a file in it, named after\n"
	  "the time.",
	  backup_options, false, true, ctl_backup },
};

const size_t n_ctl_commands = sizeof(ctl_commands) / sizeof(*ctl_commands);

void ctl_operands(const struct ctl_command *command, int *least, int *most)
{
	const char *p = command->operands;

	*least = *most = 0;
	while (*p) {
		size_t n = strcspn(p, " ");

		*least += *p != '[';
		if (*most >= 0)
			++*most;
		if (memmem(p, n, "...", 3))
			*most = -1;
		p += n + strspn(p + n, " ");
	}
}

bool ctl_operand_name(const struct ctl_command *command, int i, char *out,
                      size_t size)
{
	const char *p = command->operands;

	for (; *p && i > 0; i--) {
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	p += *p == '[';
	snprintf(out, size, "%.*s", (int)strcspn(p, " ]."), p);
	return *out;
}

bool ctl_is_choice(const char *choices, const char *word)
{
	struct str rest = str_of(choices), one;

	while (str_split(&rest, '|', &one))
		if (str_eq(one, str_of(word)))
			return true;
	return false;
}

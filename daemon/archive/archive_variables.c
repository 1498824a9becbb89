/* What each page's template may name; templates/archive/README.md says what
 * the words mean. */
#include "archive/archive_intern.h"

#include <string.h>

#define ROOT "site", "canonical"
#define SUM                                                                 \
	"announced", "scanned", "skipped", "relevant", "below", "unscored", \
	        "unbalanced"
#define DAY "date", "day", "short_day", "month", "page", "month_page"
#define LINE                                                                 \
	"number", "title", "url", "arxiv", "pdf", "html", "authors_short",   \
	        "categories", "announce", "comment", "relevance", "novelty", \
	        "topic", "fallback"
#define PAPER \
	LINE, "authors", "abstract", "topics", "topic_id", "grade", "section"
#define HIGHLIGHT                                                      \
	"number", "title", "url", "authors_short", "comment", "topic", \
	        "relevance", "novelty"
#define ANY_EDITION                                                           \
	ROOT, DAY, SUM, "previous", "next", "topics_page", "all_page",        \
	        "json_file", "view_papers", "view_topics", "view_all",        \
	        "by_submission", "any", "cutoff_relevance", "cutoff_novelty", \
	        "skipped_why", "any_skipped"

static const char *const edition[] = { ANY_EDITION,
	                               PAPER,
	                               "papers",
	                               "prompt",
	                               "lexical",
	                               "by_model",
	                               "left_out",
	                               "gave_up",
	                               "why",
	                               "model",
	                               "cost",
	                               "prompt_tokens",
	                               "cached",
	                               "completion",
	                               "total",
	                               "money",
	                               "money_prompt",
	                               "money_completion",
	                               "chart",
	                               "dots",
	                               "x",
	                               "y",
	                               "r",
	                               "label",
	                               "cut_x",
	                               "cut_y",
	                               "cut_width",
	                               "cut_height",
	                               "scored",
	                               "crowd",
	                               "crowd_relevance",
	                               "crowd_novelty",
	                               "top_relevance",
	                               "top_novelty",
	                               NULL };

static const char *const topics[] = { ANY_EDITION, PAPER,    "sections",
	                              "papers",    "others", "any_others",
	                              "count",     NULL };

static const char *const all[] = { ANY_EDITION,      LINE,
	                           "relevant_lines", "below_lines",
	                           "any_below",      "unscored_lines",
	                           "any_unscored",   NULL };

static const char *const month[] = {
	ROOT,      DAY,       SUM,         HIGHLIGHT,  "previous", "next",
	"any",     "days",    "total",     "tokens",   "money",    "n_days",
	"one_day", "charged", "strongest", "sections", "topic_id", "papers",
	"shown",   "chart",   "bars",      "name",     "count",    "y_text",
	"y_bar",   "width",   "height",    NULL
};

static const char *const index_page[] = { ROOT,          DAY,
	                                  SUM,           HIGHLIGHT,
	                                  "latest",      "tokens",
	                                  "money",       "papers",
	                                  "any",         "columns",
	                                  "weekday",     "letters",
	                                  "years",       "year",
	                                  "months",      "name",
	                                  "papers_text", "weeks",
	                                  "cells",       "level",
	                                  "weekends",    "several_years",
	                                  "n_days",      "one_day",
	                                  NULL };

static const char *const feed[] = {
	ROOT,          DAY,       SUM,       HIGHLIGHT, "id",    "updated",
	"index",       "entries", "address", "tokens",  "money", "papers",
	"papers_text", "any",     "more",    NULL
};

static const char *const style[] = { NULL };

static const struct {
	const char *template;
	const char *const *variables;
} pages[] = {
	{ "archive/edition", edition },  { "archive/topics", topics },
	{ "archive/all", all },          { "archive/month", month },
	{ "archive/index", index_page }, { "archive/feed", feed },
	{ "archive/style", style },
};

static bool has(const char *const *list, const char *variable)
{
	while (*list)
		if (!strcmp(*list++, variable))
			return true;
	return false;
}

const char *const *archive_variables(const char *template)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (!strcmp(pages[i].template, template))
			return pages[i].variables;
	return NULL;
}

bool archive_variable(const char *template, const char *variable)
{
	const char *const *own = archive_variables(template);

	if (own)
		return has(own, variable);
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (has(pages[i].variables, variable))
			return true;
	return false;
}

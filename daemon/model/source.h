#pragma once
/* Where announcements come from; from the config, immutable. */
#include <stdbool.h>
#include <stddef.h>

#include "model/paper.h"

enum source_type { SOURCE_ARXIV_RSS, SOURCE_ARXIV_API, SOURCE_FEED };

struct source {
	enum source_type type;
	const char *url;               /* http, https or file */
	const char *name;              /* what people read; never NULL */
	const char *const *categories; /* "cs.LG"; arXiv sources */
	size_t n_categories;
	unsigned announce_types; /* enum announce, or-ed */
	bool primary_only;       /* only papers whose primary category is one
	                          * of categories */
};

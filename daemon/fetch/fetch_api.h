#pragma once
/* A query of arXiv's API, page after page. Inside the fetch module. */
#include "fetch/fetch.h"

/* Fills status, err, retry_after, date and items of *doc, whose url is the
 * service's. */
void fetch_api(struct http *http, const struct source *source,
               const struct fetch_wish *wish, struct arena *arena,
               struct fetch_document *doc);

/* The URL of the page that begins at paper number start. In the arena; NULL
 * with err when the source asks for nothing. */
const char *fetch_api_url(const struct source *source,
                          const struct fetch_wish *wish, size_t start,
                          struct arena *arena, struct err *err);

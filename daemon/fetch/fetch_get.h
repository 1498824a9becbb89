#pragma once
/* One request of a source. Inside the fetch module. */
#include "fetch/fetch.h"

/* 0: *response is an answer to read; 1: 304, nothing new; < 0: doc->err and
 * doc->retry_after say why not. memory may be NULL. max_bytes caps the body.
 * http_response_deinit the response in all cases. */
int fetch_get(struct http *http, const struct source *source, const char *url,
              const struct fetch_memory *memory, size_t max_bytes,
              struct http_response *response, struct fetch_document *doc);

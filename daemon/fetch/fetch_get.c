#include "fetch/fetch_get.h"

/* arXiv's API at times calls a good document 406, and explains itself in a
 * document when it says 400; reading tells. */
static bool worth_reading(const struct source *source, long status)
{
	if (status == 200)
		return true;
	return source->type == SOURCE_ARXIV_API &&
	       (status == 406 || status == 400);
}

static bool conditional(const struct fetch_memory *memory)
{
	return memory && (memory->etag[0] || memory->last_modified[0]);
}

int fetch_get(struct http *http, const struct source *source, const char *url,
              const struct fetch_memory *memory, size_t max_bytes,
              struct http_response *response, struct fetch_document *doc)
{
	struct http_request request = {
		.url = url,
		.etag = memory ? memory->etag : "",
		.last_modified = memory ? memory->last_modified : "",
		.timeout_ms = FETCH_TIMEOUT_MS,
		.max_bytes = max_bytes,
	};

	if (http_get(http, &request, response, &doc->err))
		return -1;
	if (response->status == 304 && conditional(memory))
		return 1;
	if (worth_reading(source, response->status))
		return 0;
	doc->retry_after = response->retry_after;
	if (doc->retry_after)
		return err_set(&doc->err, "%.200s: HTTP %ld, again in %lld s",
		               url, response->status,
		               (long long)doc->retry_after);
	return err_set(&doc->err, "%.200s: HTTP %ld", url, response->status);
}

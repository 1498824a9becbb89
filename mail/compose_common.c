/*
 * What the mails of one edition have in common: its sum in words, the list's
 * addresses, most of the header. Worked out once an edition
 * (compose_common_new) or, where nobody did, for the mail at hand; for a week,
 * always so: it is the reader's.
 */
#include "mail/compose_intern.h"

#include <stdlib.h>

enum { COMMON_MAX = 1 << 20 };

int compose_common_make(const struct compose_edition *edition,
                        const struct digest *digest, struct arena *arena,
                        struct compose_common *common, struct err *err)
{
	*common = (struct compose_common){ 0 };
	if (compose_site_make(edition->settings, arena, &common->site, err))
		return -1;
	common->view =
	        compose_edition_view(edition, digest, &common->site, arena);
	common->subject = words_subject_head(arena, common->site.name,
	                                     edition->edition, digest);
	compose_headers_common(edition->settings, arena, common);
	return 0;
}

struct kept {
	struct compose_common common; /* first: what is handed out */
	struct arena *arena;
};

struct compose_common *compose_common_new(const struct compose_edition *edition,
                                          struct err *err)
{
	struct kept *kept = calloc(1, sizeof(*kept));

	if (!kept)
		abort();
	kept->arena = arena_new(COMMON_MAX);
	if (!compose_common_make(edition, NULL, kept->arena, &kept->common,
	                         err))
		return &kept->common;
	compose_common_free(&kept->common);
	return NULL;
}

void compose_common_free(struct compose_common *common)
{
	struct kept *kept = (struct kept *)common;

	if (!kept)
		return;
	arena_free(kept->arena);
	free(kept);
}

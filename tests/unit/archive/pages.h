#pragma once
/* What the archive's tests share: a directory, the shipped templates, an
 * edition of 5 January 2026, and the pages as written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "base/clock.h"

#include "cmocka_all.h"

/* A Monday; days since 1970. */
enum { MONDAY = 20458 };

extern struct template_set *pages_templates;
extern char pages_dir[];

int pages_setup(void **state);
int pages_teardown(void **state);

/* The directory and the templates; a test may change the copy. */
struct archive_site pages_site(void);

extern const struct paper pages_paper;
extern const struct score pages_score;
extern const struct edition pages_edition;

/* Papers of the edition, in page order; the cut-offs are pages_edition's. */
struct archive_edition pages_of(struct archive_paper *papers, size_t n);

/* The file's text, valid until the next call. */
const char *pages_read(const char *file);

/* Writes the edition's pages; the text of one of them. */
const char *pages_write(const struct archive_site *site,
                        const struct archive_edition *edition,
                        const char *file);

void assert_has(const char *page, const char *text);
void assert_has_not(const char *page, const char *text);
int count_of(const char *page, const char *text);

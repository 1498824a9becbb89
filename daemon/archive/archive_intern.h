#pragma once
/*
 * Inside the archive: archive.c writes files, archive_values.c turns editions
 * into what the templates are rendered with, archive_text.c says numbers,
 * dates and texts. Strings live in the arena.
 */
#include "archive/archive.h"
#include "base/clock.h"

/* One paragraph of somebody's text for reading: TeX as Unicode, cleaned, cut
 * at so many columns. Not escaped, the template does that. */
const char *archive_readable(struct arena *a, const char *s, int columns);

/* Many lines, kept as they are, cleaned. */
const char *archive_verbatim(struct arena *a, const char *s);

const char *archive_number(struct arena *a, int64_t n);   /* "27,534" */
const char *archive_grade(struct arena *a, double grade); /* "8", "8.5" */
const char *archive_cost(struct arena *a, double cost);   /* "0.107" */

const char *archive_long_day(struct arena *a, int date);  /* "Monday, 5 ..." */
const char *archive_short_day(struct arena *a, int date); /* "Mon 5" */
const char *archive_month(struct arena *a, int date);     /* "January 2026" */
const char *archive_date(struct arena *a, int date);      /* "2026-01-05" */

/* File names, relative to the site's directory. */
const char *archive_edition_file(struct arena *a, int date);
const char *archive_month_file(struct arena *a, int date);
bool archive_same_month(int a, int b);

struct value *archive_edition_value(const struct archive_site *site,
                                    const struct archive_edition *page,
                                    struct arena *a);
struct value *archive_month_value(const struct archive_site *site, int date,
                                  const struct edition *editions, size_t n,
                                  struct arena *a);
struct value *archive_index_value(const struct archive_site *site,
                                  const struct edition *editions, size_t n,
                                  struct arena *a);

/* One paper of an edition's page; number counts from 1. */
struct value *archive_paper_value(const struct archive_site *site,
                                  const struct archive_paper *paper, int number,
                                  struct arena *a);

#pragma once
/*
 * How the archive says numbers, dates and other people's texts. No locale has
 * a say in it. Strings live in the arena, unescaped: the templates escape.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "text/words.h"

/* Many lines, kept as they are, cleaned. */
const char *archive_verbatim(struct arena *a, const char *s);

const char *archive_number(struct arena *a, int64_t n);  /* "27,534" */
const char *archive_grade(struct arena *a, float grade); /* "8", "8.5" */
const char *archive_cost(struct arena *a, double cost);  /* "0.107" */

/* "1 paper", "2 papers" */
const char *archive_papers(struct arena *a, int64_t n);

/* A length in a picture, in tenths of its unit: "12.5". */
const char *archive_length(struct arena *a, double units);

const char *archive_long_day(struct arena *a, int date);   /* "Monday, 5 ..." */
const char *archive_short_day(struct arena *a, int date);  /* "Mon 5" */
const char *archive_long_month(struct arena *a, int date); /* "January 2026" */
const char *archive_date(struct arena *a, int date);       /* "2026-01-05" */
bool archive_same_month(int a, int b);

/* File names, relative to the site's directory. */
enum archive_view { VIEW_PAPERS, VIEW_TOPICS, VIEW_ALL, VIEW_JSON, VIEWS };

const char *archive_edition_file(struct arena *a, int date,
                                 enum archive_view view);
const char *archive_month_file(struct arena *a, int date);

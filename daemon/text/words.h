#pragma once
/*
 * Dates, counts and scores as people read them, in English and the same in
 * mails and pages. No locale has a say. Strings live in the arena or are
 * constants. Any thread.
 */
#include "base/arena.h"

/* "Friday 18 April 2025"; "Fri 18 Apr 2025"; "" for DATE_NONE. */
const char *words_day(struct arena *a, int date);
const char *words_day_short(struct arena *a, int date);

/* "Monday 14 to Friday 18 April 2025", naming month and year once where they
 * are the same; the short one "Mon 14 to Fri 18 Apr 2025". One day where first
 * is last. */
const char *words_days(struct arena *a, int first, int last);
const char *words_days_short(struct arena *a, int first, int last);

/* "1640". */
const char *words_number(struct arena *a, int n);

/* "no papers", "1 paper", "12 papers". */
const char *words_papers(struct arena *a, size_t n);

/* Why a fallback scored so many papers, of them `over_budget` because the day's
 * money was spent, as the end of a sentence: "because gpt-4o did not answer".
 * who: the model, as it is to be called. */
const char *words_why_fallback(struct arena *a, const char *who, int fallback,
                               int over_budget);

/* A score to one decimal (score_tenths), without ".0"; "–" for 0, which is
 * none. */
const char *words_score(struct arena *a, float score);

/* Somebody's text as one line for people: TeX as Unicode (text/tex.h), cleaned
 * (text/escape.h), cut to so many columns. Not escaped. NULL: "". */
const char *words_readable(struct arena *a, const char *tex, int columns);

/* s cut to so many columns (text_shorten). */
const char *words_shortened(struct arena *a, struct str s, int columns);

/* One after the other; for what is said of every paper in every mail, where
 * printf would be half the work. */
const char *words_join(struct arena *a, const char *s1, const char *s2,
                       const char *s3, const char *s4);

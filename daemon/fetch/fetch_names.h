#pragma once
/* Lists of people's names as feeds write them. Pure; inside the fetch module.
 */
#include <stddef.h>

#include "base/arena.h"

/*
 * Splits "A. One, B. Two, Jr., C. Three and D. Four": at commas (or at
 * semicolons, where there are any), at "and" and "&". Not split: what stands
 * inside braces (TeX) or parentheses (affiliations), a suffix (Jr., III, PhD),
 * the "and" of a collaboration. "One, A., Two, B." is turned to "A. One" and
 * "B. Two". Writes at most max names and returns how many; names live in the
 * arena, or in joined.
 */
size_t names_split(struct str joined, size_t max, struct str *names,
                   struct arena *arena);

/* The name in RSS's "ada@example.org (Ada Lovelace)" or "Ada <ada@...>"; empty
 * when there is an address only: mail addresses are not shown. Anything
 * without an @ is itself. */
struct str names_without_address(struct str author);

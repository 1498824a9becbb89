#pragma once
/*
 * Labelled days: JSON lines (papers_json.h), one file a day, for measuring a
 * scorer and for training one.
 */
#include "base/arena.h"
#include "base/err.h"
#include "train/train.h"

/* Days in the order of the files, named like them without directory and
 * ".jsonl"; papers that were selected for an author are not among them.
 * cut: the relevance that was asked for when they were selected. Everything
 * lives in the arena. */
int labelled_read(char **files, size_t n_files, double cut, struct arena *arena,
                  struct train_day **days, struct err *err);

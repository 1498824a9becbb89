#pragma once
/*
 * A reader's settings as one line for people: "Model Architecture (+1), Model
 * Compression; threshold 8; at most 30 papers; daily". In every digest's
 * footer, and wherever digestctl shows a reader. Of a list longer than twelve
 * the first twelve and how many more: it is for people.
 */
#include "base/arena.h"
#include "model/subscriber.h"

const char *settings_line(const struct subscriber *s,
                          const struct topic *topics, struct arena *arena);

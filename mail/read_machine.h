#pragma once
/* Who wrote a text, by what it says. Inside mail/read. */
#include "base/arena.h"
#include "base/str.h"

enum read_writer {
	READ_WRITER_PERSON,
	READ_WRITER_ABSENT, /* speaks of an absence: a program, or a person */
	READ_WRITER_PROGRAM,
};

/* text: the new text, UTF-8. */
enum read_writer read_writer_of(struct str text, struct arena *arena);

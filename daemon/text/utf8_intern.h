#pragma once
/* UTF-8 for the rest of this module: libunistring with our types. */
#include "base/buf.h"

/* U+FFFD REPLACEMENT CHARACTER */
#define UTF8_REPLACEMENT "\xEF\xBF\xBD"

/* The code point at the front of s (len > 0) and how many bytes it takes, at
 * least 1. Bytes that are no UTF-8 give U+FFFD and *valid = false. */
size_t utf8_next(struct str s, uint32_t *code, bool *valid);

/* 0, or -1 when the buffer is full. code is a scalar value. */
int utf8_add(struct buf *out, uint32_t code);

/* Appends s, which is valid UTF-8, in the normalization form NFC (or, with
 * compatibility characters taken apart as well, NFKD). */
void utf8_add_nfc(struct buf *out, struct str s);
void utf8_add_nfkd(struct buf *out, struct str s);

/* Appends s with every byte that is no UTF-8 replaced. */
void utf8_add_repaired(struct buf *out, struct str s);

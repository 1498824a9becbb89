#pragma once
/*
 * Quoted-printable (RFC 2045 6.7) for text bodies, made to be spliced.
 *
 * Input lines end in LF, output lines in CRLF, none longer than 76. A dot at
 * the start of an encoded line is =2E (no dot-stuffing is ever needed), and so
 * is the F of "From " there (=46).
 *
 * A *piece* is encoded alone and ends at the start of an encoded line: after
 * its last hard line break, or else after a soft one ("=" CRLF). So pieces,
 * encoded once and stored, can follow one another in any order, with no state
 * between them.
 */
#include "base/buf.h"

/* Appends the piece. */
void qp_piece(struct buf *out, struct str text);

/* A piece whose text comes in parts: start with a zeroed struct, add, end. */
struct qp {
	struct buf *out;
	int column; /* of the encoded line */
	char held;  /* a blank or CR that waits for what follows; 0: none */
};

void qp_start(struct qp *qp, struct buf *out);
void qp_add(struct qp *qp, struct str text);
void qp_end(struct qp *qp);

#pragma once
/*
 * Quoted-printable (RFC 2045 6.7) for text bodies, made to be spliced.
 *
 * Input lines end in LF (CRLF is taken for it), output lines in CRLF, none
 * longer than 76. A dot at the start of an encoded line is =2E (no
 * dot-stuffing is ever needed), and the blank of a "From " there is =20 (no
 * mbox will quote it).
 *
 * A *piece* is encoded alone and ends at the start of an encoded line: after
 * its last hard line break, or else after a soft one ("=" CRLF). So pieces,
 * encoded once and stored, can follow one another in any order, with no state
 * between them. The last piece of a body should end in a newline: a soft break
 * has nothing to join then.
 */
#include "base/buf.h"
#include "base/err.h"

/* Appends the piece. */
void qp_piece(struct buf *out, struct str text);

/* A piece whose text comes in parts, cut anywhere: start, add, end. The bytes
 * are those of qp_piece over the whole. */
struct qp {
	struct buf *out;
	int column; /* of the encoded line */
	bool cr;    /* held until what follows shows if it ends a line */
};

void qp_start(struct qp *qp, struct buf *out);
void qp_add(struct qp *qp, struct str text);
void qp_end(struct qp *qp);

/* Appends the text with LF line ends. < 0: not as an encoder writes it (a bad
 * escape, a bare CR or LF, a byte that had to be encoded); err says where. */
int qp_decode(struct buf *out, struct str encoded, struct err *err);

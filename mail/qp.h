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
#include "base/arena.h"
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

/*
 * Text that is added again and again, encoded once, as it stands at the start
 * of a line: adding it copies bytes. Within a line it gets a soft break before
 * it where it would not fit, so the bytes may differ from those of the whole
 * encoded in one; what they mean does not.
 */
struct qp_text {
	struct str text;
	struct str encoded;
	int first;   /* columns of its first encoded line */
	int column;  /* where it ends; of its only line, first */
	bool lines;  /* has more than one */
	bool copied; /* false: hangs on what follows, encoded each time */
};

/* text must live as long as *t. */
void qp_prepare(struct qp_text *t, struct str text, struct arena *arena);
void qp_add_text(struct qp *qp, const struct qp_text *t);

/* Appends the text with LF line ends. < 0: not as an encoder writes it (a bad
 * escape, a bare CR or LF, a byte that had to be encoded); err says where. */
int qp_decode(struct buf *out, struct str encoded, struct err *err);

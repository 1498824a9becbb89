#pragma once
/*
 * The TeX that arXiv's titles, names and abstracts carry, as Unicode:
 *
 *	accents and letters	\'e, \c{c}, {\"u}, \i, \ss, \aa
 *	characters		\unicode{x2013}, \times, {\mu}, \% \& \_ \$ \#
 *	dashes, quotes		-- ---, ``...'', `...'
 *	wrapped text		\textbf, \emph, {\em ...}: what they wrap
 *	links			\url{U}: U; \href{U}{here}: here (U)
 *	formulas		$...$, $$...$$, \(...\), \[...\] where every
 *				token maps: $\times$, $L_2$, $\alpha$-...
 *
 * What does not map stays exactly as written: a formula as a whole, a command
 * alone. Capitals in an exponent, fractions and lone fences do not map, they
 * read better as TeX. "$5 and $6" is money, not math.
 *
 * Pure functions, any thread. Input of any bytes; output is valid UTF-8 in
 * NFC, plain text, not escaped. Time is linear in the input.
 */
#include "base/buf.h"

void tex_to_unicode(struct buf *out, struct str s);

/* For matching words, not for reading: accents and TeX folded away, ASCII
 * where possible, lower case ("Garc\'ia" and "García" give "garcia"). */
void tex_fold(struct buf *out, struct str s);

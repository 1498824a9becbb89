#pragma once
/*
 * The TeX that arXiv's titles, names and abstracts carry, as Unicode: accents
 * (\'e, \c{c}, \"u, \i, \ss, \aa, \unicode{x2013}), dashes and quotes, \textbf
 * \emph \href and their like unwrapped, escaped \% \& \_ \$ \#, and $...$ where
 * every token maps ($\times$, $L_2$, $\alpha$-...); a formula with anything
 * else stays exactly as written. "$5 and $6" is money, not math. Output is
 * plain text, not escaped.
 */
#include "base/buf.h"

void tex_to_unicode(struct buf *out, struct str s);

/* For matching words, not for reading: accents and TeX folded away, ASCII
 * where possible, lower case ("Garc\'ia" and "García" give "garcia"). */
void tex_fold(struct buf *out, struct str s);

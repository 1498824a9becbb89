#include "text/tex.h"

#include <stdlib.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/cleanup.h"
#include "text/utf8_intern.h"

/* Letters that no normalization takes apart, as people write them without
 * their strokes; and punctuation that keyboards don't have. */
static const char *plain(uint32_t code)
{
	switch (code) {
	case 0xE6:
		return "ae";
	case 0xF0:
	case 0x111:
		return "d";
	case 0xF8:
		return "o";
	case 0xFE:
		return "th";
	case 0x127:
		return "h";
	case 0x131:
		return "i";
	case 0x142:
		return "l";
	case 0x14B:
		return "n";
	case 0x153:
		return "oe";
	case 0x2018:
	case 0x2019:
	case 0x2032:
		return "'";
	case 0x201C:
	case 0x201D:
		return "\"";
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212:
		return "-";
	default:
		return NULL;
	}
}

void tex_fold(struct buf *out, struct str s)
{
	struct buf text CLEANUP(buf_deinit) = BUF(s.len * 27 + 64);
	uint8_t *folded CLEANUP(cleanup_free) = NULL;
	struct str rest = { NULL, 0 };

	tex_to_unicode(&text, s);
	if (!text.len)
		return;
	folded = u8_casefold((const uint8_t *)text.ptr, text.len, NULL,
	                     UNINORM_NFKD, NULL, &rest.len);
	if (!folded)
		abort();
	rest.ptr = (const char *)folded;
	while (rest.len && !out->full) {
		uint32_t code;
		bool valid;
		size_t n = utf8_next(rest, &code, &valid);
		const char *instead = plain(code);

		if (instead)
			buf_adds(out, instead);
		else if (!uc_is_general_category(code, UC_NON_SPACING_MARK))
			buf_add(out, rest.ptr, n);
		rest.ptr += n;
		rest.len -= n;
	}
}

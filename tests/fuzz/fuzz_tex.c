/* Titles and abstracts: TeX to Unicode, and folded for matching. */
#include "fuzz.h"
#include "text/charset.h"
#include "text/tex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out CLEANUP(buf_deinit) = BUF(4 << 20);
	struct buf folded CLEANUP(buf_deinit) = BUF(4 << 20);

	tex_to_unicode(&out, fuzz_bytes(data, size));
	MUST(utf8_valid(buf_str(&out)));
	tex_fold(&folded, fuzz_bytes(data, size));
	MUST(utf8_valid(buf_str(&folded)));
	return 0;
}

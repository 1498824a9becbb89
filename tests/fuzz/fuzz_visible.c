/* What a person newly wrote: plain and HTML bodies (the first line chooses). */
#include "fuzz.h"
#include "mail/read.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = fuzz_bytes(data, size), kind = fuzz_line(&rest);
	struct buf out CLEANUP(buf_deinit) = BUF(4 << 20);

	if (str_eq(kind, STR("html")))
		read_visible_html(rest, &out);
	else
		read_visible_text(rest, &out);
	MUST(utf8_valid(buf_str(&out)) || !utf8_valid(rest));
	return 0;
}

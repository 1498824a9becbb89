/* Format=flowed, RFC 3676. */
#include "mail/read_text.h"

#include <stdbool.h>

/* 4.5: the depth is the number of ">" at the very front. */
static size_t quote_depth(struct str line)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] == '>')
		n++;
	return n;
}

void read_flowed(struct buf *out, struct str text, bool delsp)
{
	struct str rest = { text.ptr ? text.ptr : "", text.len }, line;
	size_t depth = 0;
	bool open = false; /* the last line flows on */

	while (str_split(&rest, '\n', &line)) {
		size_t now = quote_depth(line);
		struct str content;
		bool signature;

		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		content = (struct str){ line.ptr + now, line.len - now };
		if (content.len && *content.ptr == ' ') { /* 4.4 stuffed */
			content.ptr++;
			content.len--;
		}
		signature = str_eq(content, STR("-- ")); /* 4.3 */
		if (open && (now != depth || signature)) {
			buf_addc(out, '\n');
			open = false;
		}
		if (!open) {
			buf_add(out, line.ptr, now);
			if (now)
				buf_addc(out, ' ');
		}
		depth = now;
		open = content.len && content.ptr[content.len - 1] == ' ' &&
		       !signature;
		if (open && delsp)
			content.len--;
		buf_addstr(out, content);
		if (!open && rest.ptr)
			buf_addc(out, '\n');
	}
}

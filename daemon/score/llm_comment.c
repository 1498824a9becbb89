#include "score/llm_comment.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "text/escape.h"

enum { TEXT_MAX = 1 << 20, TAG_MAX = 300 };

/* Bytes of the tag at the front, 0: it is a mere "<". */
static size_t tag_len(struct str s)
{
	if (s.len < 3 || s.ptr[0] != '<' ||
	    !(isalpha((unsigned char)s.ptr[1]) || s.ptr[1] == '/' ||
	      s.ptr[1] == '!'))
		return 0;
	for (size_t i = 2; i < s.len && i < TAG_MAX; i++)
		if (s.ptr[i] == '>')
			return i + 1;
	return 0;
}

/* Bytes of the link at the front, to the next blank or closing mark. */
static size_t link_len(struct str s)
{
	static const char *const starts[] = {
		"http://", "https://",    "ftp://",   "www.",
		"mailto:", "javascript:", "data:text"
	};
	size_t len = 0;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (str_starts_nocase(s, str_of(starts[i])))
			len = strlen(starts[i]);
	if (!len)
		return 0;
	while (len < s.len && !strchr(" <>\"'()[]{}", s.ptr[len]))
		len++;
	return len;
}

/* "[label](target)" at the front: its bytes, and the label; 0: it is none. */
static size_t labelled_link_len(struct str s, struct str *label)
{
	const char *close, *end;

	if (s.ptr[0] != '[' || !(close = memchr(s.ptr, ']', s.len)))
		return 0;
	*label = (struct str){ s.ptr + 1, (size_t)(close - s.ptr) - 1 };
	s.len -= label->len + 2;
	if (!s.len || close[1] != '(' || !(end = memchr(close, ')', s.len + 1)))
		return 0;
	return label->len + 2 + (size_t)(end - close);
}

/* Tags become blanks, links and Markdown's marks nothing. */
static void strip(struct buf *out, struct str s)
{
	while (s.len) {
		size_t skip = tag_len(s);
		struct str label;
		bool word = out->len &&
		            isalnum((unsigned char)out->ptr[out->len - 1]);

		if (skip) {
			buf_addc(out, ' ');
		} else if (!word && (skip = link_len(s))) {
			;
		} else if ((skip = labelled_link_len(s, &label))) {
			buf_addstr(out, label);
		} else if (str_starts(s, STR("**")) ||
		           str_starts(s, STR("__"))) {
			skip = 2;
		} else if (*s.ptr == '`') {
			skip = 1;
		} else {
			skip = 1;
			buf_addc(out, *s.ptr);
		}
		s.ptr += skip;
		s.len -= skip;
	}
}

/* How much of s, longer than most, to keep: whole words. */
static size_t cut_at_word(struct str s, size_t most)
{
	size_t end = most;

	while (end > most / 2 && s.ptr[end] != ' ')
		end--;
	if (s.ptr[end] == ' ')
		return end;
	/* No blank for long: between two characters at least. */
	for (end = most; end && ((unsigned char)s.ptr[end] & 0xc0) == 0x80;)
		end--;
	return end;
}

static size_t cut_at_sentence(struct str s, size_t most)
{
	size_t end = cut_at_word(s, most);

	for (size_t i = end; i > most - most / 4; i--)
		if (s.ptr[i] == ' ' && strchr(".!?", s.ptr[i - 1]))
			return i;
	return end;
}

void llm_comment_clean(struct buf *out, struct str text)
{
	struct buf line CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf plain CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct buf again CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct str s;

	text_line(&line, text);
	strip(&plain, buf_str(&line));
	text_line(&again, buf_str(&plain)); /* blanks that strip left */
	s = buf_str(&again);
	if (s.len > LLM_COMMENT_MAX) {
		s.len = cut_at_word(s, LLM_COMMENT_MAX - 3);
		buf_addstr(out, s);
		buf_adds(out, "…");
	} else {
		buf_addstr(out, s);
	}
}

void llm_excerpt(struct buf *out, struct str text, size_t most)
{
	struct buf line CLEANUP(buf_deinit) = BUF(TEXT_MAX);
	struct str s;

	text_line(&line, text);
	s = buf_str(&line);
	if (s.len > most)
		s.len = cut_at_sentence(s, most);
	buf_addstr(out, s);
}

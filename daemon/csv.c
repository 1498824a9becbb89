#include "csv.h"

#include <stdbool.h>

#include "base/buf.h"
#include "text/charset.h"

#define BOM "\xef\xbb\xbf"

/* May a quote behind this byte open a field? */
static bool separates(const struct csv *csv, int c)
{
	return csv->separator ? c == csv->separator
	                      : c == ',' || c == ';' || c == '\t';
}

/* One record's bytes: to the line end that stands outside quotes. A quote
 * inside a bare field is a character like others: it must not swallow the
 * lines behind it. */
static int read_record(struct csv *csv, struct buf *out)
{
	bool quoted = false, opens = true;
	int c;

	csv->line = csv->next + 1;
	while ((c = getc_unlocked(csv->file)) != EOF) {
		bool turns = c == '"' && (quoted || opens);

		quoted ^= turns;
		opens = turns || separates(csv, c) ||
		        (csv->bytes < 3 && (unsigned char)BOM[csv->bytes] == c);
		csv->bytes++;
		if (c == '\n') {
			csv->next++;
			if (!quoted)
				return 1;
		}
		buf_addc(out, (char)c);
	}
	return out->len > 0;
}

static char guess_separator(struct str header)
{
	if (str_find(header, STR(",")) >= 0)
		return ',';
	if (str_find(header, STR(";")) >= 0)
		return ';';
	return str_find(header, STR("\t")) >= 0 ? '\t' : ',';
}

static int split(struct str rest, char separator, struct arena *arena,
                 const char **fields, size_t *n, struct err *err)
{
	char *to = arena_alloc(arena, rest.len + 1);
	size_t i = 0;

	for (*n = 0; *n < CSV_FIELDS_MAX;) {
		bool quoted = i < rest.len && rest.ptr[i] == '"';

		fields[(*n)++] = to;
		i += quoted;
		while (i < rest.len && (quoted || rest.ptr[i] != separator)) {
			if (quoted && rest.ptr[i] == '"') {
				if (i + 1 == rest.len || rest.ptr[i + 1] != '"')
					break;
				i++;
			}
			if (!rest.ptr[i])
				return err_set(err, "a NUL byte");
			*to++ = rest.ptr[i++];
		}
		if (quoted && i++ == rest.len)
			return err_set(err, "a quote is not closed");
		*to++ = '\0';
		if (i == rest.len)
			return 1;
		if (rest.ptr[i] != separator)
			return err_set(err, "text behind a closing quote");
		i++;
	}
	return err_set(err, "more than %d fields", CSV_FIELDS_MAX);
}

int csv_read(struct csv *csv, struct arena *arena, const char **fields,
             size_t *n, struct err *err)
{
	struct buf record CLEANUP(buf_deinit) = BUF(CSV_RECORD_MAX);
	struct str s;

	do {
		buf_clear(&record);
		if (!read_record(csv, &record))
			return 0;
		s = buf_str(&record);
		if (s.len && s.ptr[s.len - 1] == '\r')
			s.len--;
		if (csv->line == 1 && str_starts(s, STR(BOM))) {
			s.ptr += 3;
			s.len -= 3;
		}
	} while (!s.len && !record.full);
	if (record.full)
		return err_set(err, "longer than %d bytes", CSV_RECORD_MAX);
	if (!csv->separator)
		csv->separator = guess_separator(s);
	if (!utf8_valid(s))
		return err_set(err, "not UTF-8 (save the file as UTF-8)");
	return split(s, csv->separator, arena, fields, n, err);
}

void csv_write(FILE *out, const char *field, bool last)
{
	bool quote = strpbrk(field, ",\"\r\n") != NULL;

	if (quote)
		putc_unlocked('"', out);
	for (; *field; field++) {
		if (*field == '"')
			putc_unlocked('"', out);
		putc_unlocked(*field, out);
	}
	if (quote)
		putc_unlocked('"', out);
	putc_unlocked(last ? '\n' : ',', out);
}

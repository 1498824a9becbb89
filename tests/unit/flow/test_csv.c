#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"

#include "base/buf.h"
#include "csv.h"

/* What one text reads as: fields joined by "|", records by "/", "!" for one
 * that is broken. */
static const char *read_all(const char *text, struct buf *out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	const char *fields[CSV_FIELDS_MAX];
	struct csv csv = { 0 };
	size_t n;
	int rc;

	csv.file = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
	assert_non_null(csv.file);
	while ((rc = csv_read(&csv, arena, fields, &n, NULL))) {
		if (out->len)
			buf_addc(out, '/');
		if (rc < 0)
			buf_addc(out, '!');
		for (size_t i = 0; rc > 0 && i < n; i++)
			buf_addf(out, "%s%s", i ? "|" : "", fields[i]);
	}
	fclose(csv.file);
	return buf_cstr(out);
}

static void read__table(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "a,b\nc,d\n", "a|b/c|d" },
		{ "a,b\r\n\r\nc", "a|b/c" },
		{ "\xef\xbb\xbf"
		  "a,\n",
		  "a|" },
		{ ",,\n", "||" },
		{ "\"a,b\",\"c\"\"d\",\"e\nf\"\ng\n", "a,b|c\"d|e\nf/g" },
		{ "\"\",x\n", "|x" },
		{ "\"a\"b,c\nd\n", "!/d" },
		/* a stray quote stays on its own line */
		{ "six\" disks,b\nc,d\n", "six\" disks|b/c|d" },
		{ "a\"\"b\nc\n", "a\"\"b/c" },
		{ "a,\"open\nb\n", "!" },
		/* a quote behind a BOM opens a field */
		{ "\xef\xbb\xbf\"a\nb\",c\nd,e\n", "a\nb|c/d|e" },
		/* the first line says what separates */
		{ "a;b\nc,d;\"e;f\"\n", "a|b/c,d|e;f" },
		{ "a\tb\nc d\t\n", "a|b/c d|" },
		{ "a,b;c\nd;e,f\n", "a|b;c/d;e|f" },
		{ "a;\"b\nc\"\nd;e\n", "a|b\nc/d|e" },
		/* Latin-1, an overlong sequence, a surrogate */
		{ "a,b\nc,\xe9\nd,e\n", "a|b/!/d|e" },
		{ "a\n\xc0\xaf\n\xed\xa0\x80\n", "a/!/!" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		assert_string_equal(rows[i].want, read_all(rows[i].text, &out));
	}
}

/* As many commas: fields, whatever stands behind the last one. */
static void read__as_many_fields_as_there_is_room_for(void **state)
{
	char text[CSV_FIELDS_MAX + 2];
	struct buf out CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	memset(text, ',', sizeof(text));
	text[CSV_FIELDS_MAX - 1] = '\0';
	assert_int_equal(CSV_FIELDS_MAX - 1, strlen(read_all(text, &out)));
	buf_clear(&out);
	text[CSV_FIELDS_MAX - 1] = ',';
	text[CSV_FIELDS_MAX] = '\0';
	assert_string_equal("!", read_all(text, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__table),
		cmocka_unit_test(read__as_many_fields_as_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

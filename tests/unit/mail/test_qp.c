#include <stdlib.h>

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "mail/qp.h"

#define TEN "0123456789"
#define X74 TEN TEN TEN TEN TEN TEN TEN "0123"

static void qp_piece__table(void **state)
{
	static const struct {
		const char *text, *encoded;
	} rows[] = {
		{ "", "" },
		{ "a line\n", "a line\r\n" },
		{ "no newline", "no newline=\r\n" },
		{ "\n\n", "\r\n\r\n" },
		{ "1 = 1\n", "1 =3D 1\r\n" },
		{ "é\n", "=C3=A9\r\n" },
		{ "blank \n", "blank=20\r\n" },
		{ "tab\t\n", "tab=09\r\n" },
		{ "blank ", "blank =\r\n" },
		{ "two  \n", "two =20\r\n" },
		{ ".dot\n.\n", "=2Edot\r\n=2E\r\n" },
		{ "From here\nFrom\nFromage\n",
		  "From=20here\r\nFrom\r\nFromage\r\n" },
		{ "crlf\r\ncr\rlf\r", "crlf\r\ncr=0Dlf=0D=\r\n" },
		{ "\x01\x7f\n", "=01=7F\r\n" },
		{ X74 "x\n", X74 "x\r\n" },
		{ X74 "xy\n", X74 "x=\r\ny\r\n" },
		{ X74 "=\n", X74 "=\r\n=3D\r\n" },
		{ X74 " \n", X74 "=\r\n=20\r\n" },
		{ X74 "x.\n", X74 "x=\r\n=2E\r\n" },
		{ X74 "xFrom x\n", X74 "x=\r\nFrom=20x\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(4096);

		qp_piece(&out, str_of(rows[i].text));
		assert_string_equal(buf_cstr(&out), rows[i].encoded);
	}
}

/* All that is hard about it, without a wall clock or a seed: a small
 * generator of our own. */
static void fill(char *text, size_t n, unsigned seed)
{
	static const char letters[] = "ab  .=\n\r\tF\xC3\xA9";
	static const char *const words[] = { "From ", "\n.", " \n", "\r\n" };
	size_t at = 0;

	while (at < n) {
		seed = seed * 1103515245u + 12345u;
		if (seed >> 28 == 0) {
			const char *w = words[seed >> 16 & 3];
			size_t len = strlen(w);

			len = len < n - at ? len : n - at;
			memcpy(text + at, w, len);
			at += len;
		} else {
			text[at++] =
			        letters[(seed >> 16) % (sizeof(letters) - 1)];
		}
	}
}

static void check_lines(struct str s)
{
	struct str line;

	assert_true(s.len >= 2);
	assert_memory_equal(s.ptr + s.len - 2, "\r\n", 2);
	s.len -= 1; /* so that the last field ends in CR as the others */
	while (str_split(&s, '\n', &line)) {
		assert_true(line.len > 0 && line.ptr[line.len - 1] == '\r');
		line.len--;
		assert_true(line.len <= 76);
		assert_true(line.len == 0 || line.ptr[0] != '.');
		assert_true(line.len == 0 ||
		            !strchr(" \t", line.ptr[line.len - 1]));
		assert_false(str_starts(line, STR("From ")));
		assert_null(memchr(line.ptr, '\r', line.len));
	}
}

/* What decoding gives: line ends are LF. */
static void unfold_crlf(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != '\r' || i + 1 == s.len || s.ptr[i + 1] != '\n')
			buf_addc(out, s.ptr[i]);
}

static void qp_piece__decodes_to_the_same(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed < 300; seed++) {
		struct buf out CLEANUP(buf_deinit) = BUF(8192);
		struct buf back CLEANUP(buf_deinit) = BUF(8192);
		struct buf want CLEANUP(buf_deinit) = BUF(8192);
		struct err err = { "" };
		char text[400];

		fill(text, sizeof(text), seed);
		qp_piece(&out, (struct str){ text, sizeof(text) });
		check_lines(buf_str(&out));
		if (qp_decode(&back, buf_str(&out), &err))
			fail_msg("%s", err.msg);
		unfold_crlf(&want, (struct str){ text, sizeof(text) });
		assert_int_equal(back.len, want.len);
		assert_memory_equal(back.ptr, want.ptr, want.len);
	}
}

static void qp_add__cuts_do_not_show(void **state)
{
	char text[400];

	(void)state;
	for (unsigned seed = 1; seed < 100; seed++) {
		struct buf whole CLEANUP(buf_deinit) = BUF(8192);
		struct buf parts CLEANUP(buf_deinit) = BUF(8192);
		struct qp qp;

		fill(text, sizeof(text), seed);
		qp_piece(&whole, (struct str){ text, sizeof(text) });
		qp_start(&qp, &parts);
		for (size_t at = 0, n; at < sizeof(text); at += n) {
			n = 1 + (at * seed) % 7;
			if (n > sizeof(text) - at)
				n = sizeof(text) - at;
			qp_add(&qp, (struct str){ text + at, n });
		}
		qp_end(&qp);
		assert_string_equal(buf_cstr(&whole), buf_cstr(&parts));
	}
}

static void qp_piece__pieces_follow_in_any_order(void **state)
{
	static const char *const texts[] = { "one ", ".two\n", "From", " x",
		                             "é" };
	struct buf out CLEANUP(buf_deinit) = BUF(4096);
	struct buf back CLEANUP(buf_deinit) = BUF(4096);

	(void)state;
	for (size_t i = 0; i < 5; i++)
		qp_piece(&out, str_of(texts[i]));
	check_lines(buf_str(&out));
	assert_int_equal(qp_decode(&back, buf_str(&out), NULL), 0);
	assert_string_equal(buf_cstr(&back), "one .two\nFrom xé");
}

static void qp_decode__refuses(void **state)
{
	static const char *const bad[] = { "=",    "=4",   "=G0", "a\nb",
		                           "a\rb", "\xC3", "=3d", "=\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(64);
		struct err err = { "" };

		assert_int_equal(qp_decode(&out, str_of(bad[i]), &err), -1);
		assert_non_null(strstr(err.msg, "quoted-printable"));
	}
}

/* Whatever follows whatever: what was encoded beforehand stands in a valid text
 * of the same meaning. */
static void qp_add_text__follows_anything(void **state)
{
	static const char *const texts[] = {
		"",
		"a",
		" ",
		"\n",
		".",
		"From",
		"Fro",
		"m ",
		" x",
		"\r",
		"\r\n",
		"é",
		"= ",
		"x\n",
		"x \n",
		"\t",
		"y\nFrom ",
		"\n.z",
		X74,
		X74 "xy",
		X74 "\n",
		TEN TEN "=",
		"q\r",
		X74 X74 "\n" X74 " ",
		"<a href=\"mailto:",
		"F",
	};
	enum { TEXTS = sizeof(texts) / sizeof(*texts), ROUNDS = 3000 };
	struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
	struct qp_text prepared[TEXTS];

	(void)state;
	for (size_t i = 0; i < TEXTS; i++)
		qp_prepare(&prepared[i], str_of(texts[i]), a);
	srand(7);
	for (int round = 0; round < ROUNDS; round++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);
		struct buf back CLEANUP(buf_deinit) = BUF(1 << 16);
		struct buf want CLEANUP(buf_deinit) = BUF(1 << 16);
		struct buf all CLEANUP(buf_deinit) = BUF(1 << 16);
		struct buf whole CLEANUP(buf_deinit) = BUF(1 << 16);
		struct qp qp;

		qp_start(&qp, &out);
		for (int n = rand() % 12; n >= 0; n--) {
			size_t i = (size_t)rand() % TEXTS;

			buf_adds(&all, texts[i]);
			if (rand() % 3)
				qp_add_text(&qp, &prepared[i]);
			else
				qp_add(&qp, str_of(texts[i]));
		}
		qp_end(&qp);
		if (out.len)
			check_lines(buf_str(&out));
		assert_int_equal(qp_decode(&back, buf_str(&out), NULL), 0);
		/* what the whole, encoded in one, would mean */
		qp_piece(&whole, buf_str(&all));
		assert_int_equal(qp_decode(&want, buf_str(&whole), NULL), 0);
		assert_string_equal(buf_cstr(&back), buf_cstr(&want));
	}
}

static void qp_add_text__copies(void **state)
{
	struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
	struct buf out CLEANUP(buf_deinit) = BUF(4096);
	struct qp_text t, long_one;
	struct qp qp;

	(void)state;
	qp_prepare(&t, STR("=x"), a);
	qp_prepare(&long_one, STR(TEN TEN TEN TEN), a);
	qp_start(&qp, &out);
	qp_add_text(&qp, &t);
	qp_add_text(&qp, &t);
	qp_add_text(&qp, &long_one);
	qp_add_text(&qp, &long_one);
	qp_end(&qp);
	assert_string_equal(buf_cstr(&out), "=3Dx=3Dx" TEN TEN TEN TEN
	                                    "=\r\n" TEN TEN TEN TEN "=\r\n");
}

static void qp_piece__full_buffer_is_said(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(20);

	(void)state;
	qp_piece(&out, STR("abc \nFrom \n.........................\n"));
	assert_true(out.full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qp_piece__table),
		cmocka_unit_test(qp_piece__decodes_to_the_same),
		cmocka_unit_test(qp_add__cuts_do_not_show),
		cmocka_unit_test(qp_piece__pieces_follow_in_any_order),
		cmocka_unit_test(qp_add_text__follows_anything),
		cmocka_unit_test(qp_add_text__copies),
		cmocka_unit_test(qp_piece__full_buffer_is_said),
		cmocka_unit_test(qp_decode__refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

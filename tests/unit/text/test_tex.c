#include "text/tex.h"

#include "cmocka_all.h"

#include "base/cleanup.h"
#include "text/charset.h"
#include "text/tex_intern.h"

struct row {
	const char *in, *out;
};

static void check(const struct row *rows, size_t n,
                  void (*fn)(struct buf *, struct str))
{
	for (size_t i = 0; i < n; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(10000);

		fn(&out, str_of(rows[i].in));
		if (strcmp(buf_cstr(&out), rows[i].out))
			fail_msg("%s\nexpected %s\ngot      %s", rows[i].in,
			         rows[i].out, buf_cstr(&out));
	}
}

#define CHECK(rows, fn) check(rows, sizeof(rows) / sizeof(*(rows)), fn)

/* Rows of which nothing may change. */
static void check_stays(const char *const *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct row same = { rows[i], rows[i] };

		check(&same, 1, tex_to_unicode);
	}
}

#define STAYS(rows) check_stays(rows, sizeof(rows) / sizeof(*(rows)))

static void tex_to_unicode__accents(void **state)
{
	static const struct row rows[] = {
		{ "In\\'es Garc\\'ia", "Inés García" },
		{ "Fran\\c{c}ois, \\'Eric", "François, Éric" },
		{ "H\\\"aansel, Schr\\\"{o}dinger, {\\\"U}",
		  "Häansel, Schrödinger, Ü" },
		{ "{\\AA}gotnes, S{\\l}awomir, Ro{\\ss}rucker, {\\O}ster",
		  "Ågotnes, Sławomir, Roßrucker, Øster" },
		{ "Stra\\ss e, \\ss{} and \\O ystein",
		  "Straße, ß and Øystein" },
		{ "Vy\\v{s}niauskas, Erd\\H{o}s, \\u{g}, \\k{a}, \\r{u}",
		  "Vyšniauskas, Erdős, ğ, ą, ů" },
		{ "\\c c, \\v s", "ç, š" },
		{ "\\'\\i, \\'{\\i}, {\\'{\\i}}, \\`i, \\^{\\j}",
		  "í, í, í, ì, ĵ" },
		{ "Dar{\\i}c{\\i}", "Darıcı" },
		{ "Nguy\\~{\\^e}n, \\'{\\^{e}}", "Nguyễn, ế" },
		{ "mod{è}les g{é}n{é}rative, {Ệ}", "modèles générative, Ệ" },
		{ "\\~n \\=a \\.z \\.I \\d{s}", "ñ ā ż İ ṣ" },
		/* arXiv's own artefacts */
		{ "\\b{eta}-TCVAE \\c{opyright} 2025", "β-TCVAE © 2025" },
		/* what only looks like an accent */
		{ "Kirchhoff\\'s first law, users\\' needs",
		  "Kirchhoff's first law, users' needs" },
		{ "Barto\\'s Nowak", "Bartoś Nowak" },
		{ "x\\~{}y x\\^{}y", "x~y x^y" },
	};

	(void)state;
	CHECK(rows, tex_to_unicode);
}

static void tex_to_unicode__commands(void **state)
{
	static const struct row rows[] = {
		{ "34.1\\% \\& \\_ \\$5 \\#1 \\{x\\}", "34.1% & _ $5 #1 {x}" },
		{ "tokens\\unicode{x2013}new", "tokens–new" },
		{ "a\\textemdash b\\textunderscore c", "a— b_ c" },
		{ "\\textbf{A}nchored \\emph{very \\textit{deep}} text",
		  "Anchored very deep text" },
		{ "{\\em a priori\\/} {\\bf x} {\\it{y}} \\bf{Z}",
		  "a priori x y Z" },
		{ "500-{\\mu}m, 45{\\deg}C, ({\\Phi}({\\Psi}(Y)))",
		  "500-μm, 45°C, (Φ(Ψ(Y)))" },
		{ "\\href{https://a.b/~x\\_y}{here}",
		  "here (https://a.b/~x_y)" },
		{ "\\href{https://a.b/c}{https://a.b/c}", "https://a.b/c" },
		{ "\\url{https://a.b/x--y\\%20}.", "https://a.b/x--y%20." },
		{ "github\\footnote{https://a.b/c}.",
		  "github (https://a.b/c)." },
		{ "{\\color{red} x} \\textcolor{blue}{y}", "x y" },
		{ "MIMIC-\\RNum{4}-Ext, \\RNum{19}, \\RNum{2}",
		  "MIMIC-IV-Ext, XIX, II" },
		{ "(\\eg, depth), \\ie, so; Foo \\etal found",
		  "(e.g., depth), i.e., so; Foo et al. found" },
		{ "E\\textsuperscript{2}R H\\textsubscript{2}O "
		  "A\\textsuperscript{Q}",
		  "E²R H₂O AQ" },
		{ "neuro\\-symbolic 2\\,300 A\\;B\\ C",
		  "neurosymbolic 2 300 A B C" },
		{ "corpora. \\\\ Next", "corpora.   Next" },
	};

	(void)state;
	CHECK(rows, tex_to_unicode);
}

static void tex_to_unicode__signs(void **state)
{
	static const struct row rows[] = {
		{ "``a'' and ''b'', `glued together'.",
		  "“a” and “b”, ‘glued together’." },
		{ "Khatri--Rao, c---d, a -- b, 6--12",
		  "Khatri–Rao, c—d, a – b, 6–12" },
		{ "image~(WSI) Figure~3 i.e.~on 663.7~$\\times$",
		  "image (WSI) Figure 3 i.e. on 663.7 ×" },
	};
	static const char *const stay[] = {
		"12~20%",
		"(~50%)",
		"~9.5% ~x",
		"a - b",
		"--option",
		"a --> b <-- c",
		"-----",
		"`code` and `more code`",
		"It's the dogs' bone",
		"rock'n'roll",
		"https://a.b/~user/x--y'z`",
		"see http://a.b/c---d, ok",
	};

	(void)state;
	CHECK(rows, tex_to_unicode);
	STAYS(stay);
}

static void tex_to_unicode__formulas(void **state)
{
	static const struct row rows[] = {
		{ "$L_2$ 2$\\times$ $\\alpha$-Jensen $\\ell_1$",
		  "L₂ 2× α-Jensen ℓ₁" },
		{ "$\\widetilde{O}(nd\\sqrt{T})$", "Õ(nd√T)" },
		{ "$\\mathcal{O}(\\sqrt{T \\log T})$", "O(√(T log T))" },
		{ "$10^{-3}$ $\\sigma_{\\max}$ $x_{ij}^2$ $\\mathbb{R}^d$",
		  "10⁻³ σₘₐₓ xᵢⱼ² ℝᵈ" },
		{ "$A^*$ $W^\\top W$ $f'(x)$ $90^\\circ$",
		  "A* Wᵀ W f′(x) 90°" },
		{ "$\\{a_1,\\ldots,a_n\\}$ $\\|x\\|$", "{a₁,…,aₙ} ‖x‖" },
		{ "$n\\log n$ $\\log(x)$ $\\operatorname{poly}\\log{T}$",
		  "n log n log(x) poly log T" },
		{ "$\\left(1-\\epsilon\\right)$", "(1-ε)" },
		{ "$ O(n) $ $$ x^2 $$ \\( R^2 \\) \\[ x = 1 \\]",
		  "O(n) x² R² x = 1" },
		{ "$\\textbf{10.48%}$ $\\text{Guide}$ $only\\ once$",
		  "10.48% Guide only once" },
		{ "tokens$\\unicode{x2014}$but", "tokens—but" },
		{ "$\\hat{Y}$ $\\bar d$", "Ŷ d\u0304" },
		{ "for $\\$$400 and $5.3\\%$", "for $400 and 5.3%" },
		{ "$7.7$ and $k$", "7.7 and k" },
		{ "Fairy$\\pm i$ in $\\{\\pm1, \\pm i\\}$ $x = \\pm i$ $a \\pm b$",
		  "Fairy±i in {±1, ±i} x = ±i a ± b" },
	};
	static const char *const stay[] = {
		"$d^{O(m)}2^{\\mathrm{poly}(K)}$",
		"$d^{O(m)}2^{\\mathrm{poly}(K/\\epsilon)}$",
		"$\\frac{1}{2}$",
		"$N_b$",
		"$\\sqrt[3]{x}$",
		"$\\unknown x$",
		"$\\\\omega^2$",
		"$x_{y_z}$",
		"$\\mathcal{\\#P} & x$",
		"$\\left. x \\right|$",
		"\\(\\frac12\\) \\[\\unknown\\]",
		"O(N^2) and E^2Graph",
	};

	(void)state;
	CHECK(rows, tex_to_unicode);
	STAYS(stay);
}

static void tex_to_unicode__money(void **state)
{
	static const char *const stay[] = {
		"$5 and $6",
		"$14 to $20, less than US$0.50 per audit",
		"between $5-$6",
		"costs $3.67 for open-source, $4",
		"$100,000 (manual annotation) to just $5",
		"a lone $",
		"$$",
		"$$$$",
	};
	static const struct row rows[] = {
		{ "$3 per million, with $\\alpha$ as $x$ goes",
		  "$3 per million, with α as x goes" },
		{ "from $14 to $20; \\$7500 or $0.50 with $x$",
		  "from $14 to $20; $7500 or $0.50 with x" },
		{ "costs $3 and uses \\emph{x} for $5",
		  "costs $3 and uses x for $5" },
	};

	(void)state;
	STAYS(stay);
	CHECK(rows, tex_to_unicode);
}

static void tex_to_unicode__unknown_stays(void **state)
{
	static const char *const stay[] = {
		"\\method{} and {\\method}, \\cite{wu2024large}",
		"{0, 1} {fairmetrics} {and so on} {é, è} {日} {α}",
		"\\RNum{0} \\RNum{x} \\RNum{40}",
		"C:\\\\path, a\\.",
		"tilde{O}(\\tilde{O})",
		"\\textbf without, \\href{only}, \\unicode{x1}, \\unicode{xD800}",
		"\\c{xyz} \\'7 \\\"",
		"\\",
		"x\\",
		"}{",
		"{",
		"\\textbf{open",
		"\\href{https://a.b}{open",
		"\\href{open",
		"$\\text{$",
		"\\(open",
		"\\(a \\(b",
	};

	(void)state;
	STAYS(stay);
}

/* Bytes of all kinds, and nesting without end: no crash, linear time, valid
 * output. */
static void tex_to_unicode__hostile(void **state)
{
	static const char *const seeds[] = {
		"{",           "{\\em ",
		"\\textbf{",   "$",
		"$\\hat{",     "\\(",
		"\\[\\text{",  "\\'{",
		"`",           "``'",
		"-",           "~",
		"\\",          "\\c{",
		"$_{^{",       "\xFF",
		"\xC3",        "$\\sqrt{",
		"\\href{",     "\\href{a}{",
		"}",           "$a$ $",
		"://",         "\\unicode{",
		"\\footnote{", "\\textsuperscript{",
		"$\\left",     "\xCC\x81",
		"a`b ",        " `",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(seeds) / sizeof(*seeds); i++) {
		struct buf in CLEANUP(buf_deinit) = BUF(1 << 20);
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 23);

		while (in.len < 200000)
			buf_adds(&in, seeds[i]);
		tex_to_unicode(&out, buf_str(&in));
		assert_true(utf8_valid(buf_str(&out)));
		assert_false(out.full);
		assert_true(out.len > 0);
	}
}

static void tex_to_unicode__nul_and_full(void **state)
{
	struct buf out CLEANUP(buf_deinit) = BUF(100);
	struct buf small CLEANUP(buf_deinit) = BUF(3);

	(void)state;
	tex_to_unicode(&out, STR("a\0\\'e\0$x$\\\0"));
	assert_int_equal(out.len, 8);
	assert_memory_equal(out.ptr, "a\0é\0x\\\0", 8);
	tex_to_unicode(&small, STR("\\'e\\'e\\'e"));
	assert_true(small.full);
}

static void tex_fold__table(void **state)
{
	static const struct row rows[] = {
		{ "Garc\\'ia", "garcia" },
		{ "García", "garcia" },
		{ "Garci\u0301a", "garcia" },
		{ "STRASSE Stra\\ss e", "strasse strasse" },
		{ "{\\O}ster S{\\l}awomir \\'{\\i} Darıcı İz Đặng",
		  "oster slawomir i darici iz dang" },
		{ "Mixture--of---Experts", "mixture-of-experts" },
		{ "“it’s”", "\"it's\"" },
		{ "$L_2$ ﬁne ｆｕｌｌ", "l2 fine full" },
		{ "\\textbf{M}ixture", "mixture" },
		{ "μ Ω Привет 日本", "μ ω привет 日本" },
		{ "", "" },
	};

	(void)state;
	CHECK(rows, tex_fold);
}

static void tex_commands__sorted_and_found(void **state)
{
	size_t n;
	const struct tex_command *all = tex_commands(&n);

	(void)state;
	assert_true(n > 200);
	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(tex_command(str_of(all[i].name)), &all[i]);
		assert_true(utf8_valid(str_of(all[i].out)));
		if (i)
			assert_true(strcmp(all[i - 1].name, all[i].name) < 0);
	}
	assert_null(tex_command(STR("alph")));
	assert_null(tex_command(STR("alphaa")));
	assert_null(tex_command(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tex_to_unicode__accents),
		cmocka_unit_test(tex_to_unicode__commands),
		cmocka_unit_test(tex_to_unicode__signs),
		cmocka_unit_test(tex_to_unicode__formulas),
		cmocka_unit_test(tex_to_unicode__money),
		cmocka_unit_test(tex_to_unicode__unknown_stays),
		cmocka_unit_test(tex_to_unicode__hostile),
		cmocka_unit_test(tex_to_unicode__nul_and_full),
		cmocka_unit_test(tex_fold__table),
		cmocka_unit_test(tex_commands__sorted_and_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

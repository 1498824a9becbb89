/* The new text of plain bodies: what programs in many languages put around
 * what they quote, and what people write that looks like it. */
#include "cmocka_all.h"

#include <string.h>

#include "base/cleanup.h"
#include "mail/read.h"

#define QUOTE "\n> To stop it, reply \"unsubscribe\"\n> -- \n> Daily Papers\n"

static void visible(struct str body, struct buf *out)
{
	read_visible_text(body, out);
}

static void expect(const char *body, const char *want)
{
	struct buf got CLEANUP(buf_deinit) = BUF(1 << 20);

	visible(str_of(body), &got);
	if (strcmp(buf_cstr(&got), want) != 0)
		fail_msg("\n%s\nis read as \"%s\"", body, buf_cstr(&got));
}

/* ---- attributions ---- */

static const char *const attributions[] = {
	/* en */
	"On Fri, Apr 18, 2025 at 6:30 AM Daily Papers <papers@example.org> "
	"wrote:",
	"On Fri, Apr 18, 2025 at 6:30 AM Daily Papers\n<papers@example.org> "
	"wrote:",
	"On Fri, Apr 18, 2025 at 6:30\u202FAM Daily Papers <\npapers@example.org> wrote:",
	"On Friday, April 18, 2025,\nDaily Papers <\npapers@example.org>\n"
	"wrote:",
	"On 18 Apr 2025, at 06:30, Daily Papers <papers@example.org> wrote:",
	"On 4/18/25 06:30, Daily Papers wrote:",
	"On 2025-04-18 06:30, Daily Papers wrote:",
	"On Fri, 2025-04-18 at 06:30 +0200, Daily Papers wrote:",
	"    On Friday, April 18, 2025 at 06:30:12 AM GMT+2, Daily Papers "
	"<papers@example.org> wrote:",
	"---- On Fri, 18 Apr 2025 06:30:00 +0200 Daily Papers "
	"<papers@example.org> wrote ----",
	"------- Original Message -------\nOn Friday, April 18th, 2025 at "
	"06:30, Daily Papers <papers@example.org> wrote:",
	"*On Fri, Apr 18, 2025 at 6:30 AM Daily Papers wrote:*",
	"Daily Papers <papers@example.org> writes:",
	"papers@example.org wrote on 18.04.2025 06:30:",
	"Quoting Daily Papers <papers@example.org>:",
	"Daily Papers wrote:",
	"You wrote:",
	/* de */
	"Am Fr., 18. Apr. 2025 um 06:30 Uhr schrieb Daily Papers "
	"<papers@example.org>:",
	"Am 18.04.25 um 06:30 schrieb Daily Papers:",
	"Am 18.04.2025 um 06:30 schrieb Daily Papers <papers@example.org>:",
	"Daily Papers <papers@example.org> schrieb am Fr. 18. Apr. 2025 um "
	"06:30:",
	"Zitat von Daily Papers <papers@example.org>:",
	/* fr */
	"Le ven. 18 avr. 2025 à 06:30, Daily Papers <papers@example.org> a écrit\u00A0:",
	"Le 18/04/2025 à 06:30, Daily Papers a écrit :",
	"Le 18 avr. 2025 à 06:30, Daily Papers\n<papers@example.org> a écrit\u202F:",
	/* es */
	"El vie, 18 abr 2025 a las 6:30, Daily Papers (<papers@example.org>) escribió:",
	"El 18/4/25 a las 6:30, Daily Papers escribió:",
	"El 18 abr 2025, a las 6:30, Daily Papers <papers@example.org> escribió:",
	/* it */
	"Il giorno ven 18 apr 2025 alle ore 06:30 Daily Papers "
	"<papers@example.org> ha scritto:",
	"Il 18/04/25 06:30, Daily Papers ha scritto:",
	"In data 18 aprile 2025 06:30:12 Daily Papers ha scritto:",
	/* pt */
	"Em sex., 18 de abr. de 2025 às 06:30, Daily Papers <papers@example.org> escreveu:",
	"Em 18/04/2025 06:30, Daily Papers escreveu:",
	"A sexta, 18/04/2025, 06:30, Daily Papers <papers@example.org> "
	"escreveu:",
	/* nl */
	"Op vr 18 apr 2025 om 06:30 schreef Daily Papers "
	"<papers@example.org>:",
	"Op 18-04-2025 om 06:30 schreef Daily Papers:",
	"Op 18 apr. 2025 om 06:30 heeft Daily Papers <papers@example.org> "
	"het volgende geschreven:",
	/* pl */
	"pt., 18 kwi 2025 o 06:30 Daily Papers <papers@example.org> napisał(a):",
	"W dniu 18.04.2025 o 06:30, Daily Papers pisze:",
	"Dnia 18 kwietnia 2025 06:30 Daily Papers <papers@example.org> napisał(a):",
	/* sv da no fi */
	"Den fre 18 apr. 2025 kl 06:30 skrev Daily Papers "
	"<papers@example.org>:",
	"Den 2025-04-18 kl. 06:30, skrev Daily Papers:",
	"18 apr. 2025 kl. 06:30 skrev Daily Papers <papers@example.org>:",
	"Den fre. 18. apr. 2025 kl. 06.30 skrev Daily Papers "
	"<papers@example.org>:",
	"fre. 18. apr. 2025 kl. 06:30 skrev Daily Papers "
	"<papers@example.org>:",
	"På 18.04.2025 06:30 skrev Daily Papers:",
	"pe 18. huhtik. 2025 klo 6.30 Daily Papers (papers@example.org) "
	"kirjoitti:",
	"Daily Papers kirjoitti 18.4.2025 klo 6.30:",
	/* ru uk */
	"пт, 18 апр. 2025 г. в 06:30, Daily Papers <papers@example.org>:",
	"18.04.2025 06:30, Daily Papers пишет:",
	"18 апр. 2025 г., в 06:30, Daily Papers <papers@example.org> написал(а):",
	"18.04.2025, 06:30, \"Daily Papers\" <papers@example.org>:",
	"пт, 18 квіт. 2025 р. о 06:30 Daily Papers <papers@example.org> пише:",
	/* zh ja ko vi */
	"Daily Papers <papers@example.org> 于2025年4月18日周五 06:30写道：",
	"在 2025年4月18日，06:30，Daily Papers <papers@example.org> 写道：",
	"2025年4月18日(金) 6:30 Daily Papers <papers@example.org>:",
	"2025/04/18 6:30、Daily Papers <papers@example.org>のメール:",
	"2025년 4월 18일 (금) 오전 6:30, Daily Papers <papers@example.org>님이 작성:",
	"Vào Th 6, 18 thg 4, 2025 vào lúc 06:30 Daily Papers <papers@example.org> đã viết:",
	/* cs hu tr, and a language that nobody here knows */
	"pá 18. 4. 2025 v 6:30 odesílatel Daily Papers <papers@example.org> napsal:",
	"Daily Papers <papers@example.org> ezt írta (időpont: 2025. ápr. 18., P, 6:30):",
	"Daily Papers <papers@example.org>, 18 Nis 2025 Cum, 06:30 tarihinde şunu yazdı:",
	"Xyz 18 qwe 2025 06:30 Daily Papers <papers@example.org> abcdef:",
};

static void read_visible_text__attributions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(attributions) / sizeof(*attributions);
	     i++) {
		struct buf body CLEANUP(buf_deinit) = BUF(10000);

		buf_addf(&body, "more MoE\n\n%s\n" QUOTE, attributions[i]);
		expect(buf_cstr(&body), "more MoE");
		buf_clear(&body);
		buf_addf(&body, "more MoE\n%s\n" QUOTE, attributions[i]);
		expect(buf_cstr(&body), "more MoE");
		/* quoted whole, and answered below */
		buf_clear(&body);
		buf_addf(&body, "%s\n" QUOTE "\nless RL\n", attributions[i]);
		expect(buf_cstr(&body), "less RL");
	}
}

/* Those that say when or who need no ">" below. */
static void read_visible_text__attributions_of_unmarked_quotes(void **state)
{
	static const char *const rows[] = {
		"On Fri, Apr 18, 2025 at 6:30 AM Daily Papers "
		"<papers@example.org> wrote:",
		"On Fri, 18 Apr 2025, Daily Papers wrote:",
		"Am 18.04.2025 um 06:30 schrieb Daily Papers:",
		"Le 18/04/2025 06:30, Daily Papers a écrit :",
		"18.04.2025, 06:30, \"Daily Papers\" <papers@example.org>:",
		"---- On Fri, 18 Apr 2025 06:30 Daily Papers wrote ----",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf body CLEANUP(buf_deinit) = BUF(10000);

		buf_addf(&body, "more MoE\n\n%s\n\nunsubscribe\n", rows[i]);
		expect(buf_cstr(&body), "more MoE");
		buf_clear(&body);
		buf_addf(&body, "%s\n\nunsubscribe\n", rows[i]);
		expect(buf_cstr(&body), "");
	}
}

/* ---- header blocks and separators ---- */

static void read_visible_text__blocks(void **state)
{
	static const char *const rows[] = {
		"From: Daily Papers\nSent: Friday\nTo: Ada\nSubject: x",
		"*From:* Daily Papers\n*Sent:* Friday\n*To:* Ada",
		"From: Daily Papers <papers@example.org>\n\nDate: Friday\n\n"
		"To: Ada",
		"________________________________\nFrom: Daily Papers",
		"Von: Daily Papers\nGesendet: Freitag\nAn: Ada\nBetreff: x",
		"De : Daily Papers\nEnvoyé : vendredi\nÀ : Ada\nObjet : x",
		"De: Daily Papers\nEnviado: viernes\nPara: Ada\nAsunto: x",
		"De: Daily Papers\nEnviado: sexta-feira\nPara: Ada\n"
		"Assunto: x",
		"Da: Daily Papers\nInviato: venerdì\nA: Ada\nOggetto: x",
		"Van: Daily Papers\nVerzonden: vrijdag\nAan: Ada\n"
		"Onderwerp: x",
		"Od: Daily Papers\nWysłano: piątek\nDo: Ada\nTemat: x",
		"Från: Daily Papers\nSkickat: fredag\nTill: Ada",
		"Fra: Daily Papers\nSendt: fredag\nTil: Ada\nEmne: x",
		"Lähettäjä: Daily Papers\nLähetetty: perjantai\nVastaanottaja: Ada\nAihe: x",
		"От: Daily Papers\nОтправлено: пт\nКому: Ada",
		"发件人: Daily Papers\n发送时间: 2025\n收件人: Ada",
		"差出人: Daily Papers\n送信日時: 2025\n宛先: Ada",
		"보낸 사람: Daily\n보낸 날짜: 2025\n",
		"Từ: Daily Papers\nNgày: 2025\n",
		"-----Original Message-----",
		"-------- Original message --------",
		"-----Ursprüngliche Nachricht-----",
		"-------- Weitergeleitete Nachricht --------",
		"----- Mail original -----",
		"-------- Message d'origine --------",
		"-----Mensaje original-----",
		"------------------ 原始邮件 ------------------",
		"---------- Forwarded message ---------",
		"Begin forwarded message:",
		"Anfang der weitergeleiteten Nachricht:",
		"##- Please type your reply above this line -##",
		"Manage: papers+abcdefghijklmnopqrstuvwxyz234567abcdefghij@"
		"example.org",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf body CLEANUP(buf_deinit) = BUF(10000);

		buf_addf(&body, "more MoE\n\n%s\n\nunsubscribe\n", rows[i]);
		expect(buf_cstr(&body), "more MoE");
		/* Nothing above: what is below is still not new. */
		buf_clear(&body);
		buf_addf(&body, "%s\n\nunsubscribe\n", rows[i]);
		expect(buf_cstr(&body), "");
	}
}

/* ---- signatures ---- */

static void read_visible_text__signatures(void **state)
{
	static const char *const rows[] = {
		"-- \nAda Lovelace\nunsubscribe",
		"--\nAda Lovelace",
		"—\nAda Lovelace",
		"--Ada",
		"- Ada",
		"-Ada B. Lovelace",
		"_____\nAda Lovelace\nAnalyst",
		"Sent from my iPhone",
		"Sent from my Galaxy",
		"Sent from Outlook for Android<https://aka.ms/x>",
		"Get Outlook for iOS<https://aka.ms/x>",
		"Sent with Proton Mail secure email.",
		"Sent from Yahoo Mail on Android",
		"Von meinem iPhone gesendet",
		"Gesendet mit der GMX Mail App",
		"Envoyé de mon iPhone",
		"Enviado desde mi iPhone",
		"Enviado do meu iPhone",
		"Inviato da iPhone",
		"Verstuurd vanaf mijn iPhone",
		"Wysłane z iPhone'a",
		"Skickat från min iPhone",
		"Sendt fra min iPhone",
		"Lähetetty iPhonesta",
		"Отправлено с iPhone",
		"发自我的 iPhone",
		"iPhoneから送信",
		"나의 iPhone에서 보냄",
		"iPhone'umdan gönderildi",
		"This e-mail and any attachments are confidential and may be\n"
		"privileged. To unsubscribe ...",
		"CONFIDENTIALITY NOTICE: this message is for the intended\n"
		"recipient only.",
		"DISCLAIMER\nThe contents of this e-mail are confidential.",
		"Diese E-Mail enthält vertrauliche Informationen.",
		"Ce message est confidentiel.",
		"Este mensaje es confidencial.",
		"This email has been scanned for viruses.",
		"****************\nThis message is intended only for the\n"
		"addressee and is confidential.\n****************",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf body CLEANUP(buf_deinit) = BUF(10000);

		buf_addf(&body, "more MoE\n\n%s\n", rows[i]);
		expect(buf_cstr(&body), "more MoE");
		buf_clear(&body);
		buf_addf(&body,
		         "more MoE\n\n%s\n\nOn Fri, 18 Apr 2025, Daily "
		         "Papers wrote:\n" QUOTE,
		         rows[i]);
		expect(buf_cstr(&body), "more MoE");
	}
}

/* ---- what stays ---- */

static void read_visible_text__keeps(void **state)
{
	static const char *const rows[] = {
		"more MoE",
		"more MoE\n\nthanks,\nAda",
		"On Monday I travel, pause until Friday",
		"on vacation: pause 2 weeks",
		"pause until 2025-05-01",
		"from now on: less RL",
		"to: more MoE", /* one label is no block */
		"- more MoE\n- less RL",
		"- More agents\n- Compression",
		"less of:\n\n- Compression",
		"more agents\n- MoE",
		"* more MoE\n* less RL",
		"1. more MoE\n2. less RL",
		"more mobile robots\nless cell biology",
		"more on-device inference on mobile phones, less privacy",
		"less of this: mobile agents",
		"I got 12 of 20 papers that I liked",
		"more confidential computing",
		"He said: threshold 9",
		"stop\n\nbest regards,\nAda Lovelace",
		"follow Edward Said",
		"follow Will Wrote",
		"only agents, planning -- thanks!",
		"why 2504.06426",
		"threshold 9 (was 8)",
		"weekly friday\n...\nthanks",
		"Done",
		"please confirm",
		"更多 MoE",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect(rows[i], rows[i]);
}

/* ---- answers between and below ---- */

static void read_visible_text__below(void **state)
{
	static const struct {
		const char *body, *want;
	} rows[] = {
		{ "> 3. A title\n\nmore 3\n\n> 4. Another\n\nless 4\n",
		  "more 3\n\n\nless 4" },
		{ "> 3. A title\nmore 3\n", "more 3" },
		{ "Hi,\n\n> 3. A title\n\nmore 3\n", "more 3" },
		{ "Hello\n\n> 3. A title\n", "Hello" },
		{ "more 3\n\n> 3. A title\n\nless 4\n", "more 3" },
		{ "> 3. A title\n\nmore 3\n-- \nAda\nunsubscribe\n", "more 3" },
		/* broken by the program that quoted it */
		{ "> a line of the quote that is so long that it had to be "
		  "broken\nunsubscribe\n> more of it\n\nmore 3\n",
		  "more 3" },
		/* no mark, so nothing below is anybody's for sure */
		{ "On Fri, 18 Apr 2025, Daily Papers wrote:\nA title\n\n"
		  "unsubscribe\n",
		  "" },
		{ "> quoted\n\nFrom: a\nSent: b\nTo: c\n\nunsubscribe", "" },
		{ "Sent from my iPhone\n\nmore 3\n", "more 3" },
		{ "Sent from my iPhone\n\n> 3. A title\n", "" },
		{ "> 3. A title\n\nSent from my iPhone\n\nmore 3", "more 3" },
		{ "", "" },
		{ "\n \n\u00A0\n", "" },
		{ ">\n>\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect(rows[i].body, rows[i].want);
}

static void read_visible_text__two_sentences(void **state)
{
	(void)state;
	expect("On Monday send me more MoE\nOn Friday, 18 Apr 2025, Daily "
	       "Papers wrote:\n> x\n",
	       "On Monday send me more MoE");
	expect("more MoE\nOn Fri, Apr 18, 2025\nat 6:30 AM Daily Papers\n"
	       "wrote:\n> x\n",
	       "more MoE");
}

static void read_visible_text__signed(void **state)
{
	(void)state;
	expect("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nmore MoE\n"
	       "-----BEGIN PGP SIGNATURE-----\n\niQ==\n"
	       "-----END PGP SIGNATURE-----\n",
	       "more MoE");
}

static void read_visible_text__any_bytes(void **state)
{
	static const struct str rows[] = {
		STR("more\0MoE\r\nless RL\r\n"),
		STR("more \xFFMoE\r\n\r\n> x\r\n"),
		STR("\xEF\xBB\xBFmore MoE"),
		STR("\xE2\x80\x8Bmore\xE2\x80\x8B MoE\xE2\x80\x8B"),
	};
	static const char *const want[] = { "moreMoE\nless RL",
		                            "more \xEF\xBF\xBDMoE", "more MoE",
		                            "more MoE" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf got CLEANUP(buf_deinit) = BUF(1000);

		visible(rows[i], &got);
		assert_string_equal(buf_cstr(&got), want[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_visible_text__attributions),
		cmocka_unit_test(
		        read_visible_text__attributions_of_unmarked_quotes),
		cmocka_unit_test(read_visible_text__blocks),
		cmocka_unit_test(read_visible_text__signatures),
		cmocka_unit_test(read_visible_text__keeps),
		cmocka_unit_test(read_visible_text__below),
		cmocka_unit_test(read_visible_text__two_sentences),
		cmocka_unit_test(read_visible_text__signed),
		cmocka_unit_test(read_visible_text__any_bytes),
	};

	return cmocka_run_group_tests_name("read_visible", tests, NULL, NULL);
}

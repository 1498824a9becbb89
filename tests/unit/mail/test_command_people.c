/*
 * Sentences that taught the grammar something: as people talk, not as the help
 * says it. (readings.h says how a reading is written down.) On Wednesday
 * 2026-11-18.
 */
#include "cmocka_all.h"

#include "readings.h"

static void command_read__whole_letters(void **state)
{
	static const struct saying sayings[] = {
		{ "Dear team,\n\nmany thanks for the digest, which I read on "
		  "the train.\n\nLately there are rather many papers that are "
		  "not quite my field. Could\nyou please show me less RL and "
		  "more compression? Also, please set the\nthreshold to 9.\n\n"
		  "With best wishes,\nAda Lovelace\nTel. +49 30 123456",
		  "less rl; more compression; threshold 9" },
		{ "Hi there!\n\nThree wishes:\n\n 1. more attention\n 2. no "
		  "more than 10 papers\n 3. weekly, on Friday\n\nCheers\nBob",
		  "more architecture; max 10; weekly friday" },
		{ "could u pls add compression n drop rl? ta",
		  "add compression; drop rl" },
		{ "1) threshold 8 2) max 10 3) weekly",
		  "threshold 8; max 10; weekly" },
		{ "too noisy, raise threshold to 9 and cap at 10",
		  "threshold 9; max 10" },
		{ "As I'm leaving the institute I won't be needing the digest "
		  "any longer. Would you please take me off the list?",
		  "unsubscribe" },
		{ "I won't read mail until 1 March. Please pause the digest "
		  "until then.",
		  "pause until 2027-03-01" },
		{ "Please pause my digest, I'm travelling until Dec 20.",
		  "pause until 2026-12-20" },
		{ "I'm on holiday for three weeks, please pause",
		  "pause until 2026-12-09" },
		{ "daily is too much, weekly please", "weekly" },
		{ "weekly, please, on Sunday", "weekly sunday" },
		{ "no more than 12 per day", "max 12" },
		{ "stop showing me RL", "mute rl" },
		{ "I'd appreciate more AI for Science content.",
		  "more ai-science" },
		{ "There's not enough RL in my digest", "more rl" },
		{ "It would be great to have more compression papers",
		  "more compression" },
		{ "I would be grateful if you could send me fewer papers about "
		  "RL.",
		  "less rl" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__judgements_of_papers(void **state)
{
	static const struct saying sayings[] = {
		{ "I really enjoyed the second one", "more 2" },
		{ "No. 4 was really interesting!", "more 4" },
		{ "#4: not relevant", "less 4" },
		{ "Liked: 1, 4. Disliked: 7.", "more 1; more 4; less 7" },
		{ "2 and 3 were great, 5 was boring",
		  "more 2; more 3; less 5" },
		{ "paper 3: more like this", "more 3" },
		{ "paper 3 - less of this", "less 3" },
		{ "paper 3 was great. Please send me more of those", "more 3" },
		{ "I loved paper 3 but hated paper 5", "more 3; less 5" },
		{ "paper 5 is off-topic", "less 5" },
		{ "I like MoE", "?more moe/status" },
		/* none of them */
		{ "There is a typo in paper 3's title",
		  "!There is a typo in paper 3's title +help" },
		{ "I like 3 of them", "!I like 3 of them +help" },
		{ "3 papers were great", "!3 papers were great +help" },
		{ "page 5 is not relevant", "!page 5 is not relevant +help" },
		{ "I would like 3", "!I would like 3 +help" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__told_is_not_asked_for(void **state)
{
	static const struct saying sayings[] = {
		{ "less is more", "!less is more +help" },
		{ "we have more compression in our model than others",
		  "!we have more compression in our model than others +help" },
		{ "Wow, more RL papers, exactly what the world needs.",
		  "!Wow, more RL papers, exactly what the world needs +help" },
		{ "with threshold 9 I get nothing",
		  "!with threshold 9 I get nothing +help" },
		{ "Maybe I should set the threshold to 9 some day",
		  "!Maybe I should set the threshold to 9 some day +help" },
		{ "Thanks for pausing", "!Thanks for pausing +help" },
		{ "I saw that unsubscribe is in the footer.", "+help" },
		{ "The word unsubscribe in your footer is misspelled.",
		  "+help" },
	};

	(void)state;
	CHECK(sayings);
}

/* Who wants to go? */
static void command_read__whose_wish(void **state)
{
	static const struct saying sayings[] = {
		{ "Please unsubscribe my colleague", "+help" },
		{ "Bob told me to unsubscribe, but I like it here", "+help" },
		{ "A friend of mine would like to unsubscribe", "+help" },
		{ "My boss says we should all unsubscribe", "+help" },
		{ "I'd hate to unsubscribe", "+help" },
		{ "I refuse to unsubscribe", "+help" },
		{ "I want to unsubscribe? No way!", "+help" },
		{ "Please ignore my unsubscribe request", "!ignore my +help" },
		{ "Mein Kollege möchte sich abmelden", "+help" },
		{ "Please unsubscribe my colleague and me", "unsubscribe" },
		{ "I have tried to unsubscribe three times!", "unsubscribe" },
		{ "Why don't you unsubscribe me?", "unsubscribe" },
		{ "I don't know how this works but please unsubscribe me",
		  "unsubscribe" },
		{ "Unsubscribe me, otherwise I'll complain", "unsubscribe" },
		{ "Your unsubscribe link is broken, please remove me",
		  "unsubscribe" },
		{ "May I ask you to remove me from the list?", "unsubscribe" },
		{ "stop sending this to me", "unsubscribe" },
		{ "STOP SENDING ME THIS CRAP", "unsubscribe" },
		{ "I do not wish to be contacted", "unsubscribe" },
		{ "remove this email from your list", "unsubscribe" },
		{ "cancel my last command", "?undo/unsubscribe" },
		{ "Remove compression from my profile", "drop compression" },
	};

	(void)state;
	CHECK(sayings);
}

/* mail/command_abroad.c */
static void command_read__other_languages_in_other_words(void **state)
{
	static const struct saying sayings[] = {
		{ "Bitte streichen Sie mich von der Liste", "unsubscribe" },
		{ "Könnten Sie mich bitte abmelden?", "unsubscribe" },
		{ "Bitte nicht mehr schicken", "unsubscribe" },
		{ "Wie melde ich mich ab?", "+help" },
		{ "Ich möchte mich nicht abmelden", "+help" },
		/* the note of an absence once left the list like this */
		{ "Ihre E-Mail wird nicht weitergeleitet",
		  "!Ihre E-Mail wird nicht weitergeleitet +help" },
		{ "Bitte tragen Sie mich in den Verteiler ein",
		  "!Bitte tragen Sie mich in den Verteiler ein +help" },
		{ "Ich möchte keine RL-Mails mehr, nur MoE",
		  "!Ich möchte keine RL-Mails mehr, nur MoE +help" },
		{ "Veuillez me retirer de votre liste de diffusion",
		  "unsubscribe" },
		{ "Arrêtez de m'envoyer ces mails", "unsubscribe" },
		{ "Ne me désabonnez pas", "+help" },
		{ "Dejen de enviarme correos", "unsubscribe" },
		{ "No quiero darme de baja", "+help" },
		{ "Potete cancellarmi dalla lista?", "unsubscribe" },
		{ "Non voglio più articoli su quantum",
		  "!Non voglio più articoli su quantum +help" },
		{ "Parem de enviar emails", "unsubscribe" },
		{ "Quero sair desta lista", "unsubscribe" },
		{ "Vorrei essere rimosso dalla lista", "unsubscribe" },
		{ "请把我移出邮件列表", "unsubscribe" },
		{ "Stuur mij geen mails meer", "unsubscribe" },
		{ "Nie chcę już otrzymywać tych maili", "unsubscribe" },
		{ "请不要再给我发邮件", "unsubscribe" },
		{ "可以帮我退订吗？", "unsubscribe" },
		{ "配信を停止していただけますか？", "unsubscribe" },
		{ "退会方法を教えてください", "+help" },
		{ "配信停止しないでください", "+help" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__dates_and_names(void **state)
{
	static const struct saying sayings[] = {
		{ "pause until 15/1", "pause until 2027-01-15" },
		{ "pause until 3/4",
		  "?pause until 2027-04-03/pause until 2027-03-04" },
		{ "pause until 15. January 2027", "pause until 2027-01-15" },
		{ "pause until Jan. 5", "pause until 2027-01-05" },
		{ "pause until new year", "pause until 2027-01-01" },
		{ "pause for the rest of the year", "pause until 2026-12-31" },
		{ "pause another week", "pause until 2026-11-25" },
		{ "2 weeks pause please", "pause until 2026-12-02" },
		{ "follow Ada Example because of her work",
		  "follow Ada Example" },
		{ "follow Ada Example, Bob Builder and Some Very Long Name\n"
		  "flibber jabber",
		  "follow Ada Example; follow Bob Builder; follow Some Very "
		  "Long Name" },
		{ "follow Ludwig van Beethoven",
		  "follow Ludwig van Beethoven" },
	};

	(void)state;
	CHECK(sayings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_read__whole_letters),
		cmocka_unit_test(command_read__judgements_of_papers),
		cmocka_unit_test(command_read__told_is_not_asked_for),
		cmocka_unit_test(command_read__whose_wish),
		cmocka_unit_test(command_read__other_languages_in_other_words),
		cmocka_unit_test(command_read__dates_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

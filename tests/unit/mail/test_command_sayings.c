/*
 * What people might write, and what it is read as (readings.h says how a
 * reading is written down). On Wednesday 2026-11-18.
 */
#include "cmocka_all.h"

#include "base/cleanup.h"
#include "readings.h"

struct saying {
	const char *text, *reading;
};

static void check(const struct saying *sayings, size_t n)
{
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);

		reading_line("", sayings[i].text, &out);
		if (!strcmp(buf_cstr(&out), sayings[i].reading))
			continue;
		print_error("\"%s\": read as \"%s\", not \"%s\"\n",
		            sayings[i].text, buf_cstr(&out),
		            sayings[i].reading);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(table) check(table, sizeof(table) / sizeof(*(table)))

static void command_read__steps(void **state)
{
	static const struct saying sayings[] = {
		{ "more MoE", "more moe" },
		{ "less RL", "less rl" },
		{ "more moe, rl", "more moe, rl" },
		{ "more mixture of experts", "more moe" },
		{ "More Mixture-of-Experts please!", "more moe" },
		{ "I want more mixture of experts and a bit less reinforcement learning",
		  "more moe; less rl" },
		{ "less RL, more MoE, threshold 9",
		  "less rl; more moe; threshold 9" },
		{ "less reinforcement learning, more MoE",
		  "less rl; more moe" },
		{ "more 3", "more 3" },
		{ "less 5 and 7", "less 5; less 7" },
		{ "more #3", "more 3" },
		{ "more quantum computing", "more quantum computing" },
		{ "more \"graphs and trees\"", "more \"graphs and trees\"" },
		{ "more graphs and networks", "more graphs" },
		{ "more reinforcment learning", "more rl" },
		{ "more mxiture of experts", "more moe" },
		{ "Hi digestd,\nplease send me more MoE.\nThanks,\nAda Lovelace\nUniversity of Somewhere",
		  "more moe" },
		{ "too much RL", "less rl" },
		{ "RL: less, MoE: more", "less rl; more moe" },
		{ "more stop words", "more stop words" },
		{ "more MoE and stop sending RL", "more moe; mute rl" },
		{ "do not unsubscribe me please, just send me less RL",
		  "less rl" },
		{ "more transformers, fewer proteins",
		  "more architecture; less ai-science" },
		{ "Could you send me a bit more on reinforcement learning and less about proteins?",
		  "more rl; less ai-science" },
		{ "could I get more MoE?", "more moe" },
		{ "hey, how about more MoE?", "more moe" },
		{ "less text classification", "less text classification" },
		{ "more vision, text", "more vision; text" },
		{ "more 3 and 5, less 7", "more 3; more 5; less 7" },
		{ "more 3, 5 and moe", "more moe; more 3; more 5" },
		{ "more papers like 3", "more 3" },
		{ "more like paper 3 please", "more 3" },
		{ "less like #4", "less 4" },
		{ "more of 2", "more 2" },
		{ "not enough RL", "more rl" },
		{ "too many RL papers", "less rl" },
		{ "less 2504.06426", "less 2504.06426" },
		{ "more MoE\n\n--\nAda\nStop by my office", "more moe" },
		{ "1. more MoE\n2. less RL", "more moe; less rl" },
		{ "- more MoE\n- less RL", "more moe; less rl" },
		{ "* more MoE\n* less RL", "more moe; less rl" },
		{ "\"more MoE\"", "more moe" },
		{ "> more MoE", "more moe" },
		{ "MORE MOE!!!", "more moe" },
		{ "more moe.less rl", "more moe.less rl" },
		{ "more MoE / less RL", "more moe; less rl" },
		{ "more MoE & RL", "more moe, rl" },
		{ "more MoE + RL", "more moe, rl" },
		{ "more MoE; less RL", "more moe; less rl" },
		{ "more: MoE", "more moe" },
		{ "more - MoE", "more moe" },
		{ "more MoE (and transformers)", "more moe, architecture" },
		{ "more \"Mixture of Experts\"", "more moe" },
		{ "more repressentation lerning", "more representation" },
		{ "more quantisation", "more compression" },
		{ "more moe\n\nless rl\n\nthreshold 9\n\nthanks\nAda",
		  "more moe; less rl; threshold 9" },
		{ "less RL,\nmore MoE", "less rl; more moe" },
		{ "I want to see more mixture of experts papers in my daily digest and a bit\nless reinforcement learning",
		  "more moe; less rl" },
		{ "more attention sinks", "more attention sinks" },
		{ "more attention", "more architecture" },
		{ "More of the RL stuff", "more rl" },
		{ "more of 3 and less of 5", "more 3; less 5" },
		{ "give me more on KV cache", "more compression" },
		{ "I'd love more MoE", "more moe" },
		{ "may I get more MoE?", "more moe" },
		{ "more yann lecun papers", "more yann lecun" },
		{ "more 3D reconstruction", "more 3D reconstruction" },
		{ "more one-shot learning", "more one-shot learning" },
		{ "more graph neural networks, LoRA and sparse attention",
		  "more graph neural networks; more LoRA; more sparse attention" },
		{ "less crypto", "less crypto" },
		{ "more crypto currencies than before",
		  "more crypto currencies" },
		{ "more C++ and C# stuff", "more C++; more C#" },
		{ "more 3-5", "more 3; more 4; more 5" },
		{ "less 5,7,9", "less 5; less 7; less 9" },
		{ "more two", "more 2" },
		{ "not so many proteins", "less ai-science" },
		{ "I want fewer RL papers", "less rl" },
		{ "Great digest! more MoE", "more moe" },
		{ "Great digest! More moe please. Best regards, Ada",
		  "more moe" },
		{ "more MoE, MoE, moe", "more moe" },
		{ "more MoE\nmore MoE", "more moe" },
		{ "more MoE\nmore RL\nless vision",
		  "more moe; more rl; less vision" },
		{ "MoE: less", "less moe" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__lists(void **state)
{
	static const struct saying sayings[] = {
		{ "only compression, architecture",
		  "only compression, architecture" },
		{ "mute emerging trends", "mute emerging" },
		{ "unmute trends", "unmute emerging" },
		{ "no more RL", "mute rl" },
		{ "no RL please", "mute rl" },
		{ "not interested in RL", "mute rl" },
		{ "stop sending me RL papers", "mute rl" },
		{ "add compression", "add compression" },
		{ "drop RL", "drop rl" },
		{ "MoE only", "only moe" },
		{ "don't send me RL", "mute rl" },
		{ "I don't care about proteins", "mute ai-science" },
		{ "mute RL and proteins", "mute rl, ai-science" },
		{ "only MoE please, nothing else", "only moe" },
		{ "only send me MoE", "only moe" },
		{ "also add vision", "add vision" },
		{ "remove vision", "drop vision" },
		{ "subscribe to vision", "add vision" },
		{ "please mute everything about proteins", "mute ai-science" },
		{ "mute RL until Monday", "mute rl !mute RL until Monday" },
		{ "Can you please add vision to my list?", "add vision" },
		{ "could you add vision and graphics", "add vision, graphics" },
		{ "drop RL, vision", "drop rl, vision" },
		{ "no reinforcement learning", "mute rl" },
		{ "exclude proteins", "mute ai-science" },
		{ "hide RL", "mute rl" },
		{ "stop RL", "mute rl" },
		{ "stop the RL papers", "mute rl" },
		{ "cancel RL", "mute rl" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__authors(void **state)
{
	static const struct saying sayings[] = {
		{ "follow Yann LeCun", "follow Yann LeCun" },
		{ "follow LeCun, Yann", "follow Yann LeCun" },
		{ "follow Yann LeCun and Yoshua Bengio, more MoE",
		  "follow Yann LeCun; follow Yoshua Bengio; more moe" },
		{ "follow Geoffrey Hinton please", "follow Geoffrey Hinton" },
		{ "please also follow the author Kaiming He",
		  "follow Kaiming He" },
		{ "unfollow Yann LeCun", "unfollow Yann LeCun" },
		{ "stop following Yann LeCun", "unfollow Yann LeCun" },
		{ "follow Y. LeCun", "follow Y. LeCun" },
		{ "follow J.-B. Grill", "follow J.-B. Grill" },
		{ "follow François Chollet", "follow François Chollet" },
		{ "follow Timothée Lacroix, Hugo Touvron",
		  "follow Timothée Lacroix; follow Hugo Touvron" },
		{ "follow papers by Sara Hooker", "follow Sara Hooker" },
		{ "I'd like to follow Chelsea Finn", "follow Chelsea Finn" },
		{ "don't follow Yann LeCun any more", "unfollow Yann LeCun" },
		{ "follow Li", "follow Li" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__numbers(void **state)
{
	static const struct saying sayings[] = {
		{ "threshold 7.5", "threshold 7.5" },
		{ "threshold 7,5", "threshold 7.5" },
		{ "threshold to 9", "threshold 9" },
		{ "set my threshold = 9", "threshold 9" },
		{ "max 20", "max 20" },
		{ "at most 20 papers", "max 20" },
		{ "only 10 papers", "max 10" },
		{ "novelty seven", "novelty 7" },
		{ "reduce the threshold to 7", "threshold 7" },
		{ "lower my threshold to 7", "threshold 7" },
		{ "I do not want more than 10 papers", "max 10" },
		{ "no more than 15 papers please", "max 15" },
		{ "threshold: 8", "threshold 8" },
		{ "Threshold 9.", "threshold 9" },
		{ "threshold=6", "threshold 6" },
		{ "threshold ten", "threshold 10" },
		{ "raise the threshold from 8 to 9", "threshold 9" },
		{ "my threshold should be 8", "threshold 8" },
		{ "relevance 7", "threshold 7" },
		{ "novelty 5 and threshold 7, max 12",
		  "novelty 5; threshold 7; max 12" },
		{ "maximum 25 papers", "max 25" },
		{ "limit to 20 papers", "max 20" },
		{ "just threshold 8", "threshold 8" },
		{ "thershold 8", "threshold 8" },
		{ "trheshold 8", "threshold 8" },
		{ "threshhold 8", "threshold 8" },
		{ "set threshold at 6.5", "threshold 6.5" },
		{ "set novelty to 3", "novelty 3" },
		{ "novlety 4", "novelty 4" },
		{ "max papers 12", "max 12" },
		{ "max: 12", "max 12" },
		{ "maximum number of papers: 15", "max 15" },
		{ "limit 10", "max 10" },
		{ "send me at most 5 papers a day", "max 5" },
		{ "threshold 9\nthreshold 11", "threshold 9 !threshold 11" },
		{ "threshold 8, threshold 9", "threshold 8; threshold 9" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__why(void **state)
{
	static const struct saying sayings[] = {
		{ "why 3", "why 3" },
		{ "why 2504.06426", "why 2504.06426" },
		{ "why 2504.06426v2?", "why 2504.06426" },
		{ "why did I get 4?", "why 4" },
		{ "why 3 and 7?", "why 3; why 7" },
		{ "why paper 12", "why 12" },
		{ "why was 5 included?", "why 5" },
		{ "why arXiv:2504.06426", "why 2504.06426" },
		{ "why https://arxiv.org/abs/2504.06426v3", "why 2504.06426" },
		{ "explain 3", "why 3" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__pause(void **state)
{
	static const struct saying sayings[] = {
		{ "pause", "pause" },
		{ "pause 2 weeks", "pause until 2026-12-02" },
		{ "pause for 10 days", "pause until 2026-11-28" },
		{ "pause until 15 January 2027", "pause until 2027-01-15" },
		{ "pause until 2027-01-15", "pause until 2027-01-15" },
		{ "pause until next Monday", "pause until 2026-11-23" },
		{ "pause until the end of the month",
		  "pause until 2026-11-30" },
		{ "pause until end of month", "pause until 2026-11-30" },
		{ "back on Monday", "pause until 2026-11-23" },
		{ "I'm back on monday", "pause until 2026-11-23" },
		{ "I'm back", "resume" },
		{ "I don't want to unsubscribe, just pause 2 weeks",
		  "pause until 2026-12-02" },
		{ "pause for a couple of weeks", "pause until 2026-12-02" },
		{ "pause until tomorrow", "pause until 2026-11-19" },
		{ "pause until 15.01.2027", "pause until 2027-01-15" },
		{ "would it be possible to pause until March 1?",
		  "pause until 2027-03-01" },
		{ "stop for 2 weeks", "pause until 2026-12-02" },
		{ "Cancel the pause", "resume" },
		{ "resume please", "resume" },
		{ "please resume", "resume" },
		{ "continue", "resume" },
		{ "start again", "resume" },
		{ "pause for a week", "pause until 2026-11-25" },
		{ "pause for a month", "pause until 2026-12-18" },
		{ "pause for one year", "pause until 2027-11-18" },
		{ "Please pause my subscription until 3 March",
		  "pause until 2027-03-03" },
		{ "Pause 1 week please.", "pause until 2026-11-25" },
		{ "pause two weeks", "pause until 2026-12-02" },
		{ "hold my mails for 3 weeks", "pause until 2026-12-09" },
		{ "suspend until 2027-03-01", "pause until 2027-03-01" },
		{ "I'm on vacation until December 1st",
		  "pause until 2026-12-01" },
		{ "on holiday for 2 weeks", "pause until 2026-12-02" },
		{ "I will be away until Monday", "pause until 2026-11-23" },
		{ "pause till friday", "pause until 2026-11-20" },
		{ "pause until the 25th", "pause until 2026-11-25" },
		{ "pause until january", "pause until 2027-01-01" },
		{ "pause until next week", "pause until 2026-11-23" },
		{ "pause until next month", "pause until 2026-12-01" },
		{ "pause 2w", "pause until 2026-12-02" },
		{ "pause for 10d", "pause until 2026-11-28" },
		{ "pause everything", "pause" },
		{ "puase 2 weeks", "pause until 2026-12-02" },
		{ "pause, please", "pause" },
		{ "Pause. Thanks!", "pause" },
		{ "please pause for 3 weeks, I am travelling",
		  "pause until 2026-12-09" },
		{ "pause until Monday, then weekly",
		  "pause until 2026-11-23; weekly" },
		{ "pause until monday next week", "pause until 2026-11-23" },
		{ "pause until 3rd of March 2027", "pause until 2027-03-03" },
		{ "pause until March 3, 2027", "pause until 2027-03-03" },
		{ "pause until 3 march 27", "pause until 2027-03-03" },
		{ "pause a fortnight", "pause until 2026-12-02" },
		{ "pause until the end of january", "pause until 2027-01-31" },
		{ "pause until end of year", "pause until 2026-12-31" },
		{ "pause until Wendesday", "pause until 2026-11-25" },
		{ "pause until 1/15/2027", "pause until 2027-01-15" },
		{ "unpause", "resume" },
		{ "resume my digest", "resume" },
		{ "please start sending again", "resume" },
		{ "pause instead of unsubscribe", "pause" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__frequency_and_format(void **state)
{
	static const struct saying sayings[] = {
		{ "weekly on friday", "weekly friday" },
		{ "weekly", "weekly" },
		{ "plain text please", "text" },
		{ "daily please", "daily" },
		{ "switch me to weekly", "weekly" },
		{ "weekly on Mondays please", "weekly monday" },
		{ "every friday", "weekly friday" },
		{ "once a week", "weekly" },
		{ "send me html", "html" },
		{ "html", "html" },
		{ "text only", "text" },
		{ "in plain text please", "text" },
		{ "weekly friday", "weekly friday" },
		{ "weekly digest on Tuesday please", "weekly tuesday" },
		{ "every day", "daily" },
		{ "daily digest please", "daily" },
		{ "text", "text" },
		{ "plaintext", "text" },
		{ "HTML please", "html" },
		{ "no html", "text" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__answers(void **state)
{
	static const struct saying sayings[] = {
		{ "undo", "undo" },
		{ "what are my settings?", "status" },
		{ "which topics are there?", "topics" },
		{ "topics", "topics" },
		{ "status", "status" },
		{ "help", "help" },
		{ "undo that", "undo" },
		{ "undo the last change", "undo" },
		{ "list topics", "topics" },
		{ "show my settings", "status" },
		{ "settings please", "status" },
		{ "help!", "help" },
		{ "commands", "help" },
		{ "undo please", "undo" },
		{ "revert", "undo" },
		{ "take that back", "undo" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__subscribe_confirm_data(void **state)
{
	static const struct saying sayings[] = {
		{ "my data", "my data" },
		{ "forget me", "forget me" },
		{ "confirm", "confirm" },
		{ "yes", "confirm" },
		{ "yes please", "confirm" },
		{ "confirm please", "confirm" },
		{ "export my data", "my data" },
		{ "what data do you have about me?", "my data" },
		{ "please delete my account", "forget me" },
		{ "subscribe", "subscribe" },
		{ "subscribe me please", "subscribe" },
		{ "sign me up", "subscribe" },
		{ "CONFIRM", "confirm" },
		{ "i confirm", "confirm" },
		{ "forget me please", "forget me" },
		{ "delete all my data", "forget me" },
		{ "erase my data please", "forget me" },
		{ "mydata", "my data" },
		{ "send me my data", "my data" },
		{ "delete me", "forget me" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__unsubscribe(void **state)
{
	static const struct saying sayings[] = {
		{ "unsubscribe", "unsubscribe" },
		{ "Unsubscrbe", "unsubscribe" },
		{ "please stop sending me these", "unsubscribe" },
		{ "please stop sending me this", "unsubscribe" },
		{ "can you unsubscribe me?", "unsubscribe" },
		{ "could you please stop", "unsubscribe" },
		{ "stop", "unsubscribe" },
		{ "STOP!", "unsubscribe" },
		{ "remove me from this list", "unsubscribe" },
		{ "I don't want these emails any more", "unsubscribe" },
		{ "no more emails", "unsubscribe" },
		{ "unsubscribe me if you can", "unsubscribe" },
		{ "cancel my subscription", "unsubscribe" },
		{ "cancel", "unsubscribe" },
		{ "please unsubscribe me from this mailing list, thank you",
		  "unsubscribe" },
		{ "I would like to unsubscribe.", "unsubscribe" },
		{ "I'd like to be removed from your list", "unsubscribe" },
		{ "Please remove my email address", "unsubscribe" },
		{ "Please take me off this list!", "unsubscribe" },
		{ "kindly unsubscribe ada@example.org", "unsubscribe" },
		{ "I no longer wish to receive these emails", "unsubscribe" },
		{ "I don't want to receive this newsletter anymore",
		  "unsubscribe" },
		{ "Do not email me again", "unsubscribe" },
		{ "unsubscribe, more MoE", "unsubscribe" },
		{ "more MoE\nunsubscribe", "unsubscribe" },
		{ "more MoE\nAda Lovelace\nunsubscribe", "unsubscribe" },
		{ "I have tried to unsubscribe three times!", "unsubscribe" },
		{ "unsubscribe\nunsubscribe", "unsubscribe" },
		{ "ubsubscribe", "unsubscribe" },
		{ "unsuscribe", "unsubscribe" },
		{ "unsubcribe me", "unsubscribe" },
		{ "UNSUBSCRIBE!!!", "unsubscribe" },
		{ "Un-subscribe", "unsubscribe" },
		{ "please un subscribe", "unsubscribe" },
		{ "opt out", "unsubscribe" },
		{ "opt-out please", "unsubscribe" },
		{ "I want out", "unsubscribe" },
		{ "leave me alone", "unsubscribe" },
		{ "quit", "unsubscribe" },
		{ "Stop sending these emails please", "unsubscribe" },
		{ "Stop emailing me", "unsubscribe" },
		{ "stop mailing me!!!", "unsubscribe" },
		{ "please stop this newsletter", "unsubscribe" },
		{ "stop it", "unsubscribe" },
		{ "stop the daily emails", "unsubscribe" },
		{ "stop this spam", "unsubscribe" },
		{ "can you stop sending me these?", "unsubscribe" },
		{ "would you please stop these mails?", "unsubscribe" },
		{ "Please cancel my subscription.", "unsubscribe" },
		{ "please end my subscription", "unsubscribe" },
		{ "I wish to unsubscribe", "unsubscribe" },
		{ "want to unsubscribe", "unsubscribe" },
		{ "un-subscribe me please", "unsubscribe" },
		{ "unsubscibe", "unsubscribe" },
		{ "take me off your mailing list", "unsubscribe" },
		{ "get me off this list", "unsubscribe" },
		{ "remove", "unsubscribe" },
		{ "dont want these mails", "unsubscribe" },
		{ "I don't wish to receive any more emails", "unsubscribe" },
		{ "no longer interested", "unsubscribe" },
		{ "not interested, thanks", "unsubscribe" },
		{ "please never contact me again", "unsubscribe" },
		{ "Hello, I never asked for this, unsubscribe me",
		  "unsubscribe" },
		{ "leave", "unsubscribe" },
		{ "leave the list", "unsubscribe" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__unsubscribe_in_other_languages(void **state)
{
	static const struct saying sayings[] = {
		{ "bitte abmelden", "unsubscribe" },
		{ "Je souhaite me désabonner, merci", "unsubscribe" },
		{ "quiero darme de baja", "unsubscribe" },
		{ "退订", "unsubscribe" },
		{ "配信停止してください", "unsubscribe" },
		{ "wypisz mnie", "unsubscribe" },
		{ "uitschrijven aub", "unsubscribe" },
		{ "disiscrivimi", "unsubscribe" },
		{ "cancelar inscrição", "unsubscribe" },
		{ "desuscribir", "unsubscribe" },
		{ "me desuscriben por favor", "unsubscribe" },
		{ "disiscrivermi per favore", "unsubscribe" },
		{ "cancelar a inscrição", "unsubscribe" },
		{ "proszę o wypisanie", "unsubscribe" },
		{ "proszę mnie wypisać", "unsubscribe" },
		{ "afmelden graag", "unsubscribe" },
		{ "ik wil me afmelden", "unsubscribe" },
		{ "取消订阅", "unsubscribe" },
		{ "請停止發送", "unsubscribe" },
		{ "購読を解除してください", "unsubscribe" },
		{ "Abmelden!", "unsubscribe" },
		{ "Bitte melden Sie mich ab", "unsubscribe" },
		{ "Newsletter abbestellen", "unsubscribe" },
		{ "Ich möchte den Newsletter kündigen", "unsubscribe" },
		{ "keine Mails mehr bitte", "unsubscribe" },
		{ "Désabonnement", "unsubscribe" },
		{ "désinscription svp", "unsubscribe" },
		{ "Merci de me désinscrire de cette liste", "unsubscribe" },
		{ "je ne veux plus recevoir vos mails", "unsubscribe" },
		{ "Baja", "unsubscribe" },
		{ "Por favor, cancelar mi suscripción", "unsubscribe" },
		{ "no quiero recibir más correos", "unsubscribe" },
		{ "Cancellami dalla lista", "unsubscribe" },
		{ "annullare l'iscrizione", "unsubscribe" },
		{ "sair da lista", "unsubscribe" },
		{ "Meld mij af", "unsubscribe" },
		{ "geen mails meer", "unsubscribe" },
		{ "Rezygnuję z subskrypcji", "unsubscribe" },
		{ "usuń mnie z listy", "unsubscribe" },
		{ "请帮我退订，谢谢", "unsubscribe" },
		{ "メール配信停止をお願いします", "unsubscribe" },
		{ "退会したい", "unsubscribe" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__asks_back(void **state)
{
	static const struct saying sayings[] = {
		{ "pause until next Friday",
		  "?pause until 2026-11-20/pause until 2026-11-27" },
		{ "too many papers", "?threshold 9/max 10" },
		{ "more graphic", "?more graphics/more graphs" },
		{ "unsubscribe from reinforcement learning",
		  "?mute rl/unsubscribe" },
		{ "mute quantum stuff", "?less quantum/topics" },
		{ "MoE", "?more moe/only moe" },
		{ "pause until 01/02/2027",
		  "?pause until 2027-02-01/pause until 2027-01-02" },
		{ "cancel that", "?undo/unsubscribe" },
		{ "stop for now", "?pause/unsubscribe" },
		{ "unsubscribe for 2 weeks",
		  "?pause until 2026-12-02/unsubscribe" },
		{ "unsubscribe until january",
		  "?pause until 2027-01-01/unsubscribe" },
		{ "pause RL", "?mute rl/pause" },
		{ "more papers", "?threshold 7/max 40" },
		{ "fewer papers please", "?threshold 9/max 10" },
		{ "fewer emails", "?threshold 9/weekly" },
		{ "less mails", "?threshold 9/weekly" },
		{ "too few papers", "?threshold 7/max 40" },
		{ "way too many emails", "?threshold 9/weekly" },
		{ "+MoE", "?more moe/only moe" },
		{ "more graphica", "?more graphs/more graphics" },
		{ "just MoE", "?more moe/only moe" },
		{ "RL, MoE", "?more rl, moe/only rl, moe" },
		{ "remove me from RL", "?mute rl/unsubscribe" },
		{ "nsubscribe", "?subscribe/unsubscribe" },
		{ "follow MoE", "?add moe/more moe" },
		{ "too much crypto", "?less crypto/threshold 9" },
		{ "too many", "?threshold 9/max 10" },
		{ "so many papers!", "?threshold 9/max 10" },
		{ "stop sending me so many papers", "?threshold 9/max 10" },
		{ "could I have fewer papers?", "?threshold 9/max 10" },
		{ "transformers please",
		  "?more architecture/only architecture" },
		{ "remove me from the RL topic", "?mute rl/unsubscribe" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__says_what_it_did_not_understand(void **state)
{
	static const struct saying sayings[] = {
		{ "threshold 11", "!threshold 11 +help" },
		{ "odwołaj", "!odwołaj +help" },
		{ "if you don't stop I'll unsubscribe",
		  "!if you don't stop I'll unsubscribe +help" },
		{ "more info: http://example.org/x",
		  "!more info: http://example.org/x +help" },
		{ "pause until yesterday", "!pause until yesterday +help" },
		{ "pause 0 days", "!pause 0 days +help" },
		{ "cancer detection with transformers",
		  "!cancer detection with transformers +help" },
		{ "more early stopping", "!more early stopping +help" },
		{ "help me understand diffusion",
		  "!help me understand diffusion +help" },
		{ "text classification papers",
		  "!text classification papers +help" },
		{ "follow up on my email", "!follow up on my email +help" },
		{ "threshold 0", "!threshold 0 +help" },
		{ "the threshold is too high", "!threshold is too high +help" },
		{ "max 200", "!max 200 +help" },
		{ "pause until Feb 30", "!pause until Feb 30 +help" },
		{ "pause button", "!pause button +help" },
		{ "more 3 papers", "!more 3 papers +help" },
		{ "more 101", "!more 101 +help" },
		{ "more 0", "!more 0 +help" },
		{ "unsubscribe and forget me", "unsubscribe; forget me" },
		{ "I almost unsubscribed", "!I almost unsubscribed +help" },
		{ "I was unsubscribed by mistake",
		  "!I was unsubscribed by mistake +help" },
		{ "leave it as it is", "!leave it as it is +help" },
		{ "解除しないで", "!解除しないで +help" },
		{ "pause until 2020-01-01", "!pause until 2020-01-01 +help" },
		{ "pause until 2099-01-01", "!pause until 2099-01-01 +help" },
		{ "pause 500 years", "!pause 500 years +help" },
		{ "pause until further notice",
		  "!pause until further notice +help" },
		{ "pause until summer", "!pause until summer +help" },
		{ "skip two weeks", "!skip two weeks +help" },
		{ "weekly supervised learning",
		  "!weekly supervised learning +help" },
		{ "weakly supervised learning",
		  "!weakly supervised learning +help" },
		{ "subscribe my friend bob@example.org",
		  "!subscribe my friend bob@example.org +help" },
		{ "gdpr", "!gdpr +help" },
		{ "unsubscribed", "!unsubscribed +help" },
		{ "nope", "!nope +help" },
		{ "I'm not sure whether to unsubscribe",
		  "!I'm not sure whether to unsubscribe +help" },
		{ "I was thinking about unsubscribing",
		  "!I was thinking about unsubscribing +help" },
		{ "if you send me one more paper on RL I'll unsubscribe",
		  "!if you send me one more paper on RL I'll unsubscribe +help" },
		{ "unless you stop I will complain",
		  "!unless you stop I will complain +help" },
		{ "nie wypisuj mnie", "!nie wypisuj mnie +help" },
		{ "follow up", "!follow up +help" },
		{ "follow me on twitter", "!follow me on twitter +help" },
		{ "Fellow researchers, hello",
		  "!Fellow researchers, hello +help" },
		{ "more \"more\"", "!more \"more\" +help" },
		{ "more x", "!more x +help" },
		{ "more", "!more +help" },
		{ "less", "!less +help" },
		{ "only", "!only +help" },
		{ "mute", "!mute +help" },
		{ "add", "!add +help" },
		{ "follow", "!follow +help" },
		{ "threshold", "!threshold +help" },
		{ "more of the same", "!more of the same +help" },
		{ "more like this", "!more like this +help" },
		{ "more https://example.org/x",
		  "!more https://example.org/x +help" },
		{ "more info", "!more info +help" },
		{ "why 200", "!why 200 +help" },
		{ "Best,\nAda", "!Best, Ada +help" },
		{ "I am a happy reader.", "!I am a happy reader +help" },
		{ "lorem ipsum dolor sit amet",
		  "!lorem ipsum dolor sit amet +help" },
		{ "12345", "!12345 +help" },
		{ "@@@ ### $$$", "!### +help" },
		{ "threshold -1", "!threshold -1 +help" },
		{ "threshold 1e9", "!threshold 1e9 +help" },
		{ "end", "!end +help" },
		{ "the end", "!the end +help" },
		{ "full stop", "!full stop +help" },
		{ "non-stop", "!non-stop +help" },
	};

	(void)state;
	CHECK(sayings);
}

static void command_read__never_against_the_writers_wish(void **state)
{
	static const struct saying sayings[] = {
		{ "don't unsubscribe me", "+help" },
		{ "please do not stop", "+help" },
		{ "how do I pause?", "+help" },
		{ "can I unsubscribe?", "+help" },
		{ "hello", "+help" },
		{ "Bitte nicht abmelden", "+help" },
		{ "Wie kann ich mich abmelden?", "+help" },
		{ "ne me désabonnez pas", "+help" },
		{ "不要退订", "+help" },
		{ "如何退订？", "+help" },
		{ "thanks!", "+help" },
		{ "Thanks for the great digest, I love it", "+help" },
		{ "my colleague wants to unsubscribe, she says", "+help" },
		{ "To unsubscribe, reply \"unsubscribe\" or click here",
		  "+help" },
		{ "the unsubscribe link does not work", "+help" },
		{ "More MoE?", "+help" },
		{ "why did I get 12 papers today?", "+help" },
		{ "why?", "+help" },
		{ "what is novelty?", "+help" },
		{ "non disiscrivetemi", "+help" },
		{ "não cancelar a inscrição", "+help" },
		{ "niet uitschrijven", "+help" },
		{ "怎么取消订阅", "+help" },
		{ "?", "+help" },
		{ "no thanks", "+help" },
		{ "never unsubscribe me", "+help" },
		{ "please don't stop sending these", "+help" },
		{ "I do not want to unsubscribe", "+help" },
		{ "not unsubscribe", "+help" },
		{ "maybe I should unsubscribe", "+help" },
		{ "before I unsubscribe, how do I pause?", "+help" },
		{ "how can I unsubscribe", "+help" },
		{ "how to unsubscribe", "+help" },
		{ "tell me how to unsubscribe please", "+help" },
		{ "where is the unsubscribe link?", "+help" },
		{ "what happens if I unsubscribe?", "+help" },
		{ "should I unsubscribe?", "+help" },
		{ "do I have to unsubscribe first?", "+help" },
		{ "is it possible to pause?", "+help" },
		{ "can I pause for two weeks?", "+help" },
		{ "Comment me désabonner ?", "+help" },
		{ "Como cancelar a inscrição?", "+help" },
		{ "別退訂", "+help" },
		{ "どうやって退会しますか", "+help" },
		{ "why this paper?", "+help" },
		{ "love it", "+help" },
		{ "Thank you very much for your work.", "+help" },
		{ "!!!", "+help" },
		{ "I can't stop reading this", "+help" },
	};

	(void)state;
	CHECK(sayings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_read__steps),
		cmocka_unit_test(command_read__lists),
		cmocka_unit_test(command_read__authors),
		cmocka_unit_test(command_read__numbers),
		cmocka_unit_test(command_read__why),
		cmocka_unit_test(command_read__pause),
		cmocka_unit_test(command_read__frequency_and_format),
		cmocka_unit_test(command_read__answers),
		cmocka_unit_test(command_read__subscribe_confirm_data),
		cmocka_unit_test(command_read__unsubscribe),
		cmocka_unit_test(command_read__unsubscribe_in_other_languages),
		cmocka_unit_test(command_read__asks_back),
		cmocka_unit_test(command_read__says_what_it_did_not_understand),
		cmocka_unit_test(command_read__never_against_the_writers_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

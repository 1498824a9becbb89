/*
 * Which words mean what. A phrase is written as word_of folds it: lower case,
 * no accents, no apostrophes, no hyphens ("don't" is dont, "e-mails" emails).
 * The longest phrase wins; single words of five letters and more may be
 * mistyped, unless they are PHRASE_EXACT.
 */
#include "mail/command_intern.h"

#include <limits.h>

#define EXACT    PHRASE_EXACT
#define ANYWHERE PHRASE_ANYWHERE
#define ASKED    PHRASE_ASKED
#define MINE     PHRASE_MINE

static const struct phrase phrases[] = {
	{ "more", VERB_MORE, 0 },
	{ "increase", VERB_MORE, 0 },
	{ "boost", VERB_MORE, EXACT },
	{ "upvote", VERB_MORE, 0 },
	{ "interested in", VERB_MORE, MINE },
	{ "less", VERB_LESS, 0 },
	{ "fewer", VERB_LESS, EXACT },
	{ "reduce", VERB_LESS, 0 },
	{ "decrease", VERB_LESS, 0 },
	{ "downvote", VERB_LESS, 0 },
	{ "not so much", VERB_LESS, 0 },
	{ "not so many", VERB_LESS, 0 },
	{ "not as much", VERB_LESS, 0 },
	{ "not as many", VERB_LESS, 0 },
	{ "only", VERB_ONLY, 0 },
	{ "nothing but", VERB_ONLY, 0 },
	{ "limit to", VERB_ONLY, 0 },
	{ "restrict to", VERB_ONLY, 0 },
	{ "mute", VERB_MUTE, 0 },
	{ "hide", VERB_MUTE, 0 },
	{ "ignore", VERB_MUTE, EXACT },
	{ "exclude", VERB_MUTE, 0 },
	{ "silence", VERB_MUTE, EXACT },
	{ "unmute", VERB_UNMUTE, 0 },
	{ "un mute", VERB_UNMUTE, 0 },
	{ "unhide", VERB_UNMUTE, 0 },
	{ "stop muting", VERB_UNMUTE, 0 },
	{ "add", VERB_ADD, 0 },
	{ "include", VERB_ADD, 0 },
	{ "subscribe to", VERB_ADD, 0 },
	{ "subscribe me to", VERB_ADD, 0 },
	{ "drop", VERB_DROP, 0 },

	{ "follow", VERB_FOLLOW, 0 },
	{ "follow the author", VERB_FOLLOW, 0 },
	{ "follow author", VERB_FOLLOW, 0 },
	{ "follow authors", VERB_FOLLOW, 0 },
	{ "start following", VERB_FOLLOW, 0 },
	{ "unfollow", VERB_UNFOLLOW, 0 },
	{ "un follow", VERB_UNFOLLOW, 0 },
	{ "unfollow author", VERB_UNFOLLOW, 0 },
	{ "stop following", VERB_UNFOLLOW, 0 },
	{ "dont follow", VERB_UNFOLLOW, 0 },
	{ "do not follow", VERB_UNFOLLOW, 0 },
	{ "no longer follow", VERB_UNFOLLOW, 0 },

	{ "threshold", VERB_THRESHOLD, 0 },
	{ "treshold", VERB_THRESHOLD, 0 },
	{ "relevance threshold", VERB_THRESHOLD, 0 },
	{ "relevance", VERB_THRESHOLD, 0 },
	{ "minimum relevance", VERB_THRESHOLD, 0 },
	{ "min relevance", VERB_THRESHOLD, 0 },
	{ "minimum score", VERB_THRESHOLD, 0 },
	{ "min score", VERB_THRESHOLD, 0 },
	{ "cutoff", VERB_THRESHOLD, 0 },
	{ "cut off", VERB_THRESHOLD, 0 },
	{ "novelty", VERB_NOVELTY, 0 },
	{ "novelty threshold", VERB_NOVELTY, 0 },
	{ "minimum novelty", VERB_NOVELTY, 0 },
	{ "min novelty", VERB_NOVELTY, 0 },
	{ "max", VERB_MAX, 0 },
	{ "maximum", VERB_MAX, 0 },
	{ "max papers", VERB_MAX, 0 },
	{ "maxpapers", VERB_MAX, 0 },
	{ "max_papers", VERB_MAX, 0 },
	{ "maximum papers", VERB_MAX, 0 },
	{ "max number of papers", VERB_MAX, 0 },
	{ "maximum number of papers", VERB_MAX, 0 },
	{ "at most", VERB_MAX, 0 },
	{ "up to", VERB_MAX, 0 },
	{ "no more than", VERB_MAX, 0 },
	{ "not more than", VERB_MAX, 0 },
	{ "limit", VERB_MAX, 0 },
	{ "limit to at most", VERB_MAX, 0 },

	{ "why", VERB_WHY, ASKED },
	{ "explain", VERB_WHY, 0 },
	{ "reason for", VERB_WHY, 0 },
	{ "reasons for", VERB_WHY, 0 },

	{ "pause", VERB_PAUSE, 0 },
	{ "pausing", VERB_PAUSE, EXACT },
	{ "suspend", VERB_PAUSE, 0 },
	{ "snooze", VERB_PAUSE, 0 },
	{ "hold", VERB_PAUSE, 0 },
	{ "on vacation until", VERB_PAUSE, 0 },
	{ "on vacation till", VERB_PAUSE, 0 },
	{ "on vacation for", VERB_PAUSE, 0 },
	{ "on holiday until", VERB_PAUSE, 0 },
	{ "on holiday till", VERB_PAUSE, 0 },
	{ "on holiday for", VERB_PAUSE, 0 },
	{ "away until", VERB_PAUSE, 0 },
	{ "away till", VERB_PAUSE, 0 },
	{ "away for", VERB_PAUSE, 0 },
	{ "take a break", VERB_PAUSE, 0 },
	{ "back on", SENSE_BACK, 0 },
	{ "back in", SENSE_BACK, 0 },
	{ "back at", SENSE_BACK, 0 },
	{ "back", SENSE_BACK, 0 },
	{ "resume", VERB_RESUME, 0 },
	{ "unpause", VERB_RESUME, 0 },
	{ "un pause", VERB_RESUME, 0 },
	{ "stop pausing", VERB_RESUME, 0 },
	{ "cancel the pause", VERB_RESUME, 0 },
	{ "cancel pause", VERB_RESUME, 0 },
	{ "end the pause", VERB_RESUME, 0 },
	{ "end pause", VERB_RESUME, 0 },
	{ "continue", VERB_RESUME, 0 },
	{ "restart", VERB_RESUME, 0 },
	{ "start again", VERB_RESUME, 0 },
	{ "start sending", VERB_RESUME, 0 },
	{ "keep sending", VERB_RESUME, 0 },
	{ "im back", VERB_RESUME, 0 },
	{ "i am back", VERB_RESUME, 0 },

	{ "daily", VERB_DAILY, EXACT },
	{ "once a day", VERB_DAILY, 0 },
	{ "once per day", VERB_DAILY, 0 },
	{ "weekly", VERB_WEEKLY, 0 },
	{ "once a week", VERB_WEEKLY, 0 },
	{ "once per week", VERB_WEEKLY, 0 },
	{ "every", SENSE_EVERY, 0 },
	{ "each", SENSE_EVERY, 0 },
	{ "text", VERB_TEXT, 0 },
	{ "plain", VERB_TEXT, EXACT },
	{ "plain text", VERB_TEXT, 0 },
	{ "plaintext", VERB_TEXT, 0 },
	{ "text only", VERB_TEXT, 0 },
	{ "only text", VERB_TEXT, 0 },
	{ "plain text only", VERB_TEXT, 0 },
	{ "no html", VERB_TEXT, 0 },
	{ "without html", VERB_TEXT, 0 },
	{ "html", VERB_HTML, 0 },
	{ "rich text", VERB_HTML, 0 },
	{ "no plain text", VERB_HTML, 0 },

	{ "topics", VERB_TOPICS, EXACT },
	{ "topic list", VERB_TOPICS, 0 },
	{ "list topics", VERB_TOPICS, 0 },
	{ "list the topics", VERB_TOPICS, 0 },
	{ "list all topics", VERB_TOPICS, 0 },
	{ "list of topics", VERB_TOPICS, 0 },
	{ "which topics", VERB_TOPICS, ASKED },
	{ "what topics", VERB_TOPICS, ASKED },
	{ "what are the topics", VERB_TOPICS, ASKED },
	{ "status", VERB_STATUS, EXACT },
	{ "settings", VERB_STATUS, 0 },
	{ "preferences", VERB_STATUS, 0 },
	{ "my settings", VERB_STATUS, 0 },
	{ "my preferences", VERB_STATUS, 0 },
	{ "my topics", VERB_STATUS, 0 },
	{ "what are my settings", VERB_STATUS, ASKED },
	{ "what are my preferences", VERB_STATUS, ASKED },
	{ "what are my topics", VERB_STATUS, ASKED },
	{ "whats my status", VERB_STATUS, ASKED },
	{ "what is my status", VERB_STATUS, ASKED },
	{ "whats my threshold", VERB_STATUS, ASKED },
	{ "what is my threshold", VERB_STATUS, ASKED },
	{ "help", VERB_HELP, 0 },
	{ "commands", VERB_HELP, 0 },
	{ "instructions", VERB_HELP, 0 },
	{ "undo", VERB_UNDO, 0 },
	{ "revert", VERB_UNDO, EXACT },
	{ "roll back", VERB_UNDO, 0 },
	{ "rollback", VERB_UNDO, 0 },
	{ "take that back", VERB_UNDO, 0 },
	{ "take it back", VERB_UNDO, 0 },
	{ "change it back", VERB_UNDO, 0 },
	{ "change that back", VERB_UNDO, 0 },

	{ "confirm", VERB_CONFIRM, EXACT },
	{ "i confirm", VERB_CONFIRM, 0 },
	{ "confirmed", VERB_CONFIRM, EXACT },
	{ "yes", SENSE_YES, 0 },
	{ "my data", VERB_MY_DATA, 0 },
	{ "mydata", VERB_MY_DATA, EXACT },
	{ "my personal data", VERB_MY_DATA, 0 },
	{ "all my data", VERB_MY_DATA, 0 },
	{ "export", VERB_MY_DATA, 0 },
	{ "export my data", VERB_MY_DATA, 0 },
	{ "export all my data", VERB_MY_DATA, 0 },
	{ "download my data", VERB_MY_DATA, 0 },
	{ "data you have about me", VERB_MY_DATA, 0 },
	{ "data you have on me", VERB_MY_DATA, 0 },
	{ "what data do you have about me", VERB_MY_DATA, ASKED },
	{ "what data do you have on me", VERB_MY_DATA, ASKED },
	{ "what do you know about me", VERB_MY_DATA, ASKED },
	{ "forget me", VERB_FORGET, ANYWHERE },
	{ "forget about me", VERB_FORGET, ANYWHERE },
	{ "forgetme", VERB_FORGET, 0 },
	{ "forget everything about me", VERB_FORGET, ANYWHERE },
	{ "delete me", VERB_FORGET, ANYWHERE },
	{ "delete my data", VERB_FORGET, ANYWHERE },
	{ "delete all my data", VERB_FORGET, ANYWHERE },
	{ "delete my personal data", VERB_FORGET, ANYWHERE },
	{ "delete all data", VERB_FORGET, 0 },
	{ "delete my account", VERB_FORGET, ANYWHERE },
	{ "erase me", VERB_FORGET, ANYWHERE },
	{ "erase my data", VERB_FORGET, ANYWHERE },
	{ "erase all my data", VERB_FORGET, ANYWHERE },
	{ "remove my data", VERB_FORGET, ANYWHERE },
	{ "remove all my data", VERB_FORGET, ANYWHERE },

	{ "subscribe", VERB_SUBSCRIBE, 0 },
	{ "resubscribe", VERB_SUBSCRIBE, EXACT },
	{ "sign me up", VERB_SUBSCRIBE, 0 },
	{ "signup", VERB_SUBSCRIBE, EXACT },
	{ "sign up", VERB_SUBSCRIBE, 0 },
	{ "join", VERB_SUBSCRIBE, 0 },
	{ "anmelden", VERB_SUBSCRIBE, EXACT },

	{ "too many", SENSE_TOO_MANY, 0 },
	{ "too much", SENSE_TOO_MANY, 0 },
	{ "so many papers", SENSE_TOO_MANY, 0 },
	{ "so many mails", SENSE_TOO_MANY, 0 },
	{ "so many emails", SENSE_TOO_MANY, 0 },
	{ "too often", SENSE_TOO_MANY, 0 },
	{ "too frequent", SENSE_TOO_MANY, 0 },
	{ "way too many", SENSE_TOO_MANY, 0 },
	{ "too few", SENSE_TOO_FEW, 0 },
	{ "too little", SENSE_TOO_FEW, 0 },
	{ "not enough", SENSE_TOO_FEW, 0 },

	/* "stop": what follows decides */
	{ "stop", SENSE_STOP, 0 },
	{ "stopp", SENSE_STOP, 0 },
	{ "cancel", SENSE_STOP, EXACT },
	{ "quit", SENSE_STOP, 0 },
	{ "cease", SENSE_STOP, EXACT },
	{ "terminate", SENSE_STOP, EXACT },
	{ "leave", SENSE_STOP, EXACT },
	{ "baja", SENSE_STOP, 0 },
	{ "cancelar", SENSE_STOP, EXACT },
	{ "anular", SENSE_STOP, EXACT },
	{ "annullare", SENSE_STOP, EXACT },
	{ "remover", SENSE_STOP, EXACT },
	{ "arreter", SENSE_STOP, EXACT },
	{ "arretez", SENSE_STOP, EXACT },
	{ "stoppen", SENSE_STOP, EXACT },
	{ "aufhoren", SENSE_STOP, EXACT },
	{ "remove", SENSE_REMOVE, EXACT },
	{ "delete", SENSE_REMOVE, EXACT },
	{ "dont want", SENSE_REJECT, ANYWHERE | MINE },
	{ "do not want", SENSE_REJECT, ANYWHERE | MINE },
	{ "dont need", SENSE_REJECT, ANYWHERE | MINE },
	{ "do not need", SENSE_REJECT, ANYWHERE | MINE },
	{ "dont wish", SENSE_REJECT, ANYWHERE | MINE },
	{ "do not wish", SENSE_REJECT, ANYWHERE | MINE },
	{ "no longer want", SENSE_REJECT, ANYWHERE | MINE },
	{ "no longer wish", SENSE_REJECT, ANYWHERE | MINE },
	{ "no longer need", SENSE_REJECT, ANYWHERE | MINE },
	{ "dont like", SENSE_REJECT, 0 },
	{ "do not like", SENSE_REJECT, 0 },
	{ "dont care about", SENSE_REJECT, 0 },
	{ "do not care about", SENSE_REJECT, 0 },
	{ "not interested in", SENSE_REJECT, 0 },
	{ "no longer interested in", SENSE_REJECT, 0 },
	{ "not interested", SENSE_REJECT, 0 },
	{ "no longer interested", SENSE_REJECT, 0 },
	{ "dont send", SENSE_REJECT, 0 },
	{ "do not send", SENSE_REJECT, 0 },
	{ "never send", SENSE_REJECT, 0 },
	{ "dont email", SENSE_REJECT, 0 },
	{ "do not email", SENSE_REJECT, 0 },
	{ "dont mail", SENSE_REJECT, 0 },
	{ "do not mail", SENSE_REJECT, 0 },
	{ "dont contact", SENSE_REJECT, 0 },
	{ "do not contact", SENSE_REJECT, 0 },
	{ "never contact", SENSE_REJECT, 0 },
	{ "never email", SENSE_REJECT, 0 },
	{ "dont write", SENSE_REJECT, 0 },
	{ "do not write", SENSE_REJECT, 0 },
	{ "no more", SENSE_REJECT, 0 },
	{ "not any more", SENSE_REJECT, 0 },
	{ "without", SENSE_REJECT, 0 },
	{ "no", SENSE_REJECT, 0 },

	/* unsubscribe, as such */
	{ "unsubscribe", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "un subscribe", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "unsub", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "be unsubscribed", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "get unsubscribed", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "me unsubscribed", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "unsubscribe me", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "signoff", VERB_UNSUBSCRIBE, EXACT },
	{ "sign off", VERB_UNSUBSCRIBE, 0 },
	{ "sign me off", VERB_UNSUBSCRIBE, 0 },
	{ "opt out", VERB_UNSUBSCRIBE, ANYWHERE | MINE },
	{ "optout", VERB_UNSUBSCRIBE, EXACT },
	{ "opt me out", VERB_UNSUBSCRIBE, ANYWHERE | MINE },
	{ "cancel my subscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancel subscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancel the subscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancel this subscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "end my subscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "stop my subscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "remove me", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "remove my address", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "remove my email", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "remove my email address", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "remove my name", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "remove this address", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "delete me from", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "be removed", VERB_UNSUBSCRIBE, ANYWHERE | MINE },
	{ "be taken off", VERB_UNSUBSCRIBE, ANYWHERE | MINE },
	{ "take me off", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "get me off", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "get off this list", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "get off the list", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "leave this list", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "leave the list", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "i want out", VERB_UNSUBSCRIBE, 0 },
	{ "leave me alone", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "stop emailing me", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "stop mailing me", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "stop spamming me", VERB_UNSUBSCRIBE, ANYWHERE },
	/* German */
	{ "abmelden", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "abmeldung", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "abbestellen", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "abbestellung", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "austragen", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "kundigen", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "kundigung", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "melde mich ab", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "melden sie mich ab", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "meldet mich ab", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "tragen sie mich aus", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "trag mich aus", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "keine mails mehr", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "keine emails mehr", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "keine weiteren mails", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "keine weiteren emails", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "keine newsletter mehr", VERB_UNSUBSCRIBE, ANYWHERE },
	/* French */
	{ "desabonner", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desabonnez", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desabonnezmoi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desabonne moi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desabonnemoi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desabonnement", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desinscrire", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desinscription", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desinscrivez", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desinscrivezmoi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "resilier", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "resiliation", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "ne plus recevoir", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "veux plus recevoir", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "souhaite plus recevoir", VERB_UNSUBSCRIBE, ANYWHERE },
	/* Spanish */
	{ "desuscribir", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desuscribirme", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desuscribirse", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desuscribeme", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desuscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "darme de baja", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "darse de baja", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "dar de baja", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "dame de baja", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "denme de baja", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "deme de baja", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar suscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar la suscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar mi suscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "anular suscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "anular la suscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "anular mi suscripcion", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "no quiero recibir mas", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "no quiero mas correos", VERB_UNSUBSCRIBE, ANYWHERE },
	/* Italian */
	{ "disiscrivere", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "disiscrivermi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "disiscrivimi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "disiscrivetemi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "disiscriversi", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "disiscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "disdire", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "cancellami", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "cancellatemi", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "cancellarmi", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "cancella iscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancellare iscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "annulla iscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "annullare iscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "annullare liscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancellare liscrizione", VERB_UNSUBSCRIBE, ANYWHERE },
	/* Portuguese */
	{ "cancelar inscricao", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar a inscricao", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar minha inscricao", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar assinatura", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar a assinatura", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar minha assinatura", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar a subscricao", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "cancelar subscricao", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "desinscrever", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "descadastrar", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "sair da lista", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "nao quero mais receber", VERB_UNSUBSCRIBE, ANYWHERE },
	/* Dutch */
	{ "uitschrijven", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "afmelden", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "opzeggen", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "schrijf mij uit", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "schrijf me uit", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "meld mij af", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "meld me af", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "geen mails meer", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "geen emails meer", VERB_UNSUBSCRIBE, ANYWHERE },
	/* Polish */
	{ "wypisz", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "wypisanie", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "wypisac", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "wypiszcie", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "rezygnuje", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "rezygnacja", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "zrezygnowac", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "odsubskrybuj", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "wyrejestruj", VERB_UNSUBSCRIBE, ANYWHERE | EXACT },
	{ "anuluj subskrypcje", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "anulowac subskrypcje", VERB_UNSUBSCRIBE, ANYWHERE },
	{ "usun mnie", VERB_UNSUBSCRIBE, ANYWHERE },
};

/* Right words that are one edit from ours and mean something else. */
static const char *const other_words[] = {
	"unsubscribed", "unsubscribes", "unsubscriber", "unsubscribing",
	"subscribed",   "subscribes",   "subscriber",   "subscribers",
	"describe",     "fellow",       "fellows",      "hollow",
	"cause",        "because",      "pauses",       "paused",
	"resumes",      "presume",      "resumed",      "unmuted",
	"include",      "includes",     "included",     "excludes",
	"excluded",     "reduces",      "reduced",      "increased",
	"increases",    "decreased",    "decreases",    "follows",
	"followed",     "limits",       "limited",      "limit",
	"setting",      "command",      "comments",     "exports",
	"expert",       "experts",      "report",       "reports",
	"expert",       "export",       "suspended",    "suspends",
	"continued",    "continues",    "restarts",     "weekly",
	"weekday",
};

static const char *const fillers[] = {
	"please",   "pls",      "plz",       "kindly",  "just",      "also",
	"and",      "then",     "so",        "now",     "ok",        "okay",
	"well",     "but",      "i",         "we",      "id",        "ill",
	"im",       "would",    "like",      "want",    "wanna",     "wish",
	"need",     "love",     "prefer",    "to",      "you",       "can",
	"could",    "will",     "me",        "my",      "us",        "give",
	"send",     "show",     "get",       "have",    "see",       "let",
	"lets",     "bit",      "little",    "lot",     "much",      "slightly",
	"somewhat", "some",     "even",      "way",     "really",    "very",
	"the",      "a",        "an",        "of",      "for",       "again",
	"be",       "make",     "set",       "change",  "put",       "switch",
	"turn",     "move",     "go",        "update",  "adjust",    "it",
	"that",     "too",      "hi",        "hello",   "hey",       "dear",
	"thanks",   "thank",    "thx",       "ty",      "am",        "are",
	"is",       "there",    "maybe",     "perhaps", "rather",    "instead",
	"quick",    "quickly",  "should",    "try",     "start",     "keep",
	"lower",    "raise",    "in",        "as",      "with",      "great",
	"good",     "nice",     "receive",   "getting", "receiving", "mostly",
	"still",    "actually", "sorry",     "yes",     "yeah",      "yep",
	"morning",  "evening",  "afternoon", "hallo",   "bonjour",   "bitte",
	"merci",    "danke",    "por",       "favor",   "ich",       "mochte",
	"mich",     "how",      "what",      "about",   "this",      "these",
	"i'd",      "super",    "far",       "its",     "may",       "or",
	"on",       "hope",     "use",       "do",
};

static const char *const clean_words[] = {
	"all",         "any",          "more",
	"anymore",     "everything",   "every",
	"everybody",   "team",         "everyone",
	"ever",        "never",        "immediately",
	"asap",        "at",           "once",
	"today",       "right",        "away",
	"possible",    "soon",         "from",
	"your",        "our",          "off",
	"out",         "up",           "back",
	"further",     "future",       "those",
	"them",        "anything",     "sending",
	"send",        "mailing",      "emailing",
	"spamming",    "email",        "emails",
	"mail",        "mails",        "message",
	"messages",    "digest",       "digests",
	"newsletter",  "newsletters",  "list",
	"lists",       "subscription", "subscriptions",
	"spam",        "stuff",        "paper",
	"papers",      "arxiv",        "daily",
	"weekly",      "format",       "mode",
	"version",     "only",         "longer",
	"here",        "address",      "account",
	"service",     "other",        "not",
	"else",        "another",      "previous",
	"last",        "latest",       "change",
	"changes",     "command",      "edition",
	"editions",    "delivery",     "regards",
	"best",        "kind",         "cheers",
	"sincerely",   "feed",         "updates",
	"update",      "into",         "being",
	"been",        "thing",        "things",
	"one",         "ones",         "current",
	"currently",   "same",         "no",
	"until",       "advance",      "day",
	"days",        "time",         "forever",
	"permanently", "completely",   "immediatly",
	"person",      "available",    "do",
	"exist",       "work",         "offer",
	"data",        "copy",         "der",
	"die",         "das",          "den",
	"le",          "la",           "les",
	"newsletters", "vom",
};

static const char *const asking[] = { "please", "pls",  "want",  "send",
	                              "switch", "give", "bitte", "plz" };

static const char *const negations[] = {
	"not",     "nothing",  "dont",        "didnt", "wont",   "never",
	"no",      "neither",  "nor",         "cant",  "cannot", "without",
	"wouldnt", "shouldnt", "doesnt",      "isnt",  "havent", "nicht",
	"kein",    "keine",    "keinesfalls", "pas",   "jamais", "non",
	"nao",     "nunca",    "jamas",       "mai",   "niet",   "geen",
	"nooit",   "nie",      "nigdy",
};

/* Politeness, and conditions that are politeness: taken out. */
static const char *const polite[] = {
	"if possible",
	"if you can",
	"if you could",
	"if you dont mind",
	"if you do not mind",
	"if you please",
	"if thats ok",
	"if thats okay",
	"if that is ok",
	"if that is okay",
	"if thats possible",
	"if that is possible",
	"if its possible",
	"if it is possible",
	"if its ok",
	"if i may",
	"if its not too much trouble",
	"when you can",
	"when you have time",
	"when possible",
	"whenever possible",
	"as soon as possible",
	"as soon as you can",
	"thank you very much",
	"thank you so much",
	"thanks a lot",
	"thanks so much",
	"many thanks",
	"thank you",
	"thanks in advance",
	"in advance",
	"have a nice day",
	"have a good day",
	"have a great day",
	"from now on",
	"more or less",
	"best regards",
	"kind regards",
	"with best regards",
	"viele gruse",
	"mit freundlichen grusen",
	"right away",
	"hope you are well",
	"hope youre well",
	"i hope this finds you well",
	"at the moment",
	"for the time being",
	"great work",
	"good work",
	"keep up the good work",
	"great service",
	"nice service",
	"love it",
	"would it be possible to",
	"would it be possible for you to",
	"could you please",
	"can you please",
	"would you please",
	"would you be so kind as to",
	"would you kindly",
	"would you mind",
	"i was wondering if you could",
	"i wonder if you could",
	"feel free to",
};

static bool among(const char *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, list[i]))
			return true;
	return false;
}

#define AMONG(key, list) among(key, list, sizeof(list) / sizeof(*(list)))

bool table_filler(const char *key)
{
	return AMONG(key, fillers);
}

bool table_clean(const char *key)
{
	return AMONG(key, clean_words) || AMONG(key, fillers);
}

bool table_asks(const struct words *s, size_t i, size_t j)
{
	for (; i < j; i++)
		if (AMONG(s->at[i].key, asking))
			return true;
	return false;
}

bool table_negates(const char *key)
{
	return AMONG(key, negations);
}

bool table_all_clean(const struct words *s, size_t i, size_t j)
{
	for (; i < j; i++)
		if (!s->at[i].mark && !s->at[i].link &&
		    !table_clean(s->at[i].key))
			return false;
	return true;
}

static const struct phrase *mistyped(const char *key,
                                     const struct phrase **rival)
{
	const struct phrase *best = NULL;
	unsigned best_d = UINT_MAX;

	*rival = NULL;
	if (AMONG(key, other_words) || table_clean(key))
		return NULL;
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
		const struct phrase *p = &phrases[i];
		unsigned d;

		if (p->flags & PHRASE_EXACT || strchr(p->words, ' '))
			continue;
		d = word_near(key, p->words);
		if (d == UINT_MAX)
			continue;
		if (d < best_d) {
			*rival = NULL;
			best = p;
			best_d = d;
		} else if (d == best_d && p->sense != best->sense) {
			*rival = p;
		}
	}
	return best;
}

static const struct phrase *look_up(const struct words *s, size_t i,
                                    size_t *len, const struct phrase **rival)
{
	const struct phrase *best = NULL;

	*len = 0;
	*rival = NULL;
	for (size_t p = 0; p < sizeof(phrases) / sizeof(*phrases); p++) {
		size_t n;

		if (phrases[p].words[0] != s->at[i].key[0])
			continue;
		n = words_match(s, i, phrases[p].words);
		if (n > *len) {
			*len = n;
			best = &phrases[p];
		}
	}
	if (best)
		return best;
	*len = 1;
	return mistyped(s->at[i].key, rival);
}

const struct phrase *table_phrase(const struct words *s, size_t i, size_t *len,
                                  const struct phrase **rival)
{
	struct word *w = &s->at[i];

	*len = 0;
	*rival = NULL;
	if (i >= s->n || w->mark)
		return NULL;
	if (!w->known) {
		w->phrase = look_up(s, i, &w->phrase_len, &w->rival);
		w->known = true;
	}
	*len = w->phrase_len;
	*rival = w->rival;
	return w->phrase;
}

static void take_out(struct words *s, size_t i, size_t n)
{
	memmove(&s->at[i], &s->at[i + n], (s->n - i - n) * sizeof(*s->at));
	s->n -= n;
	for (size_t k = 0; k < s->n; k++)
		s->at[k].known = false;
}

void table_polish(struct words *s)
{
	size_t i = 0;

	while (i < s->n) {
		size_t longest = 0;

		for (size_t p = 0; p < sizeof(polite) / sizeof(*polite); p++) {
			size_t n = words_match(s, i, polite[p]);

			if (n > longest)
				longest = n;
		}
		if (longest)
			take_out(s, i, longest);
		else
			i++;
	}
}

/* ---- Chinese and Japanese: no blanks, so words are looked for ---- */

static const char *const cjk_stop[] = {
	"退订",     "退訂",       "取消订阅",   "取消訂閱",   "停止发送",
	"停止發送", "停止订阅",   "停止訂閱",   "不要再发",   "不要再發",
	"别再发",   "別再發",     "配信停止",   "配信を停止", "配信解除",
	"購読解除", "購読を解除", "登録解除",   "登録を解除", "退会",
	"購読停止", "購読を停止", "購読をやめ", "配信をやめ", "送らないで",
};

/* "how", "don't": said with one of the above, they take it back. */
static const char *const cjk_not[] = {
	"不要退", "不要取消",   "不要停",   "别退",     "別退", "别取消",
	"別取消", "不想退",     "不想取消", "怎么",     "怎麼", "如何",
	"怎样",   "しないで",   "しません", "したくな", "どう", "方法",
	"ですか", "ますか",     "吗",       "嗎",       "如果", "?",
	"？",     "やめないで",
};

static bool holds(struct str line, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(line, str_of(list[i])) >= 0)
			return true;
	return false;
}

int table_cjk(struct str line)
{
	if (!holds(line, cjk_stop, sizeof(cjk_stop) / sizeof(*cjk_stop)))
		return 0;
	return holds(line, cjk_not, sizeof(cjk_not) / sizeof(*cjk_not)) ? -1
	                                                                : 1;
}

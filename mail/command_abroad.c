/*
 * "Unsubscribe me" in other languages than English, where the same wish has
 * many wordings: "nehmen Sie mich bitte aus dem Verteiler", "no quiero recibir
 * más correos". A wish is some words of which one of each group stands in the
 * sentence, in any order; a word that turns it around must not. Single words
 * ("abmelden") are in command_phrases_leave.c, with the English ones.
 *
 * Scripts without blanks, or whose words bend too much to be listed, are looked
 * up as parts of the line.
 */
#include "mail/command_intern.h"

/* Lists of words as word.key spells them, one blank between; "nehm*" is any
 * word that begins so. */
struct wish {
	const char *groups[4];
	const char *unless;
};

static const struct wish wishes[] = {
	/* German */
	{ { "nehm* nimm entfern* streich* losch* austrag* trag* abmeld* "
	    "kundig* abbestell* beend* stornier* stopp*",
	    "verteiler* mailverteiler liste mailingliste adressliste "
	    "newsletter* abo abonnement mailadresse emailadresse adresse "
	    "datenbank kartei bezug zusendung*" },
	  "nicht kein keine keinesfalls nie niemals auf aufnehmen hinzu ein "
	  "eintragen" },
	{ { "stell*", "ein einstellen", "newsletter* zusendung* versand" },
	  "nicht" },
	{ { "meld* trag*", "ab aus", "mich uns" }, "nicht kein keine nie" },
	{ { "kein keine keinen", "mehr weitere weiteren weiterer",
	    "mail mails email emails newsletter nachrichten zusendungen "
	    "werbung" },
	  "verpass* versaum* abmeld* verzicht*" },
	{ { "nicht nichts kein keine", "mehr weiterhin",
	    "zusend* schick* senden sendet erhalten bekommen kontaktier* "
	    "zuschick*" },
	  "verpass* versaum* abmeld* verzicht* kann konnen" },
	/* French */
	{ { "retirer retirez retirezmoi supprimer supprimez supprimezmoi "
	    "enlever enlevez enlevezmoi rayer rayez radier radiez oter",
	    "liste listes diffusion adresse courriel abonnes abonnement "
	    "fichier fichiers newsletter mailing" },
	  "pas jamais" },
	{ { "ne nenvoyez nenvoie", "plus",
	    "recevoir envoyer envoyez menvoyez menvoyer envoie nenvoyez "
	    "nenvoie contacter abonne abonnee contactez" },
	  "rater manquer peux" },
	{ { "arretez arreter arrete cessez cesser stoppez stopper",
	    "envoyer menvoyer envois mails emails messages courriels "
	    "newsletter newsletters" },
	  "pas jamais" },
	/* Spanish */
	{ { "eliminar eliminen elimine eliminenme elimineme eliminame quitar "
	    "quiten quitenme quiteme quitame borrar borren borrenme borreme "
	    "borrame sacar saquenme saqueme sacame retirar retirenme "
	    "cancelar cancelen anular anulen desuscrib*",
	    "lista correo correos boletin suscripcion direccion base" },
	  "no nunca" },
	{ { "no",
	    "quiero deseo queremos envien envie envies enviarme manden "
	    "mandes mande mandarme",
	    "correos correo emails email mails mail mensajes recibir "
	    "recibirlos boletin boletines newsletter" },
	  "perder perderme cancelar baja" },
	{ { "solicito solicitar pido quiero deseo quisiera", "baja" },
	  "no nunca" },
	{ { "dejen deje deja dejar paren parar cesen",
	    "enviar enviarme enviando mandar mandarme mandando correos "
	    "mensajes" },
	  "no nunca" },
	/* Italian */
	{ { "rimuovere rimuovetemi rimuovimi rimuovete rimuova toglietemi "
	    "toglimi togliere togliete eliminatemi eliminami eliminare "
	    "cancellare cancellate cancellarmi cancellatemi annullare "
	    "annulla disdire rimosso rimossa tolto tolta cancellato "
	    "cancellata",
	    "lista liste mailing indirizzo newsletter iscrizione liscrizione "
	    "lindirizzo abbonamento labbonamento" },
	  "non mai" },
	{ { "non", "piu",
	    "ricevere riceverle riceverli riceverne inviate inviatemi "
	    "inviarmi mandate mandatemi mandarmi" },
	  "perdere perdermi posso" },
	{ { "non", "piu", "voglio vorrei desidero",
	    "email mail messaggi newsletter" },
	  "perdere perdermi" },
	{ { "smettete smettetela smettere smetti basta",
	    "inviare inviarmi mandare mandarmi email mail messaggi "
	    "newsletter" },
	  "non mai" },
	/* Portuguese */
	{ { "remover remova removam removamme removame retirar retirem "
	    "retiremme tirem tiremme tirar tireme excluir exclua excluam "
	    "excluamme apagar apaguem cancelar cancele cancelem anular",
	    "lista endereco inscricao assinatura subscricao newsletter "
	    "cadastro mailing email" },
	  "nao nunca" },
	{ { "nao",
	    "quero desejo queremos enviem envie mandem mande pretendo "
	    "gostaria",
	    "receber recebelos emails email mails mensagens newsletter" },
	  "perder cancelar sair" },
	{ { "sair", "lista" }, "nao nunca" },
	{ { "parem pare parar deixem", "enviar mandar emails mensagens" },
	  "nao nunca" },
	/* Dutch */
	{ { "verwijder verwijderen verwijdert haal halen schrap schrappen",
	    "lijst mailinglijst maillijst verzendlijst nieuwsbrief adres "
	    "mailadres emailadres adressenbestand bestand" },
	  "niet geen nooit" },
	{ { "schrijf meld", "uit af", "me mij ons" }, "niet nooit" },
	{ { "geen niet", "meer",
	    "mails emails mail email berichten ontvangen sturen stuur "
	    "nieuwsbrief nieuwsbrieven krijgen toesturen" },
	  "missen afmelden" },
	/* Polish */
	{ { "usun usuncie usunac usuniecie wykresl wykreslcie wykreslic "
	    "wykreslenie skreslcie skreslenie wypisz wypiszcie wypisac "
	    "wypisanie",
	    "listy liste lista adres adresu bazy subskrypcji newslettera "
	    "mailingowej mnie" },
	  "nie nigdy" },
	{ { "nie",
	    "chce zycze prosze chcialbym chcialabym przysylaj* "
	    "wysylaj* przesylaj*",
	    "otrzymywac dostawac wysylac przysylac przesylac maili emaili "
	    "wiadomosci newslettera subskrypcji" },
	  "przegapic stracic rezygnowac zrezygnowac anulowac usuwac" },
	{ { "rezygnuje zrezygnowac rezygnacja anuluj anulowac anulowanie",
	    "subskrypcji subskrypcje newslettera prenumeraty" },
	  "nie nigdy" },
	/* Swedish, Danish, Norwegian, Finnish, Turkish */
	{ { "avsluta avregistrera avsluttes avslutt avslut opsig stopp fjern "
	    "slett ta",
	    "prenumeration prenumerationen abonnement abonnementet "
	    "nyhetsbrev nyhetsbrevet nyhedsbrev nyhedsbrevet utskick" },
	  "inte ikke" },
	{ { "poista poistakaa peruuta peruuttakaa",
	    "listalta tilaus tilaukseni tilauksen postituslistalta" },
	  "ala alkaa" },
	{ { "abonelikten abonelik aboneligimi listeden",
	    "cik cikar cikarin iptal cikmak" },
	  "cikarmayin etmeyin" },
};

/* "Keine Artikel mehr über ...": of some papers, not of all mails. Or of
 * somebody else. */
static const char not_all[] =
        "uber thema artikel paper papers articles article articulos articulo "
        "articoli articolo artigos artigo artikelen artykulow artykuly temat "
        "sur sobre sul sulla over kollege kollegin collegue colega collega "
        "kolega sich";

/* Does the list hold key? */
static bool listed(const char *list, const char *key)
{
	size_t len = strlen(key);

	while (list && *list) {
		size_t n = strcspn(list, " ");

		if (list[n - 1] == '*'
		            ? len >= n - 1 && !memcmp(list, key, n - 1)
		            : n == len && !memcmp(list, key, n))
			return true;
		list += n;
		list += *list == ' ';
	}
	return false;
}

static bool holds_one(const struct words *s, const char *list)
{
	for (size_t i = 0; i < s->n; i++)
		if (!s->at[i].mark && listed(list, s->at[i].key))
			return true;
	return false;
}

bool abroad_leaves(const struct words *s)
{
	for (size_t i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
		const struct wish *w = &wishes[i];
		size_t k = 0;

		while (k < 4 && w->groups[k] && holds_one(s, w->groups[k]))
			k++;
		if ((k == 4 || !w->groups[k]) && !holds_one(s, w->unless))
			return !holds_one(s, not_all);
	}
	return false;
}

/* ---- parts of a line ---- */

/* One of each pair of lists; a NULL second list: the first alone. */
static const char *const whole[] = {
	"退订",       "退訂",     "取消订阅",  "取消訂閱",  "停止订阅",
	"停止訂閱",   "取消關注", "配信停止",  "配信解除",  "購読解除",
	"購読停止",   "登録解除", "登録抹消",  "解除して",  "解除をお願い",
	"退会",       "수신거부", "수신 거부", "구독 취소", "구독취소",
	"구독 해지",  "구독해지", "тписаться", "тпишите",   "тписать",
	"ОТПИСАТЬСЯ", "ОТПИШИТЕ", "дписатись", "дпишіть",   NULL
};

static const char *const no_more[] = { "不要再", "别再",   "別再",   "不想再",
	                               "不想收", "请不要", "請不要", "请勿",
	                               "請勿",   "停止",   "不再",   NULL };
static const char *const sent[] = { "发",   "發",   "寄",   "收到", "接收",
	                            "邮件", "郵件", "来信", "推送", NULL };

/* "cancel" and "subscription", with something between */
static const char *const undone[] = { "取消", "删除", "刪除", "移除",
	                              "移出", "解除", "退出", NULL };
static const char *const lists[] = { "订阅", "訂閱",   "列表", "名单",
	                             "名單", "邮件组", NULL };

static const char *const letters[] = { "配信",           "購読",     "登録",
	                               "メール",         "メルマガ", "送信",
	                               "ニュースレター", "案内",     NULL };
static const char *const ended[] = { "停止",       "解除",       "中止",
	                             "やめ",       "止め",       "不要です",
	                             "取り消",     "削除",       "送らないで",
	                             "キャンセル", "要りません", "いりません",
	                             "遠慮",       "外して",     NULL };

/* How is it done; do not do it. */
static const char *const turned[] = {
	"不要退",     "不要取消", "不要停",     "别退",       "別退",
	"别取消",     "別取消",   "不想退",     "不想取消",   "怎么",
	"怎麼",       "如何",     "怎样",       "解除しない", "停止しない",
	"退会しない", "しません", "したくな",   "どう",       "方法",
	"ですか",     "ますか",   "吗",         "嗎",         "如果",
	"?",          "？",       "やめないで", "止めないで", "어떻게",
	"방법",       "마세요",   "не отп",     "Не отп",     "Как отп",
	"как отп",    "не відп",  NULL
};

/* Said as a question, and none. */
static const char *const asked_for[] = {
	"いただけ",   "頂け",     "もらえ", "くださいませんか",
	"お願いでき", "可以帮我", "能帮我", "能否",
	"能不能",     "可否",     "麻烦",   "麻煩",
	"帮我",       "幫我",     "请帮",   NULL
};

static bool holds(struct str line, const char *const *list)
{
	for (; *list; list++)
		if (str_find(line, str_of(*list)) >= 0)
			return true;
	return false;
}

int abroad_line(struct str line)
{
	static const char *const how[] = { "怎么",   "怎麼",     "如何",
		                           "怎样",   "方法",     "どう",
		                           "不要退", "不要取消", NULL };

	if (!holds(line, whole) &&
	    !(holds(line, no_more) && holds(line, sent)) &&
	    !(holds(line, undone) && holds(line, lists)) &&
	    !(holds(line, letters) && holds(line, ended)))
		return 0;
	if (holds(line, asked_for) && !holds(line, how))
		return 1;
	return holds(line, turned) ? -1 : 1;
}

#include "poison.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/store_fact.h"

enum { DEATHS_MAX = 3, FACTS_BYTES = 1 << 20 };

static const char fact[] = "inbox";

/* "UIDVALIDITY/UID DEATHS" */
static void parse(struct poison *p, struct str text)
{
	struct str name;
	int64_t deaths;

	if (!str_split(&text, ' ', &name) || name.len >= sizeof(p->name) ||
	    str_to_int(text, 1, 1000, &deaths))
		return;
	memcpy(p->name, name.ptr, name.len);
	p->name[name.len] = '\0';
	p->deaths = (int)deaths;
}

void poison_load(struct poison *p, struct store *store)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(FACTS_BYTES);
	struct store_fact *facts;
	struct err err = { 0 };
	size_t n;

	*p = (struct poison){ .store = store };
	if (store_facts(store, arena, &facts, &n, &err)) {
		log_warning("inbox: %s", err.msg);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (!strcmp(facts[i].name, fact))
			parse(p, str_of(facts[i].text));
}

/* A store that cannot be written now is no reason to leave a mail. */
static void write_down(struct poison *p, const char *text, int64_t now)
{
	struct err err = { 0 };

	snprintf(p->now, sizeof(p->now), "%s", text);
	if (store_fact_put(p->store, fact, text, now, &err))
		log_warning("inbox: %s", err.msg);
}

bool poison_enter(struct poison *p, uint32_t uidvalidity, uint32_t uid,
                  int64_t now)
{
	char name[32], text[48];
	bool known;

	snprintf(name, sizeof(name), "%u/%u", uidvalidity, uid);
	known = !strcmp(name, p->name);
	if (known && p->deaths >= DEATHS_MAX) {
		if (!p->said)
			log_err("inbox uid=%u: digestd died %d times on this "
			        "mail: it is passed over and stays where it "
			        "is; please report it as a fault",
			        uid, p->deaths);
		p->said = true;
		return false;
	}
	snprintf(text, sizeof(text), "%s %d", name, known ? p->deaths + 1 : 1);
	write_down(p, text, now);
	return true;
}

void poison_leave(struct poison *p, int64_t now)
{
	char text[48] = "";

	if (!*p->now)
		return;
	/* One that is passed over is so the next time, too. */
	if (p->said)
		snprintf(text, sizeof(text), "%s %d", p->name, p->deaths);
	write_down(p, text, now);
	p->now[0] = '\0';
}

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "conf/conf_check.h"
#include "conf/conf_read.h"

/* Settings that were wrong are NULL by now, those not given "". */
static bool is_set(const char *s)
{
	return s && *s;
}

/* Element i of the list, or NULL. */
static const config_setting_t *element(const struct conf_reader *r,
                                       const char *list, size_t i)
{
	const config_setting_t *s = config_lookup(r->tree, list);

	return s ? config_setting_get_elem(s, (unsigned)i) : NULL;
}

/* The line of a group's member, or of the group. */
static unsigned member_line(const config_setting_t *group, const char *name)
{
	const config_setting_t *s = config_setting_get_member(group, name);

	return config_setting_source_line(s ? s : group);
}

/* ------------------------------------------------------------- topics */

/* One of the words that readers may write for a topic. */
struct handle {
	const char *word, *path;
	unsigned line;
	size_t topic;
	bool alias;
};

/* Readers say "more X": X must mean one topic. Within a topic the id may come
 * again as an alias (id "moe", alias "MoE"). */
static void check_handle(struct conf_reader *r, const struct handle *all,
                         size_t n, const struct handle *h)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(all[i].word, h->word))
			continue;
		if (all[i].topic == h->topic && !(h->alias && all[i].alias))
			continue;
		conf_problem(r->problems, h->line, h->path,
		             "\"%s\" is already %s (names are compared "
		             "without case)",
		             h->word, all[i].path);
		return;
	}
}

static size_t add_handles(struct conf_reader *r, size_t number,
                          const config_setting_t *s, struct handle *out)
{
	const struct topic *t = &r->conf->topics[number];
	const config_setting_t *aliases =
	        config_setting_get_member(s, "aliases");
	size_t n = 0;

	if (is_set(t->id))
		out[n++] = (struct handle){
			t->id, arena_printf(r->arena, "topics[%zu].id", number),
			member_line(s, "id"), number, false
		};
	if (is_set(t->name))
		out[n++] = (struct handle){
			t->name,
			arena_printf(r->arena, "topics[%zu].name", number),
			member_line(s, "name"), number, false
		};
	for (size_t i = 0; i < t->n_aliases; i++)
		if (is_set(t->aliases[i]))
			out[n++] = (struct handle){
				t->aliases[i],
				arena_printf(r->arena,
				             "topics[%zu].aliases[%zu]", number,
				             i),
				config_setting_source_line(
				        config_setting_get_elem(aliases,
				                                (unsigned)i)),
				number, true
			};
	return n;
}

static void read_topics(struct conf_reader *r)
{
	struct topic *topics = (struct topic *)r->conf->topics;
	size_t n = 0, max = 0;
	struct handle *all;

	for (size_t i = 0; i < r->conf->n_topics; i++)
		max += topics[i].n_aliases + 2;
	all = arena_array(r->arena, max + 1, sizeof(*all));
	for (size_t i = 0; i < r->conf->n_topics; i++) {
		const config_setting_t *s = element(r, "topics", i);
		size_t end;

		if (!config_setting_is_group(s))
			continue;
		if (topics[i].name && !*topics[i].name)
			topics[i].name = topics[i].id;
		end = n + add_handles(r, i, s, all + n);
		for (; n < end; n++)
			check_handle(r, all, n, &all[n]);
	}
}

/* ------------------------------------------------------------ sources */

static const char *source_name(struct arena *arena, const struct source *s)
{
	struct buf name CLEANUP(buf_deinit) = BUF(4096);

	if (s->type == SOURCE_FEED || !s->n_categories)
		return s->url;
	buf_adds(&name, "arXiv");
	for (size_t i = 0; i < s->n_categories; i++)
		buf_addf(&name, "%s %s", i ? "," : "", s->categories[i]);
	return arena_str(arena, buf_str(&name));
}

static void read_source(struct conf_reader *r, size_t number,
                        const config_setting_t *s, struct source *source)
{
	static const char *const urls[] = {
		[SOURCE_ARXIV_RSS] = "https://rss.arxiv.org/rss/",
		[SOURCE_ARXIV_API] = "https://export.arxiv.org/api/query",
		[SOURCE_FEED] = NULL,
	};
	const char *url = source->url;
	char *path = arena_printf(r->arena, "sources[%zu].", number);
	bool needs_categories;

	if (url && !*url) {
		source->url = urls[source->type];
		if (!source->url)
			conf_problem(r->problems, member_line(s, "type"),
			             arena_printf(r->arena, "%surl", path),
			             "is required for a feed and not set");
	}
	if (!source->url)
		return;
	url = source->url;
	/* See fetch_urls in fetch/fetch.h for what a URL's end means. */
	needs_categories = source->type == SOURCE_ARXIV_API ||
	                   (source->type == SOURCE_ARXIV_RSS &&
	                    url[strlen(url) - 1] == '/') ||
	                   source->primary_only;
	if (needs_categories && !source->n_categories)
		conf_problem(r->problems, member_line(s, "categories"),
		             arena_printf(r->arena, "%scategories", path),
		             "is required %s and not set",
		             source->primary_only ? "for primary_only"
		                                  : "with this type and url");
	if (source->name && !*source->name)
		source->name = source_name(r->arena, source);
}

static void read_sources(struct conf_reader *r)
{
	struct source *sources = (struct source *)r->conf->sources;

	for (size_t i = 0; i < r->conf->n_sources; i++) {
		const config_setting_t *s = element(r, "sources", i);

		/* Without a type nothing more can be said of it. */
		if (config_setting_is_group(s) &&
		    config_setting_get_member(s, "type"))
			read_source(r, i, s, &sources[i]);
	}
}

/* --------------------------------------------------------------- mail */

struct login {
	const char *group, *url, *user, *password_file;
	enum conf_tls tls;
};

static void check_login(struct conf_reader *r, const struct login *l)
{
	char *user = arena_printf(r->arena, "%s.user", l->group);
	char *file = arena_printf(r->arena, "%s.password_file", l->group);

	if (!l->user || !l->password_file)
		return;
	if (*l->user && !*l->password_file)
		conf_problem(r->problems, conf_line(r, user), file,
		             "is required beside user and not set");
	if (!*l->user && *l->password_file)
		conf_problem(r->problems, conf_line(r, file), user,
		             "is required beside password_file and not set");
	if (*l->user && l->tls == TLS_NONE && is_set(l->url) &&
	    !url_is_loopback(l->url)) {
		char *tls = arena_printf(r->arena, "%s.tls", l->group);

		conf_problem(r->problems, conf_line(r, tls), tls,
		             "\"none\" would send the password to %s in the "
		             "clear",
		             l->url);
	}
}

static void read_mail(struct conf_reader *r)
{
	struct conf_mail *m = &r->conf->mail;
	const char *at = m->address ? strchr(m->address, '@') : NULL;

	if (at && m->domain && !*m->domain)
		m->domain = at + 1;
	if (at && m->list_id && !*m->list_id)
		m->list_id = arena_printf(r->arena, "%.*s.%s",
		                          (int)(at - m->address), m->address,
		                          at + 1);
	if (at && m->admin && !*m->admin)
		m->admin = m->address;
	check_login(r, &(struct login){ "mail.smtp", m->smtp.url, m->smtp.user,
	                                m->smtp.password_file, m->smtp.tls });
	if (m->imap.present)
		check_login(r, &(struct login){
		                       "mail.imap", m->imap.url, m->imap.user,
		                       m->imap.password_file, m->imap.tls });
}

void conf_read_whole(struct conf_reader *r)
{
	read_topics(r);
	read_sources(r);
	read_mail(r);
}

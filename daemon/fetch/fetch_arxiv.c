#include "fetch/fetch_arxiv.h"

#include <ctype.h>
#include <strings.h>

/* The part after the host of a link to arxiv.org or a name below it, or NULL.
 * Host names are compared without case. */
static const char *arxiv_path(const char *link)
{
	static const struct str domain = STR("arxiv.org");
	struct str host;

	if (strncasecmp(link, "https://", 8) == 0)
		link += 8;
	else if (strncasecmp(link, "http://", 7) == 0)
		link += 7;
	else
		return NULL;
	host = (struct str){ link, strcspn(link, "/?#") };
	if (host.len > domain.len &&
	    host.ptr[host.len - domain.len - 1] == '.') {
		host.ptr += host.len - domain.len;
		host.len = domain.len;
	}
	if (!str_eq_nocase(host, domain) || *(host.ptr + host.len) != '/')
		return NULL;
	return host.ptr + host.len;
}

/* An arXiv identifier that says it is one: a link to abs, pdf or html,
 * "arXiv:..." or "oai:arXiv.org:...". A bare "2504.06426" may be anything. */
static int arxiv_id(const char *text, char out[PAPER_ID_MAX], int *version)
{
	static const char *const pages[] = { "/abs/", "/pdf/", "/html/" };
	const char *path = arxiv_path(text);
	char id[PAPER_ID_MAX + 8];
	size_t n;

	if (!strncasecmp(text, "arXiv:", 6) ||
	    !strncasecmp(text, "oai:arXiv.org:", 14))
		return paper_id_parse(text, out, version);
	for (size_t i = 0; path && i < sizeof(pages) / sizeof(*pages); i++) {
		if (strncmp(path, pages[i], strlen(pages[i])) != 0)
			continue;
		path += strlen(pages[i]);
		n = strcspn(path, "?#");
		if (n >= sizeof(id))
			return -1;
		memcpy(id, path, n);
		id[n] = '\0';
		return paper_id_parse(id, out, version);
	}
	return -1;
}

static struct str skip_blanks(struct str s)
{
	while (s.len && isspace((unsigned char)*s.ptr)) {
		s.ptr++;
		s.len--;
	}
	return s;
}

static struct str word(struct str *s)
{
	struct str w = { s->ptr, 0 };

	while (w.len < s->len && !isspace((unsigned char)w.ptr[w.len]))
		w.len++;
	s->ptr += w.len;
	s->len -= w.len;
	*s = skip_blanks(*s);
	return w;
}

static bool skip(struct str *s, struct str label)
{
	if (!str_starts_nocase(*s, label))
		return false;
	*s = skip_blanks(
	        (struct str){ s->ptr + label.len, s->len - label.len });
	return true;
}

static enum announce announce_of(struct str name)
{
	char text[32];

	if (name.len >= sizeof(text))
		return 0;
	memcpy(text, name.ptr, name.len);
	text[name.len] = '\0';
	return announce_of_name(text);
}

struct arxiv_preamble arxiv_preamble_read(struct str text)
{
	struct arxiv_preamble p = { .rest = skip_blanks(text) };
	struct str s = p.rest, id;
	char number[PAPER_ID_MAX + 16];

	if (str_starts_nocase(s, STR("arXiv:"))) {
		id = word(&s);
		if (id.len >= sizeof(number))
			return p;
		memcpy(number, id.ptr, id.len);
		number[id.len] = '\0';
		if (!skip(&s, STR("Announce Type:")) ||
		    paper_id_parse(number, p.id, &p.version)) {
			p.id[0] = '\0';
			return p;
		}
		p.announce = announce_of(word(&s));
	}
	skip(&s, STR("Abstract:"));
	p.rest = s;
	return p;
}

bool arxiv_id_find(const struct raw_entry *e, const struct arxiv_preamble *p,
                   char id[PAPER_ID_MAX], int *version)
{
	const char *const places[] = { e->guid, e->link };
	char other[PAPER_ID_MAX];
	int v;

	id[0] = '\0';
	*version = 0;
	for (size_t i = 0; i < 2; i++) {
		if (arxiv_id(places[i], other, &v))
			continue;
		if (!*id)
			memcpy(id, other, sizeof(other));
		if (!*version && !strcmp(id, other))
			*version = v;
	}
	if (!*id && *p->id)
		memcpy(id, p->id, sizeof(p->id));
	if (!*version && *p->id && !strcmp(id, p->id))
		*version = p->version;
	return *id != '\0';
}

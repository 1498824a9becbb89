#include "store/store_paper.h"

#include "base/buf.h"
#include "store/store_sql.h"

enum { LIST_MAX = 4 << 20, EDITION_PAPERS_MAX = 100000 };

#define PAPER_COLUMNS                                                    \
	"p.row, p.id, p.version, p.title, p.abstract, p.url, p.authors," \
	" p.categories, p.announce"

/* Lists are stored one a line: names and categories are lines by then. */
static void join(struct buf *out, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(out, '\n');
		buf_adds(out, list[i]);
	}
}

static const char *const *split(sqlite3_stmt *q, int column,
                                struct arena *arena, size_t *n)
{
	char *text = sql_text(q, column, arena);
	const char **list;
	size_t lines = *text ? 1 : 0;

	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	list = arena_array(arena, lines, sizeof(*list));
	for (*n = 0; *n < lines; (*n)++) {
		list[*n] = text;
		text += strcspn(text, "\n");
		if (*text)
			*text++ = '\0';
	}
	return list;
}

static void read_paper(sqlite3_stmt *q, struct arena *arena, struct paper *p)
{
	*p = (struct paper){
		.row = sql_get_int(q, 0),
		.id = sql_text(q, 1, arena),
		.version = (int)sql_get_int(q, 2),
		.title = sql_text(q, 3, arena),
		.abstract = sql_text(q, 4, arena),
		.url = sql_text(q, 5, arena),
		.announce = (enum announce)sql_get_int(q, 8),
	};
	p->authors = split(q, 6, arena, &p->n_authors);
	p->categories = split(q, 7, arena, &p->n_categories);
}

int store_paper_put(struct store *store, const struct paper *paper,
                    int64_t *row, struct err *err)
{
	struct buf authors CLEANUP(buf_deinit) = BUF(LIST_MAX);
	struct buf categories CLEANUP(buf_deinit) = BUF(LIST_MAX);
	sqlite3_stmt *q =
	        sql(store,
	            "INSERT INTO paper (id, version, title, abstract, url,"
	            " authors, categories, announce)"
	            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	            " ON CONFLICT DO UPDATE SET version = ?2, title = ?3,"
	            " abstract = ?4, url = ?5, authors = ?6, categories = ?7,"
	            " announce = ?8 RETURNING row");
	int rc;

	join(&authors, paper->authors, paper->n_authors);
	join(&categories, paper->categories, paper->n_categories);
	sql_str(q, 1, paper->id);
	sql_int(q, 2, paper->version);
	sql_str(q, 3, paper->title);
	sql_str(q, 4, paper->abstract);
	sql_str(q, 5, paper->url);
	sql_str(q, 6, buf_cstr(&authors));
	sql_str(q, 7, buf_cstr(&categories));
	sql_int(q, 8, paper->announce);
	rc = sql_row(store, q, err);
	if (rc <= 0)
		return -1;
	*row = sql_get_int(q, 0);
	sql_done(q);
	return 0;
}

static int read_papers(struct store *store, sqlite3_stmt *q, size_t room,
                       struct arena *arena, struct paper **papers, size_t *n,
                       struct err *err)
{
	int rc;

	*papers = arena_array(arena, room, sizeof(**papers));
	*n = 0;
	while (*n < room && (rc = sql_row(store, q, err))) {
		if (rc < 0)
			return -1;
		read_paper(q, arena, &(*papers)[(*n)++]);
	}
	sql_done(q);
	return 0;
}

int store_scanned(struct store *store, int edition, struct arena *arena,
                  struct paper **papers, size_t *n, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT count(*) FROM announcement"
	                             " WHERE edition = ?1 AND skip IS NULL");
	size_t room;

	sql_int(q, 1, edition);
	if (sql_row(store, q, err) < 0)
		return -1;
	room = (size_t)sql_get_int(q, 0);
	sql_done(q);
	if (room > EDITION_PAPERS_MAX)
		return err_set(err, "edition has %zu papers, more than %d",
		               room, EDITION_PAPERS_MAX);
	q = sql(store, "SELECT " PAPER_COLUMNS " FROM announcement n"
	               " JOIN paper p ON p.row = n.paper"
	               " WHERE n.edition = ?1 AND n.skip IS NULL"
	               " ORDER BY n.seq");
	sql_int(q, 1, edition);
	return read_papers(store, q, room, arena, papers, n, err);
}

int store_earlier(struct store *store, int edition, size_t most,
                  struct arena *arena, struct paper **papers, size_t *n,
                  struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT " PAPER_COLUMNS " FROM announcement n"
	                   " JOIN paper p ON p.row = n.paper"
	                   " WHERE n.edition < ?1 AND n.skip IS NULL"
	                   " ORDER BY n.edition DESC, n.seq DESC LIMIT ?2");

	sql_int(q, 1, edition);
	sql_int(q, 2, (int64_t)most);
	return read_papers(store, q, most, arena, papers, n, err);
}

int store_judged(struct store *store, size_t most, struct arena *arena,
                 struct paper **papers, size_t *n, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT " PAPER_COLUMNS " FROM paper p"
	                   " WHERE p.row IN (SELECT paper FROM judgement)"
	                   " ORDER BY p.row DESC LIMIT ?1");

	sql_int(q, 1, (int64_t)most);
	return read_papers(store, q, most, arena, papers, n, err);
}

int store_paper(struct store *store, int64_t row, struct arena *arena,
                struct paper *paper, struct err *err)
{
	sqlite3_stmt *q = sql(store, "SELECT " PAPER_COLUMNS " FROM paper p"
	                             " WHERE p.row = ?1");
	int rc;

	sql_int(q, 1, row);
	rc = sql_row(store, q, err);
	if (rc > 0) {
		read_paper(q, arena, paper);
		sql_done(q);
	}
	return rc < 0 ? -1 : !rc;
}

int store_paper_find(struct store *store, const char *id, int64_t *row,
                     int *edition, struct err *err)
{
	sqlite3_stmt *q =
	        sql(store, "SELECT p.row, n.edition FROM paper p"
	                   " LEFT JOIN announcement n ON n.paper = p.row"
	                   " AND n.skip IS NULL WHERE p.id = ?1"
	                   " ORDER BY n.edition DESC LIMIT 1");
	int rc;

	sql_str(q, 1, id);
	rc = sql_row(store, q, err);
	if (rc > 0) {
		*row = sql_get_int(q, 0);
		*edition =
		        sql_is_null(q, 1) ? DATE_NONE : (int)sql_get_int(q, 1);
		sql_done(q);
	}
	return rc < 0 ? -1 : !rc;
}

#include "ctl_table.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/escape.h"
#include "text/wrap.h"

enum {
	ROWS_BUFFERED = 1000,
	COLUMNS_MAX = 16,
	CELL_BYTES = 8192,
	ARENA_BYTES = 256 << 20,
	GAP = 2,
	LEAST = 8, /* a column is not cut below this */
};

struct cell {
	const char *text;
	enum paint paint;
};

struct table {
	const struct table_column *columns;
	size_t n;
	int room; /* columns; 0: any number */
	bool head;
	bool settled; /* widths are, and the heading is printed */
	int width[COLUMNS_MAX];
	bool hidden[COLUMNS_MAX];
	struct arena *arena;
	struct cell *cells; /* of the rows that wait */
	size_t n_cells;
};

struct table *table_new(const struct table_column *columns, size_t n,
                        bool always_head)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t || n > COLUMNS_MAX)
		abort();
	t->columns = columns;
	t->n = n;
	t->room = terminal_columns(stdout);
	t->head = always_head || t->room;
	t->arena = arena_new(ARENA_BYTES);
	t->cells = arena_array(t->arena, n * ROWS_BUFFERED, sizeof(*t->cells));
	return t;
}

/* ---- widths ---- */

static void widen(struct table *t, size_t column, const char *text)
{
	int columns = text_columns(str_of(text));

	if (columns > t->width[column])
		t->width[column] = columns;
}

static int total(const struct table *t)
{
	int sum = 0;

	for (size_t i = 0; i < t->n; i++)
		if (!t->hidden[i])
			sum += t->width[i] + (i ? GAP : 0);
	return sum;
}

/* One spare column less; false: there is none any more. */
static bool hide(struct table *t)
{
	int highest = 0;
	size_t which = 0;

	for (size_t i = 0; i < t->n; i++)
		if (!t->hidden[i] && t->columns[i].spare > highest) {
			highest = t->columns[i].spare;
			which = i;
		}
	if (highest)
		t->hidden[which] = true;
	return highest;
}

/* One column off the widest that may be cut; false: none may any more. */
static bool narrow(struct table *t)
{
	int *widest = NULL;

	for (size_t i = 0; i < t->n; i++)
		if (t->columns[i].cut && t->width[i] > LEAST &&
		    (!widest || t->width[i] > *widest))
			widest = &t->width[i];
	if (widest)
		--*widest;
	return widest;
}

static void settle_widths(struct table *t)
{
	for (size_t i = 0; t->head && i < t->n; i++)
		widen(t, i, t->columns[i].head);
	for (size_t i = 0; i < t->n_cells; i++)
		widen(t, i % t->n, t->cells[i].text);
	while (t->room && total(t) > t->room && (hide(t) || narrow(t)))
		;
}

/* ---- printing ---- */

static void add_cell(const struct table *t, size_t column,
                     const struct cell *cell, struct buf *out)
{
	struct buf shown CLEANUP(buf_deinit) = BUF(CELL_BYTES);
	const struct table_column *c = &t->columns[column];
	int width = t->width[column], blanks;

	/* What is wider than the rows that the widths were taken from moves
	 * the rest of its row, in a pipe; on a terminal it is cut. */
	if (c->cut && t->room)
		text_shorten(&shown, str_of(cell->text), width);
	else
		buf_adds(&shown, cell->text);
	blanks = width - text_columns(buf_str(&shown));
	if (blanks < 0)
		blanks = 0;
	buf_addf(out, "%*s", c->right ? blanks : 0, "");
	if (shown.len && cell->paint)
		buf_addf(out, "%s%s%s", paint(stdout, cell->paint),
		         buf_cstr(&shown), paint(stdout, PAINT_NONE));
	else
		buf_addstr(out, buf_str(&shown));
	buf_addf(out, "%*s", c->right ? GAP : blanks + GAP, "");
}

/* A row without blanks at its end. */
static void print_row(const struct table *t, const struct cell *cells)
{
	struct buf row CLEANUP(buf_deinit) = BUF(COLUMNS_MAX * CELL_BYTES);

	for (size_t i = 0; i < t->n; i++)
		if (!t->hidden[i])
			add_cell(t, i, &cells[i], &row);
	while (row.len && row.ptr[row.len - 1] == ' ')
		row.len--;
	printf("%.*s\n", (int)row.len, buf_cstr(&row));
}

static void print_head(const struct table *t)
{
	struct cell cells[COLUMNS_MAX];

	for (size_t i = 0; i < t->n; i++)
		cells[i] = (struct cell){ t->columns[i].head, PAINT_BOLD };
	print_row(t, cells);
}

static void print_rows(struct table *t)
{
	if (!t->settled) {
		settle_widths(t);
		if (t->head && t->n_cells)
			print_head(t);
		t->settled = true;
	}
	for (size_t i = 0; i + t->n <= t->n_cells; i += t->n)
		print_row(t, &t->cells[i]);
	arena_reset(t->arena);
	t->cells =
	        arena_array(t->arena, t->n * ROWS_BUFFERED, sizeof(*t->cells));
	t->n_cells = 0;
}

void table_add(struct table *t, enum paint paint, const char *text)
{
	struct buf line CLEANUP(buf_deinit) = BUF(CELL_BYTES);

	text_line(&line, str_of(text));
	t->cells[t->n_cells++] =
	        (struct cell){ arena_str(t->arena, buf_str(&line)), paint };
	if (t->n_cells == t->n * ROWS_BUFFERED)
		print_rows(t);
}

void table_addf(struct table *t, enum paint paint, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	table_add(t, paint, text);
}

void table_end(struct table *t)
{
	if (!t)
		return;
	print_rows(t);
	arena_free(t->arena);
	free(t);
}

#include "text/template.h"

#include <stdlib.h>

#include "base/buf.h"
#include "text/template_intern.h"

/* Walks over the graph of who calls whom. A template is visited once a walk;
 * the graph has at most TEMPLATES_MAX nodes, so recursion is bounded. */
enum mark { UNSEEN, OPEN, DONE };

struct walk {
	enum mark marks[TEMPLATES_MAX];
};

static int complain(struct err *err, const struct template *t,
                    const struct op *op, const char *what)
{
	return err_set(err, "%s: line %u: partial %.60s %s", t->name, op->line,
	               op->partial->name, what);
}

/* Follows the calls that happen whatever the data says. */
static int check_cycles(struct walk *w, const struct template *t,
                        struct err *err)
{
	w->marks[t->number] = OPEN;
	for (size_t i = 0; i < t->code.n_ops; i++) {
		const struct op *op = &t->code.ops[i];

		if (op->kind != OP_PARTIAL || op->guarded)
			continue;
		switch (w->marks[op->partial->number]) {
		case UNSEEN:
			if (check_cycles(w, op->partial, err))
				return -1;
			break;
		case OPEN:
			return complain(err, t, op, "calls itself without end");
		case DONE:
			break;
		}
	}
	w->marks[t->number] = DONE;
	return 0;
}

static bool reaches_shared(struct walk *w, const struct template *t)
{
	w->marks[t->number] = DONE;
	if (t->shared)
		return true;
	for (size_t i = 0; i < t->code.n_ops; i++) {
		const struct op *op = &t->code.ops[i];

		if (op->kind == OP_PARTIAL &&
		    w->marks[op->partial->number] == UNSEEN &&
		    reaches_shared(w, op->partial))
			return true;
	}
	return false;
}

static int check_calls(const struct template *t, struct err *err)
{
	for (size_t i = 0; i < t->code.n_ops; i++) {
		const struct op *op = &t->code.ops[i];
		struct walk walk = { 0 };

		if (op->kind != OP_PARTIAL)
			continue;
		if (!op->partial->defined)
			return complain(err, t, op, "does not exist");
		if (op->text.len && reaches_shared(&walk, op->partial))
			return complain(err, t, op,
			                op->partial->shared
			                        ? "is shared and must not be "
			                          "indented"
			                        : "calls a shared one and must "
			                          "not be indented");
	}
	return 0;
}

int template_check(const struct template_set *set, struct err *err)
{
	struct walk walk = { 0 };

	for (size_t i = 0; i < set->n; i++)
		if (check_calls(set->all[i], err))
			return -1;
	for (size_t i = 0; i < set->n; i++)
		if (walk.marks[i] == UNSEEN &&
		    check_cycles(&walk, set->all[i], err))
			return -1;
	return 0;
}

static void names(const struct template *t,
                  void (*fn)(void *, const char *, unsigned), void *ctx)
{
	for (size_t i = 0; i < t->code.n_ops; i++) {
		struct buf name CLEANUP(buf_deinit) = BUF(TEMPLATE_MAX);
		const struct op *op = &t->code.ops[i];

		if (!op->n_parts ||
		    (op->kind != OP_VARIABLE && op->kind != OP_UNESCAPED &&
		     op->kind != OP_SECTION && op->kind != OP_INVERTED))
			continue;
		buf_addstr(&name, op->text);
		fn(ctx, buf_cstr(&name), op->line);
	}
}

void template_names(const struct template_set *set, const char *name,
                    void (*fn)(void *ctx, const char *variable, unsigned line),
                    void *ctx)
{
	for (size_t i = 0; i < set->n; i++)
		if (!strcmp(set->all[i]->name, name))
			names(set->all[i], fn, ctx);
}

/* An admin's template; the first line is a partial's text. */
#include "fuzz.h"
#include "text/template.h"

static struct value *data_for(struct arena *a)
{
	struct value *root = value_map(a), *list = value_list(a);

	for (int i = 0; i < 3; i++) {
		struct value *map = value_map(a);

		value_set_str(map, "name", i ? "<b>&\"" : "");
		value_push(list, map);
	}
	value_set(root, "list", list);
	value_set_str(root, "name", "root");
	value_set_bool(root, "yes", true);
	return root;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct buf out CLEANUP(buf_deinit) = BUF(1 << 16);
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_HTML);
	struct str rest = fuzz_bytes(data, size), partial = fuzz_line(&rest);
	struct err err;

	template_add(set, "p", partial, &err);
	if (template_add(set, "t", rest, &err))
		return 0;
	template_check(set, &err);
	template_render_buf(set, "t", data_for(arena), &out, &err);
	return 0;
}

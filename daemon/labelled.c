#include "labelled.h"

#include "papers_json.h"

static const char *name_of(const char *file, struct arena *arena)
{
	const char *slash = strrchr(file, '/');
	struct str name = str_of(slash ? slash + 1 : file);
	const struct str ending = STR(".jsonl");

	if (name.len > ending.len &&
	    str_eq((struct str){ name.ptr + name.len - ending.len, ending.len },
	           ending))
		name.len -= ending.len;
	return arena_str(arena, name);
}

static int read_day(const char *file, double cut, struct arena *arena,
                    struct train_day *day, struct err *err)
{
	struct paper_label *labels;
	struct paper *papers;
	unsigned char *halves;
	bool *selected;
	size_t n;

	if (papers_read_labelled(file, arena, &papers, &labels, &n, err))
		return -1;
	selected = arena_array(arena, n, sizeof(*selected));
	halves = arena_array(arena, n, sizeof(*halves));
	*day = (struct train_day){ .name = name_of(file, arena),
		                   .papers = papers,
		                   .selected = selected,
		                   .halves = halves };
	for (size_t i = 0; i < n; i++) {
		if (labels[i].left_out)
			continue;
		papers[day->n] = papers[i];
		halves[day->n] = train_halves(labels[i].selected,
		                              labels[i].relevance, cut);
		selected[day->n++] = labels[i].selected;
	}
	return 0;
}

int labelled_read(char **files, size_t n_files, double cut, struct arena *arena,
                  struct train_day **days, struct err *err)
{
	*days = arena_array(arena, n_files, sizeof(**days));
	for (size_t i = 0; i < n_files; i++)
		if (read_day(files[i], cut, arena, &(*days)[i], err))
			return -1;
	return 0;
}

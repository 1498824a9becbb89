/* digestctl archive: the pages again, from the store. */
#include "ctl.h"
#include "publish.h"

int ctl_archive(struct ctl *ctl, int argc, char **argv)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct publish_order order = { .conf = ctl->conf,
		                       .progress = ctl_progress };
	struct err err = { 0 };
	int n;

	(void)argv;
	if (argc != 1)
		return ctl_usage(ctl, "[--json]");
	if (!*ctl->conf->archive_dir)
		return ctl_say(ctl, CTL_FAILED, "no archive.dir is set");
	store = order.store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (publish_all(&order, &n, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	if (ctl->json) {
		struct json *j = json_object();

		json_set_num(j, "editions", n);
		json_set_str(j, "dir", ctl->conf->archive_dir);
		ctl_print(j);
	} else {
		printf("%d edition%s in %s\n", n, n == 1 ? "" : "s",
		       ctl->conf->archive_dir);
	}
	return CTL_DONE;
}

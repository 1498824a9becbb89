/* digestctl archive: the pages again, from the store. */
#include "ctl.h"
#include "publish.h"

int ctl_archive(struct ctl *ctl, int argc, char **argv)
{
	struct store *store CLEANUP(store_closep) = NULL;
	struct err err = { 0 };
	int n;

	(void)argv;
	if (argc != 1)
		return ctl_usage(ctl, "");
	store = ctl_store(ctl);
	if (!store)
		return CTL_FAILED;
	if (publish_all(ctl->conf, store, &n, &err))
		return ctl_say(ctl, CTL_FAILED, "%s", err.msg);
	printf("%d edition%s in %s\n", n, n == 1 ? "" : "s",
	       ctl->conf->archive_dir);
	return CTL_DONE;
}

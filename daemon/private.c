#include "private.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void private_process(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	static const struct rlimit none = { 0, 0 };

	/* Neither can fail for a process's own self. */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

#pragma once
/* A process that holds secrets and addresses leaves no copy of its memory:
 * no core dump, and nobody of the same user looks in (prctl(2)
 * PR_SET_DUMPABLE). Call first in main. Under a sanitizer it does nothing:
 * LeakSanitizer must look in. */
void private_process(void);

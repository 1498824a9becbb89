#pragma once
/*
 * Places at which a test may cut the process off, as a power cut would: killed
 * by SIGKILL, nothing flushed, nothing released. Each transition of a flow has
 * one before and one after what it commits, so that a test can die at every
 * one of them in turn, start again, and compare (tests/crash).
 *
 *	CUT_POINT("inbox.commit");
 *
 * Only in builds with -DDIGESTD_CUT=ON (the asan preset); elsewhere it is
 * nothing. The environment says what happens; the points that a process passes
 * are counted from 1, in all threads together:
 *
 *	DIGESTD_CUT_AT=N        die at the Nth
 *	DIGESTD_CUT_ONLY=inbox  count only those whose name begins so: in a
 *	                        daemon other threads pass points, too
 *	DIGESTD_CUT_COUNT=FILE  append a line "N NAME" for each that is passed
 *	                        (also for the one that is died at): as many
 *	                        lines as there are places to die
 *
 * Names: MODULE.WHAT, "inbox.ledger". Any thread. Not for loops that poll: the
 * count of a run should be the same the next time.
 */
#ifdef DIGESTD_CUT
void cut_point(const char *name);
#define CUT_POINT(name) cut_point(name)
#else
#define CUT_POINT(name) ((void)0)
#endif

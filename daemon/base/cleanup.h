#pragma once
/*
 * Scope-bound teardown, after dbus-broker: a local declared with CLEANUP(fn)
 * is handed (by address) to fn when its scope ends. Ownership leaves the scope
 * by STEAL: the caller gets the pointer, the local becomes NULL, and every
 * teardown in this project accepts NULL.
 */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define STEAL(p)                             \
	({                                   \
		__typeof__(p) stolen_ = (p); \
		(p) = NULL;                  \
		stolen_;                     \
	})

/* Defines fn##p, which frees what its argument points at, for CLEANUP. */
#define CLEANUP_DEFINE(type, fn)          \
	static inline void fn##p(type *p) \
	{                                 \
		fn(*p);                   \
	}

/* CLEANUP(cleanup_free) for memory from malloc, CLEANUP(cleanup_close) for a
 * file descriptor (-1: none). */
void cleanup_free(void *pointer_to_pointer);
void cleanup_close(int *fd);

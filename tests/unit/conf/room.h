#pragma once
/*
 * A directory of a test's own to be in, with everything that a config needs
 * beside it: etc/templates, etc/prompts. Names in it are relative, as an
 * admin would write them.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmocka_all.h"

static char room_path[] = "/tmp/digestd-conf-XXXXXX";

static inline void room_write(const char *name, const char *bytes, size_t len,
                              mode_t mode)
{
	struct err err = { "" };

	if (file_write(name, (struct str){ bytes, len }, mode, &err))
		fail_msg("%s", err.msg);
}

static inline void room_text(const char *name, const char *text)
{
	room_write(name, text, strlen(text), 0644);
}

/* DIR with a template of each name. */
static inline void room_templates(const char *dir)
{
	static const char *const files[] = {
		"digest.html",          "digest.txt",
		"letter.html",          "letter.txt",
		"frame/head.html",      "frame/foot.html",
		"shared/reason.html",   "shared/reason.txt",
		"shared/line.html",     "shared/paper.html",
		"shared/abstract.html", "shared/brief.html",
		"shared/line.txt",      "shared/paper.txt",
		"shared/abstract.txt",  "archive/edition.html",
		"archive/topics.html",  "archive/all.html",
		"archive/month.html",   "archive/index.html",
		"archive/feed.xml",     "archive/style.css",
	};
	static const char *const dirs[] = { "frame", "shared", "archive" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(200);

		file_join(&path, dir, dirs[i]);
		assert_int_equal(file_mkdirs(buf_cstr(&path), 0755, NULL), 0);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(200);

		file_join(&path, dir, files[i]);
		room_text(buf_cstr(&path), "x\n");
	}
}

static inline int room_enter(void **state)
{
	(void)state;
	if (!mkdtemp(room_path) || chdir(room_path) ||
	    file_mkdirs("etc/prompts", 0755, NULL))
		return -1;
	room_templates("etc/templates");
	room_text("etc/prompts/system.txt", "x\n");
	room_text("etc/prompts/topics.txt", "[TOPICS HERE]\n");
	room_text("etc/prompts/criteria.txt", "x\n");
	room_text("etc/prompts/papers.txt", "Papers:\n[PAPER LIST HERE]\n");
	return 0;
}

static inline int room_remove(const char *path, const struct stat *st, int type,
                              struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static inline int room_leave(void **state)
{
	(void)state;
	return chdir("/") || nftw(room_path, room_remove, 8,
	                          FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

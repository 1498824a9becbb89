#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "conf/conf_read.h"
#include "conf/conf_text.h"
#include "text/template.h"

enum { SECRET_MAX = 4096, PROMPT_MAX = 256 * 1024 };

/* What a digest and the archive are made of: compose_template_names in
 * mail/compose.h and templates/README.md. A sibling module may not be asked,
 * so the names stand here again; the flow test with the shipped files would
 * notice a difference. */
static const char *const needed_templates[] = {
	"digest.html",          "digest.txt",          "letter.html",
	"letter.txt",           "frame/head.html",     "frame/foot.html",
	"shared/line.html",     "shared/paper.html",   "shared/reason.html",
	"shared/abstract.html", "shared/brief.html",   "shared/line.txt",
	"shared/paper.txt",     "shared/reason.txt",   "shared/abstract.txt",
	"archive/edition.html", "archive/topics.html", "archive/all.html",
	"archive/month.html",   "archive/index.html",  "archive/feed.xml",
	"archive/style.css",
};

static const struct prompt {
	const char *name, *slot; /* a slot that the text must have, or NULL */
	const char *what;        /* goes there */
	/* read with prefilter = "title", or by who translates replies */
	enum { PROMPT_ALWAYS, PROMPT_TITLES, PROMPT_TRANSLATE } when;
} prompts[] = {
	{ .name = "system.txt" },
	{ "topics.txt", "[TOPICS HERE]", "topics", PROMPT_ALWAYS },
	{ .name = "criteria.txt" },
	{ "papers.txt", "[PAPER LIST HERE]", "papers", PROMPT_ALWAYS },
	{ "titles.txt", "[TITLE LIST HERE]", "titles", PROMPT_TITLES },
	{ "translate.txt", "[TOPIC LIST HERE]", "topics", PROMPT_TRANSLATE },
};

/* ------------------------------------------------------------ secrets */

/* In the open file; group bits of a credential are systemd's access list,
 * which stat(2) shows there. */
static int check_mode(int fd, const char *path, bool credential,
                      struct err *err)
{
	mode_t others = credential ? S_IRWXO : S_IRWXO | S_IRWXG;
	struct stat st;

	if (fstat(fd, &st))
		return err_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s: not a regular file", path);
	if (st.st_mode & others)
		return err_set(err,
		               "%s: others may read it (mode %04o); chmod 600",
		               path, (unsigned)(st.st_mode & 07777));
	return 0;
}

/* O_NONBLOCK: a FIFO must not hold up the daemon's start. */
static int open_secret(const struct conf *conf, const char *file,
                       struct buf *path, struct err *err)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	struct arena *arena CLEANUP(arena_freep) = arena_new(128 * 1024);
	bool credential = dir && *dir && !strchr(file, '/');
	int fd = -1;

	if (credential) {
		file_join(path, dir, file);
		fd = open(buf_cstr(path), flags);
		credential = fd >= 0 || errno != ENOENT;
	}
	if (!credential) {
		buf_clear(path);
		file_join(path, conf_dir(arena, conf->path), file);
		fd = open(buf_cstr(path), flags);
	}
	if (fd < 0)
		return err_set(err, "%s: %s", buf_cstr(path), strerror(errno));
	if (check_mode(fd, buf_cstr(path), credential, err)) {
		close(fd);
		return -1;
	}
	return fd;
}

int conf_secret(const struct conf *conf, const char *file, struct buf *out,
                struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(8192);
	int fd CLEANUP(cleanup_close) = open_secret(conf, file, &path, err);
	char bytes[SECRET_MAX + 1];
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	int rc = 0;

	if (fd < 0)
		return -1;
	if (n < 0)
		return err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	if (n > SECRET_MAX) {
		rc = err_set(err, "%s: larger than %d bytes", buf_cstr(&path),
		             SECRET_MAX);
	} else {
		while (n && (bytes[n - 1] == '\n' || bytes[n - 1] == '\r'))
			n--;
		if (!n)
			rc = err_set(err, "%s: empty", buf_cstr(&path));
		for (ssize_t i = 0; i < n && !rc; i++)
			if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f)
				rc = err_set(err,
				             "%s: more than one line, or "
				             "control characters",
				             buf_cstr(&path));
		if (!rc && buf_add(out, bytes, (size_t)n))
			rc = err_set(err, "%s: does not fit", buf_cstr(&path));
	}
	explicit_bzero(bytes, sizeof(bytes));
	return rc;
}

static void check_secret(struct conf_reader *r, const char *setting,
                         const char *file)
{
	struct buf secret CLEANUP(buf_deinit) = BUF(SECRET_MAX);
	struct err err;

	if (!file || !*file)
		return;
	if (conf_secret(r->conf, file, &secret, &err))
		conf_problem(r->problems, conf_line(r, setting), setting, "%s",
		             err.msg);
	if (secret.ptr)
		explicit_bzero(secret.ptr, secret.cap);
}

/* --------------------------------------------- templates and prompts */

/* NULL, or why the file will not be readable. */
static const char *unreadable(const char *path, mode_t type)
{
	struct stat st;

	if (stat(path, &st))
		return strerror(errno);
	if ((st.st_mode & S_IFMT) != type)
		return type == S_IFDIR ? "not a directory"
		                       : "not a regular file";
	return access(path, R_OK) ? strerror(errno) : NULL;
}

/* Reports the directory itself, and < 0; its files are then not looked at. */
static int check_dir(struct conf_reader *r, const char *setting,
                     const char *dir)
{
	const char *reason = dir ? unreadable(dir, S_IFDIR) : NULL;

	if (reason)
		conf_problem(r->problems, conf_line(r, setting), setting,
		             "%s: %s", dir, reason);
	return !dir || reason ? -1 : 0;
}

/* Reads DIR/NAME whole. < 0: reported. */
static int read_file(struct conf_reader *r, const char *setting,
                     const char *path, struct buf *text)
{
	const char *reason = unreadable(path, S_IFREG);
	struct err err;

	if (reason)
		conf_problem(r->problems, conf_line(r, setting), setting,
		             "%s: %s", path, reason);
	else if (file_read(path, text, &err))
		conf_problem(r->problems, conf_line(r, setting), setting, "%s",
		             err.msg);
	else
		return 0;
	return -1;
}

static bool prompt_read(const struct conf *c, const struct prompt *prompt)
{
	switch (prompt->when) {
	case PROMPT_TITLES:
		return c->scoring.llm.prefilter == PREFILTER_TITLE;
	case PROMPT_TRANSLATE:
		return c->scoring.scorer == SCORE_BY_LLM &&
		       c->scoring.llm.translate;
	default:
		return true;
	}
}

static void check_prompt(struct conf_reader *r, const char *dir,
                         const struct prompt *prompt)
{
	struct buf path CLEANUP(buf_deinit) = BUF(8192);
	struct buf text CLEANUP(buf_deinit) = BUF(PROMPT_MAX);
	const char *slot = prompt->slot, *setting = "prompts_dir";

	file_join(&path, dir, prompt->name);
	if (read_file(r, setting, buf_cstr(&path), &text))
		return;
	if (!str_trim(buf_str(&text)).len)
		conf_problem(r->problems, conf_line(r, setting), setting,
		             "%s: is empty", buf_cstr(&path));
	else if (slot && str_find(buf_str(&text), str_of(slot)) < 0)
		conf_problem(r->problems, conf_line(r, setting), setting,
		             "%s: has no line %s, where the %s go",
		             buf_cstr(&path), slot, prompt->what);
}

/* Each alone; what they say to each other is their owners' business. */
static void check_template(struct conf_reader *r, const char *dir,
                           const char *name)
{
	struct template_set *set CLEANUP(template_set_freep) =
	        template_set_new(TEMPLATE_PLAIN);
	struct buf path CLEANUP(buf_deinit) = BUF(8192);
	struct buf text CLEANUP(buf_deinit) = BUF(TEMPLATE_MAX);
	const char *setting = "templates_dir";
	struct err err;

	file_join(&path, dir, name);
	if (read_file(r, setting, buf_cstr(&path), &text))
		return;
	if (template_add(set, name, buf_str(&text), &err))
		conf_problem(r->problems, conf_line(r, setting), setting,
		             "%s: %s", buf_cstr(&path), err.msg);
}

/* The authorities' certificates; "": the system's. */
static void check_ca(struct conf_reader *r, const char *setting,
                     const char *file)
{
	const char *reason = file && *file ? unreadable(file, S_IFREG) : NULL;

	if (reason)
		conf_problem(r->problems, conf_line(r, setting), setting,
		             "%s: %s", file, reason);
}

void conf_read_files(struct conf_reader *r, conf_look_fn *look)
{
	const struct conf *c = r->conf;

	check_secret(r, "scoring.llm.api_key_file",
	             c->scoring.llm.api_key_file);
	check_secret(r, "mail.smtp.password_file", c->mail.smtp.password_file);
	check_secret(r, "mail.imap.password_file", c->mail.imap.password_file);
	check_ca(r, "mail.smtp.ca_file", c->mail.smtp.ca_file);
	check_ca(r, "mail.imap.ca_file", c->mail.imap.ca_file);
	if (!check_dir(r, "templates_dir", c->templates_dir)) {
		for (size_t i = 0;
		     i < sizeof(needed_templates) / sizeof(*needed_templates);
		     i++)
			check_template(r, c->templates_dir,
			               needed_templates[i]);
		if (look)
			look(c->templates_dir, r);
	}
	if (!check_dir(r, "prompts_dir", c->prompts_dir))
		for (size_t i = 0; i < sizeof(prompts) / sizeof(*prompts); i++)
			if (prompt_read(c, &prompts[i]))
				check_prompt(r, c->prompts_dir, &prompts[i]);
}

void conf_template_problem(struct conf_reader *r, const char *reason)
{
	conf_problem(r->problems, conf_line(r, "templates_dir"),
	             "templates_dir", "%s", reason);
}

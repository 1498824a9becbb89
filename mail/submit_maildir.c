#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/cut.h"
#include "base/file.h"
#include "mail/submit_transport.h"

enum {
	NAME_LEN_MAX = 200, /* of a file; NAME_MAX is 255, readers add flags */
	HEADER_MAX = 65536, /* how far the Message-ID is looked for */
	IOV_MAX_HERE = 64,
	BATCH_MAX = 64,
};

struct maildir {
	const char *dir;
	char host[64];
	unsigned counter; /* of the names made in this run */
};

static void join(struct buf *out, const struct maildir *m, const char *sub,
                 const char *name)
{
	buf_clear(out);
	buf_addf(out, "%s/%s/%s", m->dir, sub, name);
}

/* Host names may hold what a file name may not: as the Maildir page says, "/"
 * and ":" become octal escapes; we need no way back, so '_' does. */
static void init_host(struct maildir *m)
{
	if (gethostname(m->host, sizeof(m->host)))
		snprintf(m->host, sizeof(m->host), "localhost");
	m->host[sizeof(m->host) - 1] = '\0';
	for (char *p = m->host; *p; p++) {
		if (*p <= ' ' || *p > '~' || strchr("/:", *p))
			*p = '_';
	}
}

static int open_maildir(struct maildir *m, const char *dir, struct err *err)
{
	static const char *const subs[] = { "tmp", "new", "cur" };

	*m = (struct maildir){ .dir = dir };
	if (!dir[0])
		return err_set(err, "maildir: no directory");
	init_host(m);
	for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]); i++) {
		struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);

		if (buf_addf(&path, "%s/%s", dir, subs[i]))
			return err_set(err, "maildir:%s: path too long", dir);
		if (file_mkdirs(buf_cstr(&path), 0700, err))
			return err_prefix(err, "maildir");
	}
	return 0;
}

/* The value of the Message-ID field without its brackets; len 0: none. The
 * first octets are looked at in a copy, as a field may lie across slices. */
static struct str message_id(const struct slices *body, struct buf *head)
{
	struct str rest, line;

	for (size_t i = 0; i < body->n && head->len < HEADER_MAX; i++) {
		struct str part = body->parts[i];
		size_t room = HEADER_MAX - head->len;

		buf_add(head, part.ptr, part.len < room ? part.len : room);
	}
	rest = buf_str(head);
	while (str_split(&rest, '\n', &line)) {
		struct str field = STR("Message-ID:");

		line = str_trim(line);
		if (!line.len)
			break;
		if (!str_starts_nocase(line, field))
			continue;
		line.ptr += field.len;
		line.len -= field.len;
		line = str_trim(line);
		if (line.len > 2 && line.ptr[0] == '<' &&
		    line.ptr[line.len - 1] == '>')
			return (struct str){ line.ptr + 1, line.len - 2 };
		break;
	}
	return (struct str){ NULL, 0 };
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("@._+=-", c));
}

static bool is_name(struct str s)
{
	if (!s.len || s.len > NAME_LEN_MAX || s.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_name_char(s.ptr[i]))
			return false;
	}
	return true;
}

/*
 * The Message-ID itself where it makes a file name: then a retry after a crash
 * replaces the same file with the same bytes, and nobody gets two. Otherwise
 * the classic time.unique.host.
 */
static void name_file(struct maildir *m, const struct slices *body,
                      char name[NAME_LEN_MAX + 1])
{
	struct buf head CLEANUP(buf_deinit) = BUF(HEADER_MAX);
	struct str id = message_id(body, &head);

	if (is_name(id)) {
		memcpy(name, id.ptr, id.len);
		name[id.len] = '\0';
		return;
	}
	snprintf(name, NAME_LEN_MAX + 1, "%lld.P%ldQ%u.%s",
	         (long long)time(NULL), (long)getpid(), ++m->counter, m->host);
}

static int write_slices(int fd, const struct slices *body)
{
	size_t part = 0, offset = 0;

	while (part < body->n) {
		struct iovec iov[IOV_MAX_HERE];
		int count = 0;
		ssize_t n;

		for (size_t i = part; i < body->n && count < IOV_MAX_HERE;
		     i++) {
			size_t skip = i == part ? offset : 0;
			struct str s = body->parts[i];

			iov[count].iov_base = (char *)(uintptr_t)s.ptr + skip;
			iov[count++].iov_len = s.len - skip;
		}
		n = writev(fd, iov, count);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		offset += (size_t)n;
		while (part < body->n && offset >= body->parts[part].len)
			offset -= body->parts[part++].len;
	}
	return 0;
}

/* The message under its temporary name, on its way to the disk, there once it
 * is synced. The descriptor, or < 0 with err. */
static int write_tmp(const char *path, const struct slices *body,
                     struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd >= 0 && (!body || !write_slices(fd, body))) {
		sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
		return fd;
	}
	err_set(err, "%s: %s", path, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return -1;
}

/* A rename is on the disk once its directory is. */
static int sync_dir(const struct maildir *m, const char *sub, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);
	int fd CLEANUP(cleanup_close) = -1;

	join(&path, m, sub, "");
	fd = open(buf_cstr(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		return err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	return 0;
}

/* ---- a batch ---- */

/*
 * Mails go in batches, for the disk's sake: each file is written and its way to
 * the disk begun, then each is waited for (the first one's journal commit
 * serves most of the others), then renamed, then their directory is synced,
 * once. Six times as many a second as one after the other, measured on ext4 on
 * a busy disk, median of seven rounds. Each mail's word is kept all the same:
 * "sending" is committed before its rename, "sent" after the sync that makes it
 * last.
 */
struct piece {
	struct submit_mail mail;
	char name[NAME_LEN_MAX + 1];
	int fd;
	bool over; /* the caller was told */
};

struct batch {
	struct maildir *m;
	const struct submit_ops *ops;
	struct piece pieces[BATCH_MAX];
	size_t n;
	struct err trouble; /* the directory is of no use now */
};

static void tell(struct batch *b, struct piece *p, enum submit_outcome outcome,
                 const char *reply)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->over = true;
	b->ops->done(
	        b->ops->ctx, p->mail.cookie,
	        &(struct submit_result){ .outcome = outcome, .reply = reply });
}

static void path_of(const struct batch *b, const char *sub,
                    const struct piece *p, struct buf *out)
{
	join(out, b->m, sub, p->name);
}

/* It stays with the caller, and no trace of it here. */
static void give_back(struct batch *b, struct piece *p, const char *why)
{
	struct buf tmp CLEANUP(buf_deinit) = BUF(PATH_MAX);

	path_of(b, "tmp", p, &tmp);
	unlink(buf_cstr(&tmp));
	tell(b, p, SUBMIT_TEMPFAIL, why);
}

static void fail(struct batch *b, struct piece *p, const char *path)
{
	struct err why;

	err_set(&why, "%s: %s", path, strerror(errno));
	b->trouble = why;
	give_back(b, p, why.msg);
}

static bool has_name(const struct batch *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++) {
		if (!strcmp(b->pieces[i].name, name))
			return true;
	}
	return false;
}

/* One more mail, written. */
static void take(struct batch *b, const struct submit_mail *mail,
                 const char *name)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);
	struct piece *p = &b->pieces[b->n++];

	*p = (struct piece){ .mail = *mail, .fd = -1 };
	memcpy(p->name, name, strlen(name) + 1);
	path_of(b, "tmp", p, &path);
	if (path.full)
		err_set(&b->trouble, "maildir:%s: path too long", b->m->dir);
	else
		p->fd = write_tmp(buf_cstr(&path), mail->body, &b->trouble);
	if (p->fd < 0)
		tell(b, p, SUBMIT_TEMPFAIL, b->trouble.msg);
}

static void sync_files(struct batch *b)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);

	for (size_t i = 0; i < b->n; i++) {
		struct piece *p = &b->pieces[i];

		if (p->over || !fdatasync(p->fd))
			continue;
		path_of(b, "tmp", p, &path);
		fail(b, p, buf_cstr(&path));
	}
}

static int commit(struct batch *b)
{
	return b->ops->commit ? b->ops->commit(b->ops->ctx) : 0;
}

static void ask(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct piece *p = &b->pieces[i];

		if (!p->over &&
		    b->ops->before_dot(b->ops->ctx, p->mail.cookie) < 0)
			give_back(b, p, "held back before the rename");
	}
	if (!commit(b))
		return;
	for (size_t i = 0; i < b->n; i++) {
		if (!b->pieces[i].over)
			give_back(b, &b->pieces[i], "it could not be recorded");
	}
}

static void rename_files(struct batch *b)
{
	struct buf tmp CLEANUP(buf_deinit) = BUF(PATH_MAX);
	struct buf new CLEANUP(buf_deinit) = BUF(PATH_MAX);

	for (size_t i = 0; i < b->n; i++) {
		struct piece *p = &b->pieces[i];

		if (p->over)
			continue;
		path_of(b, "tmp", p, &tmp);
		path_of(b, "new", p, &new);
		if (rename(buf_cstr(&tmp), buf_cstr(&new)))
			fail(b, p, buf_cstr(&new));
		CUT_POINT("maildir.renamed");
	}
}

/* Without the directory on the disk they are there, but perhaps not for
 * long. */
static void finish(struct batch *b)
{
	char reply[NAME_LEN_MAX + 32];
	struct err why = { "" };

	if (sync_dir(b->m, "new", &why))
		b->trouble = why;
	for (size_t i = 0; i < b->n; i++) {
		struct piece *p = &b->pieces[i];

		snprintf(reply, sizeof(reply), "delivered to new/%s", p->name);
		if (!p->over && why.msg[0])
			tell(b, p, SUBMIT_UNKNOWN, why.msg);
		else if (!p->over)
			tell(b, p, SUBMIT_OK, reply);
	}
}

static void deliver(struct batch *b)
{
	if (!b->n)
		return;
	sync_files(b);
	CUT_POINT("maildir.written");
	ask(b);
	rename_files(b);
	finish(b);
	CUT_POINT("maildir.told");
	commit(b);
	b->n = 0;
}

/* True while there may be more: the next mail is in the batch, or the batch was
 * delivered to make room for it. */
static bool fill(struct batch *b)
{
	char name[NAME_LEN_MAX + 1];
	struct submit_mail mail = { 0 };
	enum submit_next next = b->ops->next(b->ops->ctx, &mail);

	if (next == SUBMIT_LATER && b->n) {
		deliver(b);
		return !b->trouble.msg[0];
	}
	if (next != SUBMIT_TAKE)
		return false;
	name_file(b->m, mail.body, name);
	if (has_name(b, name))
		deliver(b);
	take(b, &mail, name);
	if (b->n == BATCH_MAX)
		deliver(b);
	return !b->trouble.msg[0];
}

int submit_maildir_run(const char *dir, const struct submit_settings *settings,
                       const struct submit_ops *ops, struct err *err)
{
	struct batch *b CLEANUP(cleanup_free) = calloc(1, sizeof(*b));
	struct maildir m;

	if (!b)
		abort();
	if (open_maildir(&m, dir, err))
		return -1;
	b->m = &m;
	b->ops = ops;
	while (!submit_stopped(settings) && fill(b))
		;
	deliver(b);
	return b->trouble.msg[0] ? err_set(err, "%s", b->trouble.msg) : 0;
}

int submit_maildir_probe(const char *dir, struct err *err)
{
	struct buf path CLEANUP(buf_deinit) = BUF(PATH_MAX);
	char name[NAME_LEN_MAX + 1];
	struct maildir m;
	int fd CLEANUP(cleanup_close) = -1;
	int rc;

	if (open_maildir(&m, dir, err))
		return -1;
	snprintf(name, sizeof(name), "probe.P%ld.%s", (long)getpid(), m.host);
	join(&path, &m, "tmp", name);
	fd = write_tmp(buf_cstr(&path), NULL, err);
	if (fd < 0)
		return -1;
	rc = fsync(fd);
	if (rc)
		err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	unlink(buf_cstr(&path));
	if (rc)
		return -1;
	join(&path, &m, "new", "");
	if (access(buf_cstr(&path), W_OK | X_OK))
		return err_set(err, "%s: %s", buf_cstr(&path), strerror(errno));
	return 0;
}

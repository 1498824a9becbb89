"""A disk that fails under a day's work: full, broken or read-only, from any of
its calls on (faults.c, preloaded). Whatever failed: what was mailed is on
record, the program says what is wrong, nothing is half there; and once the disk
is well, the next run ends where it would have ended, with one copy too many of
a mail at most.

DIGESTD_FAULTS=all begins to fail at every single call, not at a choice."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../flow"))

import lab
from lab import Lab
from smtpserver import SmtpServer
from test_inbox import reply
from test_service import Daemon, wait_until

FAULTS = os.environ["DIGESTD_FAULTS_SO"]
TRIED = sys.maxsize if os.environ.get("DIGESTD_FAULTS") == "all" else 6
READERS = [f"{name}@{name}.test" for name in ("ada", "bo", "cy")]
QUEUED, SENDING, SENT, DEFERRED, FAILED, UNKNOWN = range(6)
SAYS = {
    "ENOSPC": "the disk is full|No space left on device",
    "EIO": "the disk fails|Input/output error",
    "EROFS": "readonly database|unable to open database|the disk fails",
}


def some(count, tried):
    """Of 1..count, a choice spread over all of them, with both ends."""
    if count <= tried:
        return range(1, count + 1)
    return sorted({1 + round(n * (count - 1) / (tried - 1))
                   for n in range(tried)})


def preload(**fault):
    return {"LD_PRELOAD": FAULTS,
            "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0",
            **{f"FAULT_{name}": str(value) for name, value in fault.items()}}


class Disk(unittest.TestCase):
    tried = TRIED

    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.state = self.lab.dir / "state"
        self.before = self.lab.dir / "before"
        self.before.mkdir()
        self.server = None

    def use_smtp(self):
        folder = self.lab.dir / "transcript"
        folder.mkdir()
        self.server = self.enterContext(SmtpServer(folder))
        self.lab.configure(smtp=f'url = "smtp://127.0.0.1:{self.server.port}"; '
                                'tls = "none"; connections = 2;')

    def keep(self):
        """What fresh() brings back."""
        shutil.rmtree(self.before)
        self.before.mkdir()
        for part in ("state", "maildir"):
            if (self.lab.dir / part).exists():
                shutil.copytree(self.lab.dir / part, self.before / part)

    def fresh(self):
        for part in ("state", "maildir", "archive"):
            shutil.rmtree(self.lab.dir / part, ignore_errors=True)
            if (self.before / part).exists():
                shutil.copytree(self.before / part, self.lab.dir / part)
        if self.server:
            self.server.mails.clear()

    def ctl(self, *args, stdin=None, env=None):
        return subprocess.run(
            [lab.BIN / "digestctl", "-c", self.lab.conf, *args], input=stdin,
            capture_output=True, timeout=120, env={**os.environ, **(env or {})})

    def received(self):
        """[(reader, bytes)]: what is out."""
        if self.server:
            mails = [(m["recipients"][0][len("RCPT TO:<"):-1], m["body"])
                     for m in self.server.mails]
        else:
            mails = self.lab.mails()
        return [(to, raw) for to, raw in mails if to in READERS]

    def outbox(self):
        return dict(self.lab.database(
            "SELECT address, state FROM delivery WHERE edition IS NOT NULL"))

    def half_an_hour(self):
        return self.lab.database(
            "UPDATE delivery SET next_try = next_try - 2000"
            " WHERE state > 2 AND next_try IS NOT NULL RETURNING id")

    def sound(self):
        self.assertEqual(self.lab.database("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.lab.database("PRAGMA foreign_key_check"), [])

    def calls(self, work, path, calls):
        """What work(env) calls on such files, while nothing fails."""
        notes = self.lab.dir / "notes"
        notes.unlink(missing_ok=True)
        self.fresh()
        self.assertEqual(work(preload(
            PATH=self.lab.dir / path, CALLS=calls, NOTE=notes)).returncode, 0)
        return notes.read_text().splitlines()

    def every(self, work, check, path, calls, error, **more):
        """work(env) with every fault of that kind, and check what it came to."""
        found = self.calls(work, path, calls)
        self.assertGreater(len(found), 1)
        for at in some(len(found), self.tried):
            with self.subTest(error=error, at=at, call=found[at - 1], **more):
                self.fresh()
                check(work(preload(PATH=self.lab.dir / path, CALLS=calls,
                                   ERRNO=error, AT=at, **more)))


WRITES = "write,truncate"
OPENS = "open," + WRITES


class Faults(Disk):
    """An edition for three readers."""

    def setUp(self):
        super().setUp()
        for address in READERS:
            self.lab.subscribe(address, threshold=7)
        self.keep()

    def day(self, path, calls, error, status=1, **more):
        """`digestctl run` with such faults; status: of a run that could not
        send all."""
        def work(env):
            return self.ctl("run", env=env)

        def check(r):
            said = r.stderr.decode()
            statuses.add(r.returncode)
            if len(set(to for to, _ in self.received())) < len(READERS):
                self.assertEqual(r.returncode, status, said)
                self.assertRegex(said, SAYS[error])
            self.on_record()
            self.goes_on(whole)
            self.assertEqual(self.pages(), pages)

        statuses = set()
        self.fresh()
        whole = self.lab.run()
        pages = self.pages()
        self.assertEqual(whole["sent"], len(READERS))
        self.every(work, check, path, calls, error, **more)
        self.assertIn(status, statuses)
        self.assertLessEqual(statuses, {0, status})

    def pages(self):
        return sorted(f.name for f in (self.lab.dir / "archive").iterdir())

    def on_record(self):
        outbox = self.outbox()
        for to, _ in self.received():
            self.assertIn(outbox.get(to), (SENDING, SENT, UNKNOWN), to)
        self.sound()

    def goes_on(self, whole):
        """The disk is well again."""
        r = self.lab.run()
        while self.half_an_hour():
            r = self.lab.run()
        for key in ("announced", "scanned", "relevant", "digests", "sent"):
            self.assertEqual(r[key], whole[key], key)
        got = self.received()
        self.assertEqual({to for to, _ in got}, set(READERS))
        self.assertEqual(len({raw for _, raw in got}), len(READERS))
        # One connection's worth of doubt, or two.
        self.assertLessEqual(len(got), len(READERS) + 2)
        tmp = self.lab.dir / "maildir/tmp"
        self.assertEqual(list(tmp.iterdir()) if tmp.exists() else [], [])
        self.sound()


class Day(Faults):
    """It is made and sent."""

    def test_the_database_on_a_full_disk(self):
        self.day("state/", WRITES, "ENOSPC")

    def test_the_database_on_a_broken_disk(self):
        self.day("state/", WRITES, "EIO")

    def test_the_database_on_a_disk_with_a_bad_moment(self):
        self.use_smtp()
        self.day("state/", WRITES, "EIO", FOR=1)

    def test_the_database_cannot_be_synced(self):
        self.day("state/", "sync", "EIO")

    def test_the_database_becomes_read_only(self):
        self.use_smtp()
        self.day("state/", OPENS, "EROFS")

    def test_a_maildir_on_a_full_disk(self):
        """The mails wait, as for a server that is away."""
        self.day("maildir/", OPENS + ",rename,sync", "ENOSPC", status=0)

    def test_a_maildir_on_a_disk_with_a_bad_moment(self):
        self.day("maildir/", OPENS + ",rename,sync", "EIO", status=0, FOR=1)

    def test_the_archive_on_a_full_disk(self):
        """The mails go out all the same, and the run fails."""
        self.day("archive/", OPENS + ",rename", "ENOSPC")


class Delivery(Faults):
    """It was made before, and is sent: more calls are tried, as nearly each
    stands between a mail and its mark."""

    tried = max(TRIED, 12)

    def setUp(self):
        super().setUp()
        self.lab.run("--until", "queue")
        self.lab.database("INSERT OR REPLACE INTO fact VALUES"
                          " ('prune', '', unixepoch())")
        self.keep()

    def test_on_a_full_disk_over_smtp(self):
        self.use_smtp()
        self.day("state/", WRITES, "ENOSPC")

    def test_on_a_full_disk_into_a_maildir(self):
        self.day("state/", WRITES, "ENOSPC")

    def test_at_a_bad_moment(self):
        self.use_smtp()
        self.day("state/", WRITES, "EIO", FOR=1)


class Others(Disk):
    def test_a_new_state(self):
        """Half made, it is no reader's loss: it is made by the next."""
        def work(env):
            return self.ctl("subscriber", "add", "ada@ada.test", env=env)

        def check(r):
            self.assertIn(r.returncode, (0, 1))
            if r.returncode:
                self.assertRegex(r.stderr.decode(), SAYS["ENOSPC"])
                self.lab.subscribe("ada@ada.test")
            self.sound()
            self.assertEqual(len(self.lab.json("subscriber", "list")), 1)

        self.every(work, check, "state", OPENS + ",sync", "ENOSPC")

    def test_a_reply(self):
        """An MTA keeps it and tries again; it acts once and is answered once."""
        self.lab.subscribe("ada@ada.test", threshold=7)
        self.lab.run()
        digest = lab.parse(self.lab.mail_to("ada@ada.test"))
        self.keep()
        raw = reply(digest["Reply-To"].addresses[0].addr_spec, "threshold 9",
                    sender="ada@ada.test")

        def work(env):
            return self.ctl("receive", stdin=raw, env=env)

        def check(r):
            self.assertIn(r.returncode, (0, 75))
            if r.returncode:
                self.assertRegex(r.stderr.decode(),
                                 f"{SAYS['ENOSPC']}|{SAYS['EIO']}")
                self.assertEqual(self.ctl("receive", stdin=raw).returncode, 0)
            self.assertEqual(self.lab.database(
                "SELECT threshold FROM subscriber"), [(9,)])
            self.assertEqual(self.lab.database(
                "SELECT count(*) FROM delivery WHERE edition IS NULL"), [(1,)])
            self.sound()

        for error in "ENOSPC", "EIO":
            self.every(work, check, "state/", WRITES, error)


class Service(Daemon, unittest.TestCase):
    def test_a_daemon_on_a_full_disk(self):
        """It lives, says so, and goes on when there is room."""
        full = self.lab.file("full", "")
        for address in READERS:
            self.lab.subscribe(address, threshold=7)
        full.unlink()
        self.lab.configure(sources=Lab.rss("/nowhere/feed.xml"))
        daemon = self.start(env=preload(
            PATH=self.lab.dir / "state/", CALLS=WRITES, AT=1, ERRNO="ENOSPC",
            WHILE=full))
        self.wait_for("started")
        full.touch()
        self.lab.configure(sources=Lab.rss(lab.SAMPLE))
        daemon.send_signal(signal.SIGHUP)
        self.wait_for("reload:")
        daemon.send_signal(signal.SIGUSR1)
        self.wait_for("the disk is full")
        self.assertIsNone(daemon.poll())
        full.unlink()
        daemon.send_signal(signal.SIGUSR1)
        self.wait_for("edition date=")
        wait_until(lambda: self.told(), self.said)
        wait_until(lambda: len(self.lab.mails()) > len(READERS), self.said)
        self.stop(daemon)
        self.assertEqual({to for to, _ in self.lab.mails()},
                         {*READERS, "admin@sender.test"})
        self.assertIn("the disk is full", " ".join(
            lab.body(*self.told(), "plain").split()))

    def told(self):
        letters = [lab.parse(raw) for to, raw in self.lab.mails()
                   if to == "admin@sender.test"]
        return [m for m in letters if m["Subject"] ==
                "Daily Papers: the database could not be written"]


class Held(Disk):
    """The database that another process writes to, and does not let go."""

    def setUp(self):
        super().setUp()
        for address in READERS:
            self.lab.subscribe(address, threshold=7)

    def other(self):
        db = sqlite3.connect(self.state / "digestd.db", isolation_level=None,
                             check_same_thread=False)
        self.addCleanup(db.close)
        db.execute("BEGIN IMMEDIATE")
        return db

    def test_at_the_beginning(self):
        db = self.other()
        r = self.ctl("run")
        self.assertEqual(r.returncode, 1)
        self.assertIn(b"another process holds it", r.stderr)
        db.execute("ROLLBACK")
        self.assertEqual(self.received(), [])
        self.assertEqual(self.lab.run()["sent"], len(READERS))

    def test_in_the_middle_of_a_delivery(self):
        """What cannot be recorded any more is in doubt, not sent again and
        again, and the others do not go out."""
        self.use_smtp()
        self.lab.run("--until", "queue")
        held = []
        keep = self.server.keep

        def hold_on(mail):
            keep(mail)
            if not held:
                held.append(self.other())

        self.server.keep = hold_on
        r = self.ctl("run")
        self.assertEqual(r.returncode, 1)
        self.assertIn(b"another process holds it", r.stderr)
        held[0].execute("ROLLBACK")
        outbox = self.outbox()
        for to, _ in self.received():
            self.assertEqual(outbox[to], SENDING)
        self.lab.run()
        self.half_an_hour()
        self.assertEqual(self.lab.run()["sent"], len(READERS))
        self.assertEqual({to for to, _ in self.received()}, set(READERS))


class Damaged(Disk):
    def setUp(self):
        super().setUp()
        for address in READERS:
            self.lab.subscribe(address, threshold=7)
        self.lab.run("--until", "queue")
        self.lab.ctl("backup", self.lab.dir / "backup.db")
        self.keep()
        self.db = self.state / "digestd.db"

    def damage(self, change):
        self.fresh()
        self.lab.database("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.write_bytes(change(self.db.read_bytes()))

    def refused(self, change, says="restore a backup"):
        self.damage(change)
        damaged = self.db.read_bytes()
        for command in (["digestctl", "-c", self.lab.conf, "run"],
                        ["digestctl", "-c", self.lab.conf, "status"],
                        ["digestd", "-c", self.lab.conf]):
            r = subprocess.run([lab.BIN / command[0], *command[1:]],
                               capture_output=True, text=True, timeout=60)
            self.assertEqual(r.returncode, 1, command)
            self.assertIn("digestd.db", r.stderr)
            self.assertIn(says, r.stderr)
        self.assertEqual(self.db.read_bytes(), damaged)
        self.assertEqual(self.received(), [])
        r = self.ctl("doctor")
        self.assertIn(b"FAILED  state", r.stdout)
        # As the message says.
        for name in ("digestd.db", "digestd.db-wal", "digestd.db-shm"):
            (self.state / name).unlink(missing_ok=True)
        shutil.copy(self.lab.dir / "backup.db", self.db)
        self.assertEqual(self.lab.run()["sent"], len(READERS))

    def test_no_database_at_all(self):
        self.refused(lambda db: b"not a database at all\n" * 500)

    def test_pages_overwritten(self):
        self.refused(lambda db: db[:4096] + b"\xa5" * (len(db) - 4096))

    def test_cut_short(self):
        self.refused(lambda db: db[:len(db) // 3])

    def test_emptied(self):
        """No new life is begun in the place of an old one."""
        self.refused(lambda db: b"")


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""The daemon as its admin meets it: systemd's protocol, a clock that is set, a
log that nobody reads, what status, doctor and the admin's letters say."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import unittest

import lab
from imapserver import ImapServer
from lab import Lab, item

FAKETIME = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def wait_until(true, what, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.02)


class Manager:
    """What systemd is to a service of Type=notify: hears READY, STATUS..."""

    def __init__(self, folder):
        self.path = folder / "notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.path))
        self.socket.settimeout(60)
        self.heard = []

    def wait_for(self, text):
        while not any(text in line for line in self.heard):
            self.heard += self.socket.recv(4096).decode().splitlines()


class Daemon:
    """A daemon to start, and what it said."""

    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.log = open(self.lab.dir / "log", "w+")
        self.addCleanup(self.log.close)

    def start(self, env=None, stderr=None):
        daemon = subprocess.Popen(
            [lab.BIN / "digestd", "-c", self.lab.conf],
            stderr=stderr or self.log, env={**os.environ, **(env or {})})
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        return daemon

    def said(self):
        return (self.lab.dir / "log").read_text()

    def wait_for(self, text, times=1):
        wait_until(lambda: self.said().count(text) >= times,
                   lambda: f"{text!r}\n{self.said()}")

    def stop(self, daemon):
        daemon.send_signal(signal.SIGTERM)
        self.assertEqual(daemon.wait(30), 0)


class Service(Daemon, unittest.TestCase):
    def test_notifies(self):
        manager = Manager(self.lab.dir)
        daemon = self.start({"NOTIFY_SOCKET": str(manager.path),
                             "WATCHDOG_USEC": "2000000"})
        manager.wait_for("READY=1")
        manager.wait_for("STATUS=next wake ")
        manager.wait_for("WATCHDOG=1")
        manager.heard.clear()
        daemon.send_signal(signal.SIGHUP)
        manager.wait_for("RELOADING=1")
        manager.wait_for("READY=1")
        daemon.send_signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        self.assertEqual(daemon.wait(30), 0)
        manager.socket.close()

    def test_status_says_what_runs_and_what_is_wrong(self):
        self.assertFalse(self.lab.json("status")["running"])
        with ImapServer({"login": "NO go away"}) as server:
            secret = self.lab.file("imap.password", "secret\n")
            secret.chmod(0o600)
            self.lab.configure(
                sources=Lab.rss("/nowhere/feed.xml"),
                mail=f'imap: {{ url = "imap://127.0.0.1:{server.port}"; '
                     f'tls = "none"; user = "papers"; '
                     f'password_file = "{secret}"; }};')
            daemon = self.start()
            self.wait_for("listener lost")
            daemon.send_signal(signal.SIGUSR1)
            self.wait_for("edition failed")
            wait_until(lambda: self.lab.json("status")["failures"]["edition"],
                       "no failure in the status")
            r = self.lab.json("status")
            self.assertTrue(r["running"])
            self.assertIn("go away", r["listener"]["says"])
            self.assertIn("feed.xml", r["failures"]["edition"]["says"])
            text = self.lab.ctl("status").stdout
            self.assertRegex(text, r"digestd +running")
            self.assertIn("failed      edition, since", text)
            # Mended: what was wrong is wrong no more.
            self.lab.configure(sources=Lab.rss(lab.SAMPLE))
            daemon.send_signal(signal.SIGHUP)
            self.wait_for("reload:")
            daemon.send_signal(signal.SIGUSR1)
            self.wait_for("edition date=2026-01-05")
            self.stop(daemon)
        self.assertIsNone(self.lab.json("status")["failures"]["edition"])

    def test_one_daemon_a_state_dir(self):
        self.start()
        self.wait_for("started")
        second = subprocess.run([lab.BIN / "digestd", "-c", self.lab.conf],
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 1)
        self.assertIn("another digestd runs on", second.stderr)

    def test_a_log_that_nobody_reads(self):
        """A pipe is filled first: the edition is made all the same."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            while True:
                os.write(writer, b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(writer, True)
        self.lab.subscribe("ada@example.org", threshold=6)
        daemon = self.start(stderr=writer)
        wait_until(lambda: self.lab.json("status")["running"], "not running")
        daemon.send_signal(signal.SIGUSR1)
        wait_until(lambda: len(self.lab.mails()) == 1, "no mail")
        self.stop(daemon)
        os.close(reader)
        os.close(writer)

    def test_the_admin_is_told_once(self):
        """A source that fails beside one that does not."""
        self.lab.configure(sources=Lab.rss(lab.SAMPLE) + ", " +
                           Lab.rss("/nowhere/feed.xml"))
        self.lab.run()
        raw = self.lab.mail_to("admin@sender.test")
        m = lab.parse(raw)
        self.assertEqual(lab.defects(m), [])
        self.assertEqual(m["Subject"], "Daily Papers: a source failed")
        self.assertEqual(m["Auto-Submitted"], "auto-generated")
        text = lab.body(m, "plain")
        self.assertIn("/nowhere/feed.xml", text)
        self.assertIn("digestctl doctor", " ".join(text.split()))
        self.assertLessEqual(max(map(len, text.splitlines())), 72)
        # Nothing of the letter stays in the outbox, and it comes once a day.
        self.assertEqual(self.lab.json("outbox"), [])
        self.lab.configure(sources=Lab.rss(self.lab.file(
            "next.xml", lab.day_of(lab.SAMPLE, "Tue, 06 Jan 2026 00:00:00 -0500",
                                   keep=0, add=item("2601.99999")))) + ", " +
            Lab.rss("/nowhere/feed.xml"))
        self.lab.run()
        self.lab.mail_to("admin@sender.test")

    def test_asked_for_an_edition_that_is_there(self):
        """Whoever asks sees what came of it: no letter says that the feeds
        are late."""
        self.lab.run()
        daemon = self.start()
        self.wait_for("started")
        daemon.send_signal(signal.SIGUSR1)
        self.wait_for("edition date=2026-01-05 stale")
        self.stop(daemon)
        self.lab.run()
        self.assertEqual(self.lab.mails(), [])

    def test_doctor_tries_the_mailbox(self):
        secret = self.lab.file("imap.password", "secret\n")
        secret.chmod(0o600)
        for script, well in (({}, True), ({"login": "NO go away"}, False)):
            with self.subTest(well), ImapServer(script) as server:
                self.lab.configure(
                    mail=f'imap: {{ url = "imap://127.0.0.1:{server.port}"; '
                         f'tls = "none"; user = "papers"; '
                         f'password_file = "{secret}"; }};')
                r = self.lab.json("doctor", status=0 if well else 1)
                [check] = [c for c in r["checks"] if c["check"] == "imap"]
                self.assertEqual(check["ok"], well, check)
                self.assertNotIn("secret", str(r))
                self.assertEqual(server.mails, {})
        for name in ("clock", "disk", "state", "templates", "prompts",
                     "source", "scorer", "smtp"):
            self.assertIn(name, [c["check"] for c in r["checks"]])


@unittest.skipIf(not FAKETIME, "no libfaketime")
class Clock(Daemon, unittest.TestCase):
    """The real binary under another clock (libfaketime reads it from a file,
    which the test rewrites: the clock is set while the daemon sleeps). It reads
    it in the process's zone, which is the schedule's: Paris, where it is 06:30
    that the edition is due."""

    def setUp(self):
        super().setUp()
        self.clock = self.lab.dir / "clock"
        text = self.lab.conf.read_text()
        self.lab.conf.write_text(text.replace("Europe/Paris", "UTC"))

    def set_clock(self, text):
        self.clock.write_text(f"@{text}\n")

    def environment(self):
        libs = [str(FAKETIME[-1])]
        asan = subprocess.run(["ldd", lab.BIN / "digestd"], text=True,
                              capture_output=True).stdout
        libs = re.findall(r"(/\S*lib[at]san\S*)", asan) + libs
        return {
            "LD_PRELOAD": ":".join(libs), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC",
            # A beat a second: so soon it sees that the clock was set.
            "NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "2000000"}

    def start(self):
        return super().start(self.environment())

    def editions(self):
        return self.said().count("edition date=")

    def test_wakes_on_the_minute(self):
        """A second before the hour nothing, then the edition; once."""
        self.set_clock("2026-01-06 06:29:57")
        self.lab.subscribe("ada@example.org", threshold=6)
        daemon = self.start()
        self.wait_for("started")
        self.assertEqual(self.editions(), 0)
        self.wait_for("edition date=2026-01-05")
        wait_until(lambda: len(self.lab.mails()) == 1, "no mail")
        self.stop(daemon)
        self.assertEqual(self.editions(), 1)
        self.assertIn("Tue, 06 Jan 2026 06:30",
                      lab.parse(self.lab.mails()[0][1])["Date"])

    def test_a_clock_that_is_set(self):
        """Forward past the hour: caught up. Back, and the hour again: nothing
        twice. Far forward: left out, and said."""
        self.set_clock("2026-01-06 06:00:00")
        self.lab.subscribe("ada@example.org", threshold=6)
        daemon = self.start()
        self.wait_for("started")
        self.set_clock("2026-01-06 06:31:00")
        self.wait_for("edition date=2026-01-05 announced=")
        wait_until(lambda: len(self.lab.mails()) == 1, "no mail")
        for text in ("06:00:00", "06:29:59", "06:31:00"):
            self.set_clock(f"2026-01-06 {text}")
            time.sleep(1.5)  # a beat: there is nothing else to wait for
        self.assertEqual(self.editions(), 1, self.said())
        self.set_clock("2026-01-08 05:00:00")
        self.wait_for("longer than schedule.catch_up: left out")
        wait_until(lambda: len(self.lab.mails()) == 2, "no letter")
        self.assertEqual(lab.parse(self.lab.mails()[1][1])["Subject"],
                         "Daily Papers: an edition was left out")
        self.stop(daemon)

    def test_down_at_the_hour(self):
        """Within catch_up it is made at once when the daemon comes back, and
        not again when it is started once more."""
        self.set_clock("2026-01-06 10:00:00")
        self.lab.subscribe("ada@example.org", threshold=6)
        daemon = self.start()
        self.wait_for("edition date=2026-01-05 announced=")
        wait_until(lambda: len(self.lab.mails()) == 1, "no mail")
        self.stop(daemon)
        daemon = self.start()
        self.wait_for("started", times=2)
        time.sleep(1.5)
        self.stop(daemon)
        self.assertEqual(self.editions(), 1, self.said())

    def test_killed_in_the_days_edition(self):
        """What was fetched since the hour is the day's edition: the feeds are
        not asked for another one, nor called stale."""
        self.set_clock("2026-01-06 06:30:05")
        self.lab.subscribe("ada@example.org", threshold=6)
        self.lab.ctl("run", "--until", "fetch", env=self.environment())
        self.set_clock("2026-01-06 06:30:20")
        daemon = self.start()
        self.wait_for("resumed")
        wait_until(lambda: len(self.lab.mails()) == 1, "no mail")
        self.stop(daemon)
        self.assertEqual(self.editions(), 1, self.said())

    def test_yesterdays_unfinished_edition(self):
        """Is finished first, and today's is looked for."""
        self.set_clock("2026-01-05 06:30:05")
        self.lab.ctl("run", "--until", "fetch", env=self.environment())
        self.set_clock("2026-01-06 06:30:20")
        daemon = self.start()
        self.wait_for("resumed")
        self.wait_for("edition date=2026-01-05 stale")
        self.stop(daemon)


if __name__ == "__main__":
    unittest.main(verbosity=1)

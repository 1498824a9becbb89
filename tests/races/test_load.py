"""Everything at once, for a race detector to watch: editions made and delivered
over several connections, replies read and answered, the config loaded anew, the
admin at work, the clock's beat. What it comes to is asserted as well: every
digest and every answer once.

make races runs it under ThreadSanitizer and Helgrind (run.sh)."""

import os
import re
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../flow"))

import lab
from imapserver import ImapServer
from lab import Lab
from smtpserver import SmtpServer
from test_inbox import reply
from test_service import Daemon, wait_until

READERS = int(os.environ.get("DIGESTD_LOAD_READERS", 40))
# Seconds between two reloads, which the listener needs for a mail in between.
RELOAD = float(os.environ.get("DIGESTD_LOAD_RELOAD", 1))
DAYS = ("Mon, 05", "Tue, 06", "Wed, 07")
PATIENCE = 900  # seconds: Helgrind is slow


class Load(Daemon, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.readers = [f"reader{n}@lab{n % 5}.test" for n in range(READERS)]
        self.lab.ctl("subscriber", "import", self.lab.file(
            "readers.csv", "address,threshold\n" +
            "".join(f"{address},1\n" for address in self.readers)))
        folder = self.lab.dir / "mails"
        folder.mkdir()
        self.smtp = self.enterContext(SmtpServer(folder, {
            "extensions": ["PIPELINING"],
            "dot": {"text": "250 Ok", "delay": 0.01}}))
        self.imap = self.enterContext(ImapServer())
        secret = self.lab.file("imap.password", "secret\n")
        secret.chmod(0o600)
        self.lab.configure(
            sources=Lab.rss("/nowhere/feed.xml"),
            smtp=f'url = "smtp://127.0.0.1:{self.smtp.port}"; tls = "none"; '
                 'connections = 4; per_domain = 2;',
            mail=f'imap: {{ url = "imap://127.0.0.1:{self.imap.port}"; '
                 f'tls = "none"; user = "papers"; '
                 f'password_file = "{secret}"; }};')
        self.over = threading.Event()

    def received(self, kind):
        return [(m["recipients"][0][len("RCPT TO:<"):-1], lab.parse(m["body"]))
                for m in list(self.smtp.mails)
                if re.search(rb"(?m)^Auto-Submitted: " + kind, m["body"])]

    def digests(self):
        return [mail for mail in self.received(b"auto-generated")
                if mail[0] in self.readers]

    def beside(self, pause, work):
        """Again and again in a thread, while the test goes on."""
        def loop():
            while not self.over.wait(pause):
                work()
        thread = threading.Thread(target=loop)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.over.set)

    def admin(self):
        for command in (("status",), ("outbox", "list"),
                        ("subscriber", "set", self.readers[0], "threshold", "1"),
                        ("outbox", "retry")):
            self.lab.ctl(*command, status=None)

    def answer_all(self):
        """A reply to each digest of the first day."""
        for address, digest in self.digests():
            if address not in self.answered:
                self.answered.add(address)
                to = digest["Reply-To"].addresses[0].addr_spec
                self.imap.deliver(reply(to, "max 20", sender=address)
                                  .replace(b"\n", b"\r\n"))

    def test_all_at_once(self):
        self.answered = set()
        daemon = self.start({"WATCHDOG_USEC": "2000000"})  # beats each second
        self.wait_for("started")
        self.beside(0.5, self.admin)
        self.beside(RELOAD, lambda: daemon.send_signal(signal.SIGHUP))
        for n, day in enumerate(DAYS, 1):
            date = f"{day} Jan 2026 00:00:00 -0500"
            feed = self.lab.file(f"day{n}.xml", lab.day_of(
                lab.SAMPLE, date, keep=0, add="".join(lab.item(
                    f"260{n}.{i:05}", title=f"Mixture of Experts {i}",
                    abstract="A sparse mixture of experts.")
                    for i in range(5))))
            self.lab.configure(sources=Lab.rss(feed))
            said = self.said().count("reload:")
            wait_until(lambda: self.said().count("reload:") > said + 1,
                       self.said, PATIENCE)
            daemon.send_signal(signal.SIGUSR1)
            wait_until(lambda: len(self.digests()) >= n * READERS, self.said,
                       PATIENCE)
            self.answer_all()
        wait_until(lambda: len(self.received(b"auto-replied")) >= READERS,
                   self.said, PATIENCE)
        self.over.set()
        time.sleep(0.5)
        daemon.send_signal(signal.SIGTERM)
        self.assertEqual(daemon.wait(PATIENCE), 0, self.said())
        self.check()

    def check(self):
        for kind, times in ((self.digests(), len(DAYS)),
                            (self.received(b"auto-replied"), 1)):
            got = {}
            for address, mail in kind:
                got.setdefault(address, []).append(mail["Message-ID"])
            self.assertEqual(set(got), set(self.readers))
            for ids in got.values():
                self.assertEqual(len(ids), times)
                self.assertEqual(len(set(ids)), times)


if __name__ == "__main__":
    unittest.main(verbosity=1)

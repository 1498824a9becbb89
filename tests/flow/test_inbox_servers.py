"""Digest out, reply in by SMTP, answer back in the reader's mailbox: the daemon
between a real Postfix and a real Dovecot."""

import smtplib
import subprocess
import time
import unittest

import components
import lab
from lab import Lab
from test_inbox import reply

READER = "ada@local.test"


@unittest.skipIf(components.missing(), components.missing())
class Daemon(unittest.TestCase):
    def setUp(self):
        self.servers = self.enterContext(components.MailServers())
        self.lab = self.enterContext(Lab())
        secret = self.lab.file("imap.password", "secret\n")
        secret.chmod(0o600)
        self.imap = (
            f'imap: {{ url = "imap://localhost:{self.servers.imap_port}"; '
            f'tls = "required"; ca_file = "{self.servers.ca_file}"; '
            f'user = "papers"; password_file = "{secret}"; }};')
        self.lab.configure(mail=self.imap, smtp=(
            f'url = "smtp://127.0.0.1:{self.servers.smtp_port}"; tls = "none";'))
        text = self.lab.conf.read_text().replace("sender.test", "local.test")
        self.lab.conf.write_text(text)
        self.lab.subscribe(READER, threshold=6)
        self.log = open(self.lab.dir / "log", "w+")
        self.addCleanup(self.log.close)

    def start(self):
        daemon = subprocess.Popen([lab.BIN / "digestd", "-c", self.lab.conf],
                                  stderr=self.log)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        self.wait_for("listener idle")
        return daemon

    def said(self):
        return (self.lab.dir / "log").read_text()

    def wait_for(self, text, seconds=60, times=1):
        end = time.monotonic() + seconds
        while self.said().count(text) < times:
            self.assertLess(time.monotonic(), end,
                            f"{text!r}\n{self.said()}\n{self.servers.log()}")
            time.sleep(0.02)

    def send(self, raw):
        message = lab.parse(raw)
        with smtplib.SMTP("127.0.0.1", self.servers.smtp_port) as smtp:
            smtp.sendmail(READER, [message["To"].addresses[0].addr_spec], raw)

    def arrived(self, user, count):
        """Dovecot may refuse Postfix for a moment after a restart; Postfix
        would wait five minutes."""
        for _ in range(20):
            found = self.servers.wait_for(user, count, seconds=2)
            if len(found) >= count:
                return found
            self.servers.postfix("flush")
        self.fail(self.servers.log())

    def test_reply_changes_tomorrow(self):
        daemon = self.start()
        daemon.send_signal(10)
        digest = lab.parse(self.servers.wait_for("ada", 1)[0])
        to = digest["Reply-To"].addresses[0].addr_spec
        self.send(reply(to, "threshold 9, more science", sender=READER))
        self.wait_for("reply=ack")
        shown = self.lab.json("subscriber", "show", READER)
        self.assertEqual((shown["threshold"], shown["steps"]),
                         (9, {"science": 1}))
        answer = [m for m in map(lab.parse, self.servers.wait_for("ada", 2))
                  if m["Auto-Submitted"] == "auto-replied"][0]
        self.assertEqual(lab.defects(answer), [])
        self.assertEqual(answer["Return-Path"], "<>")
        # What was handled has moved, and is not handled again.
        end = time.monotonic() + 30
        while self.servers.messages("papers"):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        self.assertEqual(len(self.servers.messages("papers", "Processed")), 1)
        daemon.terminate()
        self.assertEqual(daemon.wait(timeout=10), 0)

    def test_server_restarted_and_reload(self):
        daemon = self.start()
        self.servers.stop_dovecot()
        self.servers.run_dovecot()
        self.wait_for("listener idle", times=2)
        daemon.send_signal(1)  # SIGHUP: the listener follows
        self.wait_for("listener idle", times=3)
        daemon.send_signal(10)
        self.wait_for("delivery sent=1")
        digest = lab.parse(self.arrived("ada", 1)[0])
        to = digest["Reply-To"].addresses[0].addr_spec
        self.send(reply(to, "unsubscribe", sender=READER))
        self.arrived("ada", 2)
        self.assertEqual(
            self.lab.json("subscriber", "show", READER)["state"],
            "unsubscribed")

    def test_wrong_host_gets_no_password(self):
        self.lab.conf.write_text(self.lab.conf.read_text().replace(
            "imap://localhost", "imap://127.0.0.2"))
        daemon = subprocess.Popen([lab.BIN / "digestd", "-c", self.lab.conf],
                                  stderr=self.log)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        self.wait_for("listener")
        time.sleep(1)
        self.assertNotIn("secret", self.said())
        self.assertNotIn("listener idle", self.said())


if __name__ == "__main__":
    unittest.main(verbosity=1)

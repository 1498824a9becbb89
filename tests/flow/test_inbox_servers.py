"""Digest out, reply in by SMTP, answer back in the reader's mailbox: the daemon
between a real Postfix and a real Dovecot."""

import pathlib
import shutil
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
        would wait five minutes. "Processed" is the daemon's own mailbox."""
        for _ in range(20):
            found = self.servers.wait_for(
                *(("papers", count, 2, user) if user == "Processed" else
                  (user, count, 2)))
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

    def test_other_uids(self):
        """Dovecot forgets its UIDs, and a mail that was handled is back."""
        self.start()
        address = self.address()
        self.send(reply(address, "more science", sender=READER))
        self.arrived("Processed", 1)
        self.servers.stop_dovecot()
        home = pathlib.Path(self.servers.path("dovecot", "mail", "papers"))
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log",
                     "dovecot.index.cache", "dovecot-uidvalidity"):
            (home / name).unlink(missing_ok=True)
        kept, = (home / ".Processed").glob("[nc][eu][wr]/*")
        kept.rename(home / "new" / "1.again")
        self.servers.run_dovecot()
        self.wait_for(" again")
        self.send(reply(address, "threshold 9", sender=READER))
        self.arrived("Processed", 2)
        shown = self.lab.json("subscriber", "show", READER)
        self.assertEqual((shown["threshold"], shown["steps"]),
                         (9, {"science": 1}))

    def address(self):
        """Of a digest."""
        eml = self.lab.ctl("preview", READER, "--format", "eml").stdout
        return lab.parse(eml.encode())["Reply-To"].addresses[0].addr_spec


@unittest.skipIf(components.missing(), components.missing())
class Certificate(unittest.TestCase):
    def test_wrong_host_gets_no_password(self):
        with components.MailServers(names=("DNS:other.test",)) as servers, \
                Lab() as own:
            secret = own.file("imap.password", "secret\n")
            secret.chmod(0o600)
            own.configure(mail=(
                f'imap: {{ url = "imaps://localhost:{servers.imaps_port}"; '
                f'ca_file = "{servers.ca_file}"; user = "papers"; '
                f'password_file = "{secret}"; }};'))
            with subprocess.Popen([lab.BIN / "digestd", "-c", own.conf],
                                  stderr=subprocess.PIPE, text=True) as daemon:
                for line in daemon.stderr:
                    self.assertNotIn("listener idle", line)
                    if "name in the certificate does not match" in line:
                        break
                daemon.terminate()
            said = pathlib.Path(
                servers.path("dovecot", "info.log")).read_text()
            self.assertIn("imap-login", said)
            self.assertNotIn("Login", said)
            self.assertNotIn("papers", said)


@unittest.skipIf(components.missing(), components.missing())
class Pipe(unittest.TestCase):
    """Postfix's pipe(8), as the README has it: what digestctl cannot do now,
    Postfix tries again; nobody gets a mail back."""

    def setUp(self):
        self.lab = self.enterContext(Lab())
        if subprocess.run([lab.BIN / "digestctl", "-V"], user="nobody",
                          capture_output=True).returncode:
            self.skipTest("nobody cannot run digestctl here")
        self.lab.subscribe(READER, threshold=6)
        self.lab.run("--until", "queue")
        for folder in ("state", "maildir"):
            (self.lab.dir / folder).mkdir(exist_ok=True)
            shutil.chown(self.lab.dir / folder, "nobody")
        for f in (self.lab.dir / "state").iterdir():
            shutil.chown(f, "nobody")
        self.servers = self.enterContext(components.MailServers(
            "transport_maps = inline:{papers@sender.test=digest:}\n"
            "notify_classes =\n",
            f"digest unix - n n - - pipe flags=R user=nobody argv="
            f"{lab.BIN}/digestctl -c {self.lab.conf} receive"))
        eml = self.lab.ctl("preview", READER, "--format", "eml").stdout
        self.to = lab.parse(eml.encode())["Reply-To"].addresses[0].addr_spec

    def send(self, text):
        with smtplib.SMTP("127.0.0.1", self.servers.smtp_port) as smtp:
            smtp.sendmail(READER, [self.to],
                          reply(self.to, text, sender=READER))

    def logged(self, text, count=1):
        end = time.monotonic() + 60
        while self.servers.log().count(text) < count:
            self.assertLess(time.monotonic(), end, self.servers.log())
            time.sleep(0.05)

    def test_handled_and_tried_again(self):
        self.send("threshold 9")
        self.logged("status=sent")
        shown = self.lab.json("subscriber", "show", READER)
        self.assertEqual(shown["threshold"], 9)
        good = self.lab.conf.read_text()
        self.lab.conf.write_text("mail: {")
        self.send("threshold 7")
        self.logged("status=deferred")
        self.lab.conf.write_text(good)
        self.servers.postfix("flush")
        self.logged("status=sent", 2)
        self.assertNotIn("status=bounced", self.servers.log())
        shown = self.lab.json("subscriber", "show", READER)
        self.assertEqual(shown["threshold"], 7)


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""The daemon's mailbox on a server that breaks off, restarts, forgets its UIDs
or is another one: nothing is lost, nothing done twice. (What a server may lie
about in single answers is test_mailbox.py's.)"""

import sqlite3
import unittest

import lab
import tokens
from imapserver import ImapServer, members
from smtpserver import certificate
from test_inbox import READER, InboxCase, reply
from test_service import Daemon, wait_until


class Listener(Daemon, InboxCase):
    def setUp(self):
        InboxCase.setUp(self)
        self.log = open(self.lab.dir / "log", "w+")
        self.addCleanup(self.log.close)
        self.secret = self.lab.file("imap.password", "secret\n")
        self.secret.chmod(0o600)

    def serve(self, script=None, kind=ImapServer, **settings):
        """A server, and a config that names it."""
        self.server = self.enterContext(kind(script))
        self.configure(self.server.port, **settings)

    def configure(self, port, scheme="imap", host="127.0.0.1", more='tls = "none";'):
        self.lab.configure(mail=(
            f'imap: {{ url = "{scheme}://{host}:{port}"; {more} '
            f'user = "papers"; password_file = "{self.secret}"; }};'))

    def mail(self, text, **more):
        return reply(self.address, text, **more).replace(b"\n", b"\r\n")

    def processed(self, count):
        wait_until(lambda: not self.server.mails and
                   len(self.server.folders["Processed"]) == count, self.said)

    def ledger(self):
        return self.lab.database("SELECT count(*) FROM ledger")[0][0]

    def letters(self, count):
        """The answers that the daemon sent, once there are so many."""
        def answers():
            return [m for m in (lab.parse(raw) for _, raw in self.lab.mails())
                    if m["Auto-Submitted"] == "auto-replied"]
        wait_until(lambda: len(answers()) >= count, self.said)
        self.assertEqual(len(answers()), count)
        return answers()


class Breaks(Listener):
    def test_idle_cut(self):
        for n, way in enumerate(({"then": "close"}, {"then": "reset"}), 1):
            with self.subTest(way=way):
                self.serve({"idle": [{"raw": b"+ idling\r\n", **way}, None]})
                daemon = self.start()
                wait_until(lambda: len(self.server.connections) > 1, self.said)
                self.server.deliver(self.mail("more science"))
                self.processed(1)
                self.letters(n)
                self.stop(daemon)
                self.assertIn("listener lost", self.said())
        self.assertEqual(self.shown()["steps"], {"science": 2})

    def test_server_restarted_with_other_uids(self):
        """Mails that were handled and not yet moved come again, under other
        UIDs, on a server that knows nobody."""
        self.serve({"move": {"raw": b"", "then": "close"}})
        self.server.deliver(self.mail("more science"))
        self.start()
        self.wait_for("listener lost")
        with self.server.lock:
            kept = list(self.server.mails.values())
            self.server.scripts = [{"uidvalidity": 4712}]
            self.server.mails = {uid: raw for uid, raw in enumerate(kept, 40)}
            self.server.last = 41
        self.server.deliver(self.mail("threshold 9"))
        self.processed(2)
        self.assertIn("again", self.said())
        self.assertEqual(self.shown()["steps"], {"science": 1})
        self.assertEqual(self.shown()["threshold"], 9)
        self.letters(2)

    def test_a_mail_that_comes_meanwhile(self):
        """While the one before is fetched, and while it is moved."""
        late = [self.mail(f"threshold {n}") for n in (7, 8)]

        class Busy(ImapServer):
            def peek(self, script, name):
                if late and name in ("fetch", "move"):
                    self.deliver(late.pop(0))
                return super().peek(script, name)

        self.serve(kind=Busy)
        self.server.deliver(self.mail("more science"))
        self.start()
        self.processed(3)
        self.assertEqual(len(self.server.connections), 1)
        self.assertEqual(self.shown()["threshold"], 8)
        self.assertEqual(self.ledger(), 3)
        self.letters(3)

    def test_a_mail_that_two_roads_bring(self):
        self.serve()
        piped, fetched = self.mail("more science"), self.mail("more llm")
        self.assertEqual(self.receive(piped)["applied"], ["more science"])
        self.server.deliver(piped)
        self.server.deliver(b"Delivered-To: papers@sender.test\r\n" + fetched)
        self.start()
        self.processed(2)
        again = self.receive(b"From ada@example.org Mon Jan  5 09:00:00 2026\n" +
                             fetched.replace(b"\r\n", b"\n"))
        self.assertEqual(again["reason"], "handled before")
        self.assertEqual(self.shown()["steps"], {"science": 1, "llm": 1})
        self.letters(2)

    def test_one_id_two_mails(self):
        self.serve()
        for text in ("more science", "threshold 9"):
            mail = lab.parse(self.mail(text))
            mail.replace_header("Message-ID", "<always@the.same>")
            for _ in range(2):
                self.server.deliver(mail.as_bytes().replace(b"\n", b"\r\n"))
        self.start()
        self.processed(4)
        self.assertEqual(self.shown()["steps"], {"science": 1})
        self.assertEqual(self.shown()["threshold"], 9)
        self.letters(2)

    def test_a_store_that_is_busy(self):
        """The mail waits where it is."""
        self.serve()
        self.start()
        self.wait_for("listener idle")
        db = sqlite3.connect(self.lab.dir / "state/digestd.db",
                             isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        self.server.deliver(self.mail("more science"))
        self.wait_for("another process holds it")
        self.assertEqual(len(self.server.mails), 1)
        db.execute("ROLLBACK")
        db.close()
        self.server.deliver(self.mail("threshold 9"))
        wait_until(lambda: self.shown()["threshold"] == 9, self.said)


class Strangers(Listener):
    def test_a_certificate_for_somebody_else(self):
        """No password leaves us; it is said, and tried again."""
        pair = certificate(str(self.lab.dir), "other.test", ("DNS:other.test",))
        for script, scheme in (({"implicit_tls": pair}, "imaps"),
                               ({"tls": pair}, "imap")):
            with self.subTest(scheme):
                self.serve(script, scheme=scheme, host="localhost",
                           more=f'ca_file = "{pair[0]}";')
                daemon = self.start()
                wait_until(lambda: len(self.server.connections) > 1, self.said)
                self.assertEqual(self.server.logins, [])
                self.assertEqual(self.server.said("SECRET"), [])
                self.stop(daemon)
                said = self.said()
                for words in ("name in the certificate does not match",
                              "No password was sent", "check mail.imap"):
                    self.assertIn(words, said)
                self.assertNotIn("secret", said)

    def test_status_says_so(self):
        pair = certificate(str(self.lab.dir), "other.test", ("DNS:other.test",))
        self.serve({"implicit_tls": pair}, scheme="imaps", host="localhost",
                   more=f'ca_file = "{pair[0]}";')
        self.start()
        self.wait_for("listener lost")
        self.assertIn("certificate",
                      self.lab.json("status")["listener"]["says"])


class Beside(Listener):
    """digestctl beside the running daemon."""

    def test_keys_rotate(self):
        self.serve()
        self.start()
        self.wait_for("listener idle")
        self.lab.ctl("keys", "rotate")
        self.server.deliver(self.mail("threshold 9"))
        letter, = self.letters(1)
        to = letter["Reply-To"].addresses[0].addr_spec
        self.assertEqual(tokens.read(to.split("+")[1].split("@")[0])["key"], 2)
        self.server.deliver(reply(to, "undo").replace(b"\n", b"\r\n"))
        self.processed(2)
        self.assertEqual(self.shown()["threshold"], 6)

    def test_a_piped_mail_is_answered_by_the_daemon(self):
        self.serve()
        self.start()
        self.wait_for("listener idle")
        self.receive(self.mail("threshold 9"))
        self.letters(1)

    def test_forgotten(self):
        self.serve()
        self.start()
        self.wait_for("listener idle")
        self.receive(self.mail("forget me"))
        to = self.letters(1)[0]["Reply-To"].addresses[0].addr_spec
        self.server.deliver(reply(to, "confirm").replace(b"\n", b"\r\n"))
        self.processed(1)
        # The Maildir is ours: what was in it went with the reader.
        wait_until(lambda: [b"is erased" in raw for _, raw in
                            self.lab.mails()] == [True], self.said)
        wait_until(lambda: not any(
            READER.encode() in f.read_bytes()
            for f in (self.lab.dir / "state").iterdir() if f.is_file()),
            self.said)


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""Everything a mail server may say, through the programs: what state the mail
is in afterwards, and that the admin can read which server said what. How
mail/submit tells the cases apart is test_submit.py's business."""

import shutil
import unittest

from lab import Lab
from smtpserver import CLOSE, RESET, SmtpServer, certificate

# Not refused, only not sent: due again at once, or a little later.
WAITS = ("queued", "deferred")
PLAIN = 'tls = "none"; connections = 1;'

GARBAGE = ("hello", "999 what", "250-a\r\n550 b", "\x01\x02")
CUT = {"pieces": ["250-2.1.0 on", "e\r", "\n250 2.", "1.0 two\r\n"]}
CUT_354 = {"pieces": ["3", "54 go\r", "\n"]}
CLOSING = {"text": "421 4.3.2 closing", "then": "close"}


def refusals():
    """4xx, 5xx and 421 at every step."""
    for step in ("mail", "rcpt", "data", "dot"):
        for reply, state in (("451 4.3.0 not now", "deferred"),
                             ("550 5.3.0 never", "failed")):
            yield f"{reply[:3]} at {step}", {step: reply}, (state,), reply
        yield (f"421 at {step}", {step: CLOSING}, ("deferred",),
               "421 4.3.2 closing")


def nonsense():
    for step in ("mail", "rcpt", "data"):
        for text in GARBAGE:
            yield f"{text!r} at {step}", {step: text}, WAITS, "no SMTP reply"
        for end in (CLOSE, RESET):
            yield f"{end} at {step}", {step: end}, WAITS, ""
    for text in GARBAGE:
        yield (f"{text!r} at the dot", {"dot": text}, ("unknown",),
               "no SMTP reply")
    for end in (CLOSE, RESET, {"pieces": ["250 2.0"], "then": "close"}):
        yield f"{end} at the dot", {"dot": end}, ("unknown",), ""
    for step, state in (("mail", WAITS), ("dot", ("unknown",))):
        yield (f"354 at {step}", {step: "354 go on"}, state, "out of order")
    yield "250 at data", {"data": "250 ok"}, WAITS, "out of order"
    yield ("two replies to RCPT", {"rcpt": "250 ok\r\n354 go"}, WAITS, "")


def accepted():
    for step, reply in (("mail", CUT), ("rcpt", CUT), ("data", CUT_354),
                        ("dot", CUT)):
        yield f"{step} in pieces", {step: reply}, ("sent",), "250"
    yield ("a slow greeting", {"greeting": {"delay": .3, "text": "220 hi"}},
           ("sent",), "250")
    yield "a long greeting", {"greeting": "220-a\r\n220-b\r\n220 c"}, \
        ("sent",), "250"
    yield "HELO only", {"ehlo": "502 what"}, ("sent",), "250"
    yield "421 behind", {"dot": {"text": "250 ok\r\n421 bye",
                                 "then": "close"}}, ("sent",), "250 ok"


class Replies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab())
        cls.lab.subscribe("ada@local.test", threshold=7)
        cls.lab.run("--until", "queue")
        cls.state = cls.lab.dir / "state"
        shutil.copytree(cls.state, cls.lab.dir / "queued")
        (cls.lab.dir / "mails").mkdir()

    def deliver(self, script, more=PLAIN):
        """One delivery with this server, from the same outbox each time."""
        shutil.rmtree(self.state)
        shutil.copytree(self.lab.dir / "queued", self.state)
        with SmtpServer(self.lab.dir / "mails", script) as self.server:
            port = self.server.port
            self.lab.configure(
                smtp=f'url = "smtp://127.0.0.1:{port}"; {more}')
            self.out = self.lab.ctl("run").stderr
        mail, = self.lab.json("outbox")
        return mail

    def check(self, cases):
        for name, script, states, words in cases:
            with self.subTest(name):
                mail = self.deliver(dict(script, extensions=["PIPELINING"]))
                self.assertIn(mail["state"], states, mail)
                self.assertIn(words, mail["reply"])
                # A dot came in where the mail is sent or in doubt.
                self.assertEqual(len(self.server.mails) > 0,
                                 "dot" in script or mail["state"] == "sent")

    def test_refused(self):
        self.check(refusals())

    def test_makes_no_sense(self):
        self.check(nonsense())

    def test_accepted(self):
        self.check(accepted())

    def no_connection(self, script, words, more=PLAIN):
        """Nothing was tried; the log names the server and what it said."""
        mail = self.deliver(script, more)
        self.assertEqual(mail["state"], "queued", mail)
        self.assertIn(f"127.0.0.1:{self.server.port}", self.out)
        self.assertIn(words, self.out)
        self.assertEqual(self.server.said("MAIL"), [])

    def test_greeting(self):
        for greeting, words in (("554 5.3.2 go away", "554 5.3.2 go away"),
                                ("421 4.3.2 busy", "421 4.3.2 busy"),
                                (CLOSE, ""), (RESET, "")):
            with self.subTest(greeting=greeting):
                self.no_connection({"greeting": greeting}, words)

    def test_ehlo(self):
        self.no_connection({"ehlo": "502 what", "helo": "550 5.7.1 not you"},
                           "550 5.7.1 not you")

    def test_tls_and_login(self):
        pair = certificate(self.lab.dir, "right", ["IP:127.0.0.1"])
        other = certificate(self.lab.dir, "other", ["IP:127.0.0.1"])
        secret = self.lab.file("password", "w0rd\n")
        secret.chmod(0o600)
        tls = f'tls = "required"; ca_file = "{pair[0]}"; '
        login = f'{tls} user = "papers"; password_file = "{secret}";'
        for name, script, words, more in (
                ("not offered", {}, "STARTTLS", tls),
                ("refused", {"tls": pair, "starttls": "454 4.7.0 not now"},
                 "454 4.7.0 not now", tls),
                ("another's certificate", {"tls": other}, "certificate", tls),
                ("no AUTH", {"tls": pair}, "no AUTH", login),
                ("AUTH refused", {"tls": pair, "mechanisms": ["PLAIN"],
                                  "user": "papers", "password": "other"},
                 "AUTH refused (535 5.7.8", login)):
            with self.subTest(name):
                self.no_connection(script, words, more)
                self.assertNotIn("w0rd", self.out)


if __name__ == "__main__":
    unittest.main(verbosity=1)

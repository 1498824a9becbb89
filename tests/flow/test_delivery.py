"""Digests out over SMTP: through a real Postfix into a real Dovecot, read back
over IMAP; and against a scripted server, for everything that goes wrong."""

import datetime
import sqlite3
import subprocess
import unittest

import components
import lab
from lab import Lab
from smtpserver import SmtpServer, certificate

HOUR = 3600


def smtp(port, more='tls = "none";'):
    return f'url = "smtp://127.0.0.1:{port}"; {more}'


class Older:
    """Lets time pass: everything in the outbox happened earlier."""

    def __init__(self, own):
        self.path = own.dir / "state/digestd.db"

    def by(self, seconds):
        with sqlite3.connect(self.path) as db:
            db.execute("UPDATE delivery SET next_try = next_try - ?,"
                       " queued = queued, changed = changed - ?",
                       (seconds, seconds))
        db.close()


@unittest.skipIf(components.missing(), components.missing())
class RealServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.servers = cls.enterClassContext(components.MailServers())
        cls.lab = cls.enterClassContext(Lab(smtp=(
            f'url = "smtp://localhost:{cls.servers.smtp_port}"; '
            f'tls = "required"; ca_file = "{cls.servers.ca_file}";')))
        cls.names = {f"reader{i}": 5 + i % 4 for i in range(12)}
        for name, threshold in cls.names.items():
            cls.lab.subscribe(f"{name}@local.test", threshold=threshold,
                              name=f"Réader {name}")
        cls.sum = cls.lab.run()

    def test_all_arrive_once_and_whole(self):
        self.assertEqual(self.sum["sent"], len(self.names))
        previews = {}
        for name in self.names:
            raw, = self.servers.wait_for(name, 1)
            message = lab.parse(raw)
            self.assertEqual(lab.defects(message), [])
            self.assertIn(b"with ESMTPS", raw[:2000])
            self.assertRegex(message["Return-Path"],
                             r"<papers\+[a-z2-7]{42}@sender\.test>")
            self.assertEqual(message["To"].addresses[0].display_name,
                             f"Réader {name}")
            self.check_fields(message)
            previews[name] = lab.ids(lab.body(message, "plain"))
        self.assertGreater(len(previews["reader0"]), len(previews["reader3"]))

    def check_fields(self, message):
        """Every field that has no TeX equals what was fetched."""
        items = lab.feed_items(lab.SAMPLE)
        text = " ".join(lab.body(message, "plain").split())
        page = lab.body(message, "html")
        for paper in lab.ids(text):
            title, abstract, creators, _ = items[paper]
            if not set("\\$") & set(title):
                self.assertIn(title, text)
            self.assertIn(f"https://arxiv.org/abs/{paper}", page)
            first = creators.split(",")[0]
            if not set("\\{}") & set(first):
                self.assertIn(first, text)

    def test_a_reader_of_another_day_and_the_same_mail(self):
        """What Postfix took is what preview says it is."""
        raw, = self.servers.wait_for("reader1", 1)
        shown = subprocess.run(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "preview",
             "reader1@local.test", "--format", "eml"],
            capture_output=True, check=True).stdout
        for kind in ("plain", "html"):
            self.assertEqual(lab.ids(lab.body(lab.parse(raw), kind)),
                             lab.ids(lab.body(lab.parse(shown), kind)))


class Scripted(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.readers = ["ada@local.test", "bo@local.test", "cy@local.test"]
        for address in self.readers:
            self.lab.subscribe(address, threshold=7)

    def run_against(self, script, more='tls = "none"; connections = 1;', **ctl):
        (self.lab.dir / "mails").mkdir(exist_ok=True)
        with SmtpServer(self.lab.dir / "mails", script) as server:
            self.lab.configure(smtp=smtp(server.port, more))
            result = self.lab.run(**ctl)
            self.transcript = list(server.transcript)
            self.received = list(server.mails)
        return result

    def states(self):
        return {d["address"]: d for d in self.lab.json("outbox")}

    def test_accepted(self):
        r = self.run_against({})
        self.assertEqual((r["sent"], r["digests"]), (3, 3))
        self.assertEqual(self.run_against({})["sent"], 3)
        self.assertEqual(self.received, [])

    def test_4xx_waits_and_is_tried_again(self):
        r = self.run_against({"rcpt": "451 4.7.1 come back later"})
        self.assertEqual((r["deferred"], r["sent"]), (3, 0))
        for d in self.states().values():
            self.assertIn("451", d["reply"])
            wait = (datetime.datetime.fromisoformat(d["next_try"])
                    - datetime.datetime.fromisoformat(d["changed"]))
            self.assertTrue(300 <= wait.total_seconds() <= 330, wait)
        self.assertEqual(self.run_against({})["deferred"], 3)  # not yet due
        Older(self.lab).by(400)
        self.assertEqual(self.run_against({})["sent"], 3)

    def test_5xx_fails_and_only_that_one(self):
        r = self.run_against(
            {"rcpt": ["250 Ok", "550 5.1.1 no such user", "250 Ok"]})
        self.assertEqual((r["sent"], r["failed"]), (2, 1))
        self.assertIn("550 5.1.1", [d["reply"] for d in self.states().values()
                                    if d["state"] == "failed"][0])
        Older(self.lab).by(72 * HOUR)
        self.assertEqual(self.run_against({})["failed"], 1)

    def test_who_leaves_gets_nothing_more(self):
        """Also of what waited for them."""
        self.assertEqual(self.run_against({"rcpt": "451 later"})["deferred"], 3)
        self.lab.ctl("subscriber", "remove", "bo@local.test")
        self.lab.ctl("subscriber", "forget", "cy@local.test")
        Older(self.lab).by(400)
        r = self.run_against({})
        self.assertEqual((r["sent"], r["failed"]), (1, 1))
        self.assertEqual(len(self.received), 1)
        self.assertIn("unsubscribed", self.states()["bo@local.test"]["reply"])

    def test_lost_after_the_dot_is_unknown_and_retried_alike(self):
        r = self.run_against([{"dot": {"text": "", "then": "close"}}, {}])
        self.assertEqual((r["unknown"], r["sent"]), (1, 2))
        first = self.received[0]
        Older(self.lab).by(1700)
        self.assertEqual(self.run_against({})["unknown"], 1)  # 30 minutes
        Older(self.lab).by(200)
        self.assertEqual(self.run_against({})["sent"], 3)
        self.assertEqual(self.received[0]["body"], first["body"])

    def test_unknown_twice_is_never_sent_a_third_time(self):
        lost = {"dot": {"text": "", "then": "close"}}
        self.lab.ctl("subscriber", "remove", "bo@local.test")
        self.lab.ctl("subscriber", "remove", "cy@local.test")
        for _ in range(2):
            self.assertEqual(self.run_against(lost)["unknown"], 1)
            Older(self.lab).by(2 * HOUR)
        self.assertEqual(self.run_against({})["unknown"], 1)
        self.assertEqual(self.received, [])

    def test_lost_before_the_dot_loses_nothing(self):
        r = self.run_against({"data": {"text": "", "then": "close"}})
        self.assertEqual((r["sent"], r["unknown"], r["failed"]), (0, 0, 0))
        self.assertEqual(r["queued"] + r["deferred"], 3)
        Older(self.lab).by(400)
        self.assertEqual(self.run_against({})["sent"], 3)

    def test_hangs_up_everywhere(self):
        """At every step, the mail arrives afterwards, once."""
        for step in ("greeting", "ehlo", "mail", "rcpt", "data"):
            with self.subTest(step), Lab() as own:
                own.subscribe("ada@local.test", threshold=7)
                self.lab = own
                r = self.run_against({step: {"text": "", "then": "reset"}})
                self.assertEqual(r["digests"], 1)
                self.assertEqual(r["queued"] + r["deferred"], 1)
                Older(own).by(400)
                self.assertEqual(self.run_against({})["sent"], 1)
                self.assertEqual(len(self.received), 1)

    def test_nobody_listens(self):
        self.lab.configure(smtp=smtp(1))
        out = self.lab.ctl("run")
        self.assertIn("127.0.0.1:1", out.stderr)
        self.assertIn("queued 3", out.stdout)
        self.assertEqual(self.run_against({})["sent"], 3)

    def test_tls_required_and_not_offered(self):
        r = self.run_against({}, 'tls = "required";')
        self.assertEqual((r["sent"], r["queued"]), (0, 3))
        self.assertFalse([t for who, _, t in self.transcript
                          if who == "C" and t.upper().startswith("MAIL")])

    def test_login_and_its_secret(self):
        secret = self.lab.file("smtp.password", "s3cret-word\n")
        secret.chmod(0o600)
        pair = certificate(self.lab.dir, "server", ["IP:127.0.0.1", "DNS:localhost"])
        script = {"tls": pair, "mechanisms": ["PLAIN"], "user": "papers",
                  "password": "s3cret-word"}
        more = (f'tls = "required"; ca_file = "{pair[0]}"; user = "papers"; '
                f'password_file = "{secret}";')
        self.assertEqual(self.run_against(script, more)["sent"], 3)
        secret.chmod(0o644)
        out = self.lab.ctl("run", status=2)
        self.assertIn("password_file", out.stderr)
        self.assertNotIn("s3cret", out.stderr)
        secret.chmod(0o600)
        secret.write_text("wrong-word\n")
        self.lab.subscribe("di@local.test", threshold=7)
        # Their digest is not of this edition: nothing to log in for.
        self.assertEqual(self.run_against(script, more)["sent"], 3)

    def test_killed_in_flight(self):
        """SIGKILL while the reply to the dot is outstanding: unknown, retried
        once, the same bytes; the others are sent once."""
        self.lab.run("--until", "queue")
        (self.lab.dir / "m1").mkdir()
        with SmtpServer(self.lab.dir / "m1",
                        {"dot": {"text": "250 Ok", "delay": 30}}) as server:
            self.lab.configure(smtp=smtp(
                server.port, 'tls = "none"; connections = 1;'))
            run = subprocess.Popen([lab.BIN / "digestctl", "-c", self.lab.conf,
                                    "run"], stdout=subprocess.DEVNULL)
            while not any(d["state"] == "sending"
                          for d in self.lab.json("outbox")):
                self.assertIsNone(run.poll())
            run.kill()
            run.wait()
        r = self.run_against({})
        self.assertEqual((r["unknown"], r["sent"]), (1, 2))
        Older(self.lab).by(1900)
        self.assertEqual(self.run_against({})["sent"], 3)


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""Digests out over SMTP: through a real Postfix into a real Dovecot, read back
over IMAP; and against a scripted server, for everything that goes wrong."""

import datetime
import shutil
import sqlite3
import subprocess
import time
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

    def test_the_admin_sees_what_was_refused(self):
        """One line a run, with the first reason and no address."""
        self.run_against({"rcpt": "550 5.1.1 <ada@local.test>: no such user"},
                         'tls = "none"; connections = 1;')
        self.lab.ctl("outbox", "retry")
        with SmtpServer(self.lab.dir / "mails", {
                "rcpt": ["550 5.1.1 <ada@local.test>: no such user",
                         "552 5.2.2 full", "451 4.7.1 later"]}) as server:
            self.lab.configure(smtp=smtp(
                server.port, 'tls = "none"; connections = 1;'))
            said = self.lab.ctl("run").stderr
        self.assertIn("2 mails failed, 0 are unknown; the first failed: "
                      "550 5.1.1 <address>: no such user", said)
        self.assertEqual(said.count("failed"), 2)
        self.assertNotIn("ada@local.test", said)
        self.lab.ctl("outbox", "retry")
        with SmtpServer(self.lab.dir / "mails", {"dot": {"then": "close"}}) \
                as server:
            self.lab.configure(smtp=smtp(
                server.port, 'tls = "none"; connections = 1;'))
            said = self.lab.ctl("run").stderr
        self.assertIn("0 mails failed, 3 are unknown; the first unknown: ", said)

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

    def test_5xx_at_rcpt_counts_to_the_bounce_score(self):
        """Three on three days, and no more mail; what is said of us or of the
        message is not the reader's fault."""
        for number, script in enumerate((
                {"rcpt": "550 5.1.1 no such user"},
                {"mail": "550 5.1.1 no such sender"},
                {"dot": "550 5.6.0 what a message"},
                {"rcpt": "550 5.7.1 we don't like you"})):
            with self.subTest(script), Lab() as own:
                own.subscribe("ada@local.test", threshold=7)
                self.lab = own
                self.assertEqual(self.run_against(script)["failed"], 1)
                score, = self.query("SELECT bounces FROM subscriber")
                self.assertEqual(score, number == 0)

    def query(self, statement):
        db = sqlite3.connect(self.lab.dir / "state/digestd.db")
        try:
            with db:
                return db.execute(statement).fetchone()
        finally:
            db.close()

    def test_bounced_too_often(self):
        self.query("UPDATE subscriber SET bounces = 2.5, bounced = 1"
                   " WHERE address = 'ada@local.test'")
        self.query("UPDATE subscriber SET bounced = strftime('%s') - 100000"
                   " WHERE address = 'ada@local.test'")
        self.run_against({"rcpt": "550 5.1.1 no such user"})
        states = {s["address"]: s["state"]
                  for s in self.lab.json("subscriber", "list")}
        self.assertEqual(states, {"ada@local.test": "bounced",
                                  "bo@local.test": "active",
                                  "cy@local.test": "active"})

    def test_who_left_meanwhile_gets_no_second_copy(self):
        """Unsubscribed between the dot and a 4xx to it."""
        self.lab.ctl("subscriber", "remove", "bo@local.test")
        self.lab.ctl("subscriber", "remove", "cy@local.test")
        self.lab.run("--until", "queue")
        (self.lab.dir / "mails").mkdir(exist_ok=True)
        script = {"dot": {"text": "451 4.3.0 later", "delay": 2}}
        with SmtpServer(self.lab.dir / "mails", script) as server:
            self.lab.configure(smtp=smtp(server.port))
            run = subprocess.Popen([lab.BIN / "digestctl", "-c", self.lab.conf,
                                    "run"], stdout=subprocess.DEVNULL)
            while not any(d["state"] == "sending"
                          for d in self.lab.json("outbox")):
                self.assertIsNone(run.poll())
            self.lab.ctl("subscriber", "remove", "ada@local.test")
            run.wait()
        self.assertEqual(self.states()["ada@local.test"]["state"], "failed")


class Manners(unittest.TestCase):
    """Towards the readers' domains, through one relay."""

    def deliver(self, readers, script, more="connections = 6; per_domain = 2;"):
        self.lab = self.enterContext(Lab())
        for address in readers:
            self.lab.subscribe(address, threshold=7)
        (self.lab.dir / "mails").mkdir()
        with SmtpServer(self.lab.dir / "mails", script) as server:
            self.lab.configure(smtp=smtp(server.port, 'tls = "none"; ' + more))
            result = self.lab.run()
            self.transcript = list(server.transcript)
            self.sessions = len(server.connections)
        return result

    @staticmethod
    def readers(domain, count):
        return [f"reader{i}@{domain}" for i in range(count)]

    def at_once(self):
        """{domain: on how many connections its mails were at once}."""
        on, most = {}, {}
        for who, connection, text in self.transcript:
            if who == "C" and text.startswith("RCPT"):
                on[connection] = text.rstrip(">").rpartition("@")[2]
                now = list(on.values()).count(on[connection])
                most[on[connection]] = max(now, most.get(on[connection], 0))
            elif who == "S" and text.startswith("250 2.0.0 Ok"):
                on.pop(connection, None)
        return most

    def test_connections_for_one_domain(self):
        readers = (self.readers("big.test", 20) + self.readers("small.test", 4)
                   + self.readers("other.test", 4))
        r = self.deliver(readers, {"dot": {"text": "250 2.0.0 Ok: queued",
                                           "delay": 0.05}})
        self.assertEqual(r["sent"], 28)
        most = self.at_once()
        self.assertEqual(most["big.test"], 2)
        self.assertLessEqual(max(most.values()), 2)
        self.assertGreater(self.sessions, 2)

    def test_a_slow_domain_does_not_stall_the_others(self):
        """Its server takes its time: all others' mails are taken before the
        second of its own."""
        readers = self.readers("slow.test", 6) + self.readers("quick.test", 40)
        slow = {"dot": {"text": "250 2.0.0 Ok: queued", "delay": 1}}
        r = self.deliver(readers, {"domains": {"slow.test": slow}})
        self.assertEqual(r["sent"], 46)
        rcpts = [text for who, _, text in self.transcript
                 if who == "C" and text.startswith("RCPT")]
        third = [i for i, text in enumerate(rcpts) if "slow.test" in text][2]
        self.assertGreater(third, 40)

    def test_a_domain_that_refuses_rests(self):
        """A few are tried, slower and slower; the others wait without a try,
        and another domain's mails go."""
        for refusal in ("451 4.7.0 too many from you",
                        {"text": "421 4.7.0 go away", "then": "close"}):
            with self.subTest(refusal):
                readers = (self.readers("no.test", 30)
                           + self.readers("yes.test", 30))
                r = self.deliver(readers, {"domains": {
                    "no.test": {"rcpt": refusal}}})
                self.assertEqual((r["sent"], r["deferred"]), (30, 30))
                # A mail that rode behind another's dot when the server hung
                # up is no try, and asked for once more.
                tried = {text for who, _, text in self.transcript
                         if who == "C" and text.startswith("RCPT")
                         and "no.test" in text}
                self.assertLess(len(tried), 10)
                held = [d for d in self.lab.json("outbox", "--state",
                                                 "deferred")
                        if "not tried" in d["reply"]]
                self.assertEqual(len(held), 30 - len(tried))
                self.assertTrue(all(d["tries"] == 0 for d in held))

    def test_full_mailboxes_slow_nobody_down(self):
        r = self.deliver(self.readers("full.test", 30),
                         {"rcpt": "452 4.2.2 mailbox full"})
        self.assertEqual(r["deferred"], 30)
        self.assertEqual(len([1 for who, _, text in self.transcript
                              if who == "C" and text.startswith("RCPT")]), 30)

    def test_messages_on_one_connection(self):
        r = self.deliver(self.readers("a.test", 10), {},
                         "connections = 1; messages_per_connection = 4;")
        self.assertEqual((r["sent"], self.sessions), (10, 3))
        self.assertEqual(len([1 for who, _, text in self.transcript
                              if (who, text) == ("C", "QUIT")]), 3)

    def test_messages_a_minute(self):
        readers = self.readers("a.test", 3) + self.readers("b.test", 1)
        start = time.monotonic()
        r = self.deliver(readers, {}, "messages_per_minute = 60;")
        self.assertEqual(r["sent"], 4)
        self.assertGreater(time.monotonic() - start, 2)  # never sooner


class NextDay(unittest.TestCase):
    """A digest that could not be delivered, when the next one comes."""

    DATES = ("Mon, 05 Jan 2026 00:00:00 -0500",
             "Tue, 06 Jan 2026 00:00:00 -0500",
             "Wed, 07 Jan 2026 00:00:00 -0500")
    LATER = {"text": "451 4.2.0 later"}
    LOST = {"text": "", "then": "close"}

    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.papers = [[f"260{day + 1}.{n:05}" for n in range(1, 4)]
                       for day in range(3)]

    def day(self, number, script=None):
        """One more day's run, against a server of its own."""
        items = "".join(lab.item(p, title=f"Mixture of Experts, part {p}",
                                 abstract="A sparse mixture of experts.")
                        for p in self.papers[number])
        feed = self.lab.file(f"day{number}.xml", lab.day_of(
            lab.SAMPLE, self.DATES[number], keep=0, add=items))
        self.lab.configure(sources=Lab.rss(feed))
        return self.send(script)

    def send(self, script=None):
        (self.lab.dir / "mails").mkdir(exist_ok=True)
        with SmtpServer(self.lab.dir / "mails", script or {}) as server:
            self.lab.configure(smtp=smtp(
                server.port, 'tls = "none"; connections = 1;'))
            result = self.lab.run()
            self.received = list(server.mails)
        return result

    def states(self):
        return {(d["edition"], d["address"]): d["state"]
                for d in self.lab.json("outbox")}

    def subscribe(self, *addresses, **settings):
        for address in addresses:
            self.lab.subscribe(address, threshold=1, **settings)

    def plain(self, mail):
        return lab.body(lab.parse(mail["body"]), "plain")

    def test_it_is_superseded_and_its_papers_come_along(self):
        self.subscribe("ada@local.test", "bo@other.test")
        script = {"domains": {"local.test": {"rcpt": self.LATER}}}
        r = self.day(0, script)
        self.assertEqual((r["sent"], r["deferred"]), (1, 1))
        r = self.day(1)
        self.assertEqual((r["sent"], r["deferred"]), (2, 0))
        mails = {m["recipients"][0]: m for m in self.received}
        text = self.plain(mails["RCPT TO:<ada@local.test>"])
        self.assertEqual(sorted(lab.ids(text)),
                         sorted(self.papers[0] + self.papers[1]))
        self.assertEqual(lab.ids(text)[:3], self.papers[1])
        self.assertIn("3 of 3 papers; 3 of earlier days", text)
        self.assertEqual(" ".join(text.split()).count(
            "of Mon 5 Jan 2026, not delivered then"), 3)
        text = self.plain(mails["RCPT TO:<bo@other.test>"])
        self.assertEqual(lab.ids(text), self.papers[1])
        self.assertEqual(self.states(), {
            ("2026-01-05", "ada@local.test"): "superseded",
            ("2026-01-05", "bo@other.test"): "sent",
            ("2026-01-06", "ada@local.test"): "sent",
            ("2026-01-06", "bo@other.test"): "sent"})
        Older(self.lab).by(72 * HOUR)
        self.send()
        self.assertEqual(self.received, [])
        status = self.lab.json("status")
        self.assertEqual(status["outbox"]["superseded"], 1)

    def test_day_after_day(self):
        """Each paper keeps the day that it is of."""
        self.subscribe("ada@local.test")
        self.day(0, {"rcpt": self.LATER})
        self.assertEqual(self.day(1, {"rcpt": self.LATER})["deferred"], 1)
        self.assertEqual(self.day(2)["sent"], 1)
        text = " ".join(self.plain(self.received[0]).split())
        self.assertEqual(sorted(lab.ids(text)), sorted(sum(self.papers, [])))
        self.assertEqual(text.count("of Mon 5 Jan 2026, not"), 3)
        self.assertEqual(text.count("of Tue 6 Jan 2026, not"), 3)
        self.assertEqual(sorted(self.states().values()),
                         ["sent", "superseded", "superseded"])

    def test_a_retry_of_it_is_the_same_mail(self):
        """Also where templates have changed since."""
        self.subscribe("ada@local.test")
        self.day(0, {"rcpt": self.LATER})
        self.assertEqual(self.day(1, {"dot": self.LOST})["unknown"], 1)
        first, = self.received
        templates = self.lab.dir / "templates"
        shutil.copytree(lab.ROOT / "templates", templates)
        line = templates / "shared/line.txt"
        line.write_text("CHANGED " + line.read_text())
        self.lab.configure(templates=templates)
        Older(self.lab).by(2000)
        self.assertEqual(self.send()["sent"], 1)
        self.assertEqual(self.received[0]["body"], first["body"])

    def test_what_may_have_arrived_is_not_told_again(self):
        """It has its one retry, as it was; the next digest goes without it."""
        self.subscribe("ada@local.test")
        self.assertEqual(self.day(0, {"dot": self.LOST})["unknown"], 1)
        first, = self.received
        self.assertEqual(self.day(1)["sent"], 1)
        self.assertEqual(lab.ids(self.plain(self.received[0])), self.papers[1])
        Older(self.lab).by(2000)
        self.send({"rcpt": self.LATER})  # nor after a 4xx to that
        self.assertEqual(self.states()["2026-01-05", "ada@local.test"],
                         "deferred")
        self.assertEqual(self.day(2)["sent"], 1)
        self.assertEqual(lab.ids(self.plain(self.received[0])), self.papers[2])
        Older(self.lab).by(2000)
        self.send()
        self.assertEqual([m["body"] for m in self.received], [first["body"]])

    def test_who_gets_nothing_today_waits_for_the_old_one(self):
        self.lab.subscribe("ada@local.test", threshold=1, max_papers=5)
        self.day(0, {"rcpt": self.LATER})
        self.lab.ctl("subscriber", "set", "ada@local.test", "novelty", 10)
        r = self.day(1)
        self.assertEqual(r["digests"], 0)
        self.assertEqual(self.states(), {
            ("2026-01-05", "ada@local.test"): "deferred"})
        Older(self.lab).by(400)
        self.send()
        self.assertEqual(lab.ids(self.plain(self.received[0])), self.papers[0])

    def test_weekly_too(self):
        """A daily digest that waits goes along with the first weekly one,
        whose week has those papers: once each."""
        self.subscribe("ada@local.test")
        self.day(0, {"rcpt": self.LATER})
        self.lab.ctl("subscriber", "set", "ada@local.test", "frequency",
                     "weekly tue")
        self.assertEqual(self.day(1)["sent"], 1)
        found = lab.ids(self.plain(self.received[0]))
        self.assertEqual(sorted(found), sorted(self.papers[0] + self.papers[1]))

    def test_more_than_a_mail_can_hold_stays_apart(self):
        self.papers[0] = [f"2601.{n:05}" for n in range(1, 61)]
        self.papers[1] = [f"2602.{n:05}" for n in range(1, 61)]
        self.subscribe("ada@local.test", max_papers=100)
        self.day(0, {"rcpt": self.LATER})
        self.assertEqual(self.day(1)["sent"], 1)
        self.assertEqual(self.states()["2026-01-05", "ada@local.test"],
                         "deferred")
        Older(self.lab).by(400)
        self.send()
        self.assertEqual(len(lab.ids(self.plain(self.received[0]))), 60)


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""Each scenario once whole, then cut off at every transition in turn
(daemon/base/cut.h), resumed, and compared: each reader has every paper exactly
once, or, where the cut lay between a dot and the commit of its reply, one
duplicate at most, with the same Message-ID and the same bytes. The database is
whole, and the outbox ends where it ends without the cut."""

import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../flow"))

import lab
from lab import Lab
from smtpserver import SmtpServer

DATES = ("Mon, 05 Jan 2026 00:00:00 -0500", "Tue, 06 Jan 2026 00:00:00 -0500")
READERS = [f"{name}@{name}.test" for name in ("ada", "bo", "cy")]
LATER = {"rcpt": "451 4.2.0 later"}
LOST = {"dot": {"text": "", "then": "close"}}


class Cut(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab())
        for day, date in enumerate(DATES):
            items = "".join(
                lab.item(f"260{day + 1}.{n:05}", title=f"Mixture of Experts {n}",
                         abstract="A sparse mixture of experts.")
                for n in (1, 2))
            self.lab.file(f"day{day}.xml",
                          lab.day_of(lab.SAMPLE, date, keep=0, add=items))
        self.day(0)
        self.got = []

    # -- the laboratory

    def day(self, number):
        self.lab.configure(sources=Lab.rss(self.lab.dir / f"day{number}.xml"))

    def subscribe(self, **settings):
        for address in READERS:
            self.lab.subscribe(address, threshold=1, **settings)

    def send(self, script, *args, env=None):
        """One `digestctl run`, against a server of its own where there is a
        script; its exit status. What was sent is added to self.got."""
        if script is None:
            return self.run_once(args, env)
        folder = self.lab.dir / "mails"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with SmtpServer(folder, script) as server:
            self.lab.configure(smtp=f'url = "smtp://127.0.0.1:{server.port}"; '
                                    'tls = "none"; connections = 1;')
            status = self.run_once(args, env)
        self.got += [(m["recipients"][0], m["body"]) for m in server.mails
                     if m["accepted"] or self.doubt]
        return status

    def run_once(self, args, env):
        return subprocess.run(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "run", *args],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **(env or {})}).returncode

    def database(self, statement):
        db = sqlite3.connect(self.lab.dir / "state/digestd.db")
        try:
            with db:
                return db.execute(statement).fetchall()
        finally:
            db.close()

    def half_an_hour(self):
        """Later; is there anything that waited for it?"""
        return self.database("UPDATE delivery SET next_try = next_try - 2000"
                             " WHERE state > 2 AND next_try IS NOT NULL"
                             " RETURNING id")

    def received(self):
        """{reader: [mail]}, with what a Maildir has."""
        mails = {}
        for to, raw in self.got + self.lab.mails():
            mails.setdefault(to, []).append(raw)
        return mails

    def outcome(self):
        """What must be the same however it came about."""
        papers = {}
        for to, mails in self.received().items():
            for raw in set(mails):
                text = lab.body(lab.parse(raw), "plain")
                papers.setdefault(to, []).extend(lab.ids(text))
        states = self.database("SELECT edition, subscriber, state FROM delivery"
                               " ORDER BY edition, subscriber")
        return {to: sorted(ids) for to, ids in papers.items()}, states

    # -- cut, resumed, compared

    def through(self, script, finish):
        """finish: the runs to the end, after whatever happened."""
        state, before = self.lab.dir / "state", self.lab.dir / "before"
        count = self.lab.dir / "count"
        shutil.copytree(state, before)
        already = list(self.got)
        self.send(script, env={"DIGESTD_CUT_COUNT": str(count)})
        finish()
        whole = self.outcome()
        self.assertEqual(sorted(whole[0]), sorted(self.received()))
        places = count.read_text().splitlines()
        self.assertGreater(len(places), 5)
        for place in places:
            number, name = place.split()
            with self.subTest(cut_at=name, number=number):
                self.got = list(already)
                shutil.rmtree(state)
                shutil.copytree(before, state)
                shutil.rmtree(self.lab.dir / "maildir", ignore_errors=True)
                died = self.send(script, env={"DIGESTD_CUT_AT": number})
                self.assertIn(died, (-9, 0))
                finish()
                if self.half_an_hour():
                    finish()
                self.compare(whole)

    def compare(self, whole):
        self.assertEqual(self.outcome(), whole)
        copies = 0
        for mails in self.received().values():
            copies += len(mails) - len(set(mails))
            ids = [lab.parse(raw)["Message-ID"] for raw in set(mails)]
            self.assertEqual(len(ids), len(set(ids)), "one mail, two texts")
        self.assertLessEqual(copies, 1 + len(READERS) * self.doubt)
        self.assertEqual(self.database("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.database("PRAGMA foreign_key_check"), [])

    # The scenario begins with mails that may have arrived: they count.
    doubt = False
    def test_a_day_into_a_maildir(self):
        self.subscribe()
        self.through(None, lambda: self.send(None))

    def test_over_smtp(self):
        self.subscribe()
        self.send(None, "--until", "queue")
        self.through({}, lambda: self.send({}))

    def test_a_retry_of_what_was_deferred(self):
        self.subscribe()
        self.send(LATER)
        self.half_an_hour()
        self.through({}, lambda: self.send({}))

    def test_a_retry_of_what_is_unknown(self):
        """Tried once more, with the same bytes; where a crash cuts that off,
        it may have come before the dot, and it is tried again."""
        self.doubt = True
        self.subscribe()
        self.send([LOST, LOST, LOST, {}])
        self.half_an_hour()
        self.through({}, lambda: self.send({}))

    def test_superseding(self):
        self.subscribe()
        self.send(LATER)
        self.day(1)
        self.through({}, lambda: self.send({}))
        self.assertEqual(
            {to: len(mails) for to, mails in self.received().items()},
            {f"RCPT TO:<{address}>": 1 for address in READERS})

    def test_a_refusal_and_its_bounce(self):
        self.subscribe()
        self.send(None, "--until", "queue")
        script = {"domains": {"bo.test": {"rcpt": "550 5.1.1 nobody"}}}
        self.through(script, lambda: self.send(script))
        self.assertEqual(self.database("SELECT bounces FROM subscriber"
                                       " ORDER BY id"), [(0,), (1,), (0,)])

    def test_weekly(self):
        self.subscribe(frequency="weekly tue")
        self.send(None)
        self.day(1)
        self.through(None, lambda: self.send(None))


if __name__ == "__main__":
    unittest.main(verbosity=1)

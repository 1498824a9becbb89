"""One delivery, killed again and again at random moments: nobody is left out,
nothing is told twice in other words, and of copies there is at most one a
connection and kill, which its Message-ID gives away.

The short form runs with the tests. The whole one:

    DIGESTD_CRASH_MAILS=5000 DIGESTD_CRASH_KILLS=100 ctest -R crash.many_kills
"""

import collections
import hashlib
import os
import random
import re
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../flow"))

import lab
from lab import Lab
from smtpserver import SmtpServer

MAILS = int(os.environ.get("DIGESTD_CRASH_MAILS", 2000))
KILLS = int(os.environ.get("DIGESTD_CRASH_KILLS", 25))
SEED = int(os.environ.get("DIGESTD_CRASH_SEED", 1))
CONNECTIONS = 4
SENDING = 1

# A server that thinks: so that a kill finds mails between dot and reply.
SCRIPT = {"extensions": ["PIPELINING"], "dot": {"text": "250 Ok", "delay": 0.004}}


class Sink(SmtpServer):
    """Of each mail whose dot came it keeps whose it was and what it was: for
    its sender's death after the dot it is no less delivered."""

    def __init__(self, directory):
        super().__init__(directory, SCRIPT)
        self.got = collections.defaultdict(list)
        self.count = 0
        self.news = threading.Condition()

    def log(self, *_):
        pass

    def keep(self, mail):
        to = re.fullmatch(r"RCPT TO:<(.+)>", mail["recipients"][0])[1]
        name = re.search(rb"(?m)^Message-ID: (\S+)", mail["body"])[1]
        what = hashlib.sha256(mail["body"]).hexdigest()
        with self.news:
            self.got[to].append((name, what))
            self.count += 1
            self.news.notify_all()

    def wait_for(self, count, process):
        with self.news:
            while self.count < count and process.poll() is None:
                self.news.wait(0.05)


class ManyKills(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.moments = random.Random(SEED)
        self.readers = [f"reader{n}@lab{n % 7}.test" for n in range(MAILS)]
        self.lab.ctl("subscriber", "import", self.lab.file(
            "readers.csv", "address,threshold\n" +
            "".join(f"{address},7\n" for address in self.readers)))
        self.lab.run("--until", "queue")
        folder = self.lab.dir / "mails"
        folder.mkdir()
        self.sink = self.enterContext(Sink(folder))
        self.lab.configure(
            smtp=f'url = "smtp://127.0.0.1:{self.sink.port}"; tls = "none"; '
                 f'connections = {CONNECTIONS}; per_domain = {CONNECTIONS};')

    def start(self):
        return subprocess.Popen(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "run"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill_somewhere(self, kills_left):
        """In the delivery, mostly; now and then before its first mail."""
        run = self.start()
        if self.moments.random() < 0.1:
            time.sleep(self.moments.uniform(0, 0.1))
        else:
            step = 2 * (MAILS - len(self.sink.got)) // (kills_left + 1)
            self.sink.wait_for(
                self.sink.count + self.moments.randint(1, max(step, 1)), run)
            time.sleep(self.moments.uniform(0, 0.01))
        run.kill()
        return run.wait() == -9

    def half_an_hour(self):
        return self.lab.database(
            "UPDATE delivery SET next_try = next_try - 2000"
            " WHERE state > 2 AND next_try IS NOT NULL RETURNING id")

    def test_many_kills(self):
        kills = 0
        for left in range(KILLS, 0, -1):
            # Some that are in doubt are tried again in the middle of it.
            if self.moments.random() < 0.25:
                self.half_an_hour()
            kills += self.kill_somewhere(left)
            (in_doubt,), = self.lab.database(
                f"SELECT count(*) FROM delivery WHERE state = {SENDING}")
            self.assertLessEqual(in_doubt, CONNECTIONS)
        self.assertEqual(self.start().wait(), 0)
        while self.half_an_hour():
            self.assertEqual(self.start().wait(), 0)
        self.check(kills)

    def check(self, kills):
        got = self.sink.got
        copies = self.sink.count - len(got)
        twice = sum(len(mails) > 1 for mails in got.values())
        print(f"{MAILS} mails, {kills} kills, {copies} copies to {twice} "
              f"readers, {MAILS - len(got)} missing, seed {SEED}")
        self.assertEqual(set(got), set(self.readers))
        self.assertLessEqual(copies, CONNECTIONS * kills)
        for to, mails in got.items():
            self.assertEqual(len(set(mails)), 1, to)
        names = {mails[0][0] for mails in got.values()}
        self.assertEqual(len(names), MAILS)
        self.assertEqual(self.lab.database(
            "SELECT state, count(*) FROM delivery GROUP BY state"),
            [(2, MAILS)])
        self.assertEqual(self.lab.database("PRAGMA integrity_check"),
                         [("ok",)])


if __name__ == "__main__":
    unittest.main(verbosity=1)

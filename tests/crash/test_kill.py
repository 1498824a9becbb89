"""SIGKILL at any moment of `digestctl run`; the next run goes on. However often
it was killed and wherever: each reader has one digest, the sums add up, the
database is whole, and the pages are there."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../flow"))

import lab
from lab import Lab
from smtpserver import SmtpServer

# More rounds and other moments: DIGESTD_CRASH_ROUNDS, DIGESTD_CRASH_SEED.
ROUNDS = int(os.environ.get("DIGESTD_CRASH_ROUNDS", 120))
SEED = int(os.environ.get("DIGESTD_CRASH_SEED", 1))


def names(folder):
    """But for what a write that was cut off left beside them."""
    if not folder.is_dir():
        return set()
    return {f.name for f in folder.iterdir() if ".tmp." not in f.name}


class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """What a run gives that nobody kills, and how long it takes."""
        cls.lab = cls.enterClassContext(Lab())
        cls.lab.demo_readers()
        cls.before = cls.lab.dir / "before"
        shutil.copytree(cls.lab.dir / "state", cls.before)
        start = time.monotonic()
        cls.sum = cls.lab.run()
        cls.takes = time.monotonic() - start
        cls.pages = names(cls.lab.dir / "archive")
        cls.readers = sorted(address for address, _ in cls.lab.mails())

    def from_the_start(self):
        for folder in ("state", "maildir", "archive"):
            shutil.rmtree(self.lab.dir / folder, ignore_errors=True)
        shutil.copytree(self.before, self.lab.dir / "state")

    def run_and_kill(self, after, own=None):
        run = subprocess.Popen(
            [lab.BIN / "digestctl", "-c", (own or self.lab).conf, "run"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        run.kill()
        run.wait()

    def database(self, statement, own=None):
        db = sqlite3.connect((own or self.lab).dir / "state/digestd.db")
        try:
            with db:
                return db.execute(statement).fetchone()
        finally:
            db.close()

    def go_on(self):
        """The run after; what was in flight when killed waits half an hour."""
        r = self.lab.run()
        if r["unknown"]:
            self.database("UPDATE delivery SET next_try = next_try - 2000")
            r = self.lab.run()
        return r

    def test_while_sending(self):
        """Over SMTP: nobody is left out, and of what came twice there is at
        most one a connection and kill, with the same bytes."""
        readers = [f"reader{i}@local.test" for i in range(12)]
        connections = 3
        moments = random.Random(SEED)
        with Lab() as own:
            for address in readers:
                own.subscribe(address, threshold=7)
            own.run("--until", "queue")
            shutil.copytree(own.dir / "state", own.dir / "before")
            for n in range(ROUNDS // 4):
                kills = moments.choice((1, 2))
                with self.subTest(round=n, seed=SEED):
                    got = self.send(own, connections, [
                        moments.uniform(0, 0.2) for _ in range(kills)])
                    self.assertEqual(sorted(got), sorted(
                        f"RCPT TO:<{address}>" for address in readers))
                    copies = sum(len(bodies) - 1 for bodies in got.values())
                    self.assertLessEqual(copies, connections * kills)
                    for bodies in got.values():
                        self.assertEqual(len(set(bodies)), 1)

    def send(self, own, connections, kills):
        """What a server has after that and two more runs: {to: [bytes]}."""
        for folder in ("state", "mails"):
            shutil.rmtree(own.dir / folder, ignore_errors=True)
        shutil.copytree(own.dir / "before", own.dir / "state")
        (own.dir / "mails").mkdir()
        script = {"dot": {"text": "250 Ok", "delay": 0.01}}
        with SmtpServer(own.dir / "mails", script) as server:
            own.configure(smtp=f'url = "smtp://127.0.0.1:{server.port}"; '
                               f'tls = "none"; connections = {connections};')
            for after in kills:
                self.run_and_kill(after, own)
            for _ in range(2):
                own.run()
                self.database("UPDATE delivery SET next_try = next_try - 2000",
                              own)
            result = own.run()
            self.assertEqual(result["sent"] + result["unknown"], 12)
            got = {}
            for mail in server.mails:
                got.setdefault(mail["recipients"][0], []).append(mail["body"])
        return got

    def test_anywhere(self):
        moments = random.Random(SEED)
        for n in range(ROUNDS):
            kills = [moments.uniform(0, self.takes * 1.1)
                     for _ in range(moments.choice((1, 1, 2, 3)))]
            with self.subTest(round=n, seed=SEED, killed_after=kills):
                self.from_the_start()
                for after in kills:
                    self.run_and_kill(after)
                r = self.go_on()
                for key in ("announced", "scanned", "skipped", "relevant",
                            "below", "unscored", "digests", "sent"):
                    self.assertEqual(r[key], self.sum[key], key)
                self.assertEqual(sorted(a for a, _ in self.lab.mails()),
                                 self.readers)
                self.assertEqual(names(self.lab.dir / "archive"), self.pages)
                self.assertEqual(self.database("PRAGMA integrity_check"),
                                 ("ok",))


if __name__ == "__main__":
    unittest.main(verbosity=1)

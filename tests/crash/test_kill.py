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

    def run_and_kill(self, after):
        run = subprocess.Popen(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "run"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        run.kill()
        run.wait()

    def database(self, statement):
        db = sqlite3.connect(self.lab.dir / "state/digestd.db")
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

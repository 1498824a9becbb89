"""digestctl backup: taken while others write, restored elsewhere."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import unittest

import lab
from lab import Lab


def check(path):
    with sqlite3.connect(path) as db:
        return db.execute("PRAGMA integrity_check").fetchone()[0]


class Backup(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.lab.demo_readers()
        self.lab.run()

    def backup(self, name="b.db", **expected):
        return self.lab.ctl("backup", self.lab.dir / name, **expected)

    def test_restored_it_is_the_same(self):
        self.backup()
        with Lab() as other:
            (other.dir / "state").mkdir(mode=0o700)
            shutil.copy(self.lab.dir / "b.db", other.dir / "state/digestd.db")
            for facts in (["status"], ["subscriber", "list"], ["outbox"]):
                self.assertEqual(other.json(*facts), self.lab.json(*facts))
            self.assertEqual(other.ctl("subscriber", "export").stdout,
                             self.lab.ctl("subscriber", "export").stdout)
            # and it goes on: finished stays finished, nobody is mailed twice
            self.assertEqual(other.run()["stale"], True)
            self.assertEqual(other.mails(), [])

    def test_one_private_file(self):
        self.backup()
        path = self.lab.dir / "b.db"
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual([f.name for f in self.lab.dir.iterdir()
                          if "b.db" in f.name or "part" in f.name], ["b.db"])
        # no log beside it is needed, or made by whoever looks
        self.assertEqual(path.read_bytes()[18:20], b"\1\1")
        self.assertEqual(check(path), "ok")

    def test_nothing_is_overwritten(self):
        path = self.lab.file("b.db", "precious")
        self.assertIn("is there already", self.backup(status=1).stderr)
        self.assertEqual(path.read_text(), "precious")
        os.symlink("/nowhere", self.lab.dir / "link")
        self.backup("link", status=1)
        self.assertIn("No such file", self.backup("no/such/b.db", status=1).stderr)

    def test_what_a_killed_one_left(self):
        """Goes with the next one; what somebody still writes stays."""
        for name in ("digestd-backup.part.1", "digestd-backup.part.1-journal",
                     "digestd-backup.part.2", "digestd-backup.part.txt"):
            self.lab.file(name, "half")
        with open(self.lab.dir / "digestd-backup.part.2") as busy:
            fcntl.flock(busy, fcntl.LOCK_EX)
            self.backup()
        left = sorted(p.name for p in self.lab.dir.glob("digestd-backup*"))
        self.assertEqual(left, ["digestd-backup.part.2",
                                "digestd-backup.part.txt"])

    def test_while_others_write(self):
        rows = "".join(f"r{i}@x.test,architecture;compression\n"
                       for i in range(6000))
        path = self.lab.file("many.csv", "address,topics\n" + rows)
        writer = subprocess.Popen(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "subscriber",
             "import", path], stdout=subprocess.DEVNULL)
        counts = []
        while writer.poll() is None or not counts:
            name = f"b{len(counts)}.db"
            self.backup(name)
            with sqlite3.connect(self.lab.dir / name) as db:
                self.assertEqual(check(self.lab.dir / name), "ok")
                counts.append(db.execute(
                    "SELECT count(*), (SELECT count(*) FROM wish WHERE chosen)"
                    " FROM subscriber WHERE address LIKE '%@x.test'").fetchone())
        self.assertEqual(writer.wait(), 0)
        for readers, wishes in counts:  # never half a transaction
            self.assertEqual(wishes, 2 * readers + self.demo_wishes())
            self.assertEqual(readers % 2000, 0)

    def demo_wishes(self):
        rows = (lab.ROOT / "etc/demo/subscribers.csv").read_text().splitlines()
        at = rows[0].split(",").index("topics")
        return sum(len(r.split(",")[at].split(";")) for r in rows[1:]
                   if r.split(",")[at])

    def test_a_directory_and_how_many_to_keep(self):
        folder = self.lab.dir / "backups"
        folder.mkdir()
        old = [f"digestd-2020-01-0{d}T031500Z.db" for d in range(1, 6)]
        others = ["digestd.db", "digestd-2020-01-01.db", "notes",
                  "digestd-2020-01-01T031500Z.db.gz"]
        for name in old + others:
            (folder / name).write_text("x")
        said = self.lab.json("backup", folder, "--keep", 3)
        self.assertRegex(said["file"],
                         r"/backups/digestd-\d{4}-\d\d-\d\dT\d{6}Z\.db$")
        self.assertEqual(said["removed"], 3)
        left = {f.name for f in folder.iterdir()}
        self.assertEqual(left, {*old[3:], *others, os.path.basename(said["file"])})

    def test_mistakes(self):
        for args, word in ((["x", "--keep", "0"], '"0"'),
                           (["x", "--keep", "many"], '"many"'),
                           (["b.db", "--keep", "2"], "b.db is none"),
                           ([], "FILE")):
            self.assertIn(word, self.lab.ctl("backup", *args, status=2).stderr)
        with Lab() as fresh:
            self.assertIn("no state yet", fresh.ctl(
                "backup", fresh.dir / "b.db", status=1).stderr)
            self.assertFalse((fresh.dir / "state").exists())

    def test_a_full_disk_leaves_nothing(self):
        done = subprocess.run(
            ["prlimit", "--fsize=65536", lab.BIN / "digestctl", "-c",
             self.lab.conf, "backup", self.lab.dir / "b.db"],
            capture_output=True, text=True, restore_signals=False)  # EFBIG
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("b.db", done.stderr)
        self.assertEqual([p.name for p in self.lab.dir.iterdir()
                          if "b.db" in p.name or "part" in p.name], [])


if __name__ == "__main__":
    unittest.main()

"""Editions from a web server: what the daemon asks for, and what it makes of
the answers. The documents themselves are unit.fetch's business."""

import json
import subprocess
import sys
import unittest
import urllib.request

import lab
from lab import Lab


class Served(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.lab.subscribe("ada@example.org", threshold=1, max_papers=100)
        self.server = subprocess.Popen(
            [sys.executable, "-B", "feedserver.py", "--root", lab.SAMPLE.parent,
             "--papers", "450", "--newest", "2025-04-18"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.server.stdin.close)
        self.base = f"http://127.0.0.1:{int(self.server.stdout.readline())}"

    def requests(self):
        with urllib.request.urlopen(self.base + "/log") as answer:
            return json.load(answer)

    def api(self):
        return (f'{{ type = "arxiv-api"; url = "{self.base}/api/query"; '
                'categories = [ "cs.LG", "cs.AI" ]; }')

    def rss(self, path):
        return Lab.rss(f"{self.base}{path}")

    def test_a_past_day_by_submission_date(self):
        self.lab.configure(sources=self.api())
        r = self.lab.run("--date", "2025-04-10")
        self.assertEqual((r["edition"], r["announced"]), ("2025-04-10", 10))
        self.assertTrue(r["by_submission"])
        asked = self.requests()[0]["path"]
        self.assertIn("submittedDate:[202504100000+TO+202504102359]",
                      asked.replace("%3A", ":").replace("%5B", "[")
                      .replace("%5D", "]").replace("%20", "+"))
        self.assertIn("submitted that day", self.lab.ctl(
            "run", "--date", "2025-04-10").stdout)
        # Done once, it is done.
        self.assertEqual(len(self.requests()), 1)

    def test_pages_three_seconds_apart(self):
        self.lab.configure(sources=self.api())
        self.lab.run("--date", "2025-04-18", "--until", "fetch")
        self.lab.configure(sources=self.api().replace("/api/query",
                                                      "/api/dry/query"))
        # The day before, of which the server says it has more than it gives.
        self.lab.run("--date", "2025-04-17", "--until", "fetch")
        times = [r["time"] for r in self.requests()[1:]]
        for first, second in zip(times, times[1:]):
            self.assertGreaterEqual(second - first, 2.99)

    def test_conditional_get_and_user_agent(self):
        self.lab.configure(sources=self.rss("/file/sample-day.xml"))
        r = self.lab.run()
        self.assertEqual((r["edition"], r["sent"]), ("2026-01-05", 1))
        r = self.lab.run()
        self.assertEqual([s["status"] for s in r["sources"]], ["unchanged"])
        self.assertTrue(r["stale"])
        first, second = self.requests()
        self.assertNotIn("if-none-match", first["headers"])
        self.assertIn("if-none-match", second["headers"])
        self.assertRegex(first["headers"]["user-agent"],
                         r"^digestd/.*mailto:admin@sender\.test")

    def test_gzip(self):
        self.lab.configure(sources=self.rss("/gzip/sample-day.xml"))
        self.assertEqual(self.lab.run()["announced"],
                         len(lab.feed_items(lab.SAMPLE)))

    def test_failures_name_the_url(self):
        for path in ("/status/404", "/status/503", "/truncated/sample-day.xml",
                     "/bomb?mb=30", "/close", "/cutgzip/sample-day.xml",
                     "/redirect?to=file:///etc/passwd"):
            with self.subTest(path), Lab() as own:
                own.configure(sources=self.rss(path))
                out = own.ctl("run", status=1)
                self.assertIn(self.base + path.split("?")[0], out.stderr)
                self.assertEqual(own.json("status")["editions"], [])

    def test_one_fails_the_others_stand_and_it_tops_up_later(self):
        """A source that was down gives its papers to the next edition."""
        gone = self.rss("/status/503")
        self.lab.configure(sources=gone + ", " + Lab.rss(lab.SAMPLE))
        r = self.lab.run()
        self.assertEqual([s["status"] for s in r["sources"]], ["failed", "ok"])
        late = self.lab.file("late.xml", lab.day_of(
            lab.SAMPLE, "Mon, 05 Jan 2026 00:00:00 -0500", keep=0,
            add=lab.item("2601.99201")))
        self.lab.configure(sources=Lab.rss(late) + ", " + Lab.rss(lab.SAMPLE))
        r = self.lab.run()
        self.assertEqual((r["stale"], r["waiting"]), (True, 1))


if __name__ == "__main__":
    unittest.main(verbosity=1)

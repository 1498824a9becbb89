#!/usr/bin/env python3
"""make demo's script in a checkout of its own: the sample day twice, a feed
that is nobody's in particular, a day without papers, a file that is none."""
import email
import email.policy
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["DIGESTD_BIN"])
ROOT = pathlib.Path(__file__).resolve().parents[2]

BLOG = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Blog</title>
<link>https://blog.example.org/</link>
<pubDate>Mon, 05 Jan 2026 06:00:00 +0000</pubDate>
<item><title>Sparse autoencoders and superposition in mixture of experts</title>
<link>https://blog.example.org/1</link>
<description>Feature learning, mechanistic interpretability and quantization
of mixture of experts models: pruning and dictionary learning.</description>
</item></channel></rss>
"""
EMPTY = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>cs.LG updates on arXiv.org</title>
<pubDate>Sat, 03 Jan 2026 00:00:00 -0500</pubDate></channel></rss>
"""


class Demo(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="digestd demo & |"))
        self.addCleanup(shutil.rmtree, self.dir)
        for part in ("etc", "templates", "prompts"):
            shutil.copytree(ROOT / part, self.dir / part)

    def run_demo(self, feed):
        return subprocess.run(
            [self.dir / "etc/demo/demo.sh", BIN, feed], cwd=self.dir,
            capture_output=True, text=True, timeout=100)

    def write(self, name, text):
        (self.dir / name).write_text(text)
        return name

    def mails(self, name):
        return sorted((self.dir / "demo" / name / "maildir/new").iterdir())

    def test_sample_twice(self):
        first = self.run_demo("sample")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("bundled sample day", first.stdout)
        mails = self.mails("sample")
        self.assertEqual(len(mails), 3)
        second = self.run_demo("sample")
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertEqual(self.mails("sample"), mails)
        for who in ("asha", "boris", "chiara"):
            room = self.dir / "demo/sample/mails"
            mail = email.message_from_bytes((room / f"{who}.eml").read_bytes(),
                                            policy=email.policy.default)
            self.assertIn(f"{who}@", mail["To"])
            text = mail.get_body(("plain",)).get_content()
            self.assertEqual(text.split(),
                             (room / f"{who}.txt").read_text().split())
            self.assertIn("<html", (room / f"{who}.html").read_text())

    def test_any_feed(self):
        feed = self.write("100% #1 'blog' & \\ |?.xml", BLOG)
        for _ in range(2):
            done = self.run_demo(feed)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"Reading {feed}", done.stdout)
            self.assertIn("announced 1 = scanned 1 + skipped 0", done.stdout)

    def test_no_papers(self):
        done = self.run_demo(self.write("saturday.xml", EMPTY))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Nothing was announced on 2026-01-03", done.stdout)
        self.assertIn("FEED=sample", done.stdout)

    def test_no_feed(self):
        done = self.run_demo("nowhere.xml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere.xml: no such file", done.stderr)
        done = self.run_demo(self.write("notes.xml", "<notes/>"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("<notes> is no RSS, RDF or Atom feed", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)

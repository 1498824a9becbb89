"""digestctl preview: what it shows is what the edition then sends, also where a
reader's own phrases, judgements and week decide."""

import re
import unittest

import lab
from lab import Lab
from test_inbox import InboxCase

READER = "ada@example.org"
TUESDAY = "Tue, 06 Jan 2026 00:00:00 -0500"
WEDNESDAY = "Wed, 07 Jan 2026 00:00:00 -0500"
BRIDGES = lab.item("2601.98100", "Suspension bridges over the Tagus river",
                   "We compute how suspension bridges sway.")
EXPERTS = (
    "Sparse mixture of experts routing for mixture-of-experts transformers",
    "We propose a sparse mixture of experts architecture with a new routing "
    "mechanism for transformers, and analyse expert specialization, pruning "
    "and quantization of mixture-of-experts language models.",
)


def shown(text):
    """The digest's text but for what is signed afresh each time."""
    return re.sub(r"[a-z2-7]{42}", "TOKEN", " ".join(text.split()))


class Preview(InboxCase):
    def feed(self, date, *items):
        path = self.lab.file("next.xml", lab.day_of(
            lab.SAMPLE, date, keep=0, add="".join(items)))
        self.lab.configure(sources=Lab.rss(path))

    def preview(self, *options):
        out = self.lab.ctl("preview", READER, "--format", "text", *options)
        return shown(out.stdout), out.stderr

    def sent(self):
        return shown(lab.body(lab.parse(self.lab.mails()[-1][1]), "plain"))

    def check(self, date, *items):
        """Preview before and after the mail; returns it."""
        self.feed(date, *items)
        self.lab.run("--until", "score")
        before, _ = self.preview()
        self.lab.run()
        self.assertEqual(before, self.sent())
        self.assertEqual(self.preview()[0], before)
        return before

    def test_phrases_and_judgements(self):
        self.say("more 1, less 2, more suspension bridges, threshold 5")
        text = self.check(
            TUESDAY, BRIDGES, lab.item("2601.98101", *EXPERTS),
            *(lab.item(f"2601.982{i:02}", f"Plain matters, part {i}")
              for i in range(30)))
        self.assertIn("2601.98100", text)
        self.assertIn("suspension bridges", text)

    def test_a_judgement_alone_moves_the_numbers(self):
        self.say("threshold 1")
        self.feed(TUESDAY, lab.item("2601.98101", *EXPERTS),
                  *(lab.item(f"2601.982{i:02}", f"Plain matters, part {i}")
                    for i in range(30)))
        self.lab.run("--until", "score")
        before, _ = self.preview()
        self.say("more 1, less 2")
        after, _ = self.preview()
        self.assertNotEqual(before, after)
        self.lab.run()
        self.assertEqual(after, self.sent())

    def test_a_week(self):
        self.lab.ctl("subscriber", "set", READER, "frequency", "weekly wed")
        self.feed(TUESDAY, lab.item("2601.98101", *EXPERTS))
        self.assertEqual(self.lab.run()["digests"], 0)
        text, said = self.preview()
        self.assertIn("2601.98101", text)
        self.assertIn("weekly", said)
        text = self.check(WEDNESDAY, lab.item("2601.98102", *EXPERTS))
        for paper in ("2601.98101", "2601.98102"):
            self.assertIn(paper, text)
        # Monday's were mailed on Monday, when she had a digest a day.
        mailed = lab.ids(lab.body(self.digest, "plain"))
        self.assertFalse([p for p in mailed if p in text])

    def test_says_why_no_mail_would_go(self):
        self.assertEqual(self.preview()[1], "")
        self.lab.ctl("subscriber", "pause", READER)
        self.assertIn("gets no mail: paused", self.preview()[1])
        self.lab.ctl("subscriber", "resume", READER)
        self.feed(TUESDAY, lab.item("2601.98103", "Plain matters"))
        self.lab.run()
        self.assertIn("no mail that day", self.preview()[1])


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""digestctl what-if: what it says of an edit is what the edit then does."""

import re
import unittest

import lab
from lab import Lab
from llmserver import LLMServer

READERS = (
    ("all@reader.test", {}),
    ("moe@reader.test", {"topics": "architecture"}),
    ("strict@reader.test", {"threshold": 9.5}),
    ("science@reader.test", {"topics": "science", "threshold": 6}),
    ("weekly@reader.test", {"frequency": "weekly fri"}),
    ("few@reader.test", {"max_papers": 2, "threshold": 3}),
)
TOPICS = """
topics = (
  { id = "architecture"; name = "Model Architecture"; aliases = [ "MoE" ];
    keywords = [ "mixture of experts", "routing", "graph neural network" ]; },
  { id = "diffusion"; name = "Diffusion"; keywords = [ "diffusion", "denoising" ]; }
);
"""


def mailed(room):
    """What each reader's digest holds, from the mails themselves."""
    return {to: set(lab.ids(lab.body(lab.parse(raw), "plain")))
            for to, raw in room.mails()
            if to != "admin@sender.test"}  # told of topics that are gone


class WhatIf(unittest.TestCase):
    def setUp(self):
        self.lab = self.room()
        self.lab.run()

    def room(self, **settings):
        room = Lab(**settings)
        self.addCleanup(room.__exit__)
        for address, own in READERS:
            if address != "weekly@reader.test":
                room.subscribe(address, **own)
        return room

    def edited(self, *edits):
        """The config after some edits, beside the one in force."""
        text = self.lab.conf.read_text()
        for old, new in edits:
            self.assertIn(old, text)
            text = text.replace(old, new)
        return self.lab.file("new.conf", text)

    def after(self, path):
        """The same day under that config for real, in a room of its own."""
        room = self.room()
        room.conf.write_text(path.read_text().replace(str(self.lab.dir),
                                                      str(room.dir)))
        return room.run(), mailed(room)

    def check(self, path):
        said = self.lab.json("what-if", path)
        before = mailed(self.lab)
        ran, after = self.after(path)
        self.assertEqual(said["relevant"]["after"], ran["relevant"])
        self.assertEqual(said["digests"], {"before": len(before),
                                           "after": len(after)})
        self.assertEqual(said["papers"]["after"],
                         sum(map(len, after.values())))
        told = {r["address"]: r for r in said["readers"]}
        for address in before.keys() | after.keys():
            then, now = before.get(address, set()), after.get(address, set())
            one = told.pop(address, {"gains": [], "loses": []})
            self.assertEqual({p["arxiv_id"] for p in one["gains"]}, now - then)
            self.assertEqual({p["arxiv_id"] for p in one["loses"]}, then - now)
        self.assertEqual(told, {})
        return said

    def test_no_edit_no_change(self):
        said = self.check(self.edited())
        self.assertEqual((said["readers"], said["notes"]), ([], []))
        self.assertIn("Nobody gains or loses",
                      self.lab.ctl("what-if", self.lab.conf).stdout)

    def test_another_threshold(self):
        said = self.check(self.edited(("threshold = 8", "threshold = 7"),
                                      ("relevance = 8", "relevance = 6")))
        # who has their own keeps it
        told = {r["address"] for r in said["readers"]}
        self.assertIn("all@reader.test", told)
        self.assertNotIn("strict@reader.test", told)

    def test_other_topics(self):
        said = self.check(self.edited(
            (f'@include "{lab.ROOT}/etc/topics.conf"', TOPICS),
            ('scorer = "lexical"', 'scorer = "lexical"; weights = ""')))
        self.assertTrue(said["readers"])
        self.assertRegex(said["notes"][0], "gone: representation, compression")

    def test_nothing_is_changed_or_sent(self):
        path = self.edited(("threshold = 8", "threshold = 4"))
        status, mails = self.lab.json("status"), self.lab.mails()
        self.lab.ctl("what-if", path)
        self.assertEqual(self.lab.json("status"), status)
        self.assertEqual(self.lab.mails(), mails)
        self.assertEqual(self.lab.run()["sent"], len(mails))

    def test_the_table(self):
        text = self.lab.ctl("what-if", self.edited(
            ("threshold = 8", "threshold = 7"))).stdout
        self.assertRegex(text, r"(?m)^Edition 2026-01-05 under .*new\.conf")
        self.assertRegex(text, r"(?m)^all@reader\.test +\d+ -> \d+ +gains +7\.\d"
                               r" +2601\.\d{5} +\S")

    def test_a_weekly_reader_is_shown_the_day(self):
        self.lab.subscribe("weekly@reader.test", **dict(READERS)
                           ["weekly@reader.test"])
        said = self.lab.json("what-if", self.edited(
            ("threshold = 8", "threshold = 5")))
        self.assertIn("weekly@reader.test",
                      {r["address"] for r in said["readers"]})

    def test_sources_that_differ_are_said(self):
        said = self.lab.json("what-if", self.edited(
            ('"cs.LG", "cs.AI"', '"cs.LG", "stat.ML"')))
        self.assertRegex(said["notes"][0], "sources differ")

    def test_mistakes(self):
        bad = self.edited(("threshold = 8", "threshold = 88"))
        done = self.lab.ctl("what-if", bad, "--json", status=2)
        self.assertRegex(done.stderr, r"new\.conf:\d+: subscribers\.threshold")
        self.assertIn("2020-01-01", self.lab.ctl(
            "what-if", self.lab.conf, "--date", "2020-01-01", status=1).stderr)
        self.lab.ctl("what-if", "/nowhere.conf", status=2)
        with Lab() as fresh:
            self.assertIn("no edition yet",
                          fresh.ctl("what-if", fresh.conf, status=1).stderr)


class Model(unittest.TestCase):
    """What a model said stands; it is not asked again."""

    def test_a_model_is_not_asked_again(self):
        with LLMServer() as server, Lab() as room:
            room.configure(scoring=f'scorer = "llm"; llm: {{ url = "{server.url}";'
                           ' model = "m"; prefilter = "none"; };')
            room.subscribe("ada@reader.test", threshold=8)
            room.subscribe("bob@reader.test")
            room.run()
            before, asked = mailed(room), len(server.requests)
            self.assertGreater(asked, 0)
            self.assertEqual(room.json("what-if", room.conf)["readers"], [])
            text = room.conf.read_text()
            strict = room.file("s.conf", text.replace("threshold = 8",
                                                      "threshold = 9.5"))
            said = room.json("what-if", strict)
            self.assertEqual([r["address"] for r in said["readers"]],
                             ["bob@reader.test"])
            self.assertRegex(said["notes"][0], r"^No model is asked: \d+ of")
            # back to the built-in scorer: that one is
            lexical = room.file("l.conf", text.replace('"llm"', '"lexical"'))
            said = room.json("what-if", lexical)
            gained = {p["arxiv_id"] for r in said["readers"]
                      for p in r["gains"] if r["address"] == "ada@reader.test"}
            self.assertFalse(gained & before["ada@reader.test"])
            self.assertTrue(said["readers"])
            self.assertEqual(len(server.requests), asked)


if __name__ == "__main__":
    unittest.main()

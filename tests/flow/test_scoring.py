"""digestctl evaluate, train and score: the figures against a computation of
one's own, the files against each other, and (where ../shared is) the shipped
weights against the labelled days that they were made of."""

import json
import random
import subprocess
import sys
import unittest

import lab
from lab import Lab
from llmserver import LLMServer
from test_inbox import reply

DEV = sorted((lab.CORPORA / "labelled/dev").glob("*.jsonl"))
SHIPPED = lab.ROOT / "etc/lexical.tsv"

# No topic names any of these words.
SELECTED = [
    "Bees dance in hives", "A hive of dancing bees",
    "What honey tells the bees", "Honey from dancing hives",
]
OTHERS = [
    "Cameras on streets", "Lamps beside a road",
    "Street lamps and their owners", "Counting cars at night",
]


def paper(number, title, selected, **more):
    return {
        "arxiv_id": f"2601.{number:05}", "title": title,
        "abstract": f"We study {title.lower()} and report what we found.",
        "authors": ["A. Nyone"], "categories": ["cs.LG"],
        "announce_type": "new", "selected": selected,
        "selected_by": "topics" if selected else None, **more,
    }


def made_up_day(seed, n=60):
    """A quarter of the papers is selected, for words that no topic names."""
    chance = random.Random(seed)
    return [
        paper(100 * seed + i, chance.choice(SELECTED if i % 4 == 0 else OTHERS)
              + f" {i}", i % 4 == 0)
        for i in range(n)
    ]


def write(path, papers):
    path.write_text("".join(json.dumps(p) + "\n" for p in papers))
    return path


def auc(pairs):
    """By its definition, over all pairs; ties are worth a half."""
    yes = [v for v, selected in pairs if selected]
    no = [v for v, selected in pairs if not selected]
    won = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    return won / (len(yes) * len(no))


class Evaluate(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)

    def test_agrees_with_score(self):
        """One day has no background, as in a store without papers."""
        day = made_up_day(1) + [
            paper(999, "Sparse mixture of experts routing", True),
            paper(998, "A mixture of experts, pruned", False),
            paper(997, "Mixture of experts by a friend", True,
                  selected_by="authors"),
        ]
        file = write(self.lab.dir / "2026-01-05.jsonl", day)
        said = self.lab.json("evaluate", file)
        judged = [p for p in day if p["selected_by"] != "authors"]
        without = write(self.lab.dir / "without.jsonl", judged)
        lines = self.lab.ctl("score", without).stdout.splitlines()
        scores = {s["arxiv_id"]: s for s in map(json.loads, lines)}
        row = said["days"][0]
        self.assertEqual(row["day"], "2026-01-05")
        self.assertEqual(row["papers"], len(judged))
        self.assertEqual(row["selected"], sum(p["selected"] for p in judged))
        chosen = [p for p in judged
                  if scores[p["arxiv_id"]]["relevance"] >= 8
                  and scores[p["arxiv_id"]]["novelty"] >= 7]
        self.assertEqual(row["chosen"], len(chosen))
        right = sum(p["selected"] for p in chosen)
        self.assertAlmostEqual(row["recall"], right / row["selected"])
        # score prints two decimals: a pair may become a tie.
        self.assertAlmostEqual(
            row["auc"], auc([(scores[p["arxiv_id"]]["relevance"],
                              p["selected"]) for p in judged]), places=2)
        self.assertAlmostEqual(said["together"]["auc"], row["auc"])
        self.assertAlmostEqual(said["mean"]["auc"], row["auc"])

    def test_table(self):
        files = [str(write(self.lab.dir / f"day{i}.jsonl", made_up_day(i)))
                 for i in (1, 2)]
        text = self.lab.ctl("evaluate", *files).stdout
        self.assertRegex(text, r"(?m)^day1 +60 +15 ")
        self.assertRegex(text, r"(?m)^mean of days +120 +30 ")
        self.assertRegex(text, r"(?m)^one list +120 +30 ")

    def test_a_day_without_figures(self):
        """Nothing selected, everything selected, no papers, one paper."""
        none = [paper(i, f"Bees {i}", False) for i in range(5)]
        files = [write(self.lab.dir / "none.jsonl", none),
                 write(self.lab.dir / "all.jsonl",
                       [{**p, "selected": True} for p in none]),
                 write(self.lab.dir / "empty.jsonl", []),
                 write(self.lab.dir / "one.jsonl", none[:1])]
        said = self.lab.json("evaluate", *files)
        for row in (*said["days"], said["mean"]):
            self.assertIsNone(row["auc"])
            self.assertIsNone(row["recall_when_kept"]["40"])
        self.assertIn("no figures", self.lab.ctl("evaluate", *files).stdout)
        # A day that has some is alone in the mean.
        files.append(write(self.lab.dir / "day.jsonl", made_up_day(1)))
        said = self.lab.json("evaluate", *files)
        self.assertEqual(said["mean"]["auc"], said["days"][-1]["auc"])

    def test_a_line_out_for_each_line_in(self):
        experts = {**paper(1, "Mixture of Experts with Dynamic Routing", False),
                   "abstract": "We propose a sparse mixture-of-experts "
                   "architecture whose router balances load without auxiliary "
                   "losses, and analyse expert specialization in "
                   "transformers."}
        papers = [experts,
                  {"arxiv_id": "2", "title": "", "abstract": ""},
                  {"arxiv_id": "3", "title": "混合专家模型", "authors": None},
                  {"arxiv_id": "4", "title": "MoE", "categories": None,
                   "abstract": "we route experts " * 10000},
                  experts]
        text = "".join(json.dumps(p) + "\n\n" for p in papers)
        out = [json.loads(s) for s in
               self.lab.ctl("score", stdin=text).stdout.splitlines()]
        self.assertEqual([s["arxiv_id"] for s in out],
                         [p["arxiv_id"] for p in papers])
        for s in out:
            self.assertTrue(1 <= s["novelty"] <= s["relevance"] <= 10)
        self.assertEqual(out[1]["scorer"], "none")
        self.assertGreaterEqual(out[0]["relevance"], 8)
        self.assertEqual(self.lab.ctl("score", stdin="").stdout, "")

    def test_names_what_is_wrong(self):
        bad = self.lab.dir / "bad.jsonl"
        for text, says in (
            ('{"arxiv_id": "1", "title": "t"}\n', 'bad.jsonl:1: no "selected"'),
            ('\n{"arxiv_id": "1", "title": "t", "selected": 1}\n',
             'bad.jsonl:2: no "selected"'),
            ("no json\n", "bad.jsonl:1: "),
        ):
            bad.write_text(text)
            done = self.lab.ctl("evaluate", bad, status=1)
            self.assertIn(says, done.stderr)
        done = self.lab.ctl("evaluate", "/nowhere.jsonl", status=1)
        self.assertIn("/nowhere.jsonl: ", done.stderr)
        self.lab.ctl("evaluate", status=2)


class Train(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.files = [str(write(self.lab.dir / f"day{i}.jsonl", made_up_day(i)))
                      for i in range(1, 6)]
        self.weights = self.lab.dir / "lexical.tsv"  # where the config looks

    def test_what_it_learns_is_used(self):
        before = self.lab.json("evaluate", *self.files)
        said = self.lab.json("train", "-o", self.weights, *self.files)
        self.assertEqual((said["papers"], said["days"], said["selected"]),
                         (300, 5, 75))
        self.assertGreater(said["both"]["auc"], .95)
        self.assertEqual(self.weights.stat().st_mode & 0o777, 0o644)
        after = self.lab.json("evaluate", *self.files)
        self.assertGreater(after["mean"]["auc"], .95)
        self.assertGreater(after["mean"]["auc"], before["mean"]["auc"])
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", self.lab.conf],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_same_files_same_bytes(self):
        there = self.lab.ctl("train", *self.files)
        self.lab.ctl("train", "-o", self.weights, *self.files)
        self.assertEqual(there.stdout, self.weights.read_text())
        self.assertIn("together", there.stderr)  # how good it is

    def test_refuses_too_little_and_writes_nothing(self):
        done = self.lab.ctl("train", "-o", self.weights, self.files[0],
                            status=1)
        self.assertIn("1 day: at least 2", done.stderr)
        self.assertFalse(self.weights.exists())
        done = self.lab.ctl("train", status=1)  # nothing in the store
        self.assertIn("labelled days", done.stderr)

    def test_broken_weights_are_named(self):
        self.weights.write_text("digestd-weights\t1\ntopics\tmoe\nbias\tnan\n")
        done = self.lab.ctl("score", self.files[0], status=1)
        self.assertIn("lexical.tsv:3: bias", done.stderr)
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", self.lab.conf],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("lexical.tsv:3: bias", done.stdout + done.stderr)


class TrainFromTheStore(unittest.TestCase):
    """Weeks of a model's scores teach the embedded scorer what no keyword
    says."""

    DAYS = 4

    def setUp(self):
        self.server = self.enterContext(LLMServer())
        self.server.script = [{"edit": self.answer, "forever": True}]
        self.lab = self.enterContext(Lab())
        self.days = [made_up_day(i) for i in range(1, self.DAYS + 2)]
        self.liked = {p["arxiv_id"] for day in self.days for p in day
                      if p["selected"]}
        self.weights = self.lab.dir / "lexical.tsv"

    def answer(self, _, ids):
        """What the model says: 9 to what somebody would select, else 2."""
        return "\n".join(json.dumps({
            "ARXIVID": p, "COMMENT": "", "RELEVANCE": r, "NOVELTY": 8,
            "TOPICS": {"science": r} if r > 5 else {}})
            for p in ids for r in [9 if p in self.liked else 2])

    def scored_days(self, fallback=0):
        self.lab.configure(scoring=f'''scorer = "llm"; llm: {{
            url = "{self.server.url}"; model = "m"; prefilter = "none";
            budget_per_day = 100.0; }};''')
        self.lab.subscribe("ada@example.org", threshold=9)
        for i, day in enumerate(self.days[:self.DAYS]):
            feed = self.lab.file("day.xml", lab.day_of(
                lab.SAMPLE, f"Mon, {5 + i:02} Jan 2026 00:00:00 -0500", keep=0,
                add="".join(lab.item(p["arxiv_id"], p["title"], p["abstract"])
                            for p in day)))
            self.lab.configure(sources=Lab.rss(feed))
            self.assertEqual(self.lab.run()["fallback"], fallback)

    def judge(self, command):
        """A reply to the newest digest."""
        digest = lab.parse(self.lab.mails()[-1][1])
        mail = reply(digest["Reply-To"].addresses[0].addr_spec, command)
        said = self.lab.json("receive", self.lab.file("in.eml", mail))
        self.assertEqual(said["applied"], [command])

    def test_beats_the_keywords(self):
        self.scored_days()
        self.judge("less 1")
        said = self.lab.json("train", "-o", self.weights)
        self.assertEqual((said["days"], said["papers"], said["judged"]),
                         (self.DAYS, 60 * self.DAYS, 1))
        self.assertGreater(said["both"]["auc"], .95)
        self.assertGreater(said["both"]["auc"], said["keywords"]["auc"] + .2)
        # On a day that nobody has seen, the weights serve on their own.
        unseen = write(self.lab.dir / "unseen.jsonl", self.days[-1])
        with_weights = self.lab.json("evaluate", unseen)["mean"]["auc"]
        self.weights.unlink()
        without = self.lab.json("evaluate", unseen)["mean"]["auc"]
        self.assertGreater(with_weights, .95)
        self.assertGreater(with_weights, without + .2)

    def test_says_what_was_judged(self):
        self.scored_days()
        self.judge("more 1")
        self.judge("less 2")
        said = self.lab.ctl("train")
        self.assertIn("2 judged by readers", said.stderr)
        self.assertIn("\tt:bee", said.stdout)

    def test_a_day_that_the_model_missed_teaches_nothing(self):
        self.server.script = [{"status": 401, "forever": True}]
        self.scored_days(fallback=60)
        done = self.lab.ctl("train", status=1)
        self.assertIn("nothing in", done.stderr)


@unittest.skipUnless(DEV, "no labelled days")
class Labelled(unittest.TestCase):
    """The bars of the scoring issue, on days that the weights have not seen."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.weights = cls.lab.dir / "lexical.tsv"

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__()

    def test_days_left_out_and_the_shipped_file(self):
        said = self.lab.json("train", "-o", self.weights, *DEV)
        both = said["both"]
        print(both, file=sys.stderr)
        self.assertGreaterEqual(both["auc"], .916)
        self.assertGreaterEqual(both["average_precision"], .55)
        self.assertGreaterEqual(both["precision_at_n"], .515)
        self.assertGreaterEqual(both["recall_best_40"], .955)
        self.assertEqual(self.weights.read_bytes(), SHIPPED.read_bytes())
        self.assertLess(SHIPPED.stat().st_size, 200000)

    def test_forward_in_time(self):
        """Learnt from the first twenty days, judged on the last eleven. These
        are harder, not further away: the last eleven days have .916, .518 and
        .493 when left out of all days, and .909 to .910, .503 to .519 and .476
        to .498 by weights from any twenty others."""
        first = DEV[:20]
        self.lab.ctl("train", "-o", self.weights, *first)
        said = self.lab.json("evaluate", *DEV)
        later = said["days"][20:]
        for figure, least in (("auc", .90), ("average_precision", .49),
                              ("precision_at_n", .46)):
            mean = sum(d[figure] for d in later) / len(later)
            print(f"forward in time: {figure} {mean:.3f}", file=sys.stderr)
            self.assertGreaterEqual(mean, least)
        chosen = sum(d["chosen"] for d in later)
        part = chosen / sum(d["papers"] for d in later)
        self.assertTrue(.07 < part < .11, part)


if __name__ == "__main__":
    unittest.main(verbosity=1)

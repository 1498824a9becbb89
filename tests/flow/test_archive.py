"""The archive's pages: what they say is what the run said, every link leads
somewhere, they come back to the same bytes, and nothing that happens to their
directory stops an edition."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import unittest

import lab
from archive_days import ATOM, HOSTILE, RLO, ZWSP, Archive, rfc5322, run_day, shifted
from lab import Lab, item
from llmserver import LLMServer

class Days(unittest.TestCase):
    """Editions in three months, among them one without papers and one whose
    papers mean harm."""

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab())
        cls.lab.demo_readers()
        cls.runs = {}
        for date, settings in {
            "2025-12-30": {"keep": 0, "add": shifted(30, 1)},
            "2026-01-02": {"keep": 0, "add": item("2601.00001", kind="replace")},
            "2026-01-05": {},
            "2026-01-06": {"keep": 0, "add": HOSTILE},
            "2026-02-02": {"keep": 0, "add": item("2602.00001", "Cooking", "Of eggs.")},
        }.items():
            cls.runs[date] = run_day(cls.lab, date, **settings)
        cls.archive = Archive(cls.lab)

    def test_files(self):
        expected = {"index.html", "feed.xml", "style.css", "2025-12.html",
                    "2026-01.html", "2026-02.html"}
        for date in self.runs:
            expected |= {f"{date}.html", f"{date}-topics.html", f"{date}-all.html",
                         f"{date}.json"}
        self.assertEqual(set(self.archive.names()), expected)
        for f in self.archive.dir.iterdir():
            self.assertEqual(f.stat().st_mode & 0o777, 0o644, f.name)

    def test_every_link_leads_somewhere(self):
        self.assertEqual(self.archive.walk(), set(self.archive.names()))

    def test_days_are_a_chain(self):
        dates = sorted(self.runs)
        for view in ("", "-topics", "-all"):
            for before, after in zip(dates, dates[1:]):
                self.assertIn(f'<a rel="next" href="{after}{view}.html">',
                              self.archive.text(f"{before}{view}.html"))
                self.assertIn(f'<a rel="prev" href="{before}{view}.html">',
                              self.archive.text(f"{after}{view}.html"))
        self.assertIn("No earlier day", self.archive.text(f"{dates[0]}.html"))
        self.assertIn("No later day", self.archive.text(f"{dates[-1]}.html"))
        self.assertIn('<a rel="next" href="2026-01.html">',
                      self.archive.text("2025-12.html"))

    def test_pages_say_what_the_run_said(self):
        for date, run in self.runs.items():
            words = self.archive.page(f"{date}.html").words()
            self.assertIn(f"{run['announced']} announced = {run['scanned']} scanned"
                          f" + {run['skipped']} skipped", words)
            self.assertIn(f"{run['scanned']} scanned = {run['relevant']} relevant + "
                          f"{run['below']} below the cut-offs + {run['unscored']} "
                          "unscored", words)
            self.assertNotIn("do not add up", words)
            self.assertIn("Scored by the built-in scorer", words)

    def test_json_has_every_scanned_paper(self):
        for date, run in self.runs.items():
            day = self.archive.json(date)
            self.assertEqual(day["edition"], date)
            for key in ("announced", "scanned", "skipped", "relevant", "below",
                        "unscored", "fallback", "scorer"):
                self.assertEqual(day[key], run[key], key)
            papers = day["papers"]
            self.assertEqual(len(papers), run["scanned"])
            self.assertEqual(sum(p["relevant"] for p in papers), run["relevant"])
            topics = {t["id"] for t in day["topics"]}
            for p in papers:
                self.assertEqual(p["relevant"],
                                 p["relevance"] >= 8 and p["novelty"] >= 7, p)
                self.assertLessEqual(set(p["topics"]), topics)
                self.assertEqual(p["scorer"], "lexical")
            ranks = [(not p["relevant"], -p["relevance"], -p["novelty"],
                      p["arxiv_id"]) for p in papers]
            self.assertEqual(ranks, sorted(ranks))

    def test_order_on_the_pages_is_that_of_the_json(self):
        papers = [p["arxiv_id"] for p in self.archive.json("2026-01-05")["papers"]]
        relevant = papers[:self.runs["2026-01-05"]["relevant"]]
        self.assertEqual(lab.ids(self.archive.text("2026-01-05.html")), relevant)
        self.assertEqual(lab.ids(self.archive.text("2026-01-05-all.html")), papers)
        self.assertEqual(set(lab.ids(self.archive.text("2026-01-05-topics.html"))),
                         set(relevant))

    def test_skipped_ones_have_their_reasons(self):
        self.assertIn("Skipped: 4 announce type replace",
                      self.archive.page("2026-01-05.html").words())
        self.assertEqual(self.archive.json("2026-01-02")["skipped_why"],
                         ["1 announce type replace"])

    def test_days_without_papers_and_without_relevant_ones(self):
        for date in ("2026-01-02", "2026-02-02"):
            self.assertEqual(self.runs[date]["relevant"], 0)
            self.assertIn("No paper of this day reaches both cut-offs",
                          self.archive.page(f"{date}.html").words())
        self.assertEqual(self.runs["2026-01-02"]["scanned"], 0)
        self.assertIn("No paper of this month",
                      self.archive.page("2026-02.html").words())

    def test_hostile_texts(self):
        for view in ("", "-topics", "-all"):
            text = self.archive.text(f"2026-01-06{view}.html")
            self.assertNotIn("<script", text)
            self.assertNotIn("<img", text)
            self.assertNotIn(RLO, text)
            self.assertNotIn(ZWSP, text)
        words = self.archive.page("2026-01-06-all.html").words()
        self.assertIn("<script>alert(1)</script> &amp; {{{site}}}", words)
        self.assertIn("Norms L₂ and $\\frac{a}{b}$ of the experts", words)
        papers = {p["arxiv_id"]: p for p in self.archive.json("2026-01-06")["papers"]}
        self.assertEqual(papers["2601.66601"]["authors"],
                         ['"><b>Eve', "François O'Neil"])

    def test_the_prompt_is_there_in_full(self):
        text = (lab.ROOT / "prompts/system.txt").read_text().strip()
        topics = (lab.ROOT / "etc/topics.conf").read_text()
        for date in self.runs:
            words = self.archive.page(f"{date}.html").words()
            self.assertIn(" ".join(text.split()), words)
            for name in re.findall(r'\n    name = "([^"]*)"', topics):
                self.assertIn(name, words)

    def test_feed(self):
        feed = self.archive.feed()
        self.assertEqual(feed.tag, f"{ATOM}feed")
        for element in [feed, *feed.findall(f"{ATOM}entry")]:
            for name in ("id", "title", "updated"):
                self.assertEqual(len(element.findall(f"{ATOM}{name}")), 1, name)
            self.assertRegex(element.findtext(f"{ATOM}updated"),
                             r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            self.assertRegex(element.findtext(f"{ATOM}id"),
                             r"^tag:daily-papers\.sender\.test,")
        self.assertEqual(feed.findtext(f"{ATOM}author/{ATOM}name"), "Daily Papers")
        self.assertEqual(feed.find(f"{ATOM}link[@rel='self']").get("href"),
                         "https://papers.sender.test/feed.xml")
        entries = feed.findall(f"{ATOM}entry")
        self.assertEqual(
            [e.find(f"{ATOM}link").get("href") for e in entries],
            [f"https://papers.sender.test/{d}.html"
             for d in sorted(self.runs, reverse=True)])
        self.assertEqual(len({e.findtext(f"{ATOM}id") for e in entries}), len(entries))
        for e, date in zip(entries, sorted(self.runs, reverse=True)):
            self.assertEqual(e.find(f"{ATOM}content").get("type"), "xhtml")
            self.assertEqual(e.findtext(f"{ATOM}updated"),
                             self.archive.json(date)["updated"])
        newest = max(e.findtext(f"{ATOM}updated") for e in entries)
        self.assertEqual(feed.findtext(f"{ATOM}updated"), newest)

    def test_nobody_is_in_it(self):
        readers = [s["address"] for s in self.lab.json("subscriber", "list")]
        self.assertEqual(len(readers), 3)
        for name, text in self.archive.bytes().items():
            for address in readers + ["admin@sender.test"]:
                self.assertNotIn(address.encode(), text, name)

    def test_rebuilt_to_the_same_bytes(self):
        before = self.archive.bytes()
        self.lab.ctl("archive")
        self.assertEqual(self.archive.bytes(), before)
        shutil.rmtree(self.archive.dir)
        said = self.lab.json("archive")
        self.assertEqual(said, {"editions": len(self.runs),
                                "dir": str(self.archive.dir)})
        self.assertEqual(self.archive.bytes(), before)
        # A run brings back what is missing, wherever that is.
        for name in ("2025-12-30.json", "2025-12.html", "style.css", "feed.xml",
                     "2026-01-06-all.html"):
            (self.archive.dir / name).unlink()
        self.lab.run()
        self.assertEqual(self.archive.bytes(), before)


class Changes(unittest.TestCase):
    """What the admin changes later, and what happens to the directory."""

    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.archive = Archive(self.lab)

    def day(self, date, first, **settings):
        return run_day(self.lab, date, keep=0, add=shifted(12, first), **settings)

    def test_topics_and_prompts_are_those_of_the_day(self):
        conf = (lab.ROOT / "etc/topics.conf").read_text()
        prompts = self.lab.dir / "prompts"
        shutil.copytree(lab.ROOT / "prompts", prompts)
        self.day("2026-01-05", 1)
        old = self.archive.bytes()
        # Names and prompts change, one topic goes, another comes first.
        conf = conf.replace('"Model Compression"', '"Small Models <b>"')
        conf = conf.replace("topics = (", 'topics = ( { id = "tea"; name = "Tea"; },')
        conf = conf.replace('id = "science"', 'id = "sciences"')
        topics = self.lab.file("topics.conf", conf)
        with open(prompts / "system.txt", "a") as out:
            out.write("\nBe kinder than before.\n")
        settings = self.lab.conf.read_text()
        self.day("2026-01-06", 101)
        changed = self.lab.conf.read_text().replace(
            f"{lab.ROOT}/etc/topics.conf", str(topics)).replace(
            f"{lab.ROOT}/prompts", str(prompts))
        self.assertNotEqual(changed, settings)
        self.lab.conf.write_text(changed)
        text = lab.day_of(lab.SAMPLE, rfc5322("2026-01-07"), keep=0,
                          add=shifted(12, 201))
        (self.lab.dir / "day.xml").write_text(text)
        self.lab.run()
        self.lab.ctl("archive")
        now = self.archive.bytes()
        self.assertEqual(now["2026-01-05.json"], old["2026-01-05.json"])
        was = self.archive.page("2026-01-05.html").words()
        self.assertIn("Model Compression", was)
        self.assertNotIn("Small Models", was)
        self.assertNotIn("Be kinder", was)
        new = self.archive.page("2026-01-07.html").words()
        self.assertIn("Small Models <b>", new)
        self.assertIn("Be kinder than before.", new)
        self.assertIn("Tea", [t["name"] for t in
                              self.archive.json("2026-01-07")["topics"]])
        self.archive.walk()

    def test_ids_in_the_feed_outlive_a_move(self):
        self.day("2026-01-05", 1)
        ids = [e.text for e in self.archive.feed().iter(f"{ATOM}id")]
        self.lab.conf.write_text(self.lab.conf.read_text().replace(
            "https://papers.sender.test/", "http://elsewhere.test/papers/"))
        self.lab.ctl("archive")
        self.assertEqual([e.text for e in self.archive.feed().iter(f"{ATOM}id")], ids)
        self.assertIn("http://elsewhere.test/papers/2026-01-05.html",
                      self.archive.text("feed.xml"))

    def test_a_scored_edition_has_its_pages(self):
        text = lab.day_of(lab.SAMPLE, rfc5322("2026-01-05"), keep=0,
                          add=shifted(12, 1))
        self.lab.configure(sources=Lab.rss(self.lab.file("day.xml", text)))
        self.lab.run("--until", "fetch")
        self.assertFalse(self.archive.dir.exists())
        self.lab.ctl("archive")  # an edition without scores has none
        self.assertNotIn("2026-01-05.html", self.archive.names())
        self.lab.run("--until", "score")
        self.assertIsNone(self.archive.json("2026-01-05")["updated"])
        self.lab.run()
        self.assertIsNotNone(self.archive.json("2026-01-05")["updated"])
        self.archive.walk()

    def test_nothing_yet(self):
        self.lab.ctl("archive")
        self.assertEqual(self.archive.names(),
                         ["feed.xml", "index.html", "style.css"])
        self.assertIn("No editions yet", self.archive.page("index.html").words())
        self.assertEqual(self.archive.feed().findall(f"{ATOM}entry"), [])

    def test_leftovers_of_a_kill_are_swept(self):
        self.day("2026-01-05", 1)
        before = self.archive.bytes()
        for name in ("index.html.tmp.99999", "2026-01-05.json.tmp.1"):
            (self.archive.dir / name).write_text("half a p")
        (self.archive.dir / "robots.txt").write_text("the admin's")
        self.lab.run()
        self.assertEqual(self.archive.bytes(),
                         {**before, "robots.txt": b"the admin's"})

    def test_killed_before_each_rename(self):
        """Needs a build with cut points (base/cut.h)."""
        self.day("2026-01-05", 1)
        before = self.archive.bytes()
        count = self.lab.dir / "cuts"
        shutil.rmtree(self.archive.dir)
        cut = {"DIGESTD_CUT_ONLY": "file.rename"}
        self.lab.ctl("archive", env={**cut, "DIGESTD_CUT_COUNT": str(count)})
        if not count.exists():
            self.skipTest("no cut points in this build")
        places = len(count.read_text().splitlines())
        self.assertEqual(places, len(before))
        for place in range(1, places + 1):
            shutil.rmtree(self.archive.dir)
            self.lab.ctl("archive", status=-9,
                         env={**cut, "DIGESTD_CUT_AT": str(place)})
            self.assertEqual(sum(".tmp." in n for n in self.archive.names()), 1)
            self.lab.run()
            self.assertEqual(self.archive.bytes(), before)

    def test_a_directory_that_cannot_be(self):
        """The edition goes on, says so, and the next run makes up for it."""
        self.lab.subscribe("ada@example.org", threshold=1)
        self.archive.dir.write_text("a file where the directory should be")
        text = lab.day_of(lab.SAMPLE, rfc5322("2026-01-05"), keep=0,
                          add=shifted(12, 1))
        self.lab.configure(sources=Lab.rss(self.lab.file("day.xml", text)))
        done = self.lab.ctl("run", "--json", status=1)
        self.assertEqual(json.loads(done.stdout)["sent"], 1)
        self.assertRegex(done.stderr, rf"archive: {self.archive.dir}: ")
        self.assertEqual(len(self.lab.mails()), 1)
        failed = self.lab.ctl("archive", status=1)
        self.assertIn(str(self.archive.dir), failed.stderr)
        text = lab.day_of(lab.SAMPLE, rfc5322("2026-01-06"), keep=0,
                          add=shifted(12, 101))
        (self.lab.dir / "day.xml").write_text(text)
        self.lab.run(status=1)
        self.archive.dir.unlink()
        self.day("2026-01-07", 201)  # not a neighbour of the first
        self.assertIn("2026-01-05.html", self.archive.names())
        self.archive.walk()

    def test_a_full_disk(self):
        self.day("2026-01-05", 1)
        before = self.archive.bytes()
        shutil.rmtree(self.archive.dir)
        self.archive.dir.mkdir()
        script = (f'mount -t tmpfs -o size=64k,mode=755 none {self.archive.dir} && '
                  f'touch {self.lab.dir}/mounted && '
                  f'{lab.BIN}/digestctl -c {self.lab.conf} archive; '
                  f'rc=$?; ls {self.archive.dir} >{self.lab.dir}/there; exit $rc')
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script],
                              capture_output=True, text=True)
        if not (self.lab.dir / "mounted").exists():
            self.skipTest("no mounts of one's own here")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertNotIn(".tmp.", (self.lab.dir / "there").read_text())
        self.lab.run()
        self.assertEqual(self.archive.bytes(), before)

    def test_writers_wait_for_each_other(self):
        self.day("2026-01-05", 1)
        fd = os.open(self.archive.dir, os.O_RDONLY)
        self.addCleanup(os.close, fd)
        fcntl.flock(fd, fcntl.LOCK_EX)
        failed = self.lab.ctl("archive", status=1)
        self.assertIn("another digestd or digestctl writes there", failed.stderr)
        fcntl.flock(fd, fcntl.LOCK_UN)
        self.lab.ctl("archive")

    def test_no_archive_is_configured(self):
        self.lab.conf.write_text(re.sub(r"\narchive: .*", "", self.lab.conf.read_text()))
        self.assertEqual(self.lab.run()["state"], "queued")
        self.assertFalse(self.archive.dir.exists())
        self.assertIn("no archive.dir is set", self.lab.ctl("archive", status=1).stderr)

    def test_a_day_of_600_relevant_papers(self):
        text = lab.day_of(lab.SAMPLE, rfc5322("2026-01-05"), keep=0,
                          add=shifted(660, 1))
        self.lab.configure(sources=Lab.rss(self.lab.file("day.xml", text)))
        self.lab.conf.write_text(self.lab.conf.read_text().replace(
            "relevance = 8; novelty = 7;", "relevance = 1; novelty = 1;"))
        r = self.lab.run()
        n = r["relevant"]
        self.assertEqual(n, r["scanned"])
        self.assertGreaterEqual(n, 600)
        self.assertIn(f"p{n}", self.archive.page("2026-01-05.html").ids)
        self.assertEqual(self.archive.text("2026-01-05-topics.html").count("<article"),
                         n)
        self.assertLess((self.archive.dir / "2026-01-05.html").stat().st_size,
                        4 << 20)
        self.archive.walk()


class Model(unittest.TestCase):
    """A model's day: who scored what, and for how much."""

    def setUp(self):
        self.server = self.enterContext(LLMServer())
        self.lab = self.enterContext(Lab())
        self.archive = Archive(self.lab)

    def day(self, prefilter="none"):
        return run_day(
            self.lab, "2026-01-05", keep=0, add=shifted(24, 1),
            scoring=f'scorer = "llm"; llm: {{ url = "{self.server.url}"; '
                    'model = "gpt-test"; batch_size = 8; concurrency = 1; '
                    f'retries = 0; prefilter = "{prefilter}"; '
                    'budget_per_day = 100.0; };')

    def test_the_bill(self):
        r = self.day()
        words = self.archive.page("2026-01-05.html").words()
        self.assertIn("Scored by gpt-test.", words)
        bill = self.archive.json("2026-01-05")
        self.assertEqual(bill["prompt_tokens"], r["prompt_tokens"])
        self.assertAlmostEqual(bill["cost"], r["cost"], places=6)
        self.assertEqual(bill["model"], "gpt-test")
        self.assertIn(f"{r['prompt_tokens']:,}", words)
        self.assertIn(f"{r['completion_tokens']:,}", words)
        self.assertIn(f"{r['cost']:.3f}", words)
        self.assertIn(f"{r['prompt_tokens'] + r['completion_tokens']:,}", words)
        self.assertIn(f"{r['cost']:.3f}", self.archive.page("2026-01.html").words())

    def test_the_fallback_is_seen(self):
        self.server.script = [{}, {"edit": lambda lines, ids: "\n".join(lines[:3])},
                              {}, {"content": "I would rather not."}]
        r = self.day()
        self.assertGreater(r["fallback"], 0)
        words = self.archive.page("2026-01-05.html").words()
        self.assertIn(f"Scored by gpt-test, {r['fallback']} by the built-in scorer",
                      words)
        papers = self.archive.json("2026-01-05")["papers"]
        self.assertEqual(sum(p["fallback"] for p in papers), r["fallback"])
        self.assertEqual({p["scorer"] for p in papers}, {"llm", "lexical"})

    def test_a_model_that_is_away(self):
        self.server.script = [{"status": 401, "forever": True}]
        self.day()
        self.assertIn("Scored by the built-in scorer, the fallback, because gpt-test did "
                      "not answer.",
                      self.archive.page("2026-01-05.html").words())


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""One edition, end to end, into a Maildir: the outbound flow as an admin and a
subscriber see it."""

import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
import unittest

import lab
from lab import Lab

MONDAY = "Mon, 05 Jan 2026 00:00:00 -0500"
TUESDAY = "Tue, 06 Jan 2026 00:00:00 -0500"
WEDNESDAY = "Wed, 07 Jan 2026 00:00:00 -0500"
FRIDAY = "Fri, 02 Jan 2026 00:00:00 -0500"

# Something that the shipped topics like much.
HIT = (
    "Sparse mixture of experts routing for mixture-of-experts transformers",
    "We propose a sparse mixture of experts architecture with a new routing "
    "mechanism for transformers, and analyse expert specialization, pruning "
    "and quantization of mixture-of-experts language models.",
)


def plain(text):
    return " ".join(text.split())


class Sample(unittest.TestCase):
    """The bundled day for the demo's three readers."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.demo_readers()
        cls.sum = cls.lab.run()
        cls.mails = dict(cls.lab.mails())

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__()

    def test_the_sum(self):
        self.assertEqual(self.sum["edition"], "2026-01-05")
        self.assertEqual(self.sum["announced"], len(lab.feed_items(lab.SAMPLE)))
        self.assertGreaterEqual(self.sum["announced"], 60)
        self.assertEqual(self.sum["digests"], 3)
        self.assertEqual(self.sum["sent"], 3)
        self.assertFalse(self.sum["stale"])
        skipped = [i for i in lab.feed_items(lab.SAMPLE).values()
                   if i[3].startswith("replace")]
        self.assertEqual(self.sum["skipped"], len(skipped))

    def test_three_that_differ(self):
        chosen = {a: tuple(lab.ids(lab.body(lab.parse(m), "plain")))
                  for a, m in self.mails.items()}
        self.assertEqual(len(chosen), 3)
        self.assertEqual(len(set(chosen.values())), 3)
        self.assertTrue(all(chosen.values()))

    def test_no_defects(self):
        for raw in self.mails.values():
            self.assertEqual(lab.defects(lab.parse(raw)), [])

    def test_strict_bytes(self):
        for raw in self.mails.values():
            self.assertNotRegex(raw, rb"(?<!\r)\n")
            self.assertNotRegex(raw, rb"\r(?!\n)")
            head, body = raw.split(b"\r\n\r\n", 1)
            for line in body.split(b"\r\n"):
                self.assertLessEqual(len(line), 76)
                self.assertFalse(line.startswith(b"."))
            for line in head.split(b"\r\n"):
                self.assertLessEqual(len(line), 998)

    def test_headers_once_each(self):
        for address, raw in self.mails.items():
            m = lab.parse(raw)
            for name in ("Date", "From", "To", "Subject", "Message-ID", "Reply-To",
                         "List-Id", "List-Unsubscribe", "List-Help", "List-Archive",
                         "Auto-Submitted", "Precedence", "Feedback-ID",
                         "Content-Language", "MIME-Version", "Content-Type"):
                self.assertEqual(len(m.get_all(name, [])), 1, name)
            self.assertEqual(m["Auto-Submitted"], "auto-generated")
            self.assertIsNone(m["List-Unsubscribe-Post"])  # no https endpoint
            self.assertRegex(m["Reply-To"], r"papers\+[a-z2-7]{42}@sender\.test")
            self.assertRegex(m["List-Unsubscribe"],
                             r"<mailto:papers\+[a-z2-7]{42}@sender\.test\?subject=unsubscribe>")
            self.assertIn(m["Reply-To"].addresses[0].username.split("+")[1],
                          m["Message-ID"])
            self.assertLessEqual(len(m["Reply-To"].addresses[0].username), 64)
            self.assertFalse(re.match(r"(?i)(re|fwd?):", m["Subject"]))
            self.assertEqual(m["To"].addresses[0].addr_spec, address)

    def test_fields_are_the_feeds(self):
        items = lab.feed_items(lab.SAMPLE)
        for raw in self.mails.values():
            text = lab.body(lab.parse(raw), "plain")
            for paper in lab.ids(text):
                title, abstract, _, _ = items[paper]
                # What has no TeX must come out as it went in.
                if not re.search(r"[\\$]", title):
                    self.assertIn(title, plain(text))
                first = abstract.split(". ")[0]
                if not re.search(r"[\\${}~]|--", first):
                    self.assertIn(first, plain(text))

    def test_plain_and_html_agree(self):
        for raw in self.mails.values():
            m = lab.parse(raw)
            if lab.body(m, "html") is None:
                continue
            self.assertEqual(lab.ids(lab.body(m, "plain")),
                             lab.ids(html.unescape(lab.body(m, "html"))))

    def test_text_reader_gets_text(self):
        m = lab.parse(self.mails["chiara@example.org"])
        self.assertEqual(m.get_content_type(), "text/plain")

    def test_html_asks_nothing_of_the_network(self):
        for raw in self.mails.values():
            page = lab.body(lab.parse(raw), "html") or ""
            self.assertNotRegex(page, r"(?i)<(img|script|link|iframe)|url\(|@import")

    def test_plain_lines_are_short(self):
        for raw in self.mails.values():
            for line in lab.body(lab.parse(raw), "plain").splitlines():
                if "://" not in line and "mailto:" not in line and "@" not in line:
                    self.assertLessEqual(len(line), 72, line)

    def test_subscribers_topics_and_thresholds_hold(self):
        shown = self.lab.json("subscriber", "list")
        self.assertEqual(len(shown), 3)
        outbox = {d["address"]: d for d in self.lab.json("outbox")}
        for s in shown:
            self.assertEqual(outbox[s["address"]]["state"], "sent")
            self.assertLessEqual(outbox[s["address"]]["papers"], s["max_papers"])

    def test_second_run_sends_nothing(self):
        again = self.lab.run()
        self.assertTrue(again["stale"])
        self.assertEqual(again["edition"], "2026-01-05")
        self.assertEqual(again["announced"], self.sum["announced"])
        self.assertEqual(len(self.lab.mails()), 3)

    def test_pages_that_a_kill_left_out(self):
        with Lab() as own:
            own.run()
            pages = {f.name for f in (own.dir / "archive").iterdir()}
            shutil.rmtree(own.dir / "archive")
            self.assertTrue(own.run()["stale"])
            self.assertEqual(pages, {f.name for f in (own.dir / "archive").iterdir()})

    def test_archive_pages(self):
        page = (self.lab.dir / "archive/2026-01-05.html").read_text()
        self.assertIn(str(self.sum["announced"]), page)
        self.assertTrue((self.lab.dir / "archive/index.html").exists())
        before = {f.name: f.read_bytes()
                  for f in (self.lab.dir / "archive").iterdir()}
        self.lab.ctl("archive")
        after = {f.name: f.read_bytes()
                 for f in (self.lab.dir / "archive").iterdir()}
        self.assertEqual(before, after)

    def test_preview_is_what_was_sent(self):
        eml = subprocess.run(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "preview",
             "asha@example.org", "--format", "eml"],
            capture_output=True, check=True).stdout
        sent, shown = lab.parse(self.mails["asha@example.org"]), lab.parse(eml)
        for kind in ("plain", "html"):
            self.assertEqual(lab.ids(lab.body(sent, kind)),
                             lab.ids(lab.body(shown, kind)))
        for kind, mark in (("html", "<html"), ("text", "Daily")):
            out = self.lab.ctl("preview", "asha@example.org", "--format", kind)
            self.assertIn(mark, out.stdout)

    def test_status(self):
        status = self.lab.json("status")
        self.assertEqual(status["editions"][0]["edition"], "2026-01-05")
        self.assertEqual(status["outbox"]["sent"], 3)
        self.assertIn("2026-01-05", self.lab.ctl("status").stdout)

    def test_unsubscribe_token(self):
        with Lab() as own:
            own.demo_readers()
            own.run()
            header = lab.parse(own.mail_to("boris@example.org"))["List-Unsubscribe"]
            token = re.search(r"\+([a-z2-7]{42})@", header).group(1)
            own.ctl("unsubscribe", token[:-1] + ("a" if token[-1] != "a" else "b"),
                    status=1)
            own.ctl("unsubscribe", token.upper())
            shown = own.json("subscriber", "show", "boris@example.org")
            self.assertEqual(shown["state"], "unsubscribed")
            # A reply token is no unsubscribe token.
            reply = lab.parse(own.mail_to("asha@example.org"))["Reply-To"]
            own.ctl("unsubscribe",
                    re.search(r"\+([a-z2-7]{42})@", reply).group(1), status=1)


class RealDay(unittest.TestCase):
    """A real day's whole listing, where other people's texts are there."""

    FEED = lab.CORPORA / "feeds/rss-2025-04-18.xml"

    def test_213_papers(self):
        if not self.FEED.exists():
            self.skipTest("no corpora here")
        with Lab(self.FEED) as own:
            own.demo_readers()
            r = own.run()
            self.assertEqual((r["edition"], r["announced"]), ("2025-04-18", 213))
            self.assertEqual(r["sent"], 3)
            chosen = set()
            for _, raw in own.mails():
                m = lab.parse(raw)
                self.assertEqual(lab.defects(m), [])
                chosen.add(tuple(lab.ids(lab.body(m, "plain"))))
            self.assertEqual(len(chosen), 3)
            self.assertEqual(own.run()["digests"], 3)
            self.assertEqual(len(own.mails()), 3)


class Days(unittest.TestCase):
    """Feeds over several days."""

    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.lab.subscribe("ada@example.org", threshold=7)

    def feed(self, date, **how):
        path = self.lab.file("feed.xml", lab.day_of(lab.SAMPLE, date, **how))
        self.lab.configure(sources=Lab.rss(path))

    def test_a_growing_feed_tops_up_the_next_edition(self):
        self.feed(MONDAY, keep=20)
        self.assertEqual(self.lab.run()["announced"], 20)
        self.feed(MONDAY, keep=20, add=lab.item("2601.99001", *HIT))
        r = self.lab.run()
        self.assertTrue(r["stale"])
        self.assertEqual((r["announced"], r["waiting"]), (20, 1))
        self.feed(TUESDAY, keep=0, add=lab.item("2601.99002"))
        r = self.lab.run()
        self.assertEqual((r["edition"], r["announced"]), ("2026-01-06", 2))
        self.assertEqual((r["scanned"], r["waiting"]), (2, 0))
        last = lab.parse(self.lab.mails()[-1][1])
        self.assertIn("2601.99001", lab.ids(lab.body(last, "plain")))

    def test_the_same_papers_from_elsewhere_do_not_wait(self):
        self.feed(MONDAY, keep=20)
        self.lab.run()
        path = self.lab.file("mirror.xml", lab.day_of(
            lab.SAMPLE, MONDAY, keep=20, add=lab.item("2601.99001", *HIT)))
        self.lab.configure(sources=Lab.rss(path))
        r = self.lab.run()
        self.assertEqual((r["stale"], r["waiting"]), (True, 1))

    def test_papers_come_once(self):
        self.feed(MONDAY, keep=20)
        self.lab.run()
        self.feed(TUESDAY, keep=30)
        r = self.lab.run()
        self.assertEqual((r["announced"], r["skipped"] >= 20), (30, True))
        mailed = [p for _, m in self.lab.mails()
                  for p in lab.ids(lab.body(lab.parse(m), "plain"))]
        self.assertEqual(len(mailed), len(set(mailed)))

    def test_an_older_feed_is_stale(self):
        self.feed(MONDAY, keep=20)
        self.lab.run()
        sent = len(self.lab.mails())
        self.feed(FRIDAY, keep=40)
        r = self.lab.run()
        self.assertTrue(r["stale"])
        self.assertEqual((r["edition"], r["waiting"]), ("2026-01-05", 0))
        self.assertEqual(len(self.lab.mails()), sent)

    def test_a_feed_from_the_far_future_is_refused(self):
        self.feed("Thu, 01 Jan 2099 00:00:00 -0500", keep=20)
        out = self.lab.ctl("run", status=1)
        self.assertIn("feed.xml: dated 2099-01-01", out.stderr)
        self.feed(MONDAY, keep=20)
        self.assertEqual(self.lab.run()["edition"], "2026-01-05")

    def test_weekend(self):
        self.lab.configure(
            sources=Lab.rss(lab.ROOT / "tests/fixtures/feeds/weekend-empty.xml"))
        r = self.lab.run()
        self.assertEqual((r["announced"], r["digests"]), (0, 0))
        self.assertEqual(self.lab.mails(), [])
        self.assertEqual(self.lab.json("status")["editions"], [])

    def test_nothing_above_the_threshold_no_mail(self):
        self.lab.ctl("subscriber", "set", "ada@example.org", "threshold", "10")
        self.lab.ctl("subscriber", "set", "ada@example.org", "novelty", "10")
        self.feed(MONDAY, keep=0, add=lab.item("2601.99003"))
        self.assertEqual(self.lab.run()["digests"], 0)
        self.lab.configure(subscribers="send_empty = true;")
        self.feed(TUESDAY, keep=0, add=lab.item("2601.99004"))
        self.assertEqual(self.lab.run()["digests"], 1)
        self.assertEqual(lab.defects(lab.parse(self.lab.mails()[-1][1])), [])

    def test_nobody_is_subscribed(self):
        self.lab.ctl("subscriber", "remove", "ada@example.org")
        self.assertIn("nobody is subscribed", self.lab.ctl("run").stdout)

    def test_paused_and_removed_get_nothing(self):
        self.lab.subscribe("bo@example.org", threshold=7)
        self.lab.ctl("subscriber", "pause", "ada@example.org")
        self.lab.ctl("subscriber", "remove", "bo@example.org")
        self.assertEqual(self.lab.run()["digests"], 0)

    def test_weekly(self):
        """The week's best, once each, on the reader's day."""
        def newest_text():
            mail = lab.parse(self.lab.mails()[-1][1])
            return lab.body(mail, "plain").replace("\r\n", "\n")

        self.lab.ctl("subscriber", "set", "ada@example.org", "frequency",
                     "weekly wed")
        self.feed(MONDAY, keep=0, add=lab.item("2601.99010", *HIT))
        self.assertEqual(self.lab.run()["digests"], 0)
        self.feed(TUESDAY, keep=0, add=lab.item("2601.99011", *HIT))
        self.assertEqual(self.lab.run()["digests"], 0)
        self.feed(WEDNESDAY, keep=0, add=lab.item("2601.99012", *HIT))
        self.assertEqual(self.lab.run()["digests"], 1)
        text = newest_text()
        self.assertEqual(sorted(lab.ids(text)),
                         ["2601.99010", "2601.99011", "2601.99012"])
        self.assertTrue(text.startswith("3 of this week's 3 papers; strongest"))
        self.assertIn("Monday 5 to Wednesday 7 January 2026", text)
        self.assertIn("The sum of the week:\n3 announced = 3 scanned", text)
        # The next week begins where this one ended.
        self.feed("Tue, 13 Jan 2026 00:00:00 -0500", keep=0,
                  add=lab.item("2601.99013", *HIT))
        self.assertEqual(self.lab.run()["digests"], 0)
        self.feed("Wed, 14 Jan 2026 00:00:00 -0500", keep=0,
                  add=lab.item("2601.99014", *HIT))
        self.assertEqual(self.lab.run()["digests"], 1)
        text = newest_text()
        self.assertEqual(sorted(lab.ids(text)), ["2601.99013", "2601.99014"])
        self.assertIn("2 of this week's 2 papers", text)

    def test_a_whole_batch_becomes_weekly(self):
        """Readers who had part of the week already choose from the rest."""
        names = [f"r{i}@example.org" for i in range(450)]

        def everybody(frequency):
            path = self.lab.file("r.csv", "address,threshold,max_papers,frequency\n" +
                                 "".join(f"{n},1,2,{frequency}\n" for n in names))
            self.lab.ctl("subscriber", "import", path)

        everybody("daily")
        self.feed(MONDAY, keep=0, add="".join(
            lab.item(f"2601.{10000 + i}", *HIT) for i in range(2500)))
        self.assertGreaterEqual(self.lab.run("--until", "queue")["digests"], 450)
        everybody("weekly wed")
        self.feed(WEDNESDAY, keep=0, add=lab.item("2601.99012", *HIT))
        r = self.lab.run("--until", "queue")
        self.assertGreaterEqual(r["digests"], 450)

    def test_a_past_day_leaves_what_waits(self):
        self.feed(MONDAY, keep=20)
        self.lab.run()
        self.feed(MONDAY, keep=20, add=lab.item("2601.99001", *HIT))
        self.assertEqual(self.lab.run()["waiting"], 1)
        self.feed(FRIDAY, keep=0, add=lab.item("2601.99003", *HIT))
        r = self.lab.run("--date", "2026-01-02")
        self.assertEqual((r["announced"], r["waiting"]), (1, 1))

    def test_more_and_less_change_the_digest(self):
        self.feed(MONDAY)
        self.lab.subscribe("bo@example.org", threshold=8, topics="science")
        self.lab.subscribe("cy@example.org", threshold=8, topics="science")
        self.lab.ctl("subscriber", "set", "bo@example.org", "more", "science")
        self.lab.ctl("subscriber", "set", "cy@example.org", "step.science", "-2")
        self.lab.run()
        papers = {d["address"]: d["papers"] for d in self.lab.json("outbox")}
        self.assertGreater(papers["bo@example.org"],
                           papers.get("cy@example.org", 0))


class Resume(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.lab.demo_readers()

    def test_step_by_step(self):
        states = []
        for until in ("fetch", "score", "queue", "send"):
            r = self.lab.run("--until", until)
            states.append((r["state"], r["digests"], r["sent"]))
            # What is resumed needs the feed no more.
            feed = lab.SAMPLE if until == "queue" else "/nowhere/feed.xml"
            self.lab.configure(sources=Lab.rss(feed))
        self.assertEqual(states, [("recorded", 0, 0), ("scored", 0, 0),
                                  ("queued", 3, 0), ("queued", 3, 3)])

    def test_every_paper_step_by_step(self):
        """In one go or in steps, scores and order are the same."""
        texts = []
        for steps in ([()], [("--until", "score"), ()]):
            with Lab() as own:
                own.subscribe("all@example.org", threshold=1, max=100)
                for step in steps:
                    own.run(*step)
                texts.append(lab.body(lab.parse(own.mails()[0][1]), "plain"))
        one, two = ([line for line in text.splitlines() if "+" not in line]
                    for text in texts)  # a reply address, a token each
        self.assertEqual(one, two)

    def test_queued_is_sent_by_the_next_run(self):
        self.lab.run("--until", "queue")
        self.assertEqual(self.lab.mails(), [])
        self.assertEqual(self.lab.run()["sent"], 3)

    def test_dry_run_changes_nothing(self):
        r = self.lab.run("--dry-run")
        self.assertEqual((r["digests"], r["sent"]), (3, 0))
        self.assertEqual(self.lab.json("status")["editions"], [])
        self.assertEqual(self.lab.mails(), [])
        self.assertFalse((self.lab.dir / "archive").exists())
        self.assertEqual(self.lab.run()["sent"], 3)

    def test_bytes_are_fixed_when_queued(self):
        """Templates, settings and topics may change: a queued mail does not."""
        self.lab.run("--until", "queue")
        with Lab() as other:
            copy = self.lab.dir / "state", other.dir / "state"
            subprocess.run(["cp", "-a", *map(str, copy)], check=True)
            templates = other.dir / "templates"
            subprocess.run(["cp", "-r", lab.ROOT / "templates", templates],
                           check=True)
            for name in ("digest.html", "digest.txt"):
                (templates / name).write_text("changed: {{subject}}\n")
            other.configure(templates=templates)
            other.ctl("subscriber", "set", "asha@example.org", "threshold", "2")
            self.lab.run()
            other.run()
            self.assertEqual(dict(self.lab.mails()), dict(other.mails()))

    def test_two_at_once(self):
        import fcntl
        self.lab.run("--until", "queue")
        with open(self.lab.dir / "state/lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            out = self.lab.ctl("run", status=1)
            self.assertIn("at work on this state_dir", out.stderr)
        self.assertEqual(self.lab.run()["sent"], 3)

    def test_another_date(self):
        out = self.lab.ctl("run", "--date", "2025-12-01", status=1)
        self.assertIsNone(self.lab.json("status")["failures"]["edition"])
        self.assertIn("arxiv-api", out.stderr)
        self.assertEqual(self.lab.run("--date", "2026-01-05")["sent"], 3)


class BadInput(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.lab.subscribe("ada@example.org", threshold=1)

    def fixture(self, name):
        path = lab.ROOT / "tests/fixtures/feeds" / name
        self.lab.configure(sources=Lab.rss(path))
        return path

    def test_broken_feeds_are_named_and_cost_nothing(self):
        self.lab.run()
        before = self.lab.json("status")["editions"]
        for name in ("truncated.xml", "not-a-feed.html", "entities.xml"):
            self.fixture(name)
            out = self.lab.ctl("run", status=1)
            self.assertIn(name, out.stderr)
            self.assertEqual(self.lab.json("status")["editions"], before)
        self.lab.configure(sources=Lab.rss(self.lab.dir / "absent.xml"))
        self.assertIn("absent.xml", self.lab.ctl("run", status=1).stderr)

    def test_one_source_fails_the_others_stand(self):
        self.lab.configure(sources=Lab.rss("/nowhere/gone.xml") + ", " +
                           Lab.rss(lab.SAMPLE))
        r = self.lab.run()
        self.assertEqual(r["sent"], 1)
        self.assertEqual([s["status"] for s in r["sources"]], ["failed", "ok"])
        self.assertIn("gone.xml", r["sources"][0]["error"])

    def test_a_hundred_megabytes(self):
        with open(self.lab.dir / "huge.xml", "wb") as f:
            f.write(b"<rss><channel><item><title>")
            f.truncate(100 << 20)
        self.lab.configure(sources=Lab.rss(self.lab.dir / "huge.xml"))
        self.assertIn("20", self.lab.ctl("run", status=1).stderr)

    def test_hostile_titles_stay_titles(self):
        self.fixture("hostile.xml")
        r = self.lab.run()
        self.assertGreater(r["announced"], 0)
        for _, raw in self.lab.mails():
            m = lab.parse(raw)
            self.assertEqual(lab.defects(m), [])
            self.assertIsNone(m["Bcc"])
            page = lab.body(m, "html")
            self.assertNotRegex(page, r"(?i)<script")
            for bidi in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
                self.assertNotIn(bidi, page)
                self.assertNotIn(bidi, lab.body(m, "plain"))

    def test_strange_papers(self):
        odd = (
            lab.item("2601.99101", HIT[0], "")
            + lab.item("2601.99102", HIT[0], HIT[1],
                       creator=", ".join(f"Author{i} Name" for i in range(3000)))
            + lab.item("2601.99103", HIT[0], (HIT[1] + " ") * 1000)
            + lab.item("2601.99104", "!?.,;:", "...")
            + lab.item("2601.99105", "")
        )
        path = self.lab.file("odd.xml", lab.day_of(lab.SAMPLE, MONDAY, keep=0,
                                                   add=odd))
        self.lab.configure(sources=Lab.rss(path))
        r = self.lab.run()
        self.assertEqual((r["announced"], r["scanned"], r["sent"]), (5, 4, 1))
        raw = self.lab.mail_to("ada@example.org")
        m = lab.parse(raw)
        self.assertEqual(lab.defects(m), [])
        self.assertLess(len(lab.body(m, "html").encode()), 100_000)

    def test_addresses(self):
        bad = ("a b@example.org", "a@b@c", "ada", "@example.org", "ada@",
               "\"a\"@example.org", "a@example.org\r\nRCPT TO:<b@c>",
               "grün@example.org", "a@exa mple.org", "<a@example.org>",
               "a" * 65 + "@example.org", ".a@example.org", "a..b@example.org",
               "a@[127.0.0.1]")
        for address in bad:
            out = self.lab.ctl("subscriber", "add", address, status=1)
            self.assertTrue(out.stderr.strip(), address)
        self.lab.ctl("subscriber", "add", "o'neil+x@exämple.org")
        self.assertIn("xn--exmple-cua.org",
                      self.lab.ctl("subscriber", "list").stdout)
        # They are found as they were written, too.
        self.lab.ctl("subscriber", "set", "o'neil+x@exämple.org", "max_papers", 3)

    def test_a_full_disk_while_sending(self):
        """Maildir on a file system that is full: nothing lost, said, and sent
        when there is room."""
        target = self.lab.dir / "small"
        target.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs",
                           target], capture_output=True).returncode:
            self.skipTest("cannot mount a tmpfs here")
        self.addCleanup(subprocess.run, ["umount", target])
        self.lab.configure(smtp=f'url = "maildir:{target}/m";')
        r = self.lab.run()
        self.assertEqual(r["sent"], 0)
        self.assertEqual(r["digests"], 1)
        self.assertEqual(r["failed"], 0)
        subprocess.run(["mount", "-o", "remount,size=8m", target], check=True)
        self.lab.ctl("outbox", "retry")
        self.assertEqual(self.lab.run()["sent"], 1)

    def test_a_full_disk_under_the_state(self):
        """Whatever the step, it is said, nothing is half done, and the next
        run with room goes on."""
        state = self.lab.dir / "state"
        shutil.rmtree(state)
        state.mkdir()
        steps = set()
        for size in range(8, 920, 60):
            if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k,mode=0700",
                               "tmpfs", state], capture_output=True).returncode:
                self.skipTest("cannot mount a tmpfs here")
            try:
                for args in (("subscriber", "add", "ada@example.org", "--threshold",
                              "1"), ("run",)):
                    out = self.lab.ctl(*args, status=None)
                    if out.returncode:
                        self.assertEqual(out.returncode, 1)
                        self.assertIn(str(state), out.stderr)
                        self.assertRegex(out.stderr, "disk is full|No space left")
                        steps.add((args[0], self.state_of_the_edition()))
                        break
                subprocess.run(["mount", "-o", "remount,size=8m", state], check=True)
                self.lab.ctl("subscriber", "add", "ada@example.org", "--threshold",
                             "1", status=None)
                r = self.lab.run()
                if r["unknown"]:  # its mail went out, but that could not be noted
                    self.later()
                    r = self.lab.run()
                self.assertEqual((r["sent"], r["digests"]), (1, 1))
                self.lab.mail_to("ada@example.org")
            finally:
                subprocess.run(["umount", state], check=True)
                shutil.rmtree(self.lab.dir / "maildir", ignore_errors=True)
        self.assertGreaterEqual(len(steps), 3, steps)

    def state_of_the_edition(self):
        db = sqlite3.connect(f"file:{self.lab.dir}/state/digestd.db?mode=ro", uri=True)
        try:
            return db.execute("SELECT max(state) FROM edition").fetchone()[0]
        except sqlite3.Error:
            return None
        finally:
            db.close()

    def later(self):
        with sqlite3.connect(self.lab.dir / "state/digestd.db") as db:
            db.execute("UPDATE delivery SET next_try = next_try - 2000")
        db.close()

    def test_import_names_each_bad_line(self):
        path = self.lab.file("r.csv", "address,threshold\nok@example.org,7\n"
                             "no address,7\nx@example.org,77\n\"q@example.org\",5\n")
        out = self.lab.ctl("subscriber", "import", path, status=1)
        self.assertIn("added 2, changed 0, bad lines 2", out.stdout)
        self.assertIn(f"{path}:3:", out.stderr)
        self.assertIn(f"{path}:4: threshold", out.stderr)
        self.lab.ctl("subscriber", "show", "x@example.org", status=1)

    def test_export_comes_back_without_those_who_left(self):
        readers = self.lab.file(
            "r.csv", "\ufeffAddress, Name ,THRESHOLD\r\n"
            "a@example.org,\"Ada \"\"L\"\", PhD\",7\r\nb@example.org,,9\r\n"
            "gone@example.org,,\r\n")
        self.lab.ctl("subscriber", "import", readers)
        self.lab.ctl("subscriber", "remove", "gone@example.org")
        out = self.lab.ctl("subscriber", "export").stdout
        self.assertNotIn("gone@", out)
        with Lab() as other:
            other.ctl("subscriber", "import", other.file("e.csv", out))
            self.assertEqual(other.ctl("subscriber", "export").stdout, out)
            self.assertEqual(other.json("subscriber", "export"),
                             other.json("subscriber", "list"))
            ada = other.json("subscriber", "show", "a@example.org")
            self.assertEqual((ada["name"], ada["threshold"]), ('Ada "L", PhD', 7))


class Commands(unittest.TestCase):
    def test_json_everywhere(self):
        """One document on standard output, whatever the command."""
        with Lab() as own:
            own.subscribe("ada@example.org", threshold=1)
            own.run()
            link = lab.parse(own.mails()[0][1])["List-Unsubscribe"]
            token = re.search(r"\+(\w+)@", link)[1].upper()
            self.assertEqual(own.json("archive")["editions"], 1)
            self.assertEqual(own.ctl("--json", "status").stdout,
                             own.ctl("status", "--json").stdout)
            self.assertEqual(own.json("outbox", "retry"), {"changed": 0})
            self.assertEqual(own.json("unsubscribe", token), {"unsubscribed": True})
            self.assertEqual(own.json("subscriber", "show", "ada@example.org")
                             ["state"], "unsubscribed")
            self.assertIn("error", own.json("unsubscribe", "x", status=1))
            self.assertEqual(own.json("subscriber", "forget", "ada@example.org"),
                             {"forgotten": True})

    def test_usage_is_2(self):
        with Lab() as own:
            own.ctl("nonsense", status=2)
            own.ctl("run", "--date", "yesterday", status=2)
            own.ctl("run", "--until", "never", status=2)
            own.ctl("subscriber", status=2)
            own.ctl("preview", status=2)
            out = own.ctl("outbox", "retry", "--id", "99", status=1)
            self.assertIn("99", out.stderr)

    def test_config_is_2(self):
        with Lab(subscribers="treshold = 3;") as own:
            out = own.ctl("run", status=2)
            self.assertIn("treshold", out.stderr)
            self.assertIn("threshold", out.stderr)

    def test_score(self):
        with Lab() as own:
            papers = [
                {"arxiv_id": "2601.00001", "title": HIT[0], "abstract": HIT[1],
                 "authors": ["A B"], "categories": ["cs.LG"]},
                {"arxiv_id": "2601.00002", "title": "Bridges of Lisbon",
                 "abstract": "A survey of bridges.", "authors": [],
                 "categories": ["cs.CY"], "announce_type": "cross"},
            ]
            text = "".join(json.dumps(p) + "\n" for p in papers)
            lines = own.ctl("score", stdin=text).stdout.splitlines()
            out = [json.loads(line) for line in lines]
            self.assertEqual([o["arxiv_id"] for o in out],
                             ["2601.00001", "2601.00002"])
            self.assertGreater(out[0]["relevance"], out[1]["relevance"])
            for o in out:
                self.assertTrue(1 <= o["relevance"] <= 10)
                self.assertTrue(1 <= o["novelty"] <= 10)
                self.assertEqual(o["scorer"], "lexical")
            self.assertIn("architecture", out[0]["topics"])
            bad = own.ctl("score", stdin='{"arxiv_id": 3}\n', status=1)
            self.assertIn("standard input:1", bad.stderr)

    def test_forget(self):
        """No byte of them anywhere: tables, write-ahead log, Maildir, archive;
        and a list that somebody still has does not bring them back."""
        with Lab() as own:
            own.subscribe("gone@example.org", name="Zelda Quux", threshold=1)
            own.subscribe("ongone@example.org", threshold=1)
            own.run()
            own.ctl("subscriber", "forget", "gone@example.org")
            for f in own.dir.rglob("*"):
                if f.is_file():
                    text = f.read_bytes().lower()
                    self.assertNotIn(b"zelda", text, f)
                    self.assertNotRegex(text, b"(?<!on)gone@example", f)
            own.mail_to("ongone@example.org")
            out = own.ctl("subscriber", "import", own.file(
                "all.csv", "address\nGone@example.org\nnew@example.org\n"),
                status=1)
            self.assertIn("all.csv:2: asked to be forgotten", out.stderr)
            addresses = [s["address"] for s in own.json("subscriber", "list")]
            self.assertEqual(addresses,
                             ["ongone@example.org", "new@example.org"])
            # The admin's own hand brings them back, and then a list may.
            own.subscribe("gone@example.org")
            own.ctl("subscriber", "import", own.dir / "all.csv")

    def test_forget_while_another_process_reads(self):
        """The write-ahead log holds what was erased: said, and done again."""
        with Lab() as own:
            own.subscribe("gone@example.org", threshold=1)
            db = sqlite3.connect(own.dir / "state/digestd.db", isolation_level=None)
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM subscriber").fetchall()
            out = own.ctl("subscriber", "forget", "gone@example.org", status=1)
            self.assertIn("do it again", out.stderr)
            db.execute("COMMIT")
            out = own.ctl("subscriber", "forget", "gone@example.org", status=1)
            self.assertIn("is no subscriber", out.stderr)
            for f in (own.dir / "state").iterdir():
                self.assertNotIn(b"gone@example.org", f.read_bytes())
            db.close()

    def test_json_when_it_fails(self):
        with Lab("/nowhere/feed.xml") as own:
            for args in (("run",), ("subscriber", "show", "nobody@example.org")):
                self.assertIn("error", own.json(*args, status=1))

    def test_json_of_bytes_that_are_no_text(self):
        with Lab() as own:
            done = subprocess.run(
                [lab.BIN / "digestctl", "-c", own.conf, "subscriber", "show",
                 b"\xff\xe9@example.org", "--json"], capture_output=True)
            self.assertIn("no subscriber", json.loads(done.stdout)["error"])

    @unittest.skipIf(os.geteuid(), "only root can become another")
    def test_root_becomes_the_owner(self):
        """Also one that no passwd file knows."""
        with Lab() as own:
            own.demo_readers()
            for name in ("maildir", "archive"):
                (own.dir / name).mkdir()
            subprocess.run(["chown", "-R", "54321:54321", own.dir], check=True)
            self.assertEqual(own.run()["sent"], 3)
            for folder in ("state", "maildir/new", "archive"):
                for f in (own.dir / folder).iterdir():
                    self.assertEqual((f.stat().st_uid, f.stat().st_gid),
                                     (54321, 54321), f)

    def test_first_use_by_many_at_once(self):
        with Lab() as own:
            all_ = [subprocess.Popen(
                [lab.BIN / "digestctl", "-c", own.conf, "subscriber", "add",
                 f"r{i}@example.org"], stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True) for i in range(8)]
            for p in all_:
                self.assertEqual((p.communicate()[1], p.returncode), ("", 0))
            self.assertEqual(len(own.json("subscriber", "list")), 8)


class Daemon(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.lab.demo_readers()
        self.log = open(self.lab.dir / "log", "w+")
        self.addCleanup(self.log.close)

    def start(self):
        daemon = subprocess.Popen([lab.BIN / "digestd", "-c", self.lab.conf],
                                  stderr=self.log)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        self.wait_for("started")
        return daemon

    def said(self):
        return (self.lab.dir / "log").read_text()

    def wait_for(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in self.said():
            self.assertLess(time.monotonic(), end, f"{text!r}\n{self.said()}")
            time.sleep(0.02)

    def test_an_edition_on_demand_then_a_clean_end(self):
        daemon = self.start()
        daemon.send_signal(10)  # SIGUSR1
        self.wait_for("delivery sent=3")
        self.assertEqual(len(self.lab.mails()), 3)
        self.assertIn("edition date=2026-01-05 announced=", self.said())
        # digestctl works beside it.
        self.assertTrue(self.lab.run()["stale"])
        daemon.terminate()
        self.assertEqual(daemon.wait(timeout=10), 0)
        self.assertNotIn("@example.org", self.said())

    def test_reload(self):
        daemon = self.start()
        good = self.lab.conf.read_text()
        self.lab.conf.write_text(good.replace("threshold = 8", "threshold = 88"))
        daemon.send_signal(1)  # SIGHUP
        self.wait_for("the old config stays in force")
        self.assertIn("threshold", self.said())
        self.lab.conf.write_text(good)
        daemon.send_signal(1)
        self.wait_for("reload: ")
        self.assertIsNone(daemon.poll())

    def test_reload_keeps_the_state_dir(self):
        daemon = self.start()
        text = self.lab.conf.read_text()
        self.lab.conf.write_text(text.replace("/state", "/elsewhere"))
        daemon.send_signal(1)
        self.wait_for("the old config stays in force")
        self.assertIn("state_dir", self.said())

    def test_what_was_left_unfinished_is_sent(self):
        """Also when the feed has nothing newer."""
        self.lab.run("--until", "score")
        self.start().send_signal(10)
        self.wait_for("delivery sent=3")

    def test_one_a_state_dir(self):
        self.start()
        second = subprocess.run([lab.BIN / "digestd", "-c", self.lab.conf],
                                capture_output=True, text=True, timeout=20)
        self.assertEqual(second.returncode, 1)
        self.assertIn("another digestd runs", second.stderr)

    def test_check(self):
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", self.lab.conf],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout),
                         (0, f"{self.lab.conf}: ok\n"))
        self.lab.conf.write_text(
            self.lab.conf.read_text().replace("06:30", "26:30"))
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", self.lab.conf],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, rf"{self.lab.conf}:3: schedule\.time: ")

    def test_check_reads_the_templates(self):
        templates = self.lab.dir / "templates"
        subprocess.run(["cp", "-r", lab.ROOT / "templates", templates], check=True)
        with open(templates / "digest.html", "a") as out:
            out.write("{{no_such_variable}}\n")
        with open(templates / "letter.txt", "a") as out:
            out.write("{{summary}}\n")  # a digest's
        (templates / "shared/reason.html").unlink()
        with open(templates / "archive/month.html", "a") as out:
            out.write("{{#open}}\n")
        self.lab.configure(templates=templates)
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", self.lab.conf],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        for line in done.stdout.splitlines():
            self.assertRegex(line, rf"^{self.lab.conf}:\d+: templates_dir: {templates}/")
        self.assertRegex(done.stdout, r"shared/reason.html: No such file")
        (templates / "shared/reason.html").write_text("")
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", self.lab.conf],
                              capture_output=True, text=True)
        self.assertRegex(done.stdout, r"digest.html: line \d+: there is no "
                                      r"variable {{no_such_variable}}")
        self.assertRegex(done.stdout, r"letter.txt: line \d+: there is no "
                                      r"variable {{summary}}")
        self.assertEqual(done.stdout.count("month.html: line "), 1, done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=1)

#!/usr/bin/env python3
"""The archive's pages as a browser shows them: on a phone and on a desk, light
and dark, with harmless days and with texts that mean harm."""
import unittest

from browser import Browser, need_browser
from archive_days import HOSTILE, Archive, run_day, shifted  # of tests/flow
from lab import Lab
from llmserver import LLMServer

RULES = {"extends": ["html-validate:standard", "html-validate:a11y"]}
# All of axe-core's rules once a page, then what a scheme or a width changes.
LOOKS = [(1000, "light", None), (1000, "dark", ["color-contrast"]),
         (360, "light", ["target-size"]), (360, "dark", ["color-contrast"])]


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab())
        server = cls.enterClassContext(LLMServer())
        run_day(cls.lab, "2025-12-30", keep=0, add=shifted(40, 1))
        run_day(cls.lab, "2026-01-05")
        run_day(cls.lab, "2026-01-06", keep=0, add=HOSTILE + shifted(12, 101),
                scoring=f'scorer = "llm"; llm: {{ url = "{server.url}"; model = '
                        '"gpt-test-of-a-name-that-is-long"; batch_size = 4; '
                        'retries = 0; prefilter = "none"; };')
        cls.archive = Archive(cls.lab)
        cls.browser = cls.enterClassContext(Browser())

    def look(self, name, picture):
        page = self.archive.dir / name
        self.assertEqual(self.browser.validate(page, RULES), [])
        for width, scheme, rules in LOOKS:
            with self.subTest(name, width=width, scheme=scheme):
                seen = self.browser.visit(
                    page, width=width, scheme=scheme, rules=rules,
                    screenshot=f"archive-{picture}-{width}-{scheme}")
                self.check(seen, width)

    def check(self, seen, width):
        self.assertEqual(seen["violations"], [])
        self.assertEqual(seen["scroll_width"], width)
        self.assertEqual(seen["wide"], [])
        self.assertEqual(seen["small"], [])
        self.assertEqual([a for a in seen["anchors"] if not a["lands"]], [])
        self.assertEqual(seen["problems"], [])
        self.assertEqual([r.rsplit("/", 1)[1] for r in seen["requests"][1:]],
                         ["style.css"])
        levels = [level for level, _ in seen["headings"]]
        self.assertEqual(levels[0], 1)
        for before, after in zip(levels, levels[1:]):
            self.assertLessEqual(after, before + 1, seen["headings"])
            self.assertNotEqual(after, 1)

    def test_edition(self):
        self.look("2026-01-05.html", "edition")

    def test_edition_of_a_model_with_hostile_texts(self):
        self.look("2026-01-06.html", "edition-model")

    def test_topics(self):
        self.look("2026-01-05-topics.html", "topics")

    def test_all_with_hostile_texts(self):
        self.look("2026-01-06-all.html", "all")

    def test_month(self):
        self.look("2026-01.html", "month")

    def test_index(self):
        self.look("index.html", "index")


if __name__ == "__main__":
    need_browser()
    unittest.main(verbosity=1)

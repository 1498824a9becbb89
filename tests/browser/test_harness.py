#!/usr/bin/env python3
"""The harness sees what it is there to see."""
import pathlib
import tempfile
import unittest

from browser import Browser, need_browser

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<style>p{color:#1d2125}</style></head>
<body style="background:#fff"><main><h1>One</h1>%s</main></body></html>
"""
RULES = {"extends": ["html-validate:standard"]}


class Harness(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser())
        cls.dir = pathlib.Path(
            cls.enterClassContext(tempfile.TemporaryDirectory()))

    def visit(self, body, **options):
        page = self.dir / "page.html"
        page.write_text(PAGE % body)
        return self.browser.visit(page, **options)

    def test_good_page(self):
        seen = self.visit("<p><a href='#x'>there</a></p>"
                          "<p style='margin-top:3000px'><a name='x'></a>x</p>",
                          width=360)
        self.assertEqual(seen["scroll_width"], 360)
        self.assertEqual(seen["anchors"],
                         [{"href": "#x", "by": "name", "lands": True}])
        self.assertEqual(seen["headings"], [[1, "One"]])
        for what in ("violations", "wide", "hidden", "small", "problems"):
            self.assertEqual(seen[what], [], what)
        self.assertEqual(len(seen["requests"]), 1)

    def test_overflow(self):
        seen = self.visit("<p style='width:400px'>wide</p>", width=360)
        self.assertGreater(seen["scroll_width"], 360)
        self.assertEqual(seen["wide"], ["<p> wide"])

    def test_hidden_small_and_lost(self):
        seen = self.visit("<p style='display:none'>gone</p>"
                          "<p style='opacity:0'>glass</p>"
                          "<p style='font-size:9px'>tiny</p>"
                          "<p><a href='#nowhere'>lost</a></p>")
        self.assertEqual(seen["hidden"], ["<p> gone", "<p> glass"])
        self.assertEqual(seen["small"], ["<p> tiny"])
        self.assertEqual(seen["anchors"],
                         [{"href": "#nowhere", "by": None, "lands": False}])

    def test_network(self):
        seen = self.visit("<p><img alt='' src='https://tracker.example/p.gif'></p>")
        self.assertIn("https://tracker.example/p.gif", seen["requests"])

    def test_contrast(self):
        grey = "<p style='color:#999'>grey</p>"
        rules = [v["rule"] for v in self.visit(grey)["violations"]]
        self.assertEqual(rules, ["color-contrast"])
        # Only the page's <style> makes this dark.
        bare = "<div style='color:#eee'><p>words</p></div>"
        self.assertEqual(self.visit(bare)["violations"], [])
        self.assertEqual(len(self.visit(bare, strip=True)["violations"]), 1)
        # 5.9 on white; inverted, #949494 on black.
        half = "<p style='color:#6b6b6b'>grey</p>"
        self.assertEqual(self.visit(half, invert=True)["violations"], [])
        dark = "<p style='color:#eee;background:#999'>light</p>"
        self.assertEqual(len(self.visit(dark, invert=True)["violations"]), 1)

    def test_validate(self):
        page = self.dir / "page.html"
        page.write_text(PAGE % "<p>fine</p>")
        self.assertEqual(self.browser.validate(page, RULES), [])
        page.write_text(PAGE % "<p><div>no</div></p>")
        self.assertTrue(self.browser.validate(page, RULES))


if __name__ == "__main__":
    need_browser()
    unittest.main(verbosity=1)

#!/usr/bin/env python3
"""Digests and letters as mail programs show them: on a phone and a desk, by
day and in the dark, with colours inverted, without any style. The mails are
unit.mail.write_mails' (DIGESTD_MAILS) and those of the bundled sample day."""
import email
import email.policy
import os
import pathlib
import tempfile
import unittest

from browser import Browser, need_browser
from lab import CORPORA, Lab, body, parse

MAILS = pathlib.Path(os.environ["DIGESTD_MAILS"])
PHONE, DESK = 360, 1000

# Between them they show every colour and element that there is.
SOME = ["sample", "empty", "letters-done", "letters-help", "letters-confirm"]

# What the standard set forbids and mail programs need: styles inline, tables
# with their old attributes, <a name> (Gmail drops an id), a comment for
# Outlook, a role where <main> would be lost. Subjects are as long as they are.
RULES = {
    "extends": ["html-validate:standard", "html-validate:a11y"],
    "rules": {
        "no-inline-style": "off",
        "no-deprecated-attr": "off",
        "attribute-boolean-style": "off",
        "no-conditional-comment": "off",
        "prefer-native-element": "off",
        "long-title": "off",
    },
}


def mails():
    """{name: path of an HTML body} of everything there is to look at."""
    found = {}
    for path in sorted(MAILS.rglob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(),
                                           policy=email.policy.default)
        html = body(message, "html")
        if html:
            name = "-".join(path.relative_to(MAILS).with_suffix("").parts)
            found[name] = html
    return found


class Mails(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(Browser())
        room = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.pages = {}
        for name, html in mails().items():
            cls.pages[name] = room / f"{name}.html"
            cls.pages[name].write_text(html)
        cls.sample = cls.pages["sample"] = room / "sample.html"
        with Lab() as lab:
            lab.demo_readers()
            lab.run()
            mail = parse(lab.mail_to("asha@example.org"))
            cls.sample.write_text(body(mail, "html"))

    def check(self, page, **how):
        seen = self.browser.visit(page, **how)
        self.assertEqual(seen["violations"], [])
        self.assertEqual(seen["wide"], [])
        self.assertLessEqual(seen["scroll_width"], seen["client_width"])
        self.assertEqual(seen["hidden"], [])
        self.assertEqual(seen["small"], [])
        self.assertEqual(seen["problems"], [])
        self.assertEqual(seen["requests"], [page.as_uri()])
        return seen

    def test_on_a_phone(self):
        for name, page in self.pages.items():
            with self.subTest(name):
                self.on_a_phone(page)

    def on_a_phone(self, page):
        seen = self.check(page, width=PHONE)
        self.assertEqual(seen["lang"], "en")
        self.assertTrue(seen["title"])
        levels = [level for level, _ in seen["headings"]]
        self.assertTrue(all(b <= a + 1 for a, b in zip([0] + levels, levels)))
        for anchor in seen["anchors"]:
            self.assertEqual((anchor["by"], anchor["lands"]), ("name", True),
                             anchor)

    def test_contrast_in_the_dark(self):
        for name in SOME:
            for how in ({"scheme": "dark"}, {"invert": True}):
                with self.subTest(name, **how):
                    self.check(self.pages[name], width=PHONE,
                               rules=["color-contrast"], **how)

    def test_dark_is_dark(self):
        """The media query names every colour that the templates use."""
        light = self.browser.visit(self.sample, axe=False)["colours"]
        dark = self.browser.visit(self.sample, scheme="dark", axe=False)["colours"]
        self.assertEqual(set(light) & set(dark), set())

    def test_without_style(self):
        for name in SOME:
            with self.subTest(name):
                self.check(self.pages[name], width=PHONE, strip=True)

    def test_valid(self):
        for name, page in self.pages.items():
            with self.subTest(name):
                self.assertEqual(self.browser.validate(page, RULES), [])

    def test_pictures(self):
        pages = {"digest": self.sample,
                 "letter": self.pages["letters-done"],
                 "help": self.pages["letters-help"],
                 "weekly": self.pages["weekly"]}
        for name, page in pages.items():
            for width in PHONE, DESK:
                for scheme in "light", "dark":
                    self.check(page, width=width, scheme=scheme,
                               rules=["color-contrast"],
                               screenshot=f"{name}-{width}-{scheme}")

    @unittest.skipUnless((CORPORA / "feeds/rss-2025-04-15.xml").exists(),
                         "no other people's feeds here")
    def test_a_real_day(self):
        """As many papers as a mail may have."""
        with Lab(CORPORA / "feeds/rss-2025-04-15.xml") as lab:
            lab.subscribe("ada@example.org", threshold=1, max_papers=100)
            lab.run()
            html = body(parse(lab.mail_to("ada@example.org")), "html")
        self.assertLess(len(html.encode()), 90_000)
        page = self.sample.with_name("real.html")
        page.write_text(html)
        seen = self.check(page, width=PHONE, axe=False,
                          screenshot="real-360-light")
        self.assertTrue(seen["anchors"])
        self.assertTrue(all(a["lands"] for a in seen["anchors"]))
        self.assertEqual(self.browser.validate(page, RULES), [])


if __name__ == "__main__":
    need_browser()
    unittest.main(verbosity=1)

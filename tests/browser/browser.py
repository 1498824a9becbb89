"""Chromium for tests: Browser opens files and says what a reader would see.

    with Browser() as browser:
        seen = browser.visit(page, width=360, scheme="dark",
                             screenshot="digest-360-dark")
        self.assertEqual(seen["violations"], [])
        self.assertEqual(browser.validate(page, RULES), [])

`visit` answers with a dictionary:
  title, lang, headings [(level, text)], links [href], text (as seen)
  client_width, scroll_width, height   CSS pixels; no overflow: the two agree
  colours     of text, grounds and borders, as computed
  wide, hidden, small   elements out of the page, unseen, below 13 px
  anchors     [{href, by: "name" | "id" | None, lands}], every link within
  violations  of axe-core's rules: [{rule, impact, help, nodes}]
  requests    every URL that was asked for, the page's own first; only file:
              and data: get an answer
  problems    what the page complained about

Without npm's modules or Chromium a test says so and ends with 77: call
`need_browser()` first. Pictures go to DIGESTD_SCREENSHOTS."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/flow"))  # lab.py

MODULES = pathlib.Path(os.environ.get("NODE_PATH",
                                      ROOT / "build/browser/node_modules"))
CHROMIUM = os.environ.get("DIGESTD_CHROMIUM", "/usr/bin/chromium")
SCREENSHOTS = pathlib.Path(os.environ.get("DIGESTD_SCREENSHOTS",
                                          ROOT / "build/screenshots"))
SKIPPED = 77


def need_browser():
    for what, there in (("node", shutil.which("node")),
                        ("Chromium", os.access(CHROMIUM, os.X_OK)),
                        ("playwright-core", (MODULES / "playwright-core").is_dir())):
        if not there:
            print(f"no {what} here")
            sys.exit(SKIPPED)


class Browser:
    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="digestd-chromium-")
        self.node = subprocess.Popen(
            ["node", HERE / "look.js", self.profile],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "NODE_PATH": str(MODULES),
                 "DIGESTD_CHROMIUM": CHROMIUM})
        return self

    def __exit__(self, *_):
        self.node.stdin.close()  # it closes Chromium and goes
        self.node.wait(timeout=60)
        self.node.stdout.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _ask(self, **request):
        self.node.stdin.write(json.dumps(request) + "\n")
        self.node.stdin.flush()
        line = self.node.stdout.readline()
        assert line, "the browser is gone"
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer

    def visit(self, page, width=1000, height=800, scheme="light",
              strip=False, invert=False, axe=True, rules=None,
              screenshot=None, full=True):
        """Opens a file (a path, or a path and "#there").

        strip: without stylesheets and <style>, as some mail programs show it.
        invert: colours as mail programs invert them in the dark.
        axe: False to leave axe-core out; rules: only these of its rules.
        screenshot: a name; full: of the whole page, not the first screen."""
        path, _, fragment = str(page).partition("#")
        url = pathlib.Path(path).resolve().as_uri()
        if screenshot:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            screenshot = str(SCREENSHOTS / f"{screenshot}.png")
        return self._ask(
            op="visit", url=url + ("#" + fragment if fragment else ""),
            width=width, height=height, scheme=scheme, strip=strip,
            invert=invert, axe=axe, rules=rules, screenshot=screenshot,
            full=full)

    def validate(self, page, config):
        """html-validate's complaints, as "line:column: rule: message".

        config is html-validate's: {"extends": ["html-validate:standard"],
        "rules": {...}}."""
        return self._ask(op="validate", file=str(pathlib.Path(page).resolve()),
                         config={"root": True, **config})

"""SIGKILL at every transition of the inbox (CUT_POINT, daemon/base/cut.h), on
both roads: a mail that digestd fetches by IMAP, and one that an MTA pipes into
digestctl. What comes after the next try is what would have come without: the
same state, one answer, and the mail in Processed."""

import email.utils
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../flow"))

import lab
import tokens
from imapserver import CAPABILITIES, ImapServer
from lab import Lab
from reports import report
from test_inbox import reply

READER = "ada@example.org"

# What a killed process leaves unsaid is no leak.
ENV = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}

# Everything that a mail may change, in words that are the same the next time.
TABLES = (
    "SELECT address, state, paused_until, threshold, round(bounces, 1)"
    " FROM subscriber",
    "SELECT topic, step, chosen, muted FROM wish",
    "SELECT phrase, step FROM phrase",
    "SELECT paper, liked FROM judgement",
    "SELECT settings FROM undo",
    "SELECT commands FROM confirmation",
    "SELECT count(*), total(help) FROM answer",
    "SELECT count(*) FROM ledger",
    "SELECT address, message FROM delivery WHERE edition IS NULL",
)


def timeless(raw):
    """A letter without its tokens and times."""
    text = re.sub(rb"=\r?\n", b"", raw).decode()
    text = re.sub(r"(?m)^Date: .*$", "Date:", text)
    return re.sub(r"[a-z2-7]{42}", "TOKEN", re.sub(r"letter\.\d+\.\w+", "", text))


class Roads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab())
        cls.lab.subscribe(READER, threshold=6)
        cls.lab.run()
        digest = lab.parse(cls.lab.mail_to(READER))
        cls.address = digest["Reply-To"].addresses[0].addr_spec
        cls.token = cls.address.split("+")[1].split("@")[0]
        cls.start = cls.keep("start")

    # -- the state, kept and brought back

    @classmethod
    def keep(cls, name):
        kept = cls.lab.dir / name
        for part in ("state", "maildir"):
            shutil.copytree(cls.lab.dir / part, kept / part)
        return kept

    def bring_back(self, kept):
        for part in ("state", "maildir"):
            shutil.rmtree(self.lab.dir / part, ignore_errors=True)
            shutil.copytree(kept / part, self.lab.dir / part)

    def known(self):
        rows = [self.lab.database(table) for table in TABLES]
        rows[-1] = sorted((to, timeless(raw)) for to, raw in rows[-1])
        letters = [lab.parse(raw) for _, raw in self.lab.mails()]
        return rows, sorted(timeless(m.as_bytes()) for m in letters
                            if m["Auto-Submitted"] == "auto-replied")

    # -- what may come

    def pipe(self, raw, **env):
        return subprocess.run(
            [lab.BIN / "digestctl", "-c", self.lab.conf, "receive"], input=raw,
            stdout=subprocess.DEVNULL, env={**ENV, **env}).returncode

    def say(self, text, to=None, **more):
        self.assertEqual(self.pipe(reply(to or self.address, text, **more)), 0)

    def question(self):
        """The address that answers the last letter, which asked for a yes."""
        raw, = self.lab.database("SELECT message FROM delivery WHERE edition"
                                 " IS NULL ORDER BY id DESC LIMIT 1")[0]
        to = lab.parse(raw)["Reply-To"].addresses[0].addr_spec
        token = to.split("+")[1].split("@")[0]
        self.assertEqual(tokens.read(token)["scope"], tokens.CONFIRM)
        return to

    def scenarios(self):
        """(name, prepare, the mail): prepare may send mails before."""
        def asked(text, **more):
            self.say(text, **more)
            return reply(self.question(), "confirm")

        def bounce():
            token = tokens.write(self.lab, self.token, scope=tokens.BOUNCE)
            return report(f"papers+{token}@sender.test",
                          email.utils.make_msgid(), READER)

        def undo():
            self.say("threshold 9, more suspension bridges")
            return reply(self.address, "undo")

        return {
            "change": lambda: reply(
                self.address, "threshold 9, more science, more bridges"),
            "confirm": lambda: asked("threshold 9", sender="eve@example.net"),
            "bounce": bounce,
            "unsubscribe": lambda: reply(self.address, "unsubscribe"),
            "forget me": lambda: asked("forget me"),
            "why": lambda: reply(self.address, "why 1, less 2"),
            "undo": undo,
        }

    def prepare(self, name):
        self.bring_back(self.start)
        raw = self.scenarios()[name]()
        self.before = self.lab.database(
            "SELECT count(*) FROM delivery WHERE edition IS NULL")[0][0]
        kept = self.lab.dir / "prepared"
        shutil.rmtree(kept, ignore_errors=True)
        return raw, self.keep("prepared")

    def count(self, run):
        """How many places to die it passes."""
        passed = self.lab.dir / "passed"
        passed.unlink(missing_ok=True)
        run(DIGESTD_CUT_COUNT=str(passed), DIGESTD_CUT_ONLY="inbox.")
        return [line.split()[1] for line in passed.read_text().splitlines()]

    def every_cut(self, name, run, finish):
        """run(**env) handles the mail or dies; finish() tries again."""
        raw, kept = self.prepare(name)
        self.bring_back(kept)
        places = self.count(lambda **env: run(raw, **env))
        finish(raw)
        whole = self.known()
        self.assertGreater(len(places), 5)
        for n, place in enumerate(places, 1):
            with self.subTest(scenario=name, died_at=place):
                self.bring_back(kept)
                self.assertEqual(
                    run(raw, DIGESTD_CUT_AT=str(n), DIGESTD_CUT_ONLY="inbox."),
                    -signal.SIGKILL)
                finish(raw)
                self.assertEqual(self.known(), whole)
        return whole


class Piped(Roads):
    def test_every_cut(self):
        def finish(raw):
            """The MTA tries again; then the outbox is worked off."""
            self.assertEqual(self.pipe(raw), 0)
            self.lab.run()

        for name in self.scenarios():
            _, letters = self.every_cut(name, self.pipe, finish)
            # Of who is erased, the mails in our Maildir are erased, too.
            before = 0 if name == "forget me" else self.before
            self.assertEqual(len(letters), before + (name != "bounce"), name)


class Fetched(Roads):
    def setUp(self):
        self.server = self.enterContext(ImapServer())
        secret = self.lab.file("imap.password", "secret\n")
        secret.chmod(0o600)
        # No answer goes out, so that no delivery is cut off, too.
        self.here = dict(
            mail=f'imap: {{ url = "imap://127.0.0.1:{self.server.port}"; '
                 f'tls = "none"; user = "papers"; '
                 f'password_file = "{secret}"; }};',
            smtp='url = "smtp://127.0.0.1:1"; tls = "none";')
        self.there = {name: self.lab.settings[name] for name in self.here}

    def daemon(self, raw=None, **env):
        """Until it dies, or has put away every mail."""
        if raw is not None:
            self.server.mails.clear()
            self.server.folders["Processed"] = []
            self.server.deliver(raw)
        process = subprocess.Popen(
            [lab.BIN / "digestd", "-c", self.lab.conf],
            stderr=subprocess.DEVNULL, env={**ENV, **env})
        idle = len(self.server.said("IDLE"))
        end = time.monotonic() + 60
        while process.poll() is None and len(self.server.said("IDLE")) == idle:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.005)
        if process.poll() is None:
            process.kill()
            process.wait()
            return 0
        return process.returncode

    def prepare(self, name):
        self.lab.configure(**self.there)
        prepared = super().prepare(name)
        self.lab.configure(**self.here)
        return prepared

    def finish(self, _):
        self.assertEqual(self.daemon(), 0)
        self.assertEqual({uid for uid in self.server.mails
                          if uid not in self.server.deleted}, set())
        self.assertGreaterEqual(len(self.server.folders["Processed"]), 1)

    def test_every_cut(self):
        for name in self.scenarios():
            (*_, letters), _ = self.every_cut(name, self.daemon, self.finish)
            # Who is erased has but the goodbye.
            before = 0 if name == "forget me" else self.before
            self.assertEqual(len(letters), before + (name != "bounce"), name)
            self.assertEqual(len(self.server.folders["Processed"]), 1)

    def test_a_mail_that_is_not_survived(self):
        """After three deaths it is passed over, and the others are not."""
        raw, _ = self.prepare("change")
        die = {"DIGESTD_CUT_AT": "2", "DIGESTD_CUT_ONLY": "inbox.read"}
        first = reply(self.address, "more llm")
        self.server.deliver(first)
        self.server.deliver(raw)
        last = reply(self.address, "threshold 5")
        self.server.deliver(last)
        for _ in range(3):
            self.assertEqual(self.daemon(**die), -signal.SIGKILL)
        for _ in range(2):
            self.assertEqual(self.daemon(), 0)
            self.assertEqual(list(self.server.mails.values()), [raw])
        self.assertEqual(self.server.folders["Processed"], [first, last])
        self.assertEqual(self.lab.database(
            "SELECT threshold FROM subscriber"), [(5,)])
        self.assertEqual(self.lab.database(
            "SELECT topic FROM wish"), [("llm",)])

    def test_without_move(self):
        self.server.scripts = [{"capabilities": CAPABILITIES.replace(
            "MOVE ", "")}]
        self.every_cut("change", self.daemon, self.finish)


if __name__ == "__main__":
    unittest.main(verbosity=1)

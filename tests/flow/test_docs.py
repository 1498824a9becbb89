"""The man pages, the shipped config and the shells' completions say what the
programs do, no more and no less."""

import os
import re
import shutil
import signal
import subprocess
import time
import unittest

import lab
from lab import Lab
from test_ctl import commands, options

ETC = lab.ROOT / "etc"
COMMON = {"config", "json", "help", "version"}


def needs(tool):
    return unittest.skipUnless(shutil.which(tool), f"{tool} is not installed")


def settings():
    """{path: default as it would be written, or None where there is none}."""
    text = (lab.ROOT / "daemon/conf/conf_settings.c").read_text()
    table = text[text.index("struct setting settings[]"):text.index("n_settings =")]
    found = {}
    for kind, path, rest in re.findall(
            r'^([A-Z]+)\("([^"]+)"(.*)', table, re.M):
        default = re.search(r'"([^"]*)"', rest)
        default = default and default[1]
        if kind in ("GROUP", "LIST"):
            continue
        if kind == "REQUIRED":
            found[path] = None
        elif kind in ("STRING", "DURATION"):
            found[path] = f'"{default}"'
        elif kind == "STRINGS":
            found[path] = "[]"
        elif kind == "FLAGS":
            found[path] = "[" + ", ".join(f'"{w}"' for w in default.split()) + "]"
        else:
            found[path] = default
    for path, rest in re.findall(r'\{ \.path = "([^"]+)"(.*?)\}', table, re.S):
        default = re.search(r'\.fallback = "([^"]*)"', rest)
        if "SETTING_GROUP" not in rest:
            found[path] = f'"{default[1]}"' if default else None
    return found


def page(name):
    return (ETC / "man" / name).read_text()


def documented_settings():
    """The same as digestd.conf(5) says it: .It Va path = default"""
    found = {}
    for line in re.findall(r"^\.It Va (.+)$", page("digestd.conf.5"), re.M):
        path, _, default = line.partition(" = ")
        if re.match(r"Qq\b", default):
            default = f'"{default[3:]}"'
        default = default.replace("Bq", "[]").replace(r"\(dq", '"')
        found[path] = default.replace(r"\&", "") or None
    return found


def documented_commands():
    """{command: set of its options}, as digestctl(1) has them."""
    found, at = {}, None
    for line in page("digestctl.1").splitlines():
        item = re.match(r"\.It Cm ((?:subscriber )?[a-z-]+)(.*)", line)
        if item and item[1] in commands():
            at = found.setdefault(item[1], set())
        elif line.startswith((".Ss", ".Sh")):
            at = None
        if at is not None and line.startswith(".It"):
            at |= set(re.findall(r"Fl -([a-z-]+)", line))
    return found


class ManPages(unittest.TestCase):
    @needs("mandoc")
    def test_lint(self):
        """From their own folder: mandoc looks there for what they name."""
        done = subprocess.run(
            ["mandoc", "-Tlint", *sorted(os.listdir(ETC / "man"))],
            cwd=ETC / "man", stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        # pages of others that this machine does not have
        ours = [line for line in done.stdout.splitlines()
                if not re.search(r"manual not found: Xr (?!digest)", line)]
        self.assertEqual(ours, [])

    def test_every_setting_with_its_default(self):
        self.maxDiff = None
        self.assertEqual(documented_settings(), settings())

    def test_every_command_and_option(self):
        told = documented_commands()
        self.assertEqual(set(told), set(commands()))
        for name, text in commands().items():
            self.assertEqual(told[name], set(options(text)) - COMMON, name)
        for option in COMMON:
            self.assertIn(f"Fl -{option}", page("digestctl.1"))

    def test_the_daemons_options(self):
        usage = subprocess.run([lab.BIN / "digestd", "--help"],
                               capture_output=True, text=True, check=True)
        self.assertEqual(
            set(re.findall(r"--([a-z]+)", usage.stdout)),
            set(re.findall(r"^\.It Fl \w , Fl -([a-z]+)", page("digestd.8"), re.M)))

    def test_every_metric(self):
        code = (lab.ROOT / "daemon/metrics.c").read_text()
        self.assertEqual(
            set(re.findall(r"^\.It Li (digestd_\w+)", page("digestd.conf.5"), re.M)),
            {"digestd_" + name for name in
             re.findall(r'(?:head|gauge)\(out, "(\w+)"', code)})

    def test_every_key_of_subscriber_set(self):
        text = page("digestctl.1")
        table = text[text.index(".It Cm subscriber set"):
                     text.index(".It Cm subscriber pause")]
        keys = subprocess.run([lab.BIN / "digestctl", "help", "subscriber", "set"],
                              capture_output=True, text=True).stdout
        for key in ("name", "threshold", "novelty", "max_papers", "topics",
                    "format", "frequency", "paused", "more", "less", "mute",
                    "unmute", "follow", "unfollow", r"step\."):
            self.assertRegex(table, rf"\b{key}")
            self.assertRegex(keys, rf"\b{key}")

    def test_the_smallest_config_works(self):
        """The first of the EXAMPLES, with its state elsewhere."""
        text = page("digestd.conf.5")
        text = text[text.index("The smallest config"):]
        text = re.search(r"\.Bd.*?\n(.*?)\.Ed", text, re.S)[1]
        with Lab() as room:
            room.conf.write_text(text.replace("/var/lib/digestd",
                                              str(room.dir / "state")))
            for name in ("templates", "prompts"):
                (room.dir / name).symlink_to(lab.ROOT / name)
            self.assertEqual(room.json("status")["editions"], [])


class Log(unittest.TestCase):
    def test_an_editions_story(self):
        """In under 20 lines, each with its priority, each in digestd(8)."""
        with Lab() as room:
            room.demo_readers()
            path = room.dir / "log"
            with open(path, "w") as log:
                daemon = subprocess.Popen(
                    [lab.BIN / "digestd", "-c", room.conf], stderr=log)
            self.addCleanup(daemon.wait)
            self.addCleanup(daemon.kill)
            end = time.monotonic() + 60
            asked = False
            while "delivery sent=" not in path.read_text():
                self.assertLess(time.monotonic(), end, path.read_text())
                if not asked and "started" in path.read_text():
                    daemon.send_signal(signal.SIGUSR1)
                    asked = True
                time.sleep(0.05)
            daemon.terminate()
            self.assertEqual(daemon.wait(), 0)
            lines = path.read_text().splitlines()
        self.assertLess(len(lines), 20)
        told = re.findall(r"^\.It Li (\w+)", page("digestd.8"), re.M)
        for line in lines:
            first = re.match(r"<[3-6]>(\w+)", line)
            self.assertTrue(first, line)
            self.assertIn(first[1], {*told, "stopped"}, line)
            self.assertNotIn("@", line)  # no addresses


class ShippedConfig(unittest.TestCase):
    def test_every_setting_stands_in_it(self):
        """In a comment or not, in its group."""
        text = (ETC / "digestd.conf").read_text()
        topics = (ETC / "topics.conf").read_text()
        for path in settings():
            name = re.split(r"[.\]]+", path)[-1]
            where = topics if path.startswith("topics") else text
            self.assertRegex(where, rf"(?m)^[\s#{{,]*{name} = |[{{;] {name} = ",
                             path)


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.demo_readers()
        cls.lab.run()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__()

    def check(self, offered):
        """offered(lines): what is offered at the end of each, as sets."""
        names = [n.split() for n in commands()]
        conf = f"digestctl -c {self.lab.conf}"
        asked = {
            "digestctl ": {n[0] for n in names} | {"help"},
            "digestctl subscriber ": {n[1] for n in names if len(n) > 1},
            "digestctl help subscriber e": {"export"},
            "digestctl run --until ": {"fetch", "score", "queue", "send"},
            "digestctl preview --format ": {"html", "text", "eml"},
            "digestctl outbox --state s": {"sending", "sent", "superseded"},
            "digestctl outbox ": {"list", "retry", "drop"},
            "digestctl subscriber list --state ":
                {"active", "paused", "unsubscribed", "bounced", "pending"},
            "digestctl score --scorer ": {"lexical", "llm"},
            "digestctl subscriber set a@x.test f": {"format", "frequency", "follow"},
            "digestctl subscriber set a@x.test paused ": {"no", "yes"},
            f"{conf} subscriber show b": {"boris@example.org"},
            f"{conf} preview --date ": {"2026-01-05"},
            f"{conf} subscriber pause --until 2099-01-01 a": {"asha@example.org"},
        }
        for name, text in commands().items():
            asked[f"digestctl {name} --"] = {
                f"--{o}" for o in set(options(text)) | COMMON - {"version"}}
        said = dict(zip(asked, offered(list(asked))))
        self.maxDiff = None
        self.assertEqual(said, asked)

    def test_bash(self):
        script = f"source {ETC}/completion/digestctl.bash\n" + r"""
            while IFS= read -r line; do
                COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
                _digestctl
                echo "${COMPREPLY[*]}"
            done"""

        def offered(lines):
            done = subprocess.run(
                ["bash", "--norc", "-c", script], capture_output=True, text=True,
                input="".join(line + "\n" for line in lines),
                env={**os.environ, "PATH": f"{lab.BIN}:{os.environ['PATH']}"})
            self.assertEqual(done.stderr, "")
            return [set(line.split()) for line in done.stdout.splitlines()]

        self.check(offered)
        # readline keeps what stands before an @ or a =
        conf = f"digestctl -c {self.lab.conf}"
        self.assertEqual(offered([f"{conf} subscriber show boris@e",
                                  "digestctl run --until=q", "digestctl -c /et"]),
                         [{"example.org"}, {"queue"}, {"/etc"}])

    @needs("zsh")
    def test_zsh(self):
        def offered(lines):
            done = subprocess.run(
                ["zsh", "-f", "complete.zsh", ETC / "completion"],
                capture_output=True, text=True, timeout=200,
                input="".join(line + "\n" for line in lines),
                env={**os.environ, "PATH": f"{lab.BIN}:{os.environ['PATH']}"})
            self.assertEqual(done.returncode, 0, done.stdout)
            return [set(line.split()) for line in done.stdout.splitlines()]

        self.check(offered)


if __name__ == "__main__":
    unittest.main()

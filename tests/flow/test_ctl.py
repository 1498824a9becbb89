"""digestctl as an admin meets it: help, mistakes, exit status, who it runs as,
what a terminal gets and what a pipe gets."""

import json
import os
import pty
import pwd
import re
import subprocess
import unittest

import lab
from lab import Lab

PLAIN = re.compile(r"\x1b\[[0-9;]*m")


def commands():
    """{command: its --help}, from the programs themselves."""
    listed = subprocess.run([lab.BIN / "digestctl", "--help"],
                            capture_output=True, text=True, check=True).stdout
    found = {}
    for name in re.findall(r"^  ([a-z][a-z-]*(?: [a-z]+)?)  +\S", listed, re.M):
        found[name] = subprocess.run(
            [lab.BIN / "digestctl", *name.split(), "--help"],
            capture_output=True, text=True, check=True).stdout
    return found


def options(text):
    """The long options that a command's --help names, with what they take."""
    return dict(re.findall(r"^  (?:-\w, |    )--([a-z-]+)(?: (\S+))?", text, re.M))


def on_terminal(args, columns=80, **env):
    """What a terminal of so many columns is shown, colours and all."""
    read, write = pty.openpty()
    child = subprocess.Popen(
        list(map(str, args)), stdin=write, stdout=write, stderr=write,
        close_fds=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": str(columns), **env})
    os.close(write)
    text = b""
    while True:
        try:
            part = os.read(read, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        text += part
    os.close(read)
    return child.wait(), text.decode().replace("\r\n", "\n")


class Words(unittest.TestCase):
    """Nothing here needs a state."""

    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)

    def say(self, *args, status):
        done = self.lab.ctl(*args, status=status)
        return done.stderr if status else done.stdout

    def test_every_command_has_help(self):
        all_of_them = commands()
        self.assertGreaterEqual(set(all_of_them), {
            "run", "preview", "score", "train", "evaluate", "receive", "outbox",
            "status", "unsubscribe", "archive", "doctor",
            *("subscriber " + verb for verb in (
                "add", "list", "show", "set", "pause", "resume", "remove",
                "forget", "import", "export"))})
        for name, text in all_of_them.items():
            self.assertIn(f"usage: digestctl [-c FILE] {name}", text)
            self.assertEqual(text, self.say("help", *name.split(), status=0))
            for option in options(text):
                self.assertRegex(text, rf"\[--{option}[\] ]|  -[ch], |--json")

    def test_help_needs_no_config(self):
        for args in (["--help"], ["-h"], ["help"], ["subscriber", "--help"]):
            done = subprocess.run([lab.BIN / "digestctl", *args],
                                  capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = subprocess.run([lab.BIN / "digestctl"], capture_output=True,
                              text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("usage", done.stderr)

    def test_unknown_option_of_every_command(self):
        for name in commands():
            said = self.say(*name.split(), "--no-such-thing", status=2)
            self.assertIn(f"digestctl: {name}: unknown option "
                          '"--no-such-thing"', said)

    def test_did_you_mean(self):
        for args, word in ((["statsu"], '"status"'),
                           (["subscriber", "improt"], '"subscriber import"'),
                           (["list"], '"subscriber list"'),
                           (["run", "--dryrun"], '"--dry-run"'),
                           (["subscriber", "add", "a@x.test", "--treshold", "3"],
                            '"--threshold"'),
                           (["status", "--jsno"], '"--json"')):
            self.assertIn(f"did you mean {word}?", self.say(*args, status=2))

    def test_what_is_wrong_is_named(self):
        for args, word in (
                (["run", "extra"], '"extra"'),
                (["run", "--date"], "--date needs its DATE"),
                (["run", "--dry-run=1"], "--dry-run takes no argument"),
                (["run", "--until", "teatime"], '"teatime"'),
                (["run", "--date", "2026-02-30"], '"2026-02-30"'),
                (["outbox", "--state", "lost"], '"lost"'),
                (["outbox", "shred"], '"shred"'),
                (["subscriber"], "import, export"),
                (["subscriber", "set", "a@x.test", "threshold"], "VALUE"),
                (["subscriber", "add"], "ADDRESS"),
                (["evaluate"], "FILE"),
                (["-x"], '"-x"'),
                (["subscriber", "add", "a@x.test", "--n", "x"], "--novelty")):
            self.assertIn(word, self.say(*args, status=2), args)

    def test_beginnings_of_options(self):
        self.assertEqual(self.lab.json("run", "--unt=fetch", "--dry")["dry_run"],
                         True)

    def test_config_anywhere(self):
        conf = str(self.lab.conf)
        for args in (["-c", conf, "status"], ["status", "-c", conf],
                     ["--config", conf, "status"], ["status", f"--config={conf}"],
                     [f"-c{conf}", "status"],
                     ["subscriber", "-c", conf, "list"]):
            done = subprocess.run([lab.BIN / "digestctl", *args],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, (args, done.stderr))

    def test_missing_config(self):
        done = subprocess.run(
            [lab.BIN / "digestctl", "-c", "/nowhere/x.conf", "status", "--json"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere/x.conf: No such file", done.stderr)
        self.assertIn("/nowhere/x.conf", json.loads(done.stdout)["error"])

    def test_bad_config(self):
        text = self.lab.conf.read_text()
        self.lab.conf.write_text(text + "\nnosense = 3;\nnonsense = 4;\n")
        done = self.lab.ctl("status", "--json", status=2)
        problems = json.loads(done.stdout)["problems"]
        self.assertEqual(len(problems), 2)
        self.assertEqual("\n".join(problems), done.stderr.strip())


class People(unittest.TestCase):
    """Root becomes the owner of the state; others are told who they must be."""

    def setUp(self):
        if os.geteuid():
            self.skipTest("needs root")
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.owner = pwd.getpwnam("games")
        state = self.lab.dir / "state"
        state.mkdir(mode=0o700)
        os.chown(state, self.owner.pw_uid, self.owner.pw_gid)
        for path in (self.lab.dir, self.lab.conf):
            os.chmod(path, 0o755)

    def test_root_leaves_the_owners_files(self):
        self.lab.subscribe("ada@reader.test")
        for path in (self.lab.dir / "state").iterdir():
            self.assertEqual(path.stat().st_uid, self.owner.pw_uid, path)
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_an_unrelated_user(self):
        self.lab.subscribe("ada@reader.test")
        done = subprocess.run(
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
             lab.BIN / "digestctl", "-c", self.lab.conf, "status"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("run it as root or as games", done.stderr)


class Terminal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.lab.demo_readers()
        cls.lab.subscribe("a.rather.long.address@department.university.test",
                          name="Somebody with, frankly, rather a long name",
                          topics="representation,architecture,compression",
                          threshold=9.5, novelty=3, max_papers=7)
        cls.lab.run()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__()

    def shown(self, *args, columns=80, **env):
        status, text = on_terminal(
            [lab.BIN / "digestctl", "-c", self.lab.conf, *args], columns, **env)
        self.assertEqual(status, 0, text)
        return text

    def test_tables_fit(self):
        for columns in (60, 80, 132):
            for args in (["subscriber", "list"], ["status"]):
                for line in PLAIN.sub("", self.shown(*args, columns=columns)
                                      ).splitlines():
                    self.assertLessEqual(len(line), columns, (args, line))

    def test_a_pipe_is_uncut(self):
        piped = self.lab.ctl("subscriber", "list",
                             env={"COLUMNS": "40"}).stdout
        self.assertIn("a.rather.long.address@department.university.test", piped)
        self.assertIn("Somebody with, frankly, rather a long name", piped)
        self.assertNotIn("…", piped)
        self.assertNotIn("\x1b", piped)
        self.assertEqual(len(piped.splitlines()), 4)  # no heading
        self.assertIn("…", self.shown("subscriber", "list", columns=60))

    def test_colours(self):
        self.assertRegex(self.shown("subscriber", "list"), "\x1b\\[32mactive")
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn("\x1b", self.shown("subscriber", "list", **env))
        self.assertIn("\x1b", self.shown("status", NO_COLOR=""))

    def test_the_list_can_be_narrowed(self):
        ctl = self.lab.ctl
        self.assertEqual(
            len(ctl("subscriber", "list", "RATHER").stdout.splitlines()), 1)
        self.lab.ctl("subscriber", "pause", "a.rather.long.address"
                     "@department.university.test", "--until", "2100-01-01")
        paused = self.lab.json("subscriber", "list", "--state", "paused")
        self.assertEqual([p["paused_until"] for p in paused],
                         ["2100-01-01T00:00:00Z"])


if __name__ == "__main__":
    unittest.main()

"""digestctl as an admin meets it: help, mistakes, exit status, who it runs as,
what a terminal gets and what a pipe gets."""

import functools
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


@functools.cache
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
            "status", "unsubscribe", "archive", "doctor", "what-if", "backup",
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

    def test_root_may_name_a_file_of_their_own(self):
        """As from a home of mode 0700: read, although nobody else may."""
        home = self.lab.dir / "home"
        home.mkdir(mode=0o700)
        readers = home / "readers.csv"
        readers.write_text("address\nada@reader.test\n")
        readers.chmod(0o600)
        self.lab.ctl("subscriber", "import", readers)
        self.assertEqual(len(self.lab.json("subscriber", "list")), 1)
        # but written as the owner
        done = self.lab.ctl("backup", home / "b.db", status=1)
        self.assertIn("Permission denied (as games, who owns state_dir)",
                      done.stderr)

    def test_an_unrelated_user(self):
        self.lab.subscribe("ada@reader.test")
        done = subprocess.run(
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
             lab.BIN / "digestctl", "-c", self.lab.conf, "status"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("run it as root or as games", done.stderr)


class Private(unittest.TestCase):
    """Where cp put a backup back, in a directory that an admin made."""

    def test_doctor_says_it_and_whoever_writes_mends_it(self):
        with Lab() as own:
            own.subscribe("ada@example.org")
            state = own.dir / "state"
            database = state / "digestd.db"
            state.chmod(0o775)
            database.chmod(0o644)
            said = own.ctl("doctor", status=1).stdout
            self.assertRegex(said, "FAILED +state .*digestd.db: others may "
                                   "read it .mode 0644")
            self.assertEqual(database.stat().st_mode & 0o777, 0o644)
            said = own.ctl("subscriber", "list").stderr
            self.assertIn(f"{database} was open to others (mode 0644)", said)
            self.assertIn(f"others could write into {state}", said)
            self.assertEqual(database.stat().st_mode & 0o777, 0o600)
            self.assertEqual(state.stat().st_mode & 0o777, 0o755)
            self.assertEqual(own.ctl("subscriber", "list").stderr, "")
            self.assertNotRegex(own.ctl("doctor", status=None).stdout,
                                "FAILED +state")


class Import(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)

    def load(self, text, status=0, *options):
        done = self.lab.ctl("subscriber", "import",
                            self.lab.file("in.csv", text), "--json", *options,
                            status=status)
        return json.loads(done.stdout), done.stderr

    def readers(self):
        return {r["address"]: r for r in self.lab.json("subscriber", "list")}

    def test_a_line_number_for_each_bad_one(self):
        said, errors = self.load(
            "address,topics,threshold,frequency\n"
            "a@x.test,architecture,8,daily\n"      # 2: good
            "nobody,,,\n"                          # 3
            "b@x.test,architecture;cooking,,\n"    # 4
            "c@x.test,,11,\n"                      # 5
            "d@x.test,,\n"                         # 6: a field short
            "\n"
            '"e@x.test","","","weekly\nfri"\n'      # 8 to 9
            'f@x.test,"open,,\n', 1)               # 10
        self.assertEqual((said["added"], said["bad"]), (1, 6))
        lines = [int(n) for n in re.findall(r"in\.csv:(\d+):", errors)]
        self.assertEqual(lines, [3, 4, 5, 6, 8, 10])
        self.assertEqual([e["line"] for e in said["errors"]], lines)
        for word in ("nobody", "cooking", "threshold", "3 fields where the "
                     "header has 4", "(lines 8 to 9)", "not closed"):
            self.assertIn(word, errors)
        self.assertEqual(list(self.readers()), ["a@x.test"])

    def test_all_bad_lines_are_named_in_a_pipe(self):
        _, errors = self.load("address\n" + "nobody\n" * 250, 1)
        self.assertEqual(len(re.findall(r"in\.csv:\d+:", errors)), 250)

    def test_what_spreadsheets_write(self):
        self.load(b"\xef\xbb\xbfE-Mail;Name;Max papers;Topics\r\n"
                  b'a@x.test;"Ada; or Al";7;"architecture;compression"\r\n')
        one = self.readers()["a@x.test"]
        self.assertEqual((one["name"], one["max_papers"], sorted(one["topics"])),
                         ("Ada; or Al", 7, ["architecture", "compression"]))
        said, errors = self.load("address,name\na@x.test,Jos\xe9\n"
                                 .encode("latin1"), 1)
        self.assertEqual(said["changed"], 0)
        self.assertIn("in.csv:2: not UTF-8", errors)

    def test_values_as_people_write_them(self):
        self.load("address;threshold\na@x.test;7,5\n")
        self.assertEqual(self.readers()["a@x.test"]["threshold"], 7.5)
        self.load("address;threshold\na@x.test;7,5,1\n", status=1)
        self.lab.ctl("subscriber", "set", "a@x.test", "follow", "Hinton",
                     status=1)
        self.lab.ctl("subscriber", "set", "a@x.test", "max-papers", "7")
        self.assertEqual(self.readers()["a@x.test"]["max_papers"], 7)

    def test_headers_that_are_none(self):
        for text, word in (("name,topics\n", '"address"'),
                           ("address,colour\n", '"colour"'),
                           ("address,name,Name\n", '"name" twice'),
                           ("", '"address"')):
            done = self.lab.ctl("subscriber", "import",
                                self.lab.file("in.csv", text), status=1)
            self.assertIn(word, done.stderr)
            self.assertIn("in.csv:", done.stderr)

    def test_an_address_twice_and_one_that_is_there(self):
        self.lab.subscribe("a@x.test", threshold=9, topics="architecture")
        said, _ = self.load("address,threshold\nA@x.test,\nb@x.test,3\n"
                            "B@X.test,4\n")
        self.assertEqual((said["added"], said["changed"]), (1, 2))
        # an empty field keeps what is there
        self.assertEqual(self.readers()["a@x.test"]["threshold"], 9)
        self.assertEqual(self.readers()["a@x.test"]["topics"], ["architecture"])
        self.assertEqual(self.readers()["b@x.test"]["threshold"], 4)

    def test_who_left_stays_away(self):
        self.lab.subscribe("a@x.test")
        self.lab.ctl("subscriber", "remove", "a@x.test")
        self.load("address,name,paused\na@x.test,Ada,no\n")
        self.assertEqual(self.readers()["a@x.test"]["state"], "unsubscribed")

    def test_a_pause_is_for_who_gets_mail_and_has_an_end(self):
        self.load("address\na@x.test\n")
        self.lab.ctl("subscriber", "pause", "a@x.test", "--until", "2020-01-01",
                     status=1)
        self.lab.ctl("subscriber", "remove", "a@x.test")
        said = self.lab.ctl("subscriber", "pause", "a@x.test", "--until",
                            "2099-01-01", status=1).stderr
        self.assertIn("a@x.test is unsubscribed", said)
        self.assertEqual(self.lab.json("subscriber", "show",
                                       "a@x.test")["state"], "unsubscribed")

    def test_dry_run(self):
        said, _ = self.load("address\na@x.test\na@x.test\n", 0, "--dry-run")
        self.assertEqual((said["added"], said["changed"]), (1, 1))
        self.assertEqual(self.readers(), {})

    def test_standard_input(self):
        self.lab.ctl("subscriber", "import", "-", stdin="address\na@x.test\n")
        self.assertEqual(list(self.readers()), ["a@x.test"])

    def test_export_comes_back_byte_for_byte(self):
        self.load(
            'address,name,topics,threshold,novelty,max_papers,format,frequency\n'
            'a@x.test,"Doe, ""Jo"" \u00c9l\u00e8ve",architecture;compression,'
            '7.25,2,9,text,weekly sat\n'
            'b@x.test,=SUM(A1),,,,,,\n'
            "c@x.test,\u674e\u660e \U0001f600 ; ',compression,8.1,,,html,daily\n"
            '"o\'hara+tag@x.test",,,9.999999999999999,,,,\n')
        self.lab.ctl("subscriber", "pause", "b@x.test")
        self.lab.ctl("subscriber", "pause", "c@x.test", "--until", "2099-12-31")
        out = self.lab.ctl("subscriber", "export").stdout
        with Lab() as fresh:
            fresh.ctl("subscriber", "import", fresh.file("e.csv", out))
            self.assertEqual(fresh.ctl("subscriber", "export").stdout, out)
            self.assertEqual(fresh.json("subscriber", "list"),
                             self.lab.json("subscriber", "list"))
            # what was never set follows the admin's default
            fresh.conf.write_text(fresh.conf.read_text().replace(
                "threshold = 8", "threshold = 5"))
            self.assertEqual(fresh.json("subscriber", "show",
                                        "b@x.test")["threshold"], 5)

    def test_many(self):
        rows = "".join(f"reader{i}@x{i % 97}.test,Reader {i},"
                       f"{'architecture' if i % 3 else ''}\n"
                       for i in range(4001))
        said, _ = self.load("address,name,topics\n" + rows)
        self.assertEqual(said["added"], 4001)
        out = self.lab.ctl("subscriber", "export").stdout
        self.assertEqual(len(out.splitlines()), 4002)


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

    def test_a_bar_for_long_work(self):
        path = self.lab.file("many.csv", "address\n" + "".join(
            f"r{i}@x.test\n" for i in range(6000)))
        shown = self.shown("subscriber", "import", path, "--dry-run")
        self.assertRegex(shown, r"\rimport #+\.* \d+/\d+")
        self.assertRegex(shown, r"\r\x1b\[Kadded 6000")  # and it is gone
        for args in (["run", "--dry-run"], ["subscriber", "import", path, "--dry-run"]):
            self.assertEqual(self.lab.ctl(*args).stderr, "")
        self.assertNotIn("\r", self.shown("subscriber", "import", path,
                                          "--dry-run", TERM="dumb"))

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

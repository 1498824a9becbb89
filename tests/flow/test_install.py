"""What `cmake --install` and `cpack -G DEB` put on a machine: the right files in
the right places, an admin's edits kept, a package that Debian's own tools
accept, programs that are hardened. Nothing here touches the machine itself;
`make package-test` does the same in a real Debian (tests/package.sh)."""

import functools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import lab

BUILD = pathlib.Path(os.environ["DIGESTD_BUILD"])
RELEASE = pathlib.Path(os.environ["DIGESTD_RELEASE"])
UNITS = lab.ROOT / "systemd"


def run(*args, **options):
    done = subprocess.run(list(map(str, args)), capture_output=True, text=True,
                          **options)
    assert done.returncode == 0, f"{args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def needs(*tools):
    lacking = [t for t in tools if not shutil.which(t)]
    return unittest.skipIf(lacking, f"not installed: {lacking}")


needs_root = unittest.skipIf(os.geteuid(), "needs root")
needs_release = unittest.skipUnless((RELEASE / "bin/digestd").exists(),
                                    "no release build")


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="digestd-install-"))
        self.addCleanup(shutil.rmtree, self.dir)

    def install(self, prefix, umask=0o022):
        """Below self.dir; its root."""
        run("cmake", "--install", BUILD, "--prefix", prefix, umask=umask,
            env={**os.environ, "DESTDIR": str(self.dir)})
        return self.dir


class Installed(Case):
    def test_places(self):
        for prefix, zsh in (("/usr", "vendor-completions"),
                            ("/usr/local", "site-functions")):
            root = self.install(prefix) / prefix[1:]
            for path in ("bin/digestd", "bin/digestctl",
                         "share/man/man8/digestd.8", "share/man/man1/digestctl.1",
                         "share/man/man5/digestd.conf.5",
                         "share/bash-completion/completions/digestctl",
                         f"share/zsh/{zsh}/_digestctl",
                         "lib/systemd/system/digestd.service",
                         "lib/systemd/system/digestd-backup.timer",
                         "lib/sysusers.d/digestd.conf",
                         "lib/tmpfiles.d/digestd.conf"):
                self.assertTrue((root / path).is_file(), path)
            for unit in (root / "lib/systemd/system").glob("*.service"):
                for program in re.findall(r"Exec\w+=(\S+digest\S*)",
                                          unit.read_text()):
                    self.assertEqual(os.path.dirname(program), f"{prefix}/bin")

    def test_the_installed_config_is_whole(self):
        """Templates and prompts are found where the config says, beside it."""
        conf = self.install("/usr") / "etc/digestd/digestd.conf"
        done = subprocess.run([lab.BIN / "digestd", "-n", "-c", conf],
                              capture_output=True, text=True)
        self.assertEqual(done.stdout, f"{conf}: ok\n")
        for folder in ("templates", "prompts"):
            ours = {p.relative_to(lab.ROOT) for p in
                    (lab.ROOT / folder).rglob("*") if p.is_file()}
            theirs = {p.relative_to(conf.parent) for p in
                      (conf.parent / folder).rglob("*") if p.is_file()}
            self.assertEqual(ours, theirs)

    def test_the_programs_look_where_it_is(self):
        said = run(lab.BIN / "digestd", "--help") + run(lab.BIN / "digestctl",
                                                        "--help")
        self.assertEqual(said.count("/etc/digestd/digestd.conf"), 2)

    def test_a_strict_umask(self):
        root = self.install("/usr", umask=0o077)
        for path in root.rglob("*"):
            want = 0o755 if path.is_dir() or path.parent.name == "bin" else 0o644
            self.assertEqual(path.stat().st_mode & 0o777, want, path)

    def test_edits_are_kept(self):
        etc = self.install("/usr") / "etc/digestd"
        ours = (etc / "topics.conf").read_text()
        (etc / "topics.conf").write_text("mine")
        (etc / "templates/digest.txt").unlink()
        self.install("/usr")
        self.assertEqual((etc / "topics.conf").read_text(), "mine")
        self.assertEqual((etc / "topics.conf.dist").read_text(), ours)
        self.assertTrue((etc / "templates/digest.txt").exists())
        self.assertEqual([p.name for p in etc.rglob("*.dist")],
                         ["topics.conf.dist"])


class Systemd(Case):
    @needs("systemd-analyze")
    def test_exposure(self):
        for unit in UNITS.glob("*.service"):
            run("systemd-analyze", "security", "--offline=true",
                "--threshold=15", unit)

    @needs("systemd-analyze")
    def test_verify_is_silent(self):
        """With the programs that were built, in place of those of /usr/bin."""
        names = [p.name for p in UNITS.iterdir() if p.suffix in
                 (".service", ".timer")]
        self.assertIn("digestd.service", names)
        for name in names:
            (self.dir / name).write_text((UNITS / name).read_text().replace(
                "/usr/bin/", f"{lab.BIN}/"))
        for name in names:
            done = subprocess.run(
                ["systemd-analyze", "verify", self.dir / name],
                capture_output=True, text=True,
                env={**os.environ, "SYSTEMD_UNIT_PATH": f"{self.dir}:"})
            self.assertEqual((done.returncode, done.stdout + done.stderr),
                             (0, ""), name)

    @needs("systemd-analyze")
    def test_the_drop_in(self):
        folder = self.dir / "digestd.service.d"
        folder.mkdir()
        shutil.copy(UNITS / "credentials.conf", folder)
        (self.dir / "digestd.service").write_text(
            (UNITS / "digestd.service").read_text().replace(
                "/usr/bin/", f"{lab.BIN}/"))
        done = subprocess.run(
            ["systemd-analyze", "verify", self.dir / "digestd.service"],
            capture_output=True, text=True)
        self.assertEqual(done.stdout + done.stderr, "")

    @needs_root
    @needs("systemd-sysusers", "systemd-tmpfiles")
    def test_user_and_directories(self):
        root = self.install("/usr")
        run("systemd-sysusers", f"--root={root}", "digestd.conf")
        run("systemd-tmpfiles", f"--root={root}", "--create", "digestd.conf")
        user = re.search(r"^digestd:x:(\d+):(\d+):[^:]*:/var/lib/digestd:(\S+)$",
                         (root / "etc/passwd").read_text(), re.M)
        self.assertEqual(user[3], "/usr/sbin/nologin")
        for path in ("var/lib/digestd", "var/backups/digestd"):
            st = (root / path).stat()
            self.assertEqual((st.st_uid, st.st_mode & 0o777),
                             (int(user[1]), 0o700))


@needs_release
class Hardened(unittest.TestCase):
    @needs("readelf")
    def test_programs(self):
        for name in ("digestd", "digestctl"):
            elf = run("readelf", "-Wldh", "--dyn-syms", RELEASE / "bin" / name)
            self.assertRegex(elf, r"Type: +DYN")
            self.assertRegex(elf, r"FLAGS_1\).*NOW.*PIE")
            self.assertRegex(elf, r"\(BIND_NOW\)|\(FLAGS\).*BIND_NOW")
            self.assertIn("GNU_RELRO", elf)
            self.assertRegex(elf, r"GNU_STACK .* RW ")
            self.assertNotRegex(elf, r"LOAD .* RWE ")
            self.assertIn("__stack_chk_fail", elf)
            self.assertRegex(elf, r"__snprintf_chk|__vsnprintf_chk")
            # CET (IBT, SHSTK) bounds our own code and no more: a linker
            # marks a program with what all its parts say, and Debian 12's
            # glibc, built without --enable-cet, says nothing in Scrt1.o,
            # crti.o and crtn.o; nor would its loader switch it on. So it is
            # our functions that are looked at, and (below) our objects.
            code = run("objdump", "-d", "--no-show-raw-insn", RELEASE / "bin" / name)
            if "x86-64" in code:
                self.assertRegex(code, r"<main>:\n\s*[0-9a-f]+:\s+endbr64")

    @needs("readelf")
    def test_our_objects_are_marked(self):
        objects = list(RELEASE.rglob("digest*.dir/**/*.c.o"))
        self.assertGreater(len(objects), 2)
        for path in objects:
            notes = run("readelf", "-Wnh", path)
            if "X86-64" in notes:
                self.assertIn("x86 feature: IBT, SHSTK", notes, path)

    def test_no_path_of_the_machine(self):
        for name in ("digestd", "digestctl"):
            program = (RELEASE / "bin" / name).read_bytes()
            self.assertNotIn(str(lab.ROOT).encode(), program)


@needs_release
@needs("cpack", "dpkg-deb", "dpkg-shlibdeps")
class Package(Case):
    """Unpacked by dpkg into a directory, scripts and all."""

    @staticmethod
    @functools.cache
    def build(version="0.1.0", zone="UTC", umask=0o022):
        folder = tempfile.TemporaryDirectory(prefix="digestd-deb-")
        unittest.addModuleCleanup(folder.cleanup)
        run("cpack", "-G", "DEB", "-B", folder.name, "-D",
            f"CPACK_PACKAGE_VERSION={version}", cwd=RELEASE, umask=umask,
            env={**os.environ, "TZ": zone})
        return next(pathlib.Path(folder.name).glob("*.deb"))

    def test_the_same_bytes_whenever_and_by_whom_it_is_made(self):
        one, other = self.build(), self.build(zone="Asia/Tokyo", umask=0o077)
        self.assertEqual(one.read_bytes(), other.read_bytes())

    @needs("lintian")
    def test_lintian(self):
        said = run("lintian", "--allow-root", "--fail-on=error", self.build())
        self.assertEqual(said, "")  # nor warnings

    def test_what_is_in_it(self):
        root = self.dir / "root"
        deb = self.build()
        run("dpkg-deb", "-x", deb, root)
        conffiles = run("dpkg-deb", "-I", deb, "conffiles").split()
        self.assertEqual(set(conffiles), {
            "/" + str(p.relative_to(root))
            for p in (root / "etc").rglob("*") if p.is_file()})
        needed = run("dpkg-deb", "-f", deb, "Depends")
        for library in ("libsqlite3-0", "libcurl3-gnutls", "libetpan20",
                        "ca-certificates", "tzdata"):
            self.assertIn(library, needed)
        self.assertNotIn(".debug_info", run("readelf", "-WS",
                                            root / "usr/bin/digestd"))
        version = run("dpkg-deb", "-f", deb, "Version").strip()
        changelog = (lab.ROOT / "etc/install/deb/changelog").read_text()
        self.assertTrue(changelog.startswith(f"digestd ({version}) "))

    @needs_root
    @needs("systemd-sysusers", "systemd-tmpfiles")
    def test_install_upgrade_remove_purge(self):
        root = self.dir / "root"
        for path in ("var/lib/dpkg/updates", "var/lib/dpkg/info", "etc"):
            (root / path).mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()

        def dpkg(*args):
            return run("dpkg", f"--root={root}", "--force-depends",
                       "--force-script-chrootless", "--force-confold",
                       f"--log={self.dir}/log", *args)

        dpkg("-i", self.build())
        conf = root / "etc/digestd/digestd.conf"
        uid = int(re.search(r"^digestd:x:(\d+)",
                            (root / "etc/passwd").read_text(), re.M)[1])
        # it starts, as far as it can here, as its own user
        self.dir.chmod(0o755)
        said = run("setpriv", f"--reuid={uid}", "--clear-groups",
                   root / "usr/bin/digestd", "-n", "-c", conf)
        self.assertEqual(said, f"{conf}: ok\n")

        edited = conf.read_text().replace("example.org", "lab.test")
        conf.write_text(edited)
        state = root / "var/lib/digestd/digestd.db"
        state.write_text("precious")
        dpkg("-i", self.build("0.1.1"))
        self.assertEqual(conf.read_text(), edited)
        self.assertEqual(state.read_text(), "precious")
        self.assertRegex(run("dpkg-query", f"--admindir={root}/var/lib/dpkg",
                             "-W", "digestd"), r"\t0\.1\.1")
        dpkg("-r", "digestd")
        self.assertFalse((root / "usr/bin/digestd").exists())
        self.assertEqual(conf.read_text(), edited)
        self.assertEqual(state.read_text(), "precious")
        dpkg("-P", "digestd")
        left = {str(p.relative_to(root)) for p in root.rglob("*")
                if "digestd" in p.name}
        self.assertEqual(left, set())


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""A whole edition through a real Postfix into a real Dovecot, and the count
compared: every reader one digest, no other, none twice. Prints a table;
asserts nothing, but exits with 1 when the count is wrong.

    bench_postfix.py BIN [READERS]

Needs Postfix, Dovecot and root, as the flow tests do. A mailbox has the mails
of many readers (what stands behind the + is cut): a hundred thousand Maildirs
would measure the file system.
"""
import collections
import os
import pathlib
import subprocess
import sys
import time

os.environ["DIGESTD_BIN"] = sys.argv[1]
READERS = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
MAILBOXES = 100
STALLED = 120  # seconds without a new mail
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
import components  # noqa: E402
import lab  # noqa: E402


def address(n):
    return f"box{n % MAILBOXES}+{n}@local.test"


def row(what, seconds):
    print(f"{what:<44} {READERS:>9} in {seconds:7.1f} s "
          f"{READERS / seconds:7.0f} /s", flush=True)


def arrived(servers):
    """Paths of all mails in Dovecot's mailboxes."""
    mail = pathlib.Path(servers.path("dovecot", "mail"))
    return [entry.path for box in mail.glob("*/new")
            for entry in os.scandir(box)]


def wait_for_all(servers):
    """Until all are there, or nothing comes any more."""
    count, at = 0, time.monotonic()
    while count < READERS and time.monotonic() < at + STALLED:
        time.sleep(0.5)
        now = len(arrived(servers))
        if now != count:
            count, at = now, time.monotonic()


def recipient(path):
    with open(path, encoding="utf-8", errors="replace") as mail:
        for line in mail:
            if line.startswith("To:"):
                return line[3:].strip().strip("<>")
            if line == "\n":
                break
    return path


def compare(servers):
    """How many readers have exactly one; who has none, or more."""
    got = collections.Counter(recipient(path) for path in arrived(servers))
    due = {address(n) for n in range(READERS)}
    once = sum(1 for a in due if got[a] == 1)
    missing = sum(1 for a in due if not got[a])
    print(f"{'exactly one digest: readers':<44} {once:>9}; none: {missing}; "
          f"more than one: {len(due) - once - missing}; "
          f"nobody's: {sum(n for a, n in got.items() if a not in due)}")
    return once == READERS and len(got) == READERS


def bench(own, servers):
    own.configure(smtp=(
        f'url = "smtp://localhost:{servers.smtp_port}"; tls = "required"; '
        f'ca_file = "{servers.ca_file}"; connections = 16; per_domain = 16;'))
    readers = own.file("readers.csv", "address,threshold\n" + "".join(
        f"{address(n)},6\n" for n in range(READERS)))
    own.ctl("subscriber", "import", readers)
    start = time.monotonic()
    done = subprocess.run([lab.BIN / "digestctl", "-c", own.conf, "run"],
                              capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"digestctl run: exit {done.returncode}\n{done.stderr}")
    row("fetched, scored, composed, taken by Postfix",
        time.monotonic() - start)
    wait_for_all(servers)
    row("in Dovecot's mailboxes", time.monotonic() - start)
    return compare(servers)


def main():
    missing = components.missing()
    if missing:
        print(f"Postfix into Dovecot: not measured, {missing} is missing")
        return 0
    with components.MailServers() as servers, lab.Lab() as own:
        return 0 if bench(own, servers) else 1


if __name__ == "__main__":
    sys.exit(main())

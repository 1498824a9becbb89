#!/usr/bin/env python3
"""How fast replies are worked off. Prints a table; asserts nothing.

    bench_inbox.py BIN [REPLIES]

1. So many replies, each from a reader of its own, wait in a Dovecot mailbox;
   digestd starts: until the last change is committed, and until the last mail
   is in Processed.
2. One reply after the other, delivered by LMTP while digestd idles: from
   Dovecot's answer to the committed change. (Dovecot 2.3 gathers news for half
   a second before it tells who idles.)
3. One `digestctl receive` after the other, as an MTA's pipe would.

Answers go to a Maildir. Needs Dovecot, and root, as the flow tests do.
"""
import os
import pathlib
import smtplib
import sqlite3
import statistics
import subprocess
import sys
import time

os.environ["DIGESTD_BIN"] = sys.argv[1]
REPLIES = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
SINGLE = 40
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
import components  # noqa: E402
import lab  # noqa: E402
import tokens  # noqa: E402
from test_inbox import reply  # noqa: E402


def address(n):
    return f"reader{n}@reader.test"


def cpu(process):
    """Seconds of processor that it has used."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, own, servers):
        self.own, self.servers = own, servers
        secret = own.file("imap.password", "secret\n")
        secret.chmod(0o600)
        own.configure(mail=(
            f'imap: {{ url = "imap://localhost:{servers.imap_port}"; '
            f'tls = "required"; ca_file = "{servers.ca_file}"; '
            f'user = "papers"; password_file = "{secret}"; }};'))
        own.subscribe(address(1), threshold=6)
        own.run()
        readers = own.file("readers.csv", "address\n" + "".join(
            address(n) + "\n" for n in range(2, REPLIES + 1)))
        own.ctl("subscriber", "import", readers)
        eml = own.ctl("preview", address(1), "--format", "eml").stdout
        self.to = lab.parse(eml.encode())["Reply-To"].addresses[0].addr_spec
        self.token = self.to.split("+")[1].split("@")[0]

    def mail(self, n, text):
        """The n-th reader's reply: (recipient, bytes)."""
        to = self.to.replace(self.token, tokens.write(
            self.own, self.token, subscriber=n))
        return to, reply(to, text, sender=address(n))

    def deliver(self, mails):
        with smtplib.LMTP("127.0.0.1", self.servers.lmtp_port) as lmtp:
            for to, raw in mails:
                lmtp.sendmail("reader@reader.test", [to], raw)
        return time.monotonic()

    def until_handled(self, count):
        """By the ledger: an entry is committed with its change."""
        db = sqlite3.connect(self.own.dir / "state/digestd.db")
        while db.execute("SELECT count(*) FROM ledger").fetchone()[0] < count:
            time.sleep(0.002)
        db.close()
        return time.monotonic()

    def until_empty(self):
        folder = pathlib.Path(self.servers.path("dovecot", "mail", "papers"))
        while any(any((folder / part).iterdir()) for part in ("new", "cur")):
            time.sleep(0.01)
        return time.monotonic()

    def daemon(self):
        return subprocess.Popen(
            [lab.BIN / "digestd", "-c", self.own.conf],
            stderr=open(self.own.dir / "log", "ab"))


def main():
    with lab.Lab() as own, components.MailServers() as servers:
        bench = Bench(own, servers)
        bench.deliver(bench.mail(n, f"threshold {n % 10 + 1}, more science")
                      for n in range(1, REPLIES + 1))
        start = time.monotonic()
        daemon = bench.daemon()
        try:
            done = bench.until_handled(REPLIES) - start
            gone = bench.until_empty() - start
            print(f"{REPLIES} waiting replies: committed in {done:.2f} s, "
                  f"in Processed in {gone:.2f} s "
                  f"({REPLIES / gone:.0f} a second; {cpu(daemon):.2f} s of "
                  f"processor, answers composed and sent)")
            took = []
            for n in range(1, SINGLE + 1):
                mail = bench.mail(n, "less science")
                time.sleep(0.1)  # idling again
                at = bench.deliver([mail])
                took.append(bench.until_handled(REPLIES + n) - at)
            print(f"delivery to committed change: median "
                  f"{1000 * statistics.median(took):.0f} ms, most "
                  f"{1000 * max(took):.0f} ms ({SINGLE} replies)")
        finally:
            daemon.terminate()
            daemon.wait()
        start = time.monotonic()
        for n in range(1, SINGLE + 1):
            own.ctl("receive", stdin=bench.mail(n, "more llm")[1].decode())
        took = time.monotonic() - start
        print(f"digestctl receive: {1000 * took / SINGLE:.0f} ms a mail")


if components.missing():
    sys.exit("bench_inbox: " + components.missing())
main()

#!/usr/bin/env python3
"""memcheck.py BIN [--replies N]: the programs of BIN (with symbols, without
sanitizers) under valgrind's memcheck, over a whole edition (a model's scores,
a server that takes, puts off, refuses and hangs up, the archive) and a mailbox
of so many replies, which the daemon fetches, executes and answers. Any invalid
access, any use of what was not initialised, any block that is lost at the end
is an error, in the libraries as well: nothing is suppressed.

Standard library only, and valgrind."""

import argparse
import atexit
import base64
import email.message
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "flow"))

from reports import report  # noqa: E402

VALGRIND = ("valgrind", "--quiet", "--leak-check=full",
            "--show-leak-kinds=definite,indirect,possible",
            "--errors-for-leak-kinds=definite,indirect,possible",
            "--num-callers=30")
READERS = 40

VACATION = """I am away until Monday. For urgent matters write to Bob."""


def examples():
    """What people write, from the table of the reply language."""
    found = []
    for row in (lab.ROOT / "mail/REPLIES.md").read_text().splitlines():
        cells = row.split(" | ")
        if row.startswith("|") and len(cells) > 2:
            found += re.findall(r"`([^`]+)`", cells[1])
    return found


def reply(n, sender, to, text):
    """In one of the shapes that mail programs give it."""
    if n % 25 == 24:
        return report(to, f"<{n}@reader.test>", sender)
    m = email.message.EmailMessage()
    m["From"], m["To"] = f"Réader <{sender}>", to
    m["Subject"] = "Re: Daily Papers" if n % 3 else text
    m["Message-ID"] = f"<{n}@reader.test>"
    if n % 20 == 19:
        m["Auto-Submitted"] = "auto-replied"
        text = VACATION
    quoted = f"{text}\n\nOn Monday, Daily Papers wrote:\n> 1. A paper\n> more\n"
    if n % 7 == 5:
        m.set_content(f"<p>{text}</p><blockquote>unsubscribe</blockquote>",
                      subtype="html", charset="windows-1252"
                      if text.isascii() else "utf-8", cte="base64")
    elif n % 7 == 6:
        m.set_content(quoted, cte="quoted-printable")
        m.add_alternative(f"<div>{text}</div>", subtype="html")
        m.add_attachment(b"\x89PNG\r\n\x1a\n\0\1", maintype="image",
                         subtype="png", filename="bild ä.png")
    else:
        m.set_content(quoted)
    raw = m.as_bytes()
    if n % 50 == 49:  # cut off, and a parameter that promises more
        raw = raw[:len(raw) * 2 // 3]
    if n % 50 == 25:
        raw = re.sub(rb"(?i)charset=\S+", b"charset=" + base64.b64encode(raw[:9]),
                     raw)
    return raw.replace(b"\n", b"\r\n")


def wrap(bin_, folder):
    """Programs that run the true ones under valgrind; each leaves its log."""
    for name in ("digestd", "digestctl"):
        script = folder / name
        words = " ".join(VALGRIND)
        script.write_text(f'#!/bin/sh\nexec {words} --log-file={folder}/'
                          f'{name}.%p.log "{bin_}/{name}" "$@"\n')
        script.chmod(0o755)


def edition(own, server, model):
    """Two days; the second one takes along what the first could not send."""
    own.configure(
        smtp=f'url = "smtp://127.0.0.1:{server.port}"; tls = "none"; '
             'connections = 2;',
        scoring=f'scorer = "llm"; llm: {{ url = "{model.url}"; model = "m"; '
                'batch_size = 8; concurrency = 2; retries = 1; timeout = "60s";'
                ' budget_per_day = 100.0; prefilter_recall = 0.98; };')
    own.ctl("subscriber", "import", own.file("readers.csv", "".join([
        "address,threshold,format,frequency\n",
        *(f"r{n}@d{n % 8}.test,{3 + n % 7},{'text' if n % 3 else 'html'},"
          f"{'daily' if n % 10 else 'weekly mon'}\n" for n in range(READERS))])))
    model.script = [{"status": 500}, {}, {"content": "no"}, {"close": True}]
    own.run()
    own.configure(sources=lab.Lab.rss(own.file("next.xml", lab.day_of(
        lab.SAMPLE, "Tue, 06 Jan 2026 00:00:00 -0500", keep=0,
        add="".join(lab.item(f"2601.9{n:04}", rf"Sparse mixture of \'experts {n}",
                             "Expert routing in $L_2$, with <b>pruning</b>.")
                    for n in range(30))))))
    server.scripts = [{}]
    own.run()
    own.ctl("archive")
    own.ctl("preview", "r0@d0.test", "--format", "eml")


def mailbox(own, bin_, replies):
    """The daemon reads them all, answers, and ends."""
    secret = own.file("imap.password", "secret\n")
    secret.chmod(0o600)
    addresses = dict(own.database(
        "SELECT address, id FROM subscriber ORDER BY id"))
    key, = own.database("SELECT id FROM key")[0]
    with ImapServer() as imap:
        own.configure(
            smtp=f'url = "maildir:{own.dir}/maildir";',
            mail=f'imap: {{ url = "imap://127.0.0.1:{imap.port}"; tls = "none"; '
                 f'user = "papers"; password_file = "{secret}"; }};')
        texts, readers = examples(), list(addresses.items())
        like = tokens.unsigned(key, tokens.REPLY, 1, 20458,
                               int(time.time()) // 86400 + 30)
        for n in range(replies):
            address, id_ = readers[n % len(readers)]
            token = tokens.write(own, like, subscriber=id_, scope=tokens.BOUNCE
                                 if n % 25 == 24 else tokens.REPLY)
            imap.deliver(reply(n, address, f"papers+{token}@sender.test",
                               texts[n * 7 % len(texts)]))
        daemon = subprocess.Popen([bin_ / "digestd", "-c", own.conf],
                                  stderr=open(own.dir / "log", "w"))
        atexit.register(daemon.kill)  # no use on one that has ended
        end = time.monotonic() + 3600
        while imap.mails and daemon.poll() is None and time.monotonic() < end:
            time.sleep(.2)
        left = len(imap.mails)
        own.ctl("status", "--json")
        daemon.send_signal(signal.SIGTERM)
        status = daemon.wait(300)
        said = (own.dir / "log").read_text()
        assert not left and not status, f"{left} left, exit {status}\n{said[-3000:]}"
        kinds = {k: said.count(f"kind={k}") for k in
                 ("command", "bounce", "autoreply", "unknown", "complaint")}
        print(f"{replies} replies: {kinds}, {len(own.mails())} mails out")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--replies", type=int, default=1000)
    args = parser.parse_args()
    global lab, tokens, ImapServer
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        wrap(args.bin.resolve(), folder)
        os.environ["DIGESTD_BIN"] = str(folder)
        import lab
        import tokens
        from imapserver import ImapServer
        from llmserver import LLMServer
        from smtpserver import SmtpServer
        script = {"extensions": ["PIPELINING"], "domains": {
            "d1.test": {"rcpt": "451 4.3.0 later"},
            "d2.test": {"dot": {"text": "", "then": "close"}},
            "d3.test": {"rcpt": "550 5.1.1 nobody"}}}
        with lab.Lab() as own, LLMServer() as model:
            mails = own.dir / "mails"
            mails.mkdir()
            with SmtpServer(mails, script) as server:
                edition(own, server, model)
                print(f"an edition: {len(server.mails)} mails")
            mailbox(own, folder, args.replies)
        logs = sorted(folder.glob("*.log"))
        found = "".join(log.read_text() for log in logs)
    print(f"{len(logs)} processes under memcheck: "
          f"{'findings' if found.strip() else 'clean'}")
    if found.strip():
        sys.exit(found)


if __name__ == "__main__":
    main()

"""What SpamAssassin thinks of the mails of write_mails, without the network.

usage: check_spam.py DIRECTORY      (77: there is no SpamAssassin)

A mail scores below 1, and no rule about its MIME or HTML takes a point.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MAILS = ["ordinary", "plain", "hundred", "letters/done", "letters/confirm"]
ON_THE_WAY = (b"Received: from mail.example.org (mail.example.org [93.184.216.34])\r\n"
              b"\tby mx.reader.example with ESMTPS; Fri, 18 Apr 2025 04:30:01 +0000\r\n")


def reports(paths):
    """SpamAssassin's report on each, in order."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            ["spamassassin", "--local", "--test-mode", "--nocreate-prefs",
             "--cf=use_bayes 0", *paths],
            env={"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            capture_output=True, check=True, timeout=120)
    text = done.stdout.decode(errors="replace")
    return re.findall(r"^Content analysis details:.*?\n\n(?=\S|\Z|\n)", text,
                      re.M | re.S)


def main():
    directory = pathlib.Path(sys.argv[1])
    if not shutil.which("spamassassin"):
        print("no spamassassin here")
        sys.exit(77)
    failed = False
    with tempfile.TemporaryDirectory() as room:
        paths = []
        for name in MAILS:
            path = pathlib.Path(room) / name.replace("/", "-")
            path.write_bytes(ON_THE_WAY + (directory / f"{name}.eml").read_bytes())
            paths.append(path)
        found = reports(paths)
    assert len(found) == len(MAILS), found
    for name, report in zip(MAILS, found):
        score = float(re.search(r"\((-?[\d.]+) points", report)[1])
        costs = re.findall(r"^ *((?:0[.]0*[1-9]|[1-9])[\d.]*) +(\S*(?:MIME|HTML)\S*)",
                           report, re.M)
        print(f"{name}: {score}")
        if score >= 1 or costs:
            failed = True
            print(report)
    sys.exit(failed)


main()

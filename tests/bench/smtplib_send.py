"""Python's smtplib sends MAILS copies of one mail over one connection, for
bench_submit.

    smtplib_send.py PORT MAILS OCTETS
"""
import smtplib
import sys

port, mails, octets = map(int, sys.argv[1:])
line = b"x" * 70 + b"\r\n"
text = (b"From: Papers <papers@bench.test>\r\nTo: reader@bench.test\r\n"
        b"Subject: Papers\r\n\r\n")
text += line * ((octets - len(text)) // len(line))
with smtplib.SMTP("127.0.0.1", port, "bench.test") as server:
    for _ in range(mails):
        server.sendmail("papers@bench.test", ["reader@bench.test"], text)

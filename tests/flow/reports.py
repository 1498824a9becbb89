"""A delivery status notification (RFC 3464), as a mail server writes it."""

REPORT = """Return-Path: <>
From: MAILER-DAEMON@mx.test
To: {to}
Subject: Undelivered
Message-ID: {id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

no such user
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; {reader}
Action: failed
Status: 5.1.1

--b--
"""


def report(to, message_id, reader):
    """That there is no such reader, to the envelope's sender; as bytes."""
    return REPORT.format(to=to, id=message_id, reader=reader).encode()

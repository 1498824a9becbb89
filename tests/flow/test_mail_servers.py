"""mail/submit through a real Postfix into a real Dovecot, read back by IMAP with
a parser that is not ours."""

import email
import email.policy
import sys
import unittest

import components
from submission import Submission


class RealServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.servers = components.MailServers()
        cls.enterClassContext(cls.servers)

    def submit(self, *options):
        return Submission("smtp://127.0.0.1:%d" % self.servers.smtp_port,
                          *options)

    def assert_whole(self, raw, number):
        """The message is mail `number`, byte for byte below what the servers
        put on top."""
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.assertEqual(message.defects, [])
        self.assertEqual(message["Subject"], "Mail %d" % number)
        self.assertEqual(message["Message-ID"],
                         "<mail.%d@flow.test>" % number)
        self.assertEqual(message["Return-Path"], "<papers@flow.test>")
        start = raw.index(b"From: <papers@flow.test>\r\n")
        text = raw[start:]
        lines = text.split(b"\r\n\r\n", 1)[1].split(b"\r\n")
        self.assertEqual(lines[-1], b"")
        for count, line in enumerate(lines[:-1]):
            self.assertTrue(line.startswith(
                b"Line %06d of mail %06d," % (count, number)), line)
        return len(text)

    def test_delivers_every_byte(self):
        run = self.submit("--count", "20", "--connections", "4",
                          "--bytes", "20000", "--recipient",
                          "ada+%d@local.test")
        self.assertEqual((run.result, run.err), (0, ""))
        self.assertEqual(run.outcomes, dict.fromkeys(range(20), "ok"))
        self.assertTrue(run.replies[0].startswith("250 2.0.0 Ok: queued as"))
        messages = self.servers.wait_for("ada", 20)
        self.assertEqual(len(messages), 20, self.servers.log())
        numbers = sorted(int(email.message_from_bytes(raw)["Subject"]
                             .split()[1]) for raw in messages)
        self.assertEqual(numbers, list(range(20)))
        for raw in messages:
            number = int(email.message_from_bytes(raw)["Subject"].split()[1])
            self.assertGreaterEqual(self.assert_whole(raw, number), 20000)

    def test_starttls_with_verification(self):
        run = self.submit("--tls", "--ca", self.servers.ca_file, "--bytes",
                          "100000", "--recipient", "tls@local.test")
        self.assertEqual(run.outcomes, {0: "ok"}, run.err)
        messages = self.servers.wait_for("tls", 1)
        self.assertIn(b"(Postfix) with ESMTPS id", messages[0][:1000])
        self.assert_whole(messages[0], 0)

    def test_certificate_not_trusted(self):
        run = self.submit("--tls")
        self.assertEqual((run.result, run.outcomes), (-1, {}))
        self.assertIn("certificate", run.err)

    def test_probe(self):
        run = self.submit("--probe", "--tls", "--ca", self.servers.ca_file)
        self.assertEqual((run.result, run.err), (0, ""))

    def test_refused_sender(self):
        run = self.submit("--sender", "not an address")
        self.assertEqual(run.outcomes, {0: "permfail"})

    def test_too_large(self):
        run = self.submit("--bytes", "11000000")
        self.assertEqual(run.outcomes, {0: "permfail"})
        self.assertIn("(SIZE)", run.replies[0])

    def test_utf8_local_part(self):
        run = self.submit("--recipient", "zo\u00eb@local.test")
        self.assertEqual(run.outcomes, {0: "ok"}, run.replies)


if __name__ == "__main__":
    reason = components.missing()
    if reason:
        print(reason)
        sys.exit(77)
    unittest.main()

"""mail/mailbox against a real Dovecot."""

import smtplib
import sys
import time
import unittest

import components
from listening import Listening


def message(number, size=0):
    return ("From: ada@local.test\r\nTo: papers@local.test\r\n"
            "Subject: Mail %d\r\nMessage-ID: <mail.%d@local.test>\r\n\r\n"
            "more MoE\r\n%s" % (number, number,
                                "0123456789 and so on\r\n" * (size // 22)))


class Dovecot(unittest.TestCase):
    user = 0

    @classmethod
    def setUpClass(cls):
        cls.servers = components.MailServers()
        cls.enterClassContext(cls.servers)

    def setUp(self):
        # Somebody new each time: mailboxes that are empty.
        Dovecot.user += 1
        self.name = "papers%d" % Dovecot.user

    def listen(self, *options, scheme="imaps"):
        port = (self.servers.imaps_port if scheme == "imaps"
                else self.servers.imap_port)
        return self.enterContext(Listening(
            "%s://localhost:%d" % (scheme, port), "--tls", "--ca",
            self.servers.ca_file, "--user", self.name, *options))

    def deliver(self, first, count=1, size=0):
        """By LMTP, as an MTA would."""
        with smtplib.LMTP("127.0.0.1", self.servers.lmtp_port) as lmtp:
            for number in range(first, first + count):
                lmtp.sendmail("ada@local.test", [self.name + "@local.test"],
                              message(number, size))
        return time.time()

    def subjects(self, mailbox):
        return sorted(
            raw.split(b"Subject: ")[1].split(b"\r")[0].decode()
            for raw in self.servers.messages(self.name, mailbox))

    def wait_processed(self, count):
        end = time.monotonic() + 20
        while len(self.subjects("Processed")) < count:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def test_works_off_listens_and_moves(self):
        self.deliver(1, 3)
        listening = self.listen()
        listening.wait_state("idle")
        self.assertEqual([mail["subject"] for mail in listening.mails],
                         ["Mail 1", "Mail 2", "Mail 3"])
        self.deliver(4)
        listening.wait_mails(4)
        self.wait_processed(4)
        self.assertEqual(self.subjects("INBOX"), [])
        listening.stop()
        self.assertEqual(len(listening.mails), 4)

    def test_starttls(self):
        self.deliver(1)
        listening = self.listen("--once", scheme="imap")
        self.assertEqual(listening.finish(), (0, ""))
        self.assertEqual(listening.uids, [1])

    def test_processed_is_made(self):
        self.deliver(1)
        listening = self.listen("--once", "--processed", "R\u00fcck & vor")
        self.assertEqual(listening.finish(), (0, ""))
        self.assertEqual(
            self.subjects('"R&APw-ck &- vor"'), ["Mail 1"])

    def test_probe(self):
        self.assertEqual(self.listen("--probe").finish(), (0, ""))
        self.assertEqual(self.listen("--probe", "--processed", "No such")
                         .finish()[0], 1)
        result, err = self.listen("--probe", "--password", "wr0ng").finish()
        self.assertEqual(result, -1)
        self.assertIn("refused", err)
        self.assertNotIn("wr0ng", err)

    def test_certificate(self):
        """Neither to a server that nobody vouches for nor to one of another
        name goes a password."""
        for url, ca in (("imaps://localhost:%d" % self.servers.imaps_port, ""),
                        ("imaps://127.0.0.2:%d" % self.servers.imaps_port,
                         self.servers.ca_file)):
            run = self.enterContext(Listening(
                url, "--once", "--tls", "--ca", ca, "--timeout-ms", "3000"))
            result, err = run.finish()
            self.assertEqual(result, -1)
            self.assertRegex(err, "certificate|refused")

    def test_large_mails(self):
        self.deliver(1, size=1200000)
        self.deliver(2, size=300)
        listening = self.listen("--once")
        self.assertEqual(listening.finish(), (0, ""))
        large, small = listening.mails
        self.assertEqual(large["bytes"], 256 * 1024)
        self.assertGreater(large["size"], 1200000)
        self.assertEqual(small["bytes"], small["size"])
        self.assertEqual(self.subjects("Processed"), ["Mail 1", "Mail 2"])

    def test_a_thousand(self):
        self.deliver(1, 1000)
        listening = self.listen("--once")
        self.assertEqual(listening.finish(), (0, ""))
        self.assertEqual(len(listening.uids), 1000)
        self.assertEqual(len(set(listening.uids)), 1000)
        self.assertEqual(self.subjects("INBOX"), [])

    def test_later(self):
        self.deliver(1, 2)
        listening = self.listen("--later", "3", "--poll-ms", "300")
        listening.wait(lambda l: [m["verdict"] for m in l.mails].count("done")
                       >= 2)
        self.assertEqual(listening.uids, [1, 2, 1, 2, 1])
        self.wait_processed(2)

    def test_idle_renewed(self):
        listening = self.listen("--idle-ms", "300")
        listening.wait_state("idle")
        time.sleep(2)
        self.deliver(1)
        listening.wait_mails(1)
        self.assertEqual(listening.states, [("idle", "")])

    def test_server_restarted(self):
        listening = self.listen()
        listening.wait_state("idle")
        self.servers.stop_dovecot()
        listening.wait_state("lost")
        self.servers.run_dovecot()
        self.deliver(1)
        listening.wait_mails(1)
        self.wait_processed(1)
        self.assertEqual(listening.uids, [1])

    def test_uidvalidity_reset(self):
        self.deliver(1)
        listening = self.listen("--later", "1")
        listening.wait_mails(1)
        with self.servers.imap(self.name) as client:
            client.create("Other")
            client.select("INBOX")
            client.copy("1", "Other")
        before = listening.mails[0]["uidvalidity"]
        listening.stop()
        again = self.listen("--once", "--mailbox", "Other")
        self.assertEqual(again.finish(), (0, ""))
        self.assertNotEqual(again.mails[0]["uidvalidity"], before)

    def test_others_deleted_mails_stay(self):
        """What somebody else marked \\Deleted is neither read nor expunged."""
        self.deliver(1, 3)
        with self.servers.imap(self.name) as client:
            client.select("INBOX")
            client.store("2", "+FLAGS", "\\Deleted")
            client.unselect()
        listening = self.listen("--once")
        self.assertEqual(listening.finish(), (0, ""))
        self.assertEqual(listening.uids, [1, 3])
        self.assertEqual(self.subjects("INBOX"), ["Mail 2"])


if __name__ == "__main__":
    if components.missing():
        print(components.missing())
        sys.exit(77)
    unittest.main()

"""mail/submit where the next envelope rides behind a dot: what becomes of both
mails, and servers that cannot take it."""

import unittest

from smtpserver import CLOSE, SmtpServer
from submission import Submission, SubmitCase

PIPELINING = {"extensions": ["PIPELINING"]}


class Riding(SubmitCase):
    def assert_each_once(self, count):
        """All accepted, none twice."""
        self.assert_outcomes(*["ok"] * count)
        accepted = [mail["recipients"] for mail in self.server.mails
                    if mail["accepted"]]
        self.assertEqual(len(accepted), count)
        self.assertEqual(len(set(map(tuple, accepted))), count)

    def riders(self):
        return [mail["rider"] for mail in self.server.mails]

    def test_one_write_a_mail(self):
        self.submit(PIPELINING, "--count", "4")
        self.assert_each_once(4)
        self.assertEqual(self.riders(), [True, True, True, False])

    def test_lockstep_where_it_is_not_announced(self):
        self.submit({}, "--count", "3")
        self.assert_each_once(3)
        self.assertEqual(self.riders(), [False] * 3)

    def test_one_connection_tries_first(self):
        """Until the first envelope that rode is answered, nobody else's
        rides."""
        self.submit(dict(PIPELINING, riders="wait"), "--count", "40",
                    "--connections", "3")
        self.assert_each_once(40)
        first = self.riders().index(True)
        self.assertEqual(self.riders()[first + 1:first + 3], [False, False])

    def test_lost_riders(self):
        """Threw away what it announced to take: in lockstep from then on."""
        self.submit(dict(PIPELINING, riders="lost"), "--count", "6",
                    "--reply-ms", "300")
        self.assert_each_once(6)
        self.assertEqual(self.riders(), [True] + [False] * 5)
        self.assertEqual(len(self.server.connections), 2)

    def test_lost_riders_of_many(self):
        self.submit(dict(PIPELINING, riders="lost"), "--count", "60",
                    "--connections", "4", "--reply-ms", "300")
        self.assert_each_once(60)
        self.assertEqual(sum(self.riders()), 1)

    def test_a_line_lost(self):
        """503 to a command in its place says nothing about the mail."""
        self.submit(dict(PIPELINING, riders="line lost"), "--count", "5")
        self.assert_each_once(5)
        self.assertEqual(sum(self.riders()), 1)

    def test_hangs_up_on_riders(self):
        """The mail in front is in doubt, once in the whole run."""
        self.submit(dict(PIPELINING, riders="close"), "--count", "30",
                    "--connections", "3")
        outcomes = list(self.run_.outcomes.values())
        self.assertEqual((outcomes.count("ok"), outcomes.count("unknown")),
                         (29, 1), self.run_.output)
        self.assertEqual(sum(self.riders()), 1)

    def test_so_many_mails_a_connection(self):
        """A server's limit costs connections, not mails, and no patience."""
        for end in ({"text": "250 ok\r\n421 4.7.0 enough", "then": "close"},
                    {"text": "250 ok", "then": "close"}):
            for script in ({}, PIPELINING):
                with self.subTest(end=end, script=script):
                    self.submit(dict(script, dot=end), "--count", "12")
                    self.assert_each_once(12)
                    # After a 421 one more, that finds nothing to do.
                    self.assertIn(len(self.server.connections), (12, 13))

    def test_a_mail_that_ends_connections(self):
        """Tried once behind another and once in front."""
        for extensions in ([], ["PIPELINING"]):
            with self.subTest(extensions=extensions):
                self.submit({"extensions": extensions,
                             "rcpt": ["250 ok", CLOSE, CLOSE, "250 ok"]},
                            "--count", "4")
                self.assert_outcomes("ok", "tempfail", "ok", "ok")

    def test_closes_later(self):
        """The limit is met when riding has long been proven."""
        dots = [["250 ok"] * 3 + [{"text": "250 ok", "then": "close"}]
                for _ in range(5)]
        self.submit([dict(PIPELINING, dot=steps) for steps in dots],
                    "--count", "20")
        self.assert_each_once(20)
        self.assertEqual(len(self.server.connections), 5)
        self.assertTrue(all(self.riders()[8:11]))

    def test_refused_in_front_and_behind(self):
        self.submit(dict(PIPELINING,
                         rcpt=["250 ok", "550 5.1.1 who", "250 ok", "250 ok"],
                         dot=["554 5.7.1 spam", "250 ok"]), "--count", "4")
        self.assert_outcomes("permfail", "permfail", "ok", "ok")
        self.assertEqual(self.run_.replies[0], "554 5.7.1 spam")
        self.assertEqual(self.run_.replies[1], "550 5.1.1 who")
        self.assertEqual(len(self.server.connections), 1)

    def test_lost_for_good(self):
        """No connection comes any more for what came back."""
        self.submit([dict(PIPELINING, dot={"text": "250 ok", "then": "close"}),
                     {"greeting": CLOSE}], "--count", "3")
        self.assertEqual(self.run_.result, -1)
        self.assert_outcomes("ok", "tempfail")

    def test_stopped(self):
        self.submit(dict(PIPELINING,
                         dot={"delay": 0.5, "text": "250 2.0.0 queued"}),
                    "--stop-at-dot", "0", "--count", "5")
        self.assertEqual(self.run_.result, 0)
        self.assertEqual(self.run_.outcomes.get(0), "ok")
        self.assertEqual([mail["recipients"] for mail in self.server.mails],
                         [["RCPT TO:<reader0@local.test>"]])

    def test_limit_of_ours(self):
        """settings.messages holds with riding, too."""
        self.submit(PIPELINING, "--count", "10", "--messages", "4")
        self.assert_each_once(10)
        self.assertEqual([mail["connection"] for mail in self.server.mails],
                         [0] * 4 + [1] * 4 + [2] * 2)


class Resets(SubmitCase):
    """The server resets the connection after so many octets of the client's:
    what it has taken is never sent again, what it has not is never lost."""

    def test_anywhere(self):
        for extensions in ([], ["PIPELINING"]):
            with SmtpServer(self.directory, {"extensions": extensions}) as s:
                Submission("smtp://127.0.0.1:%d" % s.port, "--count", "3",
                           "--bytes", "300")
                length = s.connections[0][0].octets
                ends = s.connections[0][0].ends
            at = sorted({end + around for end in ends
                         for around in (-1, 0)
                         if 20 < end + around < length})
            for octets in at:
                with self.subTest(extensions=extensions, octets=octets):
                    self.submit([{"extensions": extensions,
                                  "reset_after": octets},
                                 {"extensions": extensions}],
                                "--count", "3", "--bytes", "300")
                    self.judge()

    def judge(self):
        taken = {mail["recipients"][0]: mail["accepted"]
                 for mail in self.server.mails if mail["accepted"]}
        self.assertEqual(len(self.run_.outcomes), 3)
        for number, outcome in self.run_.outcomes.items():
            accepted = "RCPT TO:<reader%d@local.test>" % number in taken
            self.assertIn(outcome, ("ok", "unknown") if accepted else
                          ("tempfail", "unknown"))
        self.assertLess(list(self.run_.outcomes.values()).count("unknown"), 2)


if __name__ == "__main__":
    unittest.main()

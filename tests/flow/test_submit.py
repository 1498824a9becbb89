"""mail/submit against a scripted server: every way it can fail us."""

import unittest

from smtpserver import CLOSE, HANG, RESET, SmtpServer, certificate
from submission import Submission, SubmitCase


class Transactions(SubmitCase):
    """Refusals, one mail or several, both manners of talking."""

    def for_both(self, script):
        for extensions in ([], ["PIPELINING"]):
            with self.subTest(extensions=extensions):
                yield dict(script, extensions=extensions)

    def test_accepted(self):
        for script in self.for_both({}):
            self.submit(script, "--count", "3", "--bytes", "20000")
            self.assert_outcomes("ok", "ok", "ok")
            self.assertEqual(self.run_.result, 0)
            self.assertEqual(self.run_.dots, [0, 1, 2])
            self.assertEqual(len(self.server.connections), 1)
            self.assertEqual(self.server.said("QUIT"), ["QUIT"])
            for number, mail in enumerate(self.server.mails):
                self.assertEqual(mail["recipients"],
                                 ["RCPT TO:<reader%d@local.test>" % number])
                self.assertIn(b"\r\nSubject: Mail %d\r\n" % number,
                              mail["body"])
                self.assertTrue(mail["body"].endswith(b"digest.\r\n"))

    def test_before_dot_comes_before_and_done_after(self):
        self.submit({"extensions": ["PIPELINING"]}, "--count", "2")
        self.assertEqual([sorted(event)[0] for event in self.run_.events],
                         ["dot", "mail", "dot", "mail", "err"])

    def test_large_mail(self):
        self.submit({"extensions": ["PIPELINING"]}, "--bytes", "3000000")
        self.assert_outcomes("ok")
        self.assertGreater(len(self.server.mails[0]["body"]), 3000000)

    def test_refused_at_mail(self):
        for script in self.for_both({"mail": ["550 5.7.1 not you",
                                              "250 ok"]}):
            self.submit(script, "--count", "2")
            self.assert_outcomes("permfail", "ok")
            self.assertEqual(self.run_.replies[0], "550 5.7.1 not you")
            self.assertEqual(self.run_.dots, [1])
            self.assertEqual(len(self.server.connections), 1)

    def test_refused_at_rcpt(self):
        for script in self.for_both({"rcpt": ["550 5.1.1 who", "450 later",
                                              "250 ok"]}):
            self.submit(script, "--count", "3")
            self.assert_outcomes("permfail", "tempfail", "ok")
            self.assertEqual(self.run_.dots, [2])
            self.assertEqual(len(self.server.connections), 1)
            self.assertEqual(len(self.server.mails), 1)
            self.assertEqual(self.server.said("RSET"), ["RSET", "RSET"])

    def test_refused_at_rcpt_but_data_taken(self):
        self.submit({"extensions": ["PIPELINING"],
                     "rcpt": ["550 5.1.1 who", "250 ok"],
                     "data": "354 go", "dot": ["554 nobody", "250 ok"]},
                    "--count", "2")
        self.assert_outcomes("permfail", "ok")
        self.assertEqual(self.server.mails[0]["body"], b"")
        self.assertEqual(self.run_.dots, [1])

    def test_refused_at_data(self):
        for script in self.for_both({"data": ["451 4.3.0 no room",
                                              "354 go"]}):
            self.submit(script, "--count", "2")
            self.assert_outcomes("tempfail", "ok")

    def test_refused_at_dot(self):
        for script in self.for_both({"dot": ["554 5.7.1 spam", "452 full",
                                             "250 ok"]}):
            self.submit(script, "--count", "3")
            self.assert_outcomes("permfail", "tempfail", "ok")
            self.assertEqual(len(self.server.connections), 1)

    def test_reply_in_pieces_and_lines(self):
        pieces = {"pieces": ["250-2.1.0 your mes", "sage is\r\n250-fine\r",
                             "\n250 2.0.0 queued as 7\r", "\n"]}
        for script in self.for_both({"dot": pieces}):
            self.submit(script)
            self.assert_outcomes("ok")
            self.assertEqual(self.run_.replies[0], "250 2.0.0 queued as 7")

    def test_size(self):
        self.submit({"extensions": ["SIZE 5000"]}, "--bytes", "6000")
        self.assert_outcomes("permfail")
        self.assertIn("at most 5000 (SIZE)", self.run_.replies[0])
        self.assertEqual(self.server.said("MAIL"), [])

    def test_smtputf8(self):
        for extensions, outcome in (
                ([], "permfail"), (["8BITMIME", "SMTPUTF8"], "ok")):
            self.submit({"extensions": extensions},
                        "--recipient", "jos\u00e9@local.test")
            self.assert_outcomes(outcome)
        self.assertIn(" SMTPUTF8", self.server.said("MAIL")[0])

    def test_injection(self):
        self.submit({}, "--recipient", "a@b.test>\r\nRCPT TO:<c@d.test")
        self.assert_outcomes("permfail")
        self.assertEqual(self.server.said("RCPT"), [])

    def test_null_sender(self):
        self.submit({}, "--sender", "")
        self.assertEqual(self.server.said("MAIL"), ["MAIL FROM:<>"])
        self.assert_outcomes("ok")

    def test_before_dot_says_no(self):
        self.submit({"extensions": ["PIPELINING"]},
                    "--count", "3", "--refuse-dot", "1")
        self.assert_outcomes("ok", "tempfail", "ok")
        self.assertEqual(len(self.server.mails), 2)
        self.assertEqual(len(self.server.connections), 2)


class Losses(SubmitCase):
    """The connection ends, or stops making sense, at every step."""

    def test_before_the_dot_is_tempfail(self):
        for step in ("mail", "rcpt", "data"):
            for end in (CLOSE, RESET):
                for extensions in ([], ["PIPELINING"]):
                    with self.subTest(step=step, end=end, ext=extensions):
                        self.submit([{"extensions": extensions, step: end},
                                     {"extensions": extensions}],
                                    "--count", "2")
                        self.assert_outcomes("tempfail", "ok")
                        self.assertEqual(self.run_.result, 0)
                        self.assertEqual(self.run_.dots, [1])

    def test_in_the_message_is_tempfail(self):
        for end in (CLOSE, RESET):
            with self.subTest(end=end):
                self.submit([{"body_limit": 100000, "body_step": end}, {}],
                            "--count", "2", "--bytes", "8000000")
                self.assert_outcomes("tempfail", "ok")
                self.assertEqual(self.run_.dots, [1])

    def test_over_tls(self):
        pair = certificate(self.directory, "right", ["IP:127.0.0.1"])
        for end in (CLOSE, RESET):
            with self.subTest(end=end):
                self.submit([{"tls": pair, "body_limit": 100000,
                              "body_step": end},
                             {"tls": pair, "dot": end}, {"tls": pair}],
                            "--tls", "--ca", pair[0], "--count", "3",
                            "--bytes", "8000000")
                self.assert_outcomes("tempfail", "unknown", "ok")

    def test_refused_in_the_message(self):
        step = {"text": "552 5.3.4 too big", "then": "close"}
        self.submit([{"body_limit": 100000, "body_step": step}, {}],
                    "--count", "2", "--bytes", "8000000")
        self.assert_outcomes("permfail", "ok")
        self.assertEqual(self.run_.replies[0], "552 5.3.4 too big")

    def test_after_the_dot_is_unknown(self):
        for end in (CLOSE, RESET, {"text": "ok", "then": "close"},
                    {"pieces": ["250 2.0"], "then": "close"}):
            with self.subTest(end=end):
                self.submit([{"dot": end}, {}], "--count", "2")
                self.assert_outcomes("unknown", "ok")
                self.assertEqual(self.run_.dots, [0, 1])

    def test_no_reply_in_time(self):
        self.submit([{"dot": HANG}, {}], "--count", "2", "--reply-ms", "400")
        self.assert_outcomes("unknown", "ok")
        self.assertEqual(self.run_.replies[0], "no reply in time")
        self.submit([{"rcpt": HANG}, {}], "--count", "2", "--reply-ms", "400")
        self.assert_outcomes("tempfail", "ok")

    def test_pipelining_announced_and_not_honoured(self):
        self.submit({"extensions": ["PIPELINING"], "deaf": True},
                    "--count", "2", "--reply-ms", "400")
        self.assert_outcomes("tempfail", "ok")

    def test_garbage(self):
        for step, outcome in (("mail", "tempfail"), ("dot", "unknown")):
            for text in ("hello", "999 what", "250-a\r\n550 b", "\x01\x02"):
                with self.subTest(step=step, text=text):
                    self.submit([{step: text}, {}], "--count", "2")
                    self.assert_outcomes(outcome, "ok")

    def test_421_anywhere(self):
        closing = {"text": "421 4.3.2 closing", "then": "close"}
        for step in ("mail", "rcpt", "data", "dot"):
            for extensions in ([], ["PIPELINING"]):
                with self.subTest(step=step, extensions=extensions):
                    self.submit([{"extensions": extensions, step: closing},
                                 {}], "--count", "2")
                    self.assert_outcomes("tempfail", "ok")
                    self.assertEqual(self.run_.replies[0],
                                     "421 4.3.2 closing")

    def test_421_after_a_mail(self):
        closing = {"text": "250 ok\r\n421 4.3.2 enough", "then": "close"}
        self.submit([{"dot": closing}, {}], "--count", "2")
        self.assert_outcomes("ok", "ok")
        self.assertEqual(len(self.server.connections), 2)

    def test_given_up_when_nothing_gets_through(self):
        self.submit({"mail": CLOSE}, "--count", "50")
        self.assertEqual(self.run_.result, -1)
        self.assertIn("closed the connection", self.run_.err)
        self.assertLess(len(self.run_.outcomes), 6)
        self.assertEqual(set(self.run_.outcomes.values()), {"tempfail"})

    def test_closed_at_once(self):
        for text in ("250 ok", "250 ok\r\n421 4.3.2 closing"):
            self.submit({"ehlo": {"text": text, "then": "close"}},
                        "--count", "50")
            self.assertEqual(self.run_.result, -1)
            # In which words depends on who was faster.
            self.assertRegex(self.run_.err, r"127\.0\.0\.1:\d+: .*connection")
            self.assertNotIn("ok", self.run_.outcomes.values())

    def test_a_lost_connection_leaves_the_others(self):
        self.submit([{}, {"dot": RESET}, {}], "--count", "40",
                    "--connections", "4")
        counts = list(self.run_.outcomes.values())
        self.assertEqual(len(counts), 40)
        self.assertEqual(counts.count("ok"), 39)
        self.assertEqual(counts.count("unknown"), 1)


class Connecting(SubmitCase):
    """Greeting, EHLO, STARTTLS, AUTH."""

    def pair(self, stem="right", names=("DNS:localhost", "IP:127.0.0.1")):
        return certificate(self.directory, stem, names)

    def assert_no_mail_taken(self, words):
        self.assertEqual(self.run_.result, -1)
        self.assertIn(words, self.run_.err)
        self.assertIn("127.0.0.1:%d" % self.server.port, self.run_.err)
        self.assertEqual(self.run_.outcomes, {})
        self.assertEqual(self.server.said("MAIL"), [])

    def test_nobody_listens(self):
        with SmtpServer(self.directory) as server:
            port = server.port
        run = Submission("smtp://127.0.0.1:%d" % port, "--count", "3")
        self.assertEqual((run.result, run.outcomes), (-1, {}))
        self.assertIn("127.0.0.1:%d" % port, run.err)
        self.assertIn("connect", run.err)

    def test_bad_greeting(self):
        for greeting in ("554 5.3.2 go away", "421 busy", "hello", CLOSE,
                         RESET):
            with self.subTest(greeting=greeting):
                self.submit({"greeting": greeting}, "--connect-ms", "500")
                self.assert_no_mail_taken("smtp://")

    def test_ehlo_refused(self):
        self.submit({"ehlo": "502 what", "helo": "502 what"})
        self.assert_no_mail_taken("502")

    def test_helo_is_enough(self):
        self.submit({"ehlo": "502 what"})
        self.assert_outcomes("ok")

    def test_slow_greeting(self):
        self.submit({"greeting": {"delay": 0.7, "text": "220 at last"}})
        self.assert_outcomes("ok")

    def test_hung_greeting(self):
        self.submit({"greeting": HANG}, "--connect-ms", "300")
        self.assert_no_mail_taken("timed out")

    def test_hung_greeting_stalls_nobody(self):
        self.submit([{"greeting": HANG}, {}], "--connections", "4",
                    "--count", "20", "--connect-ms", "30000")
        self.assertEqual(set(self.run_.outcomes.values()), {"ok"})
        self.assertLess(self.run_.seconds, 10)
        self.submit([{}, {"greeting": HANG}, {}], "--connections", "4",
                    "--count", "20", "--connect-ms", "30000")
        self.assertEqual(set(self.run_.outcomes.values()), {"ok"})
        self.assertLess(self.run_.seconds, 10)

    def test_starttls(self):
        pair = self.pair()
        self.submit({"tls": pair, "extensions": ["PIPELINING"]}, "--tls",
                    "--ca", pair[0], "--count", "3", "--bytes", "100000")
        self.assert_outcomes("ok", "ok", "ok")

    def test_starttls_not_offered(self):
        self.submit({}, "--tls", "--user", "u", "--password", "w0rd")
        self.assert_no_mail_taken("STARTTLS")
        self.assertEqual(self.server.said("AUTH"), [])

    def test_starttls_refused(self):
        self.submit({"tls": self.pair(), "starttls": "454 not now"}, "--tls")
        self.assert_no_mail_taken("454")

    def test_wrong_certificates(self):
        right = self.pair()
        other = self.pair("other")
        elsewhere = self.pair("elsewhere", ("DNS:elsewhere.test",))
        for name, pair, ca in (("unknown issuer", other, right[0]),
                               ("system roots only", right, ""),
                               ("another host", elsewhere, elsewhere[0])):
            for script, scheme in (({"tls": pair}, "smtp"),
                                   ({"implicit_tls": pair}, "smtps")):
                with self.subTest(name=name, scheme=scheme):
                    self.submit(dict(script, mechanisms=["PLAIN"]), "--tls",
                                "--ca", ca, "--user", "u",
                                "--password", "w0rd", scheme=scheme)
                    self.assert_no_mail_taken("certificate")
                    self.assertEqual(self.server.said("AUTH"), [])
                    self.assertEqual(len(self.server.connections), 1)

    def test_missing_ca_file(self):
        self.submit({"tls": self.pair()}, "--tls", "--ca", "/nowhere.pem")
        self.assert_no_mail_taken("")

    def test_smtps(self):
        pair = self.pair()
        self.submit({"implicit_tls": pair}, "--tls", "--ca", pair[0],
                    "--count", "2", scheme="smtps")
        self.assert_outcomes("ok", "ok")

    def test_tls_none_does_not_starttls(self):
        self.submit({"tls": self.pair()})
        self.assert_outcomes("ok")
        self.assertEqual(self.server.said("STARTTLS"), [])

    def test_auth(self):
        pair = self.pair()
        for mechanism in ("PLAIN", "LOGIN"):
            with self.subTest(mechanism=mechanism):
                self.submit({"tls": pair, "mechanisms": [mechanism],
                             "user": "papers", "password": "w0rd"},
                            "--tls", "--ca", pair[0], "--user", "papers",
                            "--password", "w0rd")
                self.assert_outcomes("ok")

    def test_auth_refused(self):
        pair = self.pair()
        for mechanism in ("PLAIN", "LOGIN"):
            with self.subTest(mechanism=mechanism):
                self.submit({"tls": pair, "mechanisms": [mechanism],
                             "user": "papers", "password": "other"},
                            "--tls", "--ca", pair[0], "--user", "papers",
                            "--password", "w0rd", "--connections", "4")
                self.assert_no_mail_taken("AUTH refused (535 5.7.8")
                self.assertNotIn("w0rd", self.run_.output)
                # Not again: that is how accounts get locked.
                self.assertEqual(len(self.server.connections), 1)

    def test_auth_not_offered(self):
        self.submit({}, "--user", "papers", "--password", "w0rd")
        self.assert_no_mail_taken("offers no AUTH")

    def test_url(self):
        for url, words in (("http://127.0.0.1", "not smtp"),
                           ("smtp://u:w0rd@127.0.0.1", "their own settings"),
                           ("smtp://", "not a URL")):
            run = Submission(url)
            self.assertEqual(run.result, -1)
            self.assertIn(words, run.err)
            self.assertNotIn("w0rd", run.output)

    def test_probe(self):
        self.submit({"extensions": ["PIPELINING"]}, "--probe")
        self.assertEqual((self.run_.result, self.run_.err), (0, ""))
        self.assertEqual([text.split()[0] for who, _, text in
                          self.server.transcript if who == "C"],
                         ["EHLO", "MAIL", "RSET", "QUIT"])
        self.submit({"mail": "550 5.7.1 not you"}, "--probe")
        self.assertEqual(self.run_.result, -1)
        self.assertIn("550 5.7.1 not you", self.run_.err)
        self.submit({"greeting": HANG}, "--probe", "--connect-ms", "300")
        self.assert_no_mail_taken("timed out")
        self.assertLess(self.run_.seconds, 2)


class Stopping(SubmitCase):
    """stop_fd becomes readable."""

    def test_while_connecting(self):
        self.submit({"greeting": HANG}, "--stop-ms", "300",
                    "--connect-ms", "30000", "--count", "2")
        self.assertEqual((self.run_.result, self.run_.outcomes), (0, {}))
        self.assertLess(self.run_.seconds, 5)

    def test_before_the_dot(self):
        self.submit({"rcpt": HANG}, "--stop-ms", "300", "--count", "2")
        self.assertEqual(self.run_.result, 0)
        self.assert_outcomes("tempfail")
        self.assertEqual(self.run_.replies[0], "stopped")
        self.assertLess(self.run_.seconds, 5)

    def test_after_the_dot_the_reply_is_awaited(self):
        self.submit({"dot": {"delay": 1, "text": "250 2.0.0 queued"}},
                    "--stop-ms", "400", "--count", "5")
        self.assertEqual(self.run_.result, 0)
        self.assert_outcomes("ok")
        self.assertEqual(self.run_.replies[0], "250 2.0.0 queued")

    def test_after_the_dot_not_for_ever(self):
        self.submit({"dot": HANG}, "--stop-ms", "300", "--count", "5")
        self.assertEqual(self.run_.result, 0)
        self.assert_outcomes("unknown")
        self.assertLess(self.run_.seconds, 9)

    def test_under_load(self):
        self.submit({"dot": {"delay": 0.2, "text": "250 2.0.0 queued"}},
                    "--stop-at-dot", "10", "--count", "1000",
                    "--connections", "4")
        self.assertEqual(self.run_.result, 0)
        self.assertLess(len(self.run_.outcomes), 20)
        accepted = sum(mail["accepted"] for mail in self.server.mails)
        self.assertEqual(list(self.run_.outcomes.values()).count("ok"),
                         accepted)


if __name__ == "__main__":
    unittest.main()

"""mail/mailbox against a server that lies, hangs and dies."""

import tempfile
import time
import unittest

from imapserver import CAPABILITIES, ImapServer, members
from listening import Listening
from smtpserver import certificate

STEPS = ("greeting", "capability", "login", "list", "select", "search",
         "fetch", "move", "idle", "done")


def mail(number, size=0):
    return (b"Subject: Mail %d\r\n\r\n" % number) + b"x" * size


def three():
    return {uid: mail(uid) for uid in (3, 5, 9)}


class Scripted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.pair = certificate(directory, "localhost",
                               ("DNS:localhost", "IP:127.0.0.1"))
        cls.other = certificate(directory, "other", ("DNS:other.test",))

    def serve(self, script=None, mails=None, **more):
        self.server = self.enterContext(ImapServer(
            script, three() if mails is None else mails, **more))
        return self.server

    def listen(self, *options, scheme="imap", host="127.0.0.1"):
        return self.enterContext(Listening(
            "%s://%s:%d" % (scheme, host, self.server.port),
            "--timeout-ms", "700", "--pace-ms", "20", *options))

    def once(self, *options, **more):
        listening = self.listen("--once", *options, **more)
        result, err = listening.finish()
        return listening, result, err

    def assert_all_processed(self, count=3):
        self.assertEqual(len(self.server.folders["Processed"]), count)
        self.assertEqual(self.server.mails, {})


class Conversation(Scripted):
    def test_polite(self):
        self.serve()
        listening, result, err = self.once()
        self.assertEqual((result, err, listening.uids), (0, "", [3, 5, 9]))
        self.assert_all_processed()
        self.assertEqual(self.server.logins, [("papers", "secret")])
        self.assertEqual(len(self.server.said("LOGOUT")), 1)

    def test_only_peeks(self):
        self.serve()
        self.once()
        for line in self.server.said("BODY"):
            self.assertIn("BODY.PEEK[]<0.262144>", line)

    def test_batches_of_a_hundred(self):
        self.serve(mails={uid: mail(uid) for uid in range(1, 251)})
        listening, result, err = self.once()
        self.assertEqual((result, err), (0, ""))
        self.assertEqual(listening.uids, list(range(1, 251)))
        self.assertEqual(len(self.server.said("UID MOVE")), 3)
        self.assert_all_processed(250)

    def test_large_mails_in_small_fetches(self):
        self.serve(mails={uid: mail(uid, 1000000) for uid in range(1, 41)})
        listening, result, err = self.once()
        self.assertEqual((result, err), (0, ""))
        self.assertEqual({event["bytes"] for event in listening.mails},
                         {262144})
        self.assertEqual(len(self.server.said("BODY.PEEK")), 3)
        self.assert_all_processed(40)

    def test_idle(self):
        self.serve(mails={})
        listening = self.listen()
        listening.wait_state("idle")
        time.sleep(0.3)
        uid = self.server.deliver(mail(1))
        listening.wait_mails(1)
        self.assertEqual(listening.uids, [uid])
        listening.stop()
        self.assertEqual(listening.states, [("idle", "")])

    def wait_said(self, text, count):
        end = time.monotonic() + 10
        while len(self.server.said(text)) < count:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def test_idle_is_renewed(self):
        self.serve(mails={})
        listening = self.listen("--idle-ms", "100")
        self.wait_said("IDLE", 5)
        self.assertEqual(len(self.server.connections), 1)
        self.server.deliver(mail(1))
        listening.wait_mails(1)

    def test_news_before_the_plus(self):
        """EXISTS between the search and the server's "+"."""
        self.serve({"idle": [{"first": b"* 1 EXISTS\r\n"}, None],
                    "search": [{"raw": b"* SEARCH\r\n{tag} OK fine\r\n"}, None]},
                   mails={4: mail(4)})
        listening = self.listen()
        listening.wait_mails(1, seconds=5)

    def test_idle_that_the_server_ends(self):
        self.serve({"idle": [{"raw": b"+ idling\r\n* 3 EXISTS\r\n{tag} OK fine\r\n"},
                             None]}, mails={})
        self.listen()
        self.wait_said("IDLE", 2)
        self.assertEqual(len(self.server.connections), 1)

    def test_crying_wolf(self):
        """News that are none, again and again."""
        for lie in (b"+ idling\r\n{tag} OK fine\r\n",
                    b"+ idling\r\n* 3 EXISTS\r\n{tag} OK fine\r\n"):
            self.serve({"idle": {"raw": lie}}, mails={})
            listening = self.listen()
            listening.wait_state("idle")
            time.sleep(0.5)
            # Five at once, then one in ten milliseconds at most, and not as
            # many as a processor can.
            self.assertLess(len(self.server.said("IDLE")), 60)
            self.server.deliver(mail(1))
            listening.wait_mails(1, seconds=3)
            listening.stop()

    def test_idle_refused(self):
        self.serve({"idle": "NO not here"}, mails={})
        listening = self.listen("--poll-ms", "100")
        listening.wait_state("polling")
        self.wait_said("NOOP", 2)
        self.server.deliver(mail(1))
        listening.wait_mails(1)
        self.assertEqual(len(self.server.said("IDLE")), 1)

    def test_polling_without_idle(self):
        self.serve({"capabilities": "IMAP4rev1"}, mails={})
        listening = self.listen("--poll-ms", "100")
        listening.wait_state("polling")
        self.wait_said("NOOP", 2)
        self.server.deliver(mail(1))
        listening.wait_mails(1)
        self.assertEqual(self.server.said("IDLE"), [])

    def test_copy_without_move(self):
        self.serve({"capabilities": "IMAP4rev1 UIDPLUS"})
        self.server.deleted.add(5)
        _, result, err = self.once()
        self.assertEqual((result, err), (0, ""))
        self.assertEqual(len(self.server.folders["Processed"]), 2)
        self.assertEqual(sorted(self.server.mails), [5])
        for line in self.server.said("EXPUNGE"):
            self.assertIn("UID EXPUNGE 3,9", line)

    def test_without_uidplus_nothing_is_expunged(self):
        self.serve({"capabilities": "IMAP4rev1 IDLE"})
        listening, result, err = self.once()
        self.assertEqual((result, err, listening.uids), (0, "", [3, 5, 9]))
        self.assertEqual(len(self.server.folders["Processed"]), 3)
        self.assertEqual(self.server.deleted, {3, 5, 9})
        self.assertEqual(self.server.said("EXPUNGE"), [])
        self.assertEqual(self.server.said("CLOSE"), [])
        # Marked, they do not come again.
        again, result, err = self.once()
        self.assertEqual((result, err, again.mails), (0, "", []))

    def test_processed_is_made(self):
        self.serve(folders=())
        _, result, err = self.once()
        self.assertEqual((result, err), (0, ""))
        self.assert_all_processed()
        self.assertEqual(len(self.server.said("CREATE")), 1)

    def test_processed_refused(self):
        """Handled all the same, and said; the mails stay."""
        self.serve({"create": "NO over quota", "move": "NO [TRYCREATE] none"},
                   folders=())
        listening = self.listen()
        self.assertIn("over quota", listening.wait_state("idle"))
        self.assertEqual(listening.uids, [3, 5, 9])
        self.assertEqual(sorted(self.server.mails), [3, 5, 9])
        self.server.deliver(mail(10))
        listening.wait_mails(4)
        self.assertEqual(listening.uids, [3, 5, 9, 10])

    def test_probe(self):
        self.serve()
        self.assertEqual(self.listen("--probe").finish(), (0, ""))
        self.assertEqual(self.listen("--probe", "--processed", "Else")
                         .finish(), (1, ""))
        for word in ("CREATE", "FETCH", "MOVE", "STORE", "EXPUNGE"):
            self.assertEqual(self.server.said(word), [])


class Login(Scripted):
    def test_refused(self):
        self.serve({"login": "NO not with secret, papers"})
        _, result, err = self.once()
        self.assertEqual(result, -1)
        self.assertIn("login as papers refused", err)
        self.assertNotIn("secret", err)

    def test_refused_waits_longer(self):
        self.serve({"login": "NO never"})
        listening = self.listen("--pace-ms", "100")
        listening.wait_state("lost")
        time.sleep(1)  # it waits 1.6 s at least
        self.assertEqual(len(self.server.logins), 1)
        listening.stop()

    def test_quoting(self):
        self.serve()
        self.once("--user", 'a "b\\c', "--password", "p {5} (x) \\")
        self.assertEqual(self.server.logins,
                         [('a "b\\c', "p {5} (x) \\")])

    def test_plain_where_login_is_off(self):
        self.serve({"capabilities": CAPABILITIES + " LOGINDISABLED"})
        _, result, err = self.once()
        self.assertEqual((result, err), (0, ""))
        self.assertEqual(self.server.said(" LOGIN "), [])
        self.assertEqual(self.server.logins, [("papers", "secret")])

    def test_plain_for_what_quotes_cannot_hold(self):
        self.serve()
        _, result, err = self.once("--password", "gr\u00fc\u00dfe")
        self.assertEqual((result, err), (0, ""))
        self.assertEqual(self.server.logins, [("papers", "gr\u00fc\u00dfe")])

    def test_plain_refused(self):
        self.serve({"capabilities": CAPABILITIES + " LOGINDISABLED",
                    "login": "NO wrong: secret"})
        _, result, err = self.once()
        self.assertEqual(result, -1)
        self.assertNotIn("secret", err)

    def test_no_way_in(self):
        self.serve({"capabilities": "IMAP4rev1 LOGINDISABLED"})
        _, result, err = self.once()
        self.assertEqual(result, -1)
        self.assertIn("switched off", err)
        self.assertEqual(self.server.logins, [])

    def test_preauth(self):
        """Who we are is ours to say."""
        self.serve({"greeting": {"raw": b"* PREAUTH welcome\r\n"}})
        listening, result, err = self.once()
        self.assertEqual((result, listening.mails), (-1, []))
        self.assertIn("PREAUTH", err)


class Tls(Scripted):
    def refuse(self, script, expected, *options, **more):
        self.serve(script)
        listening, result, err = self.once("--tls", *options, **more)
        self.assertEqual((result, listening.mails), (-1, []))
        self.assertRegex(err, expected)
        self.assertEqual(self.server.logins, [])
        self.assertEqual(self.server.said("SECRET"), [])

    def test_imaps(self):
        for host in ("localhost", "127.0.0.1"):
            self.serve({"implicit_tls": self.pair})
            _, result, err = self.once("--tls", "--ca", self.pair[0],
                                       scheme="imaps", host=host)
            self.assertEqual((result, err), (0, ""))
            self.assert_all_processed()

    def test_starttls(self):
        self.serve({"tls": self.pair})
        _, result, err = self.once("--tls", "--ca", self.pair[0])
        self.assertEqual((result, err), (0, ""))
        self.assert_all_processed()

    def test_idle_inside(self):
        self.serve({"implicit_tls": self.pair}, mails={})
        listening = self.listen("--tls", "--ca", self.pair[0], scheme="imaps")
        listening.wait_state("idle")
        self.server.deliver(mail(1))
        listening.wait_mails(1)
        listening.stop()

    def test_not_trusted(self):
        self.refuse({"implicit_tls": self.pair}, "certificate: .*NOT trusted",
                    scheme="imaps")
        self.refuse({"tls": self.pair}, "certificate: .*NOT trusted")

    def test_imaps_is_verified_without_tls_required(self):
        self.serve({"implicit_tls": self.pair})
        _, result, err = self.once(scheme="imaps")
        self.assertEqual(result, -1)
        self.assertIn("certificate", err)
        self.assertEqual(self.server.logins, [])

    def test_other_host(self):
        self.refuse({"implicit_tls": self.other}, "certificate: .*name",
                    "--ca", self.other[0], scheme="imaps")
        self.refuse({"tls": self.other}, "certificate: .*name",
                    "--ca", self.other[0], host="localhost")

    def test_starttls_missing(self):
        self.refuse({}, "no STARTTLS")

    def test_starttls_refused(self):
        self.refuse({"tls": self.pair, "starttls": "NO later"}, "STARTTLS")
        self.refuse({"tls": self.pair, "starttls": "BAD what"}, "STARTTLS")

    def test_bytes_before_tls(self):
        self.refuse({"tls": self.pair,
                     "behind_starttls": b"* CAPABILITY IMAP4rev1\r\n"},
                    "behind the answer", "--ca", self.pair[0])

    def test_capabilities_in_the_clear_are_forgotten(self):
        """The man in the middle's "no MOVE" or LOGINDISABLED."""
        self.serve({"tls": self.pair, "capability": [
            {"raw": b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n"
                    b"{tag} OK fine\r\n"}, None]})
        _, result, err = self.once("--tls", "--ca", self.pair[0])
        self.assertEqual((result, err), (0, ""))
        self.assertEqual(len(self.server.said("UID MOVE")), 1)

    def test_no_tls_at_all_behind_the_ok(self):
        self.refuse({"tls": self.pair, "starttls": {
            "raw": b"{tag} OK fine\r\n"}}, "TLS|answer in time", "--ca",
            self.pair[0])

    def test_imaps_to_a_server_that_speaks_plain(self):
        self.refuse({}, "TLS", scheme="imaps")

    def test_roots_that_are_none(self):
        self.refuse({"implicit_tls": self.pair}, "imapserver.py",
                    "--ca", "imapserver.py", scheme="imaps")
        self.refuse({"implicit_tls": self.pair}, "/nonexistent",
                    "--ca", "/nonexistent", scheme="imaps")


class Bad(Scripted):
    """Every lie at every step: the listener lives, and with the next
    connection, which is polite, everything is worked off."""

    def survive(self, step, lie, *options):
        with self.subTest(step=step, lie=lie):
            self.serve([{step: [lie, None]}, {}])
            listening = self.listen("--idle-ms", "200", *options)
            listening.wait_state("idle", seconds=30)
            self.assertEqual(sorted(set(listening.uids)), [3, 5, 9])
            self.assert_all_processed()
            listening.stop()
            for event in listening.mails:
                self.assertEqual(event["subject"], "Mail %d" % event["mail"])
            return listening

    def test_bye(self):
        for step in STEPS:
            self.survive(step, {"raw": b"* BYE overloaded\r\n",
                                "then": "close"})

    def test_bye_and_an_answer(self):
        for step in STEPS[1:]:
            self.survive(step, {"raw": b"* BYE bye\r\n{tag} OK fine\r\n",
                                "then": "close"})

    def test_close(self):
        for step in STEPS:
            self.survive(step, {"raw": b"", "then": "close"})

    def test_reset(self):
        for step in STEPS:
            self.survive(step, {"raw": b"", "then": "reset"})

    def test_half_an_answer(self):
        for step in STEPS:
            self.survive(step, {"cut": 9, "then": "close"})

    def test_garbage(self):
        for step in STEPS:
            self.survive(step, {"raw": b"\x00\xff{{{(((\"\\\r\n\r\n\n*\r\n* \r\n",
                                "then": "close"})

    def test_garbage_as_lines(self):
        """One connection for each step, and then a polite one."""
        for junk in (b"\n", b"* \r\n", b"*\r\n", b"+\r\n", b"{tag}\r\n",
                     b"* OK [\r\n", b"* 0 FETCH ()\r\n", b"* 1 FETCH (\r\n",
                     b"* SEARCH x\r\n", b"* LIST\r\n", b"\"\r\n",
                     b"* 99999999999999999999 EXISTS\r\n"):
            with self.subTest(junk=junk):
                self.serve([{step: {"raw": junk, "then": "close"}}
                            for step in STEPS] + [{}])
                # The last two wait to be told to.
                listening = self.listen("--idle-ms", "50", "--pace-ms", "1")
                end = time.monotonic() + 30
                while len(self.server.connections) <= len(STEPS):
                    self.assertLess(time.monotonic(), end)
                    time.sleep(0.01)
                listening.wait_state("idle")
                listening.stop()
                self.assertLessEqual(set(listening.uids), {3, 5, 9})
                self.assert_all_processed()

    def test_hang(self):
        for step in STEPS:
            self.survive(step, {"raw": b"", "then": "hang"})

    def test_wrong_tag(self):
        for step in STEPS[1:8]:
            self.survive(step, {"raw": b"x99 OK\r\n"})

    def test_bad(self):
        for step in STEPS[3:8]:
            self.survive(step, "BAD syntax")

    def test_no(self):
        for step in ("capability", "select", "search", "fetch"):
            with self.subTest(step=step):
                self.serve({step: "NO not now"})
                listening, result, err = self.once()
                self.assertEqual((result, listening.mails), (-1, []))
                self.assertIn(step.upper(), err)
                self.assertEqual(len(self.server.mails), 3)


class Fetch(Scripted):
    def fetch(self, raw, mails=None):
        """One fetch of sizes, politely, then these bytes for bodies."""
        self.serve([{"fetch": [None, {"raw": raw}]}, {}], mails)
        return self.once()

    def test_dies_within_a_literal(self):
        self.serve([{"fetch": [None, {"raw": b"* 1 FETCH (UID 3 BODY[]<0> "
                                             b"{1000}\r\nSubject: Ma",
                                      "then": "close"}]}, {}])
        listening = self.listen()
        listening.wait_state("idle")
        self.assertEqual(listening.uids, [3, 5, 9])
        self.assert_all_processed()

    def test_huge_literal(self):
        for number in (b"300000", b"2147483648", b"4294967295",
                       b"99999999999999999999999"):
            listening, result, err = self.fetch(
                b"* 1 FETCH (UID 3 BODY[]<0> {%s}\r\n" % number)
            self.assertEqual((result, listening.mails), (-1, []))
            self.assertIn("literal", err)

    def test_endless(self):
        listening, result, err = self.fetch(b"* OK still here\r\n" * 200000)
        self.assertEqual((result, listening.mails), (-1, []))
        self.assertIn("longer than asked for", err)

    def test_nested(self):
        listening, result, err = self.fetch(
            b"* 1 FETCH (UID 3 BODYSTRUCTURE " + b"(" * 200000)
        self.assertEqual((result, listening.mails), (-1, []))
        self.assertIn("parentheses", err)

    def test_wrong_uids(self):
        """Only what was asked for, each once, is handed over."""
        def body(uid):
            text = mail(uid)
            return b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (
                uid, len(text), text)
        listening, _, _ = self.fetch(
            body(7) + body(5) + body(5) + body(4294967295) + body(0) +
            b"* 2 FETCH (UID 9)\r\n* 3 FETCH (FLAGS (\\Seen))\r\n"
            b"{tag} OK fine\r\n")
        self.assertEqual(listening.uids, [5])
        self.assertEqual(self.server.folders["Processed"], [mail(5)])
        self.assertEqual(sorted(self.server.mails), [3, 9])

    def test_body_that_is_nil(self):
        listening, _, _ = self.fetch(
            b"* 1 FETCH (UID 3 BODY[]<0> NIL)\r\n"
            b"* 2 FETCH (UID 5 BODY[]<0> \"\")\r\n{tag} OK fine\r\n")
        self.assertEqual([event["bytes"] for event in listening.mails],
                         [0] * len(listening.mails))

    def test_mail_that_breaks_the_connection(self):
        """It alone is passed over."""
        lie = {"raw": b"* 1 FETCH (UID 5 BODY[]<0> {12}\r\nSubject: Mai",
               "then": "close"}

        class Breaks(ImapServer):
            def peek(self, script, name):
                if name != "fetch":
                    return None
                last = [text for who, _, text in self.transcript
                        if who == "C"][-1]
                asked = members(last.split()[3], self.mails)
                return lie if "BODY" in last and 5 in asked else None

        self.server = self.enterContext(Breaks({}, three()))
        listening = self.listen()
        err = listening.wait_state("skipped", seconds=40)
        self.assertIn("UID 5", err)
        listening.wait_state("idle")
        self.assertEqual(sorted(set(listening.uids)), [3, 9])
        self.assertEqual(sorted(self.server.mails), [5])
        self.assertEqual(listening.uids.count(9), 1)

    def test_search_lies(self):
        self.serve({"search": {"raw": b"* SEARCH 9 9 0 3 4294967295 77\r\n"
                                      b"{tag} OK fine\r\n"}})
        listening, result, err = self.once()
        self.assertEqual((result, err), (0, ""))
        self.assertEqual(listening.uids, [3, 9])

    def test_uidvalidity_changes(self):
        self.serve([{"uidvalidity": 1, "move": {"raw": b"", "then": "close"}},
                    {"uidvalidity": 2}])
        listening = self.listen()
        listening.wait_state("idle")
        self.assertEqual({(m["uidvalidity"], m["mail"])
                          for m in listening.mails},
                         {(v, u) for v in (1, 2) for u in (3, 5, 9)})
        self.assert_all_processed()

    def test_uidvalidity_changes_midway(self):
        self.serve([{"search": {"first": b"* OK [UIDVALIDITY 5] new\r\n"}}, {}])
        listening = self.listen()
        self.assertIn("UIDVALIDITY changed",
                      listening.wait_state("lost"))
        listening.wait_state("idle")
        self.assertEqual(listening.uids, [3, 5, 9])

    def test_no_uidvalidity(self):
        self.serve({"uidvalidity": 0})
        listening, result, err = self.once()
        self.assertEqual((result, listening.mails), (-1, []))
        self.assertIn("UIDVALIDITY", err)

    def test_read_only(self):
        self.serve({"select": {"raw": b"* 3 EXISTS\r\n"
                                      b"* OK [UIDVALIDITY 1]\r\n"
                                      b"{tag} OK [READ-ONLY] look\r\n"}})
        _, result, err = self.once()
        self.assertEqual(result, -1)
        self.assertIn("read-only", err)


class Stopping(Scripted):
    """Whatever it waits for just then. (It would wait ten minutes, and nobody
    here is so patient.)"""

    PATIENT = ("--timeout-ms", "600000")

    def wait_sent(self, text):
        end = time.monotonic() + 20
        while not any(who == "S" and text in sent
                      for who, _, sent in self.server.transcript):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def stop(self, listening):
        self.assertEqual(listening.stop(), (0, ""))

    def test_at_every_step(self):
        for step in STEPS:
            with self.subTest(step=step):
                self.serve({step: {"raw": b"* OK wai", "then": "hang"}})
                listening = self.listen("--idle-ms", "100", *self.PATIENT)
                self.wait_sent(b"* OK wai")
                self.stop(listening)

    def test_within_the_handshake(self):
        for script, scheme in (
                ({"greeting": {"raw": b"", "then": "hang"}}, "imaps"),
                ({"tls": self.pair, "starttls": {
                    "raw": b"{tag} OK fine\r\n", "then": "hang"}}, "imap")):
            self.serve(script)
            listening = self.listen("--tls", "--ca", self.pair[0],
                                    *self.PATIENT, scheme=scheme)
            self.wait_sent(b"" if scheme == "imaps" else b"OK fine")
            self.stop(listening)

    def test_babbling(self):
        """A server that never stops talking in IDLE."""
        self.serve({"idle": {"raw": b"+ idling\r\n" +
                             b"* OK Still here\r\n" * 3000000}}, mails={})
        listening = self.listen("--idle-ms", "600000")
        self.wait_sent(b"+ idling")
        self.stop(listening)

    def test_dripping(self):
        self.serve({"fetch": {"drip": 0.3}})
        listening = self.listen(*self.PATIENT)
        self.wait_sent(b"FETCH")
        self.stop(listening)

    def test_dripping_has_an_end(self):
        """A byte now and then is no answer."""
        self.serve({"fetch": {"drip": 0.15}})
        _, result, err = self.once("--timeout-ms", "200")
        self.assertEqual(result, -1)
        self.assertIn("in time", err)

    def test_without_a_server(self):
        """An address that swallows packets, a name that is not there."""
        for url in ("imap://192.0.2.1", "imap://no-such-host.invalid"):
            listening = self.enterContext(Listening(
                url, *self.PATIENT, "--pace-ms", "10000"))
            self.stop(listening)

    def test_in_the_pause(self):
        self.serve({"greeting": {"raw": b"", "then": "close"}})
        listening = self.listen("--pace-ms", "10000")
        listening.wait_state("lost")
        self.stop(listening)

    def test_between_mails(self):
        self.serve(mails={uid: mail(uid) for uid in range(1, 101)})
        listening = self.listen("--slow-ms", "300")
        listening.wait_mails(3)
        self.stop(listening)
        self.assertLess(len(listening.mails), 100)


class Settings(Scripted):
    def test_hopeless(self):
        for url, options, expected in (
                ("http://host", (), "not an imap"),
                ("imap://u:p@host", (), "settings of their own"),
                ("imap://host", ("--mailbox", "a*"), "wildcard"),
                ("imap://host", ("--processed", ""), "empty")):
            result, err = self.enterContext(
                Listening(url, *options)).finish()
            self.assertEqual(result, -1)
            self.assertIn(expected, err)


if __name__ == "__main__":
    unittest.main()

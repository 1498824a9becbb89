"""Replies: a mail in, its effect, one answer out; and what must have neither."""

import email.message
import email.utils
import unittest

import lab
from lab import Lab

READER = "ada@example.org"


def reply(to, text, subject="Re: Daily Papers", sender=READER, **headers):
    m = email.message.EmailMessage()
    m["From"] = f"Ada <{sender}>"
    m["To"] = to
    m["Subject"] = subject
    m["Date"] = "Mon, 05 Jan 2026 09:00:00 +0000"
    m["Message-ID"] = email.utils.make_msgid(domain="reader.test")
    for name, value in headers.items():
        m[name.replace("_", "-")] = value
    m.set_content(text)
    return m.as_bytes()


class InboxCase(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab())
        self.lab.subscribe(READER, threshold=6)
        self.lab.run()
        self.digest = lab.parse(self.lab.mail_to(READER))
        self.address = self.digest["Reply-To"].addresses[0].addr_spec
        self.token = self.address.split("+")[1].split("@")[0]

    def receive(self, raw, *options):
        path = self.lab.file("in.eml", raw)
        return self.lab.json("receive", *options, path)

    def say(self, text, **more):
        return self.receive(reply(more.pop("to", self.address), text, **more))

    def shown(self, address=READER):
        return self.lab.json("subscriber", "show", address)

    def answers(self):
        """Letters to the reader, in the order that they were queued, after
        the outbox was worked off. (A goodbye is in it no more.)"""
        self.lab.ctl("run")
        order = [lab.parse(raw)["Message-ID"] for raw, in self.lab.database(
            "SELECT message FROM delivery WHERE edition IS NULL ORDER BY id")]
        found = [lab.parse(raw) for to, raw in self.lab.mails()
                 if lab.parse(raw)["Auto-Submitted"] == "auto-replied"]
        found.sort(key=lambda m: order.index(m["Message-ID"])
                   if m["Message-ID"] in order else len(order))
        for m in found:
            self.assertEqual(lab.defects(m), [])
            self.assertEqual(m["To"].addresses[0].addr_spec, READER)
        return found


class Replies(InboxCase):
    def test_one_mail_several_changes_one_answer(self):
        r = self.say("more science, less llm, threshold 9\n\n-- \nAda\n")
        self.assertEqual(r["kind"], "command")
        self.assertEqual(r["subscriber"], READER)
        self.assertEqual(r["commands"],
                         ["more science", "less llm", "threshold 9"])
        self.assertEqual(r["applied"], r["commands"])
        self.assertEqual(r["reply"], "ack")
        shown = self.shown()
        self.assertEqual(shown["threshold"], 9)
        self.assertEqual(shown["steps"], {"science": 1, "llm": -1})
        answer, = self.answers()
        self.assertIn("threshold 9",
                      " ".join(lab.body(answer, "plain").split()))
        self.assertTrue(answer["In-Reply-To"])
        self.assertTrue(answer["Subject"].startswith("Re: "))

    def test_a_pause_that_is_over_is_none(self):
        self.lab.ctl("subscriber", "pause", READER, "--until", "2099-01-01")
        self.lab.database("UPDATE subscriber SET paused_until = 1000")
        self.assertEqual(self.shown()["state"], "active")
        self.say("status")
        answer, = self.answers()
        self.assertNotIn("paused", lab.body(answer, "plain"))
        self.say("pause")
        self.assertEqual((self.shown()["state"], self.shown()["paused_until"]),
                         ("paused", None))

    def test_what_is_so_already_is_as_good_as_done(self):
        r = self.say("html, threshold 6, resume")
        self.assertEqual(r["applied"], ["html", "threshold 6", "resume"])
        answer, = self.answers()
        self.assertIn("Nothing was changed", lab.body(answer, "plain"))

    def test_undo(self):
        self.say("threshold 9")
        self.say("undo")
        self.assertEqual(self.shown()["threshold"], 6)

    def test_the_same_mail_twice_is_one(self):
        raw = reply(self.address, "more science")
        self.receive(raw)
        again = self.receive(b"Received: from elsewhere\r\n" + raw)
        self.assertEqual(again["reply"], "none")
        self.assertEqual(self.shown()["steps"], {"science": 1})
        self.assertEqual(len(self.answers()), 1)

    def test_the_answer_is_a_letter_in_the_outbox(self):
        self.say("status")
        letter, digest = self.lab.json("outbox")
        self.assertEqual([(d["kind"], d["edition"]) for d in (letter, digest)],
                         [("letter", None), ("digest", "2026-01-05")])
        self.assertRegex(self.lab.ctl("outbox").stdout, r"letter +queued +ada@")

    def test_dry_run_keeps_nothing(self):
        r = self.receive(reply(self.address, "threshold 9"), "--dry-run")
        self.assertEqual(r["applied"], ["threshold 9"])
        self.assertEqual(self.shown()["threshold"], 6)
        self.assertEqual(self.answers(), [])

    def test_unsubscribe_wins_and_says_goodbye(self):
        r = self.say("more science\nunsubscribe")
        self.assertEqual(r["commands"], ["unsubscribe"])
        self.assertEqual(self.shown()["state"], "unsubscribed")
        self.assertEqual(len(self.answers()), 1)

    def test_our_footer_quoted_does_nothing(self):
        text = lab.body(self.digest, "plain")
        quoted = "".join(f"> {line}\n" for line in text.splitlines())
        r = self.say("On Mon, 5 Jan 2026, Daily Papers wrote:\n" + quoted)
        self.assertEqual(r["applied"], [])
        self.assertEqual(self.shown()["state"], "active")

    def test_not_understood_gets_help_once_a_day(self):
        self.assertEqual(self.say("lorem ipsum dolor")["reply"], "help")
        self.assertEqual(self.say("sit amet consectetur")["reply"], "none")

    def test_numbers_mean_the_digests_papers(self):
        self.assertEqual(self.say("more 1")["applied"], ["more 1"])
        r = self.say("why 99")
        self.assertEqual((r["commands"], r["applied"], r["reply"]),
                         (["why 99"], [], "ack"))
        self.assertIn("no paper 99", lab.body(self.answers()[-1], "plain"))
        r = self.say("why 2")
        self.assertEqual(r["applied"], ["why 2"])
        title = self.answers()[-1]
        self.assertIn("relevance", lab.body(title, "plain"))

    def test_papers_by_their_id(self):
        paper = lab.ids(lab.body(self.digest, "plain"))[0]
        self.assertEqual(self.say(f"less {paper}")["applied"], [f"less {paper}"])
        self.assertEqual(self.say(f"why {paper}v1")["applied"], [f"why {paper}"])
        self.assertIn(paper, lab.body(self.answers()[-1], "plain"))
        self.assertEqual(self.say("less 1501.00001")["applied"], [])

    def test_the_token_from_references(self):
        r = self.say("threshold 8", to="papers@sender.test",
                     In_Reply_To=self.digest["Message-ID"])
        self.assertEqual(r["applied"], ["threshold 8"])

    def test_upper_case_token(self):
        r = self.say("threshold 8", to=self.address.replace(
            self.token, self.token.upper()))
        self.assertEqual(r["applied"], ["threshold 8"])


class Tomorrow(InboxCase):
    """The next edition is another one."""

    OTHERS = "".join(lab.item(f"2601.98{i:03}", f"Plain matters, part {i}",
                              f"We say some plain things of kind {i}.")
                     for i in range(30))
    ODD = lab.item("2601.98100", "Suspension bridges over the Tagus river",
                   "We compute how suspension bridges sway.")

    def tomorrow(self, *items):
        path = self.lab.file("tomorrow.xml", lab.day_of(
            lab.SAMPLE, "Tue, 06 Jan 2026 00:00:00 -0500", keep=0,
            add=self.OTHERS + "".join(items)))
        self.lab.configure(sources=Lab.rss(path))
        self.lab.run()
        found = [lab.parse(raw) for _, raw in self.lab.mails()
                 if b"Tue 6 Jan 2026" in raw[:3000]]
        return lab.body(found[-1], "plain") if found else ""

    def test_nothing_said_nothing_odd_comes(self):
        self.assertNotIn("2601.98100", self.tomorrow(self.ODD))

    def test_a_phrase_of_ones_own(self):
        r = self.say("more suspension bridges")
        self.assertEqual(r["applied"], ["more suspension bridges"])
        text = self.tomorrow(self.ODD)
        self.assertIn("2601.98100", text)
        self.assertIn("suspension bridges", text)

    def test_a_phrase_for_a_reader_with_a_list(self):
        self.say("only science, more suspension bridges")
        self.assertIn("2601.98100", self.tomorrow(self.ODD))

    def test_less_of_a_phrase(self):
        self.say("more suspension bridges")
        self.say("less suspension bridges")
        self.assertNotIn("2601.98100", self.tomorrow(self.ODD))

    def test_judged_papers_go_into_the_next_edition(self):
        self.assertEqual(self.say("more 1, less 2")["applied"],
                         ["more 1", "less 2"])
        self.tomorrow(self.ODD)
        self.assertEqual(len(self.lab.json("status")["editions"]), 2)


class Trust(InboxCase):
    def test_a_forwarded_digest(self):
        r = self.say("threshold 9", sender="mallory@example.net")
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
        self.assertEqual(self.shown()["threshold"], 6)
        answer, = self.answers()  # to the registered address
        confirm = answer["Reply-To"].addresses[0].addr_spec
        r = self.say("confirm", to=confirm)
        self.assertEqual(r["applied"], ["threshold 9"])
        self.assertEqual(self.shown()["threshold"], 9)
        self.assertEqual(self.say("yes, confirm", to=confirm)["applied"], [])

    def test_a_forwarded_digest_may_unsubscribe(self):
        r = self.say("unsubscribe", sender="mallory@example.net")
        self.assertEqual(r["applied"], ["unsubscribe"])
        self.assertEqual(len(self.answers()), 1)

    def test_an_unsubscribe_token_does_only_that(self):
        to = self.digest["List-Unsubscribe"].split("mailto:")[-1].split("?")[0]
        r = self.say("threshold 9", to=to)
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
        self.assertEqual(self.shown()["threshold"], 6)
        self.assertEqual(self.say("unsubscribe", to=to)["applied"],
                         ["unsubscribe"])

    def test_forged_tokens(self):
        flipped = self.token[:20] + ("a" if self.token[20] != "a" else "b") + \
            self.token[21:]
        r = self.say("threshold 9", to=self.address.replace(self.token, flipped))
        self.assertEqual(r["applied"], [])
        self.assertEqual(r["reply"], "confirm")

    def test_strangers_get_silence(self):
        r = self.say("subscribe", to="papers@sender.test",
                     sender="stranger@example.net")
        self.assertEqual((r["reply"], r["applied"]), ("none", []))
        self.lab.ctl("subscriber", "show", "stranger@example.net", status=1)

    def test_open_subscription_is_confirmed(self):
        self.lab.configure(subscribers="open = true;")
        r = self.say("subscribe", to="papers@sender.test", sender="new@example.net")
        self.assertEqual(r["reply"], "confirm")
        self.assertEqual(self.shown("new@example.net")["state"], "pending")
        self.lab.ctl("run")
        letter = lab.parse(self.lab.mail_to("new@example.net"))
        # Whoever asked may be somebody else: their words are not passed on.
        self.assertEqual(letter["To"].addresses[0].display_name, "")
        to = letter["Reply-To"].addresses[0].addr_spec
        r = self.say("confirm", to=to, sender="new@example.net")
        self.assertEqual((r["applied"], r["reply"]), (["subscribe"], "ack"))
        self.assertEqual(self.shown("new@example.net")["state"], "active")
        self.say("subscribe", to="papers@sender.test", sender="new2@example.net")
        self.lab.database("DELETE FROM answer")
        self.say("please subscribe me", to="papers@sender.test",
                 sender="new2@example.net")
        self.lab.ctl("run")
        self.assertEqual([lab.parse(raw)["To"].addresses[0].display_name
                          for address, raw in self.lab.mails()
                          if address == "new2@example.net"], ["", ""])

    def test_dmarc(self):
        self.lab.configure(mail='authserv_id = "mx.sender.test";')
        good = "mx.sender.test; dmarc=pass header.from=example.org"
        r = self.say("threshold 8", to="papers@sender.test",
                     Authentication_Results=good)
        self.assertEqual(r["applied"], ["threshold 8"])
        other = "mx.elsewhere.test; dmarc=pass header.from=example.org"
        r = self.say("threshold 9", to="papers@sender.test",
                     Authentication_Results=other)
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))

    def forget(self):
        r = self.say("forget me")
        self.assertEqual(r["reply"], "confirm")
        return self.answers()[-1]["Reply-To"].addresses[0].addr_spec

    def traces(self, address=READER):
        return [f.name for f in (self.lab.dir / "state").iterdir()
                if f.is_file() and address.encode() in f.read_bytes()]

    def test_forget_me_is_confirmed_then_done(self):
        self.say("more suspension bridges, more 1")
        to = self.forget()
        r = self.say("confirm", to=to)
        self.assertEqual((r["applied"], r["reply"]), (["forget me"], "ack"))
        self.lab.ctl("subscriber", "show", READER, status=1)
        self.assertEqual(self.traces(), [])
        # A list that somebody still has does not bring them back.
        self.assertEqual(self.lab.database(
            "SELECT count(*) FROM forgotten"), [(1,)])
        goodbye, = self.answers()  # the mails before went with the reader
        self.assertIn("is erased", lab.body(goodbye, "plain"))
        # Whatever comes now comes from a stranger.
        for raw in (reply(to, "confirm"), reply(self.address, "undo"),
                    reply(self.address, "threshold 9")):
            self.assertEqual(self.receive(raw)["reply"], "none")
        self.assertEqual(self.traces(), [])

    def test_a_goodbye_that_cannot_go_is_kept_for_a_day(self):
        to = self.forget()
        self.lab.configure(smtp='url = "smtp://127.0.0.1:1"; tls = "none";')
        self.assertEqual(self.say("confirm", to=to)["applied"], ["forget me"])
        self.assertNotEqual(self.traces(), [])
        self.lab.ctl("subscriber", "show", READER, status=1)
        self.lab.database("UPDATE delivery SET erase_at = erase_at - 86400")
        self.lab.ctl("run", status=None)
        self.assertEqual(self.traces(), [])


class Loops(InboxCase):
    def test_never_answered_never_executed(self):
        for name, value in (("Auto-Submitted", "auto-replied"),
                            ("Precedence", "bulk"), ("List-Id", "<x.y>"),
                            ("X-Loop", "papers@sender.test"),
                            ("Return-Path", "<>")):
            with self.subTest(name):
                r = self.say("threshold 9", **{name.replace("-", "_"): value})
                self.assertNotEqual(r["kind"], "command")
                self.assertEqual((r["applied"], r["reply"]), ([], "none"))
        r = self.say("threshold 9", sender="papers@sender.test")
        self.assertEqual((r["applied"], r["reply"]), ([], "none"))
        self.assertEqual(self.answers(), [])

    def test_ten_answers_a_day(self):
        got = [self.say(f"threshold {5 + i % 5}")["reply"] for i in range(12)]
        self.assertEqual(got, ["ack"] * 10 + ["none"] * 2)

    def test_garbage(self):
        for raw in (b"", b"\0\xff" * 1000, b"From: \n\n", b"x" * 300000):
            r = self.receive(raw)
            self.assertEqual(r["reply"], "none")

    def test_bounces_by_token_only(self):
        sender = self.lab.json("outbox")[0]  # one digest went out
        self.assertEqual(sender["state"], "sent")
        report = (
            "From: MAILER-DAEMON@mx.test\r\nTo: {to}\r\nSubject: Undelivered\r\n"
            "Message-ID: <{n}@mx.test>\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; "
            'boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
            "no such user\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; "
            f"{READER}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n")
        r = self.receive(report.format(to="papers@sender.test", n=1).encode())
        self.assertEqual(r["kind"], "bounce")
        self.assertIn("without a token", r["reason"])
        # A reply token is no bounce token.
        r = self.receive(report.format(to=self.address, n=2).encode())
        self.assertEqual(self.shown()["state"], "active")


if __name__ == "__main__":
    unittest.main(verbosity=1)

"""Who is paused, gone, bounced out, pending; and odd ways of writing."""

import email.message
import email.utils
import os
import subprocess
import unittest

import lab
import tokens
from lab import Lab
from test_inbox import READER, InboxCase, reply


class States(InboxCase):
    def says(self, text, **more):
        """The last answer to a mail with this text, on one line."""
        r = self.say(text, **more)
        return r, " ".join(lab.body(self.answers()[-1], "plain").split())

    def test_unsubscribed(self):
        self.say("more science")
        self.say("unsubscribe")
        r, text = self.says("resume")
        self.assertEqual(r["applied"], [])
        self.assertIn("write \"subscribe\"", text)
        r, text = self.says("status")
        self.assertIn("You are unsubscribed", text)
        self.assertEqual(self.say("lorem ipsum dolor")["reply"], "none")
        r, text = self.says("subscribe")
        self.assertEqual(r["applied"], ["subscribe"])
        self.assertEqual(self.shown()["state"], "active")
        self.assertEqual(self.shown()["steps"], {"science": 1})

    def test_unsubscribed_twice(self):
        self.say("threshold 9")
        self.say("unsubscribe")
        r, text = self.says("unsubscribe")
        self.assertEqual(r["applied"], ["unsubscribe"])
        self.assertNotIn("undo", text)

    def test_undo_brings_back(self):
        self.say("threshold 9")
        r, text = self.says("unsubscribe")
        self.assertIn("undo", text)
        self.assertEqual(self.say("undo")["applied"], ["undo"])
        self.assertEqual(self.shown()["state"], "active")
        self.assertEqual(self.shown()["threshold"], 9)

    def test_undo_of_phrases_and_papers(self):
        self.say("threshold 9")
        self.say("more suspension bridges")
        # More and less of one thing in one mail is asked back, so: one of each.
        self.say("less suspension bridges, less 1, more 2, more tunnels")
        self.assertEqual(self.say("undo")["applied"], ["undo"])
        self.assertEqual(self.lab.database("SELECT phrase, step FROM phrase"),
                         [("suspension bridges", 1)])
        self.assertEqual(self.lab.database("SELECT * FROM judgement"), [])
        self.assertEqual(self.shown()["threshold"], 9)

    def test_bounced_out(self):
        self.lab.database("UPDATE subscriber SET state = 3, bounces = 3.5,"
                          " bounced = unixepoch()")
        r, text = self.says("threshold 9")
        self.assertEqual(r["applied"], ["threshold 9"])
        self.assertIn("mails to you came back", text)
        self.assertIn("threshold 9;", text)
        self.assertEqual(self.shown()["state"], "bounced")
        self.say("resume")
        self.assertEqual(self.shown()["state"], "active")
        self.assertEqual(self.lab.database(
            "SELECT bounces, bounced FROM subscriber"), [(0, 0)])

    def test_paused(self):
        self.say("pause 2 weeks")
        r, text = self.says("status")
        self.assertIn("You are paused; digests come again from", text)
        self.assertIn("at most 30 papers", text)

    def test_more_than_yes(self):
        """The answer to a question of ours."""
        def question():
            self.say("threshold 9", sender="bob@example.net")
            return self.answers()[-1]["Reply-To"].addresses[0].addr_spec
        r = self.say("threshold 7", to=question())
        self.assertEqual(r["applied"], ["threshold 7"])
        r = self.say("confirm\nmore science", to=question())
        self.assertEqual(r["applied"], ["threshold 9", "more science"])
        r = self.say("unsubscribe", to=question(), sender="bob@example.net")
        self.assertEqual(r["applied"], ["unsubscribe"])

    def test_yes_twice(self):
        self.say("threshold 9", sender="bob@example.net")
        to = self.answers()[-1]["Reply-To"].addresses[0].addr_spec
        self.say("confirm", to=to)
        r, text = self.says("confirm", to=to)
        self.assertEqual((r["applied"], r["reply"]), ([], "ack"))
        self.assertIn("Nothing waits for a yes", text)
        r = self.say("confirm", to=to, sender="bob@example.net")
        self.assertEqual(r["reply"], "none")

    def test_answers_that_were_asked_back(self):
        def confirmed(text, **more):
            r = self.say(text, **more)
            self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
            to = self.answers()[-1]["Reply-To"].addresses[0].addr_spec
            return self.says("confirm", to=to)

        self.say("more science, follow Ada Example, more suspension bridges, "
                 "more 1")
        r, text = confirmed("my data")
        self.assertEqual(r["applied"], ["my data"])
        for kept in (f"Address: {READER}", "+1", "You follow Ada Example",
                     'Phrase "suspension bridges": +1', "More like 2601.",
                     "Digest of 2026-01-05"):
            self.assertIn(kept, text)
        r, text = confirmed("why 1", sender="bob@example.net")
        self.assertEqual(r["applied"], ["why 1"])
        self.assertIn("relevance", text)

    def test_pending(self):
        self.lab.configure(subscribers="open = true;")
        new = "new@example.net"
        say = lambda text: self.say(text, to="papers@sender.test", sender=new)
        self.assertEqual(say("subscribe")["reply"], "confirm")
        # One question a day, whoever it is that asks for them.
        self.assertEqual(say("please subscribe me")["reply"], "none")
        self.assertEqual(say("threshold 9")["reply"], "none")
        self.assertEqual(self.shown(new)["state"], "pending")

    def test_help_is_help(self):
        self.assertEqual(self.say("help")["reply"], "help")
        self.assertEqual(self.say("topics, status")["reply"], "ack")


class Odd(InboxCase):
    def test_subject_alone(self):
        for text in ("", "\n\n \n"):
            for subject, applied in (("threshold 9", "threshold 9"),
                                     ("Re: threshold 8", "threshold 8"),
                                     ("UNSUBSCRIBE!", "unsubscribe")):
                r = self.say(text, subject=subject)
                self.assertEqual(r["applied"], [applied])
                self.lab.ctl("subscriber", "resume", READER)

    def test_ten_megabytes(self):
        photo = email.message.EmailMessage()
        for name, value in lab.parse(
                reply(self.address, "threshold 9")).items():
            if not name.lower().startswith(("content", "mime")):
                photo[name] = value
        photo.set_content("threshold 9\n")
        photo.add_attachment(os.urandom(7 << 20), maintype="image",
                             subtype="jpeg", filename="photo.jpg")
        r = self.receive(photo.as_bytes())
        self.assertEqual(r["applied"], ["threshold 9"])
        r = self.say("threshold 8\n\n" + "> what was said before\n" * 450000)
        self.assertEqual(r["applied"], ["threshold 8"])

    def test_a_reason_is_text(self):
        raw = reply(self.address, "threshold 9", Auto_Submitted="yes")
        r = self.receive(raw.replace(b"Auto-Submitted: yes",
                                     b"Auto-Submitted: \xc9\x1b[2J"))
        self.assertEqual(r["reason"], "Auto-Submitted: \ufffd [2J")

    def from_line(self, line):
        return self.receive(reply(self.address, "threshold 9").replace(
            f"From: Ada <{READER}>".encode(), line.encode()))

    def test_who_wrote_it(self):
        for line in (f"From: Ada <{READER}>, Bob <bob@example.net>",
                     f"From: bob@example.net, {READER}",
                     f"From: Bob <bob@example.net>\nSender: {READER}\n"
                     f"Reply-To: {READER}",
                     f"From: Ada <{READER}>\nFrom: Bob <bob@example.net>",
                     f'From: "{READER}" <bob@example.net>'):
            with self.subTest(line):
                r = self.from_line(line)
                self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
                self.assertEqual(r["subscriber"], READER)
        r = self.from_line("From: ADA@Example.ORG\nSender: bob@example.net\n"
                           "Reply-To: bob@example.net")
        self.assertEqual(r["applied"], ["threshold 9"])
        self.assertTrue(all(to == READER for to, _ in self.lab.mails()))

    def test_an_address_with_a_tag_and_capitals(self):
        grace = "Grace.Hopper+Papers@Example.NET"
        self.lab.subscribe(grace)
        like = lab.parse(self.lab.ctl(
            "preview", grace, "--format", "eml").stdout.encode())
        to = like["Reply-To"].addresses[0].addr_spec
        for sender in (grace, grace.lower(), grace.upper()):
            r = self.say("status", to=to, sender=sender)
            self.assertEqual(r["applied"], ["status"])
        r = self.say("status", to=to, sender="grace.hopper@example.net")
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))

    def test_our_own_mails_coming_back(self):
        self.say("threshold 9")
        letter = self.answers()[-1].as_bytes()
        for raw in (letter, b"Return-Path: <>\n" + letter,
                    lab.parse(self.lab.mails()[0][1]).as_bytes()):
            r = self.receive(raw)
            self.assertEqual((r["kind"], r["reply"]), ("autoreply", "none"))

    def test_the_same_mail_by_another_road(self):
        raw = reply(self.address, "more science")
        bounce = raw.replace(b"From: Ada <ada@example.org>",
                             b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.test")
        for mail in (raw, bounce):
            self.assertNotEqual(self.receive(mail)["reason"], "handled before")
            for again in (mail.replace(b"\n", b"\r\n"),
                          b"From ada@example.org Mon Jan  5 09:00:00 2026\n"
                          b"Delivered-To: papers@sender.test\n" + mail + b"\n"):
                self.assertEqual(self.receive(again)["reason"],
                                 "handled before")
        self.assertEqual(self.shown()["steps"], {"science": 1})

    def test_one_id_two_mails(self):
        """Some programs send every mail with the same Message-ID."""
        for text in ("more science", "threshold 9"):
            raw = lab.parse(reply(self.address, text))
            raw.replace_header("Message-ID", "<always@the.same>")
            self.assertEqual(self.receive(raw.as_bytes())["applied"], [text])

    def test_the_ledger_remembers_nobody(self):
        self.say("threshold 9")
        name, = self.lab.database("SELECT name FROM ledger")[0]
        self.assertRegex(name, "^[0-9a-f]{32}$")

    def test_two_answers_of_one_second_are_two(self):
        for n in range(1, 6):
            self.say(f"threshold {n}")
        answers = self.answers()
        self.assertEqual(len({m["Message-ID"] for m in answers}), 5)


class Bounces(InboxCase):
    def bounce(self, status, subscriber=None):
        like = tokens.read(self.token)["subscriber"]
        token = tokens.write(self.lab, self.token, scope=tokens.BOUNCE,
                             subscriber=subscriber or like)
        return self.receive(
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\n"
            f"To: papers+{token}@sender.test\nSubject: Undelivered\n"
            f"Message-ID: {email.utils.make_msgid()}\nMIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status; "
            'boundary="b"\n\n--b\nContent-Type: text/plain\n\nno\n--b\n'
            "Content-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; "
            f"somebody@else.test\nAction: failed\nStatus: {status}\n\n"
            "--b--\n".encode())

    def test_three_days_of_hard_bounces(self):
        for day in range(4):
            self.lab.database("UPDATE subscriber SET bounced = bounced - 90000")
            for _ in range(3):  # one a day counts
                self.bounce("5.1.1")
            state = self.shown()["state"]
        self.assertEqual(state, "bounced")

    def test_somebody_who_left_stays_gone(self):
        self.say("unsubscribe")
        self.lab.database("UPDATE subscriber SET bounces = 9,"
                          " bounced = unixepoch() - 90000")
        self.bounce("5.1.1")
        self.assertEqual(self.shown()["state"], "unsubscribed")

    def told(self):
        """What the admin was told, by its subject."""
        self.lab.ctl("run")
        return [lab.parse(raw)["Subject"] for to, raw in self.lab.mails()
                if to == "admin@sender.test"]

    def test_our_own_fault(self):
        for _ in range(3):
            self.bounce("5.7.1")
        self.assertEqual(self.lab.database(
            "SELECT bounces FROM subscriber"), [(0,)])
        subject, = self.told()
        self.assertIn("refuses our mail", subject)

    def test_many(self):
        for i in range(2, 5):
            self.lab.subscribe(f"reader{i}@example.org")
        for i in range(2, 4):
            self.bounce("5.1.1", subscriber=i)
        self.assertEqual(self.told(), [])
        for _ in range(2):
            self.bounce("5.1.1", subscriber=4)
        subject, = self.told()
        self.assertIn("bounced", subject)


class Pipe(InboxCase):
    """What an MTA gets to know: done, or keep it and try again."""

    def pipe(self, raw, conf=None, **options):
        return subprocess.run(
            [lab.BIN / "digestctl", "-c", conf or self.lab.conf, "receive"],
            input=raw, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            **options).returncode

    def test_done_whatever_it_was(self):
        for raw in (reply(self.address, "threshold 9"), b"", b"\0" * 5000,
                    reply("nobody@sender.test", "hello", sender="x@y.test")):
            self.assertEqual(self.pipe(raw), 0)

    def test_a_config_in_the_middle_of_an_edit(self):
        broken = self.lab.file("broken.conf", "mail: {")
        self.assertEqual(self.pipe(b"", conf=broken), 75)
        self.assertEqual(self.pipe(b"", conf="/nonexistent"), 75)

    def test_no_state(self):
        state = self.lab.dir / "state"
        state.rename(self.lab.dir / "elsewhere")
        state.write_text("no directory")
        self.assertEqual(self.pipe(reply(self.address, "threshold 9")), 75)

    def test_no_templates(self):
        self.lab.configure(templates=f"{self.lab.dir}/nothing")
        self.assertEqual(self.pipe(reply(self.address, "threshold 9")), 75)

    def test_a_reader_of_ours_that_left(self):
        """What it prints goes nowhere: done, and nothing to send back."""
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(
                [lab.BIN / "digestctl", "-c", self.lab.conf, "receive"],
                input=reply(self.address, "threshold 9"), stdout=full,
                stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 75)
        self.assertEqual(self.shown()["threshold"], 9)

    def test_the_admins_own_slips(self):
        self.lab.ctl("receive", "/nonexistent", status=1)
        self.lab.ctl("receive", "--wrong", status=2)


if __name__ == "__main__":
    unittest.main(verbosity=1)

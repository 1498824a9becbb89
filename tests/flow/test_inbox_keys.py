"""Tokens that are old, and the keys that sign them."""

import shutil
import unittest

import lab
import tokens
from test_inbox import READER, InboxCase

DAY = 86400


class Old(InboxCase):
    def expired(self):
        issued = tokens.read(self.token)["expires"] - 60
        return self.address.replace(self.token, tokens.write(
            self.lab, self.token, expires=issued - 1))

    def test_it_asks(self):
        r = self.say("threshold 9", to=self.expired())
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
        r = self.say("threshold 9", to=self.expired(), sender="bob@example.net")
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
        self.assertEqual(self.shown()["threshold"], 6)

    def test_the_mail_servers_word_is_enough(self):
        self.lab.configure(mail='authserv_id = "mx.sender.test";')
        good = "mx.sender.test; dmarc=pass header.from=example.org"
        r = self.say("threshold 9", to=self.expired(),
                     Authentication_Results=good)
        self.assertEqual(r["applied"], ["threshold 9"])
        r = self.say("threshold 8", to=self.expired(), sender="bob@example.org",
                     Authentication_Results=good)
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))

    def test_it_unsubscribes(self):
        for sender in (READER, "bob@example.net"):
            with self.subTest(sender=sender):
                self.lab.ctl("subscriber", "resume", READER)
                r = self.say("unsubscribe", to=self.expired(), sender=sender)
                self.assertEqual((r["applied"], r["reply"]),
                                 (["unsubscribe"], "ack"))
                self.assertEqual(self.shown()["state"], "unsubscribed")

    def test_a_younger_one_in_the_thread_counts(self):
        r = self.say("threshold 9", to=self.expired(),
                     In_Reply_To=self.digest["Message-ID"])
        self.assertEqual(r["applied"], ["threshold 9"])

    def test_bounces_of_old_mails_are_passed_over(self):
        old = tokens.write(self.lab, self.token, scope=tokens.BOUNCE,
                           expires=10000)
        r = self.say("no such user", to=f"papers+{old}@sender.test",
                     sender="MAILER-DAEMON@mx.test", Return_Path="<>",
                     subject="Undelivered Mail Returned to Sender")
        self.assertEqual(r["kind"], "bounce")
        self.assertIn("without a token", r["reason"])


class Keys(InboxCase):
    def keys(self):
        return [(k["id"], k["use"]) for k in self.lab.json("keys")]

    def leave_token(self):
        return self.digest["List-Unsubscribe"].split("+")[1].split("@")[0]

    def test_new_mails_have_the_new_key_old_ones_are_answered(self):
        self.assertEqual(self.keys(), [(1, "signs")])
        self.lab.ctl("keys", "rotate")
        self.assertEqual(self.keys(), [(1, "verifies"), (2, "signs")])
        r = self.say("threshold 9")
        self.assertEqual(r["applied"], ["threshold 9"])
        answer, = self.answers()
        to = answer["Reply-To"].addresses[0].addr_spec
        self.assertEqual(tokens.read(to.split("+")[1].split("@")[0])["key"], 2)
        self.assertEqual(self.say("undo", to=to)["applied"], ["undo"])

    def test_a_former_key_retires_by_itself(self):
        self.lab.ctl("keys", "rotate")
        for days, use in ((66, "verifies"), (68, "retired")):
            self.lab.database("UPDATE key SET created = unixepoch() - ?"
                              " WHERE id = 2", days * DAY)
            self.assertEqual(self.keys(), [(1, use), (2, "signs")])
        self.is_retired()

    def test_a_stolen_key_retires_at_once(self):
        self.lab.ctl("keys", "rotate", "--revoke")
        self.assertEqual(self.keys(), [(1, "retired"), (2, "signs")])
        self.is_retired()

    def is_retired(self):
        r = self.say("threshold 9")
        self.assertEqual((r["applied"], r["reply"]), ([], "confirm"))
        r = self.say("unsubscribe")
        self.assertEqual(r["applied"], ["unsubscribe"])
        self.lab.ctl("subscriber", "resume", READER)
        r = self.say("unsubscribe", sender="bob@example.net",
                     to=f"papers+{self.leave_token()}@sender.test")
        self.assertEqual(r["applied"], ["unsubscribe"])
        self.lab.ctl("subscriber", "resume", READER)
        self.lab.ctl("unsubscribe", self.leave_token())
        self.assertEqual(self.shown()["state"], "unsubscribed")

    def test_a_stolen_key_confirms_nothing(self):
        self.say("threshold 9", sender="bob@example.net")
        question, = self.answers()
        to = question["Reply-To"].addresses[0].addr_spec
        self.lab.ctl("keys", "rotate", "--revoke")
        self.assertEqual(self.say("confirm", to=to)["applied"], [])
        self.assertEqual(self.shown()["threshold"], 6)

    def test_a_queued_mail_keeps_its_bytes(self):
        with lab.Lab() as other:
            other.subscribe(READER, threshold=6)
            other.run("--until", "queue")
            state, before = other.dir / "state", other.dir / "before"
            shutil.copytree(state, before)
            other.run()
            sent = other.mails()
            shutil.rmtree(state)
            shutil.rmtree(other.dir / "maildir")
            shutil.copytree(before, state)
            other.ctl("keys", "rotate")
            other.run()
            self.assertEqual(len(sent), 1)
            self.assertEqual(other.mails(), sent)

    def test_usage(self):
        for wrong in (("keys", "shred"), ("keys", "list", "--revoke"),
                      ("keys", "rotate", "now"), ("keys", "--force")):
            self.lab.ctl(*wrong, status=2)
        self.assertEqual(self.keys(), [(1, "signs")])
        self.assertIn("new mails", self.lab.ctl("keys").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=1)

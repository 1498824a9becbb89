#!/usr/bin/env python3
"""soak.py [--days N] [--seed N] [--calm N]: so many simulated days of the real
daemon in minutes: its clock is set (machine.py), everything around it is ours
(world.py) and has bad hours, drawn from the seed that is printed first. What
must hold, whatever happens:

- every edition's sum adds up, and counts what the feeds served;
- each reader has each paper that was due to them (readers.py) exactly once, in
  one digest an edition; second copies only of what was in doubt, and with the
  Message-ID of the first;
- each command has its effect and one answer;
- the admin hears of stale feeds and lost days when there were some, no more;
- memory and descriptors stay flat over the last days (--calm), which see no
  kill.

Standard library only. Exits with 77 where libfaketime is not installed."""

import argparse
import collections
import datetime
import email.message
import email.utils
import pathlib
import random
import re
import signal
import sys
import time
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import lab
import machine
import tokens
from machine import TRIED, wait_until
from readers import Reader
from world import FEED_FAULTS, LLM_FAULTS, Mails, World

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
FIRST = datetime.date(2027, 3, 15)  # summer time begins on the 28th
MINUTE = datetime.timedelta(minutes=1)
TRIES = 6  # 21 minutes apart, within catch_up

READERS = (
    Reader("all@a.test"), Reader("low@a.test", threshold=5),
    Reader("few@b.test", threshold=4, max_papers=3),
    Reader("arch@b.test", threshold=6, topics=("architecture",)),
    Reader("two@c.test", threshold=6, topics=("llm", "compression"),
           format="text"),
    Reader("new@c.test", threshold=5, novelty=7),
    Reader("never@c.test", threshold=10, novelty=10),
    Reader("monday@d.test", threshold=6, weekly="mon"),
    Reader("sunday@d.test", threshold=6, weekly="sun", max_papers=12),
    Reader("leaves@a.test", threshold=4),
    Reader(f"nobody@{Mails.GONE}", threshold=4),
)
GARBAGE = ("lorem ipsum dolor sit amet", "\0\1\2 <b>", "=?utf-8?q?", "9" * 3000,
           "Thanks, see you on Thursday!", "> threshold 9\n> unsubscribe")

SCORING = """scorer = "llm"; llm: {{ url = "{url}"; model = "soak";
    batch_size = 8; concurrency = 2; retries = 1; timeout = "2s";
    budget_per_day = 100.0; prefilter = "none"; }};"""
MAIL = """imap: {{ url = "imap://127.0.0.1:{port}"; tls = "none";
    user = "papers"; password_file = "{secret}"; }};"""
SMTP = """url = "smtp://127.0.0.1:{port}"; tls = "none"; connections = 2;"""


class Soak:
    def __init__(self, days, calm, seed):
        self.random = random.Random(seed)
        self.days, self.calm = days, calm
        self.readers = [r.snapshot() for r in READERS]
        self.editions = []  # (date, the readers as they were, when)
        self.stale = self.missed = 0  # days that the admin must hear of
        self.kills = self.replies = self.tries = 0
        self.taken = []  # (lives, kB, descriptors), each evening

    def chance(self, p):
        return self.random.random() < p

    # -- the beginning

    def begin(self):
        self.machine.set_clock(datetime.datetime.combine(
            FIRST, datetime.time(3), PARIS))
        secret = self.machine.file("secret", "secret\n")
        secret.chmod(0o600)
        self.machine.configure(
            sources=", ".join(lab.Lab.rss(f.url) for f in self.world.feeds),
            scoring=SCORING.format(url=self.world.llm.url),
            mail=MAIL.format(port=self.world.imap.port, secret=secret),
            smtp=SMTP.format(port=self.world.smtp.port))
        for reader in self.readers:
            self.machine.subscribe(reader.address, **reader.options())
        self.machine.start()

    # -- a day

    def at(self, day, clock="00:00"):
        return datetime.datetime.combine(
            day, datetime.time.fromisoformat(clock), PARIS)

    def go(self, instant):
        self.machine.set_clock(instant)
        self.machine.settle()

    def live(self, day, calm):
        self.calm_now = calm
        self.kind, begin = "", time.monotonic()
        self.go(self.at(day, "01:00"))
        self.bad_hours()
        if self.chance(.3):
            self.reload()
        if day.weekday() < 5:
            self.working_day(day)
        elif self.editions and self.editions[-1][0] == self.world.day:
            self.ask()
        for clock in ("10:00", "10:06", "10:30", "11:30", "14:00", "20:00"):
            if self.chance(.3):
                self.world.is_well(feeds=False)
            self.go(self.at(day, clock))
            if self.chance(.4):
                self.somebody_writes()
        self.taken.append((self.kills, self.machine.memory(),
                           self.machine.descriptors()))
        print(day, self.kind, f"{time.monotonic() - begin:.1f} s", flush=True)

    def ask(self):
        """The admin asks for an edition on a weekend: there is no other."""
        start = self.machine.log_size()
        self.machine.daemon.send_signal(signal.SIGUSR1)
        wait_until(lambda: " stale " in self.machine.said(start),
                   lambda: self.machine.said(start))

    def bad_hours(self):
        self.world.is_well()
        if self.chance(.5):
            self.world.smtp.behave(self.random.choice(Mails.FAULTS))
        if self.chance(.4):
            self.world.llm.script = self.random.choices(
                LLM_FAULTS, k=self.random.randint(1, 8))

    def reload(self):
        """Another hour, or a config that is refused as a whole."""
        m = self.machine
        if self.chance(.5):
            m.configure(schedule=self.random.choice(("06:30", "07:10", "02:30")))
            assert "refused" not in m.hang_up()
            return
        good = m.conf.read_text()
        m.conf.write_text(good.replace("state_dir", "state_dirt"))
        assert "refused" in m.hang_up()
        m.conf.write_text(good)

    # -- the day's edition

    def working_day(self, day):
        wake = self.at(day, self.machine.schedule)
        kind = self.random.choices(
            ("well", "late", "half", "stale", "holiday", "asleep", "down"),
            (10, 4, 2, 1, 1, 1, 2))[0]
        if kind == "down" and self.calm_now:
            kind = "well"
        self.kind, new = kind, self.at(day)
        if kind == "asleep":
            self.missed += 1
            self.go(wake + 180 * MINUTE)
            self.machine.wait_for("left out")
            return
        if kind == "down":
            self.machine.kill() if self.may_kill() else self.machine.stop()
            wake += self.random.randint(1, 70) * MINUTE
            self.machine.set_clock(wake)
            self.world.announce(new)
            self.machine.start()
        faulty = {"well": 0, "down": 0, "late": self.random.randint(1, 3),
                  "half": TRIES - 1}.get(kind, TRIES)
        for n in range(TRIES):
            if n == {"half": 0, "holiday": 0, "down": -1}.get(kind, faulty):
                self.world.announce(new)
            self.world.is_well(smtp=False, llm=False)
            if kind == "half":
                self.world.feeds[1].fault = "down"
            elif kind == "holiday":
                self.fail("empty")
            elif n < faulty and kind != "stale" and self.chance(.7):
                self.fail(self.random.choice(FEED_FAULTS[:-1]))
            if self.one_try(wake, wake + 21 * n * MINUTE, kind):
                self.made(day, new)
                assert n >= faulty, f"made of {kind}, {n}"
                break
            assert n < faulty, f"{kind}: no edition\n{self.machine.said()[-3000:]}"
        self.stale += kind == "stale"
        if self.chance(.1):  # the clock is set back, and right again
            now = self.machine.now
            self.go(wake - 90 * MINUTE)
            self.go(now)

    def fail(self, fault):
        for feed in self.world.feeds:
            feed.fault = fault

    def may_kill(self):
        """And if so, it is done."""
        if self.calm_now or not self.chance(.25):
            return False
        self.kills += 1
        return True

    def one_try(self, wake, now, kind):
        """True: the edition is made."""
        m = self.machine
        self.tries += 1
        before = [r.snapshot() for r in self.readers]
        waiting, = m.database("SELECT count(*) FROM announcement"
                              " WHERE edition IS NULL")[0]
        start = m.log_size() if kind != "down" else m.from_here
        m.set_clock(now)
        m.poke()
        if self.may_kill():
            time.sleep(self.random.random() * .4)
            m.kill()
            start = m.log_size()
            m.start()

        def made():
            newest, = m.database("SELECT max(finished) FROM edition")[0]
            return newest is not None and newest >= wake.timestamp()

        since = time.monotonic()

        def tried():
            """A job that had said its last word and not quite ended when the
            clock was set counts its twenty minutes from there."""
            nonlocal since
            if time.monotonic() > since + 3:
                since = time.monotonic()
                m.set_clock(m.now + MINUTE)
                m.poke()
            return made() or TRIED.search(m.said(start)) or m.died()

        wait_until(tried, lambda: f"no try of {wake}\n{m.said(start)}")
        m.settle()
        time.sleep(.05)
        if made():
            self.snapshot, self.waiting = before, waiting
        return made()

    def made(self, day, new):
        """The sum, and what it counts."""
        newest = self.machine.json("status")["editions"][0]
        assert newest["edition"] == str(day), newest
        assert newest["announced"] == newest["scanned"] + newest["skipped"]
        assert newest["scanned"] == (newest["relevant"] + newest["below"] +
                                     newest["unscored"]), newest
        # What a feed that was out of reach on its day had then came later.
        served = self.waiting + sum(f.count for f in self.world.feeds
                                    if f.fault is None)
        assert newest["announced"] == served, (newest, served)
        self.editions.append((day, self.snapshot, self.machine.now))

    # -- replies

    def somebody_writes(self):
        reader = self.random.choice(self.readers)
        to = self.world.smtp.reply_to(reader.address)
        if not to or reader.gone:
            return
        if reader.address.startswith("leaves") and self.chance(.3):
            self.say(reader, to, "unsubscribe")
        elif self.chance(.2):
            self.say(reader, to, None)
        else:
            self.say(reader, to, reader.may_say(self.random, sorted(
                self.world.papers.words)))

    def say(self, reader, to, command):
        self.replies += 1
        mail = email.message.EmailMessage()
        mail["From"], mail["To"] = reader.address, to
        mail["Subject"] = "Re: Daily Papers"
        mail["Date"] = email.utils.format_datetime(self.machine.now)
        mail["Message-ID"] = f"<{self.replies}@reader.test>"
        mail.set_content(command or self.random.choice(GARBAGE))
        raw = mail.as_bytes()
        if self.chance(.5):
            self.fetched(raw)
        else:
            self.machine.json("receive", self.machine.file("reply.eml", raw))
        reader.letters[mail["Message-ID"]] = bool(command)
        if command:
            reader.say(command)
        self.compare(reader, command)

    def fetched(self, raw):
        imap = self.world.imap
        if self.chance(.2) and imap.connections:
            imap.scripts = [{"greeting": [{"raw": b"", "then": "close"}, None],
                             "fetch": [{"cut": 40, "then": "close"}, None]}]
            try:
                imap.connections[-1][0].sock.shutdown(2)
            except OSError:
                pass
        imap.deliver(raw.replace(b"\n", b"\r\n"))
        # Days are seconds to the listener's pauses, which grow with each
        # failure of a minute: a reload begins them anew.
        end = time.monotonic() + 4
        while imap.mails and time.monotonic() < end:
            time.sleep(.01)
        if imap.mails:
            self.machine.hang_up()
        wait_until(lambda: not imap.mails or self.machine.died(),
                   lambda: f"not fetched\n{self.machine.said()[-3000:]}")

    def compare(self, reader, command):
        """The daemon's idea of a reader with theirs."""
        shown = self.machine.json("subscriber", "show", reader.address)
        mine = {"threshold": reader.threshold, "novelty": reader.novelty,
                "max_papers": reader.max_papers, "format": reader.format,
                "steps": reader.steps, "muted": sorted(reader.muted)}
        theirs = {key: shown[key] for key in mine}
        theirs["muted"] = sorted(theirs["muted"])
        assert mine == theirs, (reader.address, command, mine, theirs)
        if reader.paused is True and shown["paused_until"]:
            reader.paused = datetime.datetime.fromisoformat(
                shown["paused_until"].replace("Z", "+00:00"))
        if reader.gone:
            assert shown["state"] == "unsubscribed", shown
        elif reader.paused and (reader.paused is True or
                                reader.paused > self.machine.now):
            assert shown["state"] == "paused", shown

    # -- the end

    def drain(self):
        """Everything is well, until nothing waits."""
        self.world.is_well()
        for _ in range(6):
            self.go(self.machine.now + 60 * MINUTE)
            if not self.machine.database(
                    "SELECT 1 FROM delivery WHERE next_try IS NOT NULL"):
                return
        raise AssertionError(self.machine.ctl("outbox").stdout)

    def check(self):
        boxes, copies = self.world.smtp.arrived()
        assert copies <= 4 * self.kills + self.world.smtp.lost(), copies
        for reader in self.readers:
            if not reader.address.endswith(Mails.GONE):
                self.check_reader(reader, boxes[reader.address])
        self.check_admin(boxes["admin@sender.test"])
        self.check_memory()
        assert self.machine.database("PRAGMA integrity_check") == [("ok",)]
        assert self.machine.database("PRAGMA foreign_key_check") == []
        for word in ("AddressSanitizer", "runtime error", "stuck"):
            assert word not in self.machine.said(), self.machine.said()

    def due(self, address):
        """What the reader must have, from the scores of the archive."""
        papers, dates, due = {}, [], []
        for date, readers, when in self.editions:
            page = self.machine.dir / f"archive/{date}.json"
            papers[date] = lab.json.loads(page.read_text())["papers"]
            dates.append(date)
            reader, = [r for r in readers if r.address == address]
            if not reader.gets_mail(when):
                continue
            days = reader.week(dates) if reader.weekly else [date]
            due += reader.choose([p for d in days for p in papers[d]])
        return due

    def check_reader(self, reader, messages):
        got, editions, letters = [], [], collections.Counter()
        for message in messages:
            assert lab.defects(message) == []
            if message["Auto-Submitted"] == "auto-replied":
                letters[message["In-Reply-To"]] += 1
                continue
            token = re.search(r"\+([a-z2-7]{42})@", message["Reply-To"])[1]
            editions.append(tokens.read(token)["edition"])
            got += lab.ids(lab.body(message, "plain"))
        assert len(set(editions)) == len(editions), (reader, editions)
        due = self.due(reader.address)
        if reader.gone:  # what waited for them is not sent any more
            assert set(got) <= set(due)
            due = got
        assert sorted(got) == sorted(due), (
            reader.address, "not got", sorted(set(due) - set(got)), "not due",
            sorted(set(got) - set(due)), len(got), len(due))
        for reply, understood in reader.letters.items():
            assert letters[reply] == 1 or not understood and not letters[reply], (
                reader.address, reply, letters[reply])
        reader.got = len(got)

    def check_admin(self, messages):
        subjects = collections.Counter(m["Subject"] for m in messages)
        assert not any("add up" in s for s in subjects), subjects
        for words, most in (("no new announcements", self.stale),
                            ("was left out", self.missed)):
            n = sum(count for s, count in subjects.items() if words in s)
            assert n == most, (subjects, words, most)

    def check_memory(self):
        """Over the last life, after its first days, what is least: the heap
        has its steps, up after a large day and down again, and the listener's
        connection may be away. (What nobody points at any more,
        LeakSanitizer finds in the short form.)"""
        calm = [t[1:] for t in self.taken if t[0] == self.kills][2:]
        third = max(1, len(calm) // 3)
        before, after = calm[:third], calm[-third:]
        grown = min(after)[0] - min(before)[0]
        print(f"memory: {min(calm)[0]} to {max(calm)[0]} kB, grown by {grown} "
              f"kB in {len(calm)} days")
        assert grown < 10_000, calm
        if before[0][1] is not None:
            few, later = (min(n for _, n in part) for part in (before, after))
            print(f"descriptors: {few}, later {later}")
            assert later <= few + 1, calm

    # -- all of it

    def run(self):
        with machine.Machine() as self.machine, \
                World(self.machine.dir, self.random) as self.world:
            try:
                self.begin()
                for n in range(self.days):
                    self.live(FIRST + datetime.timedelta(n),
                              n >= self.days - self.calm)
                self.drain()
                self.machine.stop()
                self.check()
            except BaseException:
                print(self.machine.said()[-4000:], file=sys.stderr)
                raise
            finally:
                if self.machine.daemon.poll() is None:
                    self.machine.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=61)
    parser.add_argument("--calm", type=int, default=20)
    parser.add_argument("--seed", type=int,
                        default=random.SystemRandom().randrange(10 ** 6))
    args = parser.parse_args()
    if not machine.FAKETIME:
        print("libfaketime is not installed")
        sys.exit(lab.SKIPPED)
    print(f"soak: {args.days} days, seed {args.seed}", flush=True)
    soak = Soak(args.days, args.calm, args.seed)
    soak.run()
    print(f"{len(soak.editions)} editions in {soak.tries} tries, "
          f"{soak.kills} kills, {soak.replies} replies, "
          f"{sum(getattr(r, 'got', 0) for r in soak.readers)} papers to "
          f"{len(soak.readers)} readers")


if __name__ == "__main__":
    main()

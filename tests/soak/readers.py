"""The readers, as they understand their own settings: what each must get is
computed here, from the scores that the archive publishes, and not asked of the
daemon."""

import dataclasses
import datetime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STEP_MAX = 3


def tenths(number):
    return round(number * 10)


def clamp(number):
    return min(100, max(10, number))


@dataclasses.dataclass
class Reader:
    address: str
    threshold: float = 8
    novelty: float = 1
    max_papers: int = 30
    topics: tuple = ()
    weekly: str = ""  # the day; fixed for life, as weeks are counted by it
    format: str = "html"
    exact: bool = True  # False: wishes of theirs are beyond this arithmetic
    steps: dict = dataclasses.field(default_factory=dict)
    muted: set = dataclasses.field(default_factory=set)
    paused: object = None  # an instant, or True: until they say so
    gone: bool = False
    expected: list = dataclasses.field(default_factory=list)
    letters: dict = dataclasses.field(default_factory=dict)

    def options(self):
        """For `digestctl subscriber add`."""
        o = {"threshold": self.threshold, "novelty": self.novelty,
             "max_papers": self.max_papers, "format": self.format}
        if self.topics:
            o["topics"] = ",".join(self.topics)
        if self.weekly:
            o["frequency"] = f"weekly {self.weekly}"
        return o

    # -- what they say, and what it means to them

    def say(self, command):
        verb, _, what = command.partition(" ")
        if verb in ("more", "less"):
            step = self.steps.pop(what, 0) + (1 if verb == "more" else -1)
            if step:
                self.steps[what] = step
        elif verb == "threshold":
            self.threshold = int(what)
        elif verb == "novelty":
            self.novelty = int(what)
        elif verb == "max":
            self.max_papers = int(what)
        elif verb == "mute":
            self.muted.add(what)
        elif verb == "unmute":
            self.muted.discard(what)
        elif verb in ("text", "html"):
            self.format = verb
        elif verb == "pause":
            self.paused = True  # the instant is asked for
        elif verb == "resume":
            self.paused = None
        elif verb == "unsubscribe":
            self.gone = True

    def may_say(self, random, topics):
        """A command that changes something, and whose effect needs no
        footnote."""
        mine = [t for t in self.topics or topics if t not in self.muted]
        choices = [f"threshold {n}" for n in range(4, 10) if n != self.threshold]
        choices += [f"novelty {n}" for n in range(1, 8) if n != self.novelty]
        choices += [f"max {n}" for n in (1, 3, 10, 40) if n != self.max_papers]
        choices += ["text" if self.format == "html" else "html"] * 2
        for topic in mine:
            if self.steps.get(topic, 0) < STEP_MAX:
                choices += [f"more {topic}"] * 2
            if self.steps.get(topic, 0) > -STEP_MAX:
                choices += [f"less {topic}"] * 2
            if len(mine) > 1:
                choices.append(f"mute {topic}")
        choices += [f"unmute {topic}" for topic in sorted(self.muted)] * 4
        if self.paused:
            choices = ["resume"]
        elif random.random() < .2:
            choices = ["pause", "pause 3 days", "pause 1 week"]
        return random.choice(choices)

    # -- what is due to them

    def wants(self, paper):
        """Their relevance of it in tenths, or None."""
        grades = [
            clamp(tenths(grade) + 10 * self.steps.get(topic, 0))
            for topic, grade in paper["topics"].items()
            if topic not in self.muted and topic in (self.topics or (topic,))]
        if not (self.topics or self.steps or self.muted):
            grades.append(clamp(tenths(paper["relevance"])))
        best = max(grades, default=None)
        if best is None or best < tenths(self.threshold) or \
                clamp(tenths(paper["novelty"])) < tenths(self.novelty):
            return None
        return best

    def choose(self, papers):
        found = []
        for paper in papers:
            if paper["relevance"] is None:
                continue
            best = self.wants(paper)
            if best is not None:
                found.append((-best, -tenths(paper["novelty"]),
                              paper["arxiv_id"]))
        return [paper for _, _, paper in sorted(found)[:self.max_papers]]

    def gets_mail(self, now):
        if self.gone or self.paused is True:
            return False
        return self.paused is None or self.paused <= now

    def week(self, dates):
        """The editions that their weekly digest of the last of these dates
        covers; none: it is not their day. Their day may have had no edition:
        the next one has it then."""
        def carries(before, date):
            return any((date - datetime.timedelta(n)).weekday() ==
                       WEEKDAYS.index(self.weekly)
                       for n in range(min(7, (date - before).days)))

        before = [dates[0] - datetime.timedelta(1), *dates]
        mine = [d for b, d in zip(before, dates) if carries(b, d)]
        if not mine or mine[-1] != dates[-1]:
            return []
        after = mine[-2] if len(mine) > 1 else dates[-1] - datetime.timedelta(7)
        return [d for d in dates if d > after]

    def snapshot(self):
        return dataclasses.replace(self, steps=dict(self.steps),
                                   muted=set(self.muted), expected=[], letters={})

"""What stands around the daemon: two feeds, a model's endpoint, a server that
takes its mail and one that has its mailbox, all on loopback and each with bad
hours that the soak chooses; and the days' papers."""

import collections
import copy
import email.utils
import http.server
import re
import threading

import lab
from imapserver import ImapServer
from llmserver import LLMServer
from smtpserver import SmtpServer

# Where the feed is, what it says instead of itself.
FEED_FAULTS = ("down", "close", "cut", "garbage", "empty")
LLM_FAULTS = ({"status": 500}, {"status": 503}, {"close": True},
              {"content": "I'd rather not."}, {"content": "{" * 5000},
              {"status": 200, "body": "<html>"}, {"finish": "length"},
              {"reply": {"choices": []}})


def topic_words():
    """{id: keywords} of the shipped topics."""
    text = (lab.ROOT / "etc/topics.conf").read_text()
    words = {}
    for part in re.split(r'\bid = "', text)[1:]:
        keywords = re.search(r"keywords = \[(.*?)\]", part, re.S)[1]
        words[part.split('"')[0]] = re.findall(r'"([^"]+)"', keywords)
    return words


class Papers:
    """A day's items of both feeds: new ones on and off the topics,
    replacements, and what comes again."""

    def __init__(self, random):
        self.random, self.words = random, topic_words()
        self.seen = []

    def item(self, day):
        r = self.random
        paper = f"{day:%y%m}.{10000 + len(self.seen):05}"
        self.seen.append(paper)
        words = r.sample(self.words[r.choice(sorted(self.words))], 4)
        title = f"On {words[0]} and {words[1]} {len(self.seen)}"
        abstract = f"We study {words[2]}, and {words[0]} by {words[3]}."
        if r.random() < .5:
            title = f"The bridges of town {len(self.seen)} &amp; their &lt;arches&gt;"
            abstract = "We count them. Concrete, mostly."
        kind = r.choices(("new", "cross", "replace"), (8, 1, 1))[0]
        return lab.item(paper, title, abstract, kind)

    def feeds(self, day):
        """Two documents: [(text, how many items)]."""
        date = email.utils.format_datetime(day)
        shared = [self.item(day) for _ in range(self.random.randint(0, 2))]
        documents = []
        for most in (14, 6):
            items = shared + [self.item(day) for _ in
                              range(self.random.randint(1, most))]
            if self.seen and self.random.random() < .3:
                items.append(lab.item(self.random.choice(self.seen), kind="cross"))
            text = lab.day_of(lab.SAMPLE, date, keep=0, add="".join(items))
            documents.append((text.encode(), len(items)))
        return documents


class Feed:
    """One document, with an ETag. fault: None, or one of FEED_FAULTS."""

    def __init__(self, host):
        self.body, self.count, self.fault = b"", 0, None
        feed = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                feed.answer(self)

        self.server = http.server.ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        # A client that hung up, or was killed.
        self.server.handle_error = lambda *_: None
        self.url = f"http://{host}:{self.server.server_address[1]}/rss/cs"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        body, tag = self.body, f'"{hash(self.body):x}"'
        if self.fault == "close":
            return
        if self.fault == "down":
            request.send_error(503)
            return
        if self.fault == "garbage":
            body, tag = b"<html><body>We are moving house</body></html>", '"g"'
        if self.fault == "empty":
            body = re.sub(rb"(?s)    <item>.*</item>\n", b"", body)
            tag = f'"{hash(body):x}"'
        if request.headers.get("If-None-Match") == tag:
            request.send_response(304)
            request.end_headers()
            return
        request.send_response(200)
        request.send_header("ETag", tag)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[:len(body) // 2] if self.fault == "cut" else body)


class Mails(SmtpServer):
    """Remembers of whom it refused what for good."""

    GONE = "gone.test"
    NOBODY = {GONE: {"rcpt": "550 5.1.1 nobody of that name"}}
    FAULTS = (
        {"rcpt": "451 4.3.0 later"},
        {"mail": "421 4.3.2 too busy", },
        {"greeting": {"text": "554 5.3.2 no service", "then": "close"}},
        {"greeting": {"text": "", "then": "close"}},
        {"data": {"text": "", "then": "reset"}},
        {"dot": "452 4.2.2 full"},
        {"dot": {"text": "", "then": "close"}},
        {"dot": ["250 2.0.0 Ok", {"text": "", "then": "close"}] * 8},
        {"dot": {"text": "250 2.0.0 Ok", "delay": .05}},
        {"ehlo": "500 5.5.1 what?", "helo": "421 4.3.2 busy"},
    )

    def behave(self, fault=None):
        """From the next connection on."""
        self.counts.clear()
        self.scripts = [{"extensions": ["PIPELINING"], "domains": self.NOBODY,
                         **copy.deepcopy(fault or {})}]

    def reply_to(self, address):
        """Where the reader's newest mail is answered; None: they have none."""
        with self.lock:
            for mail in reversed(self.mails):
                if f"<{address}>" in mail["recipients"][0] and mail["accepted"]:
                    head = mail["body"].split(b"\r\n\r\n")[0]
                    found = re.search(rb"Reply-To:\s+\S*?(papers\+\w+@[\w.]+)", head)
                    return found and found[1].decode()

    def lost(self):
        with self.lock:
            return sum(mail["lost"] for mail in self.mails)

    def arrived(self):
        """{address: [message]} of what a reader may have: taken, or lost
        between the dot and its reply; a second copy of a Message-ID is
        recognised as that and left out. And how many such copies were taken
        in all."""
        boxes, known, copies = collections.defaultdict(list), set(), 0
        with self.lock:
            mails = list(self.mails)
        for mail in mails:
            if not (mail["accepted"] or mail["lost"]):
                continue
            message = lab.parse(mail["body"])
            to = re.search(r"<(.*)>", mail["recipients"][0])[1]
            copies += (to, message["Message-ID"]) in known
            if (to, message["Message-ID"]) not in known:
                boxes[to].append(message)
            known.add((to, message["Message-ID"]))
        return boxes, copies


class World:
    """Everything together; `with` it."""

    def __init__(self, folder, random):
        self.folder, self.random = folder, random
        self.papers = Papers(random)
        self.day = None  # the announcement's

    def __enter__(self):
        self.feeds = [Feed("127.0.0.1"), Feed("127.0.0.2")]
        mails = self.folder / "mails"
        mails.mkdir()
        self.smtp = Mails(mails)
        self.smtp.behave()
        self.imap = ImapServer()
        self.llm = LLMServer()
        self.parts = [*self.feeds, self.smtp, self.imap]
        for part in self.parts:
            part.__enter__()
        return self

    def __exit__(self, *_):
        for part in [*self.parts, self.llm]:
            part.__exit__()

    def announce(self, day):
        self.day = day.date()
        for feed, (body, count) in zip(self.feeds, self.papers.feeds(day)):
            feed.body, feed.count = body, count

    def is_well(self, feeds=True, smtp=True, llm=True):
        if feeds:
            for feed in self.feeds:
                feed.fault = None
        if smtp:
            self.smtp.behave()
        if llm:
            self.llm.script = []

"""A laboratory for flow tests: a directory of its own, a config, the real
programs, and an independent reader (Python's email) for what they send.

The programs come from DIGESTD_BIN (a directory), other people's texts from
DIGESTD_CORPORA (may be absent). Standard library only."""

import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("DIGESTD_BIN", ROOT / "build/dev/bin"))
CORPORA = pathlib.Path(os.environ.get("DIGESTD_CORPORA", ROOT / "../shared/data"))
SAMPLE = ROOT / "etc/demo/sample-day.xml"
SKIPPED = 77

ARXIV = "{http://arxiv.org/schemas/atom}"
DC = "{http://purl.org/dc/elements/1.1/}"

CONFIG = """
state_dir = "{dir}/state";
schedule: {{ time = "06:30"; timezone = "Europe/Paris";
            days = [ "mon", "tue", "wed", "thu", "fri", "sat", "sun" ]; }};
sources = ( {sources} );
@include "{root}/etc/topics.conf"
scoring: {{ relevance = 8; novelty = 7; {scoring} }};
subscribers: {{ threshold = 8; novelty = 1; max_papers = 30; {subscribers} }};
mail: {{
  from = "Daily Papers <papers@sender.test>"; domain = "sender.test";
  address = "papers@sender.test"; list_id = "daily-papers.sender.test";
  admin = "admin@sender.test";
  smtp: {{ {smtp} }};
  {mail}
}};
archive: {{ dir = "{dir}/archive"; url = "https://papers.sender.test/"; }};
templates_dir = "{templates}"; prompts_dir = "{root}/prompts";
"""


class Lab:
    def __init__(self, feed=SAMPLE, **settings):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="digestd-lab-"))
        os.chmod(self.dir, 0o755)
        self.settings = {
            "smtp": f'url = "maildir:{self.dir}/maildir";',
            "subscribers": "",
            "scoring": 'scorer = "lexical";',
            "mail": "",
            "templates": f"{ROOT}/templates",
            "sources": self.rss(feed),
        }
        self.configure(**settings)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)

    @staticmethod
    def rss(feed, more=""):
        url = feed if "://" in str(feed) else f"file://{pathlib.Path(feed).resolve()}"
        return (
            f'{{ type = "arxiv-rss"; url = "{url}"; '
            f'categories = [ "cs.LG", "cs.AI" ]; {more} }}'
        )

    def configure(self, **settings):
        """Writes the config; settings replace those of the same name."""
        self.settings.update(settings)
        self.conf = self.dir / "digestd.conf"
        self.conf.write_text(
            CONFIG.format(dir=self.dir, root=ROOT, **self.settings)
        )

    def ctl(self, *args, status=0, stdin=None, env=None):
        """Runs digestctl; the CompletedProcess, its status asserted."""
        done = subprocess.run(
            [BIN / "digestctl", "-c", self.conf, *map(str, args)],
            input=stdin, capture_output=True, text=True, timeout=300,
            env={**os.environ, **(env or {})},
        )
        assert status is None or done.returncode == status, (
            f"digestctl {args}: exit {done.returncode}, not {status}\n"
            f"{done.stdout}\n{done.stderr}"
        )
        return done

    def json(self, *args, status=0):
        return json.loads(self.ctl(*args, "--json", status=status).stdout)

    def run(self, *args, status=0):
        """digestctl run --json; its sum must add up, always."""
        r = self.json("run", *args, status=status)
        assert r["announced"] == r["scanned"] + r["skipped"], r
        if r["state"] in ("scored", "queued"):
            assert r["scanned"] == r["relevant"] + r["below"] + r["unscored"], r
        return r

    def database(self, statement, *values):
        """The rows; for what only time would bring about."""
        db = sqlite3.connect(self.dir / "state/digestd.db")
        try:
            with db:
                return db.execute(statement, values).fetchall()
        finally:
            db.close()

    def subscribe(self, address, **settings):
        options = []
        for key, value in settings.items():
            options += [f"--{key.replace('_', '-')}", str(value)]
        self.ctl("subscriber", "add", address, *options)

    def demo_readers(self):
        self.ctl("subscriber", "import", ROOT / "etc/demo/subscribers.csv")

    def mails(self):
        """What the Maildir has, newest last: [(address, bytes)]."""
        new = self.dir / "maildir/new"
        if not new.is_dir():
            return []
        # Those of one batch come within a tick of the clock; their inodes
        # were taken one after the other.
        files = sorted(new.iterdir(), key=lambda f: (f.stat().st_mtime_ns,
                                                     f.stat().st_ino))
        return [(recipient(f.read_bytes()), f.read_bytes()) for f in files]

    def mail_to(self, address):
        found = [raw for to, raw in self.mails() if to == address]
        assert len(found) == 1, f"{len(found)} mails to {address}"
        return found[0]

    def file(self, name, text):
        path = self.dir / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def recipient(raw):
    return parse(raw)["To"].addresses[0].addr_spec


def defects(message):
    """Of the message, its headers and all its parts."""
    found = list(message.defects)
    for part in message.walk():
        found += part.defects
        for value in part.values():
            found += getattr(value, "defects", ())
        if part.get_content_maintype() == "text":
            part.get_content()  # decodes, or throws
            found += part.defects
    return found


def body(message, kind):
    """The decoded text of the part: kind is "plain" or "html"."""
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}":
            return part.get_content()
    return None


def ids(text):
    """arXiv ids in order of their first link or mention."""
    seen = {}
    for found in re.findall(r"arxiv\.org/abs/([0-9]{4}\.[0-9]{4,5})", text):
        seen.setdefault(found)
    return list(seen)


def feed_items(path):
    """The feed read with another parser: {id: (title, abstract, authors)}."""
    items = {}
    for item in ElementTree.parse(path).getroot().iter("item"):
        paper = item.findtext("link").rsplit("/", 1)[1]
        abstract = item.findtext("description").split("Abstract:", 1)[-1]
        items[paper] = (
            " ".join(item.findtext("title").split()),
            " ".join(abstract.split()),
            " ".join(item.findtext(f"{DC}creator").split()),
            item.findtext(f"{ARXIV}announce_type"),
        )
    return items


def day_of(feed, date, keep=None, add=""):
    """The feed's text as of another day (RFC 5322 date), with some items."""
    text = pathlib.Path(feed).read_text()
    head, *items = re.split(r"(?=    <item>)", text)
    tail = "  </channel>\n</rss>\n"
    items = [i.replace(tail, "") for i in items]
    text = head + "".join(items if keep is None else items[:keep]) + add + tail
    return re.sub(r"<pubDate>[^<]*</pubDate>", f"<pubDate>{date}</pubDate>", text)


def item(paper, title="A title", abstract="An abstract.", kind="new",
         creator="Ada Example"):
    return f"""    <item>
      <title>{title}</title>
      <link>https://arxiv.org/abs/{paper}</link>
      <description>arXiv:{paper}v1 Announce Type: {kind} \nAbstract: {abstract}</description>
      <guid isPermaLink="false">oai:arXiv.org:{paper}v1</guid>
      <category>cs.LG</category>
      <arxiv:announce_type>{kind}</arxiv:announce_type>
      <dc:creator>{creator}</dc:creator>
    </item>
"""

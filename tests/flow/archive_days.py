"""Days for tests of the archive, and a reader of its directory."""

import datetime
import html.parser
import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import lab
from lab import Lab, item

ATOM = "{http://www.w3.org/2005/Atom}"
RLO, ZWSP = "‮", "​"

HOSTILE = (
    item("2601.66601", "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; {{{site}}}",
         "&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt; mixture of experts",
         creator="&quot;&gt;&lt;b&gt;Eve, Fran\\c{c}ois O&apos;Neil")
    + item("2601.66602", f"Right{RLO}to left{ZWSP} mixture of experts",
           "A bidirectional override " + RLO)
    + item("2601.66603", "Mixtureof" + "experts" * 60, "A very long word " + "x" * 900)
    + item("2601.66604", "Norms $L_2$ and $\\frac{a}{b}$ of the \\emph{experts}",
           "Mixture of experts, expert routing, $O(n^2)$.")
)


class Page(html.parser.HTMLParser):
    """Links, anchors and text of a page; complains about what is open."""

    VOID = {"meta", "link", "br", "img"}

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.text, self.open = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open
        assert len(self.ids) == len(set(self.ids)), "an id twice"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            self.links.append(attributes["href"])
        assert not any(a.startswith("on") or a == "src" for a in attributes)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)

    def words(self):
        return " ".join("".join(self.text).split())


class Archive:
    """A lab's archive directory."""

    def __init__(self, own):
        self.dir = own.dir / "archive"

    def names(self):
        return sorted(f.name for f in self.dir.iterdir())

    def bytes(self):
        return {f.name: f.read_bytes() for f in self.dir.iterdir()}

    def text(self, name):
        return (self.dir / name).read_text()

    def page(self, name):
        return Page(self.text(name))

    def json(self, date):
        return json.loads(self.text(f"{date}.json"))

    def feed(self):
        return ElementTree.parse(self.dir / "feed.xml").getroot()

    def walk(self):
        """Follows every link from the index; the files that were reached."""
        seen, queue = {"index.html"}, ["index.html"]
        pages = {}
        while queue:
            name = queue.pop()
            if not name.endswith(".html"):
                continue
            pages[name] = self.page(name)
            for link in pages[name].links:
                target = urllib.parse.urlsplit(link)
                if target.scheme:
                    assert target.scheme == "https", link
                    continue
                file = target.path or name
                assert "/" not in file and (self.dir / file).is_file(), \
                    f"{name}: {link} leads nowhere"
                if file not in seen:
                    seen.add(file)
                    queue.append(file)
        for name, page in pages.items():
            for link in page.links:
                target = urllib.parse.urlsplit(link)
                if target.fragment and not target.scheme:
                    assert target.fragment in pages[target.path or name].ids, \
                        f"{name}: {link}: no such place"
        return seen


def rfc5322(date):
    day = datetime.date.fromisoformat(date)
    return day.strftime("%a, %d %b %Y 00:00:00 -0500")


def run_day(own, date, keep=None, add="", **settings):
    """The sample's items (all, or so many) as of that day."""
    text = lab.day_of(lab.SAMPLE, rfc5322(date), keep=keep, add=add)
    own.configure(sources=Lab.rss(own.file("day.xml", text)), **settings)
    return own.run()


def shifted(n, first):
    """n papers of the sample under ids of their own."""
    items = re.findall(r"    <item>.*?</item>\n", lab.SAMPLE.read_text(), re.S)
    return "".join(
        re.sub(r"2601\.\d{5}", f"2512.{first + i:05d}", items[i % len(items)])
        for i in range(n))

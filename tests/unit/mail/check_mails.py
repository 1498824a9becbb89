"""Reads the mails of write_mails back with Python's email package.

usage: check_mails.py DIRECTORY

Every mail: strict bytes (CRLF only, lines, dots), no parser defect anywhere,
the whole header set once, both bodies as compose_body gives them. Then what
each mail is about.
"""
import email
import email.header
import email.policy
import html.parser
import pathlib
import re
import sys
import unittest

MAILS = pathlib.Path(sys.argv.pop(1))

ONCE = """Date From To Subject Message-ID Reply-To List-Id List-Unsubscribe
List-Help List-Archive List-Owner Auto-Submitted Precedence
X-Auto-Response-Suppress Feedback-ID Content-Language MIME-Version
Content-Type""".split()


class Page(html.parser.HTMLParser):
    """What is in a page, and whether its tags are balanced."""

    VOID = {"meta", "br", "img", "hr", "link", "input"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.names = [], [], [], []
        self.words, self.headings, self.wrong = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag == "a" and "name" in attrs:
            self.names.append(attrs["name"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "title"):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def read(name):
    raw = (MAILS / f"{name}.eml").read_bytes()
    return raw, email.message_from_bytes(raw, policy=email.policy.default)


def check_bytes(case, raw):
    """CRLF only, lines as RFC 5322 and 2045 want them, nothing to stuff."""
    case.assertTrue(raw.endswith(b"\r\n"))
    case.assertEqual(raw.count(b"\r"), raw.count(b"\r\n"))
    case.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
    case.assertTrue(raw.isascii())
    head, body = raw.split(b"\r\n\r\n", 1)
    for line in head.split(b"\r\n"):
        # Over 78 only where there is no blank to fold at.
        foldable = b" " in line.split(b": ", 1)[-1].strip()
        case.assertLessEqual(len(line), 78 if foldable else 998)
        case.assertTrue(line.strip())
    for line in body.split(b"\r\n"):
        case.assertLessEqual(len(line), 76)
        case.assertFalse(line.startswith((b".", b"From ")))


def check_defects(case, name, message):
    for p in message.walk():
        case.assertFalse(p.defects, name)
        for value in p.values():
            case.assertFalse(value.defects, f"{name}: {value}")
        if not p.is_multipart():
            p.get_content()


def check_text(case, text):
    """72 columns; over that only what cannot be broken."""
    for line in normal(text).split("\n"):
        case.assertEqual(line, line.rstrip() if line != "-- " else line)
        if len(line) > 72:
            case.assertLessEqual(len(line.split()), 1, line)


def check_html(case, body):
    case.assertLessEqual(len(normal(body).encode()), 90_000)
    page = Page(body)
    case.assertEqual((page.wrong, page.open), ([], []))
    tags = {tag for tag, _ in page.tags}
    case.assertEqual(tags & {"script", "img", "link", "iframe"}, set())
    for tag, attrs in page.tags:
        if tag == "table":
            case.assertEqual(attrs["role"], "presentation")
        case.assertFalse(any(a.startswith("on") for a in attrs))
    for link in page.links:
        case.assertRegex(link, "^(https://|mailto:|#p[0-9]+$)")
        if link.startswith("#"):
            case.assertIn(link[1:], page.names)
    steps = zip([0] + page.headings, page.headings)
    case.assertTrue(all(b <= a + 1 for a, b in steps))


def part(message, kind):
    found = [p for p in message.walk() if p.get_content_type() == kind]
    assert len(found) <= 1
    return found[0].get_content() if found else None


def normal(text):
    return text.replace("\r\n", "\n")


class EveryMail(unittest.TestCase):
    def every(self):
        names = sorted(p.stem for p in MAILS.glob("*.eml"))
        self.assertEqual(len(names), 8)
        return [(name, *read(name)) for name in names]

    def test_bytes(self):
        for _, raw, _ in self.every():
            check_bytes(self, raw)

    def test_no_defects(self):
        for name, _, message in self.every():
            check_defects(self, name, message)

    def test_headers_once(self):
        for _, _, message in self.every():
            for name in ONCE:
                self.assertEqual(len(message.get_all(name, [])), 1, name)
            known = {n.lower() for n in ONCE}
            known |= {"list-unsubscribe-post", "content-transfer-encoding"}
            self.assertEqual({n.lower() for n in message} - known, set())

    def test_header_values(self):
        for _, _, message in self.every():
            token = message["Message-ID"][1:].split("@")[0]
            self.assertRegex(token, "^[a-z2-7]{42}$")
            self.assertEqual(message["Reply-To"],
                             f"papers+{token}@example.org")
            self.assertEqual(message["From"].addresses[0].addr_spec,
                             "papers@example.org")
            self.assertEqual(len(message["To"].addresses), 1)
            self.assertIn("reader.example",
                          message["To"].addresses[0].domain)
            self.assertEqual(str(message["Date"].datetime),
                             "2025-04-18 04:30:00+00:00")
            self.assertIn("Fri 18 Apr 2025", message["Subject"])
            self.assertRegex(message["List-Unsubscribe"],
                             "<mailto:papers[+][a-z2-7]{42}@example.org"
                             "[?]subject=unsubscribe>$")
            self.assertIn(token, message["List-Help"])
            self.assertTrue(message["List-Id"].endswith(
                "<daily-papers.example.org>"))
            self.assertEqual(message["Auto-Submitted"], "auto-generated")

    def test_bodies_are_those_of_preview(self):
        for name, _, message in self.every():
            for kind, ending in (("text/plain", "txt"), ("text/html", "html")):
                path = MAILS / f"{name}.{ending}"
                body = part(message, kind)
                if body is None:
                    self.assertFalse(path.exists())
                    continue
                self.assertEqual(normal(body), path.read_text())

    def test_text_is_set(self):
        for _, _, message in self.every():
            check_text(self, part(message, "text/plain"))

    def test_html_is_whole(self):
        for _, _, message in self.every():
            body = part(message, "text/html")
            if body is not None:
                check_html(self, body)

    def test_html_and_text_say_the_same(self):
        for _, _, message in self.every():
            body = part(message, "text/html")
            if body is None:
                continue
            seen = Page(body).text
            text = " ".join(part(message, "text/plain").split())
            ids = re.findall(r"(2504\.\d{5}) ·", seen)
            texts = re.findall(r" (2504\.\d{5}) ", text)
            self.assertEqual(ids, texts[:len(ids)])
            scores = re.findall(r"Relevance ([\d.]+) Novelty ([\d.]+)", seen)
            same = re.findall(r"Relevance ([\d.]+) Novelty ([\d.]+)", text)
            self.assertEqual(scores, same[:len(scores)])
            self.assertTrue(text.startswith(seen[:40]))


class Letters(unittest.TestCase):
    """The same hand: the same checks, and the same frame."""

    def every(self):
        paths = sorted((MAILS / "letters").glob("*.eml"))
        self.assertEqual(len(paths), 6)
        return [(p.stem, *read(f"letters/{p.stem}")) for p in paths]

    def test_set_like_the_digests(self):
        for name, raw, message in self.every():
            check_bytes(self, raw)
            check_defects(self, name, message)
            check_text(self, part(message, "text/plain"))
            check_html(self, part(message, "text/html"))

    def test_headers(self):
        for _, _, message in self.every():
            self.assertEqual(message["Auto-Submitted"], "auto-replied")
            self.assertNotIn("Bcc", message)
            self.assertTrue(message["Subject"].startswith("Re: "))
            self.assertEqual(message["References"], "<1@reader.example>")
            self.assertEqual(message["To"].addresses[0].addr_spec,
                             "ada@reader.example")

    def test_links_go_where_the_letter_says(self):
        _, message = read("letters/question")
        page = Page(part(message, "text/html"))
        self.assertIn(f"mailto:{message['Reply-To']}?subject="
                      "more%20%22learning%22", page.links)
        _, message = read("letters/confirm")
        page = Page(part(message, "text/html"))
        self.assertRegex(message["Reply-To"], "^papers[+]aecaa")
        self.assertIn(f"mailto:{message['Reply-To']}?subject=confirm",
                      page.links)
        self.assertIn("forget me", page.text)
        _, message = read("letters/hostile")
        page = Page(part(message, "text/html"))
        self.assertIn("<script>alert(1)</script> &", page.text)
        self.assertFalse([x for x in page.links if "evil" in x])

    def test_help_lists_the_reply_language(self):
        _, message = read("letters/help")
        html = Page(part(message, "text/html")).text
        text = part(message, "text/plain")
        for say in ("more X, less X", "follow NAME", "pause 2 weeks",
                    "unsubscribe"):
            self.assertIn(say, html)
            self.assertRegex(text, f"(?m)^  {say}  +[a-z]")


class Ordinary(unittest.TestCase):
    def test_content(self):
        _, message = read("ordinary")
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        self.assertEqual([p.get_content_type() for p in message.iter_parts()],
                         ["text/plain", "text/html"])
        page = Page(part(message, "text/html"))
        self.assertTrue(page.text.startswith("12 of 213 papers; strongest: "
                                             "Made-up Paper 1"))
        self.assertIn("213 announced, 180 scanned, 34 relevant", page.text)
        self.assertIn("Model Architecture 10, you asked for more (+1)",
                      page.text)
        self.assertIn("You follow Wei Zhang", page.text)
        self.assertRegex(page.text, "3[.] Made-up Paper 3: .* You follow Wei "
                                    "Zhang Relevance 9.8")
        self.assertIn("Ada Example, José Pérez, Wei Zhang, Björn Ås",
                      page.text)
        self.assertIn("L₂ Routing in $d^{O(m)}$", page.text)
        self.assertIn("Scored by the embedded lexical scorer.", page.text)
        for kind in ("abs", "pdf", "html"):
            self.assertIn(f"https://arxiv.org/{kind}/2504.06011", page.links)
        reply = message["Reply-To"]
        for n in range(1, 13):
            for verb in ("more", "less", "why"):
                self.assertIn(f"mailto:{reply}?subject={verb}%20{n}",
                              page.links)
        self.assertEqual(message["Subject"],
                         "Daily Papers, Fri 18 Apr 2025: 12 papers; Made-up "
                         "Paper 1: Sparse Experts with L₂ Routing in "
                         "$d^{O(m)}$ Steps")

    def test_mailto_only(self):
        _, message = read("ordinary")
        self.assertNotIn("List-Unsubscribe-Post", message)
        self.assertNotIn("https", message["List-Unsubscribe"])


class Special(unittest.TestCase):
    def test_plain_is_one_part(self):
        _, message = read("plain")
        self.assertEqual(message.get_content_type(), "text/plain")

    def test_one_click(self):
        _, message = read("one-click")
        self.assertRegex(message["List-Unsubscribe"],
                         "^<https://papers.example.org/leave[?]t=[a-z2-7]{42}"
                         "&x=1>, <mailto:")
        self.assertEqual(message["List-Unsubscribe-Post"],
                         "List-Unsubscribe=One-Click")
        self.assertIn(message["List-Unsubscribe"].split(">")[0][1:],
                      Page(part(message, "text/html")).links)

    def test_empty(self):
        _, message = read("empty")
        self.assertIn("nothing above your threshold", message["Subject"])
        self.assertIn("None of 213 papers",
                      Page(part(message, "text/html")).text)

    def test_hundred_keep_their_line(self):
        _, message = read("hundred")
        page = Page(part(message, "text/html"))
        text = part(message, "text/plain")
        for n in range(1, 101):
            self.assertIn(f"Made-up Paper {n}:", page.text)
            self.assertIn(f"Made-up Paper {n}:", text)
        # The strongest has its whole abstract, each in detail its authors.
        self.assertGreater(page.text.count("word and sentence."), 5 * 80)
        self.assertIn("Number4, … Author Number2999 (3000 authors)", page.text)
        self.assertGreater(len(page.names), 15)
        self.assertEqual(text.count("(3000 authors)"), 100)

    def test_hostile(self):
        raw, message = read("hostile")
        self.assertNotIn("Bcc", message)
        self.assertNotIn("Cc", message)
        page = Page(part(message, "text/html"))
        # Seen as text, not as tags.
        self.assertIn('<script>alert("x")</script> & \'more\'', page.text)
        self.assertIn("<img src=x onerror=y>", page.text)
        self.assertIn("Topic <b> & \"co\"", page.text)
        self.assertFalse([x for x in page.links if "javascript" in x])
        self.assertIn('https://blog.example/?a=1&b="><script>', page.links)
        for body in (page.text, part(message, "text/plain")):
            self.assertNotRegex(body, "[\u202a-\u202e\u2066-\u2069]")
            self.assertNotIn("www.evil", body)
            self.assertNotIn("https://evil", body)
        self.assertIn("Élise", message["To"].addresses[0].display_name)
        self.assertEqual(message["To"].addresses[0].addr_spec,
                         "ada@reader.example")

    def test_long_names(self):
        raw, message = read("long-names")
        to = message["To"].addresses[0]
        # Python's policy.default forgets that blanks between encoded words
        # go (RFC 2047 6.2) in a phrase; its older reader remembers.
        old = email.message_from_bytes(raw)["To"]
        old = str(email.header.make_header(email.header.decode_header(old)))
        self.assertEqual(old.split(" <")[0], "n" * 500)
        self.assertEqual(len(to.username), 64)
        self.assertEqual(message["From"].addresses[0].display_name,
                         "Papiers du jour, édition")
        self.assertIn("日本語の論文題名", message["Subject"])


if __name__ == "__main__":
    unittest.main()

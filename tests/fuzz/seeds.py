#!/usr/bin/env python3
"""Writes the first inputs of every fuzz target into corpus/: small, of our own
making, each with something that a parser must decide. libFuzzer's finds join
them (run.sh)."""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>cs.LG</title>
<pubDate>Mon, 05 Jan 2026 00:00:00 -0500</pubDate>
<item><title>A {\\'e}tude &amp; $L_2$</title><link>https://arxiv.org/abs/2601.00001</link>
<description>arXiv:2601.00001v1 Announce Type: cross
Abstract: We &lt;b&gt;do&lt;/b&gt;.</description><guid>oai:arXiv.org:2601.00001v1</guid>
<category>cs.LG</category><arxiv:announce_type>cross</arxiv:announce_type>
<dc:creator>Ada Example, Bo \\"Ober</dc:creator></item></channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><updated>2026-01-05T00:00:00Z</updated>
<o:totalResults>1</o:totalResults><entry><id>http://arxiv.org/abs/2601.00001v2</id>
<title type="html">&lt;i&gt;x&lt;/i&gt;</title><summary>s</summary>
<author><name>Ada</name></author><published>2026-01-04T10:00:00Z</published>
<link href="/abs/2601.00001"/><category term="cs.LG"/></entry></feed>
"""
MAIL = """Return-Path: <ada@example.org>
From: =?utf-8?Q?Ad=C3=A1?= <ada@example.org>
To: papers+abc@example.net
Subject: Re: =?iso-8859-1?B?RGln?= digest
Message-ID: <1@example.org>
In-Reply-To: <2@example.net>
Authentication-Results: mx.example.org; dmarc=pass header.from=example.org
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

more MoE, thres=
hold 9

On Fri, Ada wrote:
> unsubscribe
--b
Content-Type: text/html

<p>more <b>MoE</b></p><blockquote>unsubscribe</blockquote>
--b--
"""
DSN = """From: MAILER-DAEMON@example.org
To: papers+tok@example.net
Return-Path: <>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r

<ada@example.org>: host mx said: 550 5.1.1 no such user
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--r--
"""
ARF = """Content-Type: multipart/report; report-type=feedback-report; boundary=f

--f
Content-Type: message/feedback-report

Feedback-Type: abuse
--f--
"""
CONF = """state_dir = "/nowhere";
sources = ( { type = "arxiv-rss"; url = "https://rss.arxiv.org/rss/"; categories = [ "cs.LG" ]; } );
topics = ( { id = "moe"; name = "Mixture"; relevant = "r"; keywords = [ "a b" ]; } );
schedule: { time = "06:30"; timezone = "Europe/Paris"; days = [ "mon" ]; catch_up = "12h"; };
mail: { from = "P <p@example.org>"; address = "p@example.org"; smtp: { tls = "none"; }; };
scoring: { relevance = 8; novelty = 7.5; llm: { batch_size = 9999999999; }; };
"""

SEEDS = {
    "authres": [
        "ada@example.org\nmx.example.org\nmx.example.org; dmarc=pass (p=none) header.from=example.org",
        "ada@example.org\nmx.example.org\nmx.example.org 1; spf=pass; dmarc=\"pass\" header.from=EXAMPLE.org; x=y",
        "ada@sub.example.org\nmx\nmx; dmarc=fail (dmarc=pass) header.from=example.org",
    ],
    "bounce": [DSN, "To: x\n\nHi. This is the qmail-send program.\n<ada@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
               "To: x\n\n550 5.7.1 Message rejected as spam\nadministrative prohibition\n"],
    "command": ["\nmore MoE, less RL and a bit of compression\nthreshold 9, max 12",
                "unsubscribe\n", "\npause until 2027-01-15, weekly friday\nfollow Ada Example",
                "Re\nonly moe, compression; mute rl\nwhy 3, more 3, less 5\nundo",
                "\nplease don't unsubscribe me\ntoo many papers", "\nabbestellen", "\n退订"],
    "conf": [CONF, "@include \"/nowhere/topics.conf\"\n", "a = 1; a = 2;", "schedule: { time = 3; };\n\xff"],
    "csv": ["address,name\nada@example.org,\"Ada, \"\"A\"\"\"\r\n\r\nbo@example.org,\"two\nlines\"\n",
            "\ufeffa,b\n\"open,c\n", "a,,\n"],
    "dns": [b"\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00\x01t\x04test\x00\x00\x10\x00\x01"
            b"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x0e"
            b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\x00\x0d\x07v=spf1 \x04-all"],
    "feed": ["arxiv\n" + RSS, "feed\n" + RSS, "api\n" + ATOM, "feed\n" + ATOM,
             "feed\n<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
             " xmlns='http://purl.org/rss/1.0/'><item rdf:about='u'><title>t</title></item></rdf:RDF>",
             "feed\n<!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>"],
    "header": ["A plain subject", "Ünïcode =?utf-8?Q?x?= and a\r\nBcc: them", "\xff\xfe" + "long" * 60, "\"quoted\" <a@b>"],
    "imap": ["* OK hi\r\n* 3 EXISTS\r\n* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\na1 OK done\r\n",
             "* SEARCH 1 2 3\r\n", "* X " + "(" * 80 + "\r\n", "* 1 FETCH (BODY[] {999999999}\r\n"],
    "llm": ["body\n{\"choices\":[{\"message\":{\"content\":\"{\\\"ARXIVID\\\":\\\"2501.00001\\\",\\\"RELEVANCE\\\":9,\\\"NOVELTY\\\":\\\"7/10\\\"}\"}}],\"usage\":{\"prompt_tokens\":3}}",
            "content\n```json\n[{\"ARXIVID\": \"arXiv:2501.00002v1\", \"COMMENT\": \"<b>c</b>\", \"RELEVANCE\": 11, \"NOVELTY\": 3, \"TOPICS\": {\"moe\": 9, \"rl\": \"8\"}},]\n```",
            "titles\n[\"2501.00001\", \"hep-th/9901001\"]", "body\n{\"error\":{\"message\":\"no\",\"code\":\"x\"}}"],
    "mail": [MAIL, DSN, ARF, "From: a@b.c\nAuto-Submitted: auto-replied\n\nI am away",
             "From: a@b.c\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+aGk8L3A+"],
    "papers": ['{"arxiv_id":"2501.00001","title":"T","abstract":"A","authors":["Ada"],"categories":["cs.LG"],"selected":true}\n',
               '{"arxiv_id": 3}\n', "\n\n{"],
    "smtp": ["250-mx\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 SMTPUTF8\r\n354 go\r\n", "!550 5.7.1 no\r\n", "250-a\r\n251 b\r\n"],
    "template": ["p{{name}}\n{{#list}}{{>p}}{{name}}{{/list}}{{^no}}x{{/no}}{{{name}}}{{! c }}", "\n{{=<% %>=}}<%name%>", "\n{{#a}}{{/b}}", "{{>t}}\n{{>p}}"],
    "tex": ["Fran\\c{c}ois \\'Eric $L_2$ \\textbf{x} ``q'' --- \\unicode{x2013}", "$\\frac{a}{b}$ {\\\"u} \\href{u}{h}", "$5 and $6 \\i \\"],
    "token": ["aiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "AIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x"],
    "visible": ["text\nmore MoE\n\nOn Fri, 2 Jan 2026, Ada wrote:\n> old\n-- \nAda", "html\n<div>yes<div class=gmail_quote>no</div></div>",
                "text\nAm 02.01.26 um 10:00 schrieb Ada:\n> alt\n\nmehr", "text\nok\n\nSent from my iPhone"],
    "weights": ["# digestd lexical\n"],
}


def main():
    for target, inputs in SEEDS.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(inputs):
            data = text if isinstance(text, bytes) else text.encode(
                "utf-8", "surrogateescape")
            (folder / f"seed-{number}").write_bytes(data)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A scripted web server for tests: feeds, and everything that goes wrong.

    feedserver.py [--root DIR] [--host ADDRESS] [--port N] [--tls DIR]
                  [--log FILE] [--papers N] [--newest YYYY-MM-DD]

Listens on 127.0.0.1 (another loopback address: --host), prints "PORT\n" once it does (and with --tls, which
serves https with a fresh certificate for localhost written to DIR/cert.pem,
the same). Ends when its standard input does.

What a path does:

  /file/NAME            DIR/NAME with ETag and Last-Modified; 304 when asked
  /feed                 a small RSS 2.0 document of one item
  /gzip/NAME            the same as /file, gzip-coded
  /truncated/NAME       Content-Length of the whole, bytes of the half
  /cutgzip/NAME         a gzip stream that ends in the middle
  /big?mb=N             N million bytes of XML, made as they go
  /bomb?mb=N            the same, gzip-coded: a thousand times smaller
  /headers?kb=N         N kB of header lines
  /slow?ms=N            the feed, a byte every N ms
  /hang                 takes the request and says nothing
  /close                takes the request and hangs up
  /status/CODE          that status; ?retry_after=N adds the header,
                        ?body=TEXT a body
  /redirect?to=URL      302 there; ?code=301
  /hops/N               redirects N times, then the feed
  /api/query            like export.arxiv.org/api/query over --papers N made-up
                        papers, ten a day back from --newest YYYY-MM-DD;
                        honours start, max_results and submittedDate;
                        ?papers=N overrides
  /api/MODE/query       the same, but MODE
       406              answers 406 with a good document
       error            answers 400 with the error feed
       short            every page but the last lacks its second half the
                        first time it is asked for
       shift            every page but the first begins one paper early
       dry              says 500 papers, has nothing after the first page
       broken           the second page is cut
  /log                  all requests so far but these, as JSON: time (seconds,
                        monotonic), method, path, headers (lower-case names)

POST /script {"path": "/feed", "responses": [{"status": 503, "headers": {...},
"body": "..."}, ...]} answers the next requests for that path with these, one
each; then the path is itself again. GET http://elsewhere/... (a proxy's
request) is "/proxied URL" in the log and answered with the feed, or as
/redirect is.
"""
import argparse
import datetime
import email.utils
import gzip
import hashlib
import http.server
import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
import zlib
from xml.sax.saxutils import escape

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Served</title>
<link>https://example.org/</link>
<pubDate>Fri, 18 Apr 2025 00:00:00 -0400</pubDate>
<item><title>An item from the server</title>
<link>https://example.org/one</link>
<guid>https://example.org/one</guid>
<description>Served by feedserver.py.</description></item>
</channel></rss>
"""

PAGE = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" \
xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
<id>https://arxiv.org/api/made-up</id><title>arXiv Query</title>
<updated>2025-04-18T00:00:00Z</updated>
<opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
<opensearch:totalResults>{total}</opensearch:totalResults>
<opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
"""

ENTRY = """<entry><id>http://arxiv.org/abs/{id}v1</id>
<title>Made-up paper {n}</title>
<updated>{when}</updated><published>{when}</published>
<summary>The abstract of made-up paper {n}.</summary>
<category term="{first}"/><category term="{second}"/>
<arxiv:primary_category term="{first}"/>
<author><name>Ada Author</name></author></entry>
"""

API_ERROR = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/</id>
<title>arXiv Search Results</title><updated>2025-04-18T00:00:00Z</updated>
<entry><id>https://arxiv.org/api/errors#start_must_be_an_integer</id>
<title>Error</title><updated>2025-04-18T00:00:00Z</updated>
<summary>start must be an integer</summary></entry></feed>
"""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, args):
        super().__init__((args.host, args.port), Handler)
        self.args = args
        self.lock = threading.Lock()
        self.log = []
        self.scripts = {}  # path -> responses still to give
        self.seen_pages = set()

    def record(self, entry):
        with self.lock:
            self.log.append(entry)
            if self.args.log:
                with open(self.args.log, "w", encoding="utf-8") as f:
                    json.dump(self.log, f, indent=1)

    def scripted(self, path):
        with self.lock:
            queue = self.scripts.get(path)
            return queue.pop(0) if queue else None

    def handle_error(self, request, client_address):
        pass  # clients that give up are what we test


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    # -- answers ----------------------------------------------------------

    def answer(self, body, status=200, headers=None, length=None):
        if isinstance(body, str):
            body = body.encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length",
                         str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None and length != len(body):
            self.close_connection = True

    def read_file(self, name):
        path = os.path.join(self.server.args.root, os.path.basename(name))
        with open(path, "rb") as f:
            return f.read(), os.stat(path).st_mtime

    def serve_file(self, name, query):
        body, mtime = self.read_file(name)
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        stamp = email.utils.formatdate(mtime, usegmt=True)
        headers = {"ETag": etag, "Last-Modified": stamp,
                   "Content-Type": "application/xml"}
        tags = self.headers.get("If-None-Match")
        if tags == etag or (tags is None and
                            self.headers.get("If-Modified-Since") == stamp):
            self.send_response(304)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self.answer(body, headers=headers)

    def serve_gzip(self, name, query):
        body = gzip.compress(self.read_file(name)[0])
        self.answer(body, headers={"Content-Encoding": "gzip"})

    def serve_truncated(self, name, query):
        body, _ = self.read_file(name)
        self.answer(body[:len(body) // 2], length=len(body))

    def serve_cutgzip(self, name, query):
        body = gzip.compress(self.read_file(name)[0])
        self.answer(body[:len(body) // 2],
                    headers={"Content-Encoding": "gzip"})

    def stream(self, megabytes, encode, headers):
        """Chunked, so that no length warns the client."""
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        piece = b"<rss><channel>" + b"<item>x</item>" * 70000
        for n in range(megabytes + 1):
            last = n == megabytes
            chunk = encode(b"" if last else piece[:1000000], last)
            if chunk:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def serve_big(self, name, query):
        self.stream(int(query["mb"]), lambda b, last: b, {})

    def serve_bomb(self, name, query):
        z = zlib.compressobj(9, zlib.DEFLATED, 31)
        self.stream(int(query["mb"]),
                    lambda b, last: z.compress(b) +
                    (z.flush() if last else b""),
                    {"Content-Encoding": "gzip"})

    def serve_headers(self, name, query):
        headers = {"X-%d" % n: "x" * 1000 for n in range(int(query["kb"]))}
        self.answer(FEED, headers=headers)

    def serve_slow(self, name, query):
        self.send_response(200)
        self.send_header("Content-Length", str(len(FEED)))
        self.end_headers()
        for byte in FEED.encode():
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(int(query["ms"]) / 1000)

    def serve_hang(self, name, query):
        time.sleep(300)

    def serve_close(self, name, query):
        self.close_connection = True

    def serve_feed(self, name, query):
        self.answer(FEED, headers={"Content-Type": "application/rss+xml"})

    def serve_status(self, name, query):
        headers = {}
        if "retry_after" in query:
            headers["Retry-After"] = query["retry_after"]
        self.answer(query.get("body", "<html><body>no</body></html>"),
                    int(name), headers)

    def serve_redirect(self, name, query):
        self.answer("", int(query.get("code", "302")),
                    {"Location": query["to"]})

    def serve_hops(self, name, query):
        if int(name) == 0:
            self.serve_feed(name, query)
        else:
            self.answer("", 302, {"Location": "/hops/%d" % (int(name) - 1)})

    def serve_log(self, name, query):
        with self.server.lock:
            body = json.dumps(self.server.log)
        self.answer(body, headers={"Content-Type": "application/json"})

    # -- the arXiv API ----------------------------------------------------

    def papers(self, query):
        """(number, instant) of what the query asks for, newest first."""
        newest = datetime.date.fromisoformat(self.server.args.newest)
        search = query.get("search_query", "")
        span = re.search(r"submittedDate:\[(\d{8})\d{4} TO (\d{8})\d{4}\]",
                         search)
        for n in range(int(query.get("papers", self.server.args.papers))):
            day = newest - datetime.timedelta(days=n // 10)
            stamp = day.strftime("%Y%m%d")
            if not span or span.group(1) <= stamp <= span.group(2):
                yield n, "%sT17:%02d:00Z" % (day.isoformat(), 59 - n % 10)

    def serve_api(self, name, query):
        mode = name.split("/")[0]
        start = int(query.get("start", "0"))
        size = int(query.get("max_results", "10"))
        found = list(self.papers(query))
        total = len(found)
        if mode == "shift" and start > 0:
            page = found[start - 1:start - 1 + size]
        else:
            page = found[start:start + size]
        if mode == "error":
            self.answer(API_ERROR, 400)
            return
        if mode == "dry":
            total = 500
            page = page if start == 0 else []
        if mode == "short" and start + size < total:
            with self.server.lock:
                again = start in self.server.seen_pages
                self.server.seen_pages.add(start)
            if not again:
                page = page[:size // 2]
        entries = "".join(
            ENTRY.format(id="%02d%02d.%05d" % (25, 1 + n // 90000, n % 90000),
                         n=n, when=when,
                         first="cs.LG" if n % 3 else "cs.CV",
                         second="cs.AI" if n % 3 else "cs.LG")
            for n, when in page)
        body = PAGE.format(size=size, total=total, start=start,
                           entries=entries)
        if mode == "broken" and start > 0:
            body = body[:len(body) // 2]
        self.answer(body, 406 if mode == "406" else 200)

    # -- requests ---------------------------------------------------------

    def do_GET(self):
        proxied = not self.path.startswith("/")
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(
            parts.query, keep_blank_values=True))
        verb, _, name = parts.path.lstrip("/").partition("/")
        if verb != "log" or proxied:
            self.server.record({
                "time": time.monotonic(),
                "method": self.command,
                "path": "/proxied " + self.path if proxied else self.path,
                "headers": {k.lower(): v for k, v in self.headers.items()}})
        script = self.server.scripted(parts.path)
        if script:
            self.answer(script.get("body", ""), script.get("status", 200),
                        script.get("headers"))
            return
        serve = getattr(self, "serve_" + verb, None)
        if proxied and verb != "redirect":
            serve = self.serve_feed
        if not serve:
            self.answer(escape("nothing at " + self.path), 404)
            return
        try:
            serve(name, query)
        except FileNotFoundError:
            self.answer("no such file", 404)
        except (KeyError, ValueError) as e:
            self.answer("bad request: %r" % e, 400)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path != "/script":
            self.answer("POST only to /script", 404)
            return
        script = json.loads(body)
        with self.server.lock:
            self.server.scripts[script["path"]] = list(script["responses"])
        self.answer("")


def certificate(directory):
    """A key and a self-signed certificate for localhost, made once."""
    cert = os.path.join(directory, "cert.pem")
    key = os.path.join(directory, "key.pem")
    if not os.path.exists(cert):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
             "-days", "30", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", key, "-out", cert],
            check=True, stderr=subprocess.DEVNULL)
    return cert, key


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default=".")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", metavar="DIR")
    parser.add_argument("--log", metavar="FILE")
    parser.add_argument("--papers", type=int, default=450)
    parser.add_argument("--newest", default="2025-04-18")
    server = Server(parser.parse_args())
    if server.args.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(server.args.tls))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A scripted OpenAI-compatible endpoint for tests, and everything that goes
wrong with one.

    llmserver.py [--port N] [--ms N] [--dollar-free]

Listens on 127.0.0.1 and prints "PORT\\n" once it does. Ends when its standard
input does. Also used as a module: `with LLMServer() as s: s.url`.

POST .../chat/completions answers each paper of the prompt's fenced list with a
line of JSON. The scores are made from the id alone, so that a test knows them:
see relevance() and novelty(). `script` is a list of behaviours; each request
takes the first one left, and is answered properly when there is none:

  {"status": 429, "headers": {...}, "body": "..."}   that answer
  {"hang": seconds}               nothing for so long, then hangs up
  {"close": true}                 hangs up at once
  {"content": "..."}              200 with that text as the model's
  {"edit": function(lines, ids)}  200 with what the function makes of the lines
  {"finish": "length", ...}       with any of the last two
  {"reply": {...}}                200 with that document, as it stands
  {"usage": None}                 no usage in the answer
  {"ms": N}                       so late
  any of them with {"forever": true} stays in the script

What happened is in `requests`: time, headers, path, document, papers (ids),
titles (a title pass), tokens; `most` is the largest number in flight at once.
"""
import argparse
import hashlib
import http.server
import json
import re
import sys
import threading
import time

FENCE = re.compile(r"<<<<<<<< ([0-9a-f]{16})\n(.*?)\n>>>>>>>> \1", re.S)
PAPER = re.compile(r"^\[([^\]\s]+)\] (.*)$", re.M)


def _digest(paper, salt):
    return hashlib.sha256(f"{salt} {paper}".encode()).digest()[0]


def relevance(paper):
    """One in eight gets 9, others 1 to 6: no id is ever given 7, 8 or 10."""
    d = _digest(paper, "relevance")
    return 9 if d % 8 == 0 else 1 + d % 6


def novelty(paper):
    return 7 + _digest(paper, "novelty") % 2


def line(paper, **more):
    r = relevance(paper)
    return json.dumps({
        "ARXIVID": paper,
        "COMMENT": f"What the model says of {paper}." if r >= 5 else "",
        "RELEVANCE": r, "NOVELTY": novelty(paper),
        "TOPICS": {"architecture": r} if r >= 5 else {},
        **more})


def tokens(text):
    return (len(text.encode()) + 3) // 4


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # with 5 the kernel drops some, for a second


class LLMServer:
    def __init__(self, ms=0, port=0, model="test-model-2026"):
        self.ms = ms
        self.model = model
        self.script = []
        self.requests = []
        self.most = self._flying = 0
        self.lock = threading.Lock()
        self.drop_titles = lambda ids: []
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def scored(self):
        """Ids in scoring requests that were answered, in order, repeated."""
        return [p for r in self.requests if not r["titles"] and r["answered"]
                for p in r["papers"]]

    def asked(self):
        return [p for r in self.requests if not r["titles"]
                for p in r["papers"]]

    def spent(self, key):
        return sum(r["usage"][key] for r in self.requests if r["usage"])

    def take(self):
        with self.lock:
            if not self.script:
                return {}
            step = self.script[0]
            if not step.get("forever"):
                self.script.pop(0)
            return step

    def flying(self, by):
        with self.lock:
            self._flying += by
            self.most = max(self.most, self._flying)


def _handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def send(self, status, body, headers=()):
            body = body if isinstance(body, bytes) else body.encode()
            self.send_response(status)
            for name, value in dict(headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            at = time.monotonic()
            server.flying(1)
            try:
                self.answer(at)
            except (BrokenPipeError, ConnectionResetError):
                pass
            finally:
                server.flying(-1)

        def answer(self, at):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            doc = json.loads(body)
            user = doc["messages"][-1]["content"]
            fences = FENCE.findall(user)
            listed = PAPER.findall(fences[0][1]) if len(fences) == 1 else []
            entry = {"time": at, "path": self.path, "document": doc,
                     "headers": {k.lower(): v for k, v in self.headers.items()},
                     "papers": [p for p, _ in listed], "usage": None,
                     "titles": '"DROP"' in user, "answered": False,
                     "nonce": fences[0][0] if fences else None}
            step = server.take()
            with server.lock:
                server.requests.append(entry)
            time.sleep(step.get("ms", server.ms) / 1000)
            if "hang" in step:
                time.sleep(step["hang"])
            if "hang" in step or step.get("close"):
                self.close_connection = True
                return
            if "status" in step:
                self.send(step["status"], step.get("body", ""),
                          step.get("headers", {}))
                return
            self.complete(doc, entry, step)

        def complete(self, doc, entry, step):
            ids = entry["papers"]
            lines = [line(p) for p in ids]
            if entry["titles"]:
                content = json.dumps({"DROP": server.drop_titles(ids)})
            else:
                content = "\n".join(lines)
            if "edit" in step:
                content = step["edit"](lines, ids)
            content = step.get("content", content if ids else "Yes.")
            prompt = sum(tokens(m["content"]) for m in doc["messages"])
            usage = {"prompt_tokens": prompt,
                     "completion_tokens": tokens(content or ""),
                     "prompt_tokens_details": {
                         "cached_tokens": prompt // 4 // 128 * 128}}
            usage = step.get("usage", usage)
            reply = step.get("reply", {
                "id": "x", "object": "chat.completion", "model": server.model,
                "choices": [{"index": 0, "finish_reason":
                             step.get("finish", "stop"), "message":
                             {"role": "assistant", "content": content}}],
                **({"usage": usage} if usage else {})})
            with server.lock:
                entry["usage"] = usage if "reply" not in step else None
                entry["answered"] = True
            self.send(200, json.dumps(reply),
                      {"Content-Type": "application/json"})

    return Handler


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ms", type=int, default=0)
    args = parser.parse_args()
    with LLMServer(ms=args.ms, port=args.port) as server:
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

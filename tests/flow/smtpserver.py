"""A scripted SMTP server for tests: what it says at every step, when, and in
what pieces, is the test's to choose.

    with SmtpServer(directory, {"rcpt": "550 5.1.1 no such user"}) as server:
        ... submit to server.port ...
    server.mails        what was accepted or at least ended with a dot (which
                        was "accepted", or "lost": never answered)
    server.transcript   every line, ("C" or "S", connection, text)

A script is a dict; what it leaves out is answered politely:

    greeting, ehlo, helo, starttls, auth, mail, rcpt, data, dot, rset, quit
                   a step (below), or a list of steps: one for each time in the
                   life of the server, the last for all further ones
    extensions     lines of the EHLO reply: ["PIPELINING", "SIZE 1000000"]
    tls            a pair (certificate, key): STARTTLS is announced and done
    implicit_tls   the same pair: TLS from the first byte (smtps)
    mechanisms     ["PLAIN", "LOGIN"]: AUTH is announced (after TLS, if any)
    user, password what AUTH accepts; None: anything
    body_limit     after so many octets of a message comes body_step
    body_step      a step, said in the middle of the message
    domains        {"slow.test": {"rcpt": step, "data": step, "dot": step}}: what
                   is said instead to mails for that domain
    deaf           True: announced PIPELINING or not, what came together with a
                   command and behind it is thrown away
    reset_after    after so many octets of the client's in all: RST
    riders         what becomes of what came behind a dot before the dot is
                   answered: "lost", "line lost" (the first), "close" (so does
                   the connection; no reply) or "wait" (the
                   first in the life of the server: until two more mails came)

A list of scripts: one for each connection, the last for all further ones.

A step is a reply in text ("250 2.0.0 Ok", several lines joined by "\\r\\n"), or
a dict:

    text     the reply; "" for none
    pieces   instead of text: strings sent one by one, 50 ms apart
    delay    seconds before it
    then     "close" (FIN), "reset" (RST) or "hang" (says nothing more)

Standard library only. As a programme: smtpserver.py DIRECTORY [SCRIPT.json]
prints its port and serves until its standard input ends; the mails and the
transcript lie in DIRECTORY.
"""

import base64
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

CLOSE, RESET, HANG = {"then": "close"}, {"then": "reset"}, {"then": "hang"}

POLITE = {
    "greeting": "220 scripted.test ESMTP",
    "starttls": "220 2.0.0 Ready",
    "auth": "235 2.7.0 Accepted",
    "mail": "250 2.1.0 Ok",
    "rcpt": "250 2.1.5 Ok",
    "data": "354 End data with <CR><LF>.<CR><LF>",
    "dot": "250 2.0.0 Ok: queued",
    "rset": "250 2.0.0 Ok",
    "quit": "221 2.0.0 Bye",
}


class HungUp(Exception):
    """The client is gone, or the script says that we are."""


def certificate(directory, stem, names):
    """Makes a self-signed certificate for DNS:... and IP:... names; returns
    the paths of certificate and key."""
    cert = os.path.join(directory, stem + ".pem")
    key = os.path.join(directory, stem + ".key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec",
         "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
         "-subj", "/CN=" + stem, "-addext", "subjectAltName=" + ",".join(names),
         "-keyout", key, "-out", cert],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return cert, key


class Connection:
    """One client, in a thread of its own."""

    def __init__(self, server, sock, number, script):
        self.server, self.sock, self.number = server, sock, number
        self.script = script
        self.pending = b""
        self.said = ""  # the last reply's first digit
        self.octets = 0  # that were read
        self.ends = []  # of commands and messages, counted like that
        self.secure = False
        self.closing = False
        self.domain = None  # of the last RCPT

    # -- bytes

    def log(self, who, text):
        self.server.log(who, self.number, text)

    def fill(self):
        room = 65536
        limit = self.script.get("reset_after")
        if limit is not None:
            room = min(room, limit - self.octets)
        if not room:
            self.hang_up("reset")
        try:
            more = self.sock.recv(room)
        except OSError as reason:
            raise HungUp(str(reason)) from None
        if not more:
            raise HungUp("client closed")
        self.octets += len(more)
        self.pending += more

    def mark_end(self):
        self.ends.append(self.octets - len(self.pending))

    def line(self):
        while b"\n" not in self.pending:
            self.fill()
        line, self.pending = self.pending.split(b"\n", 1)
        self.mark_end()
        text = line.rstrip(b"\r").decode("utf-8", "backslashreplace")
        self.log("C", text)
        return text

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError as reason:
            raise HungUp(str(reason)) from None

    def hang_up(self, how):
        if how == "reset":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack("ii", 1, 0))
            raise HungUp("reset")
        if how == "hang":
            self.server.stopping.wait()
            raise HungUp("stopped")
        if how == "close":
            raise HungUp("close")
        raise ValueError("step: then is close, reset or hang")

    def say(self, step):
        """Says the step; returns the first digit of what was said."""
        if isinstance(step, str):
            step = {"text": step}
        if self.server.stopping.wait(step.get("delay", 0)):
            raise HungUp("stopped")
        text = step.get("text", "")
        pieces = step.get("pieces") or ([text + "\r\n"] if text else [])
        for count, piece in enumerate(pieces):
            if count:
                time.sleep(0.05)
            self.log("S", piece)
            self.send(piece.encode("utf-8", "surrogateescape"))
        self.said = "".join(pieces)[:1]
        if step.get("then"):
            self.hang_up(step["then"])
        return self.said

    def step(self, name):
        own = self.script.get("domains", {}).get(self.domain, {})
        script = own if name in own else self.script
        return self.say(self.server.step_of(script, name))

    # -- the conversation

    def wrap(self, pair):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        try:
            self.sock = context.wrap_socket(self.sock, server_side=True)
        except OSError as reason:
            raise HungUp("TLS: %s" % reason) from None
        self.pending = b""
        self.secure = True

    def extensions(self):
        lines = list(self.script.get("extensions", []))
        if self.script.get("tls") and not self.secure:
            lines.append("STARTTLS")
        elif self.script.get("mechanisms"):
            lines.append("AUTH " + " ".join(self.script["mechanisms"]))
        return lines

    def greet(self, verb):
        name = verb.lower()
        if name in self.script:
            self.step(name)
            return
        lines = ["scripted.test"] + (self.extensions() if name == "ehlo" else [])
        self.say("\r\n".join("250%s%s" % (" " if i + 1 == len(lines) else "-", l)
                             for i, l in enumerate(lines)))

    def ask(self, challenge):
        self.say("334 " + base64.b64encode(challenge.encode()).decode())
        return base64.b64decode(self.line()).decode()

    def authenticate(self, words):
        mechanism = words[1].upper()
        initial = base64.b64decode(words[2]).decode() if words[2:] else None
        if mechanism == "PLAIN":
            _, user, password = (initial or self.ask("")).split("\0")
        else:
            user = initial or self.ask("Username:")
            password = self.ask("Password:")
        wanted = self.script.get("user"), self.script.get("password")
        if wanted != (None, None) and wanted != (user, password):
            self.say("535 5.7.8 Authentication failed for " + password)
        else:
            self.step("auth")

    def message(self):
        """Reads up to the final dot; the octets without it."""
        limit = self.script.get("body_limit")
        text, self.pending = bytearray(b"\r\n" + self.pending), b""
        start = 0
        while (end := text.find(b"\r\n.\r\n", start)) < 0:
            if limit is not None and len(text) - 2 >= limit:
                self.say(self.script["body_step"])
                limit = None
            start = max(0, len(text) - 4)
            self.fill()
            text += self.pending
            self.pending = b""
        body, self.pending = bytes(text[2:end + 2]), bytes(text[end + 5:])
        self.mark_end()
        self.log("C", "<%d octets and the dot>" % len(body))
        return body

    def meet_riders(self):
        what = self.script.get("riders")
        if not self.pending or not what:
            return
        if what == "close":
            raise HungUp("no riders")
        if what == "wait":
            self.server.first_rider_waits()
            return
        _, rest = self.pending.split(b"\n", 1)
        self.pending = rest if what == "line lost" else b""

    def data(self, sender, recipients):
        if self.step("data") != "3":
            return
        body = self.message()
        mail = {"connection": self.number, "sender": sender,
                "recipients": recipients, "body": body, "accepted": False,
                "lost": False, "rider": bool(self.pending)}
        self.server.keep(mail)
        self.meet_riders()
        try:
            self.step("dot")
        finally:
            mail["accepted"] = self.said == "2"
            mail["lost"] = not self.said

    def command(self, line, envelope):
        words = line.split()
        verb = words[0].upper() if words else ""
        if verb in ("EHLO", "HELO"):
            self.greet(verb)
        elif verb == "STARTTLS":
            if self.step("starttls") == "2":
                self.wrap(self.script["tls"])
        elif verb == "AUTH":
            self.authenticate(words)
        elif verb == "MAIL":
            envelope.clear()
            self.domain = None
            if self.step("mail") == "2":
                envelope.append(line)
        elif verb == "RCPT":
            self.domain = line.rstrip(">").rpartition("@")[2].lower()
            if self.step("rcpt") == "2":
                envelope.append(line)
        elif verb == "DATA":
            if len(envelope) < 2 and "data" not in self.script:
                self.say("503 5.5.1 no valid recipients")
            else:
                self.data((envelope or [""])[0], envelope[1:])
                envelope.clear()
        elif verb == "RSET":
            envelope.clear()
            self.step("rset")
        elif verb == "QUIT":
            self.step("quit")
            raise HungUp("quit")
        else:
            self.say("500 5.5.2 what?")

    def serve(self):
        try:
            if self.script.get("implicit_tls"):
                self.wrap(self.script["implicit_tls"])
            self.step("greeting")
            envelope = []
            while True:
                line = self.line()
                if self.script.get("deaf"):
                    self.pending = b""
                self.command(line, envelope)
        except HungUp as reason:
            self.log("-", str(reason))
        finally:
            self.sock.close()


class SmtpServer:
    def __init__(self, directory, script=None):
        self.directory = directory
        self.scripts = script if isinstance(script, list) else [script or {}]
        self.counts = {}
        self.rode = False  # a mail whose dot had something behind it
        self.mails, self.transcript, self.connections = [], [], []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.log_file = open(os.path.join(directory, "transcript"), "w",
                             encoding="utf-8")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            number = len(self.connections)
            script = self.scripts[min(number, len(self.scripts) - 1)]
            connection = Connection(self, sock, number, script)
            thread = threading.Thread(target=connection.serve, daemon=True)
            self.connections.append((connection, thread))
            thread.start()

    def stop(self):
        """Hangs up on everyone; after it nothing changes any more."""
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()
        for connection, thread in self.connections:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            thread.join()
        self.log_file.close()

    def log(self, who, number, text):
        with self.lock:
            self.transcript.append((who, number, text))
            self.log_file.write("%d %s %r\n" % (number, who, text))
            self.log_file.flush()

    def keep(self, mail):
        with self.lock:
            self.mails.append(mail)
            path = os.path.join(self.directory, "%05d.eml" % len(self.mails))
            with open(path, "wb") as out:
                out.write(mail["body"])

    def first_rider_waits(self):
        with self.lock:
            if self.rode:
                return
            self.rode = True
            enough = len(self.mails) + 2
        while len(self.mails) < enough and not self.stopping.wait(0.01):
            pass

    def step_of(self, script, name):
        steps = script.get(name, POLITE.get(name))
        if not isinstance(steps, list):
            return steps
        with self.lock:
            key = id(steps)
            count = self.counts.get(key, 0)
            self.counts[key] = count + 1
        return steps[min(count, len(steps) - 1)]

    def said(self, verb):
        """The client's lines that begin with this verb."""
        return [text for who, _, text in self.transcript
                if who == "C" and text.upper().startswith(verb)]


def main():
    script = None
    if len(sys.argv) > 2:
        with open(sys.argv[2], encoding="utf-8") as text:
            script = json.load(text)
    with SmtpServer(sys.argv[1], script) as server:
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

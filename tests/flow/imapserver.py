"""A scripted IMAP server for tests: polite with a mailbox of its own, until the
script tells it to lie, hang or die at a step.

    with ImapServer({"login": "NO go away"}, mails={7: b"Subject: x\\r\\n\\r\\n"})
            as server:
        ... listen to server.port ...
    server.mails        {uid: bytes} of INBOX
    server.deleted      UIDs marked \\Deleted
    server.folders      {name: [bytes]} of the others
    server.logins       (user, password) of every attempt
    server.transcript   every line, ("C" or "S", connection, text)
    server.deliver(b"...")  a new mail, told to who idles; its UID

A script is a dict; what it leaves out is answered politely:

    capabilities   "IMAP4rev1 IDLE MOVE UIDPLUS AUTH=PLAIN"; STARTTLS is added
    tls            a pair (certificate, key): STARTTLS is announced and done
    implicit_tls   the same pair: TLS from the first byte (imaps)
    behind_starttls  bytes sent together with the OK to STARTTLS
    uidvalidity    4711
    greeting, capability, starttls, login, authenticate, list, create,
    subscribe, select, search, fetch, move, copy, store, expunge, idle, done,
    noop, logout   a step (below), or a list of steps: one for each time in the
                   life of the server, the last for all further ones

A list of scripts: one for each connection, the last for all further ones.

A step is None (politely), a text ("NO because": the tagged answer instead), or
a dict:

    raw      bytes instead of the answer; {tag} in it is the command's
    pieces   instead of raw: bytes sent one by one, 50 ms apart
    first    bytes before the polite answer
    cut      of the polite answer only so many bytes
    drip     the polite answer byte by byte, so many seconds apart
    delay    seconds before it
    then     "close" (FIN), "reset" (RST) or "hang" (says nothing more)

Standard library only.
"""

import base64
import re
import socket
import ssl
import struct
import threading
import time

CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS AUTH=PLAIN"


class HungUp(Exception):
    """The client is gone, or the script says that we are."""


def atoms(line):
    """The words of a command; quoted ones without their quotes."""
    return [quoted.replace("\\\\", "\\").replace('\\"', '"') if word == ""
            else word for quoted, word in
            re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)]


def members(text, uids):
    """The UIDs that a sequence set names."""
    found = set()
    for part in text.split(","):
        low, _, high = part.partition(":")
        ends = [max(uids, default=0) if end == "*" else int(end)
                for end in (low, high or low)]
        found |= {uid for uid in uids if min(ends) <= uid <= max(ends)}
    return sorted(found)


class Connection:
    """One client, in a thread of its own."""

    def __init__(self, server, sock, number, script):
        self.server, self.sock, self.number = server, sock, number
        self.script = script
        self.pending = b""
        self.secure = False
        self.known = 0

    # -- bytes

    def line(self):
        while b"\n" not in self.pending:
            try:
                more = self.sock.recv(65536)
            except OSError as reason:
                raise HungUp(str(reason)) from None
            if not more:
                raise HungUp("client closed")
            self.pending += more
        line, self.pending = self.pending.split(b"\n", 1)
        text = line.decode("utf-8", "replace").rstrip("\r")
        self.server.log("C", self.number, text)
        return text

    def send(self, data, then=None, drip=0):
        self.server.log("S", self.number, data[:300])
        try:
            if drip:
                for byte in data:
                    self.sock.sendall(bytes([byte]))
                    if self.server.stopping.wait(drip):
                        raise HungUp("stopped")
            elif data:
                self.sock.sendall(data)
        except OSError as reason:
            raise HungUp(str(reason)) from None
        if then == "reset":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack("ii", 1, 0))
        if then == "hang":
            self.server.stopping.wait()
        if then:
            raise HungUp(then)

    def answer(self, name, tag, polite):
        """Says what the script wants instead, or the polite bytes; whether it
        was polite."""
        step = self.server.step_of(self.script, name)
        if step is None:
            self.send(polite)
            return True
        if isinstance(step, str):
            self.send(("%s %s\r\n" % (tag, step)).encode())
            return False
        if self.server.stopping.wait(step.get("delay", 0)):
            raise HungUp("stopped")
        for piece in step.get("pieces", []):
            self.send(piece.replace(b"{tag}", tag.encode()))
            time.sleep(0.05)
        if "raw" in step or "pieces" in step:
            self.send(step.get("raw", b"").replace(b"{tag}", tag.encode()),
                      step.get("then"))
            return False
        polite = step.get("first", b"") + polite
        self.send(polite[:step.get("cut")], step.get("then"),
                  step.get("drip", 0))
        return True

    def wrap(self, pair):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        try:
            self.sock = context.wrap_socket(self.sock, server_side=True)
        except OSError as reason:
            raise HungUp("TLS: %s" % reason) from None
        self.pending = b""
        self.secure = True

    # -- the conversation; every method gives the untagged part

    def capabilities(self):
        text = self.script.get("capabilities", CAPABILITIES)
        if self.script.get("tls") and not self.secure:
            text += " STARTTLS"
        return text

    def on_capability(self, _):
        return b"* CAPABILITY %s\r\n" % self.capabilities().encode()

    def on_login(self, words):
        self.server.logins.append(tuple(words[:2]))
        return b""

    def on_list(self, words):
        if words[1] in self.server.folders:
            return b'* LIST () "/" "%s"\r\n' % words[1].encode()
        return b""

    def on_create(self, words):
        self.server.folders[words[0]] = []
        return b""

    def on_subscribe(self, _):
        return b""

    def exists(self):
        with self.server.lock:
            self.known = len(self.server.mails)
        return b"* %d EXISTS\r\n" % self.known

    def on_select(self, _):
        return (b"* FLAGS (\\Seen \\Deleted)\r\n" + self.exists() +
                b"* 0 RECENT\r\n* OK [UIDVALIDITY %d] fine\r\n" %
                self.script.get("uidvalidity", 4711))

    def on_search(self, words):
        with self.server.lock:
            uids = set(self.server.mails)
            if "UNDELETED" in words:
                uids -= self.server.deleted
        uids = members(words[words.index("UID") + 1], uids)
        return b"* SEARCH%s\r\n" % "".join(
            " %d" % uid for uid in uids).encode()

    def on_fetch(self, words):
        out = b""
        with self.server.lock:
            uids = sorted(self.server.mails)
            for uid in members(words[0], uids):
                mail = self.server.mails[uid]
                out += b"* %d FETCH (UID %d" % (uids.index(uid) + 1, uid)
                if "RFC822.SIZE" in " ".join(words):
                    out += b" RFC822.SIZE %d" % len(mail)
                partial = re.search(r"<(\d+)\.(\d+)>", " ".join(words))
                if partial:
                    start, length = map(int, partial.groups())
                    mail = mail[start:start + length]
                    out += b" BODY[]<%d> {%d}\r\n%s" % (start, len(mail), mail)
                out += b")\r\n"
        return out

    def take(self, text, folder):
        with self.server.lock:
            uids = members(text, self.server.mails)
            for uid in uids:
                self.server.folders.setdefault(folder, []).append(
                    self.server.mails[uid])
        return uids

    def drop(self, uids):
        out = b""
        with self.server.lock:
            for uid in uids:
                place = sorted(self.server.mails).index(uid) + 1
                del self.server.mails[uid]
                self.known -= 1
                out += b"* %d EXPUNGE\r\n" % place
        return out

    def on_move(self, words):
        return self.drop(self.take(words[0], words[1]))

    def on_copy(self, words):
        self.take(words[0], words[1])
        return b""

    def on_store(self, words):
        with self.server.lock:
            self.server.deleted |= set(members(words[0], self.server.mails))
        return b""

    def on_expunge(self, words):
        uids = set(members(words[0], self.server.mails)) if words else set(
            self.server.mails)
        return self.drop(sorted(uids & self.server.deleted))

    def on_noop(self, _):
        return self.exists()

    def on_logout(self, _):
        return b"* BYE\r\n"

    def idle(self, tag):
        if not self.answer("idle", tag, b"+ idling\r\n"):
            return
        self.sock.settimeout(0.02)
        while True:
            try:
                if b"\n" in self.pending:
                    break
                more = self.sock.recv(4096)
                if not more:
                    raise HungUp("client closed")
                self.pending += more
            except (TimeoutError, ssl.SSLWantReadError):
                if self.server.stopping.is_set():
                    raise HungUp("stopped") from None
            except OSError as reason:
                raise HungUp(str(reason)) from None
            if len(self.server.mails) > self.known:
                self.send(self.exists())
        self.sock.settimeout(None)
        self.line()
        self.answer("done", tag, b"%s OK done\r\n" % tag.encode())

    def authenticate(self, tag):
        if not self.answer("authenticate", tag, b"+ \r\n"):
            return
        _, user, password = base64.b64decode(self.line()).decode().split("\0")
        self.server.logins.append((user, password))
        self.answer("login", tag, b"%s OK in\r\n" % tag.encode())

    def starttls(self, tag):
        polite = (b"%s OK go\r\n" % tag.encode() +
                  self.script.get("behind_starttls", b""))
        if self.answer("starttls", tag, polite):
            self.wrap(self.script["tls"])

    def command(self, line):
        tag, *words = atoms(line) or [""]
        verb = words.pop(0).lower() if words else ""
        if verb == "uid" and words:
            verb = words.pop(0).lower()
        if not hasattr(self, "on_" + verb) and verb not in (
                "idle", "authenticate", "starttls"):
            raise HungUp("no IMAP: %r" % line)
        if verb in ("idle", "authenticate", "starttls"):
            getattr(self, verb)(tag)
            return
        polite = getattr(self, "on_" + verb)
        # A server that says no does nothing.
        step = self.server.peek(self.script, verb)
        untagged = b"" if isinstance(step, str) or (
            isinstance(step, dict) and ("raw" in step or "pieces" in step)
            and verb != "login") else polite(words)
        if verb == "login" and isinstance(step, str):
            polite(words)
        self.answer(verb, tag, untagged + b"%s OK fine\r\n" % tag.encode())
        if verb == "logout":
            raise HungUp("logout")

    def serve(self):
        try:
            if self.script.get("implicit_tls"):
                self.wrap(self.script["implicit_tls"])
            self.answer("greeting", "*", b"* OK scripted.test\r\n")
            while True:
                self.command(self.line())
        except HungUp as reason:
            self.server.log("-", self.number, str(reason))
        finally:
            self.sock.close()


class ImapServer:
    def __init__(self, script=None, mails=None, folders=("Processed",)):
        self.scripts = script if isinstance(script, list) else [script or {}]
        self.mails = dict(mails or {})
        self.last = max(self.mails, default=0)
        self.deleted, self.logins = set(), []
        self.folders = {name: [] for name in folders}
        self.counts, self.transcript, self.connections = {}, [], []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
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

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = len(self.connections)
            script = self.scripts[min(number, len(self.scripts) - 1)]
            connection = Connection(self, sock, number, script)
            thread = threading.Thread(target=connection.serve, daemon=True)
            self.connections.append((connection, thread))
            thread.start()

    def log(self, who, number, text):
        with self.lock:
            self.transcript.append((who, number, text))

    def deliver(self, mail):
        with self.lock:
            self.last += 1
            self.mails[self.last] = mail
            return self.last

    def peek(self, script, name):
        steps = script.get(name)
        if not isinstance(steps, list):
            return steps
        with self.lock:
            count = self.counts.get(id(steps), 0)
        return steps[min(count, len(steps) - 1)]

    def step_of(self, script, name):
        step = self.peek(script, name)
        steps = script.get(name)
        if isinstance(steps, list):
            with self.lock:
                self.counts[id(steps)] = self.counts.get(id(steps), 0) + 1
        return step

    def said(self, text):
        """The client's lines that have this text in them."""
        return [line for who, _, line in self.transcript
                if who == "C" and text in line.upper()]

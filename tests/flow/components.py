"""A private Postfix and a private Dovecot on loopback, for tests: no systemd, no
touch of the system's own, ports that were free, everything in one temporary
directory that goes with them.

    with MailServers() as servers:
        servers.smtp_port       Postfix: SMTP, STARTTLS offered
        servers.imap_port, servers.imaps_port, servers.lmtp_port
        servers.ca_file         the certificate of both (localhost, 127.0.0.1)
        servers.wait_for("ada", 3)   messages in ada's INBOX, as bytes

Mail to anyone@local.test goes from Postfix by LMTP into Dovecot's mailbox
"anyone" (what stands behind a + is cut); every user's password is "secret".
Other domains bounce. Needs root, since both switch users: missing() says what
is not there, None when all is.
"""

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time

from smtpserver import certificate

PASSWORD = "secret"
TOOLS = ("postfix", "dovecot", "openssl")

DOVECOT = """
base_dir = {dir}/dovecot/run
state_dir = {dir}/dovecot/state
instance_name = digestd-{pid}
log_path = {dir}/dovecot/error.log
info_log_path = {dir}/dovecot/info.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{dir}/dovecot/mail/%n
mail_fsync = never
first_valid_uid = 1
hostname = localhost
postmaster_address = postmaster@localhost
recipient_delimiter = +
lda_mailbox_autocreate = yes
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=dovecot gid=dovecot home={dir}/dovecot/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  mailbox Processed {{
    auto = create
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = {dir}/postfix/queue
data_directory = {dir}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = local.test
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:5.1.2 only local.test lives here
relay_transport = error:5.1.2 only local.test lives here
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_forbid_bare_newline = yes
smtpd_forbid_bare_newline_exclusions =
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtputf8_enable = yes
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
maillog_file = {dir}/postfix/mail.log
maillog_file_prefixes = {dir}/postfix
{more}
"""

# service type private unprivileged chroot wakeup maxproc command
POSTFIX_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
{services}
"""


def missing():
    """What these servers lack here, or None."""
    if os.geteuid():
        return "Postfix and Dovecot need root"
    for tool in TOOLS:
        if not shutil.which(tool):
            return tool + " is not installed"
    return None


def free_ports(count):
    """Ports that nobody listens on; held together, so that they differ."""
    holders = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [holder.getsockname()[1] for holder in holders]
    for holder in holders:
        holder.close()
    return ports


def wait_for_banner(port, text, process=None, seconds=20):
    """Until a server greets on the port with this text."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process and process.poll() is not None:
            raise RuntimeError("the server for port %d ended" % port)
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as sock:
                if text in sock.recv(512):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError("port %d did not come up" % port)


class MailServers:
    def __init__(self, postfix_settings="", services="",
                 names=("DNS:localhost", "IP:127.0.0.1")):
        """postfix_settings: lines added to main.cf; services: to master.cf;
        names: in the certificate."""
        self.more, self.services, self.names = postfix_settings, services, names
        self.dovecot = None

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix="digestd-mail-")
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    # -- start and stop

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def write(self, text, *names):
        with open(self.path(*names), "w", encoding="utf-8") as out:
            out.write(text.format(**self.values))

    def start(self):
        # The servers drop privileges below it.
        os.chmod(self.directory, 0o755)
        self.ca_file, key = certificate(
            self.directory, "localhost", self.names)
        (self.smtp_port, self.imap_port, self.imaps_port,
         self.lmtp_port) = free_ports(4)
        self.values = {
            "dir": self.directory, "pid": os.getpid(), "cert": self.ca_file,
            "key": key, "password": PASSWORD, "more": self.more,
            "services": self.services,
            "smtp": self.smtp_port, "imap": self.imap_port,
            "imaps": self.imaps_port, "lmtp": self.lmtp_port}
        self.start_dovecot()
        self.start_postfix()

    def start_dovecot(self):
        for name in ("run", "state", "mail"):
            os.makedirs(self.path("dovecot", name))
        shutil.chown(self.path("dovecot", "mail"), "dovecot", "dovecot")
        self.write(DOVECOT, "dovecot", "dovecot.conf")
        self.run_dovecot()

    def run_dovecot(self):
        with open(self.path("dovecot", "output"), "ab") as output:
            self.dovecot = subprocess.Popen(
                ["dovecot", "-F", "-c", self.path("dovecot", "dovecot.conf")],
                stdout=output, stderr=output)
        wait_for_banner(self.imap_port, b"OK", self.dovecot)
        wait_for_banner(self.lmtp_port, b"220", self.dovecot)

    def stop_dovecot(self):
        """Leaves the mails; run_dovecot brings it back on the same ports."""
        if self.dovecot:
            self.dovecot.terminate()
            self.dovecot.wait()
            self.dovecot = None

    def start_postfix(self):
        for name in ("etc", "queue", "data"):
            os.makedirs(self.path("postfix", name))
        shutil.chown(self.path("postfix", "data"), "postfix")
        self.write(POSTFIX_MAIN, "postfix", "etc", "main.cf")
        self.write(POSTFIX_MASTER, "postfix", "etc", "master.cf")
        self.postfix("start")
        wait_for_banner(self.smtp_port, b"220")

    def postfix(self, command):
        with open(self.path("postfix", "output"), "ab") as output:
            subprocess.run(
                ["postfix", "-c", self.path("postfix", "etc"), command],
                stdout=output, stderr=output, check=False)

    def stop(self):
        if os.path.exists(self.path("postfix", "etc", "master.cf")):
            self.postfix("stop")
        self.stop_dovecot()
        shutil.rmtree(self.directory, ignore_errors=True)

    # -- mailboxes

    def imap(self, user):
        """A logged-in connection, without TLS."""
        client = imaplib.IMAP4("127.0.0.1", self.imap_port)
        client.login(user, PASSWORD)
        return client

    def messages(self, user, mailbox="INBOX"):
        """Every message of the mailbox, raw."""
        with self.imap(user) as client:
            client.select(mailbox, readonly=True)
            _, found = client.search(None, "ALL")
            if not found[0]:
                return []
            _, parts = client.fetch(found[0].replace(b" ", b",").decode(),
                                    "(BODY.PEEK[])")
            return [part[1] for part in parts if isinstance(part, tuple)]

    def wait_for(self, user, count, seconds=30, mailbox="INBOX"):
        """The user's messages, once there are so many."""
        end = time.monotonic() + seconds
        while True:
            messages = self.messages(user, mailbox)
            if len(messages) >= count or time.monotonic() > end:
                return messages
            time.sleep(0.1)

    def log(self):
        """Postfix's log, for a test that fails."""
        with open(self.path("postfix", "mail.log"), encoding="utf-8") as log:
            return log.read()

"""Runs the test programme mailbox_listen (mailbox_listen.c) and reads what it
says, while it says it.

Its path comes in the environment, DIGESTD_MAILBOX_LISTEN, as ctest sets it.
"""

import json
import os
import signal
import subprocess
import threading


class Listening:
    """One mailbox_listen, running.

    events   everything it said so far, in order
    mails    ... of these, what handle was called with
    states   ... and what state was called with: [(what, err)]
    result, err   what it came back with, after finish() or stop()
    """

    def __init__(self, url, *options):
        self.events = []
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            [os.environ["DIGESTD_MAILBOX_LISTEN"], *options, url],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait(lambda listening: listening.events)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()

    def read(self):
        for line in self.process.stdout:
            with self.news:
                self.events.append(json.loads(line))
                self.news.notify_all()

    @property
    def mails(self):
        return [event for event in self.events if "mail" in event]

    @property
    def uids(self):
        return [event["mail"] for event in self.mails]

    @property
    def states(self):
        return [(event["state"], event["err"]) for event in self.events
                if "state" in event]

    def wait(self, what, seconds=20):
        """Until what(self) is true."""
        with self.news:
            if not self.news.wait_for(lambda: what(self), seconds):
                raise AssertionError("waited in vain; it said %r" %
                                     self.events[-20:])

    def wait_state(self, what, count=1, seconds=20):
        """Until it has been in this state so often; the last one's err."""
        def there(listening):
            return sum(name == what for name, _ in listening.states) >= count
        self.wait(there, seconds)
        return [err for name, err in self.states if name == what][-1]

    def wait_mails(self, count, seconds=20):
        self.wait(lambda listening: len(listening.mails) >= count, seconds)

    def finish(self, seconds=60):
        """Waits until it ends by itself; (result, err)."""
        self.process.wait(seconds)
        self.reader.join()
        errors = self.process.stderr.read()
        if self.process.returncode or errors:
            raise AssertionError("mailbox_listen: exit %d\n%s" %
                                 (self.process.returncode, errors))
        return self.events[-1]["result"], self.events[-1]["err"]

    def stop(self):
        """Asks it to stop, whatever it waits for just then; (result, err)."""
        self.process.send_signal(signal.SIGTERM)
        self.wait(lambda listening: "result" in listening.events[-1])
        return self.finish()

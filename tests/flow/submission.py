"""Runs the test programme submit_mails (submit_mails.c) and reads what it says.

Its path comes in the environment, DIGESTD_SUBMIT_MAILS, as ctest sets it.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

from smtpserver import SmtpServer


class Submission:
    """One run of submit_mails.

    outcomes  {number of the mail: "ok", "tempfail", "permfail", "unknown"}
    replies   {number of the mail: text}
    dots      numbers of the mails whose before_dot was called, in order
    events    everything it said, in order
    result    what submit_run returned
    err       its error
    seconds   how long it took
    """

    def __init__(self, url, *options):
        start = time.monotonic()
        done = subprocess.run(
            [os.environ["DIGESTD_SUBMIT_MAILS"], *options, url],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=100, check=False)
        self.seconds = time.monotonic() - start
        if done.returncode or done.stderr:
            raise AssertionError("submit_mails: exit %d\n%s" %
                                 (done.returncode, done.stderr))
        self.output = done.stdout
        self.events = [json.loads(line) for line in done.stdout.splitlines()]
        told = [event for event in self.events if "mail" in event]
        self.outcomes = {event["mail"]: event["outcome"] for event in told}
        if len(told) != len(self.outcomes):
            raise AssertionError("a mail was settled twice")
        self.replies = {event["mail"]: event["reply"] for event in told}
        self.dots = [event["dot"] for event in self.events if "dot" in event]
        self.result = self.events[-1]["result"]
        self.err = self.events[-1]["err"]


class SubmitCase(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="digestd-submit-")
        self.addCleanup(shutil.rmtree, self.directory)

    def submit(self, script, *options, scheme="smtp", host="127.0.0.1"):
        """Submits to a server with this script; both stay in self."""
        self.server = SmtpServer(self.directory, script)
        with self.server:
            url = "%s://%s:%d" % (scheme, host, self.server.port)
            self.run_ = Submission(url, *options)
        return self.run_

    def assert_outcomes(self, *expected):
        self.assertEqual([self.run_.outcomes.get(i) for i in
                          range(len(self.run_.outcomes))], list(expected),
                         self.run_.output)

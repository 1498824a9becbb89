"""The real daemon on a clock of the soak's (libfaketime): the clock stands
still, and is set; a touch of the daemon's lock has it look at it. All dates are
in the future, so that no timer of the kernel's, which tells the true time, is
ever early."""

import os
import pathlib
import re
import signal
import subprocess
import time

import lab

FAKETIME = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))

# In a try's last line: how the edition's job ended.
TRIED = re.compile(r"<\d>edition (date=|failed|:)")


def wait_until(true, what, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.005)


class Machine(lab.Lab):
    """schedule: the wake's "HH:MM"."""

    def configure(self, schedule=None, **settings):
        self.schedule = schedule or getattr(self, "schedule", "06:30")
        super().configure(**settings)
        text = self.conf.read_text()
        text = re.sub(r"schedule: \{.*?\};", f"""schedule: {{
            time = "{self.schedule}"; timezone = "Europe/Paris";
            days = [ "mon", "tue", "wed", "thu", "fri" ];
            catch_up = "2h"; }};
            metrics_file = "{self.dir}/metrics";""", text, flags=re.S)
        self.conf.write_text(text)

    # -- the clock

    def set_clock(self, instant):
        """A moment with its zone."""
        self.now = instant
        fresh = self.dir / "clock.new"
        fresh.write_text(f"{int(instant.timestamp())}\n")
        fresh.rename(self.dir / "clock")

    def environment(self):
        linked = subprocess.run(["ldd", lab.BIN / "digestd"], text=True,
                                capture_output=True).stdout
        sanitizer = re.findall(r"(/\S*lib[at]san\S*)", linked)
        return {"LD_PRELOAD": ":".join([*sanitizer, str(FAKETIME[-1])]),
                "FAKETIME_TIMESTAMP_FILE": str(self.dir / "clock"),
                "FAKETIME_FMT": "%s", "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
                # Memory that is kept back to catch its use is no leak.
                "ASAN_OPTIONS": "quarantine_size_mb=1:malloc_context_size=5",
                # Two threads' arenas, whatever the machine's cores.
                "MALLOC_ARENA_MAX": "2"}

    def ctl(self, *args, env=None, **more):
        return super().ctl(*args, env={**self.environment(), **(env or {})},
                           **more)

    # -- the daemon

    def start(self):
        self.from_here = self.log_size()
        with open(self.dir / "log", "a") as log:
            self.daemon = subprocess.Popen(
                [lab.BIN / "digestd", "-c", self.conf], stderr=log,
                env={**os.environ, **self.environment()})
        self.wait_for(" started ")

    def log_size(self):
        path = self.dir / "log"
        return path.stat().st_size if path.exists() else 0

    def said(self, start=0):
        with open(self.dir / "log", "rb") as log:
            log.seek(start)
            return log.read().decode("utf-8", "replace")

    def wait_for(self, text):
        """Said since the last start()."""
        start = self.from_here
        wait_until(lambda: text in self.said(start) or self.died(),
                   lambda: f"{text!r}\n{self.said(start)[-3000:]}")

    def died(self):
        if self.daemon.poll() is not None:
            raise AssertionError(f"the daemon ended: {self.said()[-5000:]}")

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def stop(self):
        self.daemon.send_signal(signal.SIGTERM)
        if self.daemon.wait(60):
            raise AssertionError(f"exit {self.daemon.returncode}\n"
                                 f"{self.said()[-5000:]}")

    def hang_up(self):
        """SIGHUP; what it said about the config."""
        start = self.log_size()
        self.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: "reload: " in self.said(start) or self.died(),
                   "no reload")
        return self.said(start)

    def poke(self):
        os.utime(self.dir / "state/daemon.lock")

    def settle(self):
        """Until a delivery that began after this moment has ended: it writes
        the metrics then, and so may one that was at work before."""
        metrics = self.dir / "metrics"

        def stamp():
            if not metrics.exists():
                return None
            st = metrics.stat()
            return st.st_mtime_ns, st.st_ino

        for _ in range(2):
            before, again = stamp(), [0]

            def written():
                if time.monotonic() > again[0]:
                    self.poke()
                    again[0] = time.monotonic() + .25
                self.died()
                return stamp() != before

            wait_until(written, "the delivery does not end")

    # -- what it takes

    def memory(self):
        """Resident, in kB."""
        status = pathlib.Path(f"/proc/{self.daemon.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def descriptors(self):
        """How many are open at rest: the fewest of some moments, for a job
        ends a little after it has said so. None: only root may look (the
        daemon is not dumpable)."""
        try:
            def count():
                time.sleep(.01)
                return len(os.listdir(f"/proc/{self.daemon.pid}/fd"))
            return min(count() for _ in range(20))
        except PermissionError:
            return None

"""metrics_file: what node_exporter's textfile collector reads."""

import re
import signal
import subprocess
import time
import unittest

import lab
from lab import Lab

# https://prometheus.io/docs/instrumenting/exposition_formats/
NAME = r"digestd_[a-z][a-z0-9_]*"
LABELS = r'\{[a-z_]+="(?:[^"\\\n]|\\[\\n"])*"\}'
SAMPLE = re.compile(rf"^({NAME})({LABELS})? (-?[0-9.]+(?:e[+-]?[0-9]+)?)$")


def read(text):
    """{name: {labels: value}}, after what promtool's lint would find."""
    found, kinds, order = {}, {}, []
    assert text.endswith("\n")
    for line in text.splitlines():
        told = re.match(rf"^# (HELP|TYPE) ({NAME}) (.+)$", line)
        if told:
            kind, name, rest = told.groups()
            assert (kind, name) not in kinds, f"{line}: twice"
            kinds[kind, name] = rest
            if kind == "HELP":
                assert rest.endswith("."), line
                order.append(name)
            else:
                assert rest in ("gauge", "counter"), line
            continue
        sample = SAMPLE.match(line)
        assert sample, repr(line)
        name, labels, value = sample.groups()
        assert order and order[-1] == name, f"{line}: not behind its HELP"
        assert labels not in found.setdefault(name, {}), f"{line}: twice"
        found[name][labels] = float(value)
        assert name.endswith("_total") == (kinds["TYPE", name] == "counter")
    assert set(found) <= set(order)
    return found


class Metrics(unittest.TestCase):
    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.__exit__)
        self.path = self.lab.dir / "digestd.prom"
        self.lab.conf.write_text(self.lab.conf.read_text() +
                                 'metrics_file = "digestd.prom";\n')
        self.lab.demo_readers()

    def test_after_a_run(self):
        r = self.lab.run()
        m = read(self.path.read_text())
        papers = m["digestd_edition_papers"]
        for fate in ("skipped", "relevant", "below", "unscored"):
            self.assertEqual(papers[f'{{fate="{fate}"}}'], r[fate])
        self.assertEqual(m["digestd_edition_announced_papers"][None],
                         sum(papers.values()))
        self.assertEqual(m["digestd_edition_date_timestamp_seconds"][None],
                         1767571200)  # date -ud 2026-01-05 +%s
        self.assertEqual(m["digestd_deliveries"]['{state="sent"}'], 3)
        self.assertEqual(m["digestd_subscribers"]['{state="active"}'], 3)
        self.assertEqual(set(m["digestd_source_up"].values()), {1})
        self.assertEqual(set(m["digestd_failed"].values()), {0})
        self.assertNotIn("digestd_listener_up", m)
        self.assertAlmostEqual(m["digestd_written_timestamp_seconds"][None],
                               time.time(), delta=600)
        # readable for another user, although the umask is 077
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o644)

    def test_what_fails_shows(self):
        self.lab.run()
        self.lab.configure(smtp='url = "smtp://127.0.0.1:1"; tls = "none";',
                           sources=Lab.rss("/nowhere/x.xml"))
        self.lab.conf.write_text(self.lab.conf.read_text() +
                                 'metrics_file = "digestd.prom";\n')
        self.lab.ctl("run", status=1)
        m = read(self.path.read_text())
        self.assertEqual(m["digestd_failed"]['{part="edition"}'], 1)
        self.assertIn(0, m["digestd_source_up"].values())
        self.assertTrue(self.lab.json("status")["failures"]["edition"])

    def test_a_dry_run_writes_none(self):
        self.lab.run("--dry-run")
        self.assertFalse(self.path.exists())

    def test_a_place_that_is_none_is_said(self):
        self.lab.conf.write_text(self.lab.conf.read_text().replace(
            '"digestd.prom"', '"/nowhere/digestd.prom"'))
        self.assertIn("metrics_file: /nowhere/digestd.prom",
                      self.lab.ctl("run").stderr)

    def test_the_daemon_writes_it(self):
        daemon = subprocess.Popen([lab.BIN / "digestd", "-c", self.lab.conf],
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.kill)
        end, sent = time.monotonic() + 30, None
        while not sent:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
            if self.path.exists():  # never half of it
                m = read(self.path.read_text())
                sent = m["digestd_deliveries"]['{state="sent"}']
                if not sent:
                    daemon.send_signal(signal.SIGUSR1)


if __name__ == "__main__":
    unittest.main()

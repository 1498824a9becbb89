#!/usr/bin/env python3
"""keep.py BIN TARGET...: of what libFuzzer grew (BIN/../grown), takes a small
set of small inputs that together reach what all reach into corpus/."""

import hashlib
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SMALL, MOST = 1500, 30  # bytes of an input, inputs of a target


def main(bin_, *targets):
    for target in targets:
        grown = pathlib.Path(bin_).parent / "grown" / target
        corpus = HERE / "corpus" / target
        with tempfile.TemporaryDirectory() as tmp:
            small = pathlib.Path(tmp) / "small"
            best = pathlib.Path(tmp) / "best"
            small.mkdir()
            best.mkdir()
            for path in sorted(grown.iterdir()):
                if path.stat().st_size <= SMALL:
                    (small / path.name).write_bytes(path.read_bytes())
            subprocess.run(
                [pathlib.Path(bin_) / f"fuzz_{target}", "-merge=1",
                 "-use_value_profile=0", best, corpus, small],
                check=True, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            found = sorted(best.iterdir(), key=lambda p: p.stat().st_size)
            step = max(1, -(-len(found) // MOST))
            for path in found[::step]:
                data = path.read_bytes()
                name = hashlib.sha256(data).hexdigest()[:12]
                if not any(p.read_bytes() == data for p in corpus.iterdir()):
                    (corpus / name).write_bytes(data)
        print(target, len(list(corpus.iterdir())))


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""What the scorer `llm` takes, in time and in tokens. Prints tables; asserts
nothing.

    bench_llm.py BIN CORPORA [DAYS]

1. A day against an endpoint that takes 300 ms: about calls / concurrency x
   300 ms.
2. Prompt tokens for a scanned paper against the part of the selected papers
   that reaches the model, by prefilter, over labelled days. The lexical scorer
   has weights trained on every other day, and is measured on days between.
   Tokens are bytes / 4, as English prose has them with the tokenizers of today
   (gpt-4o: 4.4 bytes; formulas and names fewer). Titles are judged by a
   stand-in for the model: the lexical scorer, which gets titles alone, drops
   what it gives less than 2.5.
"""
import glob
import html
import json
import os
import pathlib
import sys
import time

os.environ["DIGESTD_BIN"], corpora = sys.argv[1:3]
MOST_DAYS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
import lab  # noqa: E402
from llmserver import LLMServer  # noqa: E402

MONDAY = "Mon, 05 Jan 2026 00:00:00 -0500"


def read_day(path):
    return [json.loads(text) for text in open(path)]


def feed_of(papers):
    items = "".join(
        lab.item(p["arxiv_id"], html.escape(p["title"]),
                 html.escape(p["abstract"]), p["announce_type"] or "new")
        .replace("<category>cs.LG</category>", "".join(
            f"<category>{c}</category>" for c in p["categories"]))
        for p in papers)
    return lab.day_of(lab.SAMPLE, MONDAY, keep=0, add=items)


def configure(own, server, **llm):
    settings = {"url": f'"{server.url}"', "budget_per_day": 1000.0, **llm}
    text = " ".join(f"{k} = {v};" for k, v in settings.items())
    own.configure(scoring=f'scorer = "llm"; weights = "weights.tsv"; '
                          f'llm: {{ {text} }};')


def time_a_day(papers):
    print(f"A day of {len(papers)} papers, 300 ms a call, batches of 16")
    print("concurrency  calls  at least    took")
    for concurrency in (1, 4, 8, 16):
        with LLMServer(ms=300) as server, lab.Lab() as own:
            configure(own, server, concurrency=concurrency,
                      prefilter='"none"')
            own.configure(sources=lab.Lab.rss(
                own.file("day.xml", feed_of(papers))))
            start = time.monotonic()
            own.run("--until", "score")
            took = time.monotonic() - start
            calls = len(server.requests)
            least = -(-calls // concurrency) * .3
            print(f"{concurrency:11} {calls:6} {least:7.1f} s {took:6.1f} s",
                  flush=True)


def title_drops(own, papers):
    """What the stand-in drops, as a function of ids."""
    own.configure(scoring='scorer = "lexical"; weights = "weights.tsv";')
    text = "".join(json.dumps({**p, "abstract": ""}) + "\n" for p in papers)
    out = own.ctl("score", stdin=text).stdout.splitlines()
    low = {s["arxiv_id"] for s in map(json.loads, out)
           if (s["relevance"] or 0) < 2.5}
    return lambda ids: [p for p in ids if p in low]


def measure(days, weights, **llm):
    scanned = tokens = asked = selected = found = completion = 0
    cost = 0.0
    for papers in days:
        with LLMServer() as server, lab.Lab() as own:
            own.file("weights.tsv", weights)
            server.drop_titles = title_drops(own, papers)
            configure(own, server, **llm)
            own.configure(sources=lab.Lab.rss(
                own.file("day.xml", feed_of(papers))))
            r = own.run("--until", "score")
            scanned += r["scanned"]
            tokens += r["prompt_tokens"]
            completion += r["completion_tokens"]
            cost += r["cost"]
            sent = set(server.asked())
            asked += len(sent)
            want = {p["arxiv_id"] for p in papers
                    if p["selected_by"] == "topics"}
            selected += len(want)
            found += len(want & sent)
    name = llm["prefilter"].strip('"')
    print(f"{name:9} {llm.get('prefilter_recall', .98):6.2f} "
          f"{asked / scanned:7.1%} {found / selected:8.1%} "
          f"{tokens / scanned:8.0f} {completion / scanned:11.0f} "
          f"{cost / len(days):9.3f}", flush=True)


def tokens_and_recall(paths):
    with lab.Lab() as own:
        own.ctl("train", "-o", own.dir / "weights.tsv", *paths[::2])
        weights = (own.dir / "weights.tsv").read_bytes()
    unseen = paths[1::2]
    days = [read_day(p) for p in unseen[:: max(1, len(unseen) // MOST_DAYS)]]
    print(f"\n{len(days)} labelled days that the weights have not seen")
    print("prefilter recall   asked reaching  prompt  completion  gpt-4o")
    print("            set   about  the model  tokens for a paper  a day")
    for recall in (.9, .95, .97, .98, .99, 1.0):
        measure(days, weights, prefilter='"lexical"', prefilter_recall=recall)
    measure(days, weights, prefilter='"title"')
    measure(days, weights, prefilter='"none"')


def main():
    paths = sorted(glob.glob(f"{corpora}/labelled/dev/*.jsonl"))
    if not paths:
        print("no labelled days: a made-up day only")
    day = read_day(paths[2])[:320] if paths else [
        {"arxiv_id": f"2601.{10000 + i}", "title": f"Sparse experts {i}",
         "abstract": "We route tokens to experts. " * 40,
         "announce_type": "new", "categories": ["cs.LG"]} for i in range(320)]
    time_a_day(day)
    if paths:
        tokens_and_recall(paths)


if __name__ == "__main__":
    main()

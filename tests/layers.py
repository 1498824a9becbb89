#!/usr/bin/python3
"""Each layer includes only what stands left of it; siblings never each other.

    base < model < text < {conf store fetch score select apply archive mail}
         < flows (daemon/*.c) ; score < train, which only digestctl uses ; and the libraries, each in its one place.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
LOW = ["base", "model", "text"]
SIBLINGS = ["conf", "store", "fetch", "score", "select", "apply", "archive", "mail"]
ALLOWED = {m: set(LOW[: i + 1]) for i, m in enumerate(LOW)}
ALLOWED.update({m: set(LOW) | {m} for m in SIBLINGS})
ALLOWED["train"] = ALLOWED["score"] | {"train"}
LIBRARIES = {  # header: where it may be included
    "curl/": {"base/http", "mail/submit"},
    "cjson/": {"base/json"},
    "systemd/": {"base/loop"},
    "sqlite3.h": {"store/"},
    "libconfig.h": {"conf/"},
    "libxml/": {"fetch/", "mail/read"},
    "gnutls/": {"mail/", "fetch/"},
    "libetpan/": {"mail/"},
    "iconv.h": {"text/"},
    "libstemmer": {"score/"},
    "linear.h": {"train/"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def module_of(path):
    parts = path.relative_to(ROOT).parts
    if parts[0] == "mail":
        return "mail"
    return parts[1] if len(parts) > 2 else None  # None: the flows


def complaints(path):
    module = module_of(path)
    where = str(path.relative_to(ROOT)).removeprefix("daemon/")
    for kind, name in INCLUDE.findall(path.read_text()):
        if kind == "<":
            for library, places in LIBRARIES.items():
                if name.startswith(library) and not any(
                    where.startswith(p) for p in places
                ):
                    yield f"{where}: <{name}> belongs to {sorted(places)}"
        elif module and "/" in name:
            other = name.split("/")[0]
            if other not in ALLOWED[module]:
                yield f"{where}: includes \"{name}\", which is not left of it"
        elif module:
            yield f"{where}: includes \"{name}\": name the module, or it is a flow's"


def main():
    files = [p for d in ("daemon", "mail") for p in (ROOT / d).rglob("*.[ch]")]
    found = [c for p in sorted(files) for c in complaints(p)]
    print("\n".join(found) or f"{len(files)} files keep to their layers")
    return bool(found)


sys.exit(main())

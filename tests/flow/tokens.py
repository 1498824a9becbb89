"""Signs tokens as mail/token.h says, with the keys of a lab's database: for
mails that only time, or an MTA, would bring about. Standard library only."""

import base64
import hashlib
import hmac
import struct

REPLY, UNSUBSCRIBE, BOUNCE, CONFIRM = 1, 2, 3, 4


def read(token):
    """{"key", "scope", "subscriber", "edition", "expires"}, unverified."""
    raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    return dict(zip(("key", "scope", "subscriber", "edition", "expires"),
                    struct.unpack(">BBIHH", raw[:10])))


def unsigned(key, scope, subscriber, edition, expires):
    """For write, where there is no token yet to be like."""
    raw = struct.pack(">BBIHH", key, scope, subscriber, edition, expires)
    return base64.b32encode(raw + bytes(16)).decode().rstrip("=").lower()


def write(lab, like, **changes):
    """A token like this one but for the changes, signed by its key."""
    fields = {**read(like), **changes}
    secret, = lab.database("SELECT secret FROM key WHERE id = ?",
                           fields["key"])[0]
    raw = struct.pack(">BBIHH", *fields.values())
    mac = hmac.new(secret, raw, hashlib.sha256).digest()[:16]
    return base64.b32encode(raw + mac).decode().rstrip("=").lower()

"""What may not guard a server that others reach: secrets that are short, repeated, printed somewhere, or used twice.

Pure functions over what the environment gave. The settings ask them before anything else is built, so that a server
with such a secret never answers a single request.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from balairung.ground.common.keyring import parsed

SHORTEST = 32  # signs: 192 bits, as `secrets.token_urlsafe` writes them
FEWEST = 10  # different signs; what a machine drew has more, also in hexadecimal
#: Words that manuals and samples print in the place of a secret, ours among them.
PRINTED = {
    "", "admin", "administrator", "balairung", "balairung-demo", "change-me", "change_me", "changeit", "changeme",
    "contoh", "default", "demo", "example", "ganti", "ganti-saya", "gantisaya", "insecure", "kata-sandi", "key",
    "kunci", "minimal", "pass", "passw0rd", "password", "postgres", "rahasia", "root", "sandi", "secret", "test",
    "uji", "user",
}  # fmt: skip
SAMPLE = re.compile(
    r"django-insecure|change.?me|ganti.?saya|your.?secret|secret.?key|\bexample\b|\bcontoh\b|…|<|>", re.IGNORECASE
)


def weaknesses(
    keys: Mapping[str, str], addresses: Mapping[str, str], *, hosts: Sequence[str], debug: bool, second_factor: str
) -> Iterator[str]:
    """A sentence for each thing that must not stand on a server that others reach.

    `keys` are SECRET_KEY, SEAL_KEYS, HASH_KEY, and METRICS_TOKEN where there is one; `addresses` may carry a password,
    of the database or of the mail server.
    """
    if "*" in hosts:
        yield "BALAIRUNG_HOSTS names every host, so that anybody may put another name into our links: name your own"
    if debug:
        yield "BALAIRUNG_DEBUG shows settings and code to whoever meets a fault: leave it 0"
    if second_factor != "required":
        yield "BALAIRUNG_SECOND_FACTOR may be offered in a demonstration on one machine only: leave it out"
    ring = parsed(keys["SEAL_KEYS"])
    signing = {name: value for name, value in keys.items() if name != "SEAL_KEYS"}
    for name, value in signing.items():
        yield from (f"BALAIRUNG_{name} {fault}" for fault in _faults(value))
    for one in ring or ("",):
        yield from (f"BALAIRUNG_SEAL_KEYS {fault}" for fault in _seal_faults(one))
    if len({*signing.values(), *ring}) < len(signing) + len(ring):
        yield f"One secret stands for two among BALAIRUNG_{', _'.join(keys)}: make each by itself"
    for name, address in addresses.items():
        if (password := _password(address)) is not None and password.lower() in PRINTED:
            yield f"{name} carries a password that every manual prints: choose another"


def _faults(value: str) -> Iterator[str]:
    if value.lower() in PRINTED or SAMPLE.search(value):
        yield "is a sample that is printed somewhere: make one of your own"
    elif len(value) < SHORTEST:
        yield f"is shorter than {SHORTEST} signs: make a longer one"
    elif len(set(value)) < FEWEST:
        yield "repeats a few signs only: let a machine draw it"


def _seal_faults(value: str) -> Iterator[str]:
    """A key of Fernet is 32 bytes; a sentence written as base64 has the right length, and is no key."""
    try:
        key = base64.urlsafe_b64decode(value)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        yield "holds something that is no Fernet key: see the sample for how one is made"
    elif len(set(key)) < FEWEST or key.isascii():
        yield "holds a key that nobody drew by lot: make one as the sample says"


def _password(address: str) -> str | None:
    """None where there is none: a database on its own socket needs no password."""
    parts = urlsplit(address)
    inside = parse_qs(parts.query).get("password", [None])[-1]
    return unquote(parts.password) if parts.password is not None else inside

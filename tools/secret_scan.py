"""No secret may stand in a file that git keeps: what a thief's own scanner would look for, we look for first.

The patterns of services are those of detect-secrets; ours are the keys that this house itself makes, and names of files
that hold keys. What only looks like a secret stands in `SAMPLES`. `--history` reads all that git ever kept: a secret
that was taken out again is still a secret that was given away.
"""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class as detectors
from detect_secrets.plugins.base import RegexBasedDetector

ROOT = Path(__file__).resolve().parent.parent
#: Guesses by randomness or by the word beside it: every hash in a lock file and every msgid would be one.
LEFT_OUT = {"Base64 High Entropy String", "Hex High Entropy String", "Secret Keyword", "Public IP (ipv4)"}
OURS = {
    # Hashes of the public log are 32 bytes in base64 too: a key is told by the name that it is given.
    "Fernet key": re.compile(r"""(?i:seal|fernet)\w*["']?\]?\s*[:=(]+\s*\[?\s*b?["']?([A-Za-z0-9_-]{43}=)"""),
    "key of our API": re.compile(r"\bbal_[a-z2-9]{8}_[a-z2-9]{40}\b"),
    "age identity": re.compile(r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
}
NAMES = re.compile(
    r"(^|/)(id_(rsa|dsa|ecdsa|ed25519)|keys\.json|\.netrc|\.npmrc|\.pypirc|[^/]+\.(pem|key|p12|pfx|jks|kdbx|ppk))$"
)
#: What stands in the place of a password in samples and in tests of addresses, and is none.
SAMPLES = {"a", "b", "password", "balairung", "sandi"}
PLACEHOLDER = re.compile(r"[{<$].*[}>]?")  # of a template: {password}, <sandi>, $PASSWORD


def searching() -> list[RegexBasedDetector]:
    """Detectors of tokens that have a shape of their own."""
    known: Mapping[str, type[object]] = detectors()
    found = (known[kind]() for kind in sorted(known.keys() - LEFT_OUT))
    return [one for one in found if isinstance(one, RegexBasedDetector)]


DETECTORS = searching()


def secrets_in(text: str) -> set[tuple[str, str]]:
    """What kind of secret, and the secret."""
    theirs = {(one.secret_type, found) for one in DETECTORS for found in one.analyze_string(text)}
    ours = {(kind, found) for kind, pattern in OURS.items() for found in pattern.findall(text)}
    return {(kind, found) for kind, found in theirs | ours if not (found in SAMPLES or PLACEHOLDER.fullmatch(found))}


def findings(name: str, text: str) -> Iterator[str]:
    """`file:line: kind` for each secret, and the beginning of its hash: a report must not give it away once more."""
    if NAMES.search(name):
        yield f"{name}: a file of this name holds a key"
    for kind, secret in sorted(secrets_in(text)):
        mark = hashlib.sha256(secret.encode()).hexdigest()[:12]
        yield f"{name}:{_line_of(text, kind, secret)}: {kind} ({mark})"


def _line_of(text: str, kind: str, secret: str) -> int:
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if secret in line and (kind, secret) in secrets_in(line)), 1)


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def present() -> Iterator[tuple[str, str]]:
    """What git tracks, and what it would track."""
    for name in git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (path := ROOT / name).is_file():
            yield name, path.read_text(errors="replace")


def past() -> Iterator[tuple[str, str]]:
    """What was ever added: all of a file's new lines of one commit together."""
    for commit in git("rev-list", "--all").split():
        yield from _added(commit, git("show", "--format=", "--unified=0", "--no-renames", "--no-color", commit))


def _added(commit: str, change: str) -> Iterator[tuple[str, str]]:
    name, lines = "", dict[str, list[str]]()
    for line in change.splitlines():
        if line.startswith("+++ "):
            name = line.removeprefix("+++ ").removeprefix("b/")
        elif line.startswith("+"):
            lines.setdefault(name, []).append(line[1:])
    yield from ((f"{commit[:10]} {path}", "\n".join(added)) for path, added in lines.items())


def main(arguments: list[str]) -> int:
    texts: Iterable[tuple[str, str]] = past() if arguments == ["--history"] else present()
    count, found = 0, list[str]()
    for name, text in texts:
        count += 1
        found += findings(name, text)
    print("\n".join(found) or f"{count} files, no secret in them")
    return len(found) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

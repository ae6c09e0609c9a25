"""No committed file may name the machine that it was written on, or a mirror that only some can reach.

A lock file with a registry's address in it works for whoever made it and for nobody else; a path of one's own
home works nowhere. Lines that must show such a thing as an example do not exist here, so there is no exception.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRIES = (
    r"files\.pythonhosted\.org",
    r"(?:test\.)?pypi\.(?:org|python\.org)",
    r"registry\.(?:npmjs\.org|yarnpkg\.com)",
    r"(?:deb|security|ftp(?:\.\w+)?)\.debian\.org",
    r"--(?:(?:extra-|default-)?index-url|find-links)\b",
)
MACHINES = (r"/home/\w+/", r"/root/", r"/Users/\w+/", r"/work/(?:main|shared|steering)", r"[Ff]arm-(?:bench|studio)")
TRACE = re.compile("|".join([*REGISTRIES, *MACHINES]))
#: The list above is itself such a file.
HERE = Path(__file__).resolve()


def committed() -> list[Path]:
    """What git tracks, and what it would track."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def traces(path: Path) -> Iterator[str]:
    """`file:line: the trace`, for each line that has one."""
    for number, line in enumerate(path.read_text(errors="ignore").splitlines(), 1):
        if found := TRACE.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: {found.group()}"


def main() -> int:
    files = [path for path in committed() if path.is_file() and path != HERE]
    found = [trace for path in files for trace in traces(path)]
    print("\n".join(found) or f"{len(files)} files, no trace of a machine or a registry")
    return len(found) > 0


if __name__ == "__main__":
    sys.exit(main())

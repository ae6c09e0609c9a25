"""What the lock files hold, and under which licence each package comes."""

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(
    r"^([a-z0-9._-]+)==([^ ;]+)(?: ; (.+?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)

#: What older packages write in place of an SPDX expression.
WRITTEN = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT, BSD": "MIT AND BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
#: Packages whose metadata says too little or too much; read in the licence file that they carry.
READ = {
    "duckdb": "MIT",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "pyrage": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "smpplib": "LGPL-3.0-or-later",
}


def locked(name: str) -> dict[str, tuple[str, str, str]]:
    """Version, marker and hashes of every package of a lock file."""
    found = PINNED.findall((ROOT / name).read_text())
    return {package: (version, marker, hashes) for package, version, marker, hashes in found}


def licence(package: str) -> str:
    """The licence of an installed package as an SPDX expression, or what it says where it says no such thing."""
    if package in READ:
        return READ[package]
    about = metadata(package)
    if expression := about.get_all("License-Expression"):
        return str(expression[0])
    stated = [text.strip().splitlines()[0] for text in about.get_all("License") or [] if text.strip()]
    classified = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    words = stated or classified
    return " AND ".join(WRITTEN.get(word, word) for word in words) or "none stated"

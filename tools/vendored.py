"""Whether what others made is still what they gave out: `tools/vendored.yaml` against the files, and against npm.

It asks the network, by the ordinary `npm pack`, and so belongs to no test. A kind of likeness that needs a program
which is not there (terser, fontTools) is said, and counts as not checked. `--write` notes the hashes of sheets of
drawings anew.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "tools" / "vendored.yaml"
SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
#: The head of a font holds its date and a checksum over all.
UNLIKE = {"head", "GlyphOrder"}


def manifest() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text())
    return listed


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def changed() -> Iterator[str]:
    """Files that are no longer as the list says."""
    for one in manifest():
        for file in one["files"]:
            path = ROOT / file["path"]
            if not path.is_file() or sha256(path) != file["sha256"]:
                yield f"{file['path']} is not what tools/vendored.yaml says of {one['name']}"


def original(one: dict[str, Any], folder: Path) -> Path | None:
    """The package as npm gives it out; None for what comes from elsewhere."""
    if not one["purl"].startswith("pkg:npm/"):
        return None
    package = unquote(one["purl"].removeprefix("pkg:npm/"))
    packed = ["npm", "pack", package, "--silent", "--pack-destination", str(folder)]
    name = (
        subprocess.run(packed, cwd=folder, capture_output=True, text=True, check=True).stdout.strip().splitlines()[-1]
    )
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder / str(one["name"]), filter="data")
    return folder / str(one["name"]) / "package"


def like(one: dict[str, Any], file: dict[str, Any], theirs: Path) -> bool | None:
    """Whether ours comes from theirs in the way that the list says; None where nobody here can tell."""
    ours, origin = (ROOT / str(file["path"])).read_bytes(), theirs / str(file["origin"])
    match file["how"]:
        case "same":
            return ours == origin.read_bytes()
        case "cut":
            return ours.rstrip() == origin.read_bytes().rstrip().rpartition(b"\n")[0].rstrip()
        case "terser":
            return _as_terser(ours, origin)
        case "symbols":
            return all(_as_drawn(one, ours.decode(), origin))
        case "axis":
            return _as_instanced(one, ours, origin)
    return None


def _as_terser(ours: bytes, origin: Path) -> bool | None:
    command = ["npx", "--yes", "terser", str(origin), "-c", "-m"]
    done = subprocess.run(command, capture_output=True, check=False)
    return ours.split(b"\n", 4)[4].strip() == done.stdout.strip() if done.returncode == 0 else None


def _as_drawn(one: dict[str, Any], sheet: str, folder: Path) -> Iterator[bool]:
    """Each drawing of the sheet is one of theirs, whatever its name here."""
    inside = (re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL) for path in folder.glob("*.svg"))
    known = {_plain(found.group(1)) for found in inside if found}
    for name, drawing in SYMBOL.findall(sheet):
        if not name.startswith(tuple(one["own"])) and name not in one["redrawn"]:
            yield _plain(drawing) in known


def _plain(drawing: str) -> str:
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", re.sub(r"\s+", " ", drawing).strip()))


def _as_instanced(one: dict[str, Any], ours: bytes, origin: Path) -> bool | None:
    try:
        from fontTools.ttLib import TTFont
        from fontTools.varLib.instancer import instantiateVariableFont
    except ImportError:
        return None
    here = TTFont(BytesIO(ours))
    made = instantiateVariableFont(TTFont(origin), {"wght": tuple(one["weights"])})
    tables = {*here.keys(), *made.keys()} - UNLIKE
    return all(tag in here and tag in made and here.reader[tag] == made.getTableData(tag) for tag in tables)


def write() -> None:
    """Sheets of drawings grow by our own hand; everything else is only ever replaced as a whole."""
    text = MANIFEST.read_text()
    for file in (file for one in manifest() for file in one["files"] if file["how"] == "symbols"):
        text = text.replace(file["sha256"], sha256(ROOT / file["path"]))
    MANIFEST.write_text(text)


def compare() -> Iterator[tuple[str, bool | None]]:
    with tempfile.TemporaryDirectory() as folder:
        for one in manifest():
            theirs = original(one, Path(folder))
            for file in one["files"]:
                yield file["path"], like(one, file, theirs) if theirs else None


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        write()
    found = list(changed())
    print("\n".join(found))
    words = {True: "as given out", False: "NOT as given out", None: "not checked"}
    told = list(compare()) if not arguments else []
    for path, answer in told:
        print(f"{words[answer]:18}{path}")
    return int(bool(found) or any(answer is False for _path, answer in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

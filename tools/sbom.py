"""The bill of materials: everything that serves, with version, licence and who needs it, as CycloneDX 1.6.

`make sbom` writes docs/security/sbom.cdx.json and docs/security/licences.md from the lock file, from what is installed
and from tools/vendored.yaml. The same locks give the same bytes: nothing in it tells of a day or of a machine.
"""

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locked import ROOT, licence, locked
from tools.vendored import manifest

FOLDER = ROOT / "docs" / "security"
BILL, LICENCES = FOLDER / "sbom.cdx.json", FOLDER / "licences.md"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def ourselves() -> Component:
    return Component(
        name=PROJECT["name"], version=PROJECT["version"], type=ComponentType.APPLICATION, bom_ref="balairung",
        description=PROJECT["description"], licenses=[LicenseFactory().make_from_string(PROJECT["license"])],
    )  # fmt: skip


def packages() -> Iterator[Component]:
    """What the lock file names. It has a hash for each file that a registry offers; one over all stands for them."""
    for name, (version, _marker, hashes) in sorted(locked("requirements.lock").items()):
        every = "".join(sorted(re.findall("[0-9a-f]{64}", hashes)))
        yield Component(
            name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"pypi:{name}",
            purl=PackageURL("pypi", None, name, version), licenses=[LicenseFactory().make_from_string(licence(name))],
            properties=[Property(name="balairung:locked", value=hashlib.sha256(every.encode()).hexdigest())],
        )  # fmt: skip


def carried() -> Iterator[Component]:
    """What stands in our own folders, file by file."""
    for one in manifest():
        files = [
            Component(
                name=file["path"], type=ComponentType.FILE, bom_ref=file["path"],
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=file["sha256"])],
            )
            for file in one["files"]
        ]  # fmt: skip
        yield Component(
            name=one["name"], version=str(one["version"]), type=ComponentType.LIBRARY, bom_ref=f"carried:{one['name']}",
            purl=PackageURL.from_string(one["purl"]), licenses=[LicenseFactory().make_from_string(one["licence"])],
            external_references=[ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(one["source"]))],
            components=files,
        )  # fmt: skip


def children(names: Iterable[Requirement], extras: Iterable[str] = ("",)) -> set[tuple[str, frozenset[str]]]:
    """Whom these requirements ask for on this Python and system, and with which extras."""
    return {
        (canonicalize_name(one.name), frozenset(one.extras))
        for one in names
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
    }


def bill() -> Bom:
    parts = {part.bom_ref.value or "": part for part in [*packages(), *carried()]}
    house = ourselves()
    made = Bom(components=parts.values(), metadata=BomMetaData(component=house))
    roots = children(map(Requirement, PROJECT["dependencies"]))
    asked = {name for name, _extras in roots}
    made.register_dependency(house, [part for ref, part in parts.items() if ref[5:] in asked or ref[:5] == "carri"])
    waiting, seen = list(roots), set[tuple[str, frozenset[str]]]()
    needs: dict[str, set[str]] = {name: set() for name in locked("requirements.lock")}
    while waiting:
        name, extras = one = waiting.pop()
        if one in seen or name not in needs:
            continue
        seen.add(one)
        theirs = children(map(Requirement, requires(name) or []), ["", *extras])
        needs[name] |= {child for child, _extras in theirs} & needs.keys()
        waiting += theirs
    for name, wanted in needs.items():
        made.register_dependency(parts[f"pypi:{name}"], [parts[f"pypi:{child}"] for child in sorted(wanted)])
    return made


def written(made: Bom) -> str:
    """As JSON in one order, without the moment; the number of the bill is drawn from what it holds."""
    said: dict[str, Any] = json.loads(JsonV1Dot6(made).output_as_string())
    del said["metadata"]["timestamp"]
    said.pop("serialNumber", None)
    whole = json.dumps(said, sort_keys=True)
    said["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, whole)}"
    return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def faults(text: str) -> str:
    """What the schema of CycloneDX 1.6 has against it; nothing when it is content."""
    return str(JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) or "")


def listed() -> str:
    """The licences, for people: by package, and the whole text beside each thing that we carry ourselves."""
    rows = [f"| {name} | {one[0]} | {licence(name)} |" for name, one in sorted(locked("requirements.lock").items())]
    own = [
        f"| {one['name']} | {str(one['version'])[:12]} | {one['licence']} | `{one['notice']}` |" for one in manifest()
    ]
    return "\n".join([
        "# Licences", "",
        "Balairung itself is given under the AGPL-3.0-or-later (`LICENSE`). This list is of what it is built from;",
        "`make sbom` writes it from the locks, and `tests/test_dependencies.py` refuses what may not be combined with",
        "it. For programs the same stands in `docs/security/sbom.cdx.json` (CycloneDX 1.6).", "",
        "## Packages, installed beside it", "", "| package | version | licence |", "|---|---|---|", *rows, "",
        "## Carried in our own folders", "",
        "Each file has its origin and SHA-256 in `tools/vendored.yaml`; `python tools/vendored.py` compares with npm.",
        "", "| name | version | licence | its text |", "|---|---|---|---|", *own, "",
    ])  # fmt: skip


def main() -> int:
    text = written(bill())
    if problem := faults(text):
        print(problem)
        return 1
    FOLDER.mkdir(exist_ok=True)
    BILL.write_text(text)
    LICENCES.write_text(listed())
    count = len(json.loads(text)["components"])
    print(f"{BILL.relative_to(ROOT)}: {count} components; {LICENCES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

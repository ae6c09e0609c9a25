"""Make the outlines that the package brings: `boundaries.py CODE FILE …` writes ground/data/boundaries/CODE.csv.gz.

The files are the SQL of the public repository cahyadsn/wilayah_boundaries (db/kel/PROVINCE/…); ground/data/boundaries/
LICENSE.txt says whose work they are.
"""

import sys
from pathlib import Path

import django
from lokal import wilayah

django.setup()

from balairung.kernel.people.surveying import SHIPPED, Shapes, survey, write_shipped


def main(code: str, *files: str) -> None:
    villages = [one for district in wilayah.list_wilayah(code) for one in wilayah.list_wilayah(district.code)]
    known = {one.code: one.name for one in villages}
    shapes: Shapes = {}
    for file in files:
        found = survey(Path(file), known)
        print(*found.faults, sep="\n")
        shapes |= found.shapes
    path = SHIPPED / f"{code}.csv.gz"
    write_shipped(shapes.items(), path)
    print(f"{path.name}: {len(shapes)} of {len(known)} villages, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])

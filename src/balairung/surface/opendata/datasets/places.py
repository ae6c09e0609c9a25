"""Districts and villages with their outlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as __

from balairung.ground.common.polygons import UNITS, parse
from balairung.kernel.people.models import Boundary, Region
from balairung.surface.opendata.geometry import multi_polygon
from balairung.surface.opendata.reading import by_key
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record

REGIONS = 50  # at a time: an outline has thousands of corners


def rows(asked: Asked) -> Iterator[Record]:
    return by_key(_standing, "code", _records, replace(asked, handful=min(asked.handful, REGIONS)))


def _standing() -> QuerySet[Region]:
    return Region.objects.filter(until__isnull=True).select_related("parent")


def _records(page: list[Region]) -> Iterable[Record]:
    outlines = {one.region_id: one for one in Boundary.objects.filter(region__in=page)}
    return [_record(one, outlines.get(one.code)) for one in page]


def _record(region: Region, outline: Boundary | None) -> Record:
    parent = region.parent
    about = (region.code, str(region), str(region.get_level_display()), parent.code if parent else None,
             str(parent) if parent else None)  # fmt: skip
    if outline is None:
        return Record((*about, None, None))
    middle = (_middle(outline.south, outline.north), _middle(outline.west, outline.east))
    return Record((*about, *middle), multi_polygon(parse(outline.rings)))


def _middle(one: int, other: int) -> Decimal:
    return Decimal((one + other) // 2) / UNITS


PLACES = Dataset(
    key="wilayah",
    title=__("Wilayah dan garis batasnya"),
    lede=__("Kecamatan, desa, dan kelurahan dengan kodenya menurut Kementerian Dalam Negeri. Bentuk GeoJSON memuat "
            "garis batas yang disederhanakan: cukup untuk peta, tidak untuk menyelesaikan sengketa batas."),
    answers=(
        __("Apa kode desa saya?"),
        __("Di mana garis batas kecamatan, untuk menggambar peta?"),
    ),
    columns=(
        Column("kode", __("kode wilayah menurut Kementerian Dalam Negeri")),
        Column("nama", __("nama dengan sebutannya")),
        Column("tingkat", __("kecamatan, atau desa dan kelurahan")),
        Column("kode_induk", __("kode kecamatannya")),
        Column("nama_induk", __("nama kecamatannya")),
        Column("lintang", __("lintang titik tengah kotak yang mengelilinginya"), Kind.NUMBER, __("derajat")),
        Column("bujur", __("bujur titik tengah kotak yang mengelilinginya"), Kind.NUMBER, __("derajat")),
    ),
    rows=rows, often=Often.IRREGULAR, page="people:organisation", office=__("Sekretariat Daerah"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),),
    keywords=("kode wilayah", "garis batas", "kecamatan", "desa"), shaped=True,
    source=__("Garis batas bersumber dari Badan Informasi Geospasial (BIG), yang bawaan lewat himpunan terbuka "
              "cahyadsn/wilayah_boundaries (lisensi MIT), disederhanakan di sini."),
)  # fmt: skip

"""How mature the digital government is, by the word of others: what was published of this regency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as __

from balairung.kernel.people.house import the_regency
from balairung.surface.maturity.comparing import field_of
from balairung.surface.maturity.instruments import instrument
from balairung.surface.maturity.published import DOMAINS
from balairung.surface.opendata.reading import listed
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record


def rows(asked: Asked) -> Iterator[Record]:
    def tell() -> Iterable[Record]:
        for year, one in field_of(the_regency(), counted=False).own.items():
            values = (one.domains.get(domain) for domain in DOMAINS)
            measure = instrument(one.instrument_key)
            yield Record((
                str(year), year, one.index, one.predicate.words, measure.title, measure.decree, *values, one.source,
            ))  # fmt: skip

    return listed(tell, asked)


MATURITY = Dataset(
    key="kematangan",
    title=__("Kematangan digital"),
    lede=__("Indeks pemerintahan digital daerah ini dari tahun ke tahun, hanya dari penilaian pihak luar."),
    answers=(__("Apakah layanan digital daerah ini makin matang?"),),
    columns=(
        Column("id", __("tahun sebagai kunci")),
        Column("tahun", __("tahun yang dinilai"), Kind.INTEGER),
        Column("indeks", __("indeks, 1 sampai 5"), Kind.NUMBER),
        Column("predikat", __("predikat")),
        Column("ukuran", __("ukuran yang dipakai")),
        Column("dasar", __("dasar hukum ukuran itu")),
        Column("kebijakan", __("nilai bagian kebijakan"), Kind.NUMBER),
        Column("tata_kelola", __("nilai bagian tata kelola"), Kind.NUMBER),
        Column("manajemen", __("nilai bagian manajemen"), Kind.NUMBER),
        Column("layanan", __("nilai bagian layanan"), Kind.NUMBER),
        Column("sumber", __("siapa yang mengumumkan")),
    ),
    rows=rows, often=Often.YEARLY, page="maturity:public", office=__("Dinas yang mengurus komunikasi dan informatika"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),),
    keywords=("SPBE", "pemerintah digital", "indeks"),
)  # fmt: skip

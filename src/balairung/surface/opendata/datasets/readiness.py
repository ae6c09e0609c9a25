"""Published scores of readiness: who could be reached, office by office, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as __

from balairung.rooms.duty import league
from balairung.surface.opendata.reading import Batch, in_handfuls
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record


def rows(asked: Asked) -> Iterator[Record]:
    """The earliest month first; a handful is the table of a month."""

    def read(after: str) -> Batch | None:
        month = after.partition("/")[0]
        later = [one for one in reversed(league.months()) if f"{one:%Y-%m}" >= month]
        for period in later:
            told = sorted(_records(period), key=lambda one: str(one.values[0]))
            left = [one for one in told if str(one.values[0]) > after]
            if left:
                return left, str(left[-1].values[0])
        return None

    return in_handfuls(read, asked.after)


def _records(period: date) -> Iterator[Record]:
    for month, place, key, *rest in league.lines(league.table(period)):
        yield Record((f"{month}/{key}", period, place, key, *rest))  # type: ignore[arg-type]


READINESS = Dataset(
    key="siaga",
    title=__("Siaga: kantor yang dapat dihubungi"),
    lede=__("Setiap bulan pejabat setiap kantor dipanggil tanpa pemberitahuan. Data ini mencatat berapa yang menjawab "
            "sendiri, lewat wakil, atau tidak terhubung. Nama pejabat tidak ada di dalamnya."),
    answers=(
        __("Kantor mana yang selalu dapat dihubungi?"),
        __("Berapa lama sampai seseorang menjawab?"),
    ),
    columns=(
        Column("id", __("bulan dan kantor")),
        Column("bulan", __("hari pertama bulan itu"), Kind.DAY),
        Column("peringkat", __("peringkat bulan itu; kosong bila terlalu sedikit dipanggil"), Kind.INTEGER),
        Column("kantor", __("kunci kantor")),
        Column("nama_kantor", __("nama kantor")),
        Column("dipanggil", __("berapa kali dipanggil"), Kind.INTEGER, __("panggilan")),
        Column("terhubung_sendiri", __("berapa kali pejabatnya sendiri menjawab"), Kind.INTEGER, __("panggilan")),
        Column("lewat_wakil", __("berapa kali wakilnya menjawab"), Kind.INTEGER, __("panggilan")),
        Column("tidak_terhubung", __("berapa kali tidak ada yang menjawab"), Kind.INTEGER, __("panggilan")),
        Column("tidak_dinilai", __("berapa kali tidak dinilai"), Kind.INTEGER, __("panggilan")),
        Column("median_jawab", __("separuh panggilan dijawab dalam waktu ini"), Kind.INTEGER, __("detik")),
        Column("nilai", __("nilai, 0 sampai 100"), Kind.INTEGER),
        Column("selisih", __("selisih nilai dari bulan sebelumnya"), Kind.INTEGER),
    ),
    rows=rows, often=Often.MONTHLY, page="duty:league", office=__("Sekretariat Daerah"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),), keywords=("siaga", "tanggap darurat"),
    when="bulan",
)  # fmt: skip

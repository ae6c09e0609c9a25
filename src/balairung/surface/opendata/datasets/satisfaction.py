"""Published results of the satisfaction survey: of everybody, never of a group below k."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as __

from balairung.rooms.surveys import counting
from balairung.rooms.surveys.models import Sheet, Survey
from balairung.rooms.surveys.results import Sample, elements_of
from balairung.rooms.surveys.scoring import codes
from balairung.surface.opendata.reading import Batch, in_handfuls
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record


def rows(asked: Asked) -> Iterator[Record]:
    """Office by office, period by period."""
    key, _slash, period = asked.after.partition("/")

    def read(place: tuple[str, str]) -> Batch | None:
        later = Q(office__key__gt=place[0]) | Q(office__key=place[0], period__gt=place[1])
        found = Survey.objects.published().filter(later).select_related("office").order_by("office__key", "period")
        page = list(found[: asked.handful])
        if not page:
            return None
        sheets = dict(Sheet.objects.filter(survey__in=page, part="").values_list("survey", "counts"))
        told = [_record(one, sheets.get(one.pk, {"n": 0})) for one in page]
        return [one for one in told if one], (page[-1].office.key, page[-1].period)

    return in_handfuls(read, (key, period))


def _record(survey: Survey, counts: dict[str, Any]) -> Record | None:
    if counts["n"] < counting.smallest():  # as on the page: nothing is published below k
        return None
    found, sample = counting.result(counts, survey.without), Sample(counts["n"], survey.population)
    values = {one.code: one.score.nrr for one in elements_of(found)}
    published: datetime | None = survey.published_at
    return Record((
        f"{survey.office.key}/{survey.period}", survey.office.key, survey.office.name, survey.period, survey.since,
        survey.until, sample.n, sample.needed, sample.population, found.ikm, found.category.letter,
        *(values.get(code) for code in codes()), localdate(published) if published else None,
    ))  # fmt: skip


SATISFACTION = Dataset(
    key="kepuasan",
    title=__("Kepuasan masyarakat"),
    lede=__("Hasil survei kepuasan (SKM) yang sudah diumumkan: nilai setiap kantor, setiap masa survei, setiap unsur. "
            "Hasil dari kurang dari lima orang tidak ada di dalamnya."),
    answers=(
        __("Kantor mana yang paling memuaskan warga?"),
        __("Unsur apa yang paling rendah nilainya?"),
        __("Apakah nilainya naik dari masa ke masa?"),
    ),
    columns=(
        Column("id", __("kantor dan masa survei")),
        Column("kantor", __("kunci kantor")),
        Column("nama_kantor", __("nama kantor")),
        Column("masa", __("masa survei, misalnya 2026-S1 untuk semester pertama")),
        Column("sejak", __("hari pertama"), Kind.DAY),
        Column("sampai", __("hari terakhir"), Kind.DAY),
        Column("responden", __("berapa orang menjawab"), Kind.INTEGER, __("orang")),
        Column("sampel_minimal", __("berapa orang seharusnya menjawab"), Kind.INTEGER, __("orang")),
        Column("dilayani", __("berapa orang yang dilayani"), Kind.INTEGER, __("orang")),
        Column("ikm", __("Indeks Kepuasan Masyarakat, 25 sampai 100"), Kind.NUMBER),
        Column("mutu", __("mutu pelayanan, A sampai D")),
        Column("U1", __("persyaratan, 1 sampai 4"), Kind.NUMBER),
        Column("U2", __("prosedur"), Kind.NUMBER),
        Column("U3", __("waktu penyelesaian"), Kind.NUMBER),
        Column("U4", __("biaya atau tarif"), Kind.NUMBER),
        Column("U5", __("produk layanan"), Kind.NUMBER),
        Column("U6", __("kompetensi pelaksana"), Kind.NUMBER),
        Column("U7", __("perilaku pelaksana"), Kind.NUMBER),
        Column("U8", __("penanganan pengaduan, saran, dan masukan"), Kind.NUMBER),
        Column("U9", __("sarana dan prasarana"), Kind.NUMBER),
        Column("diumumkan", __("kapan diumumkan"), Kind.DAY),
    ),
    rows=rows, often=Often.TWICE_A_YEAR, page="surveys:results", office=__("Kantor yang disurvei"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),),
    keywords=("SKM", "IKM", "kepuasan masyarakat", "PermenPANRB 14/2017"), when="sejak",
)  # fmt: skip

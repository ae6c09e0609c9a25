"""Innovations that were approved, as their public cards say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as __

from balairung.rooms.innovations.models import Innovation, InnovationQuerySet, Stage, Status
from balairung.surface.opendata.reading import by_key
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record


def rows(asked: Asked) -> Iterator[Record]:
    return by_key(_published, "ref", _records, asked)


def _published() -> InnovationQuerySet:
    return Innovation.objects.published().for_list().defer("proposer", "contact")


def _records(page: list[Innovation]) -> Iterable[Record]:
    return [_record(one) for one in page]


def _record(one: Innovation) -> Record:
    origin = one.origin.ref if one.origin and one.origin.status == Status.APPROVED else None
    begun = dict(one.steps)
    return Record((
        one.ref, one.name, one.office.key if one.office else None, one.proposed_by, one.region_id,
        str(Stage(one.stage).label), *(begun[stage] for stage in Stage), one.problem, one.novelty, one.what, one.how_to,
        one.who, one.people, one.form_words if one.form else None, one.affair_words if one.affair else None,
        one.digital, one.score, origin,
    ))  # fmt: skip


INNOVATIONS = Dataset(
    key="inovasi",
    title=__("Inovasi"),
    lede=__("Cara baru yang dicoba desa, kecamatan, dan kantor, dan yang sudah dinilai: masalahnya, cara kerjanya, "
            "penerima manfaatnya, dan siapa yang menirunya."),
    answers=(
        __("Cara apa yang sudah berhasil di desa lain?"),
        __("Inovasi mana yang ditiru?"),
    ),
    columns=(
        Column("nomor", __("nomor inovasi")),
        Column("nama", __("nama inovasi")),
        Column("kantor", __("kunci kantor; kosong bila dari warga")),
        Column("pengusul", __("dari siapa; nama warga tidak disebut")),
        Column("kode_wilayah", __("kode wilayah")),
        Column("tahap", __("inisiatif, uji coba, atau penerapan")),
        Column("mulai_inisiatif", __("mulai inisiatif"), Kind.DAY),
        Column("mulai_uji_coba", __("mulai uji coba"), Kind.DAY),
        Column("mulai_penerapan", __("mulai penerapan"), Kind.DAY),
        Column("masalah", __("masalah yang dijawab")),
        Column("yang_baru", __("apa yang baru")),
        Column("cara_kerja", __("cara kerjanya")),
        Column("cara_meniru", __("cara menirunya")),
        Column("penerima", __("penerima manfaat")),
        Column("jumlah_penerima", __("jumlah penerima manfaat"), Kind.INTEGER, __("orang")),
        Column("bentuk", __("bentuk inovasi")),
        Column("urusan", __("urusan pemerintahan")),
        Column("digital", __("apakah memakai alat digital"), Kind.YES),
        Column("nilai", __("nilai, 0 sampai 100"), Kind.INTEGER),
        Column("meniru", __("nomor inovasi yang ditiru")),
    ),
    rows=rows, often=Often.MONTHLY, page="innovations:register", office=__("Kantor yang menilai inovasi"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),), keywords=("inovasi daerah", "PP 38/2017"),
    when="mulai_inisiatif",
)  # fmt: skip

"""The subjects, in the order in which they are shown, and what each helps to prove."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.facts import facts
from balairung.surface.maturity.gathering import (
    capacity,
    collaboration,
    complaints,
    exchange,
    helpdesk,
    letters,
    open_data,
    performance,
    policies,
    portal,
    presence,
    satisfaction,
    supervision,
)
from balairung.surface.maturity.gathering.shape import Gathered, Span


@dataclass(frozen=True)
class Subject:
    """One source of evidence; its key stands in addresses and in proofs.yaml."""

    key: str
    title: str | Promise
    says: str | Promise
    gather: Callable[[Span], Gathered]


SUBJECTS: Mapping[str, Subject] = {
    one.key: one
    for one in (
        Subject("pengaduan", _("Pengelolaan pengaduan"),
                _("Berapa laporan masuk, lewat mana, dan apakah dijawab tepat waktu."), complaints.gather),
        Subject("layanan", _("Portal layanan"),
                _("Layanan yang dapat diajukan, permohonannya, dan apakah diputus dalam waktu yang dijanjikan."),
                portal.gather),
        Subject("meja-layanan", _("Meja layanan dengan jam"),
                _("Semua kewajiban dengan tenggat: yang ditepati, yang lewat, dan yang naik ke atasan."),
                helpdesk.gather),
        Subject("kepuasan", _("Kepuasan pengguna"),
                _("Survei kepuasan, hasil yang diumumkan, dan perbaikan yang lahir darinya."), satisfaction.gather),
        Subject("data-terbuka", _("Data terbuka"),
                _("Yang dapat diunduh siapa saja, dan seberapa banyak."), open_data.gather),
        Subject("kolaborasi", _("Kolaborasi dan keputusan bersama"),
                _("Rapat dengan notulen sah, tugas yang ditepati, dan perjanjian kerja sama."), collaboration.gather),
        Subject("kebijakan", _("Kebijakan yang terdaftar"),
                _("Keputusan yang dicatat dan standar pelayanan yang berlaku."), policies.gather),
        Subject("kinerja", _("Akuntabilitas kinerja"),
                _("Rencana, target, capaian triwulan, dan penilaian SAKIP."), performance.gather),
        Subject("pengawasan", _("Pengawasan internal"),
                _("Pemeriksaan, rekomendasi, dan tindak lanjutnya."), supervision.gather),
        Subject("kehadiran", _("Kehadiran pegawai"),
                _("Hari kerja yang dihitung, cuti yang diajukan dan diputus."), presence.gather),
        Subject("kapasitas", _("Kemampuan pegawai"),
                _("Kompetensi yang diminta jabatan, pelatihan, dan bacaan."), capacity.gather),
        Subject("naskah", _("Naskah dinas dan tanda tangan elektronik"),
                _("Surat yang dinomori dan ditandatangani secara elektronik."), letters.gather),
        Subject("pertukaran", _("Pertukaran dengan sistem lain"),
                _("Laporan dari sistem lain, kunci program, dan paket layanan antardaerah."), exchange.gather),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Helps:
    """These levels of one indicator a subject helps to show; where `least` stands, only with a share of so many."""

    instrument: str
    indicator: int
    source: str
    levels: Sequence[int]
    least: Decimal | None = None

    def shows(self, share: str) -> bool:
        """Whether a bundle with this share (as it keeps it) is honest evidence for it."""
        return self.least is None or (share != "" and Decimal(share) >= self.least)


@cache
def all_helps() -> tuple[Helps, ...]:
    """Everything in ground/data/maturity/proofs.yaml."""
    return tuple(
        Helps(instrument, one["indicator"], one["source"], tuple(one["levels"]),
              Decimal(one["least"]) if "least" in one else None)
        for instrument, rows in facts("maturity/proofs")["proofs"].items()
        for one in rows
    )  # fmt: skip


def helps_of(source: str, instrument: str = "") -> list[Helps]:
    """What one subject helps to show, by one instrument or by all."""
    return [one for one in all_helps() if one.source == source and instrument in ("", one.instrument)]

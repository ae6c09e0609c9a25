"""What is kept of whom, and why: read from `ground/data/personal.yaml`, from which both records are drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from balairung.ground.common.facts import facts
from balairung.surface.records import retention

MEASURES = (  # what holds for all of them (UU 27/2022 art. 35)
    gettext_noop("Kontak dan identitas disegel dengan kunci yang disimpan terpisah dari basis data"),
    gettext_noop("Disamarkan bagi petugas sampai dibuka dengan alasan; setiap pembukaan tercatat"),
    gettext_noop("Foto dibersihkan dari letak dan keterangan kamera; yang asli disegel"),
    gettext_noop("Setiap perbuatan tercatat dalam buku besar yang tidak dapat diubah"),
)


@dataclass(frozen=True)
class Table:
    """What one table holds: sealed, open for a reason, harmless; `specific`: data of UU 27/2022 art. 4 (2)."""

    label: str
    sealed: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()  # sealed, and about nobody: keys
    specific: tuple[str, ...] = ()
    open: Mapping[str, str] | None = None
    harmless: tuple[str, ...] = ()

    @property
    def personal(self) -> tuple[str, ...]:
        return (*self.sealed, *(self.open or {}))

    @property
    def listed(self) -> tuple[str, ...]:
        return (*self.sealed, *self.secrets, *(self.open or {}), *self.harmless)


@dataclass(frozen=True)
class Activity:
    """One thing that the house does with personal data."""

    key: str
    name: str
    whose: str
    purpose: str
    basis: str  # a letter of UU 27/2022 art. 20 (2)
    readers: str
    kept: str  # a rule of `ground/data/retention.yaml`, or what is kept for good
    kept_words: str
    given: str  # to whom else
    tables: tuple[Table, ...]

    @property
    def basis_words(self) -> str:
        return _(facts("personal")["bases"][self.basis])

    @property
    def specific(self) -> bool:
        return any(table.specific for table in self.tables)

    @property
    def reasons(self) -> list[str]:
        """Why some of it stands unsealed, each reason once."""
        found = dict.fromkeys(why for table in self.tables for why in (table.open or {}).values())
        return [_(facts("personal")["reasons"][why]) for why in found]


def activities(on: Collection[str] = ()) -> list[Activity]:
    """All of them, in the order of the file; `on` are the rules of retention that this regency switched on."""
    kept = {key: _(words) for key, words in facts("retention")["kept"].items()}
    kept |= {rule.key: rule.keep_words(on) for rule in retention.rules()}
    return [_activity(key, told, kept) for key, told in facts("personal")["activities"].items()]


def _activity(key: str, told: Mapping[str, Any], kept: Mapping[str, str]) -> Activity:
    words = {"basis": told["basis"], "kept": told["kept"], "kept_words": kept[told["kept"]]}
    said = {name: _(told[name]) if told[name] else "" for name in ("name", "whose", "purpose", "readers", "given")}
    return Activity(key=key, **words, **said, tables=tuple(_tables(told["tables"])))


def _tables(told: Mapping[str, Mapping[str, Any]]) -> Iterator[Table]:
    for label, row in told.items():
        lists = {name: tuple(row.get(name, ())) for name in ("sealed", "secrets", "specific", "harmless")}
        yield Table(label, open=row.get("open", {}), **lists)


def measures() -> list[str]:
    return [_(words) for words in MEASURES]


def columns() -> list[str]:
    """What the record of processing must tell (UU 27/2022 art. 31)."""
    return [
        _("Kegiatan"), _("Data pribadi siapa"), _("Tujuan"), _("Dasar"), _("Yang membaca"), _("Diberikan kepada"),
        _("Data spesifik"), _("Masa simpan"), _("Kolom yang disegel"), _("Kolom terbuka"), _("Pelindungan"),
    ]  # fmt: skip


def rows(on: Collection[str] = ()) -> Iterator[Sequence[str]]:
    """The record, one line for each activity."""
    for one in activities(on):
        sealed = [f"{table.label}.{name}" for table in one.tables for name in table.sealed]
        unsealed = [f"{table.label}.{name}" for table in one.tables for name in table.open or {}]
        yield (
            one.name, one.whose, one.purpose, one.basis_words, one.readers, one.given,
            _("ya") if one.specific else _("tidak"), one.kept_words, ", ".join(sealed), ", ".join(unsealed),
            "; ".join(measures()),
        )  # fmt: skip

"""Answers in words: for the pages of applicants and officers, and for the slots of a letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from lokal import format_rupiah, partial_mask, terbilang

from balairung.ground.common.dates import MONTHS
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.standard import ADAT, WARD, labels_for
from balairung.rooms.services.definition.answers import asked
from balairung.rooms.services.definition.shape import Asked, Definition, Page, Type

UNKNOWN = "tidak diketahui"  # in a letter
Regions = Mapping[str, str]  # code -> name


@dataclass(frozen=True)
class Applicant:
    """Who applies, for the words that every application has (shape.APPLICANT)."""

    name: str = ""
    nik: str = ""
    contact: str = ""
    region: Region | None = None


@dataclass(frozen=True)
class Told:
    """One question and its answer as a page shows them. `files` are names of stored files, `rows` members in words."""

    asked: Asked
    words: str
    files: tuple[str, ...] = ()
    rows: tuple[tuple[Told, ...], ...] = ()


# --- letters -----------------------------------------------------------------------------------------------------


def words_of(
    definition: Definition, answers: Mapping[str, Any], *, applicant: Applicant, office: Office
) -> dict[str, str]:
    """A word for every slot that this letter may have: its questions, the applicant and the house. In Indonesian, in
    full; "" for what was not answered. Files and members have none: members are a table.
    """
    regions = region_names(codes_in(definition, answers))
    found = {key: letter_word(one, answers.get(key, ""), regions) for key, one in definition.fields.items()}
    return {**found, **applicant_words(applicant), **house_words(definition, office, applicant.region)}


def rows_of(one: Asked, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """The members of a question in words, one mapping each, with `no` for its place."""
    rows = answers.get(one.key) or []
    codes = {str(row.get(inner.key)) for row in rows for inner in one.fields if inner.type == Type.REGION}
    regions = region_names(codes)
    return [
        {"no": str(place), **{inner.key: letter_word(inner, row.get(inner.key, ""), regions) for inner in one.fields}}
        for place, row in enumerate(rows, 1)
    ]


def applicant_words(applicant: Applicant) -> dict[str, str]:
    region = applicant.region
    return {
        "nama": applicant.name,
        "nik": applicant.nik,
        "kontak": applicant.contact,
        "wilayah": _full_name(region) if region else "",
    }


def house_words(definition: Definition, office: Office, region: Region | None) -> dict[str, str]:
    """The house's own words (shape.HOUSE) for the place that a letter is about, or the office's own."""
    place = region or office.region
    village = place if place and place.level == Region.Level.VILLAGE else None
    district = village.parent if village else place
    regency = the_regency()
    city = bool(regency and regency.name.startswith("Kota"))
    return {
        "desa": _bare(village),
        "kecamatan": _bare(district),
        "kabupaten": regency.name if regency else "",
        "provinsi": regency.province if regency else "",
        "kantor": office.name,
        "sebutan_desa": village.label if village else "",
        "sebutan_kecamatan": district.label if district else "",
        "kepala_desa": _head(village) if village else "",
        "camat": _head(district) if district else "",
        "kepala_daerah": "Wali Kota" if city else "Bupati",
        "nama_layanan": definition.name,
    }


def _bare(region: Region | None) -> str:
    """The name without its own word: `Baro` of `Gampong Baro`, which slots put together again."""
    return region.name.removeprefix(f"{region.label} ") if region else ""


def _full_name(region: Region) -> str:
    return f"{region}, {region.parent}" if region.parent else str(region)


def _head(region: Region) -> str:
    """What the head of a district or village is called there."""
    words, last = labels_for(region.code), region.code.rpartition(".")[2][:1]
    if region.level == Region.Level.DISTRICT:
        return words["district_head"]
    return words[{WARD: "ward_head", ADAT: "adat_head"}.get(last, "village_head")]


def letter_word(one: Asked, value: Any, regions: Regions) -> str:
    if value is None:
        return UNKNOWN
    if value in ("", []) or one.type in (Type.FILE, Type.MEMBERS, Type.NOTE):
        return ""
    if one.type == Type.MONEY:
        return f"{format_rupiah(value)} ({terbilang(value, currency=True)})"
    if one.type in (Type.YESNO, Type.AGREE):
        return "ya" if value else "tidak"
    return _word(one, value, regions)


def _word(one: Asked, value: Any, regions: Regions) -> str:
    """What is said alike everywhere. Dates without their weekday: `17 Agustus 1990`."""
    said: dict[Type, Callable[[], str]] = {
        Type.DATE: lambda: _day(value),
        Type.NUMBER: lambda: format_rupiah(value, symbol=False),
        Type.CHOICE: lambda: _labels(one, [value]),
        Type.CHOICES: lambda: _labels(one, value),
        Type.REGION: lambda: regions.get(value, str(value)),
    }
    return said[one.type]() if one.type in said else str(value)


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {MONTHS['id'][day.month - 1]} {day.year}"


def _labels(one: Asked, keys: Iterable[str]) -> str:
    """`a`, `a dan b`, `a, b, dan c`, in the words of the choices."""
    labels = [choice.label for choice in one.choices if choice.key in keys]
    if len(labels) < 3:
        return " dan ".join(labels)
    return ", ".join(labels[:-1]) + f", dan {labels[-1]}"


# --- regions -----------------------------------------------------------------------------------------------------


def codes_in(definition: Definition, answers: Mapping[str, Any]) -> set[str]:
    return {str(answers[key]) for key, one in definition.fields.items() if one.type == Type.REGION and answers.get(key)}


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """`Desa Glagah, Kecamatan Glagah` for each code that is known, in one query; none when there are no codes."""
    wanted = sorted(set(codes))
    rows = Region.objects.filter(pk__in=wanted).select_related("parent") if wanted else ()
    return {region.code: _full_name(region) for region in rows}


# --- pages -------------------------------------------------------------------------------------------------------


def told(
    definition: Definition, answers: Mapping[str, Any], *, masked: bool = True
) -> list[tuple[Page, tuple[Told, ...]]]:
    """What was asked and answered, page by page, as a page shows it; identity numbers masked unless they are opened."""
    codes = codes_in(definition, answers) | _codes_of_members(definition, answers)
    regions = region_names(codes)
    found = []
    for page in definition.pages:
        rows = tuple(_told(one, answers.get(one.key, ""), regions, masked) for one in _answerable(page, answers))
        if rows:
            found.append((page, rows))
    return found


def _answerable(page: Page, answers: Mapping[str, Any]) -> list[Asked]:
    return [one for one in asked(page, answers) if one.type != Type.NOTE]


def _codes_of_members(definition: Definition, answers: Mapping[str, Any]) -> set[str]:
    return {
        str(row[inner.key])
        for key, one in definition.fields.items() if one.type == Type.MEMBERS
        for row in answers.get(key) or ()
        for inner in one.fields if inner.type == Type.REGION and row.get(inner.key)
    }  # fmt: skip


def _told(one: Asked, value: Any, regions: Regions, masked: bool) -> Told:
    if one.type == Type.FILE:
        return Told(one, "", files=tuple(value or ()))
    if one.type == Type.MEMBERS:
        rows = (
            tuple(_told(inner, row.get(inner.key, ""), regions, masked) for inner in one.fields) for row in value or ()
        )
        return Told(one, "", rows=tuple(rows))
    return Told(one, page_word(one, value, regions, masked=masked))


def _member(one: Asked, row: Mapping[str, Any], regions: Regions, masked: bool) -> tuple[Told, ...]:
    return tuple(_told(inner, row.get(inner.key, ""), regions, masked) for inner in one.fields)


def page_word(one: Asked, value: Any, regions: Regions, *, masked: bool = True) -> str:
    """An answer as a page shows it; "" for what was left empty."""
    if value is None:
        return _("Tidak tahu")
    if value in ("", []):
        return ""
    if one.type in (Type.NIK, Type.KK):
        return str(partial_mask("NIK", value)) if masked else str(value)
    if one.type == Type.MONEY:
        return str(format_rupiah(value))
    if one.type in (Type.YESNO, Type.AGREE):
        return _("Ya") if value else _("Tidak")
    return _word(one, value, regions)

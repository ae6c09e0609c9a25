"""What looks as if it belonged to somebody else: said before sending, and never a refusal. People do move and marry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from lokal import parse_nik

from balairung.kernel.people.house import the_regency
from balairung.rooms.services.definition.shape import Asked, Definition, Type

BORN = "lahir"  # in the key of the question that asks for a date of birth


def doubts(definition: Definition, answers: Mapping[str, Any], *, nik: str) -> list[str]:
    """Sentences about numbers that do not go together; none when nothing is odd."""
    found = [*_cards(definition, answers, nik), *_twice(definition, answers), *_births(definition, answers)]
    return list(dict.fromkeys(found))


def _cards(definition: Definition, answers: Mapping[str, Any], nik: str) -> Iterator[str]:
    """A NIK where the number of the family card should be; a card of another regency; one older than its holder."""
    regency = the_regency()
    for one in definition.fields.values():
        card = answers.get(one.key)
        if one.type != Type.KK or not card:
            continue
        if card == nik:
            yield _("Nomor kartu keluarga sama dengan NIK. Nomor kartu keluarga ada di bagian paling atas kartunya.")
        elif regency and card[:4] != regency.code.replace(".", ""):
            yield _(
                "Nomor kartu keluarga ini diterbitkan di luar %(regency)s. Bila pemohon sudah pindah ke sini, pakai"
                " kartu keluarga yang baru. Periksa juga apakah kartu ini milik keluarga pemohon."
            ) % {"regency": regency.name}  # fmt: skip


def _twice(definition: Definition, answers: Mapping[str, Any]) -> Iterator[str]:
    for one in _lists(definition):
        rows = answers.get(one.key) or []
        for inner in (inner for inner in one.fields if inner.type == Type.NIK):
            numbers = [row[inner.key] for row in rows if row.get(inner.key)]
            if len(set(numbers)) < len(numbers):
                yield _("Di “%(list)s” ada NIK yang tertulis dua kali.") % {"list": one.label}


def _births(definition: Definition, answers: Mapping[str, Any]) -> Iterator[str]:
    """A member's date of birth that is not the one in their NIK."""
    for one in _lists(definition):
        niks = [inner.key for inner in one.fields if inner.type == Type.NIK]
        dates = [inner.key for inner in one.fields if inner.type == Type.DATE and BORN in inner.key]
        for place, row in enumerate(answers.get(one.key) or [], 1):
            if len(niks) == len(dates) == 1 and _differ(row.get(niks[0]), row.get(dates[0])):
                facts = {"list": one.label, "number": place}
                yield _("Di “%(list)s”, tanggal lahir orang ke-%(number)d berbeda dari yang ada di NIK-nya.") % facts


def _differ(nik: str | None, born: str | None) -> bool:
    told = parse_nik(nik).birth_date if nik else None
    return bool(told and born) and str(told)[2:] != str(born)[2:]  # the century is a guess


def _lists(definition: Definition) -> list[Asked]:
    return [one for one in definition.fields.values() if one.type == Type.MEMBERS]

"""What does not fit together in the numbers that somebody gave: hints for whoever checks, never a verdict.

The form of a NIK tells where and when it was given (PP KK CC DDMMYY, day plus 40 for women); whether it exists only
Dukcapil knows. People move: another region is worth a look and no fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from lokal import parse_nik

from balairung.kernel.people.models import Region
from balairung.rooms.services.definition.shape import Definition, Type
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import definition_of

OWN_BIRTH = ("tanggal_lahir", "tgl_lahir", "lahir")  # keys of the applicant's own day of birth


def hints_of(application: Application, answers: Mapping[str, Any]) -> list[str]:
    """Sentences, the most telling first."""
    definition = definition_of(application.version)
    found = [*_own(application, definition, answers), *_cards(application, definition, answers)]
    return [*found, *_members(application, definition, answers)]


def _own(application: Application, definition: Definition, answers: Mapping[str, Any]) -> Iterator[str]:
    if not application.nik:
        return
    told = parse_nik(application.nik)
    if not told.valid:
        yield _("Susunan NIK pemohon tidak benar.")
        return
    for key, one in definition.fields.items():
        own = one.type == Type.DATE and key in OWN_BIRTH
        if own and answers.get(key) and answers[key] != told.birth_date:
            yield _("Tanggal lahir menurut NIK tidak sama dengan jawaban “%(label)s”.") % {"label": one.label}
    if elsewhere(told.district_code or "", application.region):
        yield _("NIK pemohon diterbitkan di kecamatan lain. Wajar bila ia pernah pindah; cocokkan dengan KK.")


def _cards(application: Application, definition: Definition, answers: Mapping[str, Any]) -> Iterator[str]:
    for key, one in definition.fields.items():
        card = str(answers.get(key) or "") if one.type == Type.KK else ""
        if not card:
            continue
        if card == application.nik:
            yield _("“%(label)s” sama dengan NIK pemohon.") % {"label": one.label}
        elif elsewhere(f"{card[:2]}.{card[2:4]}.{card[4:6]}", application.region):
            yield _("“%(label)s” diterbitkan di kecamatan lain.") % {"label": one.label}


def _members(application: Application, definition: Definition, answers: Mapping[str, Any]) -> Iterator[str]:
    for key, one in definition.fields.items():
        if one.type != Type.MEMBERS:
            continue
        niks = [
            str(row[inner.key])
            for row in answers.get(key) or () for inner in one.fields
            if inner.type == Type.NIK and row.get(inner.key)
        ]  # fmt: skip
        if any(count > 1 for count in Counter(niks).values()):
            yield _("Ada NIK yang ditulis dua kali pada “%(label)s”.") % {"label": one.label}
        if any(not parse_nik(nik).valid for nik in niks):
            yield _("Ada NIK dengan susunan yang tidak benar pada “%(label)s”.") % {"label": one.label}
        if len(niks) > 1 and application.nik and application.nik not in niks:
            yield _("Pemohon sendiri tidak ada di antara “%(label)s”.") % {"label": one.label}


def elsewhere(district: str, region: Region | None) -> bool:
    """Whether a code `35.77.01` is another district than that of the applicant's village."""
    return region is not None and bool(district) and not f"{region.code}.".startswith(f"{district}.")

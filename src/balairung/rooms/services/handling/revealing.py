"""Opening the numbers of an application: for a stated purpose, never unseen, and kept nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.actions import note as write_note
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.services import access
from balairung.rooms.services.definition.shape import Asked, Type
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import definition_of

ONLY = _("Nomor identitas hanya dibuka kantor yang menangani permohonan ini dan desa pemohon.")
NUMBERS = (Type.NIK, Type.KK)


@dataclass(frozen=True)
class Number:
    """Whose number it is, in the words of the question, and the number."""

    label: str
    value: str


@transaction.atomic
def reveal(application: Application, *, purpose: str, by: Actor, at: datetime) -> Sequence[Number]:
    """The numbers in full. The ledger says who opened them, when and what for, never the numbers."""
    require(access.can_read(by, application), ONLY)
    write_note(application.obligation, verb="reveal", by=by, at=at, words=purpose, facts={"what": "numbers"})
    return list(numbers_of(application))


def numbers_of(application: Application) -> Iterator[Number]:
    """The applicant's own, then those in the answers, members included."""
    if application.nik:
        yield Number(str(_("NIK pemohon")), application.nik)
    answers = answers_of(application)
    for key, one in definition_of(application.version).fields.items():
        yield from _of(one, answers.get(key), "")


def _of(one: Asked, value: Any, whose: str) -> Iterator[Number]:
    if one.type in NUMBERS and value:
        yield Number(f"{one.label} {whose}".strip(), str(value))
    elif one.type == Type.MEMBERS:
        for row in value or ():
            yield from _of_member(one, row)


def _of_member(one: Asked, row: Mapping[str, Any]) -> Iterator[Number]:
    name = next((str(row[inner.key]) for inner in one.fields if inner.type == Type.NAME and row.get(inner.key)), "")
    for inner in one.fields:
        yield from _of(inner, row.get(inner.key), f"({name})" if name else "")

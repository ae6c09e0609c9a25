"""Opening the numbers of an application: for a stated purpose, never unseen, and kept nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.actions import note as write_note
from balairung.kernel.obligations.unsealing import Purpose, Sealed, What, may_break, note_look
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
    facts = {"what": "numbers"}
    event = write_note(application.obligation, verb="reveal", by=by, at=at, words=purpose, facts=facts)
    note_look(
        application.obligation, what=What.NUMBER, purpose=Purpose.CHECK, contact=application.contact, event=event,
        by=by, at=at,
    )  # fmt: skip
    return list(numbers_of(application))


def sealed_of(actor: Actor, ref: str) -> Sealed:
    """The applicant's contact (settings.SEALED_CASES): one tap for who reads the application, else a reason."""
    application = access.get_application(actor, ref)
    reads = access.can_read(actor, application)
    require(reads or may_break(actor, application.obligation), ONLY)
    values = ((str(_("Nama")), application.name), (str(_("Kontak")), application.contact))
    return Sealed(
        kind="services", ref=application.ref, title=f"{application.ref} · {application.service}",
        obligation=application.obligation, values=values, contact=application.contact,
        back=reverse("services:detail", args=[application.ref]), ordinary=reads,
    )  # fmt: skip


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

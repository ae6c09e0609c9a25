"""What the personal data of every case have in common: why it is kept, what its parties were told, its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.files import disk
from balairung.kernel.files.actions import read_original, shown
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import OPEN, Event, Evidence, Obligation, Remark
from balairung.kernel.people.actors import ActorKind
from balairung.kernel.people.personal import Item, PersonalFile, held


def items_of(holder: str, cases: Iterable[tuple[Obligation, str]]) -> list[Item]:
    """An item for each case with its title, and why it is kept if it is."""
    found = list(cases)
    reasons = held([case.ref for case, _title in found])
    return [
        Item(holder, str(case.pk), title, case.opened_at, case.ref, reasons.get(case.ref) or _while_open(case))
        for case, title in found
    ]


def _while_open(case: Obligation) -> str:
    """UU 27/2022 art. 16 (2) e: data are processed as long as their purpose wants it."""
    if case.state not in OPEN:
        return ""
    return _("Masih ditangani kantor. Cabut dahulu, atau tunggu sampai selesai; sesudah itu dapat dihapus.")


def told_in(case: Obligation) -> list[tuple[str, str]]:
    """What was said between the person and the offices, line by line; never what officers wrote to each other."""
    lines = Event.objects.filter(obligation=case, remark__isnull=False).select_related("remark").order_by("seq")
    spoken = lines.exclude(remark__audience=Remark.Audience.OFFICERS).exclude(remark__text="")
    return [(_who(one) % {"at": long_moment(one.at)}, one.remark.text) for one in spoken]


def _who(line: Event) -> str:
    return _("Anda menulis, %(at)s") if line.by_kind == ActorKind.CITIZEN else _("Kantor menulis, %(at)s")


def files_in(case: Obligation) -> list[PersonalFile]:
    """What they sent, as they sent it; what offices sent, as the parties see it."""
    rows = Evidence.objects.filter(event__obligation=case).exclude(event__verb="note").select_related("event", "file")
    return [as_sent(one.file, mine=one.event.by_kind == ActorKind.CITIZEN) for one in rows.order_by("event__seq", "id")]


def as_sent(file: File, *, mine: bool = True) -> PersonalFile:
    version = file if mine else shown(file)
    return PersonalFile(version.name, version.media_type, partial(_opened, version, mine=mine))


def _opened(file: File, *, mine: bool) -> IO[bytes]:
    return BytesIO(read_original(file) if mine else disk.read(file.path))


def said(facts: Sequence[tuple[str, object]]) -> list[tuple[str, str]]:
    """Those of these that say something."""
    return [(str(label), str(text)) for label, text in facts if text not in ("", None)]

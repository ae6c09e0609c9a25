"""How far a Mal Pelayanan Publik is with MPP Digital: eleven criteria answered with proof; the last answer counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.links import link_to
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.reception import access
from balairung.rooms.reception.models import CriterionAnswer, Hall

KIND = "reception"
NOTE = 300  # letters


@dataclass(frozen=True)
class Criterion:
    """One of the eleven (`ground/data/mpp_digital.yaml`)."""

    key: str
    name: str
    asks: str
    helps: str


@dataclass(frozen=True)
class Rule:
    """What the rules ask of every mall; `mem`: from memory, not read."""

    text: str
    source: str
    mem: bool


@dataclass(frozen=True)
class Told:
    """One answer as a page shows it; the address of its proof expires."""

    answer: CriterionAnswer
    proof: str


@dataclass(frozen=True)
class Standing:
    """A criterion, its latest answer first and all before it."""

    criterion: Criterion
    answers: list[Told]

    @property
    def met(self) -> bool:
        return bool(self.answers) and self.answers[0].answer.met


def criteria() -> list[Criterion]:
    return [
        Criterion(row["key"], _(row["name"]), _(row["asks"]), _(row["helps"]))
        for row in facts("mpp_digital")["criteria"]
    ]


def rules() -> list[Rule]:
    return [Rule(_(row["text"]), row["source"], row.get("mem", False)) for row in facts("mpp_digital")["rules"]]


def standings(hall: Hall, now: datetime) -> list[Standing]:
    """All eleven, what is missing first, each with its history."""
    given: dict[str, list[Told]] = defaultdict(list)
    rows = CriterionAnswer.objects.filter(hall=hall).select_related("proof", "by").order_by("-at", "-id")
    for row in rows:
        given[row.criterion].append(Told(row, link_to(row.proof, now=now) if row.proof else ""))
    return sorted((Standing(one, given[one.key]) for one in criteria()), key=lambda one: one.met)


@transaction.atomic
def answer(
    hall: Hall, criterion: str, *, met: bool, note: str, files: Sequence[File] = (), by: Actor, at: datetime
) -> CriterionAnswer:
    """Say that it is met, with proof, or that it is not, with why; what was said before stays."""
    require(access.can_answer_criteria(by, hall), _("Kriteria dijawab oleh penyelenggara mal atau pimpinan daerah."))
    assert by.person_id is not None  # an officer
    if criterion not in {one.key for one in criteria()}:
        raise Refused(_("Kriteria itu tidak ada. Muat ulang halamannya."))
    words = clean_line(note)[:NOTE]
    if met and not files and not words.startswith(("http://", "https://")):
        raise Refused(_("Terpenuhi berarti ada buktinya: lampirkan berkas, atau tulis alamat situsnya di keterangan."))
    if not met and not words:
        raise Refused(_("Tuliskan apa yang masih kurang."))
    if len(files) > 1:
        raise Refused(_("Lampirkan satu berkas bukti untuk setiap jawaban."))
    attach(files, about=(KIND, f"mpp:{hall.pk}"[:40]))
    return CriterionAnswer.objects.create(
        hall=hall, criterion=criterion, met=met, note=words, proof=files[0] if files else None, at=at,
        by_id=by.person_id,
    )  # fmt: skip

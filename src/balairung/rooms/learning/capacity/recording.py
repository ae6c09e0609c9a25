"""What is found about people, recorded by whoever heads their office, and what they declare of themselves.

Nobody records their own level. A declaration counts for nothing until somebody else confirms it; then it is a record
like any other, with the name of whoever confirmed it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.learning.capacity import access, notices, rules
from balairung.rooms.learning.models import Competence, Declaration, PersonCompetence

KIND = "learning"
MOST_WORDS = 1000
How, State = PersonCompetence.How, Declaration.State


@transaction.atomic
def record(
    person: Person, *, competence: Competence, level: int, assessed_on: date, how: str, valid_until: date | None = None,
    words: str = "", file: File | None = None, by: Actor, at: datetime,
) -> PersonCompetence:  # fmt: skip
    """One more row about somebody. A wrong one is put right by another of the same day."""
    _refuse_oneself(person, by)
    require(access.can_record(by, person.pk, at))
    _check(competence, level, at)
    if assessed_on > localdate(at):
        raise Refused(_("Tanggal penilaian belum tiba."))
    if valid_until and valid_until < assessed_on:
        raise Refused(_("Masa berlakunya habis sebelum dinilai. Periksa kedua tanggalnya."))
    if how not in How.values:
        raise Refused(_("Pilih dengan apa tingkatnya dinilai."))
    if file:
        attach([file], about=(KIND, str(person.pk)))
    return PersonCompetence.objects.create(
        person=person, competence=competence, level=level, assessed_on=assessed_on, valid_until=valid_until, how=how,
        words=clean_text(words)[:MOST_WORDS], file=file, recorded_by_id=by.person_id, recorded_at=at,
    )  # fmt: skip


@transaction.atomic
def declare(
    person: Person, *, competence: Competence, level: int, words: str, file: File | None = None, by: Actor, at: datetime
) -> Declaration:
    """Say of oneself that one can. The head of the office is told and decides."""
    require(by.person_id == person.pk)
    _check(competence, level, at)
    if not clean_text(words):
        raise Refused(_("Tuliskan mengapa: pengalaman, pekerjaan, atau pelatihan yang membuktikannya."))
    if Declaration.objects.waiting().filter(person=person, competence=competence).exists():
        raise Refused(_("Pernyataan Anda tentang kompetensi ini masih menunggu jawaban."))
    if file:
        attach([file], about=(KIND, str(person.pk)))
    made = Declaration.objects.create(
        person=person, competence=competence, level=level, words=clean_text(words)[:MOST_WORDS], file=file,
        declared_at=at,
    )  # fmt: skip
    notices.tell_declared(made, at=at)
    return made


@transaction.atomic
def confirm(declaration: Declaration, *, level: int, answer: str = "", by: Actor, at: datetime) -> PersonCompetence:
    """It is so, at this level: perhaps another than was declared. From now on it counts."""
    _answer(declaration, State.CONFIRMED, answer, by, at)
    made = record(
        declaration.person, competence=declaration.competence, level=level, assessed_on=localdate(at),
        how=How.SUPERVISOR, words=declaration.words, file=declaration.file, by=by, at=at,
    )  # fmt: skip
    notices.tell_answered(declaration, at=at)
    return made


@transaction.atomic
def refuse(declaration: Declaration, *, answer: str, by: Actor, at: datetime) -> None:
    """Not yet, and why."""
    if not clean_text(answer):
        raise Refused(_("Tuliskan apa yang masih perlu ditunjukkan."))
    _answer(declaration, State.REFUSED, answer, by, at)
    notices.tell_answered(declaration, at=at)


def _answer(declaration: Declaration, state: Declaration.State, answer: str, by: Actor, at: datetime) -> None:
    _refuse_oneself(declaration.person, by)
    require(access.can_record(by, declaration.person_id, at))
    declaration.state, declaration.answer = state, clean_text(answer)[:MOST_WORDS]
    declaration.answered_at, declaration.answered_by_id = at, by.person_id
    told = {name: getattr(declaration, name) for name in ("state", "answer", "answered_at", "answered_by_id")}
    if not Declaration.objects.waiting().filter(pk=declaration.pk).update(**told):
        raise Stale(_("Pernyataan ini sudah dijawab. Muat ulang halaman."))


def _refuse_oneself(person: Person, by: Actor) -> None:
    if by.person_id == person.pk:
        raise Refused(
            _("Tingkat Anda sendiri dicatat orang lain. Nyatakan lewat halaman Anda, lalu tunggu pengukuhannya.")
        )


def _check(competence: Competence, level: int, at: datetime) -> None:
    if not rules.LOWEST <= level <= rules.HIGHEST:
        raise Refused(_("Tingkat kompetensi adalah 1 sampai 5."))
    if competence.closed_on and competence.closed_on <= localdate(at):
        raise Refused(_("Kompetensi ini sudah tidak dipakai. Pilih yang lain."))

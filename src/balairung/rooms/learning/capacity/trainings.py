"""Trainings: planned with what they aim at, given to people, finished with their hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.learning.capacity import access, notices, reads, rules
from balairung.rooms.learning.capacity.recording import record
from balairung.rooms.learning.models import Competence, PersonCompetence, Training, TrainingAim, TrainingPlace

KIND = "learning"
MOST_HOURS = 2000  # of one training: a year of study
State = TrainingPlace.State


@transaction.atomic
def plan(
    *, title: str, provider: str, form: str, hours: int, since: date, until: date, place: str = "", words: str = "",
    aims: Mapping[Competence, int], by: Actor, at: datetime,
) -> Training:  # fmt: skip
    """One that will be, or that has been and is written down afterwards."""
    require(access.can_plan(by))
    if not clean_line(title) or not clean_line(provider):
        raise Refused(_("Tuliskan nama pelatihan dan penyelenggaranya."))
    if until < since:
        raise Refused(_("Pelatihan berakhir sebelum mulai. Periksa kedua tanggalnya."))
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(_("Jam pelajaran adalah 1 sampai %(most)d.") % {"most": MOST_HOURS})
    if not all(rules.LOWEST <= level <= rules.HIGHEST for level in aims.values()):
        raise Refused(_("Tingkat kompetensi adalah 1 sampai 5."))
    made = Training.objects.create(
        title=clean_line(title)[:160], provider=clean_line(provider)[:160], form=form, hours=hours, since=since,
        until=until, place=clean_line(place)[:160], words=clean_text(words)[:2000], planned_by_id=by.person_id,
        planned_at=at,
    )  # fmt: skip
    TrainingAim.objects.bulk_create(
        TrainingAim(training=made, competence=competence, level=level) for competence, level in aims.items()
    )
    return made


@transaction.atomic
def cancel(training: Training, *, by: Actor, at: datetime) -> None:
    """It will not be. What somebody already finished stays finished, so one with results is not cancelled."""
    require(access.can_change(by, training))
    if training.places.filter(state=State.DONE).exists():
        raise Refused(_("Pelatihan ini sudah ada yang menyelesaikan, jadi tidak dapat dibatalkan."))
    Training.objects.standing().filter(pk=training.pk).update(cancelled_at=at)


@transaction.atomic
def give_places(training: Training, *, people: Collection[Person], by: Actor, at: datetime) -> int:
    """Places for these people; who has one keeps it. Return how many are new."""
    for person in people:
        require(access.can_record(by, person.pk, at) or (person.pk == by.person_id and access.can_plan(by)))
    if training.cancelled_at:
        raise Refused(_("Pelatihan ini dibatalkan."))
    if not people:
        raise Refused(_("Pilih paling sedikit satu orang."))
    taken = set(training.places.values_list("person", flat=True))
    rows = [
        TrainingPlace(training=training, person=person, noted_by_id=by.person_id, noted_at=at)
        for person in people if person.pk not in taken
    ]  # fmt: skip
    TrainingPlace.objects.bulk_create(rows)
    for row in rows:
        if training.until >= localdate(at) and row.person_id != by.person_id:
            notices.tell_placed(row, at=at)
    return len(rows)


@transaction.atomic
def finish(
    place: TrainingPlace, *, hours: int, gained: bool = False, certificate: File | None = None, by: Actor, at: datetime
) -> None:
    """Somebody was there for so many hours. `gained`: they now stand at the levels that it aimed at."""
    if not 1 <= hours <= place.training.hours:
        raise Refused(_("Pelatihan ini %(most)d jam pelajaran. Tulis 1 sampai %(most)d.") % {
            "most": place.training.hours})  # fmt: skip
    if place.training.since > localdate(at):
        raise Refused(_("Pelatihan ini belum mulai."))
    _note(place, State.DONE, by, at)
    if certificate:
        attach([certificate], about=(KIND, str(place.person_id)))
    place.hours, place.certificate = hours, certificate
    place.save(update_fields=["hours", "certificate"])
    if gained:
        _record_aims(place, by, at)


def _record_aims(place: TrainingPlace, by: Actor, at: datetime) -> None:
    """The levels that the training aimed at, where somebody does not stand there already."""
    day, training = min(place.training.until, localdate(at)), place.training
    levels = reads.levels_of([place.person_id], day)
    for aim in training.aims.filter(competence__closed_on__isnull=True).select_related("competence"):
        if levels.get((place.person_id, aim.competence_id), 0) < aim.level:
            record(
                place.person, competence=aim.competence, level=aim.level, how=PersonCompetence.How.TRAINING,
                assessed_on=day, words=training.title, file=place.certificate, by=by, at=at,
            )  # fmt: skip


@transaction.atomic
def miss(place: TrainingPlace, *, by: Actor, at: datetime) -> None:
    """They were not there."""
    _note(place, State.MISSED, by, at)


@transaction.atomic
def drop(place: TrainingPlace, *, by: Actor, at: datetime) -> None:
    """The place is free again; only before anything became of it."""
    require(access.can_record(by, place.person_id, at) or place.person_id == by.person_id)
    if not TrainingPlace.objects.filter(pk=place.pk, state=State.PLANNED).delete()[0]:
        raise Stale(_("Tempat ini sudah dicatat. Muat ulang halaman."))


def _note(place: TrainingPlace, state: TrainingPlace.State, by: Actor, at: datetime) -> None:
    if by.person_id == place.person_id:
        raise Refused(_("Jam pelajaran Anda sendiri dicatat orang lain."))
    require(access.can_record(by, place.person_id, at))
    told = {"state": state, "noted_by": by.person_id, "noted_at": at}
    if not TrainingPlace.objects.filter(pk=place.pk, state=State.PLANNED).update(**told):
        raise Stale(_("Tempat ini sudah dicatat. Muat ulang halaman."))
    place.state = state

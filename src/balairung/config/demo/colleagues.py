"""What officers do for each other: share work out, name it, ask, show a picture, put it off, keep their lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from balairung.config.demo import texts
from balairung.config.demo.stage import Case, Stage, read
from balairung.kernel.obligations import assigning, snoozing
from balairung.kernel.obligations.mentions import leave_note
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.searches import save_search
from balairung.kernel.obligations.tags import tag
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.desk.merging import tie
from balairung.rooms.complaints.topics.checklists import checks_of, tick

#: Which accounts work on reports, how many hours ago they tidied their desk, and the word that they sort by.
DESKS = (
    ("pupr@contoh.id", 30, "perlu alat berat"),
    ("kesehatan@contoh.id", 27, "kunjungan lapangan"),
    ("koordinator@contoh.id", 5, "musim hujan"),
)
SEARCHES = (
    ("koordinator@contoh.id", "Baru, yang terlama dahulu", "lihat=baru&urut=terlama"),
    ("koordinator@contoh.id", "Terlambat di Dinas PUPR", "lihat=terlambat&kantor=pupr"),
    ("pupr@contoh.id", "Perlu alat berat", "lihat=kantor&label=perlu alat berat"),
    ("pupr@contoh.id", "Belum dibagi, terbaru dahulu", "lihat=belum-ditugaskan&urut=terbaru"),
    ("kadis@contoh.id", "Terlambat di kantor kami", "lihat=terlambat&kantor=pupr"),
    ("kesehatan@contoh.id", "Kunjungan lapangan", "lihat=kantor&label=kunjungan lapangan"),
    ("bupati@contoh.id", "Terlambat di Dinas Kesehatan", "lihat=terlambat&kantor=dinkes"),
    ("sekda@contoh.id", "Terlambat, terlama dahulu", "lihat=terlambat&urut=terlama"),
)


def share_out(stage: Stage, case: Case, officer: Actor, at: datetime) -> None:
    """Before an office answers: somebody takes it, it gets a word, colleagues are asked."""
    obligation = case.complaint.obligation
    if not stage.recent(at, 60):
        return
    if stage.chance(0.5):
        _give(stage, obligation, list(assigning.doers(obligation, at)), officer, at)
    if stage.chance(0.2):
        tag(obligation, word=texts.said(stage.rng, "tags"), by=officer, at=at)
    if stage.chance(0.2):
        ask_colleague(stage, case, officer, at)


def _give(stage: Stage, obligation: Obligation, people: list[Person], by: Actor, at: datetime) -> None:
    """To one of these who does not have it yet."""
    if others := [one for one in people if one.pk != obligation.owner_person_id]:
        assigning.assign(obligation, person=stage.rng.choice(others), by=by, at=at)


def ask_colleague(stage: Stage, case: Case, officer: Actor, at: datetime) -> None:
    """A note that calls the head of the office, or the coordinator."""
    office, _officer = stage.desk(case.complaint)
    head = stage.cast.head(office.pk)
    other = head if head and head.person_id != officer.person_id and stage.chance(0.6) else stage.cast.coordinator()
    words = texts.compose_note(stage.rng, case.place, office=office.short)
    call(stage, case.complaint.obligation, other, officer, at, words)


def call(stage: Stage, obligation: Obligation, other: Actor, by: Actor, at: datetime, words: str) -> None:
    if other.person_id == by.person_id:
        return
    text = f"{words} @{other.name} {texts.said(stage.rng, 'colleague')}"
    leave_note(obligation, text=text, people=[], by=by, at=at)


def show_pictures(stage: Stage, case: Case, by: Actor, at: datetime) -> None:
    """Somebody looked at what the reporter sent: most may be seen by all, some with a box over a number plate."""
    if case.picture < 0 or not case.is_public or not stage.chance(0.8):
        return
    for evidence in publishing.evidence_of(case.complaint).filter(public=False):
        if stage.recent(at, 60) and stage.chance(0.3):
            boxes = [(stage.rng.randint(30, 50), stage.rng.randint(70, 80), 14, 8)]
            publishing.redact_photo(case.complaint, evidence=evidence.pk, boxes=boxes, by=by, at=at)
        publishing.show_photo(case.complaint, evidence=evidence.pk, by=by, at=at)


def look_through(stage: Stage, case: Case, by: Actor, at: datetime) -> None:
    """The checks of the topic, ticked before it is called done; sometimes the last one is forgotten."""
    if not stage.recent(at, 60):
        return
    checks = checks_of(case.complaint)
    for check in checks[:-1] if stage.chance(0.2) else checks:
        tick(case.complaint, item=check.item, done=True, by=by, at=at)


def last_days(stage: Stage) -> None:
    """What the accounts of the demonstration find on their desks."""
    for email, ago, word in DESKS:
        stage.plan(stage.end - timedelta(hours=ago), partial(_tidy_desk, stage, stage.cast.account(email), word))
    stage.plan(stage.end - timedelta(hours=4), partial(_keep_lists, stage))


def _tidy_desk(stage: Stage, officer: Actor, word: str, at: datetime) -> None:
    """Take some, give some, name some, call somebody, and put off what can wait."""
    rows = Obligation.objects.filter(owner_office__in=officer.office_ids, complaint__isnull=False).running()
    mine = list(rows.visible_to(officer).order_by("opened_at", "id")[:14])
    me = Person.objects.get(pk=str(officer.person_id))
    for place, obligation in enumerate(mine):
        if place < 4:
            _give(stage, obligation, [me], officer, at)
        elif place < 8:
            _give(stage, obligation, [one for one in assigning.doers(obligation, at) if one.pk != me.pk], officer, at)
        if place % 3 == 0:
            tag(obligation, word=word, by=officer, at=at)
        if place % 5 == 1:
            _ask_around(stage, obligation, officer, at)
    waiting = [one for one in reversed(mine) if snoozing.can_wait(one, stage.end)]
    for obligation in waiting[:2]:
        until = snoozing.end_of_day(stage.end) + timedelta(days=stage.rng.randint(1, 8), hours=8)
        snoozing.snooze(obligation, until=until, by=officer, at=at)


def _ask_around(stage: Stage, obligation: Obligation, officer: Actor, at: datetime) -> None:
    head = stage.cast.head(obligation.owner_office_id)
    for other, by in ((head, officer), (officer, stage.cast.coordinator())):
        if other:
            call(stage, obligation, other, by, at, "Sudah dibicarakan di apel pagi.")


def _keep_lists(stage: Stage, at: datetime) -> None:
    for email, name, query in SEARCHES:
        save_search(name=name, query=query, by=stage.cast.account(email), at=at)


def tie_to_earlier(stage: Stage, case: Case, known: dict[tuple[str, str], Case], by: Actor, at: datetime) -> None:
    """The same trouble in the same village, some time ago: the coordinator ties the two."""
    key = case.village.pk, case.code
    earlier, known[key] = known.get(key), case
    if earlier and earlier.complaint.pk != case.complaint.pk and case.is_public and earlier.is_public:
        tie(case.complaint, other=read(earlier), by=by, at=at)

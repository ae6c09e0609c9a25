"""From complete minutes to obligations: in one transaction, once, for absent offices too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents.models import Document
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Office, Post
from balairung.kernel.people.offices import add_office
from balairung.rooms.meetings.dialogue import answering
from balairung.rooms.meetings.minutes import arranging, publishing, writing
from balairung.rooms.meetings.minutes.approving import approve, send_back, submit, take_back
from balairung.rooms.meetings.minutes.checking import missing
from balairung.rooms.meetings.minutes.deciding import Said, change, owe_question
from balairung.rooms.meetings.models import Decision, Invitee, Meeting, MeetingTask, Minutes, MinutesItem, Sheltered
from tests import make
from tests.rooms.meetings.binding import held
from tests.rooms.meetings.binding.held import (
    LATER,
    approved,
    asked,
    chair,
    complete,
    decided,
    ended,
    second_chair,
    write,
    writer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regency() -> None:
    make.regency()


def lacks(meeting: Meeting) -> list[str]:
    return [str(one) for one in missing(meeting, LATER)]


# --- complete --------------------------------------------------------------------------------------------------------


def test_an_empty_template_is_no_minutes() -> None:
    meeting = ended()
    assert lacks(meeting) == [
        "Bagian “Pembukaan” belum ditulis.", "Bagian “Pembahasan” belum ditulis.", "Bagian “Kesimpulan” belum ditulis.",
    ]  # fmt: skip
    arranging.fill(meeting, by=writer(meeting), at=LATER)
    assert lacks(meeting)[0] == "Bagian “Pembukaan” belum ditulis.", "a frame from the agenda is no text"
    with pytest.raises(Refused, match=r"Notulen belum lengkap\. Bagian “Pembukaan” belum ditulis\."):
        submit(meeting, by=writer(meeting), at=LATER)
    write(meeting)
    assert lacks(meeting) == []


def test_each_fault_is_one_sentence_with_its_page() -> None:
    meeting = ended()
    items = write(meeting)
    decided(meeting, "Tanpa kantor.", [], proof="")
    late = decided(meeting, due=Decision.Due.DATE, due_on=date(2026, 3, 17))
    writing.hold(items[0], key="halaman-lain", by=writer(meeting), at=LATER)
    Sheltered.objects.create(item=items[1], text="Tertinggal.", at=LATER, token="x")
    Meeting.objects.filter(pk=meeting.pk).update(note_keeper=None)
    Invitee.objects.filter(meeting=meeting).update(came_at=None)
    meeting.refresh_from_db()
    found = missing(meeting, LATER)
    pages = {one.link.rstrip("/").rpartition("/")[2] for one in found}
    assert pages == {meeting.ref, "hadir", "notulen", "keputusan"}
    said = "\n".join(map(str, found))
    for words in ("Belum ada notulis", "Daftar hadir masih kosong", "masih menulis satu butir", "belum diurus",
                  "Keputusan 1: belum ada kantor", "Keputusan 1: bukti yang diminta"):  # fmt: skip
        assert words in said
    assert any("sudah lewat" in str(one) for one in missing(meeting, LATER + timedelta(days=30))), late


def test_a_question_that_stands_open_keeps_them_back() -> None:
    meeting = held.running()
    question = asked(meeting)
    assert any("belum tuntas" in words for words in lacks(meeting))
    owe_question(question, make.office("pupr"), None, by=writer(meeting), at=held.DAY)
    assert not any("belum tuntas" in words for words in lacks(meeting))


LACKING: dict[str, Callable[[Meeting], object]] = {
    "section": lambda meeting: MinutesItem.objects.filter(minutes__meeting=meeting, section="bahas").update(text="…"),
    "keeper": lambda meeting: Meeting.objects.filter(pk=meeting.pk).update(note_keeper=None),
    "attendance": lambda meeting: Invitee.objects.filter(meeting=meeting).update(came_at=None),
    "office": lambda meeting: MeetingTask.objects.filter(meeting=meeting).delete(),
    "proof": lambda meeting: Decision.objects.filter(minutes__meeting=meeting).update(proof=" "),
    "held": lambda meeting: MinutesItem.objects.filter(minutes__meeting=meeting).update(
        held_until=LATER + timedelta(minutes=1)
    ),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(sorted(LACKING))))
def test_whatever_is_lacking_is_said_and_nothing_else_keeps_them_back(lacking: set[str]) -> None:
    with transaction.atomic():
        meeting = complete()
        by, who = writer(meeting), chair(meeting)
        for name in lacking:
            LACKING[name](meeting)
        meeting.refresh_from_db()
        assert bool(missing(meeting, LATER)) == bool(lacking)
        if lacking:
            with pytest.raises(Refused):
                submit(meeting, by=by, at=LATER)
            with pytest.raises(Stale):
                approve(meeting, by=who, at=LATER)
            assert not Obligation.objects.filter(meeting_task__isnull=False).exists()
        else:
            assert approved(meeting).state == Meeting.State.MINUTED
        transaction.set_rollback(True)


# --- the chair -------------------------------------------------------------------------------------------------------


def test_approving_binds_all_offices_the_absent_too() -> None:
    meeting = ended()
    write(meeting)
    decided(meeting, "PUPR dan Disdik bersama Dinkes.", ["pupr", "disdik", "dinkes", "bkpsdm"])
    decided(meeting, "Rapat sepakat saling membantu.", [], kind=Decision.Kind.AGREED)
    absent = Invitee.objects.filter(meeting=meeting, came_at=None).get()
    approved(meeting)
    minutes = Minutes.objects.get(meeting=meeting)
    tasks = MeetingTask.objects.filter(meeting=meeting).select_related("obligation__owner_office")
    assert {one.obligation.owner_office.key for one in tasks if one.obligation and one.obligation.owner_office} == {
        "pupr", "disdik", "dinkes", "bkpsdm"
    }  # fmt: skip
    assert absent.office_id in {one.office_id for one in tasks}
    assert all(one.obligation and one.obligation.state == State.ACTIVE for one in tasks)
    assert minutes.owed
    assert minutes.owed.state == State.DONE
    assert minutes.approved_as == "Sekretaris Daerah Kota Madiun"
    told = Notice.objects.filter(person__holdings__post__office__key="pupr", subject__startswith="Tugas dari rapat")
    assert told.count() == 1
    assert Notice.objects.filter(subject__startswith="Notulen disahkan").count() == 3, "all who were invited"


def test_the_clock_is_the_day_that_was_decided() -> None:
    meeting = ended()
    write(meeting)
    decided(meeting, "Tanggal.", ["pupr"], due=Decision.Due.DATE, due_on=date(2026, 3, 27))
    decided(meeting, "Lazim.", ["disdik"])
    approved(meeting)
    due = {
        task.office.key: task.obligation.clocks.get(name="follow_up").due_at
        for task in MeetingTask.objects.select_related("office", "obligation")
        if task.obligation
    }
    assert due["pupr"] == make.moment("2026-03-27 23:59:59")
    assert due["disdik"] == make.moment("2026-04-08 23:59:59"), "thirty days after the ninth of March"


def test_approved_twice_is_once_and_a_second_chair_hears_so() -> None:
    meeting = complete()
    submit(meeting, by=writer(meeting), at=LATER)
    submit(meeting, by=writer(meeting), at=LATER)
    who = chair(meeting)
    first = approve(meeting, by=who, at=LATER)
    again = approve(meeting, by=who, at=LATER + timedelta(seconds=1))
    assert (again.pk, again.approved_at) == (first.pk, LATER)
    with pytest.raises(Stale, match="sudah disahkan oleh"):
        approve(meeting, by=second_chair(meeting), at=LATER)
    assert MeetingTask.objects.count() == Obligation.objects.filter(meeting_task__isnull=False).count() == 1
    assert Document.objects.filter(series="NOTULEN").count() == 1


def test_the_chair_may_change_until_then() -> None:
    meeting = complete()
    old = chair(meeting)
    assistant = Post.objects.filter(role=Post.Role.ASSISTANT).order_by("order")[0]
    new = make.person("Bu Asisten")
    appoint(person=new, post=assistant, since=date(2026, 1, 1), by=SYSTEM, at=make.START)
    Meeting.objects.filter(pk=meeting.pk).update(chair=assistant)
    meeting.refresh_from_db()
    submit(meeting, by=writer(meeting), at=LATER)
    with pytest.raises(NotAllowed):
        approve(meeting, by=old, at=LATER)
    assert approve(meeting, by=actor_of(new, LATER), at=LATER).approved_by == new


def test_what_was_read_is_what_is_approved() -> None:
    meeting = complete()
    read = submit(meeting, by=writer(meeting), at=LATER).submitted_at
    take_back(meeting, by=writer(meeting), at=LATER)
    submit(meeting, by=writer(meeting), at=LATER + timedelta(minutes=5))
    with pytest.raises(Stale, match="diajukan lagi"):
        approve(meeting, submitted_at=read, by=chair(meeting), at=LATER + timedelta(minutes=6))
    assert not MeetingTask.objects.filter(obligation__isnull=False).exists()


def test_the_chair_sends_them_back_with_a_note() -> None:
    meeting = complete()
    submit(meeting, by=writer(meeting), at=LATER)
    decision = Decision.objects.get()
    with pytest.raises(Refused, match="menunggu pengesahan"):
        change(decision, Said(text="Diam-diam."), version=0, by=writer(meeting), at=LATER)
    with pytest.raises(NotAllowed):
        send_back(meeting, text="Kurang.", by=make.officer("pupr", "staff"), at=LATER)
    with pytest.raises(Refused, match="apa yang harus diperbaiki"):
        send_back(meeting, text=" ", by=chair(meeting), at=LATER)
    send_back(meeting, text="Sebutkan ruas jalannya.", by=chair(meeting), at=LATER)
    change(decision, Said(text="Ruas Kartoharjo.", offices=[make.office("pupr")], proof="foto"), version=0,
           by=writer(meeting), at=LATER)  # fmt: skip
    assert approved(meeting).state == Meeting.State.MINUTED
    assert sum("ruas jalannya" in one.body for one in Notice.objects.all()) == 1


def test_who_writes_them_does_not_approve_them() -> None:
    meeting = complete()
    submit(meeting, by=writer(meeting), at=LATER)
    with pytest.raises(NotAllowed):
        approve(meeting, by=writer(meeting), at=LATER)


def test_what_cannot_be_printed_is_said_before_they_are_submitted() -> None:
    meeting = complete()
    MinutesItem.objects.filter(minutes__meeting=meeting, section="buka").update(text="Dibuka oleh 王先生 dengan doa.")
    assert len(lacks(meeting)) == 1
    with pytest.raises(Refused, match="Notulen belum lengkap"):
        submit(meeting, by=writer(meeting), at=LATER)
    assert Minutes.objects.get(meeting=meeting).approved_at is None


# --- what it leaves --------------------------------------------------------------------------------------------------


def test_its_letter_waits_for_the_chair_and_the_note_keeper() -> None:
    meeting = approved(complete())
    letter = Document.objects.get(series="NOTULEN")
    minutes = Minutes.objects.get(meeting=meeting)
    assert minutes.document == letter
    assert letter.expected_id == chair(meeting).person_id
    assert [one.person for one in letter.countersignatures.all()] == [meeting.note_keeper]
    assert publishing.request_letter(meeting, by=writer(meeting), at=LATER) == letter


def test_public_minutes_are_published_others_when_a_leader_says_so() -> None:
    meeting = approved(complete(openness="terbuka"))
    assert Minutes.objects.get(meeting=meeting).published_at == LATER
    inner = approved(complete(title="Rapat dalam"))
    assert Minutes.objects.get(meeting=inner).published_at is None
    with pytest.raises(NotAllowed):
        publishing.publish(inner, by=writer(inner), at=LATER)
    assert publishing.publish(inner, by=chair(inner), at=LATER).published_at == LATER
    secret = approved(complete(title="Rapat tertutup", openness="rahasia"))
    with pytest.raises(NotAllowed):
        publishing.publish(secret, by=chair(secret), at=LATER)


def test_no_message_says_a_word_of_a_secret_meeting() -> None:
    meeting = ended(openness="rahasia")
    write(meeting)
    decided(meeting, "Rahasiakanlah penertiban bangunan liar.", proof="laporan penertiban")
    approved(meeting)
    said = [f"{one.subject} {one.body}" for one in Notice.objects.all()]
    assert said
    assert not any("penertiban" in one for one in said)
    assert Obligation.objects.get(meeting_task__isnull=False).visibility == "secret"
    assert not meeting.texts.exists()


FROZEN = {
    "item": "UPDATE meetings_minutesitem SET text = 'lain'",
    "decision": "UPDATE meetings_decision SET text = 'lain'",
    "due": "UPDATE meetings_decision SET due = 'rapat-depan'",
    "task": "UPDATE meetings_meetingtask SET office_id = (SELECT id FROM people_office WHERE key = 'dinkes')",
    "loose": "UPDATE meetings_meetingtask SET obligation_id = NULL",
    "approval": "UPDATE meetings_minutes SET approved_at = NULL",
    "question": "UPDATE meetings_meetingquestion SET answer = 'lain'",
    "item gone": "DELETE FROM meetings_minutesitem",
    "decision gone": "DELETE FROM meetings_decision",
    "task gone": "DELETE FROM meetings_meetingtask",
    "question gone": "DELETE FROM meetings_meetingquestion",
}


@pytest.mark.parametrize("attempt", FROZEN)
def test_what_was_approved_is_frozen_by_the_database(attempt: str) -> None:
    meeting = held.running()
    question = asked(meeting)
    heard = answering.Heard(text=question.text, answer="Bulan depan.", answered_by="Dinas PUPR")
    answering.write_down(question, heard, turn=question.turn, settled=True, by=writer(meeting), at=held.DAY)
    held.end(meeting, by=writer(meeting), at=held.DAY + timedelta(hours=4))
    meeting.refresh_from_db()
    write(meeting)
    decided(meeting)
    approved(meeting)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FROZEN[attempt])
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesItem.objects.create(minutes=Minutes.objects.get(meeting=meeting), order=99, text="Susulan", token="t")
    MinutesItem.objects.filter(minutes__meeting=meeting).update(held_until=None)  # a page that lets go is no words


def test_a_hundred_and_fifty_offices_take_no_more_statements_than_three() -> None:
    """Each further decision costs a handful; each further office nothing."""
    district = make.office("kecamatan-357701")
    many = [
        add_office(
            key=f"desa-{n}", name=f"Desa {n}", kind=Office.Kind.VILLAGE, parent=district, by=SYSTEM, at=make.START
        )
        for n in range(150)
    ]
    counted = []
    for count in (3, 150):
        meeting = ended(title=f"Rapat {count}")
        write(meeting)
        decided(meeting, f"Semua desa {count}.", [one.key for one in many[:count]])
        submit(meeting, by=writer(meeting), at=LATER)
        who = chair(meeting)
        with CaptureQueriesContext(connection) as queries:
            approve(meeting, by=who, at=LATER)
        counted.append(len(queries))
    assert MeetingTask.objects.filter(obligation__isnull=False).count() == 153
    assert counted[1] <= counted[0] + 12, counted  # inserts of a hundred rows at once on SQLite

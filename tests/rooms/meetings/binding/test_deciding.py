"""What was decided is written down as it was said: in whose words, for which offices, by when, with what proof."""

from __future__ import annotations

from datetime import date

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office, RegionGroup
from balairung.kernel.people.offices import add_office
from balairung.rooms.meetings.minutes import deciding
from balairung.rooms.meetings.minutes.deciding import Said, change, decide, drop, offices_meant, owe_question
from balairung.rooms.meetings.models import Decision, MeetingQuestion, MeetingTask, Theme
from tests import make
from tests.rooms.meetings.binding import held
from tests.rooms.meetings.binding.held import LATER, asked, decided, ended, running, writer

pytestmark = pytest.mark.django_db
Kind, Due = Decision.Kind, Decision.Due


@pytest.fixture(autouse=True)
def regency() -> None:
    make.regency()


def villages(*names: str) -> list[Office]:
    """Villages of one district of the small city."""
    district = make.office("kecamatan-357701")
    return [
        add_office(
            key=f"desa-{name.lower()}", name=f"Desa {name}", kind=Office.Kind.VILLAGE, parent=district,
            region=district.region.children.order_by("code")[place] if district.region else None, by=SYSTEM,
            at=make.START,
        )
        for place, name in enumerate(names)
    ]  # fmt: skip


def test_real_minutes_are_entered_without_bending_them() -> None:
    """Three decisions as published minutes have them: one with a hard date, one for four villages, one without a date.

    The words are invented after the pattern of real ones; every field is kept as it was said.
    """
    meeting = ended()
    four = villages("Sukamaju", "Karangsari", "Tegalrejo", "Mojoagung")
    hard = decided(
        meeting, "Dinas PUPR menyelesaikan perbaikan jembatan Kali Asin paling lambat 30 April 2026.", ["pupr"],
        due=Due.DATE, due_on=date(2026, 4, 30), proof="berita acara serah terima dan foto", themes=["jembatan"],
    )  # fmt: skip
    shared = decided(
        meeting, "Desa Sukamaju, Karangsari, Tegalrejo, dan Mojoagung menyerahkan data aset tanah kas desa.",
        [one.key for one in four], due=Due.NEXT, proof="daftar aset bertanda tangan kepala desa",
        themes=["aset desa", "Aset Desa"],
    )  # fmt: skip
    loose = decided(
        meeting, "Dinas Pendidikan mendata anak putus sekolah.", ["disdik"], due=Due.USUAL, proof="rekap data"
    )
    rows = list(Decision.objects.filter(minutes__meeting=meeting).order_by("order"))
    assert rows == [hard, shared, loose]
    assert [one.text for one in rows] == [hard.text, shared.text, loose.text]
    assert [(one.due, one.due_on) for one in rows] == [
        (Due.DATE, date(2026, 4, 30)), (Due.NEXT, None), (Due.USUAL, None)
    ]  # fmt: skip
    assert [one.tasks.count() for one in rows] == [1, 4, 1], "each village owes it for itself"
    assert {one.office for one in shared.tasks.all()} == set(four)
    assert rows[0].proof == "berita acara serah terima dan foto"
    assert Theme.objects.get(name__iexact="aset desa").decisions.get() == shared
    assert not MeetingTask.objects.filter(obligation__isnull=False).exists(), "nothing binds before it is approved"


def test_a_date_that_is_past_is_refused_with_a_sentence() -> None:
    meeting = ended()
    with pytest.raises(Refused, match="sudah lewat"):
        decided(meeting, due=Due.DATE, due_on=date(2026, 3, 6))
    with pytest.raises(Refused, match="dua tahun"):
        decided(meeting, due=Due.DATE, due_on=date(2062, 3, 6))
    with pytest.raises(Refused, match="Pilih tanggalnya"):
        decided(meeting, due=Due.DATE)
    decided(meeting, due=Due.DATE, due_on=date(2026, 3, 9))  # the day of the meeting itself
    assert Decision.objects.count() == 1


def test_a_free_day_is_explained_and_kept_when_insisted_on() -> None:
    meeting = ended()
    with pytest.raises(Refused, match=r"Sabtu, 28 Maret 2026 bukan hari kerja .*Senin, 30 Maret 2026"):
        decided(meeting, due=Due.DATE, due_on=date(2026, 3, 28))
    with pytest.raises(Refused, match=r"Jumat, 3 April 2026 bukan hari kerja .*Senin, 6 April 2026"):
        decided(meeting, due=Due.DATE, due_on=date(2026, 4, 3))  # Good Friday
    kept = decided(meeting, due=Due.DATE, due_on=date(2026, 3, 28), keep_day=True)
    assert kept.due_on == date(2026, 3, 28)
    said = Said(text="Kerja bakti.", offices=[make.office("pupr")], due=Due.DATE, due_on=date(2026, 3, 28))
    change(kept, said, version=0, by=writer(meeting), at=LATER)
    assert kept.text == "Kerja bakti.", "a day that was insisted on is not asked about again"


def test_an_agreement_asks_for_nothing() -> None:
    made = decided(ended(), "Rapat sepakat menjaga kerukunan.", ["pupr"], kind=Kind.AGREED, due=Due.DATE)
    assert (made.due_on, made.proof, made.tasks.count()) == (None, "", 0)


def test_the_same_token_is_the_same_decision() -> None:
    meeting = ended()
    said = Said(text="Dinas PUPR memperbaiki jalan.", offices=[make.office("pupr")])
    by = writer(meeting)
    made = decide(meeting, said, token="satu-token-saja-123", by=by, at=LATER)
    assert decide(meeting, said, token="satu-token-saja-123", by=by, at=LATER) == made
    assert (Decision.objects.count(), MeetingTask.objects.count()) == (1, 1)


def test_two_hands_change_one_decision() -> None:
    meeting = ended()
    made, by = decided(meeting), writer(meeting)
    offices = [make.office("disdik"), make.office("pupr")]
    change(made, Said(text="Diperbaiki bersama.", offices=offices), version=0, by=by, at=LATER)
    with pytest.raises(Stale, match="diubah orang lain"):
        change(made, Said(text="Yang kedua."), version=0, by=by, at=LATER)
    with pytest.raises(Stale):
        drop(made, version=0, by=by, at=LATER)
    assert {one.office for one in made.tasks.all()} == set(offices)
    drop(made, version=1, by=by, at=LATER)
    assert not MeetingTask.objects.exists()
    assert not Decision.objects.standing().exists()


def test_strangers_write_nothing() -> None:
    meeting, budi = ended(), make.officer("disdik", "staff", "Budi")
    with pytest.raises(NotAllowed):
        decide(meeting, Said(text="Hanya saya yang memutuskan."), token="token-orang-lain-1", by=budi, at=LATER)
    with pytest.raises(Refused, match="apa yang diputuskan"):
        decided(meeting, "  ")
    with pytest.raises(Refused, match=r"paling banyak 2000 huruf"):
        decided(meeting, "a" * 2001)


def test_all_villages_of_a_district_at_once() -> None:
    four = villages("Sukamaju", "Karangsari", "Tegalrejo", "Mojoagung")
    district = make.office("kecamatan-357701")
    wards = set(Office.objects.filter(kind__in=["desa", "kelurahan"], region__parent=district.region))
    group = RegionGroup.objects.create(name="Selatan")
    assert district.region
    group.districts.add(district.region)
    assert set(offices_meant([f"desa:{district.region_id}"])) == wards >= set(four)
    assert set(offices_meant([f"desa:kelompok:{group.pk}"])) == wards
    assert offices_meant([f"kecamatan:kelompok:{group.pk}"]) == [district]
    assert set(offices_meant(["kecamatan:"])) == set(Office.objects.filter(kind="kecamatan"))
    assert offices_meant(["pupr", "pupr", "tidak-ada", "desa:kelompok:bukan-kunci", "lain:x"]) == [make.office("pupr")]


def test_a_question_nobody_could_answer_is_owed_at_once() -> None:
    meeting = running()
    question = asked(meeting)
    task = owe_question(question, make.office("pupr"), None, by=writer(meeting), at=held.DAY)
    assert owe_question(question, make.office("disdik"), None, by=writer(meeting), at=held.DAY) == task
    assert task.obligation
    assert task.obligation.owner_office == make.office("pupr")
    clocks = {one.name: one for one in task.obligation.clocks.all()}
    assert set(clocks) == {"acknowledge", "question"}
    question.refresh_from_db()
    assert question.state == MeetingQuestion.State.OWED
    with pytest.raises(Refused, match="sudah lewat"):
        owe_question(asked(meeting), make.office("pupr"), date(2026, 3, 1), by=writer(meeting), at=held.DAY)


def test_a_secret_meeting_tells_no_list_what_it_said() -> None:
    meeting = running(openness="rahasia")
    task = owe_question(asked(meeting), make.office("pupr"), None, by=writer(meeting), at=held.DAY)
    assert task.obligation
    assert (task.obligation.subject, task.obligation.visibility) == ("Tugas dari rapat tertutup", "secret")


def test_advice_names_the_strictest_week() -> None:
    pupr = make.office("pupr")
    assert deciding.about_day(date(2026, 3, 10), [pupr]) == ""
    pupr.calendar = "6-day"
    assert deciding.about_day(date(2026, 3, 14), [pupr]) == "", "Saturday is a working day of a six-day week"
    assert "Senin, 16 Maret 2026" in deciding.about_day(date(2026, 3, 14), [pupr, make.office("disdik")])

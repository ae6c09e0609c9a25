"""Written, read by a second person, published, corrected in sight of all, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as some

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.rooms.announcements import access, actions
from balairung.rooms.announcements.models import Announcement, Edition, Sending
from balairung.rooms.announcements.places import Aim
from balairung.rooms.announcements.related import related
from balairung.rooms.announcements.wording import blocks
from tests import make
from tests.make import START
from tests.rooms.announcements import told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def liaison() -> Actor:
    return make.officer("pupr", "liaison", "Siti")


@pytest.fixture
def head() -> Actor:
    return make.officer("pupr", "head", "Pak Kadis")


def test_what_reaches_beyond_the_office_is_read_by_somebody_else_first(liaison: Actor, head: Actor) -> None:
    made = told.drafted(by=liaison)
    assert actions.submit(made, by=liaison, at=START) is False
    assert not Announcement.objects.for_all().exists()
    assert Notice.objects.get(subject="Pengumuman menunggu Anda baca").person_id == head.person_id
    with pytest.raises(NotAllowed):
        actions.release(made, by=liaison, at=START)
    with pytest.raises(NotAllowed):
        actions.release(made, by=make.officer("dinkes", "head"), at=START)
    actions.release(made, by=head, at=START + HOUR)
    found = Announcement.objects.for_all().get()
    assert (found.published_at, found.current and found.current.released_by_id) == (START + HOUR, head.person_id)


def test_the_head_who_wrote_it_is_no_second_reader(head: Actor) -> None:
    made = told.drafted(by=head)
    actions.submit(made, by=head, at=START)
    with pytest.raises(NotAllowed):
        actions.release(made, by=head, at=START)
    actions.release(made, by=make.coordinator(), at=START)
    assert Announcement.objects.for_all().exists()


def test_a_village_speaks_for_itself_at_once_and_for_others_after_a_second_reading() -> None:
    post = make.village()
    keeper = make.officer(post.office.key, "head", "Bu Kades")
    region = post.office.region
    assert region
    near = told.drafted(by=keeper, office=post.office, aim=Aim([region]))
    assert actions.submit(near, by=keeper, at=START)
    far = told.drafted(by=keeper, office=post.office, aim=told.in_village(9))
    assert told.village(9) != region
    assert not actions.submit(far, by=keeper, at=START)


def test_in_an_emergency_leaders_and_whoever_is_on_duty_speak_at_once(liaison: Actor) -> None:
    sitting = told.drafted(by=liaison, kind="warning")
    assert not actions.submit(sitting, by=liaison, at=START)
    person = make.holder("pupr", "staff", "Joko")
    make.roster(person)
    assert access.speaks_at_once(make.officer("setda", "secretary"), sitting, START)
    on_duty = Actor(kind=liaison.kind, name="Joko", person_id=person.pk, seats=liaison.seats)
    assert access.speaks_at_once(on_duty, sitting, START)
    assert not access.speaks_at_once(liaison, sitting, START)
    plain = told.drafted(by=liaison)
    assert not access.speaks_at_once(on_duty, plain, START)
    assert actions.submit(sitting, by=on_duty, at=START)


def test_it_comes_back_with_words_and_goes_again(liaison: Actor, head: Actor) -> None:
    made = told.drafted(by=liaison)
    actions.submit(made, by=liaison, at=START)
    with pytest.raises(Refused, match="perlu diubah"):
        actions.send_back(made, words=" ", by=head, at=START)
    actions.send_back(made, words="Sebutkan jamnya.", by=head, at=START)
    assert Notice.objects.get(subject="Pengumuman dikembalikan").person_id == liaison.person_id
    with pytest.raises(Stale):
        actions.release(made, by=head, at=START)
    actions.revise(made, words=told.words("Air mati pukul 08.00"), by=liaison, at=START)
    assert made.editions.get().returned == ""
    actions.submit(made, by=liaison, at=START)
    actions.release(made, by=head, at=START)
    assert Announcement.objects.for_all().get().current.title == "Air mati pukul 08.00"  # type: ignore[union-attr]


def test_strangers_write_nothing_and_the_same_form_is_one_announcement(liaison: Actor) -> None:
    with pytest.raises(NotAllowed):
        told.drafted(by=make.officer("dinkes", "head"))
    with pytest.raises(NotAllowed):
        told.drafted(by=make.officer("pupr", "staff"))
    first, again = told.drafted(by=liaison, token="satu"), told.drafted(by=liaison, token="satu")
    assert first == again
    for said in ({"summary": " "}, {"until": START - HOUR}):
        with pytest.raises(Refused):
            told.drafted(by=liaison, words=told.words(**said))


def test_a_correction_shows_what_was_mended_and_keeps_the_old_words() -> None:
    made = told.published()
    with pytest.raises(Refused, match="diperbaiki"):
        actions.correct(made, words=told.words(), note=" ", by=SYSTEM, at=START)
    later = START + told.DAY
    actions.correct(made, words=told.words("Air mati sampai 16.00"), note="Jamnya.", by=SYSTEM, at=later)
    with pytest.raises(Stale):
        actions.correct(made, words=told.words(), note="Lagi.", by=SYSTEM, at=later)
    assert Announcement.objects.for_all().get().current.title == "Air PDAM mati di Manguharjo"  # type: ignore[union-attr]
    actions.submit(made, by=SYSTEM, at=later)
    actions.release(made, by=SYSTEM, at=later)
    found = Announcement.objects.for_all().get()
    assert found.current
    assert (found.current.number, found.current.note, found.published_at) == (2, "Jamnya.", START)
    titles = list(found.editions.order_by("number").values_list("title", flat=True))
    assert titles == ["Air PDAM mati di Manguharjo", "Air mati sampai 16.00"]


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_edit_what_was_published(how: str) -> None:
    draft, made = told.drafted(), told.published()
    Edition.objects.filter(announcement=draft).update(title="Boleh")
    rows = Edition.objects.filter(announcement=made)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(title="Tidak pernah dikatakan") if how == "update" else rows._raw_delete(rows.db)
    assert rows.get().title == "Air PDAM mati di Manguharjo"


def test_what_is_taken_back_says_why_and_is_on_its_way_no_more() -> None:
    for _each in range(3):
        told.subscribed()
    made = told.published(kind="warning", at=make.moment("2026-03-02 22:00"))
    sending = Sending.objects.get()
    with pytest.raises(Refused, match="alasannya"):
        actions.withdraw(made, reason="", by=SYSTEM, at=START)
    actions.withdraw(made, reason="Ternyata tidak jadi.", by=SYSTEM, at=START)
    sending.refresh_from_db()
    assert sending.stopped_at
    assert not Announcement.objects.for_all().exists()
    with pytest.raises(Stale):
        actions.withdraw(made, reason="Lagi.", by=SYSTEM, at=START)


def test_a_draft_is_thrown_away_but_nothing_that_was_published() -> None:
    draft, made = told.drafted(), told.published()
    actions.drop(draft, by=SYSTEM, at=START)
    assert not Announcement.objects.filter(pk=draft.pk).exists()
    with pytest.raises(Stale):
        actions.drop(made, by=SYSTEM, at=START)


def test_the_front_page_has_two_the_warning_first_and_nothing_that_is_over() -> None:
    told.published("Sudah lewat", words=told.words("Sudah lewat", until=START + HOUR))
    told.published("Berita", kind="news")
    told.published("Banjir", kind="warning", at=START)
    told.published("Lama", at=START + HOUR)
    told.published("Baru", at=START + 2 * HOUR)
    told.published("Belum", words=told.words("Belum", since=START + 9 * told.DAY))
    rows = Announcement.objects.on_front(START + 3 * HOUR)
    assert [row.current.title for row in rows if row.current] == ["Banjir", "Baru"]


def test_related_are_alike_in_words_or_place_at_most_three_and_always_the_same() -> None:
    made = told.published("Perbaikan pipa air di Manguharjo", aim=told.in_village(0))
    for number in range(4):
        told.published(f"Pipa air diperbaiki, tahap {number}", at=START + number * HOUR)
    told.published(
        "Lomba burung berkicau", words=told.words("Lomba burung", summary="Hadiah kambing.", body="Datanglah.")
    )
    told.drafted("Pipa air, belum terbit")
    found = related(Announcement.objects.get(pk=made.pk))
    titles = [one.current.title for one in found if one.current]
    assert titles == [f"Pipa air diperbaiki, tahap {number}" for number in (3, 2, 1)]
    assert related(Announcement.objects.get(pk=made.pk)) == found


def test_a_body_becomes_paragraphs_points_and_headings() -> None:
    made = blocks("Satu baris\nbaris kedua\n\n- butir\n• butir lain\nlalu kata\n# Judul\n- lagi")
    assert [(one.kind, list(one.lines)) for one in made] == [
        ("p", ["Satu baris", "baris kedua"]), ("ul", ["butir", "butir lain"]), ("p", ["lalu kata"]), ("h", ["Judul"]),
        ("ul", ["lagi"]),
    ]  # fmt: skip


@given(some.text(alphabet="ab -•#*\n<>&", max_size=80))
def test_no_word_of_a_body_is_lost(body: str) -> None:
    said = "".join("".join(block.lines) for block in blocks(body))
    assert [sign for sign in said if sign in "ab<>&"] == [sign for sign in body if sign in "ab<>&"]

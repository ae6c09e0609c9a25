"""From rules to people: everybody, each once, each in exactly one session."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from typing import cast

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Holding, Office, Post, Region, RegionGroup
from balairung.kernel.people.offices import close_post
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.counting import head_count
from balairung.rooms.meetings.inviting.resolving import resolve, seat
from balairung.rooms.meetings.models import InvitationRule, Meeting, MeetingSession
from tests import make
from tests.rooms.meetings import banyuwangi

START, Who = make.START, InvitationRule.Who


class Some:
    """A session with its districts, for the pure part."""

    class _Many(list[Region]):
        def all(self) -> list[Region]:
            return self

    def __init__(self, codes: frozenset[str]) -> None:
        self.districts = self._Many(Region(code=code) for code in sorted(codes))


CODES = st.sampled_from(["", *(f"35.10.{number:02}" for number in range(1, 8))])


@given(
    people=st.lists(CODES, max_size=40),
    taken=st.lists(st.frozensets(CODES.filter(bool), max_size=4), min_size=1, max_size=5),
)
def test_everybody_sits_in_exactly_one_session(people: list[str], taken: list[frozenset[str]]) -> None:
    sessions = cast("list[MeetingSession]", [Some(codes) for codes in taken])
    seated = seat(people, sessions)
    assert len(seated) == len(people)  # nobody is left out, nobody twice
    for code, session in zip(people, seated, strict=True):
        wants = [one for one in sessions if code in {region.code for region in one.districts.all()}]
        if wants:
            assert session is wants[0]
        else:
            open_to_all = [one for one in sessions if not one.districts.all()]
            assert session is (open_to_all or sessions)[0]


@pytest.fixture
def city(db: None) -> Meeting:
    make.regency()
    return make.meeting(called=False)


def keys(meeting: Meeting) -> list[str]:
    return [one.key for one in resolve(meeting, START).named]


def by_of(meeting: Meeting) -> Actor:
    return actor_of(make.there(meeting.made_by), START)


def test_the_same_post_in_two_rules_is_invited_once(city: Meeting) -> None:
    before = len(keys(city))
    calling.add_rule(city, who=Who.OFFICE_HEADS, by=by_of(city), at=START)
    calling.add_rule(city, who=Who.ECHELON_2, by=by_of(city), at=START)
    named = resolve(city, START).named
    assert len({one.key for one in named}) == len(named) > before
    pupr = next(one for one in named if one.post == make.post("pupr", "head"))
    assert len(pupr.rules) == 3


def test_a_person_in_two_posts_is_invited_once_as_what_they_are(city: Meeting) -> None:
    head = make.post("pupr", "head").holdings.get().person
    appoint(person=head, post=make.post("dishub", "head"), since=date(2026, 1, 1), capacity=Holding.Capacity.PLT,
            by=SYSTEM, at=START)  # fmt: skip
    calling.add_rule(city, who=Who.POSTS, posts=[make.post("dishub", "head")], by=by_of(city), at=START)
    named = resolve(city, START).named
    mine = [one for one in named if one.person == head]
    assert len(mine) == 1
    assert mine[0].post == make.post("pupr", "head")
    assert "; Plt. Kepala" in mine[0].title
    assert len(mine[0].rules) == 2
    assert resolve(city, START).twice == 1


def test_who_comes_first(city: Meeting) -> None:
    calling.add_rule(city, who=Who.GUESTS, guests=[("Ketua DPRD", "DPRD"), ("Kapolresta", "Polresta")],
                     by=by_of(city), at=START)  # fmt: skip
    for who in (Who.VILLAGE_SECRETARIES, Who.VILLAGE_HEADS, Who.DISTRICT_HEADS, Who.OFFICE_HEADS, Who.LEADERS):
        calling.add_rule(city, who=who, by=by_of(city), at=START)
    named = resolve(city, START).named
    said = ["tamu" if one.post is None else one.post.role + ":" + one.post.office.kind for one in named]
    order = [one for place, one in enumerate(said) if place == 0 or said[place - 1] != one]
    assert order[:6] == ["regent:leadership", "deputy_regent:leadership", "tamu", "secretary:setda", "assistant:setda",
                         "staff_expert:setda"]  # fmt: skip
    assert order[-3:] == ["head:kecamatan", "head:kelurahan", "secretary_of_office:kelurahan"]
    assert [one.name for one in named if one.post is None] == ["Ketua DPRD", "Kapolresta"]


def test_a_group_without_districts_invites_nobody_and_says_so(city: Meeting) -> None:
    empty = RegionGroup.objects.create(name="Zona kosong")
    calling.add_rule(city, who=Who.DISTRICT_HEADS, groups=[empty], by=by_of(city), at=START)
    count = head_count(city, START).rules[-1]
    assert count.count == 0
    assert "belum mempunyai kecamatan" in count.notes[0]


def test_an_office_without_the_post_is_invited_itself(city: Meeting) -> None:
    post = Post.objects.filter(role="secretary_of_office", office__kind=Office.Kind.WARD).order_by("order")[0]
    post.subordinates.update(superior=post.superior)
    close_post(post, by=SYSTEM, at=START)
    calling.add_rule(city, who=Who.VILLAGE_SECRETARIES, by=by_of(city), at=START)
    lacking = [one for one in resolve(city, START).named if one.lacking]
    assert [one.office for one in lacking] == [post.office]
    assert lacking[0].title == f"Sekretaris {post.office.short}"
    count = head_count(city, START)
    assert count.rules[-1].count == 27
    assert "1 kantor tidak mempunyai jabatan ini" in count.rules[-1].notes[0]


def test_sessions_take_their_districts_and_say_when_they_are_full(city: Meeting) -> None:
    first, second, third = Region.objects.filter(level="district").order_by("code")
    by = by_of(city)
    calling.add_rule(city, who=Who.VILLAGE_HEADS, by=by, at=START)
    calling.change_session(city.sessions.get(), districts=[first, third], capacity=5, by=by, at=START)
    calling.add_session(city, starts_at=START + timedelta(days=8), place="Aula", districts=[second], by=by, at=START)
    count = head_count(city, START)
    assert [one.count for one in count.sessions] == [18 + 3, 9]
    assert count.sessions[0].over == 16
    assert any("untuk 5 kursi" in note for note in count.notes)
    assert any("3 undangan tidak termasuk kecamatan sesi mana pun" in note for note in count.notes)
    with pytest.raises(Refused, match="sudah masuk"):
        calling.add_session(city, starts_at=START + timedelta(days=9), place="Aula", districts=[first], by=by, at=START)
    assert city.sessions.count() == 2


@pytest.mark.parametrize("who", [Who.OFFICE_HEADS, Who.LEADERS, Who.POSTS, Who.GUESTS])
def test_rules_that_say_nothing_are_refused(city: Meeting, who: str) -> None:
    district = Region.objects.filter(level="district").order_by("code")[:1]
    with pytest.raises(Refused):
        calling.add_rule(city, who=who, districts=list(district), by=by_of(city), at=START)
    if who in (Who.POSTS, Who.GUESTS):
        with pytest.raises(Refused):
            calling.add_rule(city, who=who, by=by_of(city), at=START)


@pytest.fixture
def _warm() -> None:
    """All addresses are read once in a process: not part of what is measured."""
    reverse("home")


@pytest.mark.usefixtures("_warm")
@pytest.mark.django_db
def test_the_meeting_of_2011(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """Six districts, 74 villages: 148 invitations in two sessions of one day, in few queries and in no time."""
    groups = banyuwangi.divided()
    east = groups["Wilayah Timur"]
    banyuwangi.peopled(east, at=START)
    meeting = make.meeting(called=False)
    by = by_of(meeting)
    meeting.rules.all().delete()
    for who in (Who.VILLAGE_HEADS, Who.VILLAGE_SECRETARIES):
        calling.add_rule(meeting, who=who, groups=[east], by=by, at=START)
    districts = list(east.districts.order_by("name"))
    calling.change_session(meeting.sessions.get(), districts=districts[:3], by=by, at=START)
    calling.add_session(meeting, starts_at=meeting.starts_at + timedelta(hours=5), place="Pendopo",
                        districts=districts[3:], by=by, at=START)  # fmt: skip
    with django_assert_max_num_queries(20):
        count = head_count(meeting, START)
    assert [one.count for one in count.rules] == [74, 74]
    assert count.total == sum(one.count for one in count.sessions) == 148
    assert any(note.startswith("2 jabatan kosong") for note in count.notes)
    began = time.process_time()
    with django_assert_max_num_queries(90):
        calling.call(meeting, by=by, at=START, at_once=True)
    assert time.process_time() - began < 5
    seated = Counter(meeting.invitees.values_list("session", flat=True))
    assert sorted(seated.values()) == sorted(one.count for one in count.sessions)
    vacant = meeting.invitees.filter(person=None)
    assert vacant.count() == 2
    assert all(row.told_at for row in vacant)  # the head of the village hears of it


@pytest.mark.usefixtures("_warm")
@pytest.mark.django_db
def test_four_hundred(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """All village heads and secretaries of a whole regency: as many queries as for few."""
    banyuwangi.divided()
    meeting = make.meeting(called=False)
    by = by_of(meeting)
    for who in (Who.VILLAGE_HEADS, Who.VILLAGE_SECRETARIES):
        calling.add_rule(meeting, who=who, by=by, at=START)
    began = time.process_time()
    with django_assert_max_num_queries(95):
        calling.call(meeting, by=by, at=START, at_once=True)
    assert time.process_time() - began < 5
    assert meeting.invitees.count() == 437

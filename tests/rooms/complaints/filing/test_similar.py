"""Reports like this one."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.filing.similar import Similar, days_ago, distance, similar
from balairung.rooms.complaints.models import Complaint
from tests import make

HERE = (Decimal("-7.62900"), Decimal("111.52300"))
TEXT = "Lampu jalan di depan pasar padam sejak seminggu, gelap sekali kalau malam."


def point(metres: float) -> tuple[Decimal, Decimal]:
    """So far north of here."""
    return HERE[0] + Decimal(metres / 111_320).quantize(Decimal("0.00001")), HERE[1]


def village(number: int = 0) -> Region:
    return Region.objects.filter(level=Region.Level.VILLAGE).order_by("code")[number]


@pytest.fixture
def coordinator(db: None) -> Actor:
    make.regency()
    return make.coordinator()


def filed(coordinator: Actor, at: datetime = make.START, **report: Any) -> Complaint:
    """A published report here."""
    report = {"text": TEXT, "topic": make.topic("lampu-jalan-mati"), "region": village(), "point": HERE, **report}
    made = make.complaint(at=at, **report)
    actions.verify(made, klass=made.klass, topic=made.topic, by=coordinator, at=at)
    return made


def found(**asked: Any) -> list[Similar]:
    asked = {
        "region": village(), "topic": make.topic("lampu-jalan-mati"), "text": "", "point": HERE,
        "now": make.START + timedelta(days=3), "public": True, **asked,
    }  # fmt: skip
    return similar(**asked)


def refs(**asked: Any) -> list[str]:
    return [one.ref for one in found(**asked)]


def test_near_and_of_the_same_topic_with_its_reason(coordinator: Actor) -> None:
    made = filed(coordinator, point=point(120))
    (one,) = found()
    assert (one.ref, one.title, one.state) == (made.ref, made.public_title, State.NEW)
    assert one.reason in {f"kira-kira {metres} m dari tempat Anda, 3 hari lalu" for metres in (50, 100, 150, 200)}
    (one,) = found(public=False, actor=coordinator)
    assert one.reason == "120 m dari tempat ini, 3 hari lalu"


def test_too_far_is_another_place(coordinator: Actor) -> None:
    filed(coordinator, point=point(600))
    assert refs() == []


def test_without_a_point_the_village_counts(coordinator: Actor) -> None:
    made = filed(coordinator, point=None)
    filed(coordinator, point=None, region=village(1))
    (one,) = found(point=None)
    assert one.ref == made.ref
    assert one.reason == f"di {village()}, 3 hari lalu"


def test_of_a_district_all_its_villages(coordinator: Actor) -> None:
    made = filed(coordinator, point=None)
    assert refs(point=None, region=village().parent) == [made.ref]


def test_another_matter_is_not_similar(coordinator: Actor) -> None:
    filed(coordinator, topic=make.topic("sampah-menumpuk"), text="Sampah menumpuk di depan pasar.")
    assert refs() == []
    assert refs(topic=None, text=TEXT) == []


def test_the_same_words_under_another_topic_are(coordinator: Actor) -> None:
    made = filed(coordinator, topic=make.topic("jalan-berlubang"))
    assert refs(text="lampu jalan depan pasar padam sudah seminggu, gelap") == [made.ref]


def test_before_anything_is_typed_what_lies_near(coordinator: Actor) -> None:
    made = filed(coordinator, topic=make.topic("jalan-berlubang"))
    assert refs(topic=None) == [made.ref]


def test_nearest_and_likest_first(coordinator: Actor) -> None:
    far, near = filed(coordinator, point=point(220)), filed(coordinator, point=point(10))
    other = filed(coordinator, text="Lampu taman mati total.", point=point(200))
    assert refs(text=TEXT) == [near.ref, far.ref, other.ref]
    assert refs(text=TEXT, most=1) == [near.ref]


def test_old_ones_and_those_long_closed_are_past(coordinator: Actor) -> None:
    filed(coordinator, at=make.START - timedelta(days=100))
    made = filed(coordinator)
    assert refs() == [made.ref]
    actions.refuse(made, reason="not-clear", text="Tidak cukup jelas.", by=coordinator, at=make.START)
    assert refs() == []


def test_everyone_is_shown_only_what_is_published(coordinator: Actor) -> None:
    """Neither secret ones nor those that nobody verified; and the words that an officer chose for all."""
    make.complaint(text=TEXT, topic=make.topic("lampu-jalan-mati"), region=village(), point=HERE)
    secret = filed(coordinator, secret=True)
    assert refs() == []
    assert secret.ref in refs(public=False, actor=coordinator)
    assert refs(public=False, actor=make.officer("dinkes", "head")) == []
    assert refs(public=False) == []


def test_itself_is_left_out(coordinator: Actor) -> None:
    made, other = filed(coordinator), filed(coordinator)
    assert refs(public=False, actor=coordinator, without=made.pk) == [other.ref]


@pytest.mark.parametrize("metres", [5, 20, 40])
def test_nobody_learns_behind_which_door(coordinator: Actor, metres: int) -> None:
    """Two places in one square of a hundred metres cannot be told apart from outside."""
    filed(coordinator, point=HERE)
    filed(coordinator, point=point(-metres))
    assert len({(one.reason, round(one.score, 6)) for one in found()}) == 1


def test_three_questions_and_no_sealed_field(coordinator: Actor) -> None:
    for _number in range(3):
        filed(coordinator, name="Sulastri", contact="sulastri@contoh.id")
    with CaptureQueriesContext(connection) as asked:
        assert len(found()) == 3
    ours = [query["sql"] for query in asked if "complaints_complaint" in query["sql"]]
    assert len(ours) == 3
    assert not [sql for sql in ours if "reporter_contact" in sql or "reporter_name" in sql]


@given(st.floats(-11, 6), st.floats(95, 141), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_distance_is_that_of_the_globe(latitude: float, longitude: float, north: float, east: float) -> None:
    from math import asin, cos, radians, sin, sqrt

    a, b = (latitude, longitude), (latitude + north, longitude + east)
    half = sin(radians(north) / 2) ** 2 + cos(radians(a[0])) * cos(radians(b[0])) * sin(radians(east) / 2) ** 2
    globe = 2 * 6_371_009 * asin(sqrt(half))
    assert abs(distance(a, b) - globe) <= 0.01 * globe + 0.1
    assert distance(a, b) == distance(b, a)


def test_days_in_words() -> None:
    words = [days_ago(make.START - timedelta(days=days), make.START) for days in (0, 1, 12)]
    assert words == ["hari ini", "kemarin", "12 hari lalu"]

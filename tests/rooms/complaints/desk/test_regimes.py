"""The promise of SP4N-LAPOR! and the statute, side by side."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.obligations.models import Clock
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk.regimes import PAIRS, Row, regimes
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db


def rows(complaint: Complaint, now: datetime = START) -> dict[str, Row]:
    fresh = Complaint.objects.select_related("obligation").get(pk=complaint.pk)
    return {row.label: row for regime in regimes(fresh, now) for row in regime.rows}


VERIFY, RESOLVE = "Laporan diperiksa dan diteruskan", "Laporan selesai ditangani"
STATUTORY = "Pemberitahuan lengkap atau tidaknya laporan menurut undang-undang"
DECIDE, DELIVER = "Keputusan menurut undang-undang", "Keputusan disampaikan kepada pelapor"


def test_what_has_not_begun_says_how_long_it_will_be() -> None:
    make.regency()
    shown = rows(make.complaint())
    assert shown[VERIFY].due == moment("2026-03-05 23:59:59")
    assert shown[STATUTORY].due == moment("2026-03-16 23:59:59")
    assert shown[VERIFY].stricter
    assert not shown[STATUTORY].stricter
    assert (shown[DECIDE].due, shown[DECIDE].length) == (None, "60 hari")
    assert shown[RESOLVE].length == "14 hari kerja"
    assert not shown[RESOLVE].stricter  # nothing to compare it with yet


def test_for_what_the_inspectorate_examines_the_statute_is_stricter() -> None:
    make.regency()
    rahma = make.coordinator()
    ordinary = make.complaint()
    supervisory = make.complaint(klass="supervisory")
    for made in (ordinary, supervisory):
        actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=START)
    assert rows(ordinary)[RESOLVE].stricter
    shown = rows(supervisory)
    assert shown[DECIDE].stricter
    assert shown[DECIDE].due == moment("2026-05-01 23:59:59")
    assert not shown[RESOLVE].stricter


def test_the_sixty_days_count_from_when_it_is_complete() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    made = make.forwarded(rahma)
    actions.ask(made, text="Di mana?", by=siti, at=START + timedelta(days=3))
    assert rows(made)[DECIDE].due is None
    complete = START + timedelta(days=10)
    actions.resume(made, text="Utara pasar.", by=make.reporter(made), at=complete)
    assert rows(made)[DECIDE].due == moment("2026-05-11 23:59:59")
    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=complete)
    assert rows(made)[DECIDE].met
    assert rows(made)[DELIVER].met  # they left no address: their page holds it at once
    assert not Clock.objects.filter(obligation=made.obligation, party="office", met_at=None, dropped_at=None).exists()


def test_the_delivery_is_met_when_the_message_left() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    made = make.forwarded(rahma, contact="warga@contoh.id")
    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=START)
    assert (rows(made)[DELIVER].met, rows(made)[DELIVER].due) == (False, moment("2026-03-16 23:59:59"))
    assert rows(made, START + timedelta(days=20))[DELIVER].late


@pytest.mark.parametrize("klass", Complaint.Class.values)
def test_of_each_pair_exactly_the_earlier_is_marked(klass: str) -> None:
    make.regency()
    rahma = make.coordinator()
    for days in (0, 1, 3, 14, 30):
        made = make.complaint(klass=klass)
        actions.verify(made, klass=klass, topic=made.topic, by=rahma, at=START + timedelta(days=days))
        fresh = Complaint.objects.select_related("obligation").get(pk=made.pk)
        shown = {row.clock.name: row for regime in regimes(fresh, START) for row in regime.rows if row.clock}
        for one, other in PAIRS.items():
            pair = [shown[one], shown[other]]
            assert [row.stricter for row in pair].count(True) == 1
            strict, lax = sorted(pair, key=lambda row: not row.stricter)
            assert strict.due is not None
            assert lax.due is not None
            assert strict.due <= lax.due


def test_the_case_shows_them(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    rahma = make.coordinator()
    client.force_login(make.account(Person.objects.get(pk=str(rahma.person_id))))
    page = client.get(reverse("complaints:detail", args=[make.complaint().ref])).content.decode()
    assert "UU 25/2009" in page
    assert "Lebih ketat" in page

"""What a visit finds is owed by the office and closed by whoever found it; what was given is looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Event, Obligation, State
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.rooms.projects import actions, helping
from balairung.rooms.projects.helping import Given, months_after
from balairung.rooms.projects.models import Handover, ProjectDuty, SiteVisit
from balairung.rooms.projects.models.projects import Status
from balairung.rooms.projects.reporting import Picture
from tests import make
from tests.rooms.projects import works

pytestmark = pytest.mark.django_db
DAY = make.START.date()


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def auditor() -> Actor:
    return make.officer("inspektorat", "auditor", "Bu Ina")


def given(**more: object) -> Given:
    plain: dict[str, object] = {
        "group": "Tani Makmur", "group_kind": "tani", "members": 24, "giver": "Dinas Pertanian",
        "goods": "Dua traktor tangan", "on": DAY, "minutes": "027/12/2026", "region": works.place(), "people": 96,
        "chair": "Wagimin Sastrodiharjo", "value": Decimal("52000000"),
    }  # fmt: skip
    return Given(**plain | more)  # type: ignore[arg-type]


# --- visits ------------------------------------------------------------------------------------------------------


def test_a_remark_is_only_a_remark() -> None:
    made = works.project()
    ina = auditor()
    note = actions.visit(made, words="Pekerja lima orang.", token="token-kunjungan-1", by=ina, at=make.START)
    again = actions.visit(made, words="Pekerja lima orang.", token="token-kunjungan-1", by=ina, at=make.START)
    assert (note.pk, SiteVisit.objects.count(), Obligation.objects.count()) == (again.pk, 1, 0)
    assert note.by_post == ina.seats[0].title
    for stranger in (make.officer("dinkes", "head"), make.officer("pupr", "head")):
        with pytest.raises(NotAllowed):
            actions.visit(made, words="Bagus.", token="token-kunjungan-2", by=stranger, at=make.START)


def test_what_a_visit_asks_is_owed_with_proof_and_closed_by_whoever_asked() -> None:
    made, ina = works.project(), auditor()
    head = make.officer("pupr", "head", "Pak Kadis")
    photo = Picture(make.photo())
    asked: dict[str, Any] = {"words": "Tebal beton kurang.", "asked": "Tambah tebal beton menjadi 15 cm"}
    actions.visit(made, **asked, pictures=[photo], token="token-kunjungan-3", by=ina, at=make.START)
    duty = ProjectDuty.objects.for_list().get()
    assert (duty.obligation.ref[:2], duty.obligation.kind) == ("B-", "projects")
    assert duty.due_on == date(2026, 3, 16)  # ten working days
    assert Notice.objects.filter(about_kind="projects").exists()
    with pytest.raises(Refused, match="Lampirkan bukti"):
        actions.repair(duty, text="Sudah.", files=[], by=head, at=make.START)
    with pytest.raises(NotAllowed):
        actions.repair(duty, text="Sudah.", files=[make.photo()], by=ina, at=make.START)
    actions.repair(duty, text="Sudah ditambah.", files=[make.photo()], by=head, at=make.START)
    assert duty.obligation.state == State.WAITING
    for other in (head, make.officer("inspektorat", "auditor", "Orang lain")):
        with pytest.raises(NotAllowed):
            actions.close(duty, by=other, at=make.START)
    actions.send_back(duty, text="Masih tipis di ujung timur.", by=ina, at=make.START)
    actions.repair(duty, text="Ujung timur juga.", files=[make.photo()], by=head, at=make.START)
    actions.close(duty, by=ina, at=make.START)
    assert duty.obligation.state == State.DONE
    told = " ".join(str(one.facts) for one in Event.objects.all())
    assert "Bu Ina" not in told


def test_a_date_of_ones_own_and_what_is_not_to_be_done_any_more() -> None:
    made, regent = works.project(), make.officer("pimpinan", "regent", "Ibu Bupati")
    with pytest.raises(Refused, match="mulai hari ini"):
        actions.visit(made, words="x", asked="y", due_on=date(2026, 1, 1), token="t" * 16, by=regent, at=make.START)
    with pytest.raises(Refused, match="harus diperbaiki sampai"):
        actions.visit(made, words="x", due_on=date(2026, 4, 1), token="t" * 16, by=regent, at=make.START)
    actions.visit(
        made, words="Papan belum ada.", asked="Pasang papan", due_on=date(2026, 3, 9), token="t" * 16, by=regent,
        at=make.START,
    )  # fmt: skip
    duty = ProjectDuty.objects.for_list().get()
    assert duty.due_on == date(2026, 3, 9)
    actions.cancel(duty, text="Papan sudah ada di seberang.", by=regent, at=make.START)
    assert duty.obligation.state == State.WITHDRAWN


def test_the_head_of_the_district_looks_after_its_villages() -> None:
    camat = make.officer("kecamatan-357701", "head", "Pak Camat")
    actions.visit(works.project(), words="Baik.", token="token-camat-satu", by=camat, at=make.START)
    elsewhere = works.project(region=works.place("35.77.02.1001"))
    with pytest.raises(NotAllowed):
        actions.visit(elsewhere, words="Baik.", token="token-camat-dua", by=camat, at=make.START)


# --- help --------------------------------------------------------------------------------------------------------


def test_a_handover_stands_once_and_its_chair_stays_sealed() -> None:
    made = works.project(kind="aid")
    first = helping.hand_over(made, given(last=True), token="token-serah-satu", by=SYSTEM, at=make.START)
    again = helping.hand_over(made, given(last=True), token="token-serah-satu", by=SYSTEM, at=make.START)
    assert (first.pk, Handover.objects.count(), made.status) == (again.pk, 1, Status.DONE)
    with pytest.raises(Refused, match="sudah tercatat"):
        helping.hand_over(made, given(), token="token-serah-dua", by=SYSTEM, at=make.START)
    helping.count_people(first, region=works.place("35.77.01.1002"), people=12, by=SYSTEM, at=make.START)
    helping.count_people(first, region=works.place("35.77.01.1002"), people=14, by=SYSTEM, at=make.START)
    assert sorted(first.beneficiaries.values_list("people", flat=True)) == [14, 96]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT chair FROM projects_handover")
        assert "Sastrodiharjo" not in str(cursor.fetchall())
    head = make.officer("pupr", "head", "Pak Kadis")
    assert helping.reveal(first, by=head, at=make.START) == "Wagimin Sastrodiharjo"
    assert made.changes.filter(inner=True).count() == 1
    with pytest.raises(NotAllowed):
        helping.reveal(first, by=auditor(), at=make.START)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"group": ""}, "harus terisi"), ({"members": 0}, "satu orang"), ({"people": -1}, "satu orang"),
        ({"on": DAY + timedelta(days=1)}, "belum tiba"), ({"group_kind": "geng"}, "jenis kelompok"),
        ({"value": Decimal(10**12)}, "tidak lebih dari nilai"),
    ],
)  # fmt: skip
def test_a_handover_that_cannot_be_is_refused(more: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        helping.hand_over(works.project(), given(**more), token="token-serah-salah", by=SYSTEM, at=make.START)
    assert not Handover.objects.exists()


def test_months_after_a_day_keep_to_the_month() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 3, 2), -12) == date(2025, 3, 2)


def test_what_was_given_is_asked_about_after_three_six_and_twelve_months_each_once() -> None:
    made = works.project(kind="aid")
    helping.hand_over(made, given(), token="token-serah-satu", by=SYSTEM, at=make.START)
    asked = {}
    for day in range(0, 600, 10):
        if helping.follow(now=works.after(day)):
            asked[day] = ProjectDuty.objects.order_by("-months")[0].months
        assert helping.follow(now=works.after(day)) == 0
    assert list(asked.values()) == [3, 6, 12]
    assert [day // 30 for day in asked] == [3, 6, 12]
    head = make.officer("pupr", "head", "Pak Kadis")
    for duty, answer in zip(
        ProjectDuty.objects.for_list(), (actions.still_used, actions.partly_used, actions.not_used), strict=True
    ):
        answer(duty, text="Dilihat di lapangan.", files=[make.photo()], by=head, at=works.after(600))
        assert duty.obligation.state == State.DONE
    assert list(ProjectDuty.objects.order_by("months").values_list("use", flat=True)) == ["whole", "partly", "not"]


def test_what_is_written_down_late_is_asked_once_and_what_is_old_never() -> None:
    made = works.project(kind="aid")
    helping.hand_over(made, given(on=DAY - timedelta(days=230)), token="token-serah-satu", by=SYSTEM, at=make.START)
    old = given(on=DAY - timedelta(days=900), minutes="1/2023")
    helping.hand_over(made, old, token="token-serah-lama", by=SYSTEM, at=make.START)
    assert helping.follow(now=make.START) == 1
    assert ProjectDuty.objects.get().months == 6
    assert helping.follow(now=works.after(30)) == 0

"""Money that adds up to the sen, progress that never falls without a reason, a curve against the plan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.projects import curves, recording, register, reporting
from balairung.rooms.projects.models import Fund, ProgressReport, Project, ProjectPhoto
from balairung.rooms.projects.models.projects import Status
from balairung.rooms.projects.recording import Money, Part
from balairung.rooms.projects.reporting import Picture, Progress, Seen
from tests import make
from tests.rooms.projects import works

pytestmark = pytest.mark.django_db
DAY = make.START.date()
STEADY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEN = st.integers(1, 10**15).map(lambda sen: Decimal(sen) / 100)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def progress(physical: str, *, paid: str = "0", days: int = 0, lowered: str = "") -> Progress:
    return Progress(DAY + timedelta(days=days), Decimal(physical), Decimal(paid), lowered=lowered)


def say(project: Project, said: Progress, token: str = "") -> ProgressReport:
    at = make.START + timedelta(days=400)
    return reporting.report(project, said, token=token or works.token(), by=SYSTEM, at=at)


# --- money -------------------------------------------------------------------------------------------------------


@STEADY
@given(st.lists(st.tuples(st.sampled_from(["dana-desa", "add", "dak"]), SEN, st.booleans()), min_size=1, max_size=12))
def test_totals_by_place_and_source_add_up_to_the_sen(rows: list[tuple[str, Decimal, bool]]) -> None:
    Project.objects.all().delete()
    codes = ["35.77.01.1001", "35.77.01.1002", "35.77.02.1001"]
    for number, (source, value, cancelled) in enumerate(rows):
        made = works.project(region=works.place(codes[number % 3]), funds=[Money(source, 2026, value)])
        if cancelled:
            recording.stop(made, how="cancelled", why="Batal", on=DAY, by=SYSTEM, at=make.START)
    kept = sum((value for _source, value, cancelled in rows if not cancelled), Decimal())
    for within in ("", "35.77.01"):
        found = Project.objects.at(within) if within else Project.objects.all()
        table = register.money_by_place(found, within)
        assert table.total == sum(table.sums, Decimal()) == sum((line.total for line in table.lines), Decimal())
        assert all(sum(line.cells, Decimal()) == line.total for line in table.lines)
    assert register.money_by_place(Project.objects.all()).total == kept
    assert register.figures_of(Project.objects.all(), DAY).value == kept
    assert Fund.objects.aggregate(all=Sum("value"))["all"] == sum((value for _s, value, _c in rows), Decimal())


def test_a_project_is_recorded_once_whoever_presses_twice() -> None:
    siti, budi = make.officer("pupr", "head", "Siti"), make.officer("dinkes", "head", "Budi")
    first = works.project(by=siti, token="token-tekan-dua-kali")
    assert works.project(by=siti, token="token-tekan-dua-kali").pk == first.pk
    assert (Project.objects.count(), first.value, first.status) == (1, Decimal("127500000.50"), Status.PLANNED)
    with pytest.raises(NotAllowed):
        works.project(by=budi)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"planned_end": date(2026, 1, 1)}, "lebih dahulu"), ({"planned_end": date(2099, 1, 1)}, "sepuluh tahun"),
        ({"funds": []}, "paling sedikit satu sumber"), ({"funds": [Money("emas", 2026, Decimal(1))]}, "dari daftar"),
        ({"funds": [Money("dak", 26, Decimal(1))]}, "empat angka"), ({"title": " "}, "judul"),
        ({"funds": [Money("dak", 2026, Decimal())]}, "lebih dari nol"),
        ({"funds": [Money("dak", 2026, Decimal(1))] * 2}, "dua kali"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        works.project(**more)
    assert not Project.objects.exists()


def test_a_village_records_on_its_own_ground_only() -> None:
    make.village()
    head = make.officer("desa-uji", "head", "Kades")
    assert works.project("desa-uji", by=head).office.key == "desa-uji"
    with pytest.raises(NotAllowed):
        works.project("desa-uji", by=head, region=works.place("35.77.01.1002"))
    with pytest.raises(Refused, match="bukan kecamatannya"):
        works.project(region=works.place("35.77.01"))


def test_a_change_keeps_what_was_before_and_money_never_falls_below_what_is_paid() -> None:
    made = works.project()
    say(made, progress("10", paid="100000000"))
    with pytest.raises(Refused, match="sudah dibayarkan"):
        recording.change(made, works.said(funds=[Money("dak", 2026, Decimal(5))]), by=SYSTEM, at=make.START)
    dearer = works.said(funds=[Money("dana-desa", 2026, Decimal(200_000_000))], planned_end=date(2026, 6, 30))
    assert recording.change(made, dearer, by=SYSTEM, at=make.START)
    assert not recording.change(made, dearer, by=SYSTEM, at=make.START)
    words = made.changes.get().words
    assert "Rp125.000.000" in words
    assert "Rp200.000.000" in words
    assert "31 Mei 2026 → Selasa, 30 Juni 2026" in words


# --- progress ----------------------------------------------------------------------------------------------------

REPORTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(-5, 110), st.integers(0, 130), st.sampled_from(["", "", "Salah ukur"])),
    max_size=10,
)


@STEADY
@given(REPORTS)
def test_progress_never_falls_without_a_reason(rows: list[tuple[int, int, int, str]]) -> None:
    made = works.project()
    for days, physical, paid, why in rows:
        said = progress(str(physical), paid=str(paid * 1_000_000), days=days, lowered=why)
        try:
            say(made, said)
        except Refused:
            continue
    kept = list(made.reports.all())
    assert all(0 <= one.physical <= 100 and 0 <= one.paid <= made.value for one in kept)
    for before, after in pairwise(kept):
        fell = after.physical < before.physical or after.paid < before.paid
        assert not fell or before.lowered or after.lowered
    made = Project.objects.get(pk=made.pk)
    if kept:
        assert (made.physical, made.paid, made.reported_on) == (kept[-1].physical, kept[-1].paid, kept[-1].on)


def test_it_begins_and_ends_by_what_is_reported() -> None:
    made = works.project()
    say(made, progress("0"))
    assert made.status == Status.PLANNED
    say(made, progress("37.5", days=5), token="token-ulang-sekali")
    say(made, progress("37.5", days=5), token="token-ulang-sekali")
    assert (made.status, made.started_on, made.reports.count()) == (Status.RUNNING, DAY + timedelta(days=5), 2)
    with pytest.raises(Refused, match="lebih rendah daripada laporan"):
        say(made, progress("30", days=6))
    say(made, progress("30", days=6, lowered="Diukur ulang"))
    say(made, progress("100", days=9))
    assert (made.status, made.finished_on) == (Status.DONE, DAY + timedelta(days=9))
    with pytest.raises(Refused, match="mencatat angka yang lebih rendah"):
        say(made, progress("99", days=4))
    assert not made.is_late(date(2027, 1, 1))


def test_what_is_halted_is_not_reported_on_until_it_goes_on() -> None:
    made = works.project()
    recording.stop(made, how="halted", why="Banjir", on=DAY, by=SYSTEM, at=make.START)
    assert made.status == Status.HALTED
    assert made.is_late(date(2026, 7, 1))
    with pytest.raises(Refused, match="terhenti"):
        say(made, progress("5"))
    recording.go_on(made, why="Sudah surut", by=SYSTEM, at=make.START)
    say(made, progress("5"))
    recording.stop(made, how="cancelled", why="Dana ditarik", on=DAY, by=SYSTEM, at=make.START)
    assert not made.is_late(date(2026, 7, 1))
    assert [one.words.split(":")[0] for one in made.changes.all()][-1].endswith("terhenti")
    for status in Status:
        found = set(Project.objects.standing(status).values_list("pk", flat=True))
        assert (made.pk in found) == (made.status == status)


def test_parts_weigh_a_hundred_together_and_keep_what_was_done() -> None:
    made = works.project()
    halves = [Part("Pondasi", date(2026, 3, 1), Decimal(40)), Part("Cor", date(2026, 5, 1), Decimal("59.5"))]
    with pytest.raises(Refused, match="99,5 %"):
        recording.set_parts(made, halves, by=SYSTEM, at=make.START)
    whole = [halves[0], Part("Cor", date(2026, 5, 1), Decimal(60))]
    recording.set_parts(made, whole, by=SYSTEM, at=make.START)
    recording.reach(made.milestones.all()[0], on=DAY, by=SYSTEM, at=make.START)
    with pytest.raises(Refused, match="sudah selesai"):
        recording.set_parts(made, [Part("Cor", date(2026, 5, 1), Decimal(100))], by=SYSTEM, at=make.START)
    recording.set_parts(made, whole, by=SYSTEM, at=make.START)
    assert made.milestones.get(title="Pondasi").done_on == DAY


# --- the curve ---------------------------------------------------------------------------------------------------

WEIGHTS = st.lists(st.tuples(st.integers(-10, 200), st.integers(1, 60)), max_size=6)


@given(WEIGHTS, st.integers(1, 180), st.lists(st.integers(-30, 400), min_size=2, max_size=8))
def test_the_plan_rises_from_nothing_to_all(parts: list[tuple[int, int]], length: int, days: list[int]) -> None:
    start = date(2026, 1, 1)
    given_parts = [(start + timedelta(days=day), Decimal(weight)) for day, weight in parts]
    corners = curves.plan(start, start + timedelta(days=length), given_parts)
    shares = [curves.planned_at(start + timedelta(days=day), corners) for day in sorted(days)]
    assert all(low <= high for low, high in pairwise(shares))
    assert all(0 <= share <= 100 for share in shares)
    assert curves.planned_at(start - timedelta(days=1), corners) == 0
    assert curves.planned_at(corners[-1][0], corners) == corners[-1][1] == 100
    assert len(curves.draw(corners, [], start).planned.split()) == len(corners) + 1


def test_deviation_is_points_ahead_or_behind() -> None:
    corners = curves.plan(date(2026, 1, 1), date(2026, 1, 11), [])
    assert curves.planned_at(date(2026, 1, 6), corners) == 50
    assert curves.deviation(date(2026, 1, 6), Decimal("37.5"), corners) == Decimal("-12.5")
    parts = [(date(2026, 1, 3), Decimal(20)), (date(2026, 1, 11), Decimal(80))]
    assert curves.planned_at(date(2026, 1, 7), curves.plan(date(2026, 1, 1), date(2026, 1, 11), parts)) == 60


# --- pictures ----------------------------------------------------------------------------------------------------


def test_a_picture_without_a_position_or_elsewhere_is_kept_and_says_so() -> None:
    made = works.project()
    seen = Seen("Depan masjid", "0", DAY, True)
    taken = [Picture(make.photo()), Picture(make.photo(), (Decimal("-6.17510"), Decimal("106.82715")))]
    assert reporting.add_photos(made, taken, seen=seen, token="foto-satu-kiriman", by=SYSTEM, at=make.START) == 2
    assert reporting.add_photos(made, taken, seen=seen, token="foto-satu-kiriman", by=SYSTEM, at=make.START) == 0
    placeless, elsewhere = ProjectPhoto.objects.order_by("latitude").filter(spot="Depan masjid")[::-1]
    placeless, elsewhere = sorted([placeless, elsewhere], key=lambda one: one.latitude is not None)
    assert (placeless.latitude, placeless.outside) == (None, False)
    assert elsewhere.outside
    assert placeless.file.about_ref == made.ref
    reporting.show(placeless, public=False, by=SYSTEM, at=make.START)
    assert "ditutup dari umum" in made.changes.get().words
    budi = make.officer("dinkes", "head", "Budi")
    with pytest.raises(NotAllowed):
        reporting.show(placeless, public=True, by=budi, at=make.START)

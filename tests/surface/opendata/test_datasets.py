"""What each dataset says, and what none of them says: rows are what the public page shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Boundary, Region
from balairung.rooms.duty.models import Score
from balairung.rooms.meetings.minutes import publishing
from balairung.rooms.surveys.actions import publish as publish_survey
from balairung.rooms.surveys.following import Plan
from balairung.rooms.surveys.models import Survey
from balairung.rooms.surveys.results import must_follow, results_of
from balairung.surface.opendata.reading import rows_of
from balairung.surface.opendata.registry import BY_KEY, DATASETS
from balairung.surface.opendata.shape import Asked, Kind
from tests import make
from tests.rooms.innovations import cards
from tests.rooms.meetings.binding import held
from tests.rooms.projects import works
from tests.rooms.surveys.asked import answered, said

pytestmark = pytest.mark.django_db
NOW = make.moment("2026-11-23 10:00")
TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,), Kind.INTEGER: (int,), Kind.NUMBER: (Decimal, int), Kind.DAY: (date,), Kind.YES: (bool,),
}  # fmt: skip


def rows(key: str, **asked: Any) -> list[dict[str, Any]]:
    """As objects; read three at a time, so that handfuls are joined everywhere."""
    dataset = BY_KEY[key]
    found = rows_of(dataset, Asked(NOW, handful=3, **asked))
    return [dict(zip(dataset.names, record.values, strict=True)) for record in found]


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency(at=make.START)


# --- each ----------------------------------------------------------------------------------------------------------


def test_services_tell_their_standard_and_keep_who_applied() -> None:
    make.application(name="Ani Lestari")
    (one,) = [row for row in rows("layanan") if row["nama"] == "Izin Uji"]
    assert (one["biaya"], one["waktu_jumlah"], one["waktu_satuan"], one["produk"]) == (0, 5, "working_days", "Izin")
    assert (one["median_hari"], one["permohonan_dihitung"]) == (None, None)  # fewer than five say something of somebody
    assert one["persyaratan"] == "Nama usaha"
    assert one["alamat"].endswith(f"/layanan/{one['kunci']}/")
    assert "Ani" not in repr(rows("layanan"))


def test_offices_and_how_they_are_reached() -> None:
    pupr = make.office("pupr")
    publish_account(office=pupr, kind="telephone", value="0351 123456", by=SYSTEM, at=make.START)
    assert {row["kunci"] for row in rows("kantor")} >= {"pupr", "setda"}
    (one,) = rows("kontak-kantor")
    assert (one["kantor"], one["jenis"], one["diumumkan"]) == ("pupr", "Telepon", make.START.date())
    assert one["id"].startswith("pupr/telephone/")


def test_only_published_results_of_more_than_a_few() -> None:
    answered("pupr", said(3, U7=1), times=7)
    assert rows("kepuasan") == []  # the period runs
    survey = Survey.objects.get(office__key="pupr")
    at = NOW
    plans = [Plan(code, "Diperbaiki", NOW.date() + timedelta(days=9)) for code in must_follow(
        make.there(results_of(survey)).score)]  # fmt: skip
    publish_survey(survey, plans=plans, by=make.officer("pupr", "head", at=at), at=at)
    (one,) = rows("kepuasan")
    assert (one["id"], one["responden"], one["U1"], one["U7"]) == (f"pupr/{survey.period}", 7, 3, 1)
    assert (one["ikm"], one["mutu"]) == (Survey.objects.get().ikm, Survey.objects.get().category)


def test_projects_by_fund_and_help_without_names() -> None:
    life = works.live(word="Rahasia")
    works.project(title="Lain", funds=works.said().funds)
    found = rows("proyek")
    mine = [row for row in found if row["nomor"] == life.project.ref]
    assert len(mine) == life.project.funds.count()
    assert sum(row["nilai"] for row in mine) == life.project.value
    assert (mine[0]["keadaan"], mine[0]["terlambat"]) == ("direncanakan", True)
    (one,) = rows("bantuan")
    assert (one["nomor"], one["barang"], one["anggota"], one["penerima"]) == (life.project.ref, "Traktor", 5, 9)
    assert "ketua" not in repr(rows("bantuan"))


def test_readiness_once_it_is_published() -> None:
    counts = {"called": 4, "reached": 3, "by_deputy": 1, "unreached": 0, "excused": 0, "median_seconds": 65}
    for month, score, at in ((9, 80, NOW), (10, 90, NOW), (11, 10, None)):
        Score.objects.create(
            period=date(2026, month, 1), office=make.office("pupr"), score=score, published_at=at, **counts
        )
    Score.objects.create(  # of one post: as good as a person
        period=date(2026, 10, 1), office=make.office("pupr"), post=make.post("pupr", "head"), score=1,
        published_at=NOW, **counts,
    )  # fmt: skip
    assert [(row["id"], row["nilai"], row["selisih"]) for row in rows("siaga")] == [
        ("2026-09/pupr", 80, None), ("2026-10/pupr", 90, 10),
    ]  # fmt: skip


def test_decisions_of_published_minutes_with_what_became_of_them() -> None:
    meeting = held.complete("pupr", "disdik")
    held.decided(meeting, "Semua kantor memasang papan.", offices=("pupr", "disdik"))
    held.approved(meeting)
    assert rows("keputusan-rapat") == []  # approved, and for the house alone
    publishing.publish(meeting, by=held.chair(meeting), at=held.LATER)
    found = rows("keputusan-rapat")
    assert {row["id"] for row in found} == {f"{meeting.ref}/{end}" for end in ("1/pupr", "2/pupr", "2/disdik")}
    said = {row["nomor_keputusan"]: row["keputusan"] for row in found}
    assert said == {1: "Dinas PUPR memperbaiki jalan poros.", 2: "Semua kantor memasang papan."}
    assert all(row["paling_lambat"] for row in found)


def test_innovations_that_were_approved() -> None:
    head, camat = cards.village("Rejo"), cards.district()
    card = cards.approved(head, camat)
    cards.sent(head, "Yang masih dinilai sama sekali lain")
    (one,) = rows("inovasi")
    assert (one["nomor"], one["nama"], one["jumlah_penerima"]) == (card.ref, card.name, 120)
    assert one["nilai"] == card.score


def test_maturity_by_the_word_of_others() -> None:
    """Kota Madiun as the ministry published it."""
    found = {row["tahun"]: row["indeks"] for row in rows("kematangan")}
    assert found[2023] == Decimal("4.45")
    assert all(row["sumber"] for row in rows("kematangan"))


def test_places_with_outlines_that_hold_their_middle() -> None:
    records = list(rows_of(BY_KEY["wilayah"], Asked(NOW)))
    assert len(records) == Region.objects.filter(until=None).count()
    shaped = [record for record in records if record.shape]
    assert len(shaped) == Boundary.objects.count() > 0
    for record in shaped:
        assert record.shape
        corners = [corner for polygon in record.shape["coordinates"] for ring in polygon for corner in ring]
        latitude, longitude = map(float, record.values[-2:])  # type: ignore[arg-type]
        assert min(y for _x, y in corners) <= latitude <= max(y for _x, y in corners)
        assert min(x for x, _y in corners) <= longitude <= max(x for x, _y in corners)


def test_every_day_and_why_it_is_free() -> None:
    found = {row["tanggal"]: row for row in rows("hari-kerja")}
    assert len(found) == 366 + 365 + 365 + 365
    assert (found[date(2026, 8, 17)]["hari_kerja_5"], found[date(2026, 8, 15)]["hari_kerja_5"]) == (False, False)
    assert (found[date(2026, 8, 15)]["hari_kerja_6"], found[date(2026, 8, 18)]["hari_kerja_5"]) == (True, True)
    assert "Kemerdekaan" in found[date(2026, 8, 17)]["sebab"]


# --- all -----------------------------------------------------------------------------------------------------------


def filled() -> None:
    """Something in every dataset that has nothing of its own."""
    works.live()
    works.project(title="Lain")
    meeting = held.approved(held.complete("pupr", "disdik"))
    publishing.publish(meeting, by=held.chair(meeting), at=held.LATER)
    head, camat = cards.village("Rejo"), cards.district()
    cards.approved(head, camat)
    make.application()
    coordinator = make.coordinator()
    for _one in range(4):
        make.forwarded(coordinator)
    for kind, value in (("telephone", "112"), ("whatsapp", "081234567890")):
        publish_account(office=make.office("pupr"), kind=kind, value=value, by=SYSTEM, at=make.START)
    counts = dict.fromkeys(("called", "reached", "by_deputy", "unreached", "excused"), 1)
    for office, month in (("pupr", 9), ("setda", 9), ("pupr", 10)):
        Score.objects.create(
            period=date(2026, month, 1), office=make.office(office), score=9, published_at=NOW, **counts
        )


def test_every_row_has_its_key_its_types_and_the_rest_behind_it() -> None:
    """No key comes twice; whoever names one gets exactly what follows it; a value is of the type of its column."""
    filled()
    for dataset in DATASETS:
        found = rows(dataset.key)
        keys = [row[dataset.names[0]] for row in found]
        assert len(set(keys)) == len(keys), dataset.key
        assert keys or dataset.key == "kepuasan"
        for place in {0, 1, 2, len(keys) // 2, len(keys) - 1} & set(range(len(keys))):
            rest = [row[dataset.names[0]] for row in islice(rows(dataset.key, after=keys[place]), 20)]
            assert rest == keys[place + 1 :][:20], (dataset.key, keys[place])
        for column in dataset.columns:
            values = [row[column.name] for row in found if row[column.name] is not None]
            assert "" not in values
            if column.kind == Kind.MOMENT:
                assert all(value.tzinfo == regency_zone() and not value.microsecond for value in values)
            else:
                assert {type(value) for value in values} <= set(TYPES[column.kind]), (dataset.key, column.name)


@pytest.mark.parametrize("key", [one.key for one in DATASETS])
def test_a_whole_table_is_a_few_questions(key: str, django_assert_max_num_queries: Callable[..., Any]) -> None:
    """However many rows there are in a handful, none of them asks for itself."""
    filled()
    with django_assert_max_num_queries(24):
        list(rows_of(BY_KEY[key], Asked(NOW)))

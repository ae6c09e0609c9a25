"""The list of published reports: what is asked for, whole and in order, page by page; an office before everyone."""

import re
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import State
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.following.listing import FilterForm, keeping_of, narrowed, page_of, tabs
from balairung.rooms.complaints.models import Complaint, Topic
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/pengaduan/"
DAY = timedelta(days=1)
AGES = (0, 1, 6, 8, 25, 40, 300, 400)  # days; several reports share a moment
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def town() -> list[Complaint]:
    """Forty reports of every age, place, topic, office and standing; some are secret, some wait to be verified."""
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    villages = list(Region.objects.order_by("code")[:9])
    topics = list(Topic.objects.order_by("code")[:3])
    made = []
    for number, age, village, topic in zip(range(40), cycle(AGES), cycle(villages), cycle(topics)):
        at = NOW - age * DAY
        report: dict[str, Any] = {"region": village, "topic": topic, "secret": number % 9 == 8}
        one = make.complaint(at=at, text=f"Laporan nomor {number} tentang jalan rusak di kampung.", **report)
        if number % 7 != 6:
            actions.verify(one, klass="ordinary", topic=topic, by=rahma, at=at)
            actions.forward(one, office=make.office("pupr" if number % 2 else "dinkes"), by=rahma, at=at)
        if number % 2 and number % 7 != 6 and number % 3 == 0:
            actions.resolve(one, text="Selesai.", files=[make.photo(at=at)], by=siti, at=at)
            if number % 4 == 1:
                actions.close(one, by=make.reporter(one), at=at)
        made.append(one)
    return made


def reads_of(asked: dict[str, Any], most: int) -> list[Complaint]:
    """The whole list, read page by page as a visitor would."""
    rows, before = [], ""
    while True:
        page = page_of(asked, before, NOW, most)
        rows += page.rows
        if not page.older:
            return rows
        assert len(page.rows) == most
        before = page.older


def fits(one: Complaint, asked: dict[str, str]) -> bool:
    """What the filters promise, said once more in plain words."""
    obligation, region = one.obligation, one.region
    late = obligation.is_late(NOW)
    standing = {
        "": True, "terlambat": late, "selesai": obligation.state == State.DONE,
        "berjalan": obligation.state in {State.NEW, State.ACTIVE}, "menunggu": obligation.state == State.WAITING,
    }  # fmt: skip
    assert region
    return (
        one.published_at is not None and obligation.visibility == "public"
        and asked["wilayah"] in {"", region.pk, region.parent_id}
        and asked["topik"] in {"", one.topic_id}
        and asked["kantor"] in {"", obligation.owner_office.key if obligation.owner_office else ""}
        and (not asked["periode"] or one.filed_at >= NOW - int(asked["periode"]) * DAY)
        and standing[asked["keadaan"]]
    )  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_every_list_is_whole_in_order_and_without_repetition(town: list[Complaint], data: st.DataObject) -> None:
    districts = list(Region.objects.filter(level="district").values_list("pk", flat=True))
    places = [one.region_id or "" for one in town] + districts
    asked = {
        "wilayah": data.draw(st.sampled_from(["", *sorted(set(places))])),
        "topik": data.draw(st.sampled_from(["", *sorted({one.topic_id or "" for one in town})])),
        "kantor": data.draw(st.sampled_from(["", "pupr", "dinkes", "setda"])),
        "periode": data.draw(st.sampled_from(list(FilterForm.PERIODS))),
        "keadaan": data.draw(st.sampled_from(list(FilterForm.STANDINGS))),
    }
    found = reads_of(FilterForm(asked).read(), data.draw(st.integers(1, 7)))
    every = Complaint.objects.select_related("obligation__owner_office", "region")
    wanted = [one for one in every if fits(one, asked)]
    if asked["keadaan"] == "terlambat":  # the worst first
        wanted.sort(key=lambda one: (one.obligation.next_at or NOW, one.obligation_id))
    else:
        wanted.sort(key=lambda one: (one.filed_at, one.pk), reverse=True)
    assert [one.pk for one in found] == [one.pk for one in wanted]


def test_words_find_what_everyone_reads(town: list[Complaint], client: Client) -> None:
    wanted = {one.pk for one in Complaint.objects.published() if "jalan" in one.public_text}
    assert {one.pk for one in reads_of({"cari": "jalan rusak"}, 6)} == wanted
    one = town[0]
    assert (
        f'href="{reverse("complaints:published", args=[one.ref])}"'
        in client.get(LIST, {"cari": "nomor 0 kampung"}).content.decode()
    )
    assert "Tidak ada laporan seperti itu" in client.get(LIST, {"cari": "gajah terbang"}).content.decode()


@pytest.mark.parametrize(
    "query",
    ["wilayah=zz", "kantor=tak-ada", "periode=9999", "keadaan=aneh", "sebelum=kapan~siapa", "sebelum=~", "cari="],
)
def test_an_address_that_somebody_typed_still_gives_a_list(client: Client, query: str) -> None:
    make.regency()
    assert client.get(f"{LIST}?{query}").status_code == 200
    assert client.get(f"/pengaduan/umpan/?{query}").status_code == 200


def test_late_is_counted_as_openly_as_done(town: list[Complaint], client: Client) -> None:
    counts = {tab.query: (tab.count, tab.late) for tab in tabs({}, NOW, {})}
    late = [one for one in narrowed({}, NOW).select_related("obligation") if one.obligation.is_late(NOW)]
    done = narrowed({"keadaan": "selesai"}, NOW).count()
    assert counts["?keadaan=terlambat"] == (str(len(late)), True)
    assert counts["?keadaan=selesai"] == (str(done), False)
    page = re.sub(r"\s+", " ", client.get(LIST).content.decode())
    assert f'Terlambat <span class="count">{len(late)}</span>' in page
    assert f'Selesai <span class="count">{done}</span>' in page


def test_the_list_asks_as_much_for_one_row_as_for_twenty(town: list[Complaint], client: Client) -> None:
    asked = []
    for query in ({"periode": "7"}, {}):
        client.get(LIST, query)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, query)
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 12
    said = " ".join(query["sql"] for query in captured.captured_queries)
    assert "reporter_contact" not in said


def test_the_address_of_a_page_keeps_what_was_asked_for(town: list[Complaint], client: Client) -> None:
    page = client.get(LIST, {"kantor": "pupr", "keadaan": "", "x": "1"}).content.decode()
    assert "?kantor=pupr&amp;keadaan=terlambat" in page
    assert "x=1&" not in page.replace("&amp;", "&")


def test_a_report_shows_nothing_of_its_reporter(client: Client) -> None:
    make.regency()
    made = make.forwarded(
        make.coordinator(), name="Darmo Sutrisno", contact="darmo@contoh.id", place="Gang Melati nomor sembilan"
    )
    page = client.get(reverse("complaints:published", args=[made.ref])).content.decode()
    for hidden in ("Darmo", "darmo@contoh.id", made.secret, "Gang Melati"):
        assert hidden not in page


def test_everyone_reads_what_happened_in_plain_words_and_that_it_is_late(client: Client) -> None:
    make.regency(at=timezone.now() - 60 * DAY)
    made = make.forwarded(make.coordinator(), at=timezone.now() - 40 * DAY)
    escalate(now=timezone.now())
    page = re.sub(r"\s+", " ", client.get(reverse("complaints:published", args=[made.ref])).content.decode())
    for words in ("Laporan diterima", "Laporan diperiksa", "Diteruskan ke kantor yang menangani"):
        assert words in page
    assert f"{make.office('pupr').name} terlambat</strong>" in page


# --- offices ---------------------------------------------------------------------------------------------------------


def test_an_office_shows_how_it_keeps_its_word(town: list[Complaint], client: Client) -> None:
    office = make.office("pupr")
    rows = list(narrowed({"kantor": office}, NOW).select_related("obligation"))
    keeping = keeping_of(office, NOW)
    assert keeping.reports == len(rows)
    assert keeping.late == sum(one.obligation.is_late(NOW) for one in rows)
    assert 0 < keeping.kept < keeping.due
    page = client.get(reverse("complaints:office", args=["pupr"])).content.decode()
    assert f"{keeping.share} %" in page
    assert "/pengaduan/baru/?kantor=pupr" in page
    assert all(reverse("complaints:published", args=[one.ref]) in page for one in rows[:1])


def test_an_office_without_reports_says_so(client: Client) -> None:
    make.regency()
    assert "Belum ada laporan terbuka" in client.get(reverse("complaints:office", args=["dinkes"])).content.decode()
    assert client.get(reverse("complaints:office", args=["tak-ada"])).status_code == 404


def test_an_officer_takes_the_links_of_their_office(client: Client, settings: Any) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("dinkes", "liaison")))
    page = client.get(reverse("complaints:links")).content.decode()
    assert "http://127.0.0.1:8000/pengaduan/baru/?kantor=dinkes" in page
    assert "&lt;a href=&quot;http://127.0.0.1:8000/pengaduan/?kantor=dinkes&quot;&gt;" in page
    assert 'src="data:image/svg+xml' in page
    page = client.get(reverse("complaints:links"), {"topik": make.topic().code, "kantor": ""}).content.decode()
    assert f"/pengaduan/baru/?topik={make.topic().code}" in page

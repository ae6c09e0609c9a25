"""The pages of presence: who sees what, a kiosk, forms with their sentences."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people import passes
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.badging import issue_badges
from balairung.kernel.people.models import Person
from balairung.rooms.learning import leaving
from balairung.rooms.learning.counting.closing import close_days
from balairung.rooms.learning.kiosks import make_kiosk
from balairung.rooms.learning.models import Leave, PresenceKiosk, PresenceScan, RollCall, RollCallEntry
from tests import make
from tests.rooms.learning import crowd

WHY = "penyakit yang tidak diceritakan"


@pytest.fixture(autouse=True)
def _regency(db: None, settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def as_(client: Client, person: Person) -> Client:
    client.force_login(person.user or make.account(person))
    return client


def team() -> tuple[Person, Person, Person, Person]:
    """Staff, superior, head; and the regent."""
    siti, above = make.holder("pupr", "staff", "Siti Aminah"), crowd.superior("pupr", "staff", "Budi")
    return siti, above, make.holder("pupr", "head", "Pak Kadis"), make.holder("pimpinan", "regent", "Ibu Bupati")


def test_staff_see_themselves_only_and_health_is_for_the_superior(client: Client) -> None:
    siti, above, head, regent = team()
    door = crowd.kiosk()
    for day in range(2, 7):
        crowd.show(above, door, f"2026-03-0{day} 08:05")
    said: dict[str, Any] = {"since": date(2026, 3, 2), "until": date(2026, 3, 3), "proof": [make.photo()]}
    leave = leaving.ask(siti, sort="sick", reason=WHY, **said, by=actor_of(siti, make.START), at=make.START)
    leaving.approve(leave, by=actor_of(above, make.START), at=make.START)
    close_days(now=make.moment("2026-03-09 00:10"))
    month, page = {"bulan": "2026-03"}, reverse("learning:leave", args=[leave.pk])
    assert WHY in as_(client, siti).get(page).text
    own = client.get(reverse("learning:desk"), month).text
    assert "Siti Aminah" in own
    assert client.get(reverse("learning:person", args=[above.pk])).status_code == 404
    assert client.get(reverse("learning:office", args=["pupr"])).status_code == 404
    assert client.get(reverse("learning:everything")).status_code == 403
    assert WHY in as_(client, head).get(page).text  # above the superior, on the line of command
    for who, addresses in (
        (head, [reverse("learning:office", args=["pupr"]), reverse("learning:office_table", args=["pupr"])]),
        (regent, [reverse("learning:everything"), reverse("learning:everything_table")]),
    ):
        for address in addresses:
            answer: Any = as_(client, who).get(address, month)
            text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
            assert answer.status_code == 200
            assert WHY not in text
            assert "sakit" not in text.lower()
    other = as_(client, make.holder("dinkes", "head", "Rahmat"))
    assert other.get(page).status_code == 404
    assert other.get(reverse("learning:person", args=[siti.pk])).status_code == 404


def test_leave_from_form_to_decision(client: Client) -> None:
    siti, above, _head, _regent = team()
    today = timezone.localdate()
    given = {"sort": "annual", "since": today.isoformat(), "until": "bukan", "reason": ""}
    answer = as_(client, siti).post(reverse("learning:ask"), given)
    assert answer.status_code == 422
    assert "Tuliskan alasannya" in answer.text
    client.post(reverse("learning:ask"), given | {"until": today.isoformat(), "reason": "Mengurus sekolah anak"})
    leave = Leave.objects.get()
    assert "Siti Aminah" in as_(client, above).get(reverse("learning:desk")).text
    refused = client.post(reverse("learning:leave_act", args=[leave.pk, "tolak"]), {"answer": ""})
    assert refused.status_code == 422
    client.post(reverse("learning:leave_act", args=[leave.pk, "setujui"]), {"answer": "Silakan."})
    leave.refresh_from_db()
    assert leave.state == Leave.State.APPROVED
    assert "Silakan." in as_(client, siti).get(reverse("learning:leave", args=[leave.pk])).text


def test_a_kiosk_says_who_came_and_answers_each_code_on_its_own(client: Client) -> None:
    siti = make.holder("pupr", "staff", "Siti Aminah")
    secret = make_kiosk(make.office("pupr"), name="Pintu", by=SYSTEM, at=make.START)
    (card,) = issue_badges([siti], by=SYSTEM, at=make.START)
    page = reverse("learning:kiosk", args=[secret])
    assert client.get(page).status_code == 200
    assert "Siti Aminah" in client.post(page, {"teks": passes.badge_code(card)}).text
    now = int(timezone.now().timestamp() * 1000)
    codes = [
        {"token": f"{number}" * 12, "text": text, "at": now}
        for number, text in enumerate([passes.badge_code(card), "bukan kode", 7])
    ]
    sent = json.dumps({"scans": [*codes, "apa"], "sent": now})
    answer = client.post(reverse("learning:kiosk_send", args=[secret]), sent, content_type="application/json")
    assert [(one["token"][0], one["came"]) for one in answer.json()["results"]] == [("0", True), ("1", False)]
    assert PresenceScan.objects.count() == 1  # a moment ago
    assert client.post(reverse("learning:kiosk_send", args=[secret]), "{", content_type="text/plain").status_code == 422
    assert client.get(reverse("learning:kiosk", args=["salah"])).status_code == 404


def test_a_head_keeps_kiosks_and_corrects(client: Client) -> None:
    siti, _above, head, _regent = team()
    page = reverse("learning:kiosks", args=["pupr"])
    told = as_(client, head).post(page, {"name": "Pintu depan"}).text
    assert "/kehadiran/kios/" in told
    assert "/kehadiran/kios/" not in client.get(page).text.replace("/kerja/kehadiran/kios/", "")
    client.post(reverse("learning:revoke_kiosk", args=[PresenceKiosk.objects.get().pk]))
    assert not PresenceKiosk.objects.standing().exists()
    today = timezone.localdate().isoformat()
    address = reverse("learning:correct", args=[siti.pk])
    assert client.post(address, {"day": today, "reason": "Lupa"}).status_code == 422
    assert client.post(address, {"day": today, "reason": "Sakit gigi", "excused": "on"}).status_code == 302
    assert "Sakit gigi" in client.get(reverse("learning:person", args=[siti.pk])).text


def test_a_roll_call_from_plan_to_close(client: Client) -> None:
    siti, _above, head, _regent = team()
    today = timezone.localdate().isoformat()
    given = {"office": "pupr", "name": "Apel pagi", "place": "Halaman", "day": today, "clock": "07:30", "scope": "own"}
    assert as_(client, siti).post(reverse("learning:plan_call"), given).status_code == 403
    as_(client, head).post(reverse("learning:plan_call"), given)
    call = RollCall.objects.get()
    page = reverse("learning:call", args=[call.pk])
    client.post(reverse("learning:call_act", args=[call.pk, "buka"]))
    (card,) = issue_badges([siti], by=SYSTEM, at=make.START)
    sent = json.dumps({"scans": [{"token": "a" * 12, "text": passes.badge_code(card)}]})
    answer = client.post(reverse("learning:call_send", args=[call.pk]), sent, content_type="application/json")
    assert answer.json()["results"][0]["came"]
    entry = RollCallEntry.objects.get(person=head)
    client.post(reverse("learning:call_note", args=[entry.pk, "alasan"]), {"reason": "Dipanggil Sekda"})
    assert "Dipanggil Sekda" in client.get(page).text
    client.post(reverse("learning:call_act", args=[call.pk, "tutup"]))
    assert "Dipanggil Sekda" not in as_(client, siti).get(page).text
    assert as_(client, make.holder("dinkes", "staff", "Lain")).get(page).status_code == 404
    assert client.get(reverse("learning:call", args=[uuid4()])).status_code == 404


def test_the_same_number_of_queries_for_few_and_many(client: Client) -> None:
    _siti, _above, head, _regent = team()
    office = make.office("pupr")
    as_(client, head)
    days, page = date(2026, 3, 2), reverse("learning:office", args=["pupr"])
    counts = []
    for number in (1, 40):
        for person in crowd.staff(number, [office]):
            crowd.scan_row(person, office, days, make.moment("2026-03-02 08:00").time()).save()
        if number == 1:
            crowd.record([office], days)
        close_days(now=make.moment(f"2026-03-1{number % 7} 00:10"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page, {"bulan": "2026-03"}).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]

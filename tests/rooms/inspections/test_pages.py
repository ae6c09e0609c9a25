"""The pages of field checks: who sees what, and what comes in by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.inspections import recording, sheets
from balairung.rooms.inspections.models import CheckSheet, FieldFinding, Inspection, Look
from balairung.rooms.inspections.views.field import _owner
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.rooms.inspections import spots

pytestmark = pytest.mark.django_db
TOKEN = "token-cek-yang-panjang"


@pytest.fixture(autouse=True)
def _city(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def enter(client: Client) -> Callable[[Person], Client]:
    def sign_in(who: Person) -> Client:
        client.force_login(who.user or make.account(who))
        return client

    return sign_in


def auditor() -> tuple[Person, Actor]:
    who = make.holder("inspektorat", "auditor", "Wati")
    return who, actor_of(who, make.START)


def typed(**more: Any) -> dict[str, Any]:
    """What is typed on the form of an agency: all in order, without a photograph."""
    items = sheets.current_sheet().asked_of("dinas")
    said = {f"says-{item.key}": "yes" for item in items} | {f"note-{item.key}": "Terlihat baik." for item in items}
    return {
        "token": TOKEN, "sheet": "1", "office": "pupr", "announced": "no", "no_position": "GPS rusak", **said, **more,
    }  # fmt: skip


def test_without_a_script_the_form_is_sent_whole(enter: Callable[[Person], Client]) -> None:
    client = enter(auditor()[0])
    page = client.get(reverse("inspections:field"))
    assert page.status_code == 200
    sent = typed(**{"says-poster": "no", "owes-poster": "on", "photos-poster": upload(photo(), "poster.jpg")})
    answer = client.post(reverse("inspections:record"), sent, follow=True)
    made = Inspection.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("inspections:report", args=[made.ref])
    assert "1 temuan" in answer.content.decode()
    assert made.looks.get(item="poster").shots.count() == 1
    again = client.post(reverse("inspections:record"), {**sent, "photos-poster": upload(photo(), "poster.jpg")})
    assert again.status_code == 302
    assert Inspection.objects.count() == 1


def test_what_is_missing_is_said_and_kept(enter: Callable[[Person], Client]) -> None:
    client = enter(auditor()[0])
    wrong = typed(**{"no_position": "", "says-toilet": "", "says-poster": "no", "note-poster": ""})
    answer = client.post(reverse("inspections:record"), wrong)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Posisi belum ada" in said
    assert "Toilet bersih: belum dijawab" in said
    assert "tambahkan foto" in said
    assert "Terlihat baik." in said
    assert not Inspection.objects.exists()


def test_a_telephone_sends_photographs_first_and_the_check_once(enter: Callable[[Person], Client]) -> None:
    who, actor = auditor()
    client, sent = enter(who), upload(photo(), "foto.jpg")
    sha256, owner = recording.fingerprint(sent), _owner(actor)
    told = typed(**{
        "owner": owner, "says-poster": "no", "owes-poster": "on",
        "shots": json.dumps([{"item": "poster", "sha256": sha256}]), "no_position": "", "latitude": "-7.62983",
        "longitude": "111.52947", "accuracy": "12", "clock": "2001-01-01T00:00:00Z",
        "started": "2000-12-31T23:00:00Z", "ended": "2000-12-31T23:30:00Z",
    })  # fmt: skip
    first = client.post(reverse("inspections:send"), told)
    assert first.json() == {"state": "missing", "missing": [sha256]}
    shot = {"token": TOKEN, "sha256": sha256, "owner": owner, "latitude": "-7.62983", "longitude": "111.52947"}
    for _again in range(2):
        kept = client.post(reverse("inspections:shot"), {**shot, "photo": upload(photo(), "foto.jpg")})
        assert kept.json()["state"] == "kept"
    answers = [client.post(reverse("inspections:send"), told).json() for _again in range(3)]
    made = Inspection.objects.get()
    assert {one["ref"] for one in answers} == {made.ref}
    assert (made.accuracy, made.clock_differs) == (12, True)
    assert 29 <= (made.ended_at - made.started_at).total_seconds() / 60 <= 31
    assert "Jam telepon tidak cocok" in client.get(reverse("inspections:report", args=[made.ref])).content.decode()


def test_what_one_officer_sealed_is_not_sent_under_another(enter: Callable[[Person], Client]) -> None:
    other = _owner(make.officer("pimpinan", "regent"))
    client = enter(auditor()[0])
    assert client.post(reverse("inspections:send"), typed(owner=other)).status_code == 409
    assert client.post(reverse("inspections:shot"), {"token": TOKEN, "owner": other}).status_code == 409
    assert not Inspection.objects.exists()


def test_only_whoever_checks_is_given_a_key(enter: Callable[[Person], Client]) -> None:
    client = enter(auditor()[0])
    first, again = (client.post(reverse("inspections:key")).json() for _again in range(2))
    assert first["key"] == again["key"]
    assert len(bytes.fromhex(first["key"])) == 32
    camat = enter(make.holder("kecamatan-357701", "head")).post(reverse("inspections:key")).json()
    assert camat["key"] != first["key"]
    assert enter(make.holder("dinkes", "head")).post(reverse("inspections:key")).status_code == 403


def test_a_stranger_finds_the_empty_form_and_nothing_of_anybody(client: Client) -> None:
    spots.checked(make.office("pupr"), {"poster": "no"}, by=auditor()[1])
    page = client.get(reverse("inspections:field")).content.decode()
    assert "Masuk dahulu" in page
    assert "Wati" not in page
    for name in ("send", "shot", "key", "record"):
        assert client.post(reverse(f"inspections:{name}")).status_code == 302


def test_the_examined_office_answers_and_cannot_close(enter: Callable[[Person], Client]) -> None:
    made = spots.checked(make.office("pupr"), {"poster": "no"}, by=auditor()[1])
    finding = FieldFinding.objects.get()
    client = enter(make.holder("pupr", "head", "Joko"))
    ref = finding.obligation.ref
    assert client.get(reverse("inspections:report", args=[made.ref])).status_code == 200
    page = client.get(reverse("inspections:detail", args=[ref])).content.decode()
    assert "Laporkan sudah diperbaiki" in page
    assert "Cabut temuan" not in page
    act = reverse("inspections:act", args=[ref, "fulfil"])
    proof = {"fulfil-text": "Sudah dipasang.", "fulfil-uploads": upload(photo(), "bukti.jpg")}
    assert client.post(act, proof).status_code == 302
    assert client.post(reverse("inspections:act", args=[ref, "accept"]), {"accept-text": ""}).status_code == 403
    judge = enter(Person.objects.get(name="Wati"))
    assert "Poster pengaduan" in judge.get(reverse("inspections:desk")).content.decode()
    judge.post(reverse("inspections:act", args=[ref, "send_back"]), {"send_back-text": "Belum terbaca."})
    client = enter(Person.objects.get(name="Joko"))
    assert client.post(act, {**proof, "fulfil-uploads": upload(photo(), "b.jpg")}).status_code == 302
    enter(Person.objects.get(name="Wati")).post(reverse("inspections:act", args=[ref, "accept"]), {"accept-text": ""})
    finding.obligation.refresh_from_db()
    assert finding.obligation.state == State.DONE


def test_the_report_is_a_page_and_a_pdf(enter: Callable[[Person], Client]) -> None:
    who, actor = auditor()
    sha256 = recording.fingerprint(upload(photo(), "foto.jpg"))
    recording.keep_shot(
        upload(photo(), "foto.jpg"), token=TOKEN, sha256=sha256, taken_at=make.START, spot=spots.HERE, by=actor,
        at=make.START,
    )  # fmt: skip
    made = spots.checked(
        make.office("pupr"), {"poster": "no"}, by=actor, token=TOKEN, shots={"poster": (sha256,)},
        notes={"poster": "Dinding kosong."}, companions="Pak Budi", note="Kantor ramai.",
    )  # fmt: skip
    client = enter(who)
    page = client.get(reverse("inspections:report", args=[made.ref])).content.decode()
    assert "Dinding kosong." in page
    assert "Pak Budi" in page
    first, again = (client.get(reverse("inspections:report_file", args=[made.ref])).content for _again in range(2))
    assert first.startswith(b"%PDF")
    assert first == again


def test_everyone_is_told_score_and_day_and_no_more(client: Client) -> None:
    spots.checked(
        make.office("pupr"),
        {"poster": "no"},
        by=auditor()[1],
        notes={"poster": "catatanrahasia"},
        note="keterangankantor",
    )
    page = client.get(reverse("inspections:public")).content.decode()
    assert "Dinas PUPR" in page
    assert "2 Mar 2026" in page
    for hidden in ("catatanrahasia", "keterangankantor", "Wati", "Poster pengaduan"):
        assert hidden not in page


def test_a_new_edition_leaves_checks_under_way_their_own(enter: Callable[[Person], Client]) -> None:
    who, _actor = auditor()
    client, under_way = enter(who), typed()
    page = client.get(reverse("inspections:sheet"))
    sent = _as_sent(page.context["rows"], page.context["top"])
    sent["butir-0-ask"] = "Adakah orang di meja depan?"
    sent["butir-1-drop"] = "on"
    last = len(page.context["rows"]) - 1
    sent |= {f"butir-{last}-title": "Dispenser air", f"butir-{last}-ask": "Adakah air minum?"}
    assert client.post(reverse("inspections:sheet"), sent).status_code == 302
    assert client.post(reverse("inspections:sheet"), sent).status_code == 422  # it was changed meanwhile
    new = sheets.current_sheet()
    assert (new.number, CheckSheet.objects.count()) == (2, 2)
    assert "jam" not in new.items
    assert new.items["dispenser-air"].ask == "Adakah air minum?"
    client.post(reverse("inspections:record"), under_way)
    made = Inspection.objects.get()
    assert made.sheet.number == 1
    assert made.looks.filter(item="jam").exists()
    assert enter(make.holder("pupr", "head")).post(reverse("inspections:sheet"), sent).status_code == 403


def _as_sent(rows: list[Any], top: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {name: top[name].value() for name in top.fields}
    for row in rows:
        for name in row.fields:
            value = row[name].value()
            if value not in (None, False, "", []):
                sent[row.add_prefix(name)] = "on" if value is True else value
    return sent


def test_an_edition_with_a_fault_is_not_published(enter: Callable[[Person], Client]) -> None:
    client = enter(auditor()[0])
    page = client.get(reverse("inspections:sheet"))
    sent = _as_sent(page.context["rows"], page.context["top"]) | {"butir-0-weight": "99", "butir-1-title": ""}
    assert client.post(reverse("inspections:sheet"), sent).status_code == 422
    assert not CheckSheet.objects.exists()


def test_one_office_over_the_months(enter: Callable[[Person], Client]) -> None:
    who, actor = auditor()
    pupr = make.office("pupr")
    spots.checked(pupr, by=actor, at=make.moment("2026-02-02 10:00"))
    spots.checked(pupr, {"toilet": "no"}, by=actor)
    assert enter(who).get(reverse("inspections:office", args=["pupr"])).status_code == 200
    assert enter(make.holder("pupr", "staff")).get(reverse("inspections:office", args=["pupr"])).status_code == 200
    assert enter(make.holder("dinkes", "head")).get(reverse("inspections:office", args=["pupr"])).status_code == 403
    assert Look.objects.filter(says="no").count() == 1


@pytest.mark.parametrize("role", ["head", "section_head", "liaison", "receptionist", "staff"])
def test_another_office_is_told_nothing(enter: Callable[[Person], Client], role: str) -> None:
    made = spots.checked(make.office("pupr"), {"poster": "no"}, by=auditor()[1])
    ref = FieldFinding.objects.get().obligation.ref
    client = enter(make.holder("dinkes", role))
    for name, key in (("report", made.ref), ("report_file", made.ref), ("detail", ref), ("office", "pupr")):
        assert client.get(reverse(f"inspections:{name}", args=[key])).status_code in {403, 404}
    for verb in ("fulfil", "accept", "send_back", "withdraw"):
        act = reverse("inspections:act", args=[ref, verb])
        assert client.post(act, {f"{verb}-text": "Coba"}).status_code == 404
    page = client.get(reverse("inspections:desk")).content.decode()
    assert made.ref not in page
    for name in ("matrix", "table"):
        assert client.get(reverse(f"inspections:{name}")).status_code == 403

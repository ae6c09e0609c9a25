"""Reports through the API: every operation does what the page does, and refuses as the page refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.keys import SCOPES
from balairung.kernel.people.models import Person, Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from balairung.surface.api.document import document
from tests import make
from tests.surface.api.programs import Program, program

pytestmark = pytest.mark.django_db
WORDS = "Lampu jalan di depan pasar mati sejak Senin."


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


@pytest.fixture
def rahma() -> Actor:
    return make.coordinator()


@pytest.fixture
def kadis() -> Person:
    return make.holder("pupr", "head", "Pak Kadis")


@pytest.fixture
def desk(kadis: Person) -> Program:
    return program(kadis)


@pytest.fixture
def middle(rahma: Actor) -> Program:
    return program(Person.objects.get(pk=str(rahma.person_id)))


@pytest.fixture
def citizen() -> Program:
    return program()


def picture(name: str = "foto.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.PNG, "image/png")


def forwarded(rahma: Actor, **more: Any) -> Complaint:
    return make.forwarded(rahma, at=timezone.now(), **more)


# --- filing and following ----------------------------------------------------------------------------------------


def test_a_report_is_filed_with_its_words_alone(citizen: Program) -> None:
    answer = citizen.post("/reports", {"text": WORDS})
    assert answer.status_code == 201, answer.text
    said, made = answer.json(), Complaint.objects.get()
    assert (said["ref"], said["code"]) == (made.ref, made.secret)
    assert (made.text, made.channel, made.filed_through) == (WORDS, "api", f"api:{citizen.key.prefix}")
    assert said["url"].endswith(f"/lacak/{made.ref}/{made.secret}/")
    assert said["verify_by"] < said["resolve_by"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_a_report_is_filed_with_everything(citizen: Program) -> None:
    region = Region.objects.filter(level="village").order_by("code")[0]
    given = {
        "text": WORDS, "topic": make.topic().code, "class": "ordinary", "region": region.code, "place": "depan pasar",
        "latitude": -7.62983, "longitude": 111.52947, "happened_on": "2026-03-01", "name": "Bu Sri",
        "contact": "0812 3456 7890", "anonymous": True, "secret": True, "groups": ["child"], "proxy_as": "family",
        "affected_name": "Adik", "accused": "", "to_leader": True,
    }  # fmt: skip
    answer = citizen.send("/reports", given, [picture(), picture("kedua.png")])
    assert answer.status_code == 201, answer.text
    made = Complaint.objects.get()
    assert (made.region_id, made.reporter_name, made.reporter_contact) == (region.code, "Bu Sri", "+6281234567890")
    assert (made.anonymous, made.to_leader, made.groups, str(made.latitude)) == (True, True, "child", "-7.62983")
    assert made.obligation.events.get(verb="open").evidence.count() == 2


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"text": "pendek"}, "/text"), ({}, "/text"), ({"text": 5}, "/text"), ({"text": WORDS, "lain": 1}, "/lain"),
        ({"text": WORDS, "topic": "tiada"}, "/topic"), ({"text": WORDS, "region": "99.99.99"}, "/region"),
        ({"text": WORDS, "contact": "bukan"}, "/contact"), ({"text": WORDS, "anonymous": "ya"}, "/anonymous"),
        ({"text": WORDS, "class": "lain"}, "/class"), ({"text": WORDS, "latitude": 99}, "/latitude"),
        ({"text": WORDS, "happened_on": "2026-02-31"}, "/happened_on"), ({"text": "\u0000\u200b" * 20}, "/text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(citizen: Program, given: Any, pointer: str) -> None:
    answer = citizen.post("/reports", given)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]], answer.text
    assert not Complaint.objects.exists()


def test_what_is_not_json_is_unreadable(citizen: Program) -> None:
    answer = citizen.call("POST", "/reports", "{")
    assert answer.status_code == 422  # a string is JSON, and no report
    for raw in (b"{", b"\xff\xfe", b'{"text": ' + b"[" * 100_000):
        named = {"Authorization": f"Bearer {citizen.text}"}
        answer = Client().generic("POST", "/api/v1/reports", raw, "application/json", headers=named)
        assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_words_in_the_place_of_a_file_are_refused(citizen: Program) -> None:
    answer = citizen.send("/reports", {"text": WORDS}, ["foto.jpg"])
    assert answer.status_code == 422
    assert "bukan tulisan" in answer.json()["detail"]
    assert not Complaint.objects.exists()


def test_a_bad_file_is_refused_and_nothing_is_filed(citizen: Program) -> None:
    answer = citizen.send("/reports", {"text": WORDS}, [SimpleUploadedFile("x.png", b"bukan gambar")])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/files")
    assert citizen.send("/reports", {"text": WORDS}, [picture() for _ in range(6)]).status_code == 422
    assert not Complaint.objects.exists()


def test_too_much_is_refused(citizen: Program) -> None:
    answer = citizen.post("/reports", {"text": "x" * 600_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-big")


def test_the_reporter_follows_and_speaks(citizen: Program, rahma: Actor, desk: Program) -> None:
    filed = citizen.post("/reports", {"text": WORDS, "topic": make.topic().code}).json()
    path, code = f"/own-reports/{filed['ref']}", filed["code"]
    seen = citizen.get(path, Report_Code=code)
    assert (seen.status_code, seen.json()["text"], seen.json()["may"]) == (200, WORDS, ["add", "withdraw"])
    made, at = Complaint.objects.get(), timezone.now()
    assert citizen.post(f"{path}/add", {"text": "Masih mati."}, Report_Code=code).status_code == 200
    made.obligation.refresh_from_db()
    actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=at)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=at)
    assert desk.post(f"/reports/{filed['ref']}/ask", {"text": "Tiang nomor berapa?"}).status_code == 200
    assert citizen.get(path, Report_Code=code).json()["may"] == ["reply", "add", "withdraw"]
    replied = citizen.send(f"{path}/reply", {"text": "Nomor 12."}, [picture()], Report_Code=code)
    assert replied.status_code == 200, replied.content
    assert desk.post(f"/reports/{filed['ref']}/answer", {"text": "Kami ganti besok."}).status_code == 200
    assert desk.send(f"/reports/{filed['ref']}/resolve", {"text": "Sudah menyala."}, [picture()]).status_code == 200
    assert citizen.post(f"{path}/reopen", {}, Report_Code=code).json()["state"] == "active"
    assert desk.send(f"/reports/{filed['ref']}/resolve", {"text": "Sekarang menyala."}, [picture()]).status_code == 200
    closed = citizen.post(f"{path}/close", {"text": "Terima kasih."}, Report_Code=code)
    assert (closed.status_code, closed.json()["state"]) == (200, "done")
    lines = citizen.get(path, Report_Code=code).json()["lines"]
    assert [line["title"] for line in lines][:2] == ["Laporan diterima", "Pelapor menambah keterangan"]
    assert any(line["files"] and line["files"][0]["url"].startswith("http") for line in lines)


def test_a_report_is_withdrawn(citizen: Program) -> None:
    filed = citizen.post("/reports", {"text": WORDS}).json()
    answer = citizen.post(f"/own-reports/{filed['ref']}/withdraw", {}, Report_Code=filed["code"])
    assert answer.json()["state"] == "withdrawn"
    again = citizen.post(f"/own-reports/{filed['ref']}/withdraw", {}, Report_Code=filed["code"])
    assert (again.status_code, again.json()["code"]) == (422, "refused")


@pytest.mark.parametrize("verb", ["", "/reply", "/add", "/close", "/reopen", "/withdraw"])
def test_without_the_right_code_there_is_no_report(citizen: Program, verb: str) -> None:
    filed = citizen.post("/reports", {"text": WORDS}).json()
    path, call = f"/own-reports/{filed['ref']}{verb}", citizen.post if verb else citizen.get
    body = ({"text": "Coba"},) if verb else ()
    assert call(path, *body, Report_Code="AAAAAAAAAA").status_code == 404
    assert call(path, *body).status_code == 422
    assert call(f"/own-reports/P-0000-0000{verb}", *body, Report_Code=filed["code"]).status_code == 404


# --- reading -----------------------------------------------------------------------------------------------------


def test_a_list_holds_what_the_person_may_see_page_by_page(desk: Program, middle: Program, rahma: Actor) -> None:
    mine = [forwarded(rahma).ref for _ in range(3)]
    other = forwarded(rahma, to="dinkes").ref
    first = desk.get("/reports?limit=2").json()
    second = desk.get(f"/reports?limit=2&after={first['next']}").json()
    assert [row["ref"] for row in first["items"] + second["items"]] == mine[::-1]
    assert second["next"] is None
    assert {row["ref"] for row in middle.get("/reports").json()["items"]} == {*mine, other}


def test_a_list_is_narrowed(middle: Program, rahma: Actor) -> None:
    village = Region.objects.filter(level="village").order_by("code")[0]
    one = forwarded(rahma, region=village)
    new = make.complaint(at=timezone.now(), topic=make.topic())
    late = make.complaint(at=make.START)

    def refs(query: str) -> set[str]:
        return {row["ref"] for row in middle.get(f"/reports?{query}").json()["items"]}

    assert refs("state=active") == {one.ref}
    assert refs("state=new") == {new.ref, late.ref}
    assert refs("late=true") == {late.ref}
    assert refs("office=pupr") == {one.ref}
    assert refs(f"region={village.code}") == refs(f"region={village.parent_id}") == {one.ref}
    assert refs(f"topic={one.topic_id}") == {one.ref, new.ref, late.ref}
    assert refs("office=%00") == {one.ref, new.ref, late.ref}
    for wrong in ("state=lain", "limit=0", "limit=101", "after=x", "late=mungkin"):
        assert middle.get(f"/reports?{wrong}").status_code == 422, wrong


def test_reports_are_found_by_words(desk: Program, rahma: Actor) -> None:
    one = forwarded(rahma, text="Jembatan gantung di dusun Krajan putus.")
    forwarded(rahma, to="dinkes", text="Jembatan gantung di puskesmas putus.")
    found = desk.get("/search?q=jembatan+putus").json()
    assert [row["ref"] for row in found["items"]] == [one.ref]
    assert desk.get("/search?q=").json()["items"] == []
    assert desk.get("/search").status_code == 422


def test_a_report_is_read_as_far_as_the_person_may(desk: Program, middle: Program, rahma: Actor) -> None:
    one = forwarded(rahma, name="Bu Sri", contact="sri@contoh.id", help_wanted="Telepon saya")
    hidden = forwarded(rahma, name="Pak Tono", contact="tono@contoh.id", anonymous=True)
    regent = program(make.holder("pimpinan", "regent", "Ibu Bupati"))
    said = desk.get(f"/reports/{one.ref}").json()
    assert said["reporter"] == {
        "name": "Bu Sri", "contact": "sri@contoh.id", "affected_name": "", "proxy_as": "", "help_wanted": "Telepon saya"
    }  # fmt: skip
    assert (said["class"], said["office"], said["state"]) == ("ordinary", "pupr", "active")
    assert said["may"] == ["answer", "resolve", "forward", "ask", "refuse", "note"]
    assert said["lines"][0]["title"] == "Laporan diterima"
    for reader in (desk, middle, regent):
        answer = reader.get(f"/reports/{hidden.ref}")
        assert answer.json()["reporter"] is None
        assert "Tono" not in answer.text
        assert "tono@" not in answer.text
    assert regent.get(f"/reports/{one.ref}").json()["reporter"] is None


def test_what_one_may_not_see_does_not_exist(rahma: Actor) -> None:
    """Every operation on a report × somebody of another office, and the one who is accused."""
    stranger, one = program(make.holder("dinkes", "head")), forwarded(rahma)
    accused = program(make.holder("pupr", "head", "Pak Kadis"))
    about = make.complaint(accused=make.office("pupr"), at=timezone.now())
    for who, ref in ((stranger, one.ref), (accused, about.ref)):
        assert who.get(f"/reports/{ref}").status_code == 404
        assert ref not in who.get("/reports").text
        for verb, body in BODIES.items():
            answer = who.post(f"/reports/{ref}/{verb}", body)
            assert (verb, answer.status_code, answer.json()["code"]) == (verb, 404, "not-found")
    assert one.obligation.events.count() == 3


# --- working -----------------------------------------------------------------------------------------------------

BODIES: dict[str, Any] = {
    "verify": {"class": "ordinary"}, "forward": {"office": "dinkes"}, "answer": {"text": "Kami kerjakan."},
    "ask": {"text": "Di mana?"}, "resume": {"text": "Di sini."}, "resolve": {"text": "Selesai."},
    "refuse": {"reason": "not-a-report", "text": "Bukan laporan."}, "note": {"text": "Untuk rekan."},
}  # fmt: skip


def test_a_report_is_worked_from_arrival_to_refusal(middle: Program, desk: Program, rahma: Actor) -> None:
    made = make.complaint(at=timezone.now())
    path, topic = f"/reports/{made.ref}", make.topic()
    verified = middle.post(f"{path}/verify", {"class": "ordinary", "topic": topic.code, "text": "Jelas."})
    assert (verified.status_code, verified.json()["step"]) == (200, "forward")
    assert middle.post(f"{path}/forward", {"office": "pupr"}).json()["office"] == "pupr"
    assert desk.post(f"{path}/note", {"text": "Cek gudang."}).status_code == 200
    assert desk.post(f"{path}/ask", {"text": "Tiang mana?"}).json()["state"] == "waiting"
    assert desk.post(f"{path}/resume", {"text": "Tiang 12, kata pelapor di telepon."}).json()["state"] == "active"
    assert desk.post(f"{path}/refuse", {"reason": "tiada", "text": "x"}).json()["errors"][0]["pointer"] == "/reason"
    refused = desk.post(f"{path}/refuse", {"reason": "not-a-report", "text": "Bukan laporan."})
    assert refused.status_code in {200, 202}, refused.text


def test_a_step_that_two_must_read_waits(desk: Program, rahma: Actor) -> None:
    one = forwarded(rahma, to_leader=True)
    answer = desk.post(f"/reports/{one.ref}/answer", {"text": "Kami kerjakan."})
    assert (answer.status_code, answer.json()["draft_waits"], answer.json()["step"]) == (202, True, "answer")


def test_what_a_rule_refuses_is_said_in_the_language_asked_for(desk: Program, rahma: Actor) -> None:
    one = forwarded(rahma)
    plain = desk.post(f"/reports/{one.ref}/resolve", {"text": "Selesai."})
    assert (plain.status_code, plain.json()["code"]) == (422, "refused")
    assert "Pilih paling sedikit satu berkas." in plain.json()["detail"]
    english = desk.post(f"/reports/{one.ref}/resolve", {"text": "Selesai."}, Accept_Language="en-GB,en;q=0.9")
    assert "Pilih" not in english.json()["detail"]
    assert (plain.headers["Content-Language"], english.headers["Content-Language"]) == ("id", "en")
    assert english.json()["errors"]


def test_who_sees_but_may_not_is_forbidden(rahma: Actor) -> None:
    one, regent = forwarded(rahma), program(make.holder("pimpinan", "regent"))
    answer = regent.post(f"/reports/{one.ref}/answer", BODIES["answer"])
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "kantor yang menangani" in answer.json()["detail"]


def test_whoever_says_what_they_read_hears_that_it_moved_on(desk: Program, rahma: Actor) -> None:
    one = forwarded(rahma)
    tag = desk.get(f"/reports/{one.ref}").headers["ETag"]
    assert desk.post(f"/reports/{one.ref}/note", {"text": "Satu."}, If_Match=tag).status_code == 200
    stale = desk.post(f"/reports/{one.ref}/note", {"text": "Dua."}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "outdated")
    assert desk.post(f"/reports/{one.ref}/note", {"text": "Dua."}, If_Match="baru").status_code == 422


def test_one_that_is_handed_on_is_out_of_sight(desk: Program, rahma: Actor) -> None:
    one = forwarded(rahma)
    assert desk.post(f"/reports/{one.ref}/forward", {"office": "dinkes"}).json()["office"] == "dinkes"
    assert desk.get(f"/reports/{one.ref}").status_code == 404


# --- keys --------------------------------------------------------------------------------------------------------


def test_without_a_key_nothing_opens() -> None:
    for text in ("", "bal_aaaaaaaa_" + "a" * 40, "x"):
        answer = Program(None, text).get("/offices")  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.json()["code"] == "unauthorized"


NEEDS: dict[str, list[tuple[str, str, Any]]] = {
    "reports.file": [("POST", "/reports", {"text": WORDS}), ("GET", "/own-reports/{ref}", None)],
    "reports.read": [("GET", "/reports", None), ("GET", "/reports/{ref}", None), ("GET", "/search?q=x", None)],
    "reports.work": [("POST", f"/reports/{{ref}}/{verb}", body) for verb, body in BODIES.items()],
    "webhooks": [
        ("GET", "/webhooks", None), ("POST", "/webhooks", {"url": "https://contoh.go.id/"}),
        ("GET", "/webhooks/00000000-0000-7000-8000-000000000000", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_opens_what_its_scope_names_and_nothing_else(kadis: Person, rahma: Actor, scope: str) -> None:
    """Scopes × operations."""
    narrow, one = program(kadis, [scope]), forwarded(rahma)
    for needed, calls in NEEDS.items():
        for method, path, body in calls:
            answer = narrow.call(method, path.format(ref=one.ref), body, Report_Code="AAAAAAAAAA")
            assert (answer.status_code == 403) == (needed != scope), (scope, method, path, answer.text)
    assert narrow.get("/topics").status_code == 200


def test_every_operation_stands_in_the_matrix() -> None:
    said = {one["x-scope"] for operations in document()["paths"].values() for one in operations.values()}
    assert said == {*NEEDS, ""}
    assert {path.rpartition("/")[2] for path in document()["paths"] if path.startswith("/reports/{ref}/")} == set(
        BODIES
    )


def test_a_key_whose_person_left_the_post_sees_nothing(rahma: Actor) -> None:
    one, budi = forwarded(rahma), make.person("Budi")
    without = program(budi)
    assert not actor_of(budi, timezone.now()).is_officer
    assert without.get(f"/reports/{one.ref}").status_code == 404
    assert without.get("/reports").json()["items"] == []


def test_the_vocabulary_is_told(citizen: Program) -> None:
    offices, topics = citizen.get("/offices").json(), citizen.get("/topics").json()
    assert "pupr" in [office["key"] for office in offices]
    assert make.topic().code in [topic["code"] for topic in topics]
    assert {"code", "name", "group", "class", "urgent"} == set(topics[0])
    district = Region.objects.filter(level="district").order_by("code")[0]
    below = citizen.get(f"/regions?parent={district.code}").json()
    assert {row["parent"] for row in below} == {district.code}
    assert len(citizen.get("/regions").json()) == 30
    assert "not-a-report" in [row["reason"] for row in citizen.get("/refusals").json()]


def test_other_addresses_and_methods_are_answered_to_programs(citizen: Program) -> None:
    missing = citizen.get("/tiada")
    assert (missing.status_code, missing.headers["Content-Type"]) == (404, "application/problem+json")
    assert citizen.call("PUT", "/reports").status_code == 405
    assert Program(None, "").get("/tiada").status_code == 401  # type: ignore[arg-type]

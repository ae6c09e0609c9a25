"""The editor of services: a draft is changed part by part, looked at, and published."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.rooms.services.definition.publishing import draft_of, load_standard
from balairung.rooms.services.models import Service, Version
from tests import make
from tests.rooms.services.example import KEY, published

pytestmark = pytest.mark.django_db

Send = Callable[..., Any]


@pytest.fixture
def house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    make.village()
    published()


def signed_in(office: str, role: str) -> Client:
    client = Client()
    client.force_login(make.account(make.holder(office, role)))
    return client


@pytest.fixture
def sekda(house: None) -> Client:
    return signed_in("setda", "secretary")


def url(name: str, *args: object, key: str = KEY) -> str:
    return reverse(f"services:{name}", args=[key, *args])


def service(key: str = KEY) -> Service:
    return Service.objects.select_related("current").get(key=key)


def draft(key: str = KEY) -> Version:
    found = draft_of(service(key))
    assert found
    return found


def seen(key: str = KEY) -> str:
    found = draft_of(service(key)) or service(key).current
    assert found
    return found.digest


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send from the page's main form, as it stands there."""
    page = client.get(address)
    assert page.status_code == 200, address
    form = page.context["form"]
    sent = {"seen": page.context["seen"]}
    sets = [form, *(one for one in _formsets(page) if one is not None)]
    for one in sets:
        for inner in [one, *getattr(one, "forms", [])] if hasattr(one, "forms") else [one]:
            sent |= _values(inner)
        if hasattr(one, "management_form"):
            sent |= _values(one.management_form)
    return sent


def _formsets(page: Any) -> list[Any]:
    rows = page.context.get("rows") if "rows" in page.context else None
    pairs = page.context.get("pairs") if "pairs" in page.context else None
    found = list(rows.values()) if isinstance(rows, dict) else [rows]
    return [one for one in (*found, pairs) if hasattr(one, "management_form")]


def _values(form: Any) -> dict[str, Any]:
    if not hasattr(form, "fields"):
        return {}
    values = {field.html_name: field.field.prepare_value(field.value()) for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


PAGES = [
    "workshop", "edit_identity", "edit_standard", "edit_words", "edit_form", "edit_steps", "edit_letter", "try_form",
    "simulate", "compare_versions",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_before_and_after_there_is_a_draft(sekda: Client, name: str) -> None:
    assert sekda.get(url(name)).status_code == 200
    save(sekda, url("edit_identity"), name="SKTM")
    page = sekda.get(url(name))
    assert page.status_code == 200
    assert "SKTM" in page.content.decode()


def save(client: Client, address: str, **changed: Any) -> Any:
    return client.post(address, form_of(client, address) | changed)


def test_a_service_opens_on_every_page_and_is_saved_as_it_was(sekda: Client) -> None:
    """What the forms hold is what the definition holds: saving without a change changes nothing."""
    load_standard(at=make.START)
    named = (KEY, "pindah-datang")
    for one in Service.objects.filter(key__in=named).select_related("current"):
        before = one.current
        assert before
        body = before.body
        addresses = [url(name, key=one.key) for name in ("edit_identity", "edit_standard")]
        for page in body["pages"]:
            addresses.append(url("edit_page", page["key"], key=one.key))
            for asked in page["fields"]:
                addresses.append(url("edit_question", page["key"], asked["key"], key=one.key))
                rows = asked.get("fields", ())
                addresses += [url("edit_inner", page["key"], asked["key"], row["key"], key=one.key) for row in rows]
        addresses += [url("edit_step", step["key"], key=one.key) for step in body["steps"]]
        if letter := body.get("letter"):
            addresses.append(url("edit_letter", key=one.key))
            addresses += [url("edit_part", place, key=one.key) for place in range(len(letter["parts"]))]
        for address in addresses:
            answer = save(sekda, address)
            assert answer.status_code == 302, (address, answer.context["form"].errors)
            now = draft(one.key).body
            assert {k: (v, body.get(k)) for k, v in now.items() if v != body.get(k)} == {}, address


def test_a_change_is_a_draft_until_it_is_published(sekda: Client) -> None:
    save(sekda, url("edit_identity"), name="Contoh Baru")
    assert (service().name, draft().body["name"]) == ("Surat Contoh", "Contoh Baru")
    page = sekda.get(url("publish_draft"))
    assert "Nama: “Surat Contoh” menjadi “Contoh Baru”." in page.content.decode()
    said = {"note": "Nama lebih pendek", "decree": "188/12/2026", "decreed_on": "2026-02-27", "seen": seen()}
    assert sekda.post(url("publish_draft"), said).status_code == 302
    now = service()
    assert now.current
    assert (now.name, now.current.number, now.current.decree) == ("Contoh Baru", 2, "188/12/2026")
    assert draft_of(now) is None
    assert "188/12/2026" in sekda.get(url("workshop")).content.decode()


def test_two_editors_are_told(sekda: Client) -> None:
    """Whoever comes second hears it, and keeps what was typed."""
    other = signed_in("pimpinan", "regent")
    assert other.get(url("workshop")).status_code == 404
    admin = signed_in("kominfo", "administrator")
    mine = form_of(sekda, url("edit_identity"))
    assert save(admin, url("edit_identity"), name="Dari pengelola").status_code == 302
    answer = sekda.post(url("edit_identity"), mine | {"name": "Dari sekda"})
    assert answer.status_code == 422
    assert "Orang lain baru saja mengubah naskah ini." in answer.content.decode()
    assert "Dari sekda" in answer.content.decode()
    assert draft().body["name"] == "Dari pengelola"
    assert sekda.post(url("arrange"), {"do": "down:steps.0", "seen": mine["seen"]}).status_code == 409


def test_pages_and_questions_are_added_moved_and_removed(sekda: Client) -> None:
    sekda.post(url("edit_form"), {"title": "Adik Anda", "seen": seen()})
    page = draft().body["pages"][-1]
    assert page == {"key": "adik_anda", "title": "Adik Anda", "fields": []}
    told = sekda.get(url("workshop")).content.decode()
    assert "Halaman ini belum berisi pertanyaan." in told
    asked = {"new-label": "Sekolah di mana?", "new-type": "choice", "add": "1", "seen": seen()}
    answer = sekda.post(url("edit_page", "adik_anda"), asked)
    assert answer.headers["Location"] == url("edit_question", "adik_anda", "sekolah_di_mana")
    address = url("edit_question", "adik_anda", "sekolah_di_mana")
    choices = {"choices-0-label": "Negeri", "choices-1-label": "", "choices-2-label": "Swasta"}
    assert save(sekda, address, **choices, when_keperluan=["sekolah"]).status_code == 302
    one = draft().body["pages"][-1]["fields"][0]
    assert [choice["label"] for choice in one["choices"]] == ["Negeri", "Swasta"]
    assert [choice["key"] for choice in one["choices"]] == ["ya", "swasta"]
    assert one["when"] == [{"field": "keperluan", "among": ["sekolah"]}]
    last = len(draft().body["pages"]) - 1
    sekda.post(url("arrange"), {"do": f"up:pages.{last}", "seen": seen()})
    assert draft().body["pages"][-2]["key"] == "adik_anda"
    sekda.post(url("arrange"), {"do": f"remove:pages.{last - 1}.fields.0", "seen": seen()})
    assert draft().body["pages"][-2]["fields"] == []


def test_a_list_of_people_has_its_own_questions(sekda: Client) -> None:
    sekda.post(url("edit_form"), {"title": "Anggota", "seen": seen()})
    asked = {"new-label": "Anggota keluarga", "new-type": "members", "add": "1", "seen": seen()}
    sekda.post(url("edit_page", "anggota"), asked)
    address = url("edit_question", "anggota", "anggota_keluarga")
    sekda.post(address, {"new-label": "Umur", "new-type": "number", "add": "1", "seen": seen()})
    rows = draft().body["pages"][-1]["fields"][0]["fields"]
    assert [row["key"] for row in rows] == ["nama_anggota", "umur"]
    assert save(sekda, url("edit_inner", "anggota", "anggota_keluarga", "umur"), most="120").status_code == 302
    assert draft().body["pages"][-1]["fields"][0]["fields"][1]["most"] == 120
    sekda.post(url("edit_letter"), {"new-kind": "table", "add": "1", "seen": seen()})
    place = len(draft().body["letter"]["parts"]) - 1
    pairs = {"table": "anggota_keluarga", "pairs-0-label": "Nama", "pairs-0-text": "{nama_anggota}"}
    save(sekda, url("edit_part", place), **pairs)
    page = sekda.get(url("edit_letter")).content.decode()
    assert "<td>Contoh Nama</td>" in page


def test_a_letter_shows_what_it_will_say_while_it_is_written(sekda: Client) -> None:
    address = url("edit_part", 2)
    sent = form_of(sekda, address) | {"text": "Benar warga {desa} {salah}."}
    shown = sekda.post(url("part_example", 2), sent).content.decode()
    assert "{salah}" in shown
    assert draft_of(service()) is None
    assert sekda.post(address, sent).status_code == 302
    told = sekda.get(url("workshop")).content.decode()
    assert "Tidak ada isian {salah}." in told
    assert f'href="{url("edit_part", 2)}"' in told
    answer = sekda.post(url("publish_draft"), {"note": "Coba", "seen": seen()})
    assert answer.status_code == 422
    assert service().current == Version.objects.get(service=service(), number=1)


def test_the_letter_is_drawn_with_invented_answers(sekda: Client) -> None:
    answer = sekda.get(url("letter_example"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert sekda.get(url("letter_example") + "?contoh=2").content != answer.content
    assert sekda.get(url("letter_example") + "?contoh=abc").status_code == 200


def test_a_service_is_begun_from_nothing_and_like_another(sekda: Client) -> None:
    said = {"name": "Izin Pasar Malam", "summary": "Untuk pasar malam", "level": "agency", "office": "dpmptsp"}
    answer = sekda.post(reverse("services:begin_service"), said)
    assert answer.headers["Location"] == url("workshop", key="izin-pasar-malam")
    assert "Dasar hukum belum diisi." in sekda.get(url("workshop", key="izin-pasar-malam")).content.decode()
    assert sekda.get(url("compare_versions", key="izin-pasar-malam")).status_code == 200
    like = said | {"name": "Baru", "level": "village", "office": "", "like": KEY}
    sekda.post(reverse("services:begin_service"), like)
    assert draft("baru-2").body["pages"] == service().current.body["pages"]  # type: ignore[union-attr]
    sekda.post(url("drop_draft", key="baru-2"))
    assert not Service.objects.filter(key="baru-2").exists()


def test_what_is_exported_can_be_imported(sekda: Client) -> None:
    text = sekda.get(url("export_definition")).content.decode()
    answer = sekda.post(reverse("services:import_definition"), {"text": text.replace("Keluarga Anda", "Rumah Anda")})
    assert answer.status_code == 302
    assert draft().body["pages"][1]["title"] == "Rumah Anda"
    answer = sekda.post(reverse("services:import_definition"), {"text": "key: x\nkey: y"})
    assert answer.status_code == 422
    assert "ditulis dua kali" in answer.content.decode()


def test_words_are_translated(sekda: Client) -> None:
    address = url("edit_words") + "?bahasa=en"
    spoken = [words for words, _told in sekda.get(address).context["words"]]
    place = spoken.index("Alamat tempat tinggal")
    answer = sekda.post(address, {f"t-{place}": "Address", "seen": seen()})
    assert answer.headers["Location"] == address
    assert draft().body["translations"] == {"en": {"Alamat tempat tinggal": "Address"}}


def test_a_service_is_stopped_and_opened_again(sekda: Client) -> None:
    sekda.post(url("retire_service"))
    assert service().closed_on
    sekda.post(url("reopen_service"))
    assert service().closed_on is None


def test_a_letter_is_taken_away_and_given_back(sekda: Client) -> None:
    sekda.post(url("edit_letter"), {"without": "1", "seen": seen()})
    assert "letter" not in draft().body
    assert "berakhir dengan keputusan" in sekda.get(url("edit_letter")).content.decode()
    sekda.post(url("edit_letter"), {"seen": seen()})
    assert draft().body["letter"]["parts"] == []
    assert "Contoh tampil setelah formulir dan surat berisi." in sekda.get(url("edit_letter")).content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "up:",
        "up:name",
        "sideways:steps.0",
        "remove:pages.99",
        "up:pages.0.key",
        "remove:letter",
        "up:a.b.c.d.e.f.g.h.i",
    ],
)
def test_a_move_of_nothing_is_refused_and_nothing_is_kept(sekda: Client, bad: str) -> None:
    assert sekda.post(url("arrange"), {"do": bad, "seen": seen()}).status_code == 422
    assert draft_of(service()) is None


def test_heads_of_agencies_change_their_own_services_only(house: None) -> None:
    head = signed_in("dpmptsp", "head")
    said = {"name": "Izin Contoh", "summary": "Untuk contoh", "level": "agency", "office": "dpmptsp"}
    assert head.post(reverse("services:begin_service"), said).status_code == 302
    assert head.get(url("workshop", key="izin-contoh")).status_code == 200
    assert head.get(url("workshop")).status_code == 404
    other = said | {"name": "Izin Lain", "office": "pupr"}
    assert head.post(reverse("services:begin_service"), other).status_code == 403
    staff = signed_in("dpmptsp", "staff")
    assert staff.get(reverse("services:editor")).status_code == 403
    listed = head.get(reverse("services:editor")).content.decode()
    assert "Izin Contoh" in listed
    assert "Surat Contoh" not in listed


def test_the_list_asks_the_same_number_of_questions_for_one_and_many(
    sekda: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        assert sekda.get(reverse("services:editor")).status_code == 200

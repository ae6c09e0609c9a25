"""An office's rosters: making and changing one by the page, a month, a day, covers; what is refused stays typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.models import Person, Post
from balairung.kernel.rosters.actions import cover
from balairung.kernel.rosters.duty import Duty, schedule
from balairung.kernel.rosters.models import Layer, Override, Roster
from balairung.kernel.rosters.recounting import recount
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def staff(now: datetime, settings: Settings) -> list[Person]:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=now - 60 * DAY)
    return [
        make.holder("pupr", "staff", name, at=now - 60 * DAY) for name in ("Ani Lestari", "Budi Utomo", "Citra Dewi")
    ]


@pytest.fixture
def head(client: Client, staff: list[Person], now: datetime) -> Person:
    """Pak Kadis, signed in."""
    found = make.holder("pupr", "head", "Pak Kadis", at=now - 60 * DAY)
    client.force_login(make.account(found))
    return found


def sentence(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def given(*people: Person, step: str = "simpan", **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    members = {f"l0-who{place}": str(person.pk) for place, person in enumerate(people)}
    return {
        "langkah": step, "layers": "1", "name": "Siaga malam", "coverage": "always", "zone": "Asia/Jakarta",
        "escalates": "on", "l0-place": "1", "l0-slots": str(max(4, len(people))), "l0-length": "1", "l0-unit": "week",
        "l0-starts_on": "2026-03-02", "l0-handover": "07:30", "l0-weekdays": list("0123456"), **members, **changes,
    }  # fmt: skip


NEW = "/kerja/jaga/pupr/baru/"


@pytest.mark.parametrize("pattern", ["siaga", "regu", "piket", "ngawur"])
def test_a_pattern_fills_the_form(client: Client, head: Person, pattern: str) -> None:
    shown = sentence(client.get(NEW, {"pola": pattern}))
    assert "Ani Lestari" in shown
    assert {"siaga": "Siaga malam", "regu": "24 jam", "piket": "Piket kantor"}.get(pattern, "Siaga malam") in shown
    assert ('value="16:00"' in shown or 'value="15:30"' in shown or 'value="16:30"' in shown) == (pattern == "piket")


def test_looking_writes_nothing_and_saving_does(
    client: Client, head: Person, staff: list[Person], now: datetime
) -> None:
    looked = client.post(NEW, given(*staff, step="lihat"))
    assert looked.status_code == 200
    assert "Begini jadinya" in sentence(looked)
    assert "Tidak ada yang kosong" in sentence(looked)
    assert "Simpan jadwal" in sentence(looked)
    assert not Roster.objects.exists()
    assert not Notice.objects.exists()
    assert client.post(NEW, given(*staff)).status_code == 302
    roster = Roster.objects.get()
    assert [one.person for one in roster.layers.get().members.all()] == staff
    on_duty = Duty(timezone.now()).of(roster.office_id)
    assert on_duty
    assert on_duty.person in staff


def test_gaps_are_told_before_saving(client: Client, head: Person, staff: list[Person]) -> None:
    night = {"l0-unit": "day", "l0-window_from": "19:00", "l0-window_to": "07:00"}
    shown = sentence(client.post(NEW, given(*staff, step="lihat", **night)))
    assert "Masih kosong" in shown
    assert "tidak ada giliran" in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Tuliskan nama jadwalnya."),
        ({"coverage": "kadang"}, "Harus ada yang berjaga"),
        ({"zone": "Mars/Olympus"}, "Zona waktu"),
        ({"l0-length": "0"}, "Satu giliran lamanya"),
        ({"l0-length": "99"}, "sampai 52"),
        ({"l0-starts_on": "kemarin"}, "Tulis tanggal seperti"),
        ({"l0-handover": "25:00"}, "Tulis jam seperti"),
        ({"l0-weekdays": []}, "Pilih paling sedikit satu hari."),
        ({"l0-window_from": "19:00"}, "Sebutkan jam mulai dan jam selesai"),
        ({"l0-window_from": "19:00", "l0-window_to": "19:00"}, "tidak boleh sama"),
        ({"l0-who0": "", "l0-who1": "", "l0-who2": ""}, "Pilih paling sedikit satu petugas."),
        ({"l0-who0": "00000000-0000-7000-8000-000000000000"}, "Giliran 1"),
        ({"l0-place": "9"}, "paling banyak berisi 5 lapis"),
        ({"l0-place": ""}, "Lapis 1"),
        ({"layers": "abc", "l0-slots": "9999"}, ""),
    ],
)
@pytest.mark.parametrize("step", ["lihat", "simpan"])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Client, head: Person, staff: list[Person], changes: dict[str, Any], words: str, step: str
) -> None:
    answer = client.post(NEW, given(*staff, step=step, **({"name": "Piket Lebaran"} | changes)))
    if not words:
        assert answer.status_code in (200, 302)
        return
    assert answer.status_code == 422
    shown = sentence(answer)
    assert words in shown
    assert "name" in changes or "Piket Lebaran" in shown
    assert not Roster.objects.exists()
    assert not Layer.objects.exists()


def test_a_refusal_of_the_second_layer_undoes_the_first(client: Client, head: Person, staff: list[Person]) -> None:
    second = {key.replace("l0-", "l1-"): value for key, value in given(*staff).items() if key.startswith("l0-")}
    answer = client.post(NEW, given(*staff) | second | {"layers": "2", "l1-place": "5"})
    assert answer.status_code == 422
    assert not Roster.objects.exists()
    assert client.post(NEW, given(*staff) | second | {"layers": "2", "l1-place": "2"}).status_code == 302
    assert Layer.objects.count() == 2


def test_people_go_up_and_down_without_scripts(client: Client, head: Person, staff: list[Person]) -> None:
    def order(step: str, **more: Any) -> list[str]:
        page = client.post(NEW, given(*staff, step=step, **more))
        assert page.status_code == 200
        layer = page.context["editor"].layers[0]
        return [field.value() for field in layer.members]

    keys = [str(person.pk) for person in staff]
    assert order("turun-0-0")[:3] == [keys[1], keys[0], keys[2]]
    assert order("naik-0-2")[:3] == [keys[0], keys[2], keys[1]]
    assert order("naik-0-0")[:3] == keys
    assert len(order("tambah-0")) == 8
    assert order("naik-0-0", **{"l0-length": "bukan angka"})[:3] == keys  # right or wrong, it is kept
    for odd in ("naik", "naik-9-9", "turun-x-y", "tambah-7", "buang", "apa", "naik-0-999999999999"):
        assert order(odd)[:3] == keys
    page = client.post(NEW, given(*staff, step="lapis"))
    assert [layer["place"].value() for layer in page.context["editor"].layers] == ["1", 2]
    assert not Roster.objects.exists()


def test_a_change_is_a_new_version_and_the_past_stays(
    client: Client, head: Person, staff: list[Person], now: datetime
) -> None:
    roster = make.roster(*staff, at=now - 20 * DAY)
    before = schedule(roster, now - 10 * DAY, now).segments
    address = f"/kerja/jaga/pupr/{roster.pk}/ubah/"
    shown = sentence(client.get(address))
    assert "serah terima berikutnya" in shown
    kept = {
        "name": "Siaga",
        "l0-unit": "day",
        "l0-starts_on": (now - 20 * DAY).date().isoformat(),
        "l0-handover": "08:00",
    }
    client.post(address, given(*staff, **kept))
    assert Layer.objects.count() == 1  # nothing changed
    client.post(address, given(*reversed(staff), **(kept | {"name": "Siaga dua", "public": "on"})))
    roster.refresh_from_db()
    assert (roster.name, roster.public) == ("Siaga dua", True)
    old, new = Layer.objects.order_by("begins_at")
    assert old.ends_at == new.begins_at > now
    assert schedule(roster, now - 10 * DAY, now).segments == before


def test_a_layer_that_is_thrown_out_ends(client: Client, head: Person, staff: list[Person], now: datetime) -> None:
    second = {key.replace("l0-", "l1-"): value for key, value in given(*staff).items() if key.startswith("l0-")}
    client.post(NEW, given(*staff) | second | {"layers": "2", "l1-place": "2"})
    roster = Roster.objects.get()
    client.post(f"/kerja/jaga/pupr/{roster.pk}/ubah/", given(*staff))
    assert {one.place for one in Layer.objects.filter(ends_at=None)} == {1}


def test_an_office_without_people_is_told_so(client: Client, now: datetime, staff: list[Person]) -> None:
    seat = Post.objects.filter(role=Post.Role.ADMINISTRATOR).select_related("office").order_by("id")[0]
    person = make.holder(seat.office.key, seat.role, at=now)
    client.force_login(make.account(person))
    assert "belum punya pemangku jabatan" in sentence(client.get("/kerja/jaga/dinkes/baru/"))


def test_only_who_keeps_it_changes_it(staff: list[Person], now: datetime) -> None:
    roster = make.roster(*staff, at=now - DAY)
    stranger, colleague = Client(), Client()
    stranger.force_login(make.account(make.holder("dinkes", "head", at=now)))
    colleague.force_login(make.account(staff[0]))
    for client in (stranger, colleague):
        for path in ("baru/", f"{roster.pk}/ubah/", f"{roster.pk}/akhiri/"):
            address = f"/kerja/jaga/pupr/{path}"
            assert (client.get(address).status_code, client.post(address, given(*staff)).status_code) == (403, 403)
    assert stranger.get(f"/kerja/jaga/dinkes/{roster.pk}/").status_code == 404
    assert Roster.objects.get().ended_at is None


# --- a month, a day, covers ----------------------------------------------------------------------------------------


def test_the_month_shows_turns_gaps_leave_and_the_score(
    client: Client, head: Person, staff: list[Person], now: datetime
) -> None:
    roster = make.roster(*staff, at=now - 40 * DAY)
    today = timezone.localdate(now)
    first = today.replace(day=1)
    record_absence(person=staff[0], since=first, until=first + 27 * DAY, by=SYSTEM, at=now)
    assert "sedang dihitung" in sentence(client.get("/kerja/jaga/pupr/"))
    recount(now=now)
    shown = sentence(client.get(f"/kerja/jaga/pupr/{roster.pk}/"))
    for words in ("Ani Lestari", "tidak bertugas", "Kosong", "Selalu ada yang berjaga", "Beban dibagi rata"):
        assert words in shown
    past = sentence(client.get("/kerja/jaga/pupr/", {"bulan": (first - DAY).strftime("%Y-%m")}))
    assert "Budi Utomo" in past
    for odd in ("2026-13", "x", "1999-01", "2100-01", "20261-1", "0000-00"):
        assert client.get("/kerja/jaga/pupr/", {"bulan": odd}).status_code == 200
    for month in ("2000-01", "2099-12"):
        assert client.get("/kerja/jaga/pupr/", {"bulan": month}).status_code == 200


def test_a_gap_leads_to_the_day_where_it_is_filled(
    client: Client, head: Person, staff: list[Person], now: datetime
) -> None:
    roster = make.roster(*staff, at=now - 2 * DAY)
    since, until = now + DAY, now + 2 * DAY
    cover(roster, place=1, person=None, since=since, until=until, by=SYSTEM, at=now)
    recount(now=now)
    shown = client.get(f"/kerja/jaga/pupr/{roster.pk}/").content.decode()
    link = shown.partition("notice is-warning")[2].partition('<a href="')[2].partition('"')[0]
    page = client.get(link.replace("&amp;", "&"))
    form = page.context["form"]
    data = {"place": "1", "person": str(head.pk), "since": form["since"].value(), "until": form["until"].value(),
            "reason": "mengisi"}  # fmt: skip
    assert client.post(link.partition("?")[0], data).status_code == 302
    assert Override.objects.get(person=head).reason == "mengisi"
    again = client.get(link.partition("?")[0])
    assert "Pak Kadis" in sentence(again)
    made = Override.objects.get(person=head)
    assert client.get(f"/kerja/jaga/pengganti/{made.pk}/").status_code == 405
    client.post(f"/kerja/jaga/pengganti/{made.pk}/")
    made.refresh_from_db()
    assert made.cancelled_at


def test_a_cover_that_is_refused_keeps_what_was_typed(
    client: Client, head: Person, staff: list[Person], now: datetime
) -> None:
    roster = make.roster(*staff, at=now - 2 * DAY)
    address = f"/kerja/jaga/pupr/{roster.pk}/{timezone.localdate(now + DAY)}/"
    data = {
        "place": "1",
        "person": str(head.pk),
        "since": "2020-01-01T07:00",
        "until": "2020-01-02T07:00",
        "reason": "sakit",
    }
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "Waktu itu sudah lewat" in sentence(answer)
    assert 'value="sakit"' in sentence(answer)
    for changes in ({"place": "7"}, {"person": "x"}, {"since": "kapan"}, {"until": ""}):
        assert client.post(address, data | changes).status_code == 422
    for odd in ("2026-02-31", "x", "1999-01-01", "2026-2-1"):
        assert client.get(f"/kerja/jaga/pupr/{roster.pk}/{odd}/").status_code == 404


def test_a_colleague_may_only_take_it_upon_themselves(staff: list[Person], now: datetime) -> None:
    roster = make.roster(*staff[:2], at=now - 2 * DAY)
    client = Client()
    client.force_login(make.account(staff[2]))
    day = timezone.localdate(now + DAY)
    address = f"/kerja/jaga/pupr/{roster.pk}/{day}/"
    assert [key for key, _words in client.get(address).context["form"].fields["person"].choices] == [str(staff[2].pk)]
    term = {"place": "1", "since": f"{day}T09:00", "until": f"{day}T12:00", "reason": ""}
    assert client.post(address, term | {"person": str(staff[0].pk)}).status_code == 422
    assert client.post(address, term | {"person": str(staff[2].pk)}).status_code == 302
    stranger = Client()
    stranger.force_login(make.account(make.holder("dinkes", "head", at=now)))
    assert stranger.get(address).context["form"] is None
    assert stranger.post(address, term | {"person": str(staff[0].pk)}).status_code == 422
    assert Override.objects.count() == 1


def test_a_roster_that_ended_stays_readable(client: Client, head: Person, staff: list[Person], now: datetime) -> None:
    roster = make.roster(*staff, at=now - 20 * DAY)
    address = f"/kerja/jaga/pupr/{roster.pk}/"
    assert "Akhiri jadwal" in sentence(client.get(f"{address}akhiri/"))
    client.post(f"{address}akhiri/")
    assert "Kantor ini belum punya jadwal jaga" in sentence(client.get("/kerja/jaga/pupr/"))
    shown = sentence(client.get(address))
    assert "diakhiri" in shown
    assert "Ani Lestari" in shown
    assert "Ubah jadwal" not in shown
    assert client.get(f"{address}ubah/").status_code == 404

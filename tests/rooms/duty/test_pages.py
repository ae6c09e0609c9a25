"""The pages of readiness: what each shows to whom, what a press does, and what a look never does."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Evidence, State
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.duty import alarms, drills
from balairung.rooms.duty.models import Alarm, Call, Drill, Ring
from balairung.rooms.duty.summoning import cancel_summons, summon
from tests import make
from tests.rooms.duty.trays import MORNING, drill_now, go_on, official, open_trays, sent

pytestmark = pytest.mark.django_db
WORDS = "Banjir di hilir, mohon datang ke posko"
LADDER = timedelta(minutes=40)  # longer than all its steps
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def sign_in() -> SignIn:
    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(make.account(person))
        return client

    return enter


@pytest.fixture
def regent() -> Person:
    return official("pimpinan", "regent", name="Ibu Wali")


@pytest.fixture
def secretary() -> Person:
    return make.holder("setda", "secretary", "Pak Sekda")


@pytest.fixture
def head() -> Person:
    return official("pupr", name="Pak Kadis")


def read(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"duty:{name}", args=args), query)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def press(client: Client, name: str, *args: object, status: int = 302, **data: Any) -> str:
    answer = client.post(reverse(f"duty:{name}", args=args), data)
    assert answer.status_code == status, answer.content.decode()
    return " ".join(answer.content.decode().split())


def words(**said: str) -> dict[str, Any]:
    """What is written beside a deed, as its form names it."""
    return {f"{verb}-text": text for verb, text in said.items()}


def called(regent: Person, at: datetime | None = None) -> Call:
    """A real call to the head of public works, whose first message left."""
    at = at or timezone.now()
    made = summon(make.post("pupr", "head"), words=WORDS, by=actor_of(regent, at), at=at)
    go_on(at, since=at)
    return made


def token(channel: str = "whatsapp") -> str:
    return str(re.findall(r"/siaga/jawab/([^/]+)/", sent(channel)[-1].body)[0])


# --- the page behind the link -----------------------------------------------------------------------------------------


def test_a_look_answers_nothing_and_a_press_does_once(client: Client, head: Person, regent: Person) -> None:
    made = called(regent)
    shown = read(client, "answer", token())
    assert "Anda diperlukan sekarang" in shown
    assert "Saya siap" in shown
    assert "Kepala Dinas" in shown
    client.head(reverse("duty:answer", args=[token()]))
    assert Call.objects.get(pk=made.pk).state == Call.State.RINGING
    press(client, "answer", token())
    press(client, "answer", token())
    found = Call.objects.get(pk=made.pk)
    assert (found.state, found.means, found.answered_by) == (Call.State.REACHED, Call.Means.LINK, head)
    thanks = read(client, "answer", token())
    assert "Terima kasih, jawaban Anda tercatat" in thanks
    assert "Saya siap" not in thanks


def test_the_page_names_no_person_and_no_need(client: Client, head: Person, regent: Person) -> None:
    called(regent)
    shown = read(client, "answer", token())
    assert not [word for word in (head.name, regent.name, WORDS) if word in shown]
    assert client.get(reverse("duty:answer", args=[token()])).headers["Cache-Control"].count("no-store") == 1


def test_a_telephone_without_cookies_answers_as_well(head: Person, regent: Person) -> None:
    made = called(regent)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("duty:answer", args=[token()])).status_code == 302
    assert Call.objects.get(pk=made.pk).state == Call.State.REACHED


def test_an_earlier_link_still_counts_when_the_ladder_moved_on(client: Client, head: Person, regent: Person) -> None:
    at = timezone.now() - timedelta(minutes=5)
    made = called(regent, at)
    first = token()
    go_on(at + timedelta(minutes=4), since=at)
    assert "Cara berikutnya sudah dicoba" in read(client, "answer", first)
    press(client, "answer", first)
    assert Call.objects.get(pk=made.pk).answered_ring == Ring.objects.get(call=made, channel="whatsapp")


def test_after_the_last_step_an_answer_is_written_down_as_late(client: Client, head: Person, regent: Person) -> None:
    at = timezone.now() - timedelta(hours=2)
    made = called(regent, at)
    go_on(at + LADDER, since=at)
    assert "Anda masih dapat menjawab" in read(client, "answer", token())
    press(client, "answer", token())
    found = Call.objects.get(pk=made.pk)
    assert (found.state, found.answered_late) == (Call.State.UNREACHED, True)
    assert "datang setelah panggilan selesai" in read(client, "answer", token())


def test_what_is_over_says_so(client: Client, head: Person, regent: Person) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    called(regent, long_ago)
    old = token()
    go_on(long_ago + LADDER, since=long_ago)
    assert "Panggilan ini sudah berakhir" in read(client, "answer", old)
    made = called(regent)
    cancel_summons(made, by=actor_of(regent, timezone.now()), at=timezone.now())
    assert "Panggilan ini dibatalkan" in read(client, "answer", token())
    press(client, "answer", token())
    assert Call.objects.get(pk=made.pk).state == Call.State.CANCELLED
    assert "Tautan ini tidak kami kenal" in read(client, "answer", "AAAAAAAAAAAA", status=404)


def test_somebody_else_was_faster(client: Client, head: Person, regent: Person) -> None:
    at = timezone.now() - timedelta(minutes=5)
    made = called(regent, at)
    Ring.objects.filter(call=made).update(person=make.person("Bu Jaga"), role=Ring.Role.ON_DUTY)
    first = token()
    assert "sebagai petugas jaga" in read(client, "answer", first)
    press(client, "answer", first)
    Ring.objects.filter(call=made).update(person=head)
    shown = read(client, "answer", first)
    assert "Sudah ada yang menjawab" in shown
    assert "Bu Jaga" not in shown


# --- call now ---------------------------------------------------------------------------------------------------------


def test_a_leader_finds_a_post_calls_it_and_sees_who_answered(sign_in: SignIn, head: Person, regent: Person) -> None:
    desk = sign_in(regent)
    post = make.post("pupr", "head")
    assert post.title in read(desk, "summon", cari="kepala dinas pupr"[:12])
    assert "Tidak ada jabatan" in read(desk, "summon", cari="zzz")
    assert "Tuliskan keperluannya" in press(desk, "summon_post", post.pk, words=" ", status=422)
    press(desk, "summon_post", post.pk, words=WORDS)
    made = Call.objects.get()
    assert (made.real, made.words, made.called_by) == (True, WORDS, regent)
    assert "Segera dipanggil" in read(desk, "call", made.pk)
    now = timezone.now()
    go_on(now, since=now)
    live = desk.get(reverse("duty:call", args=[made.pk]), headers={"HX-Request": "true"})
    assert live.status_code == 200
    assert "Memanggil Pak Kadis" in live.content.decode()
    press(Client(), "answer", token())
    over = desk.get(reverse("duty:call", args=[made.pk]), headers={"HX-Request": "true"})
    assert over.status_code == 286  # HTMX stops asking
    assert "Terhubung" in over.content.decode()
    assert "WhatsApp" in over.content.decode()
    assert post.title in read(desk, "summon")  # the history


def test_a_leader_stops_a_call(sign_in: SignIn, head: Person, regent: Person) -> None:
    made = called(regent)
    press(sign_in(regent), "stop", made.pk)
    assert Call.objects.get(pk=made.pk).state == Call.State.CANCELLED


def test_a_head_calls_those_below_and_nobody_else(sign_in: SignIn, head: Person) -> None:
    desk = sign_in(head)
    below = make.post("pupr", "section_head")
    assert below.title in read(desk, "summon", cari=below.title)
    press(desk, "summon_post", below.pk, words=WORDS)
    for other in (make.post("dinkes", "head"), make.post("pimpinan", "regent"), make.post("pupr", "head")):
        read(desk, "summon_post", other.pk, status=404)
        press(desk, "summon_post", other.pk, words=WORDS, status=404)
    assert Call.objects.count() == 1


def test_others_call_nobody_and_see_no_call(sign_in: SignIn, head: Person, regent: Person) -> None:
    made = called(regent)
    stranger = sign_in(make.holder("dinkes", "staff"))
    read(stranger, "summon", status=403)
    read(stranger, "summon_post", make.post("pupr", "head").pk, status=404)
    read(stranger, "call", made.pk, status=404)
    press(stranger, "stop", made.pk, status=404)
    press(stranger, "answer_here", made.pk, status=404)


def test_finding_asks_as_much_for_one_as_for_many(
    sign_in: SignIn, regent: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk = sign_in(regent)
    read(desk, "summon", cari="lurah")
    with django_assert_max_num_queries(14):
        read(desk, "summon", cari="kepala")


# --- my readiness -----------------------------------------------------------------------------------------------------


def test_i_see_what_would_happen_and_what_is_missing(sign_in: SignIn, head: Person) -> None:
    shown = read(sign_in(head), "mine")
    assert "Anda dapat dihubungi" in shown
    assert "Kantor ini belum punya jadwal jaga" in shown
    lacking = read(sign_in(official("dinkes", "head", "-", name="Bu Kadis")), "mine")
    assert "Anda belum dapat dihubungi" in lacking
    assert "WhatsApp belum dipastikan oleh yang bersangkutan" in lacking


def test_i_answer_where_i_am_signed_in(sign_in: SignIn, head: Person, regent: Person) -> None:
    made = called(regent)
    desk = sign_in(head)
    assert WORDS in read(desk, "mine")
    press(desk, "answer_here", made.pk)
    found = Call.objects.get(pk=made.pk)
    assert (found.state, found.means) == (Call.State.REACHED, Call.Means.PAGE)
    assert "Terhubung dalam" in read(desk, "mine")


def test_an_office_is_seen_by_its_own_and_by_leaders(sign_in: SignIn, head: Person, secretary: Person) -> None:
    drill_now()
    go_on(MORNING + LADDER)
    for person in (make.holder("pupr", "staff"), secretary):
        shown = read(sign_in(person), "office", "pupr")
        assert "Pak Kadis" in shown
        assert "Tidak terhubung" in shown
        assert "+62" not in shown
    read(sign_in(make.holder("dinkes", "staff")), "office", "pupr", status=404)


# --- the month and its drills -----------------------------------------------------------------------------------------


def test_the_board_is_for_those_who_lead(sign_in: SignIn, head: Person, secretary: Person) -> None:
    shown = read(sign_in(secretary), "board")
    assert "1 dari 75 jabatan dapat dihubungi" in shown
    assert "Sekretaris Daerah, Pak Sekda: belum ada kontak yang dipastikan" in shown
    read(sign_in(head), "board", status=403)
    coordinator = Person.objects.get(pk=make.coordinator().person_id or UUID(int=0))
    read(sign_in(coordinator), "board", status=403)


def test_the_board_asks_as_much_for_one_as_for_many(
    sign_in: SignIn, secretary: Person, head: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for office in ("dinkes", "dukcapil", "inspektorat"):
        official(office, "head", "-")
    alarms.raise_contacts(now=timezone.now())
    desk = sign_in(secretary)
    read(desk, "board")
    with django_assert_max_num_queries(26):
        read(desk, "board")


def month_ahead() -> dict[str, Any]:
    """The whole of next month."""
    first = drills.month_end(drills.period_of(timezone.now()))
    last = drills.month_end(drills.period_of(first)) - timedelta(days=1)
    return {"since": timezone.localdate(first), "until": timezone.localdate(last), "share": 50}


def test_a_plan_is_looked_at_first_and_then_made(sign_in: SignIn, secretary: Person, head: Person) -> None:
    desk = sign_in(secretary)
    shown = press(desk, "plan", **month_ahead(), langkah="lihat", status=200)
    assert "1 jabatan diundi dari 2" in shown
    assert "salat Jumat" in shown
    assert "jam malam" in shown
    assert not Drill.objects.exists()
    press(desk, "plan", **month_ahead(), langkah="rencana")
    made = Drill.objects.get()
    assert (made.size, made.drawn_from, made.planned_by) == (1, 2, secretary)
    page = read(desk, "drill", made.pk)
    assert "1 jabatan diundi dari 2" in page
    assert "Pak Kadis" not in page


def test_a_plan_may_be_of_some_kinds_of_office(sign_in: SignIn, secretary: Person, head: Person) -> None:
    desk = sign_in(secretary)
    assert "dari 1" in press(desk, "plan", **month_ahead(), kinds="dinas", langkah="lihat", status=200)
    press(desk, "plan", **month_ahead(), kinds="dinas", langkah="rencana")
    assert Call.objects.get().person == head


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until": date(2020, 1, 1)}, "sebelum tanggal mulainya"),
        ({"since": date(2020, 1, 1), "until": date(2020, 1, 2)}, "sudah lewat"),
        ({"share": 0}, "1"),
        ({"since": "kemarin"}, "Tulis tanggal"),
        ({"kinds": "warung"}, "warung"),
    ],
)
def test_a_bad_plan_is_a_sentence(sign_in: SignIn, secretary: Person, change: dict[str, Any], sentence: str) -> None:
    shown = press(sign_in(secretary), "plan", **{**month_ahead(), **change}, langkah="rencana", status=422)
    assert sentence in shown
    assert not Drill.objects.exists()


def test_only_the_secretary_plans_cancels_and_switches(
    sign_in: SignIn, secretary: Person, regent: Person, head: Person
) -> None:
    made = drill_now(timezone.now(), minutes=20_000) if timezone.localdate().day < 15 else None
    desk, other = sign_in(secretary), sign_in(regent)
    press(other, "plan", **month_ahead(), langkah="rencana", status=403)
    press(other, "switch", bulanan="ya", status=403)
    press(desk, "switch", bulanan="ya")
    assert "Sistem merencanakan latihan setiap bulan" in read(desk, "board")
    press(desk, "switch", bulanan="tidak")
    assert "Latihan bulanan sedang mati" in read(desk, "board")
    if made is None:
        press(desk, "plan", **month_ahead(), langkah="rencana")
        made = Drill.objects.get()
    press(other, "cancel_drill", made.pk, why="Banjir", status=403)
    assert "Tuliskan dahulu alasannya" in press(desk, "cancel_drill", made.pk, why="", status=422)
    press(desk, "cancel_drill", made.pk, why="Banjir")
    assert "Banjir" in read(desk, "drill", made.pk)
    assert set(Call.objects.values_list("state", flat=True)) == {Call.State.CANCELLED}
    press(desk, "cancel_drill", made.pk, why="Lagi", status=422)


def test_a_drill_proves_its_draw_when_it_is_done(sign_in: SignIn, secretary: Person, head: Person) -> None:
    drill = drill_now()
    desk = sign_in(secretary)
    go_on(MORNING)
    running = read(desk, "drill", drill.pk)
    assert drill.seed not in running
    assert "every 10s" in running
    read(desk, "pool", drill.pk, status=404)
    read(sign_in(head), "drill", drill.pk, status=404)
    go_on(MORNING + LADDER)
    done = read(desk, "drill", drill.pk)
    assert drill.seed in done
    assert "Hasilnya sama dengan yang dipanggil" in done
    assert "kantor ini belum punya jadwal jaga" in done
    assert "08.03" in done
    lines = desk.get(reverse("duty:pool", args=[drill.pk])).getvalue().decode().splitlines()
    assert len(lines) == 1 + drill.drawn_from
    assert "Pak Kadis" not in "".join(lines)
    assert "Pak Kadis" in read(sign_in(make.holder("pupr", "staff")), "drill", drill.pk)
    assert "Pak Kadis" not in read(sign_in(make.holder("dinkes", "staff")), "drill", drill.pk)


def test_calls_are_sieved_and_paged(
    sign_in: SignIn, secretary: Person, head: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for office in ("dinkes", "dukcapil", "inspektorat"):
        official(office)
    drill = drill_now()
    go_on(MORNING + LADDER)
    desk = sign_in(secretary)
    read(desk, "drill", drill.pk)
    with django_assert_max_num_queries(22):
        assert "Pak Kadis" in read(desk, "drill", drill.pk, lihat="tidak")
    assert "Pak Kadis" not in read(desk, "drill", drill.pk, lihat="sendiri")
    assert "Pak Kadis" in read(desk, "drill", drill.pk, lihat="semua", halaman="semua")
    assert "Belum ada panggilan di sini" in read(desk, "drill", drill.pk, halaman="9")
    for odd in ("x", "-1", "99999999999", "²"):
        read(desk, "drill", drill.pk, halaman=odd, lihat=odd)


# --- alarms -----------------------------------------------------------------------------------------------------------


def test_an_office_explains_and_the_secretary_judges(sign_in: SignIn, secretary: Person, head: Person) -> None:
    drill_now()
    go_on(MORNING + LADDER)
    alarm = Alarm.objects.select_related("obligation").get(office__key="pupr")
    ref = alarm.obligation.ref
    office, desk = sign_in(head), sign_in(secretary)
    assert ref in read(office, "alarms").replace("\u2011", "-")
    assert "WhatsApp" in read(office, "detail", ref)
    paper = SimpleUploadedFile("surat.png", make.PNG, "image/png")
    answer = office.post(
        reverse("duty:act", args=[ref, "explain"]), {"explain-text": "Sedang rapat.", "explain-uploads": paper}
    )
    assert answer.status_code == 302
    assert Evidence.objects.filter(event__obligation=alarm.obligation).count() == 1
    press(office, "act", ref, "accept", status=403)
    press(desk, "act", ref, "send_back", **words(send_back=""), status=422)
    press(desk, "act", ref, "send_back", **words(send_back="Siapa wakilnya?"))
    press(office, "act", ref, "explain", **words(explain="Sudah ada petugas jaga."))
    press(desk, "act", ref, "accept")
    alarm.obligation.refresh_from_db()
    assert alarm.obligation.state == State.DONE
    read(sign_in(make.holder("dinkes", "staff")), "detail", ref, status=404)


def test_an_alarm_about_contacts_names_the_posts(sign_in: SignIn, secretary: Person) -> None:
    official("pupr", "head", "-")
    alarms.raise_contacts(now=timezone.now())
    alarm = Alarm.objects.get(office__key="pupr")
    assert make.post("pupr", "head").title in read(sign_in(secretary), "detail", alarm.obligation.ref)
    assert Notice.objects.exclude(person=None).exists()
    assert SYSTEM.person_id is None

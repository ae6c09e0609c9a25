"""Following a report and the public pages in a real browser: without scripts, on a small screen, read by axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.following.outcomes import ask_outcomes
from balairung.rooms.complaints.models import Complaint, Follower, Outcome
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {"width": 320, "height": 640}
DAY = timedelta(days=1)
CheckAxe = Callable[[Page], None]
Take = Callable[[Page, str], object]


@pytest.fixture
def siti(live_server: LiveServer) -> Actor:
    make.regency()
    return make.officer("pupr", "liaison")


@pytest.fixture
def small(open_context: Callable[..., BrowserContext]) -> Page:
    """A telephone of 320 pixels without scripts."""
    return open_context(java_script_enabled=False, viewport=SMALL, has_touch=True, is_mobile=True).new_page()


def resolved(siti: Actor, *, age: timedelta = timedelta(hours=2), **report: str) -> Complaint:
    at = timezone.now() - age
    made = make.complaint(at=at, files=[make.photo(at=at)], **report)
    rahma = make.coordinator()
    actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=at)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=at)
    actions.resolve(made, text="Lubang sudah ditutup.", files=[make.photo(at=at)], by=siti, at=at)
    return made


def own(made: Complaint) -> str:
    return f"/lacak/{made.ref}/{made.secret}/"


def state(made: Complaint) -> str:
    return Complaint.objects.select_related("obligation").get(pk=made.pk).obligation.state


def path_in(address: str, after: str) -> str:
    [notice] = [one for one in Notice.objects.all() if one.address == address and after in one.body]
    return notice.body[notice.body.index(after) :].split()[0]


def test_a_report_is_reopened_and_closed_in_one_tap_each(siti: Actor, small: Page) -> None:
    made = resolved(siti)
    small.goto(own(made))
    expect(small.get_by_text("Sebelum", exact=True)).to_be_visible()
    small.get_by_role("button", name="Belum, buka kembali").click()
    expect(small.get_by_text("Pelapor menyatakan masalahnya belum selesai.")).to_be_visible()
    assert state(made) == State.ACTIVE
    again = resolved(siti)
    small.goto(own(again))
    small.get_by_role("button", name="Ya, sudah selesai").click()
    expect(small.get_by_text("Laporan ini selesai")).to_be_visible()
    small.get_by_role("button", name="Belum beres, buka kembali").click()
    assert state(again) == State.ACTIVE


def test_somebody_follows_and_stops(siti: Actor, small: Page) -> None:
    made = make.forwarded(make.coordinator(), at=timezone.now())
    small.goto(f"/pengaduan/{made.ref}/")
    small.get_by_role("link", name="Saya juga mengalami").click()
    small.get_by_label("Alamat surel Anda").fill("tetangga@contoh.id")
    small.get_by_role("button", name="Ikuti laporan ini").click()
    expect(small.get_by_text("Tinggal satu langkah")).to_be_visible()
    small.goto(path_in("tetangga@contoh.id", "/ikuti/"))
    small.get_by_role("button", name="Ya, ikuti").click()
    expect(small.get_by_role("heading", name="Anda mengikuti laporan ini")).to_be_visible()
    small.goto(f"/pengaduan/{made.ref}/")
    expect(small.get_by_text("1 warga lain juga mengalami")).to_be_visible()
    small.goto(f"/ikuti/{Follower.objects.get().token}/")
    small.get_by_role("button", name="Berhenti mengikuti").click()
    assert not Follower.objects.listening().exists()


def test_the_question_after_four_weeks_leads_back_to_work(siti: Actor, small: Page) -> None:
    made = resolved(siti, age=29 * DAY, contact="warga@contoh.id")
    actions.close(made, by=make.reporter(made), at=timezone.now() - 29 * DAY)
    assert ask_outcomes(now=timezone.now()) == 1
    small.goto(path_in("warga@contoh.id", f"{own(made)}benar-beres/?jawab=no"))
    expect(small.get_by_label("Belum beres")).to_be_checked()
    assert Outcome.objects.get().answer == ""
    small.get_by_role("button", name="Kirim jawaban").click()
    small.get_by_role("button", name="Buka kembali laporan ini").click()
    assert (Outcome.objects.get().answer, state(made)) == ("no", State.ACTIVE)


def test_all_messages_end_with_one_button(siti: Actor, small: Page) -> None:
    link = stopping.stop_link("warga@contoh.id")
    small.goto(link[link.index("/kabar/") :])
    small.get_by_role("button", name="Hentikan semua pesan").click()
    expect(small.get_by_role("heading", name="Pesan sudah dihentikan")).to_be_visible()
    assert stopping.is_stopped(stopping.mark_of("warga@contoh.id"))
    small.get_by_role("button", name="Terima pesan lagi").click()
    assert not stopping.is_stopped(stopping.mark_of("warga@contoh.id"))


def test_the_list_is_narrowed_without_scripts(siti: Actor, small: Page) -> None:
    made = make.forwarded(make.coordinator(), at=timezone.now())
    small.goto("/pengaduan/")
    small.get_by_text("Saring menurut").click()
    small.get_by_label("Kantor yang menangani").select_option("dinkes")
    small.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(small.get_by_text("Tidak ada laporan seperti itu")).to_be_visible()
    small.get_by_role("link", name="Tampilkan semua").first.click()
    small.get_by_role("link", name=made.public_title).click()
    small.get_by_role("link", name="Dinas Pekerjaan Umum").click()
    expect(small.get_by_role("heading", name="Bagaimana kantor ini menepati janji")).to_be_visible()


@pytest.mark.parametrize("viewport", [SMALL, {"width": 1280, "height": 800}], ids=["320", "1280"])
def test_every_page_is_read_by_axe_and_fits_the_screen(
    siti: Actor, open_context: Callable[..., BrowserContext], check_axe: CheckAxe, viewport: dict[str, int]
) -> None:
    made = resolved(siti, contact="warga@contoh.id")
    late = make.forwarded(make.coordinator("Ratna"), at=timezone.now() - 60 * DAY)
    Outcome.objects.create(complaint=made, asked_at=timezone.now())
    link = stopping.stop_link("warga@contoh.id")
    page = open_context(viewport=viewport).new_page()
    public = [f"/pengaduan/{one.ref}/" for one in (made, late)]
    for path in [
        "/pengaduan/", "/pengaduan/?wilayah=35.77.01&keadaan=terlambat", "/pengaduan/?cari=gajah", "/pengaduan/peta/",
        *public, f"{public[0]}ikuti/", f"{public[0]}ikuti/?terkirim=1", f"{public[0]}tidak-pantas/",
        "/pengaduan/kantor/pupr/", "/pengaduan/kantor/dinkes/",
        "/lacak/", "/lacak/hilang/", "/lacak/hilang/?terkirim=1",
        own(made), own(late), f"{own(late)}?lihat=aturan", f"{own(made)}?tulis=reopen", f"{own(late)}?tulis=withdraw",
        f"{own(made)}kabar/", f"{own(made)}benar-beres/?jawab=yes", link[link.index("/kabar/") :],
    ]:  # fmt: skip
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        assert fits(page), path
        check_axe(page)

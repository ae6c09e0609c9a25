"""The guest book: once for each form, handed over in one step, and forgotten when its time is over."""

from datetime import timedelta

import pytest
from django.db import connection

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import record_absence
from balairung.rooms.reception.appointments.booking import book
from balairung.rooms.reception.appointments.slots import Aim
from balairung.rooms.reception.desk import guests, looking
from balairung.rooms.reception.desk.guests import MOST_WAITING, Host, Said, privacy_notice
from balairung.rooms.reception.desk.receiving import Received, Wanted, receive, receive_expected
from balairung.rooms.reception.models import Appointment, Guest, Hall, Ticket
from balairung.rooms.reception.queue.setup import change_line
from tests import make
from tests.make import moment

pytestmark = pytest.mark.django_db
NOW = moment("2026-04-06 09:00")
SRI = Said("Sri Wahyuningsih", "Desa Sukamaju", "", "Mengantar surat undangan", 2)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def hall() -> Hall:
    return make.hall()


@pytest.fixture
def siti(hall: Hall) -> Actor:
    return make.officer("dukcapil", "receptionist", "Siti")


def come(
    hall: Hall, by: Actor, said: Said = SRI, wanted: Wanted | None = None, token: str = "tamu-pertama"
) -> Received:
    return receive(hall, said, wanted or Wanted(), notice=privacy_notice().version, token=token, by=by, at=NOW)


def test_the_same_form_twice_is_one_guest_and_its_words_are_sealed(hall: Hall, siti: Actor) -> None:
    first, again = come(hall, siti), come(hall, siti)
    assert first.guest == again.guest
    guest = Guest.objects.get()
    assert (guest.name, guest.people, guest.notice) == ("Sri Wahyuningsih", 2, privacy_notice().version)
    assert (guest.written_by_id, guest.received_at) == (siti.person_id, NOW)
    with connection.cursor() as cursor:
        cursor.execute("select name || purpose || origin from reception_guest")
        [raw] = cursor.fetchone()
    assert "Wahyuningsih" not in raw
    assert "undangan" not in raw
    assert looking.inside(hall, NOW) == [guest]
    guests.sign_out(guest, by=siti, at=NOW + timedelta(minutes=20))
    guests.sign_out(guest, by=siti, at=NOW + timedelta(minutes=50))
    guest.refresh_from_db()
    assert guest.left_at == NOW + timedelta(minutes=20)
    assert looking.inside(hall, NOW) == []


def test_who_does_not_receive_there_writes_nobody_down(hall: Hall) -> None:
    budi = make.officer("pupr", "receptionist", "Budi")
    with pytest.raises(NotAllowed):
        come(hall, budi)
    with pytest.raises(NotAllowed):
        guests.sign_in(hall=hall, said=SRI, notice=privacy_notice().version, token="x" * 20, by=budi, at=NOW)
    assert not Guest.objects.exists()


def test_bad_words_are_a_sentence_and_leave_nothing(hall: Hall, siti: Actor) -> None:
    for said in (Said(" "), Said("Sri", people=0), Said("Sri", people=501)):
        with pytest.raises(Refused):
            come(hall, siti, said)
    with pytest.raises(Refused):
        receive(hall, SRI, Wanted(), notice="1999-1", token="t" * 20, by=siti, at=NOW)
    assert not Guest.objects.exists()


def test_handed_to_the_queue_in_one_step_with_priority_and_only_once(hall: Hall, siti: Actor) -> None:
    wanted = Wanted([make.line(hall), make.line(hall, "B")], lane="elderly")
    done, again = come(hall, siti, wanted=wanted), come(hall, siti, wanted=wanted)
    assert done.taken
    assert again.taken
    assert done.guest
    assert [one.label for one in done.taken.tickets] == ["A-001", "B-001"]
    assert done.taken.visit == again.taken.visit == done.guest.visit
    assert done.taken.visit.lane == "elderly"
    assert Ticket.objects.count() == 2


def test_a_number_alone_needs_no_name_and_no_line_of_the_book(hall: Hall, siti: Actor) -> None:
    done = come(hall, siti, Said(), Wanted([make.line(hall)]))
    again = come(hall, siti, Said(), Wanted([make.line(hall)]))
    assert done.taken
    assert again.taken
    assert done.taken.visit == again.taken.visit
    assert not Guest.objects.exists()
    with pytest.raises(Refused):
        come(hall, siti, Said(), Wanted(to_host=True), token="lain")


def test_a_refused_number_leaves_no_guest_behind(hall: Hall, siti: Actor) -> None:
    change_line(make.line(hall), paused=True, by=SYSTEM, at=NOW)
    with pytest.raises(Refused):
        come(hall, siti, wanted=Wanted([make.line(hall)]))
    assert not Guest.objects.exists()


def test_the_host_is_told_once_by_name_only_in_what_is_sealed(hall: Hall, siti: Actor) -> None:
    kadis = make.holder("dukcapil", "head", "Pak Kadis")
    said = Said("Sri Wahyuningsih", "Desa Sukamaju", host=Host(post=make.post("dukcapil", "head")))
    done = come(hall, siti, said, Wanted(to_host=True))
    come(hall, siti, said, Wanted(to_host=True))
    assert done.told == kadis
    [notice] = Notice.objects.filter(person=kadis)
    assert "Sri Wahyuningsih (Desa Sukamaju)" in notice.body
    assert "Sri" not in notice.subject
    assert Guest.objects.get().told_at == NOW


def test_whoever_is_away_or_of_another_office_is_not_promised(hall: Hall, siti: Actor) -> None:
    kadis = make.holder("dukcapil", "head", "Pak Kadis")
    record_absence(person=kadis, since=NOW.date(), until=NOW.date(), by=SYSTEM, at=NOW)
    for host in (make.post("dukcapil", "head"), make.post("pupr", "head"), make.post("dukcapil", "section_head")):
        with pytest.raises(Refused):
            come(hall, siti, Said("Sri", host=Host(post=host)), Wanted(to_host=True))
    with pytest.raises(Refused):
        come(hall, siti, SRI, Wanted(to_host=True))  # nobody was chosen
    assert not Guest.objects.exists()
    assert not Notice.objects.filter(subject="Tamu menunggu Anda").exists()


def test_whoever_is_on_duty_today_may_be_asked_for(hall: Hall, siti: Actor) -> None:
    wati, rini = make.holder("dukcapil", "staff", "Wati"), make.person("Rini")
    make.roster(wati, at_office="dukcapil", at=NOW - timedelta(days=2))
    assert looking.ON_DUTY in dict(looking.host_choices(hall, NOW, named=True))
    host = looking.read_host(hall, looking.ON_DUTY, NOW)
    assert host == Host(person=wati)
    assert come(hall, siti, Said("Sri", host=host), Wanted(to_host=True)).told == wati
    with pytest.raises(Refused):
        come(hall, siti, Said("Ani", host=Host(person=rini)), token="tamu-kedua")


def test_a_guest_writes_by_telephone_and_the_desk_completes_it(hall: Hall, siti: Actor) -> None:
    version = privacy_notice().version
    guest = guests.sign_in(hall=hall, said=SRI, notice=version, token="dari-telepon-saya", by=CITIZEN, at=NOW)
    assert (guest.received_at, guest.written_by_id) == (None, None)
    assert looking.by_telephone(hall, NOW) == [guest]
    assert looking.inside(hall, NOW) == []
    mended = Said("Sri Wahyuningsih", "Desa Sukamakmur", people=3)
    done = receive(
        hall, mended, Wanted([make.line(hall)]), notice=version, token="meja", by=siti, at=NOW, guest=guest
    )  # fmt: skip
    guest.refresh_from_db()
    assert (guest.origin, guest.people, guest.received_at) == ("Desa Sukamakmur", 3, NOW)
    assert done.taken
    assert guest.visit == done.taken.visit
    assert looking.by_telephone(hall, NOW) == []


def test_the_book_does_not_fill_up_with_people_who_never_came_in(hall: Hall) -> None:
    version = privacy_notice().version
    for number in range(MOST_WAITING):
        guests.sign_in(hall=hall, said=SRI, notice=version, token=f"dari-jauh-{number}", by=CITIZEN, at=NOW)
    with pytest.raises(Refused):
        guests.sign_in(hall=hall, said=SRI, notice=version, token="satu-lagi-saja", by=CITIZEN, at=NOW)
    assert guests.wipe(now=NOW + timedelta(hours=20)) == MOST_WAITING
    guests.sign_in(hall=hall, said=SRI, notice=version, token="satu-lagi-saja", by=CITIZEN, at=NOW + timedelta(days=1))


def test_an_appointment_is_one_press_for_book_and_queue(hall: Hall, siti: Actor) -> None:
    change_line(make.line(hall), bookable=True, by=SYSTEM, at=NOW)
    made = book(
        aim=Aim(hall, make.line(hall)), starts_at=moment("2026-04-06 09:30"), name="Sri Wahyuningsih",
        token="janji-temu-pertama", by=CITIZEN, at=moment("2026-04-05 10:00"),
    ).appointment  # fmt: skip
    assert looking.expected(hall, NOW) == [made]
    came = receive_expected(made, by=siti, at=NOW)
    receive_expected(made, by=siti, at=NOW)
    assert came.taken
    assert [one.label for one in came.taken.tickets] == ["A-001"]
    guest = Guest.objects.get()
    assert (guest.name, guest.visit) == ("Sri Wahyuningsih", came.taken.visit)
    assert Appointment.objects.get().state == Appointment.State.ARRIVED
    assert looking.expected(hall, NOW) == []


def test_what_says_who_it_was_is_wiped_after_its_time_and_the_count_stays(hall: Hall, siti: Actor) -> None:
    come(hall, siti, Said("Sri Wahyuningsih", "Desa Sukamaju", "+628123456789", "Undangan", 4))
    days = privacy_notice().days
    assert guests.wipe(now=NOW + timedelta(days=days)) == 0
    assert guests.wipe(now=NOW + timedelta(days=days, minutes=1)) == 1
    assert guests.wipe(now=NOW + timedelta(days=days, minutes=1)) == 0
    guest = Guest.objects.get()
    assert (guest.name, guest.origin, guest.contact, guest.purpose) == ("", "", "", "")
    assert guest.people == 4
    with pytest.raises(Refused):
        guests.hand_to_queue(guest, lines=[make.line(hall)], by=siti, at=NOW)


def test_the_list_of_hosts_names_holders_for_officers_only(hall: Hall) -> None:
    head = make.holder("dukcapil", "head", "Pak Kadis")
    assert actor_of(head, NOW).seats
    named = str(looking.host_choices(hall, NOW, named=True))
    assert "Pak Kadis" in named
    assert "Pak Kadis" not in str(looking.host_choices(hall, NOW, named=False))

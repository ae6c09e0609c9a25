"""The proof that what was late reached somebody: each end a clock may come to, the page, the paper, the command."""

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.audit import told_in_vain
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Obligation, State, Visibility
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.proof import End, Period, Ran, Tally, days, lasted, ran_out
from balairung.kernel.obligations.proof_paper import proof_pdf, prove, text_lines
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.models import Absence, Person
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db

MARCH = days(date(2026, 3, 1), date(2026, 3, 31))
DUE, NIGHT = moment("2026-03-05 23:59:59"), moment("2026-03-06 00:01")
LATER = moment("2026-03-06 08:00")
PAGE, PAPER = reverse("obligations:proof"), reverse("obligations:proof_file")


@pytest.fixture(autouse=True)
def city(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


def opened(**more: Any) -> Obligation:
    return make.owed(visibility=Visibility.INTERNAL, **more)


def proved(now: datetime = LATER, period: Period = MARCH) -> list[Ran]:
    return list(ran_out(period, Obligation.objects.all(), now))


def ends(now: datetime = LATER) -> list[End]:
    return [ran.end for ran in proved(now)]


# --- each end ------------------------------------------------------------------------------------------------------


def test_who_was_told_when_and_by_which_door() -> None:
    kadis = make.holder("pupr", "head", "Kadis")
    opened()
    escalate(now=NIGHT)
    assert ends() == [End.WAITING]
    assert proved()[0].why == "pesan kepada Kadis masih menunggu dikirim"
    deliver(now=NIGHT + timedelta(minutes=1))
    (ran,) = proved()
    (step,) = ran.steps
    assert (ran.end, ran.why, ran.label) == (End.REACHED, "", "Laporan diperiksa dan diteruskan")
    assert (step.after, step.way, [one.name for one in step.heard]) == (NIGHT - DUE, "pemangku jabatan", [kadis.name])
    assert [one.label for one in step.heard[0].attempts] == ["dikirim"]


def test_at_night_the_one_on_duty_and_later_the_head() -> None:
    make.holder("pupr", "head", "Kadis")
    guard = make.holder("pupr", "liaison", "Jaga")
    make.roster(guard, name="Siaga malam")
    opened()
    escalate(now=NIGHT)
    step = proved()[0].steps[0]
    assert (step.way, [one.name for one in step.heard]) == ("petugas jaga, Siaga malam", ["Jaga", "Kadis"])
    tally = Tally()
    tally.add(proved()[0])
    assert tally.ways == {"duty": 1}


def test_whom_it_passed_by_and_why() -> None:
    kadis = make.holder("pupr", "head", "Kadis")
    record_absence(person=kadis, since=date(2026, 3, 1), until=date(2026, 3, 30), by=SYSTEM, at=START)
    make.holder("setda", "secretary", "Sekda")
    opened()
    escalate(now=NIGHT)
    step = proved()[0].steps[0]
    assert [one.name for one in step.heard] == ["Sekda"]
    assert [reason for _post, reason in step.passed] == ["sedang tidak bertugas", "jabatan kosong"]


def test_in_the_name_of_another_by_decree() -> None:
    make.holder("pupr", "head", "Kadis")
    make.holder("pupr", "liaison", "Siti")
    head, deputy = make.post("pupr", "head"), make.post("pupr", "liaison")
    make.delegation(head, deputy, matter="escalation:")
    opened()
    escalate(now=moment("2026-03-06 09:00"))
    step = proved(moment("2026-03-06 10:00"))[0].steps[0]
    assert step.way.startswith("atas nama, menurut Keputusan kepala daerah nomor 188/")
    assert [one.name for one in step.heard] == ["Siti"]


def test_outside_the_house(settings: Settings) -> None:
    settings.OUTSIDE_ADDRESS = "ombudsman@contoh.id"
    opened()
    escalate(now=NIGHT)
    deliver(now=NIGHT)
    (ran,) = proved()
    assert (ran.end, ran.steps[0].way) == (End.REACHED, "alamat di luar pemerintah daerah")
    assert "ombudsman" not in "\n".join(text_lines([ran]))


def test_nobody_nowhere_and_no_line_at_all() -> None:
    opened()
    assert ends() == [End.MISSED]
    escalate(now=NIGHT)
    assert ends() == [End.NOBODY]
    assert proved()[0].why == "tidak ada yang dapat diberi tahu"
    assert proved()[0].steps[0].passed


def test_a_message_that_no_door_brings_is_lost() -> None:
    make.holder("pupr", "head", "Kadis")
    opened()
    escalate(now=NIGHT)
    Notice.objects.update(outcome="failed", problem="unheard")
    assert ends() == [End.LOST]
    assert proved()[0].why == "pesan kepada Kadis tidak sampai lewat saluran mana pun"


def test_done_before_the_worker_came_is_no_failure_and_done_in_time_is_none_at_all() -> None:
    make.holder("pupr", "head", "Kadis")
    for at in (DUE - timedelta(hours=1), DUE + timedelta(minutes=5), DUE + timedelta(hours=5)):
        done = Move("close", "Tutup", frozenset({State.NEW}), State.DONE)
        make_move(opened(), done, by=SYSTEM, at=at)
    assert sorted(ends()) == [End.MISSED, End.SETTLED]


def test_what_has_just_fallen_due_is_not_asked_for_yet() -> None:
    opened()
    assert proved(DUE + timedelta(minutes=10)) == []
    assert len(proved(DUE + timedelta(minutes=16))) == 1
    assert proved(period=days(date(2026, 3, 6), date(2026, 3, 31))) == []
    assert len(proved(period=days(date(2026, 3, 5), date(2026, 3, 5)))) == 1


def test_the_same_number_of_queries_for_one_and_for_many() -> None:
    make.holder("pupr", "head", "Kadis")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            proved()
        return len(asked)

    opened()
    escalate(now=NIGHT)
    proved()
    one = cost()
    for _again in range(12):
        opened()
    escalate(now=NIGHT)
    assert (len(proved()), cost()) == (13, one)


# --- what `balairung check` says of it ------------------------------------------------------------------------------


def test_check_finds_a_line_without_its_message_and_one_that_told_somebody_away() -> None:
    kadis, now = make.holder("pupr", "head", "Kadis"), timezone.now()
    one = make.owed(at=now - timedelta(days=20))
    escalate(now=now)
    assert list(told_in_vain(now)) == []
    Absence.objects.create(person=kadis, since=now.date() - timedelta(days=1), until=now.date() + timedelta(days=1))
    assert list(told_in_vain(now)) == []  # recorded afterwards: nobody could know
    Absence.objects.update(id=UUID(int=Absence.objects.get().pk.int - (10_000 << 80)))
    assert list(told_in_vain(now)) == [f"{one.ref}: line 2 told somebody who was away"]
    Notice.objects.all().delete()
    assert "there is no message" in next(told_in_vain(now))


# --- words and paper -----------------------------------------------------------------------------------------------


def test_one_sentence_on_top() -> None:
    make.holder("pupr", "head", "Kadis")
    empty = prove(MARCH, Obligation.objects.all(), LATER, 10).tally
    assert empty.sentence == "Dalam kurun ini tidak ada kewajiban yang lewat waktu."
    opened()
    assert prove(MARCH, Obligation.objects.all(), LATER, 10).tally.sentence == (
        "1 dari 1 kewajiban yang lewat waktu belum sampai kepada siapa pun."
    )
    escalate(now=NIGHT)
    deliver(now=NIGHT)
    found = prove(MARCH, Obligation.objects.all(), LATER, 10)
    assert (
        found.tally.sentence
        == "Semua 1 kewajiban yang lewat waktu sampai kepada orang yang bertugas dan dapat dihubungi."
    )
    assert ("paling lama sampai orang pertama diberi tahu", "1 menit") in found.tally.lines()


def test_the_paper_is_the_same_for_the_same_facts_and_lists_no_more_than_asked() -> None:
    make.holder("pupr", "head", "Kadis")
    for _again in range(3):
        opened()
    escalate(now=NIGHT)
    found = prove(MARCH, Obligation.objects.all(), LATER, 2)
    assert (found.tally.total, len(found.listed), len(found.open)) == (3, 2, 2)
    drawn = proof_pdf(found)
    assert drawn == proof_pdf(found)
    assert drawn.startswith(b"%PDF")
    assert b"/StructTreeRoot" in drawn


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-3), "kurang dari 1 menit"), (timedelta(minutes=12, seconds=50), "12 menit"),
        (timedelta(hours=3, minutes=5), "3 jam 5 menit"), (timedelta(days=2, hours=4, minutes=9), "2 hari 4 jam"),
    ],
)  # fmt: skip
def test_how_long_it_took(span: timedelta, words: str) -> None:
    assert lasted(span) == words


# --- the page ------------------------------------------------------------------------------------------------------


def enter(client: Client, person: Person) -> Client:
    client.force_login(make.account(person))
    return client


def long_ago() -> Obligation:
    """Late for weeks by the real clock, and told."""
    now = timezone.now()
    one = open_obligation(
        kind="complaints", prefix="P", subject="Rahasia warga", owner=Owner(make.office("pupr")),
        clocks=[clock_rule("complaints", "verify")], by=SYSTEM, at=now - timedelta(days=20),
    )  # fmt: skip
    escalate(now=now)
    deliver(now=now)
    return one


def test_leaders_coordinators_and_the_inspektorat_read_it(client: Client) -> None:
    make.holder("pupr", "head", "Kadis")
    one = long_ago()
    sekda = make.holder("setda", "secretary", "Sekda")
    auditor = make.holder("inspektorat", "head", "Inspektur")
    for reader, linked in ((sekda, True), (auditor, False)):
        page = enter(client, reader).get(PAGE).content.decode()
        assert "Semua 1 kewajiban yang lewat waktu" in page
        assert one.ref in page.replace("\u2011", "-")
        assert "Rahasia warga" not in page
        assert (reverse("complaints:detail", args=[one.ref]) in page) is linked
    assert enter(client, make.holder("pupr", "liaison")).get(PAGE).status_code == 403
    assert client.get(PAPER).status_code == 403


def test_nobody_reads_what_is_about_them_and_auditors_nothing_secret(client: Client) -> None:
    make.holder("pupr", "head", "Kadis")
    auditor = make.holder("inspektorat", "head", "Inspektur")
    now = timezone.now()
    rules: dict[str, Any] = {
        "kind": "complaints", "prefix": "P", "clocks": [clock_rule("complaints", "verify")], "by": SYSTEM
    }  # fmt: skip
    rules |= {"at": now - timedelta(days=20), "owner": Owner(make.office("pupr"))}
    open_obligation(subject="a", visibility=Visibility.SECRET, **rules)
    open_obligation(subject="b", excluded=[(make.post("inspektorat", "head"), None)], **rules)
    page = enter(client, auditor).get(PAGE).content.decode()
    assert "tidak ada kewajiban yang lewat waktu" in page


def test_odd_periods_are_answered_with_a_sentence(client: Client) -> None:
    enter(client, make.holder("setda", "secretary"))
    for asked, sentence in (
        ({"dari": "2026-03-31", "sampai": "2026-03-01"}, "mendahului"),
        ({"dari": "2020-01-01", "sampai": "2026-03-01"}, "lama satu tahun"),
        ({"dari": "kemarin"}, "Tulis tanggal seperti"),
        ({"kantor": "tidak-ada"}, "tidak ada dalam daftar"),
    ):
        for address in (PAGE, PAPER):
            answer = client.get(address, asked)
            assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_the_paper_comes_as_a_file(client: Client) -> None:
    make.holder("pupr", "head", "Kadis")
    long_ago()
    answer = enter(client, make.holder("setda", "secretary")).get(PAPER, {"kantor": "pupr"})
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_says_the_same_and_tells_by_its_exit(tmp_path: Path) -> None:
    out, asked = StringIO(), {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
    make.holder("pupr", "head", "Kadis")
    one = opened()
    with pytest.raises(SystemExit):
        call_command("proof", stdout=out, **asked)
    escalate(now=NIGHT)
    deliver(now=NIGHT)
    call_command("proof", stdout=out, **asked)
    said = out.getvalue()
    assert f"{one.ref} · Laporan diperiksa" in said
    assert "Semua 1 kewajiban" in said
    assert "TIDAK ADA CATATAN BAHWA SESEORANG DIBERI TAHU" in said
    call_command("proof", stdout=out, pdf=tmp_path / "bukti.pdf", office="pupr", **asked)
    assert (tmp_path / "bukti.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(CommandError, match="Tidak ada kantor"):
        call_command("proof", stdout=out, office="tidak-ada", **asked)
    with pytest.raises(CommandError, match="mendahului"):
        call_command("proof", stdout=out, since=date(2026, 3, 2), until=date(2026, 3, 1))

"""The examined office reports and nothing else; the Inspektorat judges; money that came back is exact."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Event, State
from balairung.rooms.oversight import actions
from balairung.rooms.oversight.models import Payment, Recommendation
from tests import make
from tests.make import START
from tests.rooms.oversight import cases
from tests.rooms.oversight.cases import Inspection, again

pytestmark = pytest.mark.django_db
TODAY = START.date()


@pytest.fixture
def team() -> Inspection:
    make.regency()
    return cases.inspectorate()


def pay(told: Recommendation, amount: str, team: Inspection, receipt: str = "STS-1") -> Payment:
    return actions.pay(
        again(told), amount=Decimal(amount), paid_on=TODAY, receipt=receipt, by=team.lead, at=START
    )  # fmt: skip


def test_the_office_reports_with_proof_and_the_inspectorate_judges(team: Inspection) -> None:
    told, siti = cases.sent(team), make.officer("pupr", "staff", "Siti")
    with pytest.raises(Refused, match="bukti"):
        actions.report(told, text="Sudah disetor.", files=[], by=siti, at=START)
    actions.report(told, text="Sudah disetor.", files=[make.photo()], by=siti, at=START)
    assert told.owed.state == State.WAITING
    assert Notice.objects.about("oversight", told.owed.ref).filter(person=team.lead_person).exists()
    with pytest.raises(Refused, match="belum disetor"):
        actions.settle(told, text="Baik.", by=team.lead, at=START)
    pay(told, "1000000.50", team)
    actions.settle(again(told), text="Bukti cocok.", by=team.lead, at=START)
    assert again(told).status == "sesuai"


def test_the_examined_office_can_only_report(team: Inspection) -> None:
    told = cases.sent(team)
    head, budi = make.officer("pupr", "head"), make.officer("dinkes", "head", "Budi")
    with pytest.raises(NotAllowed):
        actions.report(told, text="Bukan kantor saya.", files=[make.photo()], by=budi, at=START)
    for by in (head, budi, make.officer("setda", "secretary"), make.officer("pimpinan", "regent")):
        for verb in (actions.settle, actions.send_back, actions.set_aside):
            with pytest.raises(NotAllowed):
                verb(told, text="Selesai saja.", by=by, at=START)
        with pytest.raises(NotAllowed):
            actions.pay(told, amount=Decimal(1), paid_on=TODAY, receipt="STS", by=by, at=START)
    assert again(told).status == "belum"


def test_what_is_not_enough_goes_back_with_time(team: Inspection) -> None:
    told, siti = cases.sent(team), make.officer("pupr", "staff")
    actions.report(told, text="Sudah.", files=[make.photo()], by=siti, at=START)
    with pytest.raises(Refused, match="penjelasannya"):
        actions.send_back(told, text=" ", by=team.lead, at=START)
    actions.send_back(told, text="Buktinya belum terbaca.", by=team.lead, at=START)
    assert (told.owed.state, told.owed.step) == (State.ACTIVE, "revise")
    assert again(told).status == "belum-sesuai"
    actions.report(told, text="Ini yang jelas.", files=[make.photo()], by=siti, at=START)


def test_only_the_inspektur_sets_one_aside(team: Inspection) -> None:
    told = cases.sent(team)
    with pytest.raises(NotAllowed):
        actions.set_aside(told, text="Perusahaannya bubar.", by=team.lead, at=START)
    with pytest.raises(Refused):
        actions.set_aside(told, text="", by=team.head, at=START)
    actions.set_aside(told, text="Perusahaannya bubar.", by=team.head, at=START)
    assert again(told).status == "tidak-dapat"
    with pytest.raises(Refused, match="ditutup"):
        pay(told, "1", team)


def test_late_it_climbs_to_the_regent(team: Inspection) -> None:
    regent = make.holder("pimpinan", "regent")
    make.holder("pupr", "head")
    make.holder("setda", "secretary")
    told = cases.sent(team)
    for days in range(61, 120):
        escalate(now=START + timedelta(days=days))
    assert Notice.objects.about("oversight", told.owed.ref).filter(person=regent).exists()


def test_payments_are_exact_and_never_too_much(team: Inspection) -> None:
    told = cases.sent(team)
    pay(told, "400000.25", team)
    assert again(told).remaining == Decimal("600000.25")
    with pytest.raises(Refused, match=r"Rp600\.000,25"):
        pay(told, "600000.26", team, "STS-2")
    with pytest.raises(Refused, match="sudah dicatat"):
        pay(told, "1", team, "sts-1")
    with pytest.raises(Refused, match="masa depan"):
        actions.pay(
            again(told), amount=Decimal(1), paid_on=TODAY + timedelta(days=1), receipt="STS-3", by=team.lead, at=START
        )
    for wrong in ("0", "-5", "0.001"):
        with pytest.raises(Refused, match="lebih dari nol"):
            pay(told, wrong, team, "STS-4")
    pay(told, "600000.25", team, "STS-2")
    assert again(told).remaining == 0


def test_two_who_pay_at_once_do_not_pay_too_much_together(team: Inspection) -> None:
    told = cases.sent(team)
    first, second = again(told), again(told)
    actions.pay(first, amount=Decimal(900000), paid_on=TODAY, receipt="A", by=team.lead, at=START)
    with pytest.raises((Refused, Stale)):
        actions.pay(second, amount=Decimal(900000), paid_on=TODAY, receipt="B", by=team.head, at=START)
    with pytest.raises(Stale):
        actions.pay(second, amount=Decimal(1), paid_on=TODAY, receipt="C", by=team.head, at=START)


def test_a_wrong_payment_is_taken_back_by_a_second_line_once(team: Inspection) -> None:
    told = cases.sent(team)
    wrong = pay(told, "5", team)
    with pytest.raises(Refused, match="alasan"):
        actions.take_back(again(told), payment=wrong, text="", by=team.lead, at=START)
    with pytest.raises(NotAllowed):
        actions.take_back(again(told), payment=wrong, text="x", by=make.officer("pupr", "head"), at=START)
    actions.take_back(again(told), payment=wrong, text="Salah ketik", by=team.lead, at=START)
    assert again(told).paid == 0
    with pytest.raises(Refused, match="sudah dibatalkan"):
        actions.take_back(again(told), payment=wrong, text="Lagi", by=team.lead, at=START)
    pay(told, "5", team)  # the same receipt may be written down again, rightly
    lines = Event.objects.filter(obligation=told.obligation).values_list("verb", flat=True)
    assert list(lines.order_by("seq")) == ["open", "pay", "unpay", "pay"]


class Payments(TestCase):
    """Whatever is paid and taken back in whatever order, the sum is exact and never above what is owed."""

    def setUp(self) -> None:
        make.regency()
        self.team = cases.inspectorate()
        self.told = cases.sent(self.team)

    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.integers(1, 150_000_000), st.booleans()), min_size=1, max_size=8))
    def test_of_any_kind(self, tried: list[tuple[int, bool]]) -> None:
        paid = Decimal(0)
        start = again(self.told).payments.count()
        for place, (sen, back) in enumerate(tried):
            amount = Decimal(sen) / 100
            try:
                made = pay(self.told, str(amount), self.team, f"STS-{start}-{place}")
            except Refused:
                assert paid + amount > self.told.value
                continue
            paid += amount
            if back:
                actions.take_back(again(self.told), payment=made, text="Salah", by=self.team.lead, at=START)
                paid -= amount
            assert again(self.told).paid == paid
            assert 0 <= again(self.told).remaining == self.told.value - paid

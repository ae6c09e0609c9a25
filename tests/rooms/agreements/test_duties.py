"""An agreement is recorded, its duties are owed, kept, released; whoever answers for it is warned before it expires."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.rooms.agreements import access, actions, finding
from balairung.rooms.agreements.models import Agreement, Duty
from balairung.rooms.agreements.register import choices, figures_of, owed_of
from balairung.rooms.agreements.warning import warn
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
TODAY = START.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def secretary() -> Actor:
    return make.officer("setda", "secretary", "Pak Sekda")


def agreement(by: Actor = SYSTEM, at: datetime = START, **said: Any) -> Agreement:
    """An ordinary one: a year from today with the neighbour."""
    plain: dict[str, Any] = {
        "number": "119/12/2026", "title": "Pertukaran layanan administrasi", "partner": "Pemerintah Kabupaten Ngawi",
        "partner_code": "35.21", "scope": "Berbagi layanan dan formulir.", "signed_on": TODAY, "since": TODAY,
        "until": TODAY + 365 * DAY, "office": make.office("dukcapil"),
    }  # fmt: skip
    return actions.record(**plain | said, by=by, at=at)


def duty(of: Agreement, by: Actor = SYSTEM, at: datetime = START, **said: Any) -> Duty:
    plain: dict[str, Any] = {
        "text": "Menyerahkan paket layanan pertama", "due_on": TODAY + 30 * DAY, "office": make.office("kominfo"),
    }  # fmt: skip
    return actions.add_duty(of, **plain | said, by=by, at=at)


def test_the_secretary_the_bureau_and_the_head_of_the_office_record(secretary: Actor) -> None:
    made = agreement(by=secretary)
    assert made.ref.startswith("J-")
    assert made.standing(TODAY) == Agreement.Standing.IN_FORCE
    assert choices(TODAY) == [(made.ref, "Pemerintah Kabupaten Ngawi: Pertukaran layanan administrasi (119/12/2026)")]
    agreement(by=make.officer("bagian-pemerintahan", "head"), number="119/13/2026")
    agreement(by=make.officer("dukcapil", "head"), number="119/14/2026")
    for office, role in [("kominfo", "head"), ("dukcapil", "staff")]:
        with pytest.raises(NotAllowed):
            agreement(by=make.officer(office, role), number="119/15/2026")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"until": TODAY - DAY}, "Tanggal berakhirnya lebih dahulu"),
        ({"signed_on": TODAY + DAY, "since": TODAY + DAY}, "belum tiba"),
        ({"signed_on": TODAY, "since": TODAY - DAY}, "lebih dahulu daripada tanggal tanda tangannya"),
        ({"until": TODAY.replace(year=2426)}, "seratus tahun"),
        ({"title": " "}, "harus terisi"),
        ({"partner_code": "Ngawi"}, "Kode wilayah mitra"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        agreement(**said)
    assert not Agreement.objects.exists()


def test_the_same_number_with_the_same_partner_stands_once() -> None:
    agreement()
    with pytest.raises(Refused, match="sudah tercatat"):
        agreement(number="119/12/2026 ", partner="pemerintah kabupaten ngawi")
    agreement(partner="Pemerintah Kabupaten Magetan")
    assert Agreement.objects.count() == 2


def test_a_duty_is_owed_like_anything_else_and_kept_with_proof() -> None:
    head = make.officer("kominfo", "head", "Bu Kadis")
    made = duty(agreement())
    obligation = made.obligation
    assert (obligation.ref[0], obligation.kind, obligation.state) == ("K", "agreements", State.ACTIVE)
    clock = obligation.clocks.get()
    assert clock.due_at.astimezone(make.JAKARTA).date() == made.due_on
    assert Notice.objects.filter(subject=f"Kewajiban perjanjian: {obligation.ref}").count() == 1
    with pytest.raises(NotAllowed):
        actions.fulfil(made, text="Sudah.", files=[make.photo()], by=make.officer("dinkes", "head"), at=START)
    with pytest.raises(Refused, match="bukti"):
        actions.fulfil(made, text="Sudah.", files=[], by=head, at=START)
    actions.fulfil(made, text="Sudah diserahkan.", files=[make.photo()], by=head, at=START + DAY)
    assert obligation.state == State.DONE
    assert said(obligation.pk) == (
        "Menyerahkan paket layanan pertama Pertukaran layanan administrasi Pemerintah Kabupaten Ngawi "
        f"119/12/2026 {made.agreement.ref}"
    )


def said(key: Any) -> str:
    return finding.said_of([key])[key].text


@pytest.mark.parametrize("due", [TODAY - DAY, TODAY + 366 * DAY])
def test_a_duty_falls_due_while_the_agreement_stands(due: date) -> None:
    made = agreement()
    with pytest.raises(Refused):
        duty(made, due_on=due)
    assert not Duty.objects.exists()
    duty(made, due_on=made.until)


def test_who_answers_for_the_agreement_gives_duties_and_releases_them() -> None:
    made, stranger = agreement(), make.officer("kominfo", "head")
    with pytest.raises(NotAllowed):
        duty(made, by=stranger)
    owed = duty(made, by=make.officer("dukcapil", "head"))
    with pytest.raises(NotAllowed):
        actions.release(owed, text="Tidak perlu.", by=stranger, at=START)
    with pytest.raises(Refused):
        actions.release(owed, text="", by=SYSTEM, at=START)
    actions.release(owed, text="Mitra sudah mengerjakannya.", by=SYSTEM, at=START)
    assert owed.obligation.state == State.WITHDRAWN


def test_what_is_due_before_the_end_stays_owed(secretary: Actor) -> None:
    made = agreement()
    before, after = duty(made, due_on=TODAY + 10 * DAY), duty(made, due_on=TODAY + 20 * DAY)
    with pytest.raises(Refused, match="alasan"):
        actions.end(made, ended_on=TODAY + 20 * DAY, reason=" ", by=secretary, at=START)
    with pytest.raises(Refused, match="selama perjanjian"):
        actions.end(made, ended_on=TODAY + 400 * DAY, reason="Selesai", by=secretary, at=START)
    assert actions.end(made, ended_on=TODAY + 20 * DAY, reason="Mitra mundur", by=secretary, at=START) == 1
    for one in (before, after):
        one.obligation.refresh_from_db()
    assert (before.obligation.state, after.obligation.state) == (State.ACTIVE, State.WITHDRAWN)
    assert made.standing(TODAY + 19 * DAY) == Agreement.Standing.IN_FORCE
    assert made.standing(TODAY + 20 * DAY) == Agreement.Standing.ENDED
    with pytest.raises(Stale):
        actions.end(made, ended_on=TODAY + 20 * DAY, reason="Lagi", by=secretary, at=START)
    with pytest.raises(Refused, match="Perjanjian berakhir"):
        duty(made, due_on=TODAY + 30 * DAY)
    with pytest.raises(Refused, match="sudah berakhir"):
        duty(made, at=START + 21 * DAY)


def test_the_office_is_warned_once_before_it_expires() -> None:
    head = make.holder("dukcapil", "head", "Pak Kadis")
    made, endless = agreement(), agreement(number="2", until=None)
    assert warn(now=START) == 0
    now = START + 310 * DAY
    assert (warn(now=now), warn(now=now)) == (1, 0)
    notice = Notice.objects.get(subject=f"Perjanjian akan berakhir: {made.ref}")
    assert notice.person == head
    assert f"/kerja-sama/{made.ref}/" in notice.body
    endless.refresh_from_db()
    assert endless.warned_at is None


def test_where_nobody_sits_the_warning_waits_for_somebody() -> None:
    agreement()
    now = START + 310 * DAY
    assert warn(now=now) == 0
    make.holder("bagian-pemerintahan", "head", at=now)
    assert warn(now=now) == 1


def test_who_reads_a_duty() -> None:
    owed = duty(agreement())
    for office in ("kominfo", "dukcapil", "bagian-pemerintahan"):
        assert access.get_duty(make.officer(office, "head"), owed.obligation.ref) == owed
    for office, role in [("dinkes", "head"), ("bagian-pemerintahan", "staff")]:
        with pytest.raises(Duty.DoesNotExist):
            access.get_duty(make.officer(office, role), owed.obligation.ref)


@given(
    since=some.integers(0, 400), length=some.none() | some.integers(0, 400), ended=some.none() | some.integers(0, 400),
    day=some.integers(-10, 900),
)  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_lists_and_the_standing_say_the_same(since: int, length: int | None, ended: int | None, day: int) -> None:
    Agreement.objects.all().delete()
    until = None if length is None else TODAY + (since + length) * DAY
    made = agreement(since=TODAY + since * DAY, until=until)
    last = since + (400 if length is None else length)
    if ended is not None:
        actions.end(made, ended_on=TODAY + min(since + ended, last) * DAY, reason="Selesai", by=SYSTEM, at=START)
    on = TODAY + day * DAY
    rows, standing = Agreement.objects.all(), made.standing(on)
    assert rows.in_force(on).exists() == (standing == Agreement.Standing.IN_FORCE)
    assert rows.over(on).exists() == (standing in {Agreement.Standing.EXPIRED, Agreement.Standing.ENDED})
    assert rows.coming(on).exists() == (standing == Agreement.Standing.COMING)


def test_figures_tell_kept_from_late() -> None:
    made, head = agreement(), make.officer("kominfo", "head")
    due = TODAY + 10 * DAY
    kept, late, running, released = [duty(made, due_on=due) for _each in range(4)]
    actions.fulfil(kept, text="Sudah.", files=[make.photo()], by=head, at=START + 10 * DAY)
    actions.fulfil(late, text="Sudah.", files=[make.photo()], by=head, at=START + 12 * DAY)
    actions.release(released, text="Tidak perlu.", by=SYSTEM, at=START)
    found = figures_of(owed_of(made.duties.for_list(), TODAY + 15 * DAY))
    assert (found.kept, found.kept_late, found.running, found.late, found.released) == (1, 1, 0, 1, 1)
    assert figures_of(owed_of([running], due)).running == 1

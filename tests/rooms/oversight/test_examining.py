"""An examination is begun by those who may, sent once, and edited by nobody afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation, State, Visibility
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.rooms.oversight import actions, examining
from balairung.rooms.oversight.models import Amendment, Examination, Finding, Payment, Recommendation
from tests import make
from tests.make import START
from tests.rooms.oversight import cases
from tests.rooms.oversight.cases import Inspection

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Inspection:
    make.regency()
    return cases.inspectorate()


def test_only_the_inspectorate_begins_one(team: Inspection) -> None:
    made = examining.open_examination(cases.plan(team.lead_person), by=team.lead, at=START)
    assert list(made.offices.all()) == [make.office("pupr")]
    with pytest.raises(NotAllowed):
        examining.open_examination(cases.plan(team.lead_person), by=make.officer("pupr", "head"), at=START)


def test_the_same_letter_stands_once(team: Inspection) -> None:
    examining.open_examination(cases.plan(team.lead_person), by=team.head, at=START)
    with pytest.raises(Refused, match="sudah dicatat"):
        examining.open_examination(cases.plan(team.lead_person), by=team.head, at=START)
    assert Examination.objects.count() == 1


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"letter": "  "}, "harus terisi"),
    ({"offices": []}, "harus terisi"),
    ({"period_until": date(2024, 1, 1)}, "berakhir sebelum dimulai"),
    ({"ended_on": date(2026, 1, 1)}, "berakhir sebelum dimulai"),
    ({"lead": None}, "ketua"),
]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS)
def test_what_does_not_fit_is_refused_with_a_sentence(team: Inspection, fault: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        examining.open_examination(cases.plan(**{"lead": team.lead_person} | fault), by=team.head, at=START)


def test_the_inspectorate_does_not_examine_itself(team: Inspection) -> None:
    own = [make.office("inspektorat")]
    with pytest.raises(Refused, match="dirinya sendiri"):
        examining.open_examination(cases.plan(team.lead_person, offices=own), by=team.head, at=START)


def test_nobody_examines_the_office_in_which_they_hold_a_post(team: Inspection) -> None:
    appoint(person=team.lead_person, post=make.post("pupr", "liaison"), since=date(2025, 1, 1), by=SYSTEM, at=START)
    with pytest.raises(Refused, match="memegang jabatan"):
        examining.open_examination(cases.plan(team.lead_person), by=team.head, at=START)
    stranger = make.holder("dinkes", "staff")
    with pytest.raises(Refused, match="tidak bertugas di Inspektorat"):
        examining.open_examination(cases.plan(stranger), by=team.head, at=START)


def test_whoever_takes_a_post_in_the_examined_office_has_no_part_any_more(team: Inspection) -> None:
    told = cases.sent(team)
    appoint(person=team.lead_person, post=make.post("pupr", "liaison"), since=START.date(), by=SYSTEM, at=START)
    torn = actor_of(team.lead_person, START + timedelta(days=1))
    actions.report(told, text="Sudah.", files=[make.photo()], by=torn, at=START)
    with pytest.raises(NotAllowed):
        actions.settle(told, text="Baik.", by=torn, at=START)
    assert not Examination.objects.visible_to(torn).exists()


def test_somebody_outside_the_team_writes_no_finding(team: Inspection) -> None:
    made, finding, _told = cases.draft(team)
    for by in (team.other, make.officer("pupr", "head")):
        with pytest.raises(NotAllowed):
            examining.add_finding(made, cases.found(), by=by, at=START)
        with pytest.raises(NotAllowed):
            examining.drop_finding(finding, by=by, at=START)
        with pytest.raises(NotAllowed):
            examining.send(made, by=by, at=START)
    with pytest.raises(NotAllowed):
        examining.send(made, by=team.lead, at=START)  # the Inspektur sends


def test_recommendations_ask_for_no_more_than_the_loss(team: Inspection) -> None:
    _made, finding, _told = cases.draft(team)
    pupr = make.office("pupr")
    with pytest.raises(Refused, match="Sisanya Rp0"):
        examining.add_recommendation(finding, office=pupr, text="Setor.", value=Decimal("0.01"), by=team.lead, at=START)
    with pytest.raises(Refused, match="sudah meminta"):
        examining.change_finding(finding, cases.found(loss=Decimal(5)), by=team.lead, at=START)
    with pytest.raises(Refused, match="kantor yang diperiksa"):
        examining.add_recommendation(finding, office=make.office("dinkes"), text="Setor.", by=team.lead, at=START)
    with pytest.raises(Refused, match="keduanya"):
        examining.add_finding(finding.examination, cases.found(loss_kind=""), by=team.lead, at=START)


def test_sent_it_is_what_the_office_owes_within_sixty_days(team: Inspection) -> None:
    head = make.holder("pupr", "head")
    told = cases.sent(team)
    owed = told.owed
    assert owed.ref.startswith("E-")
    assert (owed.kind, owed.owner_office, owed.state) == ("oversight", make.office("pupr"), State.ACTIVE)
    assert owed.next_at is not None
    assert localdate(owed.next_at) == START.date() + timedelta(days=60)
    assert Notice.objects.about("oversight", owed.ref).filter(person=head).exists()
    assert "pembayaran" not in Notice.objects.about("oversight", owed.ref)[0].body  # nothing that was found


def test_the_sixty_days_count_from_the_day_the_office_received_it(team: Inspection) -> None:
    made, _finding, _told = cases.draft(team, source="bpk", letter="LHP BPK", lead=None)
    earlier = START.date() - timedelta(days=20)
    examining.keep_report(made, number="9", reported_on=earlier, received_on=earlier, by=team.other, at=START)
    (told,) = examining.send(made, by=team.head, at=START)
    assert told.owed.next_at is not None
    assert localdate(told.owed.next_at) == earlier + timedelta(days=60)


def test_it_is_sent_once_and_only_when_it_is_complete(team: Inspection) -> None:
    made = examining.open_examination(cases.plan(team.lead_person), by=team.head, at=START)
    with pytest.raises(Refused, match="nomor dan tanggal"):
        examining.send(made, by=team.head, at=START)
    day = START.date()
    later = day + timedelta(days=1)
    with pytest.raises(Refused, match="paling lambat hari ini"):
        examining.keep_report(made, number="9", reported_on=day, received_on=later, by=team.lead, at=START)
    examining.keep_report(made, number="9", reported_on=day, received_on=day, by=team.lead, at=START)
    with pytest.raises(Refused, match="Belum ada temuan"):
        examining.send(made, by=team.head, at=START)
    finding = examining.add_finding(made, cases.found(), by=team.lead, at=START)
    examining.add_recommendation(finding, office=make.office("pupr"), text="Setor.", by=team.lead, at=START)
    bare = examining.add_finding(made, cases.found(title="Tanpa saran"), by=team.lead, at=START)
    with pytest.raises(Refused, match="Tanpa saran"):
        examining.send(made, by=team.head, at=START)
    examining.drop_finding(bare, by=team.lead, at=START)
    as_it_was = Examination.objects.get(pk=made.pk)
    assert len(examining.send(made, by=team.head, at=START)) == 1
    with pytest.raises(Stale):
        examining.send(as_it_was, by=team.head, at=START)
    with pytest.raises(NotAllowed):
        examining.send(made, by=team.head, at=START)
    assert Obligation.objects.filter(kind="oversight").count() == 1


def test_sent_nobody_changes_a_word_and_a_correction_is_a_line_more(team: Inspection) -> None:
    told = cases.sent(team)
    finding, made = told.finding, told.finding.examination
    for deed in (
        lambda: examining.change_finding(finding, cases.found(title="Lain"), by=team.head, at=START),
        lambda: examining.add_finding(made, cases.found(), by=team.head, at=START),
        lambda: examining.drop_recommendation(told, by=team.head, at=START),
        lambda: examining.change_examination(made, cases.plan(team.lead_person), by=team.head, at=START),
    ):
        with pytest.raises(NotAllowed):
            deed()
    examining.amend(finding, text="Nilainya untuk dua ruas.", by=team.lead, at=START)
    with pytest.raises(NotAllowed):
        examining.amend(finding, text="Hapus.", by=make.officer("pupr", "head"), at=START)
    with pytest.raises(Refused, match="ralat"):
        examining.amend(finding, text="  ", by=team.lead, at=START)
    assert [one.text for one in finding.amendments.all()] == ["Nilainya untuk dua ruas."]


def test_the_database_itself_refuses_every_way_of_editing(team: Inspection) -> None:
    told = cases.sent(team)
    finding = told.finding
    amendment = examining.amend(finding, text="Ralat.", by=team.lead, at=START)
    payment = actions.pay(
        told, amount=Decimal(5), paid_on=START.date(), receipt="STS-1", by=team.lead, at=START
    )  # fmt: skip
    rows: list[tuple[Any, dict[str, Any]]] = [
        (Examination.objects.filter(pk=finding.examination_id), {"about": "lain"}),
        (Finding.objects.filter(pk=finding.pk), {"loss": Decimal(1)}),
        (Recommendation.objects.filter(pk=told.pk), {"text": "lain"}),
        (Amendment.objects.filter(pk=amendment.pk), {"text": "lain"}),
        (Payment.objects.filter(pk=payment.pk), {"amount": Decimal(9)}),
    ]
    for found, change in rows:
        with pytest.raises(DatabaseError), transaction.atomic():
            found.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            found._raw_delete(found.db)
    for more in (
        lambda: Finding.objects.create(examination=finding.examination, place=9, title="x", condition="x"),
        lambda: Recommendation.objects.create(finding=finding, place=9, office=told.office, text="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            more()


@pytest.mark.sqlite
def test_nor_does_insert_or_replace(team: Inspection) -> None:
    told = cases.sent(team)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO oversight_recommendation SELECT * FROM oversight_recommendation")
    assert Recommendation.objects.filter(pk=told.pk).exists()


def test_a_draft_may_still_be_changed_and_dropped(team: Inspection) -> None:
    made, finding, told = cases.draft(team)
    examining.change_finding(finding, cases.found(title="Judul baru"), by=team.lead, at=START)
    examining.change_examination(made, cases.plan(team.lead_person, about="Baru"), by=team.lead, at=START)
    examining.drop_recommendation(told, by=team.lead, at=START)
    examining.drop_finding(Finding.objects.get(pk=finding.pk), by=team.lead, at=START)
    assert not Finding.objects.exists()


def test_only_a_secret_one_names_whom_it_is_about(team: Inspection) -> None:
    accused = make.holder("pupr", "head")
    made, _finding, _told = cases.draft(team)
    with pytest.raises(Refused, match="rahasia"):
        examining.name_subject(made, person=accused, by=team.lead, at=START)
    examining.change_examination(made, cases.plan(team.lead_person, confidential=True), by=team.head, at=START)
    examining.name_subject(made, person=accused, by=team.lead, at=START)
    with pytest.raises(Refused, match="sudah tercatat"):
        examining.name_subject(made, person=accused, by=team.lead, at=START)
    with pytest.raises(NotAllowed):
        examining.change_examination(made, cases.plan(team.lead_person), by=team.lead, at=START)
    with pytest.raises(Refused, match="tetap rahasia"):
        examining.change_examination(made, cases.plan(team.lead_person), by=team.head, at=START)
    (told,) = examining.send(made, by=team.head, at=START)
    assert told.owed.visibility == Visibility.SECRET

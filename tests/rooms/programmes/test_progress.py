"""Progress cannot be raised without accepted proof: by a page, the API, an import, an administrator, or raw SQL."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.obligations.models import Event, Evidence, Obligation, State
from balairung.kernel.people.models import Person
from balairung.kernel.people.spreadsheets import read_rows
from balairung.rooms.programmes import actions
from balairung.rooms.programmes.cascade import importing
from balairung.rooms.programmes.cascade.wanted import SHEET
from balairung.rooms.programmes.hundred.progress import board
from balairung.rooms.programmes.models import Acceptance, AgencyPlan, PlanMilestone
from tests import make
from tests.kernel.files.samples import pdf, photo
from tests.rooms.programmes import plans

pytestmark = pytest.mark.django_db
REFUSED = "progress is what the ledger accepted|what an agency submitted stays|changes only with a line|is not edited"


@pytest.fixture
def who(settings: Settings) -> plans.Cast:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return plans.cast(at=timezone.now())


@pytest.fixture
def found(who: plans.Cast) -> AgencyPlan:
    """An approved plan with proof of its first milestone that nobody has accepted yet."""
    made: AgencyPlan = plans.approved(plans.begun(at=who.at), who, at=who.at)
    actions.fulfil(plans.milestone(made), text="Sudah.", files=[plans.photo(at=who.at)], by=who.staff, at=who.at)
    return made


def done(agency: AgencyPlan) -> Decimal:
    row = board(agency.plan, timezone.now()).of(agency.office_id)
    assert row is not None
    return row.done


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        act()


def enter(person_id: Any) -> Client:
    client = Client()
    client.force_login(make.account(Person.objects.get(pk=person_id)))
    return client


def run(sql: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_page_counts_it_once_somebody_else_accepted(found: AgencyPlan, who: plans.Cast) -> None:
    ref = make.there(plans.milestone(found).obligation).ref
    owner = enter(who.staff.person_id)
    assert owner.post(f"/kerja/program/{ref}/accept/", {"accept-text": "Bagus."}).status_code == 403
    assert owner.post(f"/kerja/program/{ref}/approve/", {"approve-text": "Bagus."}).status_code == 403
    again = owner.post(f"/kerja/program/{ref}/fulfil/", {"fulfil-text": "Lagi", "progress": "100", "weight": "100"})
    assert again.status_code == 422
    assert done(found) == 0
    page = enter(who.reviewer.person_id).post(f"/kerja/program/{ref}/accept/", {"accept-text": "Bagus."})
    assert page.status_code == 302
    assert done(found) == 50


def test_proof_that_is_sent_through_the_page_waits(found: AgencyPlan, who: plans.Cast) -> None:
    second = plans.milestone(found, 2)
    upload = SimpleUploadedFile("bukti.png", make.PNG, "image/png")
    said = {"fulfil-text": "Sudah selesai.", "fulfil-uploads": upload}
    owed = make.there(second.obligation)
    assert enter(who.staff.person_id).post(f"/kerja/program/{owed.ref}/fulfil/", said).status_code == 302
    owed.refresh_from_db()
    assert owed.state == State.WAITING
    assert done(found) == 0


@pytest.mark.parametrize(("content", "name"), [(pdf(), "berita-acara.pdf"), (photo(), "foto.jpg")])
def test_the_same_bytes_under_another_name_prove_nothing_else(
    found: AgencyPlan, who: plans.Cast, content: bytes, name: str
) -> None:
    """Sent anew through the page; what was written about it is kept."""
    owner = enter(who.staff.person_id)
    refs = [make.there(plans.milestone(found, number).obligation).ref for number in (2, 3)]
    for ref, called, status in zip(refs, (name, f"lain-{name}"), (302, 422), strict=True):
        said = {"fulfil-text": "Sudah rampung semua.", "fulfil-uploads": SimpleUploadedFile(called, content)}
        answer = owner.post(f"/kerja/program/{ref}/fulfil/", said)
        assert answer.status_code == status
    assert f"“lain-{name}” sudah menjadi bukti tonggak lain ({refs[0]})" in answer.text
    assert "Sudah rampung semua." in answer.text


def test_the_api_has_no_way_in(found: AgencyPlan, client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    writing = [path for path, verbs in document["paths"].items() if {"post", "put", "patch"} & set(verbs)]
    assert not [path for path in writing if "program" in path or "obligation" in path or "milestone" in path]
    ref = make.there(plans.milestone(found).obligation).ref
    for path in (f"/api/v1/programmes/{ref}/accept", f"/api/v1/obligations/{ref}"):
        assert client.post(path, {"progress": 100}, content_type="application/json").status_code in {401, 404, 405}
    assert done(found) == 0


def test_an_import_knows_no_column_for_it(found: AgencyPlan, who: plans.Cast) -> None:
    content = b"tingkat;kode;induk;uraian;kemajuan;progress\nVisi;V;;Kota;100;100\n"
    rows, ignored = read_rows(SHEET, content)
    assert ignored == ["kemajuan", "progress"]
    importing.apply(rows, plans.period(who.at), by=who.reviewer, at=who.at)
    assert done(found) == 0


def test_an_administrator_has_no_more_rights_than_others(found: AgencyPlan) -> None:
    admin = make.officer("kominfo", "administrator")
    ref = make.there(plans.milestone(found).obligation).ref
    client = enter(admin.person_id)
    assert client.post(f"/kerja/program/{ref}/accept/", {"accept-text": "Ya."}).status_code in {403, 404}
    assert client.get("/admin/").status_code == 404
    assert done(found) == 0


def test_beneath_the_house_an_acceptance_needs_the_line_of_the_ledger(found: AgencyPlan, who: plans.Cast) -> None:
    """What somebody with a shell would try, row by row."""
    one, other = plans.milestone(found), plans.milestone(found, 2)
    sent = Evidence.objects.get(event__obligation=one.obligation)
    plain: dict[str, Any] = {"milestone": one, "event": sent.event, "evidence": sent, "at": who.at}
    refused(lambda: Acceptance.objects.create(**plain))
    owed = Obligation.objects.filter(pk=make.there(one.obligation_id))
    refused(lambda: owed.update(state=State.DONE, closed_at=who.at))
    assert done(found) == 0
    actions.accept(one, by=who.reviewer, at=who.at)
    kept = Acceptance.objects.get()
    line = Event.objects.get(pk=kept.event_id)
    refused(lambda: Acceptance.objects.create(**plain | {"milestone": other, "event": line}))
    refused(lambda: Acceptance.objects.filter(pk=kept.pk).update(milestone=other))
    refused(lambda: kept.delete())
    table = Acceptance._meta.db_table
    refused(lambda: run(f"UPDATE {table} SET milestone_id = %s", other.pk.hex))
    assert done(found) == 50


def test_beneath_the_house_weights_and_milestones_stand(found: AgencyPlan, who: plans.Cast) -> None:
    one, other = plans.milestone(found), plans.milestone(found, 2)
    actions.accept(one, by=who.reviewer, at=who.at)
    rows = PlanMilestone.objects
    refused(lambda: rows.filter(pk=one.pk).update(weight=Decimal(100)))
    refused(lambda: rows.filter(pk=other.pk).update(obligation=None))
    refused(lambda: rows.filter(pk=other.pk).delete())
    refused(lambda: AgencyPlan.objects.filter(pk=found.pk).update(office=make.office("dinkes")))
    refused(lambda: AgencyPlan.objects.exclude(pk=found.pk).delete())
    fresh = {"agency": found, "action": one.action, "title": "Baru", "office": one.office, "due_on": one.due_on}
    refused(lambda: rows.create(**fresh, weight=Decimal(1), proof="Foto"))
    assert done(found) == 50


def test_a_forged_line_of_the_same_person_opens_nothing(found: AgencyPlan, who: plans.Cast) -> None:
    """Whoever sent the proof cannot be who accepted it, even in the tables."""
    one = plans.milestone(found)
    sent = Evidence.objects.get(event__obligation=one.obligation)
    owed = Obligation.objects.get(pk=make.there(one.obligation_id))

    def forge() -> None:
        Obligation.objects.filter(pk=owed.pk).update(seq=owed.seq + 1, state=State.DONE, closed_at=who.at, next_at=None)
        line = Event.objects.create(
            obligation=owed, seq=owed.seq + 1, verb="accept", at=who.at, by_kind="officer", state=State.DONE,
            by_person_id=who.staff.person_id,
        )  # fmt: skip
        Acceptance.objects.create(milestone=one, event=line, evidence=sent, at=who.at)

    refused(forge)
    assert done(found) == 0


def test_a_reopening_makes_what_was_accepted_count_no_more(found: AgencyPlan, who: plans.Cast) -> None:
    actions.accept(plans.milestone(found), by=who.reviewer, at=who.at)
    assert done(found) == 50
    actions.reopen(plans.milestone(found), text="Rusak.", by=who.secretary, at=who.at)
    old = Acceptance.objects.get()
    assert done(found) == 0
    actions.fulfil(plans.milestone(found), text="Lagi.", files=[plans.photo(at=who.at)], by=who.staff, at=who.at)
    owed = plans.milestone(found).obligation
    assert owed is not None

    def forge() -> None:
        """Accepted now, but for the proof from before."""
        Obligation.objects.filter(pk=owed.pk).update(seq=owed.seq + 1, state=State.DONE, closed_at=who.at, next_at=None)
        line = Event.objects.create(
            obligation=owed, seq=owed.seq + 1, verb="accept", at=who.at, by_kind="officer", state=State.DONE,
            by_person_id=who.reviewer.person_id,
        )  # fmt: skip
        Acceptance.objects.create(milestone=plans.milestone(found), event=line, evidence=old.evidence, at=who.at)

    refused(forge)
    assert done(found) == 0

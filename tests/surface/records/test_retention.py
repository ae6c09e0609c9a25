"""What goes when its time is over: shown first, taken in batches, never what is held, and the rest stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as house
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client, TestCase
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.files import disk
from balairung.kernel.files.actions import store
from balairung.kernel.obligations import audit
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.following.followers import follow
from balairung.rooms.complaints.models import Complaint, Follower
from balairung.rooms.privacy import access as privacy
from balairung.rooms.privacy import answering, incidents
from balairung.rooms.privacy.models import Affected, DataRequest
from balairung.rooms.services.applying import own
from balairung.rooms.services.models import Application
from balairung.surface.records import retention
from balairung.surface.records.holding import hold, lift
from balairung.surface.records.models import Hold, RetentionRun, RetentionSwitch
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.make import START
from tests.rooms.privacy import wishes

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CONTACTS = retention.rule_of("contacts")
NIGHT = make.moment("2026-03-03 02:00")


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def admin() -> Actor:
    return make.officer("kominfo", "administrator")


def closed(at: datetime = START, **said: Any) -> Complaint:
    said = {
        "name": "Ani Lestari",
        "contact": "ani@contoh.id",
        "groups": ("child",),
        "help_wanted": "Kursi roda",
        **said,
    }
    made = make.complaint(at=at, **said)
    actions.withdraw(made, by=make.reporter(made), at=at)
    return made


def known(made: Complaint) -> bool:
    row = Complaint.objects.get(pk=made.pk)
    return bool(row.reporter_name or row.reporter_contact or row.contact_hash or row.groups or row.help_wanted)


def later(days: int = 731) -> datetime:
    return START + days * DAY


def test_a_dry_run_counts_and_changes_nothing() -> None:
    made, young = closed(), closed(at=START + 10 * DAY)
    opened = make.complaint(name="Budi", contact="budi@contoh.id")
    assert retention.due(CONTACTS, now=later()) == 1
    assert retention.due(CONTACTS, now=later(741)) == 2
    assert retention.due(CONTACTS, now=START + 730 * DAY) == 0  # to the day
    assert all(map(known, (made, young)))
    assert Complaint.objects.get(pk=opened.pk).reporter_name == "Budi"
    assert not RetentionSwitch.objects.exists()


def test_who_reported_goes_and_what_was_reported_stays() -> None:
    made, young = closed(), closed(at=START + 10 * DAY)
    opened = make.complaint(name="Budi", contact="budi@contoh.id")
    Follower.objects.create(complaint=made, contact="t@contoh.id", contact_hash="x", since=START)
    assert sum(retention.apply(CONTACTS, now=later())) == 2
    assert (known(made), known(young)) == (False, True)
    row = Complaint.objects.get(pk=made.pk)
    assert (row.text, row.secret, row.title) == (made.text, made.secret, made.title)
    assert not Follower.objects.exists()
    assert Complaint.objects.get(pk=opened.pk).reporter_name == "Budi"  # still open, however old
    assert retention.due(CONTACTS, now=later()) == 0
    assert sum(retention.apply(CONTACTS, now=later())) == 0
    assert sum(retention.apply(CONTACTS, now=later(741))) == 1
    assert not known(young)


def test_what_is_held_is_passed_by_and_taken_when_it_is_lifted() -> None:
    made, auditor = closed(), make.officer("inspektorat", "auditor")
    younger = closed(at=START + HOUR)
    made.obligation.refresh_from_db()
    row = hold(made.obligation, ground="audit", paper="700/1", by=auditor, at=START + DAY)
    assert retention.due(CONTACTS, now=later()) == 1
    assert sum(retention.apply(CONTACTS, now=later())) == 1
    assert (known(made), known(younger)) == (True, False)
    row.obligation.refresh_from_db()
    lift(row, by=auditor, at=later())
    assert retention.due(CONTACTS, now=later()) == 1
    assert sum(retention.apply(CONTACTS, now=later())) == 1
    assert not known(made)
    assert list(audit.remarks()) == []


def test_broken_off_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    made = [closed(at=START + number * HOUR) for number in range(5)]
    work = retention.apply(CONTACTS, now=later())
    assert next(work) == 2
    del work  # killed
    assert sum(map(known, made)) == 3
    assert sum(retention.apply(CONTACTS, now=later())) == 3
    assert not any(map(known, made))
    assert RetentionRun.objects.get(rule="contacts").taken == 5


def test_many_that_were_closed_at_one_moment_all_have_their_turn(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    made = [closed() for _number in range(5)]
    retention.switch(CONTACTS, True, by=admin, at=START)
    for _round in range(4):
        retention.follow(now=NIGHT + 731 * DAY)
    assert not any(map(known, made))


def test_the_sealed_original_goes_and_the_copy_stays() -> None:
    rule, file = retention.rule_of("originals"), store(upload(photo()), at=START)
    made = closed(files=[file])
    path = file.original_path
    assert disk.full_path(path).exists()
    assert retention.due(rule, now=START + 366 * DAY) == 1
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert sum(retention.apply(rule, now=START + 366 * DAY)) == 1
    assert not disk.full_path(path).exists()
    file.refresh_from_db()
    assert (file.original_path, disk.full_path(file.path).exists()) == ("", True)
    assert len(file.original_sha256) == 64
    assert known(made)


def test_an_application_and_its_answers() -> None:
    made, rule = make.application(), retention.rule_of("applications")
    found, applicant = own.get_own(made.ref, made.secret)
    own.withdraw(found, by=applicant, at=START)
    assert retention.due(rule, now=later(1826)) == 1
    assert sum(retention.apply(rule, now=later(1826))) == 1
    row = Application.objects.get(pk=made.pk)
    assert (row.name, row.nik, row.nik_hash, row.contact, row.contact_hash, row.answers) == ("",) * 6
    assert retention.due(rule, now=later(1826)) == 0


def test_the_worker_keeps_only_what_was_switched_on_and_only_at_night(admin: Actor) -> None:
    made, now = closed(), NIGHT + 731 * DAY
    assert retention.follow(now=now) == 0
    assert known(made)
    retention.switch(CONTACTS, True, by=admin, at=START)
    assert retention.follow(now=now + 8 * HOUR) == 0  # by day
    assert known(made)
    assert retention.follow(now=now) == 1
    assert not known(made)
    assert RetentionRun.objects.get(rule="contacts").ended
    retention.switch(CONTACTS, False, by=admin, at=START)
    other = closed(at=START + DAY)
    assert retention.follow(now=now + 5 * DAY) == 0
    assert known(other)
    assert "balairung.surface.records.retention.follow" in house.LOOPS


def test_a_night_goes_on_after_what_was_lifted(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    auditor, first = make.officer("inspektorat", "auditor"), closed()
    first.obligation.refresh_from_db()
    row = hold(first.obligation, ground="law", paper="B/1", by=auditor, at=START + HOUR)
    others = [closed(at=START + number * HOUR) for number in range(1, 4)]
    retention.switch(CONTACTS, True, by=admin, at=START)
    now = NIGHT + 731 * DAY
    retention.follow(now=now)
    row.obligation.refresh_from_db()
    lift(row, by=auditor, at=now)
    for _round in range(8):
        retention.follow(now=now)
    assert not any(map(known, [first, *others]))


def test_a_rule_that_is_switched_on_again_begins_again(admin: Actor) -> None:
    """What came to be while it was off, or was filed into the past, is not passed by for ever."""
    closed(at=START + DAY)
    assert sum(retention.apply(CONTACTS, now=later())) == 0
    assert sum(retention.apply(CONTACTS, now=later(740))) == 1
    old = closed()
    assert retention.due(CONTACTS, now=later(740)) == 0
    retention.switch(CONTACTS, True, by=admin, at=START)
    assert retention.due(CONTACTS, now=later(740)) == 1
    assert retention.follow(now=NIGHT + 740 * DAY) == 1
    assert not known(old)


def test_what_was_held_since_the_batch_was_read_is_left() -> None:
    made, auditor = closed(), make.officer("inspektorat", "auditor")
    [(done, page)] = retention._pages(CONTACTS, later())
    made.obligation.refresh_from_db()
    hold(made.obligation, ground="law", paper="B/1", by=auditor, at=START + DAY)
    assert retention._take(CONTACTS, done, page, later()) == 0
    assert known(made)


def test_a_hold_that_is_lifted_while_a_batch_is_taken_is_not_passed_by() -> None:
    made, auditor = closed(), make.officer("inspektorat", "auditor")
    closed(at=START + HOUR)
    made.obligation.refresh_from_db()
    row = hold(made.obligation, ground="law", paper="B/1", by=auditor, at=START + DAY)
    sum(retention.apply(CONTACTS, now=later()))
    closed(at=START + 2 * HOUR)
    [(done, page)] = retention._pages(CONTACTS, later())
    row.obligation.refresh_from_db()
    lift(row, by=auditor, at=START + DAY)
    assert retention._take(CONTACTS, done, page, later()) == 1
    assert retention.due(CONTACTS, now=later()) == 1
    assert sum(retention.apply(CONTACTS, now=later())) == 1
    assert not known(made)


def test_who_asked_for_their_rights_and_whom_an_incident_touched() -> None:
    asked = wishes.request()
    incident = wishes.incident()
    touched = Affected.objects.create(
        incident=incident, contact="ani@contoh.id", contact_hash="a" * 64, channel="email", refs="P-1"
    )
    answering.withdraw(asked, by=privacy.get_own(asked.ref, asked.secret)[1], at=START)
    incidents.dismiss(incident, text="Alamatnya benar.", by=wishes.ppdp(), at=START)
    for key in ("data_requests", "affected"):
        rule = retention.rule_of(key)
        assert (retention.due(rule, now=later(1095)), retention.due(rule, now=later(1096))) == (0, 1)
        assert sum(retention.apply(rule, now=later(1096))) == 1
    row = DataRequest.objects.get(pk=asked.pk)
    assert (row.name, row.contact, row.contact_hash, row.wish) == ("",) * 4
    touched.refresh_from_db()
    assert (touched.contact, touched.contact_hash) == ("", "a" * 64)


def test_only_an_administrator_switches_and_only_the_inspektorat_holds(admin: Actor, client: Client) -> None:
    head = make.officer("pupr", "head")
    with pytest.raises(NotAllowed):
        retention.switch(CONTACTS, True, by=head, at=START)
    with pytest.raises(NotAllowed):
        hold(closed().obligation, ground="law", paper="B/1", by=admin, at=START)
    assert not RetentionSwitch.objects.exists()
    assert not Hold.objects.exists()


def test_the_page_switches_holds_and_lifts(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("kominfo", "administrator")))
    page = client.get("/kerja/masa-simpan/").content.decode()
    assert "2 tahun sesudah laporan ditutup" in page
    assert client.post("/kerja/masa-simpan/aturan/contacts/", {"on": "1"}).status_code == 302
    assert retention.switched_on() == {"contacts"}
    assert client.post("/kerja/masa-simpan/aturan/drafts/", {"on": "1"}).status_code == 404  # a loop has no switch
    made = closed()
    client.force_login(make.account(make.holder("inspektorat", "auditor")))
    bad = client.post("/kerja/masa-simpan/", {"ref": "P-0000-0000", "ground": "law", "paper": "B/1"})
    assert (bad.status_code, "B/1" in bad.content.decode()) == (422, True)
    good = client.post("/kerja/masa-simpan/", {"ref": made.ref, "ground": "law", "paper": "B/1"})
    assert good.status_code == 302
    row = Hold.objects.holding().get()
    assert "B/1" in client.get("/kerja/masa-simpan/").content.decode()
    assert client.post(lift := f"/kerja/masa-simpan/tahan/{row.pk}/lepas/").status_code == 302
    assert not Hold.objects.holding().exists()
    hold(closed().obligation, ground="law", paper="B/2", by=make.officer("inspektorat", "auditor"), at=START)
    other = Hold.objects.holding().get()
    for office, role in (("pupr", "head"), ("pupr", "staff"), ("kominfo", "administrator")):
        client.force_login(make.account(make.holder(office, role, f"Orang {role}")))
        assert client.post(lift.replace(str(row.pk), str(other.pk))).status_code in {403, 404}
    assert Hold.objects.holding().exists()


def test_the_command_shows_and_applies() -> None:
    made = closed(at=START - 800 * DAY)
    shown = _said()
    assert "contacts: 1 akan dihapus" in shown
    assert known(made)
    assert "contacts: 1 dihapus" in _said("--apply", "--rule", "contacts")
    assert not known(made)
    with pytest.raises(CommandError, match="drafts"):
        _said("--rule", "drafts")


def _said(*words: str) -> str:
    out = StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


@given(st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=6), st.integers(0, 1700))
def test_exactly_what_is_old_and_free_goes(cases: list[tuple[int, bool]], day: int) -> None:
    with transaction.atomic():
        made = [(closed(at=START + since * DAY), since, held) for since, held in cases]
        for one, _since, held in made:
            if held:
                Hold.objects.create(
                    obligation=one.obligation, ground="law", paper="B", held_at=START, held_by=_anybody()
                )
        expected = [held or since * DAY + 730 * DAY >= day * DAY for _one, since, held in made]
        assert retention.due(CONTACTS, now=START + day * DAY) == expected.count(False)
        assert sum(retention.apply(CONTACTS, now=START + day * DAY)) == expected.count(False)
        assert [known(one) for one, _since, _held in made] == expected
        transaction.set_rollback(True)


def _anybody() -> Person:
    return Person.objects.order_by("id").first() or make.person(at=START)


def test_a_follower_of_an_open_report_stays() -> None:
    siti = make.coordinator("Siti")
    made = make.forwarded(siti)
    publishing.publish_text(made, title="Jalan berlubang", text="Jalan.", by=siti, at=START)
    follow(made, contact="tetangga@contoh.id", at=START)
    assert sum(retention.apply(CONTACTS, now=later())) == 0
    assert Follower.objects.count() == 1

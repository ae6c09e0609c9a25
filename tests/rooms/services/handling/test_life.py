"""The life of an application, move by move: who may, what follows, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents import expecting
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import void
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.obligations.models import Clock, State
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office, Post
from balairung.rooms.services import actions, issuing
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import Place
from tests import make
from tests.make import START
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import Cast, applied, fresh

pytestmark = pytest.mark.django_db
LATER = START + timedelta(hours=2)


@pytest.fixture
def who() -> Cast:
    return stage.cast()


def told() -> QuerySet[Notice]:
    return Notice.objects.filter(address_hash=address_hash("email", "ani@contoh.id")).order_by("written_at", "id")


def at_decision(who: Cast) -> Application:
    application = applied(stage.service())
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    return fresh(application)


def at_signature(who: Cast) -> Application:
    application = at_decision(who)
    actions.pass_on(application, by=who.camat, at=START)
    return fresh(application)


def running(application: Application) -> dict[str, Clock]:
    clocks = application.obligation.clocks.filter(met_at=None, dropped_at=None)
    return {clock.name: clock for clock in clocks}


def test_it_opens_at_the_village_with_both_clocks(who: Cast) -> None:
    application = applied(stage.service())
    obligation = application.obligation
    assert (obligation.kind, obligation.state, obligation.step) == ("services", State.ACTIVE, "periksa")
    assert obligation.owner_office == make.office("desa-uji")
    assert obligation.ref.startswith("M-")
    assert "Ani" not in obligation.subject
    assert set(running(application)) == {"step", "decide"}
    assert running(application)["decide"].amount == 5
    assert told().count() == 1
    assert Notice.objects.filter(person=who.operator.person_id).exists()


def test_it_goes_on_when_everything_was_looked_at(who: Cast) -> None:
    application = applied(stage.service())
    with pytest.raises(NotAllowed):
        actions.pass_on(application, ticked=[0], by=who.budi, at=START)
    with pytest.raises(Refused, match="Centang"):
        actions.pass_on(application, by=who.operator, at=START)
    event = actions.pass_on(application, ticked=[0], text="Benar warga kami.", by=who.operator, at=LATER)
    obligation = fresh(application).obligation
    assert (obligation.step, obligation.owner_office) == ("putus", make.office("kecamatan-357701"))
    assert obligation.owner_post == make.post("kecamatan-357701", "head")
    assert event.facts == {"from": "periksa", "to": "putus"}
    assert event.by_post
    assert event.by_post.office == make.office("desa-uji")
    assert running(application)["step"].amount == 2
    assert Notice.objects.filter(person=who.camat.person_id).exists()


def test_what_decides_is_only_for_its_post(who: Cast) -> None:
    application = at_decision(who)
    with pytest.raises(NotAllowed):
        actions.pass_on(application, by=who.clerk, at=START)
    with pytest.raises(NotAllowed):
        actions.refuse(application, text="Bukan warga kami.", by=who.clerk, at=START)
    actions.pass_on(application, by=who.camat, at=START)
    assert fresh(application).obligation.step == "tanda"


def test_a_step_with_a_condition_is_taken_only_then(who: Cast) -> None:
    application = applied(stage.service(), di_jalan=True)
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    assert fresh(application).obligation.step == "tinjau"
    with pytest.raises(Refused, match="lapangan"):
        actions.pass_on(application, by=who.operator, at=START)
    with pytest.raises(Refused, match="bukti"):
        actions.inspect(application, text="Warung ada.", files=[], by=who.operator, at=START)
    with pytest.raises(Refused, match="setelah"):
        actions.inspect(
            application, text="Ada.", files=[make.photo()], seen_at=LATER, by=who.operator, at=START
        )  # fmt: skip
    event = actions.inspect(
        application, text="Warung ada, tidak menutup jalan.", files=[make.photo()], position=("-7.62", "111.52"),
        seen_at=START, by=who.operator, at=LATER,
    )  # fmt: skip
    assert event.facts == {"seen_at": START.isoformat(), "latitude": "-7.62", "longitude": "111.52"}
    assert event.evidence.count() == 1
    actions.pass_on(application, by=who.operator, at=LATER)
    assert fresh(application).obligation.step == "putus"


def test_an_inspection_of_an_earlier_round_does_not_count(who: Cast) -> None:
    application = applied(stage.service(), di_jalan=True)
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    actions.inspect(application, text="Ada.", files=[make.photo()], by=who.operator, at=START)
    actions.pass_on(application, by=who.operator, at=START)
    actions.hand_back(fresh(application), text="Fotonya gelap.", by=who.camat, at=START)
    with pytest.raises(Refused, match="lapangan"):
        actions.pass_on(fresh(application), by=who.operator, at=LATER)


def test_it_goes_back_naming_what_is_missing_and_time_stands_still(who: Cast) -> None:
    application = at_decision(who)
    assert running(application)["decide"].due_at == make.moment("2026-03-09 23:59:59")
    with pytest.raises(Refused, match="Sebutkan"):
        actions.send_back(application, missing=[("foto", " ")], by=who.camat, at=LATER)
    actions.send_back(application, missing=[("foto", "Fotonya buram.")], by=who.camat, at=LATER)
    application = fresh(application)
    assert application.missing == [{"field": "foto", "words": "Fotonya buram."}]
    assert application.obligation.state == State.WAITING
    assert application.obligation.next_at is None
    assert application.obligation.answer_by is not None
    week = LATER + timedelta(days=7)
    with pytest.raises(NotAllowed):
        actions.complete(application, by=who.camat, at=week)
    actions.complete(application, answers='{"usaha": "soto"}', by=stage.applicant(application), at=week)
    application = fresh(application)
    assert (application.obligation.state, application.obligation.step) == (State.ACTIVE, "putus")
    assert application.missing == []
    assert stage.answers(application) == {"usaha": "soto"}
    assert running(application)["decide"].due_at == make.moment("2026-03-13 23:59:59")  # its Monday counts


def test_calendar_days_stand_still_as_well(who: Cast) -> None:
    body = stage.definition()
    body["standard"] |= {"time": {"amount": 10, "unit": "calendar_days"}, "time_basis": "Perda uji"}
    application = applied(stage.service(body))
    due = running(application)["decide"].due_at
    actions.send_back(application, missing=[("", "KTP")], by=who.operator, at=LATER)
    assert "decide" not in running(application)
    for days in (3, 9):
        application = fresh(application)
        actions.complete(application, by=stage.applicant(application), at=LATER + timedelta(days=days))
        application = fresh(application)
        if days == 3:
            assert running(application)["decide"].due_at == due + timedelta(days=3)
            actions.send_back(application, missing=[("", "KTP")], by=who.operator, at=LATER + timedelta(days=4))
    assert running(application)["decide"].due_at == due + timedelta(days=3 + 5)


def test_it_goes_back_to_the_step_before(who: Cast) -> None:
    application = applied(stage.service())
    with pytest.raises(NotAllowed):
        actions.hand_back(application, text="?", by=who.operator, at=START)
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    actions.hand_back(fresh(application), text="Alamatnya di desa lain.", by=who.camat, at=START)
    obligation = fresh(application).obligation
    assert (obligation.step, obligation.owner_office) == ("periksa", make.office("desa-uji"))


def test_a_refusal_says_why_and_where_to_object(who: Cast) -> None:
    application = at_decision(who)
    with pytest.raises(Refused, match="penjelasan"):
        actions.refuse(application, text=" ", by=who.camat, at=START)
    actions.refuse(application, text="Usaha ini bukan di wilayah kami.", by=who.camat, at=LATER)
    application = fresh(application)
    assert (application.granted, application.decided_at) == (False, LATER)
    assert application.obligation.state == State.REFUSED
    body = told().reverse()[0].body
    assert "bukan di wilayah kami" in body
    assert "keberatan" in body
    decided = application.obligation.clocks.get(name="decide")
    assert decided.met_at == LATER  # a refusal in time is a promise kept


def test_the_last_step_asks_for_a_signature_once(who: Cast) -> None:
    application = at_signature(who)
    letter = Document.objects.get(about_ref=application.ref)
    assert (letter.state, letter.expected_id) == (Document.State.AWAITING, who.camat.person_id)
    assert letter.office == make.office("kecamatan-357701")
    assert issuing.ask_signature(application, by=who.camat, at=LATER) == letter
    assert Document.objects.count() == 1
    with pytest.raises(Refused, match="tanda tangan"):
        actions.pass_on(application, by=who.camat, at=START)
    with pytest.raises(Refused, match="ditandatangani"):
        actions.issue(application, letter=letter, by=who.camat, at=START)
    with pytest.raises(NotAllowed):
        actions.issue(application, by=who.camat, at=START)


def test_a_delegated_signature_is_owed_by_whom_the_register_names(who: Cast) -> None:
    body = stage.definition(letter=stage.LETTER | {"signer": {"at": "leader", "matter": "keterangan-uji"}})
    regent = Post.objects.get(role="regent")
    make.delegation(regent, make.post("kecamatan-357701", "head"), matter="letter:keterangan-uji")
    application = applied(stage.service(body))
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    actions.pass_on(fresh(application), by=who.camat, at=START)
    application = fresh(application)
    assert application.obligation.owner_post == make.post("kecamatan-357701", "head")
    letter = Document.objects.get(about_ref=application.ref)
    assert (letter.post, letter.expected_id) == (regent, who.camat.person_id)


def test_a_delegation_that_ends_at_midnight_moves_the_application_with_its_letter(who: Cast) -> None:
    body = stage.definition(letter=stage.LETTER | {"signer": {"at": "leader", "matter": "keterangan-uji"}})
    regent, camat = Post.objects.get(role="regent"), make.post("kecamatan-357701", "head")
    mayor = make.officer("pimpinan", "regent", "Ratna")
    make.delegation(regent, camat, matter="letter:keterangan-uji", until=START.date())
    application = applied(stage.service(body))
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    actions.pass_on(fresh(application), by=who.camat, at=START)
    before = fresh(application).obligation
    assert before.owner_post == camat
    assert expecting.follow(now=START + timedelta(days=1)) == 1
    after = fresh(application).obligation
    assert after.owner_post == regent
    assert after.next_at == before.next_at  # no clock begins anew
    assert Document.objects.get(about_ref=application.ref).expected_id == mayor.person_id
    with pytest.raises(NotAllowed):
        actions.reassign(fresh(application), to=Place(camat.office, camat), text="Uji", by=mayor, at=LATER)


def test_a_letter_that_the_signer_returns_is_void_and_the_step_before_has_it(who: Cast) -> None:
    application = at_signature(who)
    letter = Document.objects.get(about_ref=application.ref)
    void(letter, reason="Nama keliru.", by=who.camat, at=LATER)
    application = fresh(application)
    assert application.obligation.step == "putus"
    assert issuing.letter_of(application) is None
    actions.pass_on(application, by=who.camat, at=LATER)
    states = sorted(Document.objects.values_list("state", flat=True))
    assert states == [Document.State.AWAITING, Document.State.VOID]


def test_handed_back_from_the_signature_the_letter_is_void(who: Cast) -> None:
    application = at_signature(who)
    actions.hand_back(application, text="Ada yang keliru.", by=who.clerk, at=LATER)
    assert fresh(application).obligation.step == "putus"
    assert Document.objects.get(about_ref=application.ref).state == Document.State.VOID


def test_withdrawn_while_the_letter_waits(who: Cast) -> None:
    application = at_signature(who)
    with pytest.raises(NotAllowed):
        actions.withdraw(application, by=who.camat, at=LATER)
    actions.withdraw(application, by=stage.applicant(application), at=LATER)
    assert fresh(application).obligation.state == State.WITHDRAWN
    assert Document.objects.get(about_ref=application.ref).state == Document.State.VOID


def test_without_a_letter_the_last_step_issues(who: Cast) -> None:
    body = stage.definition(letter=None)
    body["steps"] = body["steps"][:3]
    del body["letter"]
    application = applied(stage.service(body))
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    event = actions.pass_on(fresh(application), text="Disetujui.", by=who.camat, at=LATER)
    application = fresh(application)
    assert event.verb == "issue"
    assert (application.obligation.state, application.granted, application.decided_at) == (State.DONE, True, LATER)


def test_two_at_once_and_one_hears_that_it_moved(who: Cast) -> None:
    application = applied(stage.service())
    one, other = fresh(application), fresh(application)
    actions.pass_on(one, ticked=[0], by=who.operator, at=START)
    with pytest.raises(Stale):
        actions.refuse(other, text="Bukan warga kami.", by=who.lurah, at=START)
    assert fresh(application).granted is None


def test_a_running_application_keeps_its_version(who: Cast) -> None:
    application = applied(stage.service())
    body = stage.definition()
    body["steps"] = body["steps"][2:]
    body["steps"][0]["may"] = ["refuse"]
    newer = stage.published(body, at=LATER)
    assert fresh(application).version.retired_at == LATER
    actions.pass_on(fresh(application), ticked=[0], by=who.operator, at=LATER)
    assert fresh(application).obligation.step == "putus"
    assert fresh(application).version.number == 1
    assert applied(newer, at=LATER).obligation.step == "putus"


def test_a_closed_village_and_a_vacant_post_are_named(who: Cast) -> None:
    Office.objects.filter(region=stage.REGION).update(closed_on=START.date())
    application = applied(stage.service())
    assert application.obligation.owner_office == make.office("kecamatan-357701")
    assert "ditutup" in application.obligation.events.get(seq=1).remark.text


def test_time_to_complete_runs_out(who: Cast) -> None:
    from balairung.rooms.services.handling import lapsing

    application = applied(stage.service())
    actions.send_back(application, missing=[("", "KTP")], by=who.operator, at=START)
    until = fresh(application).obligation.answer_by
    assert until is not None
    with pytest.raises(Refused, match="belum habis"):
        actions.lapse(fresh(application), by=SYSTEM, at=START)
    assert lapsing.follow(now=START + timedelta(days=5)) == 0
    assert lapsing.follow(now=until - timedelta(days=6)) == 1
    assert lapsing.follow(now=until - timedelta(days=6)) == 0
    assert lapsing.follow(now=until - timedelta(hours=6)) == 1
    assert lapsing.follow(now=until - timedelta(hours=5)) == 0
    assert lapsing.follow(now=until + timedelta(minutes=1)) == 1
    assert fresh(application).obligation.state == State.WITHDRAWN
    subjects = list(told().values_list("subject", flat=True))
    assert len(subjects) == 5

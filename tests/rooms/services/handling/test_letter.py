"""From the application to the signed letter: issued in the same breath, and never without the register."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.documents import local_authority
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signing import sign
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.obligations.models import State
from balairung.kernel.people.models import Person
from balairung.rooms.services import actions
from balairung.rooms.services.models import Application
from tests import make
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import Cast, applied, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Cast:
    cast = stage.cast()
    camat = Person.objects.get(pk=str(cast.camat.person_id))
    local_authority.issue(camat, passphrase=PASSPHRASE, by=cast.camat, at=START)
    return cast


def waiting(who: Cast) -> tuple[Application, Document]:
    application = applied(stage.service())
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    actions.pass_on(fresh(application), by=who.camat, at=START)
    return fresh(application), Document.objects.get(about_ref=application.ref)


def test_signed_it_is_issued_and_the_applicant_is_told(who: Cast, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    application, letter = waiting(who)
    with pytest.raises(WrongPassphrase):
        sign(letter, passphrase="bukan ini", by=who.camat, at=START)
    assert fresh(application).obligation.state == State.ACTIVE
    signed = sign(Document.objects.get(pk=letter.pk), passphrase=PASSPHRASE, by=who.camat, at=START)
    issued = fresh(application)
    assert (issued.obligation.state, issued.granted) == (State.DONE, True)
    line = issued.obligation.events.get(verb="issue")
    assert line.facts == {"letter": str(signed.pk), "number": signed.number_text}
    assert [one.file for one in line.evidence.all()] == [signed.file]
    assert not issued.obligation.clocks.filter(met_at=None, dropped_at=None).exists()
    last = (
        Notice.objects.filter(address_hash=address_hash("email", "ani@contoh.id")).order_by("written_at", "id").last()
    )
    assert last
    assert "selesai" in last.subject
    assert application.secret in last.body
    client.force_login(make.account(Person.objects.get(pk=str(who.operator.person_id))))
    answer = client.get(f"/kerja/permohonan/{application.ref}/surat.pdf")
    assert hashlib.sha256(answer.content).hexdigest() == signed.sha256


def test_revoked_afterwards_the_applicant_hears_of_it(who: Cast) -> None:
    application, letter = waiting(who)
    signed = sign(letter, passphrase=PASSPHRASE, by=who.camat, at=START)
    revoke(signed, reason="Alamatnya ternyata di kota lain.", by=who.camat, at=START)
    issued = fresh(application)
    assert issued.obligation.state == State.DONE
    assert "kota lain" in issued.obligation.events.get(verb="revoke").remark.text


def test_what_was_withdrawn_meanwhile_is_never_signed(who: Cast) -> None:
    application, letter = waiting(who)
    actions.withdraw(application, by=stage.applicant(application), at=START)
    with pytest.raises(Refused):
        sign(Document.objects.get(pk=letter.pk), passphrase=PASSPHRASE, by=who.camat, at=START)
    assert not Document.objects.filter(state=Document.State.SIGNED).exists()
    assert fresh(application).obligation.state == State.WITHDRAWN

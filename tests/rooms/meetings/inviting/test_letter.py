"""The letter of invitation: signed, everybody is invited in the same moment; its list stands behind the signature."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balairung.kernel.documents import local_authority
from balairung.kernel.documents.drawing import preview
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import void
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signing import sign
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import Actor, actor_of
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.letter import compose, letter_of, signed_by, signed_letter
from balairung.rooms.meetings.models import InvitationRule, Meeting
from tests import make
from tests.kernel.documents.letters import PASSPHRASE, door

pytestmark = pytest.mark.django_db
START = make.START
LATER = START + timedelta(hours=2)


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    door()
    return make.meeting(called=False, manner="Biasa", dress="PDH", remark="Membawa data aset desa")


def leader(meeting: Meeting) -> Actor:
    assert meeting.made_by
    return actor_of(make.there(meeting.made_by), START)


def asked(meeting: Meeting) -> Document:
    calling.call(meeting, by=leader(meeting), at=START)
    letter = letter_of(meeting)
    assert letter is not None
    return letter


def with_certificate(meeting: Meeting) -> Actor:
    assert meeting.made_by
    local_authority.issue(meeting.made_by, passphrase=PASSPHRASE, by=leader(meeting), at=START)
    return leader(meeting)


def invitations() -> int:
    return Notice.objects.filter(subject__startswith="Undangan:").count()


def test_signed_everybody_is_invited(meeting: Meeting) -> None:
    signer, letter = with_certificate(meeting), asked(meeting)
    assert invitations() == 0
    sign(letter, passphrase=PASSPHRASE, by=signer, at=LATER)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CALLED
    assert make.there(meeting.called_at) >= LATER
    assert invitations() == 3
    found = signed_letter(meeting)
    assert found is not None
    assert found.number_text.startswith("005/001/")


def test_signed_when_its_day_has_passed_nobody_is_invited(meeting: Meeting) -> None:
    signer, letter = with_certificate(meeting), asked(meeting)
    sign(letter, passphrase=PASSPHRASE, by=signer, at=START + timedelta(days=20))
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFT
    assert invitations() == 0
    assert meeting.lines.filter(words__contains="belum dikirim").count() == 1


def test_given_back_the_meeting_is_a_draft_and_may_be_sent_again(meeting: Meeting) -> None:
    letter = asked(meeting)
    void(letter, reason="Tanggalnya keliru", by=leader(meeting), at=LATER)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFT
    assert meeting.lines.filter(words__contains="Tanggalnya keliru").exists()
    assert asked(meeting) != letter


def test_revoked_it_is_written_down(meeting: Meeting) -> None:
    signer, letter = with_certificate(meeting), asked(meeting)
    sign(letter, passphrase=PASSPHRASE, by=signer, at=LATER)
    letter.refresh_from_db()
    revoke(letter, reason="Salah tempat", by=signer, at=LATER)
    assert meeting.lines.filter(words__contains="Salah tempat").exists()


def test_who_signs(meeting: Meeting) -> None:
    assert signed_by(meeting, START).person == meeting.made_by
    chair = make.post("setda", "assistant")  # signs nothing: the head of the office that calls does
    make.holder("setda", "assistant")
    calling.change(meeting, chair=chair, by=leader(meeting), at=START)
    assert signed_by(meeting, START).person == meeting.made_by


def test_a_short_list_is_addressed_and_a_long_one_is_enclosed(meeting: Meeting) -> None:
    body = compose(meeting, START)
    assert body.annex == ()
    assert len(body.to) == 5  # Yth., three posts, di tempat
    calling.add_rule(meeting, who=InvitationRule.Who.DISTRICT_HEADS, by=leader(meeting), at=START)
    calling.add_rule(meeting, who=InvitationRule.Who.GUESTS, guests=[("Ketua DPRD", "DPRD Kota Madiun")],
                     by=leader(meeting), at=START)  # fmt: skip
    body = compose(meeting, START)
    assert "(daftar terlampir)" in body.to
    (table,) = body.annex
    assert table.kind == "table"
    assert len(table.rows) == 7
    assert table.rows[0] == ("1", "Ketua DPRD, DPRD Kota Madiun", "–", "")
    facts = dict(row for block in body.blocks if block.kind == "facts" for row in block.rows)
    assert facts["Waktu"] == "pukul 08.00 WIB s.d. selesai"
    assert facts["Hari/tanggal"] == "Senin, 9 Maret 2026"
    assert facts["Pakaian"] == "PDH"
    assert preview(body, make.office("setda"), at=START).startswith(b"%PDF")

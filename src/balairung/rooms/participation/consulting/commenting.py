"""What citizens say to a draft, and how it is hidden by a rule: seldom, with a reason, and never gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.redaction import redact
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.participation import access, rules
from balairung.rooms.participation.actions import conclude_by_itself
from balairung.rooms.participation.knocking import get_knock, knock, prove, spend
from balairung.rooms.participation.models import (
    CitizenProposal,
    Consultation,
    ConsultComment,
    ConsultSection,
    Knock,
)

LONGEST = 2000
PREFIX = "comment:"


def scope_of(consultation: Consultation) -> str:
    return f"{PREFIX}{consultation.pk}"


def begin_comments(
    consultation: Consultation, *, said: Mapping[int, str], group: str, contact: str, tell: bool, at: datetime
) -> Knock:
    """What is said to which parts waits, sealed, for the code; what tells who somebody is was masked before."""
    _require_open(consultation, at)
    texts = {str(number): text for number, words in said.items() if (text := redact(clean_text(words))[:LONGEST])}
    if not texts:
        raise Refused(_("Tuliskan masukan pada paling sedikit satu bagian."))
    return knock(scope_of(consultation), contact=contact, at=at, body={"said": texts, "group": group, "tell": tell})


def say_comments(key: UUID, *, code: str, by: Actor, at: datetime) -> Consultation:
    """Said, once for each part: whoever said something to a part already is told so."""
    row = get_knock(key, at)
    consultation = Consultation.objects.announced().get(pk=row.scope.removeprefix(PREFIX))
    _require_open(consultation, at)
    proved = prove(row, code=code, at=at)
    try:
        with transaction.atomic():
            spend(row)
            _write(consultation, proved.body, proved.contact, proved.contact_hash, at)
    except IntegrityError as problem:
        raise Refused(_("Kontak ini sudah memberi masukan pada salah satu bagian itu. Satu kontak satu kali.")) from (
            problem
        )
    return consultation


def _write(consultation: Consultation, body: dict[str, Any], contact: str, mark: str, at: datetime) -> None:
    sections = {str(one.number): one for one in ConsultSection.objects.filter(consultation=consultation)}
    told_to = contact if body["tell"] else ""
    ConsultComment.objects.bulk_create([
        ConsultComment(
            section=sections[number], group=body["group"], text=text, contact_hash=mark, told_to=told_to, said_at=at
        )
        for number, text in body["said"].items() if number in sections
    ])  # fmt: skip


def _require_open(consultation: Consultation, at: datetime) -> None:
    if consultation.stage(localdate(at)) != Consultation.Stage.OPEN:
        raise Refused(_("Masukan hanya diterima selama konsultasi dibuka."))


# --- hidden by a rule ------------------------------------------------------------------------------------------------


def hide_comment(comment: ConsultComment, *, rule: str, why: str, by: Actor, at: datetime) -> None:
    """Its words stand no longer on the page; that something stood there, the rule and the reason do."""
    require(access.can_hide(by, comment.section.consultation.office_id))
    _hide(comment, rule, why, by, at)


@transaction.atomic
def hide_proposal(proposal: CitizenProposal, *, rule: str, why: str, by: Actor, at: datetime) -> None:
    """The same. It is on no ballot; once people vote, nothing is hidden any more."""
    require(access.can_hide(by, proposal.round.office_id))
    if localdate(at) >= proposal.round.votes_from:
        raise Refused(_("Warga sudah memilih. Usulan tidak dapat disembunyikan lagi, hanya dikeluarkan dengan alasan."))
    _hide(proposal, rule, why, by, at)
    conclude_by_itself(proposal.round, at=at)


def show_again(comment: ConsultComment, *, by: Actor, at: datetime) -> None:
    """The rule was used wrongly."""
    require(access.can_hide(by, comment.section.consultation.office_id))
    _show(comment)


def show_proposal_again(proposal: CitizenProposal, *, by: Actor, at: datetime) -> None:
    """The same. Once people vote it would come too late for those who voted already."""
    require(access.can_hide(by, proposal.round.office_id))
    if localdate(at) >= proposal.round.votes_from:
        raise Refused(_("Warga sudah memilih. Usulan ini tidak dapat ditampilkan lagi dalam putaran ini."))
    _show(proposal)


def _show(row: ConsultComment | CitizenProposal) -> None:
    row.hidden_rule, row.hidden_why, row.hidden_at = "", "", None
    row.save(update_fields=["hidden_rule", "hidden_why", "hidden_at"])


def _hide(row: ConsultComment | CitizenProposal, rule: str, why: str, by: Actor, at: datetime) -> None:
    line = clean_line(why)[:300]
    if rule not in rules.told()["rules"]:
        raise Refused(_("Pilih aturan yang dilanggar. Tanpa aturan, tulisan warga tidak disembunyikan."))
    if not line:
        raise Refused(_("Tuliskan alasannya. Semua orang membacanya."))
    row.hidden_rule, row.hidden_why, row.hidden_at, row.hidden_by_id = rule, line, at, by.person_id
    row.save(update_fields=["hidden_rule", "hidden_why", "hidden_at", "hidden_by"])

"""Whom the room tells: the office that owes, and those citizens who asked to hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.participation.models import (
    CitizenProposal,
    Consultation,
    ConsultComment,
    SampleUnit,
    Undertaking,
    VotingRound,
)

KIND = "participation"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)
BATCH = 500


def people_of(office: UUID, at: datetime) -> list[Person]:
    """Head, secretary, liaison and operator of an office, each once."""
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=TOLD)
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("since", "id")}
    return list(found.values())


def found_by(made: Undertaking) -> str:
    """What the search knows of it."""
    about = made.consultation or made.round
    return f"{made.text} {about.title if about else ''} {about.ref if about else ''}"


def tell_owed(made: Undertaking, *, at: datetime) -> None:
    day = long_date(made.due_on) if made.due_on else ""
    _tell(made, _("Kewajiban dari suara warga: %(ref)s"), f"{made.text}\n\n{_('Paling lambat')} {day}", at)


def tell_released(made: Undertaking, *, why: str, at: datetime) -> None:
    _tell(made, _("Kewajiban dari suara warga dibebaskan: %(ref)s"), f"{made.text}\n\n{why}", at)


def _tell(made: Undertaking, subject: str, body: str, at: datetime) -> None:
    ref, office = made.obligation.ref, made.obligation.owner_office_id
    people = people_of(office, at) if office else []
    recipients = [(Recipient.person(one), f"{made.pk}:{made.obligation.seq}:{one.pk}") for one in people]
    notify_all(recipients, subject=subject % {"ref": ref}, body=body, about=(KIND, ref), bundle="inbox", at=at)


def tell_answered(consultation: Consultation, *, at: datetime) -> None:
    """Everybody who wrote and asked to hear of it, once; then we forget where they are."""
    rows = ConsultComment.objects.filter(section__consultation=consultation).exclude(told_to="")
    contacts = {row.contact_hash: row.told_to for row in rows.only("contact_hash", "told_to").iterator(BATCH)}
    facts = {
        "title": consultation.title,
        "url": house_url() + reverse("participation:consultation", args=[consultation.ref]),
    }
    body = _("Masukan Anda atas “%(title)s” sudah dijawab, bagian demi bagian.\n\n%(url)s") % facts
    _tell_citizens(consultation.ref, contacts.items(), _("Masukan Anda sudah dijawab"), body, at)
    rows.update(told_to="")


def tell_result(round_: VotingRound, *, at: datetime) -> None:
    """Everybody who proposed something and asked to hear of it, once; then we forget where they are."""
    rows = CitizenProposal.objects.filter(round=round_).exclude(told_to="")
    contacts = {row.contact_hash: row.told_to for row in rows.only("contact_hash", "told_to").iterator(BATCH)}
    facts = {"title": round_.title, "url": house_url() + reverse("participation:round", args=[round_.ref])}
    body = _("Hasil “%(title)s” sudah diumumkan. Lihat usulan mana yang dijalankan dan siapa yang mengerjakannya.")
    _tell_citizens(
        round_.ref, contacts.items(), _("Hasil usulan warga diumumkan"), f"{body % facts}\n\n{facts['url']}", at
    )
    rows.update(told_to="")


def _tell_citizens(ref: str, contacts: Iterable[tuple[str, str]], subject: str, body: str, at: datetime) -> None:
    recipients = [(Recipient.contact(contact), f"suara:{ref}:{mark}") for mark, contact in contacts]
    notify_all(recipients, subject=subject, body=body, about=(KIND, ref), at=at)


def ask_leave(unit: SampleUnit, *, contact: str, token: str, at: datetime) -> None:
    """May we call? Nothing is said of the case but its number, which they know."""
    facts = {
        "ref": unit.case_ref, "url": house_url() + reverse("participation:consent", args=[token]),
    }  # fmt: skip
    body = _(
        "Laporan Anda %(ref)s sudah ditutup. Bolehkah kami menelepon untuk menanyakan satu hal: apakah masalahnya benar"
        " sudah beres? Yang menelepon bukan orang kantor yang menanganinya. Jawab di sini, boleh juga menolak:"
        "\n\n%(url)s"
    )
    subject = _("Bolehkah kami menelepon Anda?")
    to = [(Recipient.contact(contact), f"leave:{unit.pk}")]
    notify_all(to, subject=subject, body=body % facts, about=(KIND, unit.case_ref), at=at)

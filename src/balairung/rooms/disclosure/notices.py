"""Who hears what of a request: whoever asked, in plain words; the office that owes; the superior."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.people.satisfaction import ask_how_it_was
from balairung.rooms.disclosure.models import InfoRequest, Objection
from balairung.rooms.disclosure.rules import KIND, answering


def own_link(found: InfoRequest) -> str:
    """The requester's own page."""
    return house_url() + reverse("disclosure:own", args=[found.ref, found.secret])


def tell_filed(found: InfoRequest) -> None:
    """The registration, and the first officers."""
    _requester(found, 1, found.filed_at, _("Permohonan informasi %(ref)s terdaftar"), _(
        "Permohonan Anda terdaftar dengan nomor %(ref)s di %(office)s. Kami menjawab paling lambat %(due)s."
    ))  # fmt: skip
    tell_office(found, 1, found.filed_at)


def tell_office(found: InfoRequest, seq: int, at: datetime) -> None:
    """It lies with this office now."""
    facts, to = _facts(found), people_of(found.obligation.owner_office_id, at)
    subject, body = _("Permohonan informasi: %(ref)s"), _("%(ref)s · jawab paling lambat %(due)s")
    _officers(found, seq, at, to, subject % facts, body % facts)


def tell_asked(found: InfoRequest, event: Event, text: str) -> None:
    _requester(found, event.seq, event.at, _("Permohonan informasi %(ref)s perlu dilengkapi"), _(
        "%(text)s\n\nJawab lewat tautan di bawah. Batas waktu kami tetap %(due)s."
    ), text=text)  # fmt: skip


def tell_replied(found: InfoRequest, event: Event) -> None:
    facts, to = _facts(found), people_of(found.obligation.owner_office_id, event.at)
    subject, body = _("Sudah dilengkapi: %(ref)s"), _("%(ref)s · pemohon sudah melengkapi")
    _officers(found, event.seq, event.at, to, subject % facts, body % facts)


def tell_extended(found: InfoRequest, event: Event, text: str) -> None:
    _requester(found, event.seq, event.at, _("Jawaban permohonan %(ref)s diperpanjang"), _(
        "Kami memerlukan tujuh hari kerja lagi, dan menjawab paling lambat %(due)s. Alasannya:\n\n%(text)s"
    ), text=text)  # fmt: skip


def tell_answered(found: InfoRequest, event: Event, text: str) -> None:
    """The answer itself, how it was, and what can be done with it."""
    body = _("%(outcome)s.\n\n%(text)s\n\nBila Anda tidak setuju, ajukan keberatan lewat tautan di bawah.")
    office, words = found.obligation.owner_office, {"text": text, "outcome": outcome_words(found)}
    if survey := ask_how_it_was(kind=KIND, ref=found.ref, office=office, at=event.at):
        body += "\n\n" + _("Bagaimana pelayanan kami? Nilailah dalam dua menit, tanpa nama: %(survey)s")
        words["survey"] = survey
    _requester(found, event.seq, event.at, _("Jawaban permohonan informasi %(ref)s"), body, **words)


def tell_withdrawn(found: InfoRequest, event: Event) -> None:
    _requester(found, event.seq, event.at, _("Permohonan informasi %(ref)s dicabut"), _(
        "Permohonan %(ref)s sudah dicabut. Anda boleh meminta lagi kapan saja."
    ))  # fmt: skip


def tell_objected(objection: Objection) -> None:
    """The superior, the office that answered, and the receipt."""
    found, at = objection.request, objection.filed_at
    due = objection.obligation.next_at
    facts = _facts(found) | {"objection": objection.ref, "until": long_date(due) if due else "–"}
    subject = _("Keberatan atas permohonan informasi: %(objection)s") % facts
    body = _("%(objection)s atas %(ref)s · putuskan paling lambat %(until)s") % facts
    to = [*_holders(objection.obligation.owner_post_id, at), *people_of(found.obligation.owner_office_id, at)]
    _officers(objection, 1, at, to, subject, body)
    _requester(found, 0, at, _("Keberatan %(objection)s terdaftar"), _(
        "Keberatan Anda atas %(ref)s terdaftar dengan nomor %(objection)s. Atasan menanggapi paling lambat %(until)s."
    ), key=f"{objection.pk}:filed", **facts)  # fmt: skip


def tell_decided(objection: Objection, event: Event) -> None:
    """The decision, and where one may go from here."""
    found = objection.request
    words = _("Keberatan Anda dikabulkan.") if objection.granted else _("Keberatan Anda tidak dikabulkan.")
    _requester(found, 0, event.at, _("Putusan keberatan %(objection)s"), _(
        "%(decided)s\n\n%(text)s\n\nBila Anda belum puas, Anda dapat meminta Komisi Informasi menyelesaikannya. Caranya"
        " dan sampai kapan tertulis di tautan di bawah."
    ), key=f"{objection.pk}:decided", objection=objection.ref, decided=words, text=objection.decision)  # fmt: skip


def outcome_words(found: InfoRequest) -> str:
    """The answer in one sentence without its last sign."""
    return {
        InfoRequest.Outcome.GIVEN: _("Informasi yang Anda minta diberikan"),
        InfoRequest.Outcome.PART: _("Informasi yang Anda minta diberikan sebagian"),
        InfoRequest.Outcome.LACKING: _("Informasi itu tidak kami kuasai"),
        InfoRequest.Outcome.REFUSED: _("Permohonan Anda ditolak"),
    }.get(InfoRequest.Outcome(found.outcome), "")


def people_of(office: UUID | None, at: datetime) -> list[Person]:
    """Those who answer in an office, each once."""
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=answering())
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("since", "id")}
    return list(found.values())


def _holders(post: UUID | None, at: datetime) -> list[Person]:
    rows = Holding.objects.current(at).filter(post=post).select_related("person").order_by("since", "id")
    return [row.person for row in rows]


def _facts(found: InfoRequest) -> dict[str, str]:
    due = found.obligation.next_at
    return {
        "ref": found.ref, "office": str(found.obligation.owner_office or ""), "due": long_date(due) if due else "–",
    }  # fmt: skip


def _requester(
    found: InfoRequest, seq: int, at: datetime, subject: str, body: str, *, key: str = "", **words: str
) -> None:
    """To the contact that was left, with the link to the own page; nothing when there is none."""
    to = Recipient.contact(found.contact)
    if not to.reachable:
        return
    facts = _facts(found) | words
    line, link = subject % facts, own_link(found)
    text = f"{line}. {link}" if to.channel == "sms" else f"{body % facts}\n\n{_('Lihat di sini:')}\n{link}\n"
    key = key or f"{found.pk}:{seq}:requester"
    notify(to, subject=line, body=text, key=key, about=(KIND, found.ref), at=at)


def _officers(
    about: InfoRequest | Objection, seq: int, at: datetime, people: Iterable[Person], subject: str, body: str
) -> None:
    """Bundled: thirty requests in an hour are one message."""
    each = {person.pk: person for person in people}.values()
    to = [(Recipient.person(person), f"{about.pk}:{seq}:{person.pk}") for person in each]
    notify_all(to, subject=subject, body=body, about=(KIND, about.ref), bundle="inbox", at=at)

"""Who hears what: whoever asked, in plain words; the office that answers; the people whom an incident touches."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person
from balairung.rooms.privacy.models import DataRequest, Incident
from balairung.rooms.privacy.rules import KIND, answering, due_of, told


def own_link(found: DataRequest) -> str:
    return house_url() + reverse("privacy:own", args=[found.ref, found.secret])


def tell_filed(found: DataRequest, *, at: datetime) -> None:
    """Number, code and date to whoever asked; to the office only that something waits."""
    facts = {"ref": found.ref, "what": told("rights", found.right), "due": long_moment(due_of(found.right, at)),
             "url": own_link(found)}  # fmt: skip
    body = _("Permintaan Anda kami terima: %(what)s. Nomornya %(ref)s. Kami menjawab paling lambat %(due)s.\n\n%(url)s")
    _to_owner(found, _("Permintaan data pribadi %(ref)s") % facts, body % facts, "open", at)
    if found.right != "copy":
        _to_office(found, _("Permintaan data pribadi: %(ref)s") % facts, str(facts["what"]), at)


def tell_answered(found: DataRequest, text: str, *, at: datetime) -> None:
    subject = _("Jawaban atas %(ref)s") % {"ref": found.ref}
    _to_owner(found, subject, f"{text}\n\n{own_link(found)}", "answer", at)


def tell_made(found: DataRequest, token: str, until: datetime, *, at: datetime) -> None:
    """The link opens once, only with the code of the request, and says so."""
    facts = {
        "ref": found.ref, "until": long_moment(until), "url": house_url() + reverse("privacy:download", args=[token]),
    }  # fmt: skip
    body = _(
        "Salinan data Anda siap. Tautan ini dapat dipakai satu kali, sampai %(until)s, dengan kode dari permintaan"
        " %(ref)s. Jangan teruskan pesan ini.\n\n%(url)s"
    )
    _to_owner(found, _("Salinan data Anda siap: %(ref)s") % facts, body % facts, f"made:{at.isoformat()}", at)


def tell_opened(incident: Incident, *, at: datetime) -> None:
    """Those who answer for it, at once: the law counts hours."""
    facts = {"ref": incident.ref, "title": incident.title, "drill": _("Latihan. ") if incident.drill else ""}
    url = house_url() + reverse("privacy:detail", args=[incident.ref])
    body = _("%(drill)s%(title)s. Warga dan lembaga harus diberi tahu dalam 3 × 24 jam.") % facts
    people = people_of(incident.obligation.owner_office_id, at)
    rows = [(Recipient.person(one), f"{incident.pk}:open:{one.pk}") for one in people]
    subject = _("Insiden data pribadi: %(ref)s") % facts
    notify_all(rows, subject=subject, body=f"{body}\n\n{url}", about=(KIND, incident.ref), at=at)


def people_of(office: UUID | None, at: datetime) -> list[Person]:
    """Who answers in that office, each once."""
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=answering())
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("since", "id")}
    return list(found.values())


def _to_owner(found: DataRequest, subject: str, body: str, what: str, at: datetime) -> None:
    """What the law owes somebody goes out even where other messages were stopped (about nothing)."""
    to = Recipient.contact(found.contact)
    notify(to, subject=subject, body=body, key=f"{found.pk}:{what}", at=at)


def _to_office(found: DataRequest, subject: str, words: str, at: datetime) -> None:
    url = house_url() + reverse("privacy:detail", args=[found.ref])
    people = people_of(found.obligation.owner_office_id, at)
    rows = [(Recipient.person(one), f"{found.pk}:office:{one.pk}") for one in people]
    notify_all(rows, subject=subject, body=f"{words}\n\n{url}", about=(KIND, found.ref), bundle="inbox", at=at)

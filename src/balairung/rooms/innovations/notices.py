"""Who hears what of cards, reviews and months, and what they are found by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.innovations.models import Innovation, Laurel, Review

KIND = "innovations"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)


def found_by(card: Innovation) -> str:
    """What the search knows of a review: no name of a person."""
    return f"{card.name} {card.ref} {card.proposed_by} {card.problem}"


def tell_review(review: Review, at: datetime) -> None:
    """The office that judges: a card, or a stage, waits."""
    card, obligation = review.card, review.obligation
    subject = _("Inovasi menunggu penilaian: %(ref)s") if not review.stage else _("Kenaikan tahap inovasi: %(ref)s")
    body = f"{card.name}, {card.proposed_by}. {_link(obligation.ref)}"
    _tell(obligation.owner_office_id, f"review:{review.pk}:{obligation.seq}", subject, body, obligation.ref, at)


def tell_judged(review: Review, subject: str, text: str, at: datetime) -> None:
    """Whoever proposed it hears what became of it: the office, or the citizen who left a contact."""
    card, ref = review.card, review.card.ref
    page = "innovations:innovation" if card.status == "approved" else "innovations:file"
    key = f"judged:{review.pk}:{review.obligation.seq}"
    if card.office_id:
        link = house_url() + reverse(page, args=[ref])
        _tell(card.office_id, key, subject, " ".join(filter(None, [card.name, text, link])), ref, at)
    elif card.contact:
        link = house_url() + reverse("innovations:proposed", args=[ref])
        body = " ".join(filter(None, [card.name, text, link]))
        notify(Recipient.contact(card.contact), subject=subject % {"ref": ref}, body=body, key=key, at=at,
               about=(KIND, ref))  # fmt: skip


def tell_adopted(card: Innovation, at: datetime) -> None:
    """The origin hears that somebody does the same."""
    origin = card.origin
    if origin is None or origin.office_id is None:
        return
    subject = _("Inovasi Anda ditiru: %(ref)s")
    told = _("%(office)s meniru “%(name)s”. Kredit asalnya tetap milik Anda.")
    body = told % {"office": card.proposed_by, "name": origin.name}
    link = house_url() + reverse("innovations:innovation", args=[origin.ref])
    _tell(origin.office_id, f"adopted:{card.pk}", subject, f"{body} {link}", origin.ref, at)


def tell_laurel(laurel: Laurel, at: datetime) -> None:
    card = laurel.card
    if card.office_id:
        subject = _("Penghargaan inovasi: %(ref)s")
        body = f"{laurel.words}: {card.name}. {laurel.why}"
        _tell(card.office_id, f"laurel:{laurel.pk}", subject, body, card.ref, at)


def remind(duties: Collection[Obligation], at: datetime) -> int:
    """A kind word to offices whose month ends soon; said once for each month. Return how many offices."""
    people = _people([one.owner_office_id for one in duties if one.owner_office_id], at)
    for one in duties:
        due = localdate(one.next_at) if one.next_at else localdate(at)
        text = _(
            "Masih ada waktu sampai %(due)s untuk mengirim satu inovasi desa Anda bulan ini. Yang kecil pun berarti."
        )
        link = house_url() + reverse("innovations:field")
        recipients = [
            (Recipient.person(person), f"month:{one.pk}:{person.pk}")
            for person in people.get(one.owner_office_id, ())
        ]  # fmt: skip
        notify_all(
            recipients, subject=_("Inovasi bulan ini: %(ref)s") % {"ref": one.ref},
            body=f"{text % {'due': long_date(due)}} {link}", about=(KIND, one.ref), bundle="inbox", at=at,
        )  # fmt: skip
    return len(duties)


def _link(ref: str) -> str:
    return house_url() + reverse("innovations:detail", args=[ref])


def _people(offices: Collection[UUID], at: datetime) -> dict[UUID | None, list[Person]]:
    rows = Holding.objects.current(at).filter(
        Q(post__closed_on=None), post__office__in=offices, post__role__in=TOLD
    )  # fmt: skip
    found: dict[UUID | None, dict[UUID, Person]] = {}
    for row in rows.select_related("person", "post").order_by("since", "id"):
        found.setdefault(row.post.office_id, {})[row.person_id] = row.person
    return {office: list(people.values()) for office, people in found.items()}


def _tell(office: UUID | None, key: str, subject: str, body: str, ref: str, at: datetime) -> None:
    people: Iterable[Person] = _people([office], at).get(office, ()) if office else ()
    recipients = [(Recipient.person(one), f"{key}:{one.pk}") for one in people]
    notify_all(recipients, subject=subject % {"ref": ref}, body=body, about=(KIND, ref), bundle="inbox", at=at)

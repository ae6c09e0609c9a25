"""Who is told: the head of a declaration, whoever declared of the answer, whoever got a place of the training."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.learning.models import Declaration, TrainingPlace

KIND = "learning"


def tell_declared(declaration: Declaration, *, at: datetime) -> None:
    """Whoever heads an office in which this person holds a post; of a head the secretary. Never that person."""
    own = Holding.objects.current(at).filter(person=declaration.person_id, post__closed_on__isnull=True)
    above = Q(post__office__in=own.values("post__office"), post__role__in=HEADS)
    if own.filter(post__role__in=HEADS).exists():
        above |= Q(post__role=Post.Role.SECRETARY)
    heads = Holding.objects.current(at).filter(above, post__closed_on__isnull=True)
    people = Person.objects.filter(pk__in=heads.values("person")).exclude(pk=declaration.person_id)
    words = {"name": declaration.person.name, "competence": declaration.competence.title}
    body = _("%(name)s menyatakan kompetensi %(competence)s dan menunggu pengukuhan Anda.") % words
    where = reverse("learning:capacity_person", args=[declaration.person_id])
    for one in people.order_by("id"):
        _tell(one, _("Pernyataan kompetensi: %(name)s") % words, body, where, f"{declaration.pk}:asked", at)


def tell_answered(declaration: Declaration, *, at: datetime) -> None:
    words = {"competence": declaration.competence.title, "state": declaration.get_state_display()}
    body = _("Pernyataan Anda tentang %(competence)s %(state)s.") % words
    subject = _("Pernyataan kompetensi Anda: %(state)s") % words
    _tell(declaration.person, subject, body, reverse("learning:capacity"), f"{declaration.pk}:answered", at)


def tell_placed(place: TrainingPlace, *, at: datetime) -> None:
    training = place.training
    words = {"title": training.title, "since": long_date(training.since), "provider": training.provider}
    body = _("Anda didaftarkan pada pelatihan %(title)s oleh %(provider)s, mulai %(since)s.") % words
    where = reverse("learning:training", args=[training.pk])
    _tell(place.person, _("Pelatihan untuk Anda: %(title)s") % words, body, where, f"{place.pk}:placed", at)


def _tell(who: Person, subject: str, body: str, where: str, key: str, at: datetime) -> None:
    link = house_url() + where
    notify(
        Recipient.person(who), subject=subject, body=f"{body}\n\n{link}", key=f"{key}:{who.pk}",
        about=(KIND, str(who.pk)), bundle="inbox", at=at,
    )  # fmt: skip

"""Who may change which service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Office, Post
from balairung.rooms.services.models import Service

BUREAU = "bagian-organisasi"  # keeps the service standards of the whole regency
ONLY = _("Layanan ini diubah oleh kepala kantornya, sekretaris daerah, atau pengelola sistem.")


def oversees(actor: Actor) -> bool:
    """Changes every service: the secretary of the regency, the administrators, the head of the bureau of standards."""
    return actor.administers or actor.has(Post.Role.SECRETARY) or BUREAU in own_offices(actor)


def edits(actor: Actor) -> bool:
    """Opens the editor at all: whoever oversees, and the heads of offices of the regency."""
    return actor.keeps_services


def own_offices(actor: Actor) -> set[str]:
    """The keys of the agencies that this actor heads; what villages and districts give belongs to none of them."""
    heads = [seat.office_id for seat in actor.seats if seat.role == Post.Role.HEAD]
    rows = Office.objects.filter(pk__in=heads, region__isnull=True, closed_on__isnull=True)
    return set(rows.values_list("key", flat=True)) if heads else set()


def can_edit(actor: Actor, office_key: str) -> bool:
    """Change services of this office ("" belongs to no agency: villages and districts give it)."""
    return actor == SYSTEM or oversees(actor) or (bool(office_key) and office_key in own_offices(actor))


def get_service(actor: Actor, key: str) -> Service:
    """For whoever may change it. Raise DoesNotExist for what this actor may not see here."""
    service = Service.objects.select_related("current__published_by").get(key=key)
    if not can_edit(actor, service.office_key):
        raise Service.DoesNotExist
    return service


def editable(actor: Actor) -> list[Service]:
    """The services that this actor may change, in the order of the catalogue."""
    rows = Service.objects.select_related("current").defer("current__body").order_by("order", "name")
    return list(rows if oversees(actor) else rows.filter(office_key__in=own_offices(actor)))

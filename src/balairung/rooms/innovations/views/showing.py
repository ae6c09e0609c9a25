"""What several pages show: the files of a card, and the offices that somebody files for."""

from __future__ import annotations

from django.http import HttpRequest

from balairung.kernel.files.models import File
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.innovations import access
from balairung.rooms.innovations.models import Innovation


def proofs(card: Innovation, request: HttpRequest) -> list[FileLink]:
    """Its files, the first first, as those who judge it see them."""
    return [file_link(one, now_of(request)) for one in _files(card)]


def pictures(card: Innovation, request: HttpRequest) -> list[FileLink]:
    """What everybody may see: pictures, where the card says so, without the names that people gave them."""
    if not card.photos_open:
        return []
    return [file_link(one, now_of(request), bare=True) for one in _files(card) if one.is_image]


def _files(card: Innovation) -> list[File]:
    rows = card.exhibits.select_related("file").order_by("added_at", "id")
    return [one.file for one in rows]


def offices_of(actor: Actor) -> list[Office]:
    """Those that the actor files for and that stand, the first by protocol first."""
    keys = access.filing_offices(actor)
    rows = {one.pk: one for one in Office.objects.filter(pk__in=keys, closed_on__isnull=True).select_related("region")}
    return [rows[key] for key in keys if key in rows]

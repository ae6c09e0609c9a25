"""For whom an announcement is, and who hears of it: the same question asked from both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.ground.ui.fields import Choices
from balairung.kernel.messaging.models import Stopped
from balairung.kernel.people.models import Region
from balairung.rooms.announcements.models import (
    Announcement,
    AnnouncementQuerySet,
    SubscribedService,
    Subscription,
    Target,
)

#: Which choice of a subscription is about which kind.
FLAGS = {
    Announcement.Kind.ANNOUNCEMENT: "announcements", Announcement.Kind.NEWS: "news",
    Announcement.Kind.WARNING: "warnings", Announcement.Kind.NOVELTY: "novelties",
}  # fmt: skip


@dataclass(frozen=True)
class Aim:
    """For whom an announcement is; nothing at all is the whole regency."""

    regions: Sequence[Region] = ()
    services: Sequence[str] = ()

    @property
    def whole(self) -> bool:
        return not self.regions and not self.services


def aim_of(announcement: Announcement) -> Aim:
    rows = announcement.targets.select_related("region").order_by("region__name", "service_key", "id")
    found = list(rows)
    return Aim([row.region for row in found if row.region], [row.service_key for row in found if row.service_key])


def readers_of(announcement: Announcement, aim: Aim) -> QuerySet[Subscription]:
    """Whoever asked to hear of this and has not stopped our messages since, whatever their rhythm."""
    stopped = Stopped.objects.filter(pk=OuterRef("stop_mark"))
    rows = Subscription.objects.filter(~Exists(stopped), **{FLAGS[Announcement.Kind(announcement.kind)]: True})
    if aim.whole:
        return rows
    asked = Q()
    if aim.regions:
        asked |= Q(place__isnull=True) | Q(place__in=_touched(aim.regions)) | Q(place__parent__in=aim.regions)
    if aim.services:
        chosen = SubscribedService.objects.filter(subscription=OuterRef("pk"), service_key__in=aim.services)
        asked |= Q(Exists(chosen))
    return rows.filter(asked)


def news_for(subscription: Subscription) -> AnnouncementQuerySet:
    """The same the other way round: what this address asked to hear of."""
    kinds = [kind for kind, flag in FLAGS.items() if getattr(subscription, flag)]
    services = list(subscription.services.values_list("service_key", flat=True))
    targets = Target.objects.filter(announcement=OuterRef("pk"))
    asked = Q(~Exists(targets)) | Q(Exists(targets.filter(service_key__in=services)))
    if subscription.place is None:
        asked |= Q(Exists(targets.filter(region__isnull=False)))
    else:
        here = Q(region__in=_touched([subscription.place])) | Q(region__parent=subscription.place)
        asked |= Q(Exists(targets.filter(here)))
    return Announcement.objects.for_all().filter(asked, kind__in=kinds)


def told_in(region: Region) -> Q:
    """Of announcements: what is for the whole regency, or touches this place."""
    targets = Target.objects.filter(announcement=OuterRef("pk"))
    here = Q(region__in=_touched([region])) | Q(region__parent=region)
    return Q(~Exists(targets)) | Q(Exists(targets.filter(here)))


def told_about(service_key: str) -> Q:
    return Q(Exists(Target.objects.filter(announcement=OuterRef("pk"), service_key=service_key)))


def _touched(regions: Iterable[Region]) -> set[str]:
    """The places themselves, and the districts that they lie in."""
    return {code for region in regions for code in (region.pk, region.parent_id) if code}


# --- services, of which this room knows the names alone --------------------------------------------------------------


def service_choices() -> Choices:
    """Key and name of every service that one can apply for (settings.SERVICE_NAMES)."""
    found: list[tuple[str, str]] = import_string(settings.SERVICE_NAMES)()
    return list(found)


def service_names() -> dict[str, str]:
    return {str(key): str(name) for key, name in service_choices()}


def aim_words(aim: Aim, names: dict[str, str] | None = None) -> str:
    """`Seluruh kabupaten/kota`, or the places and services by their names."""
    if aim.whole:
        return _("seluruh daerah")
    known = (service_names() if names is None else names) if aim.services else {}
    return ", ".join([*map(str, aim.regions), *(known.get(key, key) for key in aim.services)])

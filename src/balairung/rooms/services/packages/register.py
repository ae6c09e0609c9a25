"""The register of packages: what was given and taken, from whom, under which agreement, changed here or not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.fields import Choices
from balairung.kernel.people.actors import Actor
from balairung.rooms.services.definition import rights
from balairung.rooms.services.definition.comparing import Difference, differences
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.models import Package, Service, Version

MOST = 100  # of one agreement


@dataclass(frozen=True)
class Row:
    """One line of the register. `version` is what stands here of what was taken, None for none; `changed` whether it
    differs from what came."""

    package: Package
    version: Version | None
    changed: bool


@dataclass(frozen=True)
class Origin:
    """Where a version came from, and what was changed here since."""

    package: Package
    differences: Sequence[Difference]


def seen_by(actor: Actor) -> QuerySet[Package]:
    """All of them for whoever changes every service, for the head of an agency those of its own services."""
    rows = Package.objects.all()
    if rights.oversees(actor):
        return rows
    return rows.filter(service_key__in=Service.objects.filter(office_key__in=rights.own_offices(actor)).values("key"))


def rows_of(packages: Sequence[Package]) -> list[Row]:
    """With the newest version here that came from each: one question for all."""
    newest: dict[UUID, Version] = {}
    versions = Version.objects.filter(package__in=[one.pk for one in packages]).select_related("service")
    for version in versions.defer("body").order_by("number"):
        if version.package_id:
            newest[version.package_id] = version
    return [Row(one, found := newest.get(one.pk), bool(found and found.digest != one.digest)) for one in packages]


def origin_of(version: Version) -> Origin | None:
    """For whoever looks at a version: from whom it came, and what is different now; None for our own."""
    package = version.package
    if package is None:
        return None
    return Origin(package, differences(held_by(package), Definition.model_validate(version.body)))


def held_by(package: Package) -> Definition:
    """The definition as it came or left; it was looked at when it did."""
    return Definition.model_validate(json.loads(package.content)["definition"])


# --- agreements, which another room keeps --------------------------------------------------------------------------


def agreements(on: datetime) -> Choices:
    """The cooperation agreements that stand (settings.AGREEMENTS)."""
    found: Choices = import_string(settings.AGREEMENTS)(localdate(on))
    return found


def agreement_words(reference: str, at: datetime) -> str:
    """The words of an agreement that stands, its reference for one that is over; "" for none."""
    return str(dict(agreements(at)).get(reference, reference)) if reference else ""


def agreement_named(reference: str, at: datetime) -> str:
    """The reference, when such an agreement stands; "" for none. `Refused` for one that does not."""
    if reference and reference not in {ref for ref, _words in agreements(at)}:
        raise Refused(_("Perjanjian kerja sama itu tidak berlaku hari ini. Pilih yang lain, atau kosongkan."))
    return reference


def exchanged(agreement: str) -> list[tuple[str, datetime, str]]:
    """What was given and taken under the agreement with this reference: words, moment, address (settings.EXCHANGES)."""
    rows = Package.objects.filter(agreement=agreement).defer("content")[:MOST]
    return [(words_of(row), row.exchanged_at, reverse("services:package", args=[row.pk])) for row in rows]


def words_of(row: Package) -> str:
    said = {"name": row.service_name, "version": row.version, "partner": row.partner, "giver": row.giver_name}
    if row.direction == Package.Direction.GIVEN:
        return _("Layanan “%(name)s” versi %(version)d diberikan kepada %(partner)s") % said
    return _("Layanan “%(name)s” versi %(version)d diterima dari %(giver)s") % said

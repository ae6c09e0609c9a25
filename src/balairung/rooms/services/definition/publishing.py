"""Versions of a definition: one draft that is changed, published ones that nobody changes any more.

An application keeps the version with which it began. The database refuses to edit what was published (sql/).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import FOLDER
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Office
from balairung.rooms.services.definition import rights
from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.reading import Misshapen, read
from balairung.rooms.services.definition.shape import Definition, canonical
from balairung.rooms.services.models import Package, Service, Version

log = logging.getLogger(__name__)
CHANGED = gettext_lazy("Orang lain baru saja mengubah naskah ini. Muat ulang, lalu ulangi perubahan Anda.")
MOST_TOLD = 3
STANDARD = FOLDER / "services"


def digest_of(definition: Definition) -> str:
    """SHA-256 of the canonical form, 64 hex digits: the same everywhere, whatever the order of the keys."""
    text = json.dumps(canonical(definition), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def draft_of(service: Service) -> Version | None:
    """The draft that somebody works on, or nothing."""
    return service.versions.filter(published_at__isnull=True).first()


def known_offices() -> set[str]:
    return set(Office.objects.filter(closed_on__isnull=True).values_list("key", flat=True))


# --- drafts ------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    service: Service | None,
    definition: Definition,
    *,
    seen: str | None = None,
    note: str = "",
    package: Package | None = None,
    by: Actor,
    at: datetime,
) -> Version:
    """The one draft of this service, made or changed; it may have faults. Without `service` a new one is made.

    `seen` is the digest that the writer read, of the draft, or of the version in force where there was none: raise
    `Stale` when somebody else was faster. Raise `Refused` for a key that is taken, `NotAllowed` for a stranger.
    """
    require(rights.can_edit(by, definition.office or ""), rights.ONLY)
    kept = _locked(service, by) if service else _new_service(definition)
    if kept.key != definition.key:
        raise Refused(_("Kunci layanan tidak dapat diubah."))
    draft = draft_of(kept)
    before = draft or kept.current
    if seen is not None and before and before.digest != seen:
        raise Stale(CHANGED)
    came_from = package or (before.package if before else None)  # what is changed here still came from there
    return _write(kept, draft, definition, note, came_from, by, at)


def _write(
    service: Service, draft: Version | None, definition: Definition, note: str, package: Package | None,
    by: Actor, at: datetime,
) -> Version:  # fmt: skip
    row = draft or Version(service=service, number=_next_number(service))
    row.body, row.digest = canonical(definition), digest_of(definition)
    row.note = note or row.note
    row.package = package or row.package
    row.saved_at, row.saved_by_id = at, by.person_id
    row.save()
    return row


def _locked(service: Service, by: Actor) -> Service:
    """The service, for nobody else until this is done."""
    row = Service.objects.select_for_update(of=("self",)).select_related("current").get(pk=service.pk)
    require(rights.can_edit(by, row.office_key), rights.ONLY)
    return row


def _next_number(service: Service) -> int:
    return (service.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _new_service(definition: Definition) -> Service:
    if Service.objects.filter(key=definition.key).exists():
        raise Refused(_("Sudah ada layanan dengan kunci “%(key)s”.") % {"key": definition.key})
    last = Service.objects.aggregate(last=Max("order"))["last"] or 0
    service = Service(key=definition.key, order=last + 10)
    _name(service, definition)
    service.save()
    return service


def _name(service: Service, definition: Definition) -> None:
    """What is filtered and listed by stands in the row."""
    service.name, service.level = definition.name, definition.level.value
    service.office_key = definition.office or ""


@transaction.atomic
def drop_draft(service: Service, *, by: Actor, at: datetime) -> None:
    """The draft goes, the version in force stays; a service that was never published goes with it."""
    row = _locked(service, by)
    Version.objects.filter(service=row, published_at__isnull=True).delete()
    if row.current is None and not row.versions.exists():
        row.delete()
    write_line(Change.Verb.CHANGE_SERVICE, by=by, at=at, note=_note(row, _("naskah dibuang")))


# --- publishing --------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    version: Version, *, seen: str = "", note: str = "", decree: str = "", decreed_on: date | None = None,
    by: Actor, at: datetime,
) -> Version:  # fmt: skip
    """The draft comes into force, for ever as it is; the one before ends. Raise `Refused` while it has faults, `Stale`
    when it is no longer the draft that the publisher read (`seen`, its digest).
    """
    service = _locked(version.service, by)
    draft = draft_of(service)
    if draft is None or draft.pk != version.pk or (seen and draft.digest != seen):
        raise Stale(CHANGED)
    definition = read(draft.body)
    require(rights.can_edit(by, definition.office or ""), rights.ONLY)
    _require_sound(definition)
    draft.note, draft.decree, draft.decreed_on = note or draft.note, decree, decreed_on
    _bring_into_force(service, draft, definition, by, at)
    said = _("versi %(number)d diterbitkan") % {"number": draft.number}
    write_line(Change.Verb.CHANGE_SERVICE, by=by, at=at, note=_note(service, said))
    return draft


def _require_sound(definition: Definition) -> None:
    if found := faults(definition, offices=known_offices()):
        told = " ".join(map(str, found[:MOST_TOLD]))
        sentence = _("Naskah ini belum dapat diterbitkan: %(count)d hal harus diperbaiki. %(told)s")
        raise Refused(sentence % {"count": len(found), "told": told})


def _bring_into_force(service: Service, draft: Version, definition: Definition, by: Actor, at: datetime) -> None:
    if service.current:
        Version.objects.filter(pk=service.current.pk).update(retired_at=at)
    draft.published_at, draft.published_by_id = at, by.person_id
    draft.save()
    _name(service, definition)
    service.current = draft
    service.save()


@transaction.atomic
def retire(service: Service, *, by: Actor, at: datetime) -> None:
    """Nobody may apply any more from today; what runs goes on to its end."""
    row = _locked(service, by)
    row.closed_on = localdate(at)
    row.save(update_fields=["closed_on"])
    write_line(Change.Verb.CHANGE_SERVICE, by=by, at=at, note=_note(row, _("dihentikan")))


@transaction.atomic
def reopen(service: Service, *, by: Actor, at: datetime) -> None:
    """Offered again, in the version that was in force."""
    row = _locked(service, by)
    row.closed_on = None
    row.save(update_fields=["closed_on"])
    write_line(Change.Verb.CHANGE_SERVICE, by=by, at=at, note=_note(row, _("dibuka lagi")))


def _note(service: Service, what: str) -> str:
    return f"{_('Layanan')} “{service.name}”: {what}"


# --- what comes with the house -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loaded:
    """How many services were added, and for how many a newer standard now waits as a draft."""

    added: int = 0
    offered: int = 0


@transaction.atomic
def load_standard(*, at: datetime, folder: Path = STANDARD) -> Loaded:
    """The services of `folder`: those that are missing come into force at once; for those that changed
    there the new one is offered as a draft, once, unless somebody works on one. Nothing of the regency's is touched.
    """
    known = {row.key: row for row in Service.objects.select_related("current").defer("current__body")}
    drafts = set(Version.objects.filter(published_at__isnull=True).values_list("service__key", flat=True))
    added = offered = 0
    for place, definition in enumerate(standard_definitions(folder), 1):
        service, digest = known.get(definition.key), digest_of(definition)
        if service is None:
            _add(definition, place * 10, digest, at)
            added += 1
        elif digest not in (service.offered, service.current.digest if service.current else ""):
            offered += _offer(service, definition, digest, at) if service.key not in drafts else 0
    return Loaded(added, offered)


def standard_definitions(folder: Path) -> Iterator[Definition]:
    """Those that come with the house, in the order of their keys; one that cannot be read never keeps the others."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            yield read(path.read_bytes())
        except Misshapen as problem:
            log.error("%s is no definition: %s", path.name, problem)


def _add(definition: Definition, order: int, digest: str, at: datetime) -> None:
    service = Service(key=definition.key, order=order, offered=digest)
    _name(service, definition)
    service.save()
    draft = _write(service, None, definition, _("Bawaan Balairung"), None, SYSTEM, at)
    _bring_into_force(service, draft, definition, SYSTEM, at)


def _offer(service: Service, definition: Definition, digest: str, at: datetime) -> int:
    _write(service, None, definition, _("Bawaan Balairung yang lebih baru"), None, SYSTEM, at)
    service.offered = digest
    service.save(update_fields=["offered"])
    return 1

"""What an applicant may do with their own application, by number and code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from secrets import compare_digest
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.references import read_reference, tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files.models import File
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import CITIZEN, Actor, require
from balairung.rooms.services import notices
from balairung.rooms.services.access import speaks_for
from balairung.rooms.services.handling import actions
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND

OWN = ("obligation__owner_office", "service", "version", "region__parent")
MOST_LINKS = 10  # applications in one message to whoever lost their codes


def get_own(ref: str, code: str) -> tuple[Application, Actor]:
    """The applicant's way, by number and code; the actor may speak for this application and no other."""
    rows = Application.objects.select_related(*OWN).defer(*(name for name in Application.SEALED if name != "secret"))
    application = rows.get(obligation__ref=read_reference(ref) or "")
    if not compare_digest(tidy_code(code).encode(), application.secret.encode()):
        raise Application.DoesNotExist
    return application, replace(CITIZEN, follows=application.obligation_id)


def page_of(ref: str, code: str, *, at: datetime) -> str:
    """The address of the page that these two open (settings.TRACKED); "" where they do not fit."""
    try:
        found = get_own(ref, code)[0]
    except Application.DoesNotExist:
        return ""
    return reverse("services:own", args=[found.ref, found.secret])


@transaction.atomic
def complete(
    application: Application, *, changed: Mapping[str, Any], asked: Sequence[str], files: Sequence[File] = (),
    text: str = "", by: Actor, at: datetime,
) -> Event:  # fmt: skip
    """What was missing is there. `changed` are clean answers by key; a key of `asked` that it lacks was emptied."""
    answers = {key: value for key, value in answers_of(application).items() if key not in asked} | dict(changed)
    said = json.dumps(answers) if asked else None
    return actions.complete(application, answers=said, files=files, text=text, by=by, at=at)


def withdraw(application: Application, *, text: str = "", by: Actor, at: datetime) -> Event:
    """The applicant does not want it any more."""
    return actions.withdraw(application, text=text, by=by, at=at)


@transaction.atomic
def send_links(*, contact: str, at: datetime) -> None:
    """Send whoever lost their codes the links of what they applied for with this contact, the same day once
    (settings.LOST_LINKS).
    """
    mark = keyed_hash("contact", contact)
    rows = Application.objects.filter(contact_hash=mark).select_related("obligation", "service")
    if not (found := list(rows.order_by("-applied_at", "-id")[:MOST_LINKS])):
        return
    links = [f"{one.service.name}, {one.ref}:\n{notices.own_link(one)}" for one in found]
    body = _("Seseorang meminta tautan permohonan untuk alamat ini. Bila bukan Anda, abaikan pesan ini.")
    body, key = "\n\n".join([body, *links]), f"applications:{mark[:32]}:{localdate(at)}"
    notify(Recipient.contact(contact), subject=_("Tautan permohonan Anda"), body=body, key=key, about=(KIND, ""), at=at)


@transaction.atomic
def change_contact(application: Application, *, contact: str, by: Actor, at: datetime) -> None:
    """The applicant leaves another address, or none. Both are told, so that nobody does it in silence."""
    require(speaks_for(by, application))
    before = application.contact
    if contact == before:
        return
    application.contact = contact
    application.contact_hash = keyed_hash("contact", contact) if contact else ""
    application.save(update_fields=["contact", "contact_hash"])
    subject, number = _("Kabar permohonan %(ref)s"), f"{application.pk}:moved:{at.isoformat()}"
    old = _("Kabar permohonan %(ref)s tidak lagi kami kirim ke alamat ini, atas permintaan pemegang kodenya.")
    new = _("Mulai sekarang kabar permohonan %(ref)s kami kirim ke alamat ini.")
    for key, address, body in (("old", before, old), ("new", contact, new)):
        if address:
            facts, about = {"ref": application.ref}, (KIND, application.ref)
            to, words = Recipient.contact(address), body % facts
            notify(to, subject=subject % facts, body=words, key=f"{number}:{key}", about=about, at=at)

"""Somebody applies: once, however often the form arrives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import OPEN
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person, Post, Region
from balairung.rooms.services.handling.actions import open_application
from balairung.rooms.services.models import Application, ApplicationQuerySet, Service, Version

TRIES = 3  # a drawn number may be taken


@dataclass(frozen=True)
class Taken:
    """Who typed it for somebody who sat before them, in which post, and how that somebody agreed."""

    person: Person
    post: Post
    consent: str


def apply_for(
    *,
    version: Version,
    answers: Mapping[str, Any],
    files: Sequence[File],
    region: Region | None,
    name: str,
    nik: str,
    contact: str,
    token: str,
    channel: str,
    taken: Taken | None = None,
    by: Actor,
    at: datetime,
) -> Application:
    """The one application that this token stands for, made now unless it was made before.

    `answers` is clean (definition/answers.py); `files` are those that it names; `contact` is an e-mail address, a
    telephone number (+62…) or "". Raise `Refused` where nobody is there to receive it or a file is gone.
    """
    said = {
        "token": _hashed(token), "region": region, "name": name, "nik": nik, "nik_hash": nik_hash(nik),
        "channel": channel, "answers": json.dumps(dict(answers)), **_contact(contact), **_taken(taken),
    }  # fmt: skip
    failures = 0
    while True:
        application = Application(service=version.service, version=version, secret=new_code(), **said)
        try:
            return open_application(application, answers=answers, files=files, by=by, at=at)
        except IntegrityError:  # the form was here before, or the number drawn for it belongs to another
            failures += 1
            if found := find_applied(token):
                return found
            if failures == TRIES:
                raise


def find_applied(token: str) -> Application | None:
    """What was applied for already with this token: from this form, or from another telephone with the same draft."""
    rows = Application.objects.filter(token=_hashed(token)) if token else Application.objects.none()
    return rows.select_related("obligation").only("secret", "obligation__ref").first()


def open_for(nik: str, service: Service) -> ApplicationQuerySet:
    """The applications for this service that somebody with this NIK has running."""
    rows = Application.objects.filter(nik_hash=nik_hash(nik)) if nik else Application.objects.none()
    return rows.filter(service=service, obligation__state__in=OPEN)


def nik_hash(nik: str) -> str:
    """What finds the applications of one person; "" for nobody in particular."""
    return keyed_hash("nik", nik) if nik else ""


def _hashed(token: str) -> str:
    return keyed_hash("application", token)


def _contact(contact: str) -> dict[str, str]:
    return {"contact": contact, "contact_hash": keyed_hash("contact", contact) if contact else ""}


def _taken(taken: Taken | None) -> dict[str, Any]:
    if taken is None:
        return {}
    return {"taken_by": taken.person, "taken_at_post": taken.post, "consent": taken.consent}

"""What all pages of the form share: who sits before it, through which door they came, and what they wrote so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.place_names import place_names
from balairung.rooms.services.applying import begun as drafts
from balairung.rooms.services.applying.applicant import PAGE, ApplicantForm, TakenForm
from balairung.rooms.services.applying.asking import Links
from balairung.rooms.services.applying.begun import Begun
from balairung.rooms.services.applying.judging import Judged, judge
from balairung.rooms.services.definition.answers import pages
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.models import Application, Service, Version


@dataclass(frozen=True)
class Way:
    """A door: citizens apply for themselves, officers for somebody who sits before them."""

    name: str  # what the names of its addresses begin with
    base: str
    form: type[ApplicantForm]

    @property
    def taking(self) -> bool:
        return self.form is TakenForm


CITIZEN = Way("apply", "ui/public.html", ApplicantForm)
DESK = Way("take", "ui/leader.html", TakenForm)


@dataclass(frozen=True)
class Sitting:
    """One request for one page of one service's form."""

    request: HttpRequest
    actor: Actor
    way: Way
    service: Service
    version: Version
    definition: Definition
    begun: Begun

    @property
    def now(self) -> datetime:
        return now_of(self.request)

    @property
    def today(self) -> date:
        return localdate(self.now)

    def address(self, page: str = "") -> str:
        """Of a page of this draft, or of its last look; of the first page where nothing is kept yet."""
        name, key, draft = f"services:{self.way.name}", self.service.key, self.begun.draft
        if not draft:
            return reverse(name, args=[key])
        return reverse(f"{name}_page", args=[key, draft, page]) if page else reverse(f"{name}_check", args=[key, draft])

    def judged(self, before: str = "") -> Judged:
        """What was said on all pages, or on those before one; with the files that are still there."""
        there = drafts.stored(self.begun.names())
        files = {name: [key for key in keys if key in there] for name, keys in self.begun.files.items()}
        return judge(self.definition, self.begun.said, files, today=self.today, before=before)

    def applicant(self, typed: Any = None) -> ApplicantForm:
        """The first page, with what was typed there to be looked at."""
        said = self.begun.who if typed is None else typed
        files = self.request.FILES if typed is not None else None
        return self.way.form(said, files, definition=self.definition, today=self.today)

    def blank(self) -> ApplicantForm:
        """The same as it was left, with nothing said about it."""
        return self.way.form(initial=self.begun.who, definition=self.definition, today=self.today)

    def links(self) -> Links:
        """The files that it holds, by the names of their questions."""
        there = drafts.stored(self.begun.names())
        named = {name: [there[key] for key in keys if key in there] for name, keys in self.begun.files.items()}
        return {name: [(str(file.pk), file_link(file, self.now)) for file in files] for name, files in named.items()}

    def following(self, page: str, answers: dict[str, Any]) -> str:
        """The address after this page: the next one on which something is asked, else the last look."""
        order = [one.key for one in self.definition.pages]
        after = order.index(page) if page in order else -1
        asked = (one.key for one in pages(self.definition, answers) if order.index(one.key) > after)
        return self.address(next(asked, ""))

    def previous(self, page: str, answers: dict[str, Any]) -> str:
        """The address before this page; "" before the first."""
        keys = [PAGE, *(one.key for one in pages(self.definition, answers))]
        place = keys.index(page) if page in keys else len(keys)
        return self.address(keys[place - 1]) if place else ""

    def count(self, page: str, answers: dict[str, Any]) -> tuple[int, int]:
        """Which page this is, and of how many as far as one can tell: the applicant's, the form's, the last look."""
        keys = [PAGE, *(one.key for one in pages(self.definition, answers))]
        return keys.index(page) + 1 if page in keys else len(keys) + 1, len(keys) + 1

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        shared = {
            "way": self.way, "service": self.service, "begun": self.begun, "places": place_names,
            "renewed": self.begun.renewed(self.version), "version": self.version,
        }  # fmt: skip
        return render(self.request, template, {**shared, **context}, status=status)


def sit(request: HttpRequest, actor: Actor, way: Way, key: str, draft: str = "") -> Sitting | HttpResponse:
    """Where they sit now; or the page that says why they cannot: closed, gone, or sent already.

    Raise DoesNotExist for a service that there never was, and for somebody else's draft.
    """
    service, now = Service.objects.get(key=key), now_of(request)
    begun = drafts.resume(draft, at=now) if draft else drafts.begin(service, now)
    if begun is None:
        return render(request, "services/applying/gone.html", {"way": way, "service": service}, status=404)
    if begun.service != key or not _theirs(begun, way, actor, draft):
        raise Service.DoesNotExist
    if sent := begun.sent:
        return redirect(receipt_of(way, sent))
    if not Service.objects.offered(localdate(now)).filter(pk=service.pk).exists():
        context = {"way": way, "service": service, "words": drafts.words_kept(begun)}
        return render(request, "services/applying/closed.html", context, status=404)
    service, version, definition = drafts.published(key, now)
    return Sitting(request, actor, way, service, version, definition, begun)


def receipt_of(way: Way, application: Application) -> str:
    """Where one goes after sending: citizens to their receipt, officers to the page that they read out from."""
    if way.taking:
        return reverse("services:taken", args=[application.ref])
    return reverse("services:receipt", args=[application.ref, application.secret])


def _theirs(begun: Begun, way: Way, actor: Actor, draft: str) -> bool:
    """What an officer types is opened by them alone; what a citizen types by whoever holds its code."""
    if not draft or begun.done:
        return True
    return begun.taken.get("person", "") == (str(actor.person_id) if way.taking else "")

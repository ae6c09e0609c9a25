"""What every page of the editor works on: one service, its draft, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services.definition import rights
from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.faults import Fault
from balairung.rooms.services.definition.publishing import draft_of, known_offices, save_draft
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Asked, Definition, canonical
from balairung.rooms.services.models import Service, Version

PAGES = {
    "identity": "edit_identity", "form": "edit_form", "steps": "edit_steps", "letter": "edit_letter",
    "standard": "edit_standard", "translations": "edit_words",
}  # fmt: skip


@dataclass
class Bench:
    """One service as one editor sees it: its draft, or what is in force while there is none."""

    actor: Actor
    service: Service
    draft: Version | None

    @cached_property
    def version(self) -> Version:
        found = self.draft or self.service.current
        if found is None:
            raise Service.DoesNotExist
        return found

    @cached_property
    def definition(self) -> Definition:
        return read(self.version.body)

    @cached_property
    def body(self) -> dict[str, Any]:
        return canonical(self.definition)

    @cached_property
    def faults(self) -> list[Fault]:
        return faults(self.definition, offices=known_offices())

    def save(self, request: HttpRequest, body: Mapping[str, Any]) -> Version:
        """The draft with this body, unless somebody else was faster than the page that was sent."""
        self.draft = save_draft(
            self.service, read(dict(body)), seen=request.POST.get("seen", ""), by=self.actor, at=now_of(request)
        )
        return self.draft

    def url(self, name: str, *args: object) -> str:
        return reverse(f"services:{name}", args=[self.service.key, *args])

    def show(
        self, request: HttpRequest, template: str, part: str, *, wrong: bool = False, **context: Any
    ) -> HttpResponse:
        """A page of the editor with what all of them have; 422 when it came in with a fault."""
        here = [(one, self.href(one)) for one in self.faults if one.part == part]
        common = {
            "service": self.service, "draft": self.draft, "version": self.version, "definition": self.definition,
            "tabs": self.tabs(part), "heading": headings()[Path(template).stem], "part": part, "here": here,
            "seen": request.POST.get("seen") or self.version.digest,
        }  # fmt: skip
        return render(request, template, common | context, status=422 if wrong else 200)

    def tabs(self, part: str) -> list[dict[str, Any]]:
        counts = Counter(one.part for one in self.faults)
        words = {
            "identity": _("Identitas"), "form": _("Formulir"), "steps": _("Langkah"), "letter": _("Surat"),
            "standard": _("Standar"), "translations": _("Terjemahan"),
        }  # fmt: skip
        first = {"href": self.url("workshop"), "label": _("Ringkasan"), "here": part == "", "faults": 0}
        rest = [
            {"href": self.url(PAGES[key]), "label": label, "here": key == part, "faults": counts[key]}
            for key, label in words.items()
        ]
        return [first, *rest]

    # --- where a fault leads ---------------------------------------------------------------------------------------

    def href(self, one: Fault) -> str:
        """The page on which it is put right."""
        match one.path:
            case ("pages", int(place), "fields", int(number), "fields", int(row), *_rest):
                page = self.definition.pages[place]
                asked = page.fields[number]
                return self.url("edit_inner", page.key, asked.key, asked.fields[row].key)
            case ("pages", int(place), "fields", int(number), *_rest):
                page = self.definition.pages[place]
                return self.url("edit_question", page.key, page.fields[number].key)
            case ("pages", int(place), *_rest):
                return self.url("edit_page", self.definition.pages[place].key)
            case ("steps", int(place), *_rest):
                return self.url("edit_step", self.definition.steps[place].key)
            case ("letter", "parts", int(place), *_rest):
                return self.url("edit_part", place)
        return self.url(PAGES[one.part])

    # --- what stands where -----------------------------------------------------------------------------------------

    def page_at(self, key: str) -> int:
        """The place of a page. Raise DoesNotExist where there is none."""
        return self._place(key, [page.key for page in self.definition.pages])

    def question_at(self, page: int, key: str) -> int:
        return self._place(key, [one.key for one in self.definition.pages[page].fields])

    def inner_at(self, one: Asked, key: str) -> int:
        return self._place(key, [inner.key for inner in one.fields])

    def step_at(self, key: str) -> int:
        return self._place(key, [step.key for step in self.definition.steps])

    def _place(self, key: str, keys: list[str]) -> int:
        if key not in keys:
            raise Service.DoesNotExist
        return keys.index(key)

    def before(self, page: int, question: int = 0) -> list[Asked]:
        """The questions that come before this one: its conditions may name them."""
        pages = self.definition.pages
        return [one for other in pages[:page] for one in other.fields] + list(pages[page].fields[:question])


def open_bench(actor: Actor, key: str) -> Bench:
    """For whoever may change it. Raise DoesNotExist for what this actor may not see."""
    service = rights.get_service(actor, key)
    return Bench(actor, service, draft_of(service))


def headings() -> dict[str, str]:
    """What each page of the editor is called."""
    return {
        "workshop": _("Ringkasan"), "identity": _("Identitas"), "standard": _("Standar pelayanan"),
        "translations": _("Terjemahan"), "form": _("Formulir"), "page": _("Halaman formulir"),
        "question": _("Pertanyaan"), "steps": _("Langkah"), "step": _("Langkah"), "letter": _("Surat"),
        "no_letter": _("Surat"), "part": _("Bagian surat"), "try": _("Formulir seperti warga melihatnya"),
        "simulate": _("Apa yang akan terjadi"), "compare": _("Yang berubah"), "publish": _("Terbitkan"),
    }  # fmt: skip

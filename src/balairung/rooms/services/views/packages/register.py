"""The register of packages, one package, and its file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.documents import house_key
from balairung.kernel.documents.local_authority import authorities
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services.definition import rights
from balairung.rooms.services.packages import register
from balairung.rooms.services.packages.giving import file_name
from balairung.rooms.services.packages.taking import grouped

PAGE = 50


@officers
def packages(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was given and taken, the newest first; where one's own key is read from; which services may be given."""
    require(rights.edits(actor), rights.ONLY)
    page = Paginator(register.seen_by(actor).defer("content"), PAGE).get_page(request.GET.get("halaman"))
    context: dict[str, Any] = {
        "page": page, "rows": register.rows_of(list(page.object_list)),
        "fingerprint": grouped(house_key.fingerprint()) if authorities() else "",
        "services": [one for one in rights.editable(actor) if one.current],
    }  # fmt: skip
    return render(request, "services/packages/register.html", context)


@officers
def package(request: HttpRequest, actor: Actor, package: UUID) -> HttpResponse:
    """One package: from whom to whom, under whose key, and what became of it here."""
    require(rights.edits(actor), rights.ONLY)
    found = register.seen_by(actor).select_related("exchanged_by").get(pk=package)
    (row,) = register.rows_of([found])
    context = {
        "package": found, "row": row, "fingerprint": grouped(found.fingerprint), "file": file_name(found),
        "origin": register.origin_of(row.version) if row.version else None,
        "agreement": register.agreement_words(found.agreement, now_of(request)),
    }  # fmt: skip
    return render(request, "services/packages/package.html", context)


@officers
def file(request: HttpRequest, actor: Actor, package: UUID) -> HttpResponse:
    """The file as it was given or as it came, byte for byte."""
    require(rights.edits(actor), rights.ONLY)
    found = register.seen_by(actor).get(pk=package)
    answer = HttpResponse(found.content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return answer

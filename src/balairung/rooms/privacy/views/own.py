"""The page of whoever asked, with number and code: where it stands, and the file that is given once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.ground.common.masking import mask
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.reads import PARTIES, explain, office_of, timeline, titles_of, unmet_clock_rows
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.rooms.privacy import access, answering, exporting, moves, rules
from balairung.rooms.privacy.forms import OpenForm
from balairung.rooms.privacy.models import DataExport

SAID = {
    "open": _("Permintaan diterima"), "complete": _("Permintaan dipenuhi"), "refuse": _("Permintaan ditolak"),
    "withdraw": _("Anda mencabut permintaan"), "reveal": _("Data Anda dibuka dengan alasan tertulis"),
}  # fmt: skip


@everyone
@never_cache
def own(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Where it is, what was answered, whether the file is ready."""
    found, _owner = access.get_own(ref, code)
    now, obligation = now_of(request), found.obligation
    context: dict[str, Any] = {
        "found": found, "obligation": obligation, "code": code, "late": obligation.is_late(now),
        "right": rules.told("rights", found.right), "address": mask(found.contact),
        "clocks": unmet_clock_rows(obligation, Calendars(), now) if obligation.is_open else [],
        "export": DataExport.objects.filter(request=found).first(),
        "entries": timeline(obligation, titles=titles_of(moves.MOVES, SAID), sees=PARTIES, who=_who, now=now),
    }  # fmt: skip
    return render(request, "privacy/own.html", context)


def _who(event: Event) -> str:
    """The office, or the reader."""
    return gettext("Anda") if event.by_kind == ActorKind.CITIZEN else office_of(event)


@everyone
@never_cache
@require_POST
def take_back(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Its owner does not want it any more."""
    found, owner = access.get_own(ref, code)
    answering.withdraw(found, by=owner, at=now_of(request))
    return redirect("privacy:own", found.ref, code)


@everyone
@never_cache
def deadline(request: HttpRequest, actor: Actor, ref: str, code: str, clock: UUID) -> HttpResponse:
    """Why that is the date."""
    found, _owner = access.get_own(ref, code)
    row = found.obligation.clocks.select_related("obligation").get(pk=clock)
    back = reverse("privacy:own", args=[found.ref, code])
    context = {"explained": explain(row), "back": back, "today": localdate(now_of(request))}
    return render(request, "privacy/deadline.html", context)


@everyone
@never_cache
def download(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """The file, once: GET asks for the code (whatever previews a message reads no further), POST gives it; then 410."""
    now = now_of(request)
    found = exporting.find_link(token, now)
    if found is None:
        return render(request, "privacy/over.html", status=410)
    form, parts = OpenForm(request.POST if request.method == "POST" else None), list[Iterator[bytes]]()
    if request.method == "POST" and accepted(form, lambda: parts.append(_take(found, form, request))):
        return _file(found, parts[0])
    context = {"form": form, "export": found}
    return render(request, "privacy/download.html", context, status=422 if form.errors else 200)


def _take(found: DataExport, form: OpenForm, request: HttpRequest) -> Iterator[bytes]:
    return exporting.take(found, code=form.cleaned_data["code"], at=now_of(request))


def _file(found: DataExport, parts: Iterator[bytes]) -> StreamingHttpResponse:
    name = f'attachment; filename="data-saya-{found.request.ref}.zip"'
    headers = {"Content-Disposition": name, "Content-Length": str(found.size), "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(parts, content_type="application/zip", headers=headers)

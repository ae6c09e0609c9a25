"""SAKIP: what an office thinks of its own accountability, question by question, with proof."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.programmes import access
from balairung.rooms.programmes.forms import SakipForm
from balairung.rooms.programmes.models import SakipCheck
from balairung.rooms.programmes.performance import sakip


@officers
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All agencies for those who read all, else one's own: points and predicate of this year."""
    year = localdate(now_of(request)).year
    offices = [one for one in access.asked_offices() if access.reads_all(actor) or one.pk in actor.office_ids]
    checks: dict[object, dict[str, SakipCheck]] = {}
    for one in SakipCheck.objects.filter(year=year, office__in=offices):
        checks.setdefault(one.office_id, {})[one.item] = one
    rows = [(office, sakip.sheet_of(checks.get(office.pk, {}))) for office in offices]
    rows.sort(key=lambda row: -row[1].points)
    return render(request, "programmes/sakip.html", {"rows": rows, "year": year})


@officers
def office(request: HttpRequest, actor: Actor, key: str, year: int) -> HttpResponse:
    """The checklist of one office; a POST answers one question."""
    found, now = Office.objects.get(key=key), now_of(request)
    keeps = access.keeps(actor, found.pk) or access.works_for_reviewer(actor)
    require(keeps or access.reads_all(actor))
    form = SakipForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and accepted(form, lambda: _check(request, found, year, form, actor)):
        messages.success(request, _("Tersimpan."))
        return redirect("programmes:sakip_office", found.key, year)
    sheet = sakip.read_sheet(found, year)
    asked = str(form["item"].value() or "") if form.errors else ""
    parts = [
        (one, [(item, form if item.key == asked else SakipForm(initial=_begun(item)),
                file_link(item.check.file, now) if item.check and item.check.file else None) for item in one.items])
        for one in sheet.components
    ]  # fmt: skip
    context = {"office": found, "year": year, "sheet": sheet, "parts": parts, "keeps": keeps, "asked": asked}
    return render(request, "programmes/sakip_office.html", context, status=422 if form.errors else 200)


def _begun(item: sakip.Item) -> dict[str, object]:
    said = {"met": item.check.met, "words": item.check.words} if item.check else {}
    return {"item": item.key, **said}


def _check(request: HttpRequest, found: Office, year: int, form: SakipForm, actor: Actor) -> None:
    said = form.cleaned_data
    files = [store(upload, at=now_of(request)) for upload in said.pop("uploads")]
    sakip.check(found, year=year, **said, files=files, by=actor, at=now_of(request))

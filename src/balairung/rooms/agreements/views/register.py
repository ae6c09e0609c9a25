"""The register as everybody reads it: which agreements there are, and whether their duties are kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.agreements import access, register
from balairung.rooms.agreements.forms import DutyForm, EndForm, ScanForm, SearchForm
from balairung.rooms.agreements.models import Agreement, Duty

OVER = "berakhir"  # the words stand in addresses for ever
COMING = "mendatang"


@everyone
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The agreements in force, page by page; those that are over or yet to come under their own tab."""
    form, today = SearchForm(request.GET), localdate(now_of(request))
    asked = form.asked()
    found, shown = register.narrowed(asked), request.GET.get("tampil", "")
    parts = {"": found.in_force(today), COMING: found.coming(today), OVER: found.over(today)}
    shown = shown if shown in parts else ""
    query = {"kata": asked["kata"]} if asked else {}
    page = Paginator(parts[shown].for_list(), register.PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form, "asked": asked, "page": page, "tabs": _tabs(parts, shown, query), "shown_tab": shown,
        "query": urlencode(query | ({"tampil": shown} if shown else {})), "may_record": access.can_record(actor),
        "rows": [(one, one.standing(today)) for one in page.object_list], "soon": today + register.SOON,
        "figures": None if asked else register.figures_of(register.owed_of(_duties(), today)),
    }  # fmt: skip
    return render(request, "agreements/register.html", context)


def _duties() -> list[Duty]:
    return list(Duty.objects.select_related("obligation").only("due_on", "obligation__state", "obligation__closed_at"))


def _tabs(parts: dict[str, Any], shown: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """What is in force always, the others where there are some."""
    words = {"": _("berlaku"), COMING: _("belum mulai"), OVER: _("sudah berakhir")}
    counts = {word: rows.count() for word, rows in parts.items()}
    return [
        {"label": words[word], "count": count, "here": word == shown,
         "href": "?" + urlencode(query | ({"tampil": word} if word else {}))}
        for word, count in counts.items()
        if count or not word or word == shown
    ]  # fmt: skip


@everyone
def agreement(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return agreement_page(request, actor, access.get_agreement(ref))


def agreement_page(
    request: HttpRequest, actor: Actor, found: Agreement, refused: forms.Form | None = None
) -> HttpResponse:
    """One agreement with what is owed under it; `refused` is the form that came in with a fault."""
    now = now_of(request)
    today = localdate(now)
    seen = set(access.duties_of(actor).filter(agreement=found).values_list("pk", flat=True))
    duties = register.owed_of(found.duties.for_list(), today, seen)
    standing = found.standing(today)
    context: dict[str, Any] = {
        "agreement": found, "standing": standing, "duties": duties, "figures": register.figures_of(duties),
        "exchanged": register.exchanged_under(found), "today": today,
        "scans": register.scans_of(found, now) if actor.is_officer else None,
    }  # fmt: skip
    if access.can_keep(actor, found.office_id):
        over = standing in {Agreement.Standing.EXPIRED, Agreement.Standing.ENDED}
        context |= _offered(found, over, refused)
    return render(request, "agreements/agreement.html", context, status=422 if refused else 200)


def _offered(found: Agreement, over: bool, refused: forms.Form | None) -> dict[str, Any]:
    """What may be done with it now, each with its form."""
    made: list[tuple[str, forms.Form]] = [("upload", ScanForm())]
    if not over:
        made.append(("duty", DutyForm(initial={"office": found.office.key})))
    if not over and found.ended_on is None:
        made.append(("end", EndForm()))
    return {name: refused if type(refused) is type(form) else form for name, form in made}

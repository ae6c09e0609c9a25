"""The checklist as the Inspektorat changes it: each change is a new edition."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.inspections import access, sheets
from balairung.rooms.inspections.forms import ItemForm, SheetForm
from balairung.rooms.inspections.models import PROOFS, CheckSheet, Item


@officers
def sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All items with what they ask; whoever may change them finds them as a form."""
    require(access.sees_matrix(actor) or access.can_change_sheet(actor))
    standing, may = sheets.current_sheet(), access.can_change_sheet(actor)
    sent = request.POST if request.method == "POST" and may else None
    top = SheetForm(sent, initial={"title": standing.title, "after": standing.number})
    rows = _rows(standing, sent)
    sound = sent is not None and not [row for row in rows if not row.is_valid()]
    if sound and accepted(top, lambda: _publish(top, rows, actor, now_of(request))):
        messages.success(request, _("Daftar periksa edisi baru berlaku mulai sekarang."))
        return redirect("inspections:sheet")
    context = {
        "sheet": standing, "top": top, "rows": rows, "may": may,
        "editions": CheckSheet.objects.select_related("published_by").defer("rows")[:20],
    }  # fmt: skip
    return render(request, "inspections/sheet.html", context, status=200 if sent is None else 422)


def _rows(standing: CheckSheet, sent: QueryDict | None) -> list[ItemForm]:
    """One form for each item, and an empty one for another."""
    sources = [(key, row["words"]) for key, row in facts("checklists")["sources"].items()]
    shown = [*(item.written() for item in standing.items.values()), {}]
    return [
        ItemForm(sent, initial=row, prefix=f"butir-{place}", proofs=PROOFS, sources=sources)
        for place, row in enumerate(shown)
    ]


def _publish(top: SheetForm, rows: list[ItemForm], actor: Actor, now: datetime) -> None:
    taken: list[str] = []
    items: list[Item] = []
    for row in rows:
        if row.empty or row.cleaned_data["drop"]:
            continue
        key = row.cleaned_data["key"] or sheets.new_key(row.cleaned_data["title"], _keys(rows) + taken)
        taken.append(key)
        items.append(row.item(key))
    found = top.cleaned_data
    sheets.publish(items, title=found["title"], after=found["after"], by=actor, at=now)


def _keys(rows: list[ItemForm]) -> list[str]:
    return [row.cleaned_data["key"] for row in rows if row.cleaned_data["key"]]

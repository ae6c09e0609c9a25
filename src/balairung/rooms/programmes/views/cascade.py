"""The cascade: everybody walks it from the vision to a receipt; officers bring it in and record what was reached."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people import drafts
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import Row, read_rows
from balairung.kernel.people.views.asking import posted
from balairung.rooms.programmes import access
from balairung.rooms.programmes.cascade import importing, recording, tree
from balairung.rooms.programmes.cascade.gaps import gaps_of
from balairung.rooms.programmes.cascade.wanted import SHEET
from balairung.rooms.programmes.forms import PeriodForm, ResultForm, SearchForm, SheetForm, SpendingForm
from balairung.rooms.programmes.models import AgencyPlan, HundredDays, PlanNode, PlanPeriod
from balairung.rooms.programmes.models.cascade import Level
from balairung.rooms.programmes.performance.reading import gauges
from balairung.rooms.programmes.views.asking import ask

KIND = "programmes-import"
SHOWN = 200  # added rows that are written out; every bad and every changed one is


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where everything of this room begins: periods, the hundred days, performance."""
    form = PeriodForm(posted(request))
    made: list[PlanPeriod] = []
    if request.method == "POST" and accepted(form, lambda: made.append(_record_period(request, form, actor))):
        messages.success(request, _("Periode tersimpan. Sekarang impor susunannya."))
        return redirect("programmes:import", made[0].first_year)
    context = {
        "periods": PlanPeriod.objects.all(), "plans": HundredDays.objects.all(), "may_plan": access.can_plan(actor),
        "form": form, "own": _own(actor),
    }  # fmt: skip
    return render(request, "programmes/desk.html", context, status=422 if form.errors else 200)


def _own(actor: Actor) -> list[AgencyPlan]:
    return list(AgencyPlan.objects.filter(office__in=actor.office_ids).for_list())


def _record_period(request: HttpRequest, form: PeriodForm, actor: Actor) -> PlanPeriod:
    return importing.record_period(**form.cleaned_data, by=actor, at=now_of(request))


@everyone
def whole(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    """The vision with what stands below it; a word or a code finds the rest."""
    period = access.get_period(year)
    form = SearchForm(request.GET)
    asked = form.asked()
    context = {
        "period": period, "form": form, "asked": asked, "found": tree.found(period, asked) if asked else [],
        "branches": [] if asked else tree.roots(period), "may_plan": access.can_plan(actor),
    }  # fmt: skip
    return render(request, "programmes/tree.html", context)


@everyone
def node(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One node: the way to it, its indicators with their proof, what was paid, what stands below it."""
    found, now = access.get_node(key), now_of(request)
    year = min(max(localdate(now).year, found.period.first_year), found.period.last_year)
    indicators = found.indicators.select_related("post", "node").prefetch_related("targets")
    bare = not actor.is_officer
    context = {
        "node": found, "above": list(PlanNode.objects.above(found)), "year": year, "branches": tree.branches(found),
        "gauges": [(one, _proofs(one, now, bare)) for one in gauges(indicators, year, localdate(now))],
        "spendings": [
            (one, file_link(one.file, now, bare=bare) if one.file else None)
            for one in found.spendings.select_related("file")
        ],
        "may_record": actor.is_officer and access.can_record(actor, found), "leaf": found.level == Level.SUB_ACTIVITY,
    }  # fmt: skip
    return render(request, "programmes/node.html", context)


def _proofs(gauge: Any, now: Any, bare: bool) -> list[tuple[Any, Any]]:
    return [(one.result, file_link(one.result.file, now, bare=bare)) for one in gauge.quarters if one.result]


@officers
def gaps(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    """Where the plan does not hold together."""
    period = access.get_period(year)
    return render(request, "programmes/gaps.html", {"period": period, "gaps": gaps_of(period)})


@officers
def upload(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    """The file; what it would do is found out and kept, nothing is written yet."""
    require(access.can_plan(actor), _("Susunan program diimpor badan perencanaan."))
    period, form = access.get_period(year), SheetForm(posted(request), request.FILES or None)
    token: list[str] = []
    if accepted(form, lambda: token.append(_compare(request, actor, period, form))):
        return redirect("programmes:import_preview", token[0])
    context = {"form": form, "sheet": SHEET, "period": period}
    return render(request, "programmes/import.html", context, status=422 if form.errors else 200)


def _compare(request: HttpRequest, actor: Actor, period: PlanPeriod, form: SheetForm) -> str:
    file = form.cleaned_data["file"]
    rows, ignored = read_rows(SHEET, file.read())
    found = importing.compare(rows, period, by=actor)
    body = {
        "name": file.name[:100], "ignored": ignored, "person": str(actor.person_id), "year": period.first_year,
        "rows": [[row.number, row.values] for row in rows], "lines": found.as_rows(),
    }  # fmt: skip
    return drafts.save_draft(kind=KIND, body=json.loads(json.dumps(body)), at=now_of(request))


@officers
def preview(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Every fault and every difference by its row; a POST applies the whole file."""
    body = drafts.read_draft(kind=KIND, token=token, at=now_of(request))
    if body is None or body["person"] != str(actor.person_id):
        raise Http404
    period = access.get_period(body["year"])
    if request.method == "POST" and "done" not in body:
        rows = [Row(number, values) for number, values in body["rows"]]
        done = importing.apply(rows, period, by=actor, at=now_of(request))
        counts = [len(done.of(importing.ADD)), len(done.of(importing.CHANGE))]
        body = {"person": body["person"], "year": body["year"], "done": counts}
        drafts.save_draft(kind=KIND, body=body, token=token, at=now_of(request))
    if "done" in body:  # pressed twice, or come back to
        said = {"added": body["done"][0], "changed": body["done"][1]}
        messages.success(request, _("%(added)d butir ditambahkan, %(changed)d diubah.") % said)
        return redirect("programmes:tree", period.first_year)
    return render(request, "programmes/import_preview.html", _preview(body) | {"period": period})


def _preview(body: dict[str, Any]) -> dict[str, object]:
    found = importing.Preview([importing.Line(**line) for line in body["lines"]])
    added = found.of(importing.ADD)
    return {
        "name": body["name"], "ignored": body["ignored"], "bad": found.of(importing.BAD), "added": len(added),
        "same": len(found.of(importing.SAME)), "changed": found.of(importing.CHANGE), "moving": added[:SHOWN],
        "more": max(len(added) - SHOWN, 0),
    }  # fmt: skip


@officers
def result(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """What was reached in a quarter."""
    found = access.get_indicator(actor, key)
    form = ResultForm(posted(request), request.FILES or None, years=found.node.period.years,
                      initial={"year": localdate(now_of(request)).year})  # fmt: skip
    if accepted(form, lambda: _result(request, found, form, actor)):
        messages.success(request, _("Capaian tercatat."))
        return redirect("programmes:node", found.node_id)
    back = reverse("programmes:node", args=[found.node_id])
    return ask(request, form, title=_("Catat capaian"), submit=_("Simpan capaian"), lead=found.name, back=back)


def _result(request: HttpRequest, found: Any, form: ResultForm, actor: Actor) -> None:
    recording.record_result(found, **_said(request, form), by=actor, at=now_of(request))


def _said(request: HttpRequest, form: ResultForm | SpendingForm) -> dict[str, Any]:
    """What was typed, with what was sent stored."""
    said = dict(form.cleaned_data)
    return said | {"files": [store(upload, at=now_of(request)) for upload in said.pop("uploads")]}


@officers
def spend(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """What was paid."""
    found = access.get_node(key)
    require(access.can_record(actor, found))
    form = SpendingForm(posted(request), request.FILES or None)
    if accepted(form, lambda: _spend(request, found, form, actor)):
        messages.success(request, _("Pembayaran tercatat."))
        return redirect("programmes:node", found.pk)
    back = reverse("programmes:node", args=[found.pk])
    return ask(request, form, title=_("Catat pembayaran"), submit=_("Simpan"), lead=found.title, back=back)


def _spend(request: HttpRequest, found: PlanNode, form: SpendingForm, actor: Actor) -> None:
    recording.record_spending(found, **_said(request, form), by=actor, at=now_of(request))

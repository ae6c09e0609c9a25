"""Days and months: one's own, those of an office, those of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Person
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.learning import access, deciding, figures, leaving, rules
from balairung.rooms.learning.correcting import correct as correct_day
from balairung.rooms.learning.forms import AllowanceForm, CorrectionForm
from balairung.rooms.learning.models import Correction, Leave, PresenceDay, PresenceScan

ONE_DAY = timedelta(days=1)
MOST = 20


@dataclass(frozen=True)
class Period:
    """A month, and the ways to the months beside it; `after` is None for the month of today."""

    first: date
    last: date
    before: str
    after: str | None
    key: str


def _period(request: HttpRequest) -> Period:
    today = localdate(now_of(request))
    first, last = figures.month_of(request.GET.get("bulan", ""), today)
    after = (last + ONE_DAY).strftime("%Y-%m") if last < today else None
    return Period(first, last, (first - ONE_DAY).strftime("%Y-%m"), after, first.strftime("%Y-%m"))


# --- one's own -----------------------------------------------------------------------------------------------------


@officers
@require_GET
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own month, one's leave, and what waits for one's decision."""
    now, period = now_of(request), _period(request)
    person = access.own_person(actor)
    context = {
        **_of_person(person, period, now),
        "leaves": list(Leave.objects.for_list().filter(person=person)[:MOST]),
        "waiting": deciding.waiting_for(actor, now)[:MOST],
        "offices": list(Office.objects.filter(pk__in=access.offices_read(actor)).order_by("order", "name")),
        "scans": list(Office.objects.filter(pk__in=[one for one in actor.office_ids if access.can_scan(actor, one)])),
        "reads_all": access.can_read_all(actor),
    }
    return render(request, "learning/desk.html", context)


def _of_person(person: Person, period: Period, now: datetime) -> dict[str, Any]:
    month = figures.of_person(person, period.first, period.last, at=now)
    return {
        "person": person, "period": period, "month": month, "figures": month.figures,
        "balance": leaving.balance(person, period.first.year), "checked": rules.checked(),
        "source": rules.discipline_source(),
    }  # fmt: skip


# --- a person ------------------------------------------------------------------------------------------------------


@officers
@require_GET
def person(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """Somebody's month, for whoever leads them."""
    return _person_page(request, actor, access.get_person(actor, person, now_of(request)))


@officers
@require_POST
def correct(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """One day is put right by a superior."""
    found, form = access.get_person(actor, person, now_of(request)), CorrectionForm(request.POST)
    if accepted(form, lambda: _correct(request, found, form, actor)):
        messages.success(request, _("Pembetulan disimpan di samping catatan aslinya."))
        return redirect(f"{reverse('learning:person', args=[found.pk])}?bulan={form.cleaned_data['day']:%Y-%m}")
    return _person_page(request, actor, found, correction=form)


def _correct(request: HttpRequest, found: Person, form: CorrectionForm, actor: Actor) -> Correction:
    said = form.cleaned_data
    moments: dict[str, Any] = {
        f"{name}_at": make_aware(datetime.combine(said["day"], said[name])) if said[name] else None
        for name in ("arrived", "left")
    }
    return correct_day(
        found, **moments, day=said["day"], excused=said["excused"], reason=said["reason"], by=actor, at=now_of(request)
    )


def _person_page(
    request: HttpRequest, actor: Actor, found: Person, correction: CorrectionForm | None = None
) -> HttpResponse:
    now, period = now_of(request), _period(request)
    above = access.stands_above(actor, found.pk, now)
    days = {"person": found, "day__range": (period.first, period.last)}
    context = {
        **_of_person(found, period, now), "above": above,
        "scans": PresenceScan.objects.filter(**days).select_related("office").order_by("-at") if above else [],
        "corrections": Correction.objects.filter(**days).select_related("by").order_by("-at") if above else [],
        "leaves": list(Leave.objects.for_list().filter(person=found)[:MOST]) if above else [],
        "correction": (correction or CorrectionForm()) if above else None,
        "allowance": AllowanceForm(initial={"year": period.first.year}) if above else None,
    }  # fmt: skip
    status = 422 if correction and correction.errors else 200
    return render(request, "learning/person.html", context, status=status)


# --- an office -----------------------------------------------------------------------------------------------------


@officers
@require_GET
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """Who is there today, and the month by person."""
    found, now, period = access.get_office(actor, office), now_of(request), _period(request)
    lines = figures.by_person(found, period.first, period.last)
    context = {
        "office": found, "period": period, "lines": lines, "figures": figures.together(lines),
        "today": figures.today_at(found, at=now) if period.after is None else [],
        "course": figures.course(found, period.last), "checked": rules.checked(), "source": rules.discipline_source(),
        "may_keep": access.can_keep_kiosks(actor, found), "may_scan": access.can_scan(actor, found.pk),
        "status": PresenceDay.Status,
    }  # fmt: skip
    return render(request, "learning/office.html", context)


@officers
@require_GET
def office_table(request: HttpRequest, actor: Actor, office: str) -> StreamingHttpResponse:
    """The month by person as CSV."""
    found, period = access.get_office(actor, office), _period(request)
    lines = figures.by_person(found, period.first, period.last)
    return _table(f"kehadiran-{found.key}-{period.key}", figures.PERSON_COLUMNS, lines)


# --- all -----------------------------------------------------------------------------------------------------------


@officers
@require_GET
def everything(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The month by office, for leaders."""
    require(access.can_read_all(actor))
    period = _period(request)
    lines = figures.by_office(period.first, period.last)
    context = {
        "period": period, "lines": lines, "figures": figures.together(lines),
        "course": figures.course(None, period.last),
    }  # fmt: skip
    return render(request, "learning/everything.html", context)


@officers
@require_GET
def everything_table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    require(access.can_read_all(actor))
    period = _period(request)
    return _table(f"kehadiran-{period.key}", figures.OFFICE_COLUMNS, figures.by_office(period.first, period.last))


def _table(name: str, columns: tuple[str, ...], lines: list[figures.Line]) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    rows = csv_lines(columns, list(figures.table(lines)))
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)

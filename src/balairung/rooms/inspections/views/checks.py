"""What was checked: the desk of whoever checks, one check as a page and on paper, one office over the months."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from balairung.kernel.people.access import get_office
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.inspections import access, matrix, report, sheets
from balairung.rooms.inspections.models import FieldFinding, Inspection

PAGE = 30
JUDGED = 20  # findings that wait, on the desk


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The checks that this officer sees, the newest first; above them the repairs that wait for a judgement."""
    rows = Inspection.objects.visible_to(actor).for_list().defer("note", "companions")
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page, "may": access.can_check_some(actor), "matrix": access.sees_matrix(actor),
        "sheet": access.can_change_sheet(actor), "waiting": _waiting(actor),
        "standing": access.findings_of(actor).standing().distinct().count(),
    }  # fmt: skip
    return render(request, "inspections/desk.html", context)


def _waiting(actor: Actor) -> list[FieldFinding]:
    """Repairs that this officer may judge."""
    if not access.can_check_some(actor):
        return []
    rows = access.findings_of(actor).to_judge().for_list().filter(office__in=access.checkable(actor))
    return list(rows.exclude(obligation__owner_office__in=actor.office_ids).distinct()[:JUDGED])


@officers
def report_page(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One check with all that was seen."""
    inspection, now = access.get_inspection(actor, ref), now_of(request)
    context = {
        "inspection": inspection, "lines": report.lines_of(inspection, now), "clock": report.clock_words(inspection),
        "place": report.place_words(inspection), "score": report.score_words(inspection),
        "announced": report.announced_words(inspection),
    }  # fmt: skip
    return render(request, "inspections/report.html", context)


@officers
def report_file(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The same as a PDF."""
    inspection = access.get_inspection(actor, ref)
    drawn = report.report_pdf(inspection, report.lines_of(inspection, now_of(request)))
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="cek-{inspection.ref}.pdf"'
    return response


@officers
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """One office over the last twelve months."""
    found, today = get_office(office), localdate(now_of(request))
    mine = actor.seat_at(found.pk) is not None
    require(mine or (access.sees_matrix(actor) and _may_see(actor, found.pk)))
    items = sheets.current_sheet().asked_of(found.kind)
    standing = FieldFinding.objects.standing().filter(office=found).for_list().order_by("obligation__opened_at", "id")
    context = {
        "office": found, "course": matrix.course(found, items, today=today), "findings": standing,
        "may": access.can_check(actor, found), "matrix": access.sees_matrix(actor),
    }  # fmt: skip
    return render(request, "inspections/office.html", context)


def _may_see(actor: Actor, key: UUID) -> bool:
    return actor.leads or actor.coordinates or access.checkable(actor).filter(pk=key).exists()

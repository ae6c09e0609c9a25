"""The bridge to SP4N-LAPOR! by file: what waits to go out, which office is which, what was exchanged."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access
from balairung.rooms.complaints.intake import keeping
from balairung.rooms.complaints.intake.forms import DispositionsForm, ExportForm
from balairung.rooms.complaints.lapor.dispositions import ONLY, Unknown, explain_unknown, keep_dispositions
from balairung.rooms.complaints.lapor.exporting import MOST, export, file_of, rows
from balairung.rooms.complaints.models import Disposition, LaporRun

SHOWN, RUNS = 50, 20


@officers
@require_safe
def bridge(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the next file would say; nothing is written by looking."""
    require(access.can_import(actor), ONLY)
    form = ExportForm(request.GET)
    form.is_valid()
    found = rows(actor, everything=form.cleaned_data["everything"])
    context = {
        "form": form,
        "everything": form.cleaned_data["everything"],
        "rows": [row.named for row in found[:SHOWN]],
        "count": len(found),
        "full": len(found) == MOST,
        "more": max(len(found) - SHOWN, 0),
        "names": Disposition.objects.count(),
        "runs": _runs(),
    }  # fmt: skip
    return render(request, "complaints/lapor.html", context)


@officers
@require_POST
def write(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make the file; it is fetched by a link, as often as one likes."""
    form = ExportForm(request.POST)
    if accepted(form, lambda: export(actor, at=now_of(request), **form.cleaned_data)):
        messages.success(request, _("Berkas ekspor siap diunduh."))
    for sentence in form.non_field_errors():
        messages.warning(request, str(sentence))
    return redirect("complaints:lapor")


@officers
@require_safe
def give(request: HttpRequest, actor: Actor, run: UUID) -> HttpResponse:
    """The file of the last export."""
    found = LaporRun.objects.get(pk=run, kind=LaporRun.Kind.OUT)
    answer = HttpResponse(file_of(actor, found), content_type="text/csv; charset=utf-8")
    name = f"sp4n-lapor-{localtime(found.at):%Y-%m-%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@officers
def dispositions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which office is which: the names that a waiting file (`berkas`) brings, or all that were decided."""
    require(access.can_import(actor), ONLY)
    draft = request.GET.get("berkas", "")
    unknown = _unknown(request, draft) if draft else []
    form = _form(request, unknown, draft)
    if form.is_bound and accepted(form, lambda: _keep(request, actor, form)):
        messages.success(request, _("Peta instansi disimpan."))
        return redirect(_back(draft))
    context = {"form": form, "draft": draft, "back": _back(draft), "counts": {one.name: one.count for one in unknown}}
    return render(request, "complaints/dispositions.html", context, status=422 if form.errors else 200)


def _runs() -> list[LaporRun]:
    rows = LaporRun.objects.select_related("by_person").order_by("-at", "-id")
    return list(rows.defer("by_person__nip", "by_person__email", "by_person__phone")[:RUNS])


def _unknown(request: HttpRequest, draft: str) -> list[Unknown]:
    now = now_of(request)
    with keeping.opened(keeping.find(draft, at=now), at=now) as prepared:
        return explain_unknown(keeping.checked(prepared).strangers)


def _form(request: HttpRequest, unknown: list[Unknown], draft: str) -> DispositionsForm:
    """An office that is all but certain stands there already; it counts when it is saved."""
    if draft:
        names = [one.name for one in unknown]
        initial = {one.name: one.likely[0].key for one in unknown if one.sure}
        hints = {one.name: _hint(one) for one in unknown}
    else:
        known = list(Disposition.objects.select_related("office").order_by("name", "id"))
        names, hints = [row.name for row in known], {}
        initial = {row.name: row.office.key if row.office else DispositionsForm.NONE for row in known}
    data = request.POST if request.method == "POST" else None
    return DispositionsForm(data, names=names, initial=initial, hints=hints)


def _hint(unknown: Unknown) -> str:
    count = _("%(count)d laporan.") % {"count": unknown.count}
    likely = ", ".join(office.name for office in unknown.likely)
    return f"{count} " + (
        _("Paling mirip: %(offices)s.") % {"offices": likely} if likely else _("Tidak ada yang mirip.")
    )


def _keep(request: HttpRequest, actor: Actor, form: DispositionsForm) -> None:
    keep_dispositions(form.chosen(), forget=form.undecided(), by=actor, at=now_of(request))


def _back(draft: str) -> str:
    """To the preview that asked, or to the bridge."""
    if draft:
        return f"{reverse('complaints:import_preview')}?{urlencode({'berkas': draft})}"
    return reverse("complaints:lapor")

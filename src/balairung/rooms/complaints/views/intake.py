"""Reports of another register on the page: upload, preview, apply."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access
from balairung.rooms.complaints.intake import keeping
from balairung.rooms.complaints.intake.checking import Prepared, Survey
from balairung.rooms.complaints.intake.forms import ApplyForm, ColumnsForm, UploadForm
from balairung.rooms.complaints.intake.importing import import_reports
from balairung.rooms.complaints.intake.keeping import Kept
from balairung.rooms.complaints.intake.wording import count_lines, example, missing_lines, news_lines, outcome_lines
from balairung.rooms.complaints.lapor.exporting import SOURCE

SHOWN = 200  # bad rows that are written out


@officers
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A file comes in and is understood; nothing is written yet but the file itself, sealed and for a while."""
    require(access.can_import(actor), _("Hanya koordinator pengaduan atau pengelola sistem yang mengimpor laporan."))
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    token: list[str] = []
    if posted and accepted(form, lambda: token.append(_keep(request, form))):
        return redirect(_preview_of(token[0]))
    return render(request, "complaints/import.html", {"form": form}, status=422 if form.errors else 200)


@officers
def preview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What every column became and what every row would do; a POST changes the columns, or writes the reports."""
    require(access.can_import(actor), _("Hanya koordinator pengaduan atau pengelola sistem yang mengimpor laporan."))
    now, draft = now_of(request), request.GET.get("berkas", "")
    kept = keeping.find(draft, at=now)
    with keeping.opened(kept, at=now) as prepared:
        surveyed = keeping.checked(prepared)
        columns = _columns_form(request, prepared, kept)
        apply = ApplyForm(request.POST if "apply" in request.POST else None)
        if columns.is_bound and accepted(columns, lambda: _rename(request, draft, kept, prepared, columns)):
            return redirect(_preview_of(draft))
        if apply.is_bound and accepted(apply, lambda: _apply(request, actor, prepared, surveyed, apply)):
            keeping.drop(draft)
            return redirect("obligations:inbox")
        context = _context(kept, prepared, surveyed) | {"columns": columns, "apply": apply, "draft": draft}
    failed = bool(columns.errors or apply.errors)
    return render(request, "complaints/import_preview.html", context, status=422 if failed else 200)


def _preview_of(draft: str) -> str:
    return f"{reverse('complaints:import_preview')}?{urlencode({'berkas': draft})}"


def _keep(request: HttpRequest, form: UploadForm) -> str:
    data = form.cleaned_data
    chosen = {"isi": data["text"]} if data["text"] else {}
    kept = Kept(data["file"].name, data["file"].read(), data["unsaid"], chosen)
    return keeping.keep(kept, at=now_of(request))


def _rename(request: HttpRequest, draft: str, kept: Kept, prepared: Prepared, form: ColumnsForm) -> None:
    chosen = {**kept.chosen, **form.changed(_taken(prepared))}
    changed = Kept(kept.name, kept.content, kept.unsaid, chosen, form.cleaned_data["meanings"])
    keeping.keep(changed, at=now_of(request), token=draft)


def _apply(request: HttpRequest, actor: Actor, prepared: Prepared, surveyed: Survey, form: ApplyForm) -> None:
    outcome = import_reports(prepared, surveyed, by=actor, at=now_of(request), **form.cleaned_data)
    for line in outcome_lines(outcome):
        messages.success(request, line)


def _columns_form(request: HttpRequest, prepared: Prepared, kept: Kept) -> ColumnsForm:
    meanings = "\n".join(f"{word} = {meaning}" for word, meaning in kept.meanings.items())
    initial = _taken(prepared) | {"meanings": meanings}
    data = request.POST if "columns" in request.POST else None
    return ColumnsForm(data, headers=prepared.table.names, initial=initial)


def _taken(prepared: Prepared) -> dict[str, str]:
    """Our key → their header, as it stands in the file."""
    names = prepared.table.names
    return {column.field.key: names[column.place] for column in prepared.recognised.used if column.field}


def _context(kept: Kept, prepared: Prepared, surveyed: Survey) -> dict[str, object]:
    return {
        "name": kept.name,
        "form_words": prepared.table.form,
        "used": prepared.recognised.used,
        "left_out": prepared.recognised.left_out,
        "new": surveyed.new.total(),
        "known": surveyed.known,
        "changed": len(surveyed.changed),
        "strangers": sorted(surveyed.strangers.items()),
        "news": surveyed.news,
        "theirs": prepared.reading.source == SOURCE,
        "bad": surveyed.bad[:SHOWN],
        "bad_count": len(surveyed.bad),
        "more": max(len(surveyed.bad) - SHOWN, 0),
        "examples": [example(plan) for plan in surveyed.examples],
        "lines": [
            *count_lines(surveyed.new, surveyed.known, surveyed.changed, _("Baru")),
            *news_lines(surveyed.news),
            *missing_lines(surveyed, prepared),
        ],
    }

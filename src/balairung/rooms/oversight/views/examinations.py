"""An examination: begun, changed, looked at, reported, sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.oversight import access, examining
from balairung.rooms.oversight.examining import KIND, Plan
from balairung.rooms.oversight.forms import ChangeForm, ExaminationForm, OfficeForm, PersonForm, ReportForm
from balairung.rooms.oversight.models import Examination, Involved, Recommendation
from balairung.rooms.oversight.views.asking import ask


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of one examination."""
    require(access.can_open(actor), _("Pemeriksaan dicatat oleh Inspektorat."))
    now = now_of(request)
    form = ExaminationForm(posted(request), at=now, initial={"started_on": localdate(now)})
    made: list[Examination] = []
    if accepted(form, lambda: made.append(examining.open_examination(_plan(form, None), by=actor, at=now))):
        messages.success(request, _("Pemeriksaan tercatat. Sekarang catat temuannya."))
        return redirect("oversight:examination", made[0].pk)
    return ask(request, form, title=_("Catat pemeriksaan"), submit=_("Catat"), back=reverse("oversight:desk"))


def _plan(form: forms.Form, known: Examination | None) -> Plan:
    typed = dict(form.cleaned_data)
    offices = [typed.pop("office")] if known is None else list(known.offices.all())
    return Plan(**typed, offices=offices)


@officers
def examination(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return examination_page(request, actor, access.get_examination(actor, key))


def examination_page(
    request: HttpRequest, actor: Actor, found: Examination, refused: forms.Form | None = None
) -> HttpResponse:
    """All of one examination; `refused` is the form that came in with a fault."""
    now = now_of(request)
    may_change = access.can_change(actor, found)
    rows = Recommendation.objects.filter(finding__examination=found).select_related("office", "obligation")
    rows = rows.prefetch_related("payments").order_by("place")
    told: dict[UUID, list[Recommendation]] = {}
    for row in rows:
        told.setdefault(row.finding_id, []).append(row)
    files = File.objects.filter(about_kind=KIND, about_ref=str(found.pk)).order_by("stored_at", "id")
    context: dict[str, Any] = {
        "examination": found, "involved": list(found.involved.select_related("person").order_by("part", "id")),
        "findings": [(one, told.get(one.pk, [])) for one in found.findings.prefetch_related("amendments")],
        "files": [file_link(file, now) for file in files], "may_change": may_change,
        "may_send": access.can_send(actor, found), "may_amend": access.can_amend(actor, found),
        "subject_part": Involved.Part.SUBJECT,
    }  # fmt: skip
    if may_change:
        offered: dict[str, forms.Form] = {
            "add_office": OfficeForm(), "name_subject": PersonForm(examination=found, at=now)
        }  # fmt: skip
        context |= {name: refused if type(refused) is type(form) else form for name, form in offered.items()}
    return render(request, "oversight/examination.html", context, status=422 if refused else 200)


@officers
def change(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    found, now = _changed(actor, key), now_of(request)
    form = ChangeForm(posted(request), at=now, initial=_known(found))
    if accepted(form, lambda: examining.change_examination(found, _plan(form, found), by=actor, at=now)):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("oversight:examination", found.pk)
    back = reverse("oversight:examination", args=[found.pk])
    return ask(request, form, title=_("Ubah pemeriksaan"), submit=_("Simpan"), back=back, kicker=found.letter)


def _changed(actor: Actor, key: UUID) -> Examination:
    """The examination, for whoever works at it."""
    found = access.get_examination(actor, key)
    require(access.can_change(actor, found), _("Pemeriksaan ini dikerjakan oleh timnya, selama belum dikirim."))
    return found


def _known(found: Examination) -> dict[str, Any]:
    names = ("source", "kind", "letter", "about", "period_since", "period_until", "started_on", "ended_on")
    parts: dict[str, list[str]] = {}
    for row in found.involved.order_by("id"):
        parts.setdefault(row.part, []).append(str(row.person_id))
    alone = {
        name: next(iter(parts.get(part, [])), "")
        for name, part in (("lead", Involved.Part.LEAD), ("technical", Involved.Part.TECHNICAL))
    }
    members = {"members": parts.get(Involved.Part.MEMBER, []), "confidential": found.confidential}
    return {name: getattr(found, name) for name in names} | alone | members


@officers
@require_POST
def add_office(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One more examined office."""
    found, form, now = _changed(actor, key), OfficeForm(request.POST), now_of(request)
    if accepted(form, lambda: examining.add_office(found, office=form.cleaned_data["office"], by=actor, at=now)):
        return redirect("oversight:examination", found.pk)
    return examination_page(request, actor, found, form)


@officers
@require_POST
def name_subject(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Somebody that it is about."""
    found, now = _changed(actor, key), now_of(request)
    form = PersonForm(request.POST, examination=found, at=now)
    if accepted(form, lambda: examining.name_subject(found, person=form.cleaned_data["person"], by=actor, at=now)):
        return redirect("oversight:examination", found.pk)
    return examination_page(request, actor, found, form)


@officers
def report(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Number, dates and file of the report."""
    found, now = _changed(actor, key), now_of(request)
    today = localdate(now)
    known = {"number": found.report_number, "reported_on": found.reported_on or today}
    known["received_on"] = found.received_on or today
    form = ReportForm(posted(request), request.FILES or None, initial=known)
    if accepted(form, lambda: _keep_report(request, found, form, actor)):
        messages.success(request, _("Laporan hasil pemeriksaan tercatat."))
        return redirect("oversight:examination", found.pk)
    back = reverse("oversight:examination", args=[found.pk])
    title = _("Laporan hasil pemeriksaan (LHP)")
    return ask(request, form, title=title, submit=_("Simpan"), back=back, kicker=found.letter)


def _keep_report(request: HttpRequest, found: Examination, form: forms.Form, actor: Actor) -> None:
    typed, now = dict(form.cleaned_data), now_of(request)
    files = [store(upload, at=now) for upload in typed.pop("uploads")]
    examining.keep_report(found, **typed, files=files, by=actor, at=now)


@officers
@require_POST
def send(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """All of it, once."""
    found = access.get_examination(actor, key)
    sent = examining.send(found, by=actor, at=now_of(request))
    said = ngettext(
        "Terkirim. %(count)d rekomendasi sekarang menjadi kewajiban kantornya.",
        "Terkirim. %(count)d rekomendasi sekarang menjadi kewajiban kantornya.",
        len(sent),
    )
    messages.success(request, said % {"count": len(sent)})
    return redirect("oversight:examination", found.pk)

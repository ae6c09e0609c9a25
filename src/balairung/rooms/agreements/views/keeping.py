"""The desk of whoever keeps agreements: recorded, given duties and scans, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.agreements import access, actions, register
from balairung.rooms.agreements.forms import AgreementForm, DutyForm, EndForm, ScanForm
from balairung.rooms.agreements.models import Agreement, Duty
from balairung.rooms.agreements.views.register import agreement_page
from balairung.rooms.agreements.warning import expiring_days

MOST = 100  # rows of each part; the register has the others


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What ends soon and what is owed: of the whole regency for whoever keeps it or leads, else of one's own office."""
    now = now_of(request)
    today, whole = localdate(now), access.keeps_all(actor) or actor.leads
    agreements, duties = Agreement.objects.in_force(today), Duty.objects.running()
    if not whole:
        agreements = agreements.filter(office__in=actor.office_ids)
        duties = duties.visible_to(actor)
    rows = list(duties.for_list()[:MOST])
    ending = agreements.expiring(today, today + expiring_days()).select_related("office")
    context = {
        "whole": whole, "may_record": access.can_record(actor), "today": today, "ending": list(ending[:MOST]),
        "owed": register.owed_of(rows, today, {one.pk for one in rows}), "count": agreements.count(),
    }  # fmt: skip
    return render(request, "agreements/desk.html", context)


@officers
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of one agreement."""
    require(access.can_record(actor))
    form = AgreementForm(posted(request), request.FILES or None, initial=_begun(actor))
    made: list[Agreement] = []
    if accepted(form, lambda: made.append(_record(request, form, actor))):
        messages.success(request, _("Perjanjian tercatat. Sekarang catat kewajiban yang ada di dalamnya."))
        return redirect("agreements:agreement", made[0].ref)
    return render(request, "agreements/record.html", {"form": form}, status=422 if form.errors else 200)


def _begun(actor: Actor) -> dict[str, str]:
    """One's own office, where that is only one."""
    keys = list(Office.objects.filter(pk__in=actor.office_ids).values_list("key", flat=True)[:2])
    return {"office": keys[0]} if len(keys) == 1 else {}


def _record(request: HttpRequest, form: AgreementForm, actor: Actor) -> Agreement:
    said = form.cleaned_data | {"scans": _stored(request, form)}
    return actions.record(**said, by=actor, at=now_of(request))


def _stored(request: HttpRequest, form: AgreementForm | ScanForm) -> list[File]:
    return [store(upload, at=now_of(request)) for upload in form.cleaned_data["scans"]]


@officers
@require_POST
def add_duty(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One more duty: from now on it is owed like anything else."""
    found, form = _kept(actor, ref), DutyForm(request.POST)
    made: list[Duty] = []
    if accepted(form, lambda: made.append(_add(request, found, form, actor))):
        said = {"ref": made[0].obligation.ref, "office": form.cleaned_data["office"].name}
        messages.success(request, _("Kewajiban %(ref)s tercatat. %(office)s sudah diberi tahu.") % said)
        return redirect("agreements:agreement", found.ref)
    return agreement_page(request, actor, found, form)


def _add(request: HttpRequest, found: Agreement, form: DutyForm, actor: Actor) -> Duty:
    return actions.add_duty(found, **form.cleaned_data, by=actor, at=now_of(request))


@officers
@require_POST
def scan(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The agreement as it was signed."""
    found, form = _kept(actor, ref), ScanForm(request.POST, request.FILES)
    if accepted(form, lambda: _keep(request, found, form, actor)):
        messages.success(request, _("Pindaian disimpan. Petugas dapat membukanya sekarang."))
        return redirect("agreements:agreement", found.ref)
    return agreement_page(request, actor, found, form)


def _keep(request: HttpRequest, found: Agreement, form: ScanForm, actor: Actor) -> None:
    actions.keep_scans(found, scans=_stored(request, form), by=actor, at=now_of(request))


@officers
@require_POST
def end(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """It counts no more from a day on; what falls due afterwards is released."""
    found, form, counts = _kept(actor, ref), EndForm(request.POST), list[int]()
    if accepted(form, lambda: counts.append(_end(request, found, form, actor))):
        said = ngettext(
            "Perjanjian diakhiri. %(count)d kewajiban dibebaskan.",
            "Perjanjian diakhiri. %(count)d kewajiban dibebaskan.",
            counts[0],
        )
        messages.success(request, said % {"count": counts[0]})
        return redirect("agreements:agreement", found.ref)
    return agreement_page(request, actor, found, form)


def _end(request: HttpRequest, found: Agreement, form: EndForm, actor: Actor) -> int:
    return actions.end(found, **form.cleaned_data, by=actor, at=now_of(request))


def _kept(actor: Actor, ref: str) -> Agreement:
    """The agreement, for whoever keeps it."""
    found = access.get_agreement(ref)
    require(access.can_keep(actor, found.office_id))
    return found

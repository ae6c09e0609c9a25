"""Reports that belong together: the page on which they are merged, parted, split and tied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk import merging
from balairung.rooms.complaints.forms import OtherForm, SplitForm
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet
from balairung.rooms.complaints.together import open_merged


@dataclass(frozen=True)
class Family:
    """What a case has to do with others, as far as the reader may see them (complaints/_merged.html)."""

    lead: Complaint | None
    merged: list[Complaint]
    ended: int
    tied: list[Complaint]
    may_merge: bool


def family_of(actor: Actor, complaint: Complaint) -> Family:
    """The lead, those that are led, those that are tied."""
    seen = Complaint.objects.visible_to(actor)
    lead = seen.filter(pk=complaint.lead_id).select_related("obligation").first() if complaint.lead_id else None
    led = list(open_merged(complaint).filter(pk__in=seen.filter(lead=complaint).values("pk")))
    ended = seen.filter(lead=complaint, obligation__closed_at__isnull=False).count()
    return Family(lead, led, ended, merging.tied(complaint, actor), access.can_merge(actor, complaint))


@officers
def together(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What is like it, what it is dealt with together, what it is tied to."""
    return _page(request, actor, access.get_complaint(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One of the deeds below; it says what it did."""
    complaint = access.get_complaint(actor, ref)
    form = _form(request, verb)
    said: list[str] = []
    if accepted(form, lambda: said.append(DEEDS[verb](request, actor, complaint, form))):
        messages.success(request, said[0])
        return redirect("complaints:together", complaint.ref)
    return _page(request, actor, complaint, bound=(verb, form), status=422)


def _gather(request: HttpRequest, actor: Actor, complaint: Complaint, form: forms.Form) -> str:
    """Merge the chosen ones into this one."""
    chosen = list(_chosen(request, actor))
    if not chosen:
        raise Refused(_("Pilih dahulu laporan yang digabung."))
    done = merging.merge_many(chosen, into=complaint, by=actor, at=now_of(request))
    for ref, sentence in done.left:
        messages.warning(request, f"{ref}: {sentence}")
    said = ngettext("%(count)d laporan digabung ke sini.", "%(count)d laporan digabung ke sini.", done.count)
    return said % {"count": done.count}


def _merge(request: HttpRequest, actor: Actor, complaint: Complaint, form: forms.Form) -> str:
    lead = merging.merge(complaint, into=_other(actor, form), by=actor, at=now_of(request))
    return _("Laporan ini sekarang ditangani bersama %(ref)s.") % {"ref": lead.ref}


def _separate(request: HttpRequest, actor: Actor, complaint: Complaint, form: forms.Form) -> str:
    """This one, or the one that it leads and that was chosen."""
    chosen = _chosen(request, actor).filter(lead=complaint).first() or complaint
    merging.separate(chosen, by=actor, at=now_of(request))
    return _("%(ref)s ditangani sendiri lagi.") % {"ref": chosen.ref}


def _split(request: HttpRequest, actor: Actor, complaint: Complaint, form: forms.Form) -> str:
    made = merging.split(complaint, text=form.cleaned_data["text"], by=actor, at=now_of(request))
    return _("Bagian kedua sekarang laporan %(ref)s.") % {"ref": made.ref}


def _tie(request: HttpRequest, actor: Actor, complaint: Complaint, form: forms.Form) -> str:
    other = _other(actor, form)
    merging.tie(complaint, other=other, by=actor, at=now_of(request))
    return _("Dikaitkan dengan %(ref)s.") % {"ref": other.ref}


def _untie(request: HttpRequest, actor: Actor, complaint: Complaint, form: forms.Form) -> str:
    for other in _chosen(request, actor):
        merging.untie(complaint, other=other, by=actor, at=now_of(request))
    return _("Kaitannya dilepas.")


DEEDS: dict[str, Callable[[HttpRequest, Actor, Complaint, forms.Form], str]] = {
    "kumpulkan": _gather, "gabung": _merge, "pisah": _separate, "bagi": _split, "kait": _tie, "lepas": _untie,
}  # fmt: skip
FORMS: dict[str, type[forms.Form]] = {"gabung": OtherForm, "kait": OtherForm, "bagi": SplitForm}


def _form(request: HttpRequest, verb: str) -> forms.Form:
    return FORMS.get(verb, forms.Form)(request.POST, prefix=verb)


def _chosen(request: HttpRequest, actor: Actor) -> ComplaintQuerySet:
    """The reports that were ticked, as far as the actor may see them."""
    rows = Complaint.objects.visible_to(actor).filter(obligation__ref__in=request.POST.getlist("refs")[: merging.MOST])
    return rows.select_related("obligation__owner_office", "topic", "lead__obligation").order_by("filed_at", "id")


def _other(actor: Actor, form: forms.Form) -> Complaint:
    """What one may not see does not exist, here too."""
    if found := access.find_complaint(actor, form.cleaned_data["ref"]):
        return found
    raise Refused(_("Laporan dengan nomor itu tidak ditemukan."))


def _page(
    request: HttpRequest,
    actor: Actor,
    complaint: Complaint,
    bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    family = family_of(actor, complaint)
    unbound: dict[str, forms.Form] = {verb: kind(prefix=verb) for verb, kind in FORMS.items()}
    context = {
        "complaint": complaint,
        "family": family,
        "alike": merging.alike(complaint, actor=actor, now=now_of(request)) if family.may_merge else [],
        "forms": unbound | dict([bound] if bound else []),
        "chosen": bound[0] if bound else "",
        "failed": bound[1] if bound else None,
    }
    return render(request, "complaints/together.html", context, status=status)

"""What an officer does on the page of a complaint: a step, a macro, a tick, words put into a form, a seal broken."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import stale_sign_in
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk import macros, revealing
from balairung.rooms.complaints.desk.deeds import KNOWN, NOTE, Deed, form_of, perform
from balairung.rooms.complaints.desk.keeping import RevealForm, chosen
from balairung.rooms.complaints.desk.phrases import fill
from balairung.rooms.complaints.models import CheckItem, Complaint, Macro, Phrase, Proposal
from balairung.rooms.complaints.topics.checklists import tick
from balairung.rooms.complaints.views.desk.case import checklist, colleagues_of, show_case


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb; or, with `sisipkan`, its form again with words put into it."""
    if verb not in KNOWN:
        raise Http404
    complaint, deed = access.get_complaint(actor, ref), KNOWN[verb]
    if "sisipkan" in request.POST:
        return show_case(request, actor, complaint, bound=(verb, _with_phrase(request, actor, complaint, deed)))
    form = _bound(request, actor, complaint, deed)
    if accepted(form, lambda: _do(request, actor, complaint, deed, form)):
        return redirect(_next(request, actor, complaint))
    return show_case(request, actor, complaint, bound=(verb, form), status=422)


def _do(request: HttpRequest, actor: Actor, complaint: Complaint, deed: Deed, form: forms.Form) -> None:
    at, data = now_of(request), form.cleaned_data
    files = [store(upload, at=at) for upload in data.get("uploads") or []]
    made = perform(deed, complaint, data, by=actor, at=at, files=files, first="dibaca" in request.POST)
    waits = _("Konsep disimpan dan menunggu dibaca rekan. Belum ada yang terkirim.")
    messages.success(request, waits if isinstance(made, Proposal) else str(deed.done))


def _bound(request: HttpRequest, actor: Actor, complaint: Complaint, deed: Deed) -> forms.Form:
    colleagues = colleagues_of(complaint, actor, now_of(request)) if deed is NOTE else ()
    form: forms.Form = form_of(deed, request.POST, request.FILES, colleagues=colleagues)
    return form


def _with_phrase(request: HttpRequest, actor: Actor, complaint: Complaint, deed: Deed) -> forms.Form:
    """The form as it was sent, and behind its text the words that were chosen. Files have to be chosen again."""
    sent = _bound(request, actor, complaint, deed)
    first = {name: sent[name].data for name in sent.fields if name != "uploads"}
    if phrase := chosen(Phrase.objects.offered_to(actor), request.POST.get(f"{deed.verb}-phrase", "")):
        words = fill(phrase.text, complaint, verb=deed.verb, by=actor, at=now_of(request))
        first["text"] = "\n\n".join(filter(None, [str(first.get("text") or "").strip(), words]))
    colleagues = colleagues_of(complaint, actor, now_of(request)) if deed is NOTE else ()
    form: forms.Form = form_of(deed, initial=first, colleagues=colleagues)
    return form


def _next(request: HttpRequest, actor: Actor, complaint: Complaint) -> str:
    """The same case while one still sees it, else the list: a case that was handed on is gone from this desk."""
    stays = Complaint.objects.visible_to(actor).filter(pk=complaint.pk).exists()
    page = reverse("complaints:detail", args=[complaint.ref]) if stays else reverse("obligations:inbox")
    return f"{page}?{request.GET.urlencode()}".removesuffix("?")


@officers
@require_GET
def phrase(request: HttpRequest, actor: Actor, ref: str, text: UUID) -> HttpResponse:
    """The words of one phrase for this report and the step `langkah`, as plain text: what the script puts in."""
    complaint = access.get_complaint(actor, ref)
    found = Phrase.objects.offered_to(actor).get(pk=text)
    words = fill(found.text, complaint, verb=request.GET.get("langkah", ""), by=actor, at=now_of(request))
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@officers
@require_POST
def run_macro(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """All steps of a macro on this report, or none."""
    complaint = access.get_complaint(actor, ref)
    macro = chosen(Macro.objects.offered_to(actor), request.POST.get("macro", ""))
    if macro is None:
        raise Refused(_("Pilih dahulu makronya."))
    macros.run(macro.steps, complaint, by=actor, at=now_of(request))
    messages.success(request, _("“%(name)s” dijalankan.") % {"name": macro.name})
    return redirect(_next(request, actor, complaint))


@officers
@require_POST
def check(request: HttpRequest, actor: Actor, ref: str, item: UUID) -> HttpResponse:
    """Tick an item or take the tick back; with scripts only the list is drawn again, and what one was writing stays."""
    complaint = access.get_complaint(actor, ref)
    found = CheckItem.objects.get(pk=item, topic=complaint.topic)
    tick(complaint, item=found, done=bool(request.POST.get("done")), by=actor, at=now_of(request))
    if request.headers.get("HX-Request"):
        context = {"complaint": complaint, "may_tick": True} | checklist(complaint)
        return render(request, "complaints/_checks.html", context)
    return redirect(f"{reverse('complaints:detail', args=[complaint.ref])}#periksa")


@officers
def reveal(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Break the seal of a hidden name: what that means, why it is needed, and the name, once."""
    complaint = access.get_complaint(actor, ref)
    require(access.can_reveal(actor, complaint), revealing.ONLY)
    if late := stale_sign_in(request):
        return late
    form, found = RevealForm(posted(request)), list[revealing.Revealed]()
    at = now_of(request)
    accepted(form, lambda: found.append(revealing.reveal(complaint, **form.cleaned_data, by=actor, at=at)))
    context = {"complaint": complaint, "form": form, "found": found[0] if found else None}
    return render(request, "complaints/reveal.html", context, status=422 if form.errors else 200)

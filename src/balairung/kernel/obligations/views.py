"""The inbox, what one does from it and beside a case, and the arithmetic of any deadline."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.common.references import read_reference
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.access import can_prove, provable_to
from balairung.kernel.obligations.bulk import MOST, Outcome, for_each
from balairung.kernel.obligations.deeds import DEEDS, MANY
from balairung.kernel.obligations.desk import desk_for, detail_url, kinds
from balairung.kernel.obligations.forms import FilterForm, ProofForm, SaveForm, SnoozeForm, TagForm
from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.obligations.proof_paper import period_words, proof_pdf, prove
from balairung.kernel.obligations.reads import explain
from balairung.kernel.obligations.searches import address_of, drop_search, read_address, save_search
from balairung.kernel.obligations.tags import known_words
from balairung.kernel.obligations.visits import others, visit
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.reads import key_of

PROVED, PRINTED = 100, 2000  # clocks of a proof that are listed on the page, on paper


@officers
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One list of what is due."""
    now, asked = now_of(request), request.GET.dict()
    offices = office_choices()[1:] if actor.leads or actor.coordinates else []
    desk = desk_for(actor, now, asked)
    shown = {
        "urut": desk.narrow.order, "jenis": desk.narrow.kind, "label": desk.narrow.tag, "kantor": desk.narrow.office,
    }  # fmt: skip
    context = {
        "desk": desk,
        "filter": FilterForm(kinds=kinds(), offices=offices, initial=shown),
        "words": known_words(actor),
        "save": SaveForm(),
        "snooze": SnoozeForm(now=now),
        "tag": TagForm(),
    }
    return render(request, "obligations/inbox.html", context)


@officers
def deadline(request: HttpRequest, actor: Actor, clock: UUID) -> HttpResponse:
    """Why that is the date."""
    rows = Clock.objects.filter(obligation__in=Obligation.objects.visible_to(actor)).select_related("obligation")
    found = rows.get(pk=clock)
    context = {"explained": explain(found), "back": detail_url(found.obligation), "today": localdate(now_of(request))}
    return render(request, "obligations/deadline.html", context)


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed beside a case, by its verb; then the case again."""
    obligation, deed, now = _get(actor, ref), DEEDS[verb], now_of(request)
    form = deed.form(request.POST, obligation, now)
    _try(request, form, lambda: deed.act(obligation, form, by=actor, at=now), str(deed.done))
    overview, narrow = read_address(actor, request.GET.dict())
    return redirect(detail_url(obligation, overview.key, narrow))


@officers
@require_POST
def here(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The page says that it is still open, and hears who else has it open."""
    obligation, now = _get(actor, ref), now_of(request)
    visit(obligation, by=actor, at=now, writing=bool(request.POST.get("menulis")))
    return render(request, "obligations/_others.html", {"others": others(obligation, actor, now)})


@officers
@require_POST
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One deed for a selection; then the list again."""
    verb, now = request.POST.get("verb", ""), now_of(request)
    if verb not in MANY:
        raise Http404
    rows = Obligation.objects.visible_to(actor).filter(ref__in=request.POST.getlist("refs")[:MOST]).order_by("ref")
    deed, back = DEEDS[verb], redirect(_inbox(actor, request.POST.get("daftar", "")))
    chosen = list(rows)
    if not chosen:
        messages.error(request, _("Pilih dahulu barisnya dengan mencentang kotak di depannya."))
        return back
    form = deed.form(request.POST, chosen[0], now)
    if form.is_valid():
        _tell(request, for_each(chosen, lambda one: deed.act(one, form, by=actor, at=now)), str(deed.done))
    else:
        _say_errors(request, form)
    return back


@officers
@require_POST
def save(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the list that is open under a name."""
    form, query = SaveForm(request.POST), request.POST.get("daftar", "")[:1000]
    now = now_of(request)
    _try(
        request, form, lambda: save_search(name=form.cleaned_data["name"], query=query, by=actor, at=now),
        _("Daftar ini tersimpan di sebelah kiri."),
    )  # fmt: skip
    return redirect(_inbox(actor, query))


@officers
@require_POST
def drop(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep it no longer."""
    drop_search(key=key_of(request.POST.get("key", "")), by=actor, at=now_of(request))
    messages.success(request, _("Daftar itu tidak lagi tersimpan."))
    return redirect(reverse("obligations:inbox"))


@officers
def proof(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Did everything that was late reach somebody? One sentence, and each line behind it."""
    require(can_prove(actor), _("Halaman ini untuk pimpinan, koordinator, dan Inspektorat."))
    now = now_of(request)
    form = ProofForm.asked(request.GET.dict(), localdate(now))
    if not form.is_valid():
        return render(request, "obligations/proof.html", {"form": form}, status=422)
    found = prove(form.period, provable_to(actor), now, PROVED)
    linked = actor.leads or actor.coordinates
    context = {
        "form": form,
        "proof": found,
        "period": period_words(form.period),
        "open": [(ran, detail_url(ran.clock.obligation) if linked else "") for ran in found.open],
        "listed": [(ran, detail_url(ran.clock.obligation) if linked else "") for ran in found.listed],
        "more": found.tally.total - len(found.listed),
    }
    return render(request, "obligations/proof.html", context)


@officers
def proof_file(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same as a PDF."""
    require(can_prove(actor), _("Halaman ini untuk pimpinan, koordinator, dan Inspektorat."))
    now = now_of(request)
    form = ProofForm.asked(request.GET.dict(), localdate(now))
    if not form.is_valid():
        return render(request, "obligations/proof.html", {"form": form}, status=422)
    drawn = proof_pdf(prove(form.period, provable_to(actor), now, PRINTED))
    named = f'attachment; filename="bukti-eskalasi-{form.period.since:%Y-%m-%d}.pdf"'
    return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": named})


def _get(actor: Actor, ref: str) -> Obligation:
    """Raise DoesNotExist for what this actor may not see."""
    return Obligation.objects.visible_to(actor).get(ref=read_reference(ref) or ref)


def _inbox(actor: Actor, query: str) -> str:
    """The list of this query: only what it knows of it."""
    overview, narrow = read_address(actor, QueryDict(query[:1000]).dict())
    return f"{reverse('obligations:inbox')}?{address_of(overview.key, narrow)}"


def _try(request: HttpRequest, form: forms.Form, do: Callable[[], object], done: str) -> None:
    """Do it, and say so on the next page, or why not."""
    if accepted(form, do):
        messages.success(request, done)
    else:
        _say_errors(request, form)


def _say_errors(request: HttpRequest, form: forms.Form) -> None:
    for sentences in form.errors.values():
        messages.error(request, " ".join(map(str, sentences)))


def _tell(request: HttpRequest, outcome: Outcome, done: str) -> None:
    if outcome.done:
        counted = ngettext("%(count)d dipilih.", "%(count)d dipilih.", outcome.done) % {"count": outcome.done}
        messages.success(request, f"{done} {counted}")
    reasons: dict[str, list[str]] = {}
    for obligation, sentence in outcome.refused:
        reasons.setdefault(sentence, []).append(obligation.ref)
    for sentence, refs in reasons.items():
        messages.error(request, f"{', '.join(refs[:5])}{' …' if len(refs) > 5 else ''}: {sentence}")

"""The office's side of a round: prepared, announced; proposals are checked, hidden by a rule, excluded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import ask, posted
from balairung.rooms.participation import access, rules
from balairung.rooms.participation.consulting.commenting import hide_proposal, show_proposal_again
from balairung.rooms.participation.forms import CheckForm, ExcludeForm, HideForm, RoundForm
from balairung.rooms.participation.models import CitizenProposal, VotingRound
from balairung.rooms.participation.voting import rounds


@officers
def prepare(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(access.can_open(actor))
    form, made = RoundForm(posted(request)), list[VotingRound]()
    at = now_of(request)
    if accepted(form, lambda: made.append(rounds.prepare_round(**form.cleaned_data, by=actor, at=at))):
        messages.success(request, _("Putaran tersimpan. Periksa sekali lagi, lalu umumkan."))
        return redirect("participation:kept_round", made[0].ref)
    return ask(
        request, form, title=_("Siapkan putaran usulan"), submit=_("Simpan putaran"),
        back=reverse("participation:desk"),
        lead=_("Warga mengusulkan, kantor memeriksa dengan alasan, warga memilih, yang terpilih menjadi kewajiban."),
    )  # fmt: skip


@officers
def kept(request: HttpRequest, actor: Actor, round: str) -> HttpResponse:  # noqa: A002 (in the address)
    found = access.get_kept_round(actor, round)
    proposals = found.proposals.select_related("office", "region").defer("told_to").order_by("number")
    phase, least = found.phase(localdate(now_of(request))), rules.least_shown()
    context = {"round": found, "phase": phase, "proposals": proposals, "least": least}
    return render(request, "participation/kept_round.html", context)


@officers
@require_POST
def announce(request: HttpRequest, actor: Actor, round: str) -> HttpResponse:  # noqa: A002
    found = access.get_kept_round(actor, round)
    rounds.announce_round(found, by=actor, at=now_of(request))
    messages.success(request, _("Putaran diumumkan."))
    return redirect("participation:kept_round", found.ref)


@officers
def check(request: HttpRequest, actor: Actor, round: str, number: int) -> HttpResponse:  # noqa: A002
    """What the office found; and the other two things that may be done with a proposal, each in its time."""
    found = access.get_kept_proposal(actor, round, number)
    form, at = CheckForm(posted(request), initial=_known(found)), now_of(request)
    if accepted(form, lambda: rounds.check(found, **form.found, by=actor, at=at)):
        messages.success(request, _("Pemeriksaan usulan %(number)d tersimpan.") % {"number": found.number})
        return redirect("participation:kept_round", found.round.ref)
    return _page(request, actor, found, form)


def _known(found: CitizenProposal) -> dict[str, Any]:
    """What was found before; at first the office of the round."""
    if not found.checked_at:
        return {"office": found.round.office.key}
    feasible = "yes" if found.state == CitizenProposal.State.FEASIBLE else "no"
    office = found.office.key if found.office else ""
    return {"feasible": feasible, "reason": found.reason, "office": office, "cost": found.cost, "due_on": found.due_on}


def _page(request: HttpRequest, actor: Actor, found: CitizenProposal, refused: forms.Form) -> HttpResponse:
    phase = found.round.phase(localdate(now_of(request)))
    checking = phase in {VotingRound.Phase.PROPOSING, VotingRound.Phase.CHECKING}
    excluding = actor.leads and phase in {VotingRound.Phase.VOTING, VotingRound.Phase.COUNTING}
    context = {
        "proposal": found, "round": found.round, "phase": phase, "rule": rules.rule_word(found.hidden_rule),
        "check": _either(refused, CheckForm(initial=_known(found))) if checking else None,
        "hide": _either(refused, HideForm()) if checking else None,
        "exclude": _either(refused, ExcludeForm()) if excluding else None,
    }  # fmt: skip
    return render(request, "participation/check.html", context, status=422 if refused.errors else 200)


def _either(refused: forms.Form, empty: forms.Form) -> forms.Form:
    """The form that came in, where it is this one."""
    return refused if type(refused) is type(empty) else empty


@officers
@require_POST
def hide(request: HttpRequest, actor: Actor, round: str, number: int) -> HttpResponse:  # noqa: A002
    """By a rule, with a reason; or shown again."""
    found, form = access.get_kept_proposal(actor, round, number), HideForm(request.POST)
    if found.hidden_rule:
        show_proposal_again(found, by=actor, at=now_of(request))
        messages.success(request, _("Usulan ditampilkan lagi."))
        return redirect("participation:kept_round", found.round.ref)
    if accepted(form, lambda: hide_proposal(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Usulan disembunyikan. Aturan dan alasannya tampil di tempatnya."))
        return redirect("participation:kept_round", found.round.ref)
    return _page(request, actor, found, form)


@officers
@require_POST
def exclude(request: HttpRequest, actor: Actor, round: str, number: int) -> HttpResponse:  # noqa: A002
    found, form = access.get_kept_proposal(actor, round, number), ExcludeForm(request.POST)
    if accepted(form, lambda: rounds.exclude(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Usulan dikeluarkan dari putaran. Alasannya tampil bagi semua orang."))
        return redirect("participation:kept_round", found.round.ref)
    return _page(request, actor, found, form)

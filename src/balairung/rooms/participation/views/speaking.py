"""What citizens say: to a draft, as a proposal, whether we may call. Without an account, with a code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging.reads import masked
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Region
from balairung.kernel.people.throttle import within_limit
from balairung.kernel.people.views.asking import posted
from balairung.rooms.participation import access, knocking, rules
from balairung.rooms.participation.consulting import commenting
from balairung.rooms.participation.forms import CitizenProposalForm, CodeForm, CommentForm, LeaveForm
from balairung.rooms.participation.models import Consultation, Knock, VotingRound
from balairung.rooms.participation.sampling import recording
from balairung.rooms.participation.voting import proposing


def require_patience(request: HttpRequest, what: str) -> None:
    """So many from one address of the net; a whole village may share one."""
    if request.method == "POST" and not within_limit(request, f"suara-{what}", rules.limit(what)):
        raise Refused(_("Terlalu banyak percobaan dari jaringan ini. Coba lagi satu jam lagi."))


def require_quiet(request: HttpRequest, contact: str) -> None:
    """So many codes for one contact, whatever they are for."""
    if not within_limit(request, "suara-kontak", rules.limit("contact"), knocking.one_person(contact)):
        raise Refused(_("Kontak ini sudah meminta banyak kode hari ini. Coba lagi besok."))


@everyone
@never_cache
def comment(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    """A field for each part, and where the code goes."""
    require_patience(request, "send")
    found, now = access.get_announced(consultation), now_of(request)
    if found.stage(localdate(now)) != Consultation.Stage.OPEN:
        return redirect("participation:consultation", found.ref)
    form = CommentForm(posted(request), sections=found.sections.all(), initial={"group": "user"})
    made: list[Knock] = []
    if accepted(form, lambda: made.append(_begin_comments(request, found, form))):
        return redirect("participation:code", made[0].pk)
    context = {"form": form, "consultation": found}
    return render(request, "participation/comment.html", context, status=422 if form.errors else 200)


def _begin_comments(request: HttpRequest, found: Consultation, form: CommentForm) -> Knock:
    typed = form.cleaned_data
    require_quiet(request, typed["contact"])
    return commenting.begin_comments(
        found, said=form.said, group=typed["group"], contact=typed["contact"], tell=typed["tell"], at=now_of(request)
    )


@everyone
@never_cache
def propose(request: HttpRequest, actor: Actor, round: str) -> HttpResponse:  # noqa: A002 (in the address)
    require_patience(request, "send")
    found, now = access.get_round(round), now_of(request)
    if found.phase(localdate(now)) != VotingRound.Phase.PROPOSING:
        return redirect("participation:round", found.ref)
    form = CitizenProposalForm(posted(request))
    made: list[Knock] = []
    if accepted(form, lambda: made.append(_begin_proposal(request, found, form))):
        return redirect("participation:code", made[0].pk)
    return render(
        request, "participation/propose.html", {"form": form, "round": found}, status=422 if form.errors else 200
    )


def _begin_proposal(request: HttpRequest, found: VotingRound, form: CitizenProposalForm) -> Knock:
    require_quiet(request, form.cleaned_data["contact"])
    return proposing.begin_proposal(found, **form.cleaned_data, at=now_of(request))


@everyone
@never_cache
def code(request: HttpRequest, actor: Actor, knock: UUID) -> HttpResponse:
    """What will stand there for everybody, and the code that sends it."""
    require_patience(request, "code")
    row = knocking.get_knock(knock, now_of(request))
    if not row.body:  # a vote is sent on its own page
        raise Knock.DoesNotExist
    form, done = CodeForm(posted(request)), list[str]()
    if accepted(form, lambda: done.append(_send(request, row, form, actor))):
        messages.success(request, _("Terima kasih. Suara Anda sudah kami terima dan dapat dibaca semua orang."))
        return redirect(done[0])
    context = {"form": form, "address": masked(row.contact), **_waiting(row)}
    return render(request, "participation/code.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, row: Knock, form: CodeForm, actor: Actor) -> str:
    typed: dict[str, Any] = {"code": form.cleaned_data["code"], "by": actor, "at": now_of(request)}
    if row.scope.startswith(commenting.PREFIX):
        return reverse("participation:consultation", args=[commenting.say_comments(row.pk, **typed).ref])
    made = proposing.propose(row.pk, **typed)
    return reverse("participation:proposal", args=[made.round.ref, made.number])


def _waiting(row: Knock) -> dict[str, Any]:
    """What was typed, as it will stand there."""
    body = knocking.body_of(row)
    if "said" in body:
        parts = [(_("Bagian %(number)s") % {"number": number}, text) for number, text in body["said"].items()]
        return {"parts": parts, "group": rules.group_word(body["group"])}
    place = Region.objects.filter(pk=body["region"]).first()
    return {"parts": [(body["title"], body["text"])], "group": str(place) if place else ""}


@everyone
@never_cache
def consent(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """May we call? Whoever holds the link answers, and may answer otherwise until somebody called."""
    require_patience(request, "consent")
    unit = recording.get_asked(token)
    form = LeaveForm(posted(request))
    if accepted(form, lambda: _answer(request, unit, form, actor)):
        messages.success(request, _("Jawaban Anda tersimpan. Terima kasih."))
        return redirect("participation:consent", token)
    return render(
        request, "participation/consent.html", {"form": form, "unit": unit}, status=422 if form.errors else 200
    )


def _answer(request: HttpRequest, unit: Any, form: LeaveForm, actor: Actor) -> None:
    typed = form.cleaned_data
    recording.give_leave(unit, agrees=typed["agrees"] == "yes", number=typed["number"], by=actor, at=now_of(request))

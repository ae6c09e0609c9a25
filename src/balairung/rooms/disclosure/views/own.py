"""What becomes of a request, for whoever holds its number and code: the answer, the objection, the way beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from lokal import partial_mask

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging.reads import masked
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.reads import (
    PARTIES,
    explain,
    file_link,
    office_of,
    timeline,
    titles_of,
    unmet_clock_rows,
)
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.satisfaction import survey_address
from balairung.rooms.disclosure import access, answering, moves, objecting, rules
from balairung.rooms.disclosure.forms import ObjectForm, ReplyForm, WithdrawForm
from balairung.rooms.disclosure.models import InfoRequest, Objection
from balairung.rooms.disclosure.notices import outcome_words
from balairung.rooms.disclosure.receipts import receipt_pdf
from balairung.rooms.disclosure.register import decision_words

#: What the lines of the ledger are called for whoever asked.
SAID = {
    "open": _("Permohonan terdaftar"), "give": _("Informasi diberikan"), "give_part": _("Informasi diberikan sebagian"),
    "lack": _("Dijawab: tidak kami kuasai"), "refuse": _("Permohonan ditolak"), "ask": _("Anda diminta melengkapi"),
    "reply": _("Anda melengkapi"), "pass_on": _("Diteruskan ke kantor lain"), "withdraw": _("Anda mencabut permohonan"),
    "extend": _("Waktu menjawab diperpanjang"), "order": _("Keberatan dikabulkan: kantor menjawab lagi"),
}  # fmt: skip


@dataclass(frozen=True)
class Speaking:
    """One thing that the requester may do: its title, what it means, its form, its deed."""

    title: str | Promise
    words: str | Promise
    button: str | Promise
    form: Callable[..., forms.Form]
    act: Callable[..., object]


def _objecting(data: Any, found: InfoRequest) -> forms.Form:
    return ObjectForm(data, grounds=objecting.grounds_for(found))


SPEAK = {
    "lengkapi": Speaking(
        _("Lengkapi permohonan Anda"), _("Kantor menanyakan ini supaya dapat menjawab dengan tepat."),
        _("Kirim jawaban"), lambda data, found: ReplyForm(data), answering.reply,
    ),
    "cabut": Speaking(
        _("Cabut permohonan ini?"), _("Permohonan ditutup dan tidak dijawab. Anda boleh meminta lagi kapan saja."),
        _("Cabut permohonan"), lambda data, found: WithdrawForm(data), answering.withdraw,
    ),
    "keberatan": Speaking(
        _("Ajukan keberatan"), _("Atasan pejabat yang menjawab memeriksa permohonan Anda, lalu memutus tertulis."),
        _("Kirim keberatan"), _objecting, objecting.object_to,
    ),
    "cabut-keberatan": Speaking(
        _("Cabut keberatan ini?"), _("Atasan tidak memutusnya lagi, dan jawaban kantor tetap berlaku."),
        _("Cabut keberatan"), lambda data, found: WithdrawForm(data), objecting.take_back_from,
    ),
}  # fmt: skip


@everyone
@never_cache
def own(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Where it is, what was answered, what one may do now."""
    found, _requester = access.get_own(ref, code)
    now, obligation = now_of(request), found.obligation
    calendars = Calendars()
    context: dict[str, Any] = {
        "found": found, "obligation": obligation, "code": code, "late": obligation.is_late(now),
        "clocks": unmet_clock_rows(obligation, calendars, now) if obligation.is_open else [],
        "outcome": outcome_words(found), "article": rules.article_words(found.article),
        "answer": _answer_of(found), "files": [file_link(file, now) for file in answering.files_given(found)],
        "window": objecting.may_object(found, now), "objections": _objections(found, now),
        "entries": timeline(obligation, titles=titles_of(moves.MOVES, SAID), sees=PARTIES, who=_who, now=now),
        "identity": partial_mask("NIK", found.identity) if found.standing == "person" else found.identity,
        "contact": masked(found.contact), "shape": rules.told("shapes", found.shape),
        "way": rules.told("ways", found.way), "link": request.build_absolute_uri(request.path),
        "survey": "" if obligation.is_open else survey_address(rules.KIND, found.ref, at=now),
    }  # fmt: skip
    return render(request, "disclosure/own.html", context)


def _who(event: Event) -> str:
    """The office, or the reader."""
    return gettext("Anda") if event.by_kind == ActorKind.CITIZEN else office_of(event)


def _answer_of(found: InfoRequest) -> str:
    """The words of the last answer."""
    verbs = [move.verb for move in (moves.GIVE, moves.GIVE_PART, moves.LACK, moves.REFUSE)]
    row = found.obligation.events.filter(verb__in=verbs).select_related("remark").order_by("-seq").first()
    remark = getattr(row, "remark", None)
    return str(remark.text) if remark else ""


def _objections(found: InfoRequest, now: Any) -> list[dict[str, Any]]:
    rows = found.objections.select_related("obligation").order_by("-filed_at", "-id")
    return [
        {"one": one, "ground": rules.told("grounds", one.ground), "decision": decision_words(one),
         "late": one.obligation.is_late(now), "until": (until := objecting.dispute_until(one, now)),
         "may_go_on": (goes := until is not None and until >= now and not one.accepted_at),
         "may_respond": goes and not one.disputed_at}
        for one in rows
    ]  # fmt: skip


@everyone
@never_cache
def speak(request: HttpRequest, actor: Actor, ref: str, code: str, step: str) -> HttpResponse:
    """One thing that the requester does: what it means (GET), done (POST)."""
    found, requester = access.get_own(ref, code)
    asked, now = SPEAK[step], now_of(request)
    if not _may(found, step, now):
        raise Refused(gettext("Langkah ini sekarang tidak dapat dilakukan. Buka kembali halaman permohonan Anda."))
    form = asked.form(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and accepted(form, lambda: asked.act(found, **form.cleaned_data, by=requester, at=now)):
        return redirect("disclosure:own", found.ref, code)
    context = {
        "found": found, "code": code, "form": form, "asked": asked, "step": step, "superior": rules.superior_post(),
        "due": rules.last_moment("decide", now),
    }  # fmt: skip
    return render(request, "disclosure/speak.html", context, status=422 if form.errors else 200)


def _may(found: InfoRequest, step: str, now: Any) -> bool:
    if step == "lengkapi":
        return bool(found.question) and found.is_running
    if step == "cabut-keberatan":
        return objecting.running(found) is not None
    return found.is_running if step == "cabut" else objecting.may_object(found, now) is not None


@everyone
@never_cache
@require_POST
def respond(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """What the requester says to the decision on an objection."""
    found, requester = access.get_own(ref, code)
    objection = Objection.objects.select_related("obligation", "request").get(
        request=found, obligation__ref=request.POST.get("keberatan", "")[:20]
    )
    accepts = request.POST.get("jawab") == "terima"
    objecting.respond(objection, accepts=accepts, by=requester, at=now_of(request))
    return redirect("disclosure:own", found.ref, code)


@everyone
@never_cache
def deadline(request: HttpRequest, actor: Actor, ref: str, code: str, clock: UUID) -> HttpResponse:
    """Why that is the date."""
    found, _requester = access.get_own(ref, code)
    clock_row = found.obligation.clocks.select_related("obligation").get(pk=clock)
    context = {
        "explained": explain(clock_row), "back": reverse("disclosure:own", args=[found.ref, code]),
        "today": localdate(now_of(request)),
    }  # fmt: skip
    return render(request, "disclosure/deadline.html", context)


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Number, code and dates on paper."""
    found, _requester = access.get_own(ref, code)
    name = f'inline; filename="informasi-{found.ref}.pdf"'
    return HttpResponse(receipt_pdf(found), content_type="application/pdf", headers={"Content-Disposition": name})

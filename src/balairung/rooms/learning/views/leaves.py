"""Leave and duty elsewhere: asked for, read by whoever asked and the superiors, decided."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.links import link_to
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.people.views.asking import posted
from balairung.rooms.learning import access, leaving, rules
from balairung.rooms.learning.forms import AllowanceForm, AnswerForm, EarlierForm, LeaveForm
from balairung.rooms.learning.models import Leave

DONE = {
    "setujui": gettext_lazy("Disetujui. Hari-harinya tercatat, dan Plh. dapat diangkat untuk masa itu."),
    "tolak": gettext_lazy("Tidak disetujui. Pemohon sudah diberi tahu."),
    "batalkan": gettext_lazy("Permintaan dibatalkan."),
    "kembali": gettext_lazy("Tercatat bertugas kembali."),
}


@officers
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of one's own request."""
    now = now_of(request)
    person = access.own_person(actor)
    form, made = LeaveForm(posted(request), request.FILES or None), list[Leave]()
    if accepted(form, lambda: made.append(_ask(request, person, form, actor))):
        messages.success(request, _("Permintaan terkirim ke atasan Anda."))
        return redirect("learning:leave", made[0].pk)
    balance = leaving.balance(person, localdate(now).year)
    context = {"form": form, "balance": balance, "sorts": rules.sorts().values(), "checked": rules.checked()}
    return render(request, "learning/ask.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, person: Person, form: LeaveForm, actor: Actor) -> Leave:
    said, now = dict(form.cleaned_data), now_of(request)
    said["proof"] = [store(upload, at=now) for upload in said["proof"]]
    return leaving.ask(person, **said, by=actor, at=now)


@officers
@require_GET
def leave(request: HttpRequest, actor: Actor, leave: UUID) -> HttpResponse:
    return _page(request, actor, access.get_leave(actor, leave, now_of(request)))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, leave: UUID, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    found, now = access.get_leave(actor, leave, now_of(request)), now_of(request)
    form = EarlierForm(request.POST) if verb == "kembali" else AnswerForm(request.POST)
    deeds = {
        "setujui": lambda: leaving.approve(found, **form.cleaned_data, by=actor, at=now),
        "tolak": lambda: leaving.refuse(found, **form.cleaned_data, by=actor, at=now),
        "batalkan": lambda: leaving.withdraw(found, by=actor, at=now),
        "kembali": lambda: leaving.come_back(found, **form.cleaned_data, by=actor, at=now),
    }
    if accepted(form, deeds[verb]):
        messages.success(request, str(DONE[verb]))
        return redirect("learning:leave", found.pk)
    found.refresh_from_db()
    return _page(request, actor, found, form)


def _page(
    request: HttpRequest, actor: Actor, found: Leave, form: AnswerForm | EarlierForm | None = None
) -> HttpResponse:
    now = now_of(request)
    today, above = localdate(now), access.stands_above(actor, found.person_id, now)
    asked, granted = found.state == Leave.State.ASKED, found.state == Leave.State.APPROVED
    held = Holding.objects.current(now).filter(person=found.person_id).select_related("post__office")
    context = {
        "leave": found, "sort": rules.sort_of(found.sort), "above": above, "files": _files(request, found),
        "days": leaving.working_days(found.person, found.since, found.last_day),
        "balance": leaving.balance(found.person, found.since.year), "held": held.order_by("post__order", "id"),
        "answer": (form if isinstance(form, AnswerForm) else AnswerForm()) if asked and above else None,
        "may_withdraw": asked and found.person_id == actor.person_id,
        "earlier": _earlier(form, found, today + timedelta(days=1)) if granted and found.last_day >= today else None,
    }  # fmt: skip
    return render(request, "learning/leave.html", context, status=422 if form and form.errors else 200)


def _earlier(form: AnswerForm | EarlierForm | None, found: Leave, day: object) -> EarlierForm:
    return form if isinstance(form, EarlierForm) else EarlierForm(initial={"back_on": day})


def _files(request: HttpRequest, found: Leave) -> list[dict[str, str]]:
    now = now_of(request)
    return [{"name": one.name, "url": link_to(one, now=now, hours=1)} for one in found.proof.order_by("id")]


@officers
@require_POST
def allow(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """How many days of yearly leave somebody has, where it is not the usual number."""
    found, form = access.get_person(actor, person, now_of(request)), AllowanceForm(request.POST)
    if accepted(form, lambda: leaving.allow(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Hak cuti tahunan disimpan."))
    else:
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect("learning:person", found.pk)

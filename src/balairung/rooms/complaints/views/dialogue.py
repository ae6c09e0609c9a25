"""Conversations that wait for a person: the list, one of them, an answer, a report out of it, and back to the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.common.masking import mask
from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.ground.ui.fields import ChosenField, LineField, TextField
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Arrival, Conversation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers, request_actor
from balairung.kernel.people.choices import office_choices, region_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Region
from balairung.rooms.complaints import access
from balairung.rooms.complaints.dialogue import bubbles, handing
from balairung.rooms.complaints.dialogue.ways import contact_of, ways_of, window_of
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.forms import LONGEST, topic_choices
from balairung.rooms.complaints.models import Complaint, Topic

MOST_CHOSEN = 50  # messages of one report


class SayForm(forms.Form):
    """An officer's words."""

    text = TextField(
        label=gettext_lazy("Jawaban Anda"), max_length=handing.LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Tuliskan dahulu jawabannya.")},
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)


class HandForm(forms.Form):
    """To another office."""

    office = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=office_choices,
        label=gettext_lazy("Kantor yang menjawab"),
    )  # fmt: skip


class TalkReportForm(forms.Form):
    """A report out of what was said; the words are the reporter's own, put together."""

    text = TextField(
        label=gettext_lazy("Isi laporan"), min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Kata-kata pelapor sendiri. Buang sapaan, jangan mengubah maksudnya."),
    )  # fmt: skip
    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True).select_related("parent"), choices=region_choices,
        label=gettext_lazy("Tempat"), required=False,
    )  # fmt: skip
    place = LineField(label=gettext_lazy("Tepatnya di sebelah mana"), required=False, max_length=200)
    topic = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), choices=topic_choices, label=gettext_lazy("Tentang apa?"),
        required=False,
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=gettext_lazy("Tanpa nama: kantor tidak melihat nama dan nomornya"), required=False
    )
    secret = forms.BooleanField(label=gettext_lazy("Rahasiakan isi laporan"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)


@officers
def all_talks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those that wait for this officer, the longest first."""
    context = {"talks": bubbles.waiting(actor, now_of(request)), "now": now_of(request)}
    return render(request, "complaints/talks.html", context)


@officers
def talk(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One of them."""
    return _page(request, actor, bubbles.talks_of(actor).get(pk=key))


@officers
@require_POST
def say(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """An answer."""
    found, form = bubbles.talks_of(actor).get(pk=key), SayForm(request.POST)
    if accepted(form, lambda: handing.write(found, by=actor, at=now_of(request), **form.cleaned_data)):
        return redirect("complaints:talk", key)
    return _page(request, actor, found, say_form=form, status=422)


@officers
@require_POST
def hand(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """To another office; or with `menu`, back to the menu."""
    found, form, at = bubbles.talks_of(actor).get(pk=key), HandForm(request.POST), now_of(request)
    if "menu" in request.POST:
        handing.give_back(found, by=actor, at=at)
        messages.success(request, _("Menu otomatis menjawab lagi di percakapan itu."))
        return redirect("complaints:talks")
    if accepted(form, lambda: handing.hand_over(found, office=form.cleaned_data["office"], by=actor, at=at)):
        messages.success(request, _("Percakapan diserahkan ke %(office)s.") % {"office": found.handed_to})
        return redirect("complaints:talks")
    return _page(request, actor, found, hand_form=form, status=422)


@officers
def report(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A report out of the chosen messages (`pesan`): looked through (GET), filed (POST)."""
    found = bubbles.talks_of(actor).get(pk=key)
    chosen = _chosen(request, found)
    form = TalkReportForm(request.POST or None, initial=_first_words(chosen))
    made: list[Complaint] = []
    if request.method == "POST" and accepted(form, lambda: made.append(_file(request, actor, found, chosen, form))):
        messages.success(request, _("Laporan %(ref)s dibuat; tanda terimanya dikirim.") % {"ref": made[0].ref})
        return redirect("complaints:talk", key)
    context = {"talk": found, "form": form, "chosen": [str(one.pk) for one in chosen], **_heading(actor, found)}
    return render(request, "complaints/talk_report.html", context, status=422 if form.errors else 200)


def waiting(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """For the menu of each page of the desk: how many conversations wait for this officer, counted when it is drawn."""
    return {"talks_waiting": lambda: bubbles.count_waiting(request_actor(request))}


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Conversation,
    say_form: forms.Form | None = None,
    hand_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    now = now_of(request)
    until, ways = window_of(found), ways_of(found, now)
    context = {
        "talk": found,
        "bubbles": bubbles.bubbles(found, now),
        "cases": Complaint.objects.visible_to(actor).filter(conversation=found).for_list().order_by("-filed_at", "-id"),
        "say_form": say_form or SayForm(initial={"token": new_code(24)}),
        "hand_form": hand_form or HandForm(),
        "until": until,
        "now": now,
        "shut": until is not None and until < now,
        "ways": [gateways.word(channel) for channel, _address in ways],
        "detour": bool(ways) and ways[0][0] != found.channel,
        **_heading(actor, found),
    }
    return render(request, "complaints/talk.html", context, status=status)


def _heading(actor: Actor, found: Conversation) -> dict[str, Any]:
    """Who it is, as far as this officer may know: the number only for the office that answers, never of who hides."""
    hidden = found.pk in bubbles.hiding([found])
    return {
        "name": bubbles.name_of(found, hidden),
        "address": "" if hidden else mask(found.address),
        "may_unseal": not hidden and access.sees_address(actor, found),
        "door": gateways.word(found.channel),
        "sign": gateways.sign(found.channel),
    }


def _chosen(request: HttpRequest, found: Conversation) -> list[Arrival]:
    """The messages that were ticked; those of somebody else's conversation are none."""
    given = request.POST if request.method == "POST" else request.GET
    keys = set(given.getlist("pesan")[:MOST_CHOSEN])
    latest = found.arrivals.order_by("-sent_at", "-id")[: bubbles.MOST]
    return [one for one in reversed(latest) if str(one.pk) in keys]


def _first_words(chosen: list[Arrival]) -> dict[str, str]:
    words = "\n".join(filter(None, (bubbles.words_of(one) for one in chosen)))
    return {"text": words[:LONGEST], "token": new_code(24)}


def _file(
    request: HttpRequest, actor: Actor, found: Conversation, chosen: list[Arrival], form: forms.Form
) -> Complaint:
    data = form.cleaned_data
    hidden = data["anonymous"]
    told = Report(
        text=data["text"], region=data["region"], place=data["place"], topic=data["topic"], anonymous=hidden,
        secret=data["secret"], name="" if hidden else found.name, contact="" if hidden else contact_of(found),
    )  # fmt: skip
    keys = [one.pk for one in chosen]
    return handing.file_from(found, told, messages=keys, token=data["token"], by=actor, at=now_of(request))

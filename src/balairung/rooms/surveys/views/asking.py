"""Answering: one question a page, four buttons with faces; a last page with what may be said beside; thanks.

What was answered so far travels in a sealed cookie of the visitor's own browser and is kept nowhere else: whoever
leaves leaves nothing. The browser's way back works, because each question is a page of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.surveys.answering import Where, answer, dropped_by, thanks
from balairung.rooms.surveys.asking import find_invitation, hash_of_secret, is_over
from balairung.rooms.surveys.carrying import packed, unpacked
from balairung.rooms.surveys.forms import LastForm
from balairung.rooms.surveys.models import Answer, Stand
from balairung.rooms.surveys.results import MATTER, SERVICE, STAND, part_names
from balairung.rooms.surveys.scoring import VALUES, codes

COOKIE = "survei"
HOURS = 2  # a survey that was left may be gone on with for so long
LAST = "akhir"
OF_ONE_ADDRESS = "40/d"  # answers for one office: a hall's network is one address for many people
TRIES = "120/h"  # codes that one address may try
FACES = ("angry", "frown", "smile", "laugh")
LEFT, THANKED = 120, 8  # seconds after which a screen begins anew
NOON = 13


@dataclass(frozen=True)
class Here:
    """What this address asks about."""

    where: Where
    path: str
    place: str = ""  # the name of the stand
    screen: bool = False

    @property
    def is_open(self) -> bool:
        """Neither an invitation nor a screen: guarded against one who answers again and again."""
        return self.where.channel == Answer.Channel.CODE


# --- addresses ---------------------------------------------------------------------------------------------------


@everyone
def invited(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """About one finished matter, once."""
    if not within_limit(request, "survey-code", TRIES):
        raise Refused(_("Terlalu banyak percobaan dari alamat ini. Coba lagi satu jam lagi."))
    invitation = find_invitation(code)
    if invitation.answered_on and not (request.method == "GET" and "selesai" in request.GET):
        return _said(request, thanks(invitation), invitation.office, 200)
    if is_over(invitation, now_of(request)):
        return _said(request, _("Waktu untuk menilai layanan ini sudah lewat."), invitation.office, 410)
    part = SERVICE + invitation.service_key if invitation.service_key else MATTER + invitation.kind
    where = Where(invitation.office, Answer.Channel.INVITED, part, invitation)
    return _ask(request, actor, Here(where, reverse("surveys:invited", args=[code])))


@everyone
def of_office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Whoever was served by this office, bound to no matter."""
    office = Office.objects.filter(closed_on__isnull=True).get(key=key)
    return _ask(request, actor, Here(Where(office, Answer.Channel.CODE), reverse("surveys:of_office", args=[key])))


@everyone
def at_stand(request: HttpRequest, actor: Actor, key: str, number: int) -> HttpResponse:
    """The same at one counter; the code of one that was closed leads to the office's own."""
    stand = Stand.objects.select_related("office").filter(office__closed_on__isnull=True, secret_hash="").get(
        office__key=key, number=number
    )  # fmt: skip
    if stand.closed_at:
        return redirect("surveys:of_office", key)
    where = Where(stand.office, Answer.Channel.CODE, f"{STAND}{number}")
    return _ask(request, actor, Here(where, reverse("surveys:at_stand", args=[key, number]), stand.name))


@everyone
def on_screen(request: HttpRequest, actor: Actor, secret: str) -> HttpResponse:
    """A screen in the hall, on which one after the other answers."""
    rows = Stand.objects.select_related("office").filter(closed_at__isnull=True, office__closed_on__isnull=True)
    stand = rows.get(secret_hash=hash_of_secret(secret))
    where = Where(stand.office, Answer.Channel.SCREEN, f"{STAND}{stand.number}")
    return _ask(request, actor, Here(where, reverse("surveys:on_screen", args=[secret]), stand.name, screen=True))


# --- pages -------------------------------------------------------------------------------------------------------


def _ask(request: HttpRequest, actor: Actor, here: Here) -> HttpResponse:
    """The question that is asked for, the last page, or what was just answered."""
    kept = unpacked(request.COOKIES.get(COOKIE, ""))
    if request.method == "GET" and "selesai" in request.GET:
        return _thanked(request, here)
    if here.is_open and kept.get("done", {}).get(here.where.office.key) == localdate(now_of(request)).isoformat():
        words = _("Dari perangkat ini, survei kantor ini sudah diisi hari ini. Terima kasih.")
        return _said(request, words, here.where.office, 200)
    goes_on = kept.get("at") == here.path and not (here.screen and not {"soal"} & {*request.GET, *request.POST})
    values = kept.get("values", {}) if goes_on else {}  # the next one at a screen finds no answers
    asked = _asked(here, now_of(request))
    values = {code: value for code, value in values.items() if code in asked and value in VALUES}
    step = request.POST.get("soal") or request.GET.get("soal", "1")
    if step == LAST:
        return _last(request, actor, here, asked, values, kept)
    place = min(max(int(step), 1), len(asked)) if step.isdecimal() and len(step) < 3 else 1
    return _question(request, here, asked, values, place, kept)


def _question(
    request: HttpRequest, here: Here, asked: list[str], values: dict[str, int], place: int, kept: dict[str, Any]
) -> HttpResponse:
    code, chosen = asked[place - 1], request.POST.get("nilai", "")
    if request.method == "POST" and chosen in map(str, VALUES):
        values[code] = int(chosen)
        following = f"{place + 1}" if place < len(asked) else LAST
        answer_ = redirect(f"{here.path}?soal={following}")
        return _keep(request, answer_, kept | {"at": here.path, "values": values})
    row = facts("skm")["elements"][code]
    context = {
        **_common(here), "place": place, "total": len(asked), "question": _(row["asks"]), "name": _(row["name"]),
        "choices": [(value, _(words), FACES[value - 1]) for value, words in enumerate(row["answers"], 1)],
        "chosen": values.get(code), "missing": request.method == "POST",
        "back": f"{here.path}?soal={place - 1}" if place > 1 else "",
        "next": f"{here.path}?soal={place + 1 if place < len(asked) else LAST}" if code in values else "",
    }  # fmt: skip
    return _fresh(render(request, "surveys/question.html", context, status=422 if context["missing"] else 200), here)


def _last(
    request: HttpRequest, actor: Actor, here: Here, asked: list[str], values: dict[str, int], kept: dict[str, Any]
) -> HttpResponse:
    if missing := [place for place, code in enumerate(asked, 1) if code not in values]:
        return redirect(f"{here.path}?soal={missing[0]}")
    now = now_of(request)
    band = "morning" if localtime(now).hour < NOON else "afternoon"
    begun = {"token": new_code(24), "hours": band if here.is_open or here.screen else ""}
    form = LastForm(request.POST if request.method == "POST" else None, initial=begun, **_of_form(here))
    if request.method == "POST" and accepted(form, lambda: _send(request, actor, here, form, values)):
        done = {**kept.get("done", {}), here.where.office.key: localdate(now).isoformat()} if here.is_open else {}
        return _keep(request, redirect(f"{here.path}?selesai=1"), {"done": done})
    more = [form[name] for name in ("part", "words", "contact") if name in form.fields]
    back = f"{here.path}?soal={len(asked)}"
    context = {**_common(here), "form": form, "more": more, "back": back, "total": len(asked)}
    return _fresh(render(request, "surveys/last.html", context, status=422 if form.errors else 200), here)


def _send(request: HttpRequest, actor: Actor, here: Here, form: LastForm, values: dict[str, int]) -> None:
    where, now = here.where, now_of(request)
    if here.is_open and not within_limit(request, f"survey:{where.office.key}", OF_ONE_ADDRESS):
        raise Refused(_("Hari ini sudah terlalu banyak jawaban dari jaringan ini. Mintalah formulir kertas di kantor."))
    if part := form.cleaned_data.get("part"):
        where = Where(where.office, where.channel, part, where.invitation)
    answer(where, given=form.given(values), token=form.cleaned_data["token"], by=actor, at=now)


def _thanked(request: HttpRequest, here: Here) -> HttpResponse:
    context = {**_common(here), "again": here.path if here.screen else ""}
    return _fresh(render(request, "surveys/thanks.html", context), here, THANKED)


def _said(request: HttpRequest, sentence: str, office: Office, status: int) -> HttpResponse:
    """In the place of the questions."""
    context = {"sentence": sentence, "office": office}
    return _fresh(render(request, "surveys/said.html", context, status=status))


def _common(here: Here) -> dict[str, Any]:
    """What every page says: about which office, at which place, for which service."""
    where = here.where
    service = where.part if where.invitation else ""
    named = part_names(where.office, [service]).get(service, "") if service else ""
    return {"office": where.office, "about": here.place or named, "screen": here.screen, "start": here.path}


def _of_form(here: Here) -> dict[str, Any]:
    """A choice of services for whoever came without an invitation."""
    if here.where.invitation:
        return {"parts": (), "screen": False}
    names = part_names(here.where.office)
    return {"parts": [pair for pair in names.items() if pair[0].startswith(SERVICE)], "screen": here.screen}


def _asked(here: Here, at: datetime) -> list[str]:
    dropped = dropped_by(here.where.office, localdate(at))
    return [code for code in codes() if code not in dropped]


# --- the cookie --------------------------------------------------------------------------------------------------


def _keep(request: HttpRequest, response: HttpResponse, kept: dict[str, Any]) -> HttpResponse:
    """Answers for two hours; that a device answered, until its day is over or the browser forgets."""
    span = 24 if kept.get("done") else HOURS
    response.set_cookie(
        COOKIE, packed(kept), max_age=span * 3600, path=reverse("surveys:results"), httponly=True,
        samesite="Lax", secure=request.is_secure(),
    )  # fmt: skip
    return response


def _fresh(response: HttpResponse, here: Here | None = None, seconds: int = LEFT) -> HttpResponse:
    """Never kept; a screen that somebody left goes back to its beginning."""
    add_never_cache_headers(response)
    if here and here.screen:
        response["Refresh"] = f"{seconds}; url={here.path}"
    return response

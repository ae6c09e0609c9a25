"""The check on the spot: one page that a telephone keeps, and the ways by which it comes in.

The page is the same for everyone and holds nothing about anybody, so that a telephone may keep it; who may check which
office is asked when it is sent. What is typed on it is sealed on the telephone (`ui/field.js`) under a key that only
its officer is given, and that goes when they sign out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.ui.attempt import accepted
from balairung.ground.ui.fields import Choices
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.inspections import access, recording, sheets
from balairung.rooms.inspections.forms import CheckForm, ShotForm, sentences
from balairung.rooms.inspections.models import Inspection

UNSEALED_FOR = timedelta(hours=24)  # so long a telephone opens what it keeps without asking for a new key


@everyone
def field(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form, with all offices and all items: what a telephone keeps. Online it knows who may check what."""
    return _page(request, actor, _form(actor, initial=_fresh(request)))


@officers
@require_POST
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole form at once, photographs with it: the way without a script."""
    form, now = _form(actor, request), now_of(request)
    made: list[Inspection] = []
    if accepted(form, lambda: made.append(_record(form, actor, now))):
        messages.success(request, _said(made[0]))
        return redirect("inspections:report", made[0].ref)
    return _page(request, actor, form)


@officers
@require_POST
def send(request: HttpRequest, actor: Actor) -> JsonResponse:
    """From the telephone: recorded, recorded before, waiting for photographs, or something to look at (422)."""
    if other := _of_another(request, actor):
        return other
    known = recording.known_check(request.POST.get("token", ""), by=actor)
    if known:
        return _told(known)
    form, now = _form(actor, request), now_of(request)
    if form.is_valid():
        missing = recording.missing_shots(form.cleaned_data["token"], _wanted(form), by=actor)
        if missing:
            return JsonResponse({"state": "missing", "missing": missing})
    made: list[Inspection] = []
    if accepted(form, lambda: made.append(_record(form, actor, now))):
        return _told(made[0])
    return JsonResponse({"state": "look", "sentences": sentences(form)}, status=422)


@officers
@require_POST
def shot(request: HttpRequest, actor: Actor) -> JsonResponse:
    """One photograph of a check that is still to come."""
    if other := _of_another(request, actor):
        return other
    form, now = ShotForm(request.POST, request.FILES), now_of(request)
    if accepted(form, lambda: _keep(form, actor, now)):
        return JsonResponse({"state": "kept", "sha256": form.cleaned_data["sha256"]})
    return JsonResponse({"state": "look", "sentences": sentences(form)}, status=422)


@officers
@require_POST
def key(request: HttpRequest, actor: Actor) -> JsonResponse:
    """What a telephone seals the checks of this officer with: always the same for them, and nobody else's."""
    require(access.can_check_some(actor))
    until = now_of(request) + UNSEALED_FOR
    told = {"key": keyed_hash("field-key", str(actor.person_id)), "owner": _owner(actor)}
    return JsonResponse({**told, "until": int(until.timestamp() * 1000)})


def _owner(actor: Actor) -> str:
    """A sign of this officer that says nothing to anybody else."""
    return keyed_hash("field-owner", str(actor.person_id))[:32]


def _of_another(request: HttpRequest, actor: Actor) -> JsonResponse | None:
    """On a shared telephone what one officer sealed is not sent under the name of another: it waits for them (409)."""
    mine = request.POST.get("owner", "") == _owner(actor)
    return None if mine else JsonResponse({"state": "other"}, status=409)


# --- parts ------------------------------------------------------------------------------------------------------------


def _form(actor: Actor, request: HttpRequest | None = None, **more: Any) -> CheckForm:
    """Bound where something was sent. A telephone may still have the edition of last week: it keeps its own."""
    sent = request.POST if request else None
    number = sent.get("sheet", "") if sent else ""
    edition = sheets.sheet_numbered(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    offices = access.checkable(actor) if actor.is_officer else Office.objects.none()
    return CheckForm(
        sent, request.FILES if request else None, edition=edition or sheets.current_sheet(), offices=offices.all,
        choices=_choices(), **more,
    )  # fmt: skip


def _choices() -> Choices:
    """Every office but the leaders' own."""
    first, *shelves = office_choices()
    kept = {key for key, _kind in _kinds()}
    narrowed = [
        (name, [pair for pair in rows if pair[0] in kept]) for name, rows in shelves if not isinstance(rows, str)
    ]
    return [first, *((name, rows) for name, rows in narrowed if rows)]


def _kinds() -> list[tuple[str, str]]:
    rows = Office.objects.filter(closed_on__isnull=True).exclude(kind=Office.Kind.LEADERSHIP).order_by("order", "name")
    return list(rows.values_list("key", "kind"))


def _fresh(request: HttpRequest) -> dict[str, object]:
    sheet = sheets.current_sheet()
    return {"token": new_code(24), "sheet": sheet.number, "office": request.GET.get("kantor", "")[:60]}


def _page(request: HttpRequest, actor: Actor, form: CheckForm) -> HttpResponse:
    context = {
        "form": form, "edition": form.edition, "kinds": dict(_kinds()), "offline": settings.OFFLINE,
        "may": access.can_check_some(actor), "known": actor.is_officer, "key": reverse("inspections:key"),
    }  # fmt: skip
    return render(request, "inspections/field.html", context, status=422 if form.errors else 200)


def _wanted(form: CheckForm) -> list[str]:
    return [one for rows in form.cleaned_data["shots"].values() for one in rows]


def _record(form: CheckForm, actor: Actor, now: datetime) -> Inspection:
    """Photographs that came with the form are kept first, like those that came on their own."""
    shots: dict[str, list[str]] = {item: list(rows) for item, rows in form.cleaned_data["shots"].items()}
    token = form.cleaned_data["token"]
    for item, uploads in form.uploads().items():
        for upload in uploads:
            print_of = recording.fingerprint(upload)
            recording.keep_shot(
                upload, token=token, sha256=print_of, taken_at=None, spot=recording.Spot(), by=actor, at=now
            )
            shots.setdefault(item, []).append(print_of)
    return recording.record(form.check(shots, now), token=token, by=actor, at=now)


def _keep(form: ShotForm, actor: Actor, now: datetime) -> None:
    found = form.cleaned_data
    recording.keep_shot(
        found["photo"][0], token=found["token"], sha256=found["sha256"], taken_at=found["taken"], spot=form.spot,
        by=actor, at=now,
    )  # fmt: skip


def _told(inspection: Inspection) -> JsonResponse:
    address = reverse("inspections:report", args=[inspection.ref])
    return JsonResponse({"state": "sent", "ref": inspection.ref, "address": address, "said": _said(inspection)})


def _said(inspection: Inspection) -> str:
    count = inspection.looks.filter(says="no", finding__isnull=False).count()
    told = ngettext(
        "Cek %(ref)s tersimpan dengan %(count)d temuan.", "Cek %(ref)s tersimpan dengan %(count)d temuan.", count
    )
    return told % {"ref": inspection.ref, "count": count}

"""The form, a few short pages. What was typed is kept with each press of a button, whether or not anything is wrong."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import BEGUN
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.throttle import times, within_limit
from balairung.rooms.services.applying import begun as drafts
from balairung.rooms.services.applying.applicant import PAGE, SCAN, ApplicantForm, typed
from balairung.rooms.services.applying.apply import open_for
from balairung.rooms.services.applying.asking import ROWS, Questions, rows_drawn, uploads_of
from balairung.rooms.services.applying.judging import page_of, without_member
from balairung.rooms.services.definition.answers import UNKNOWN, pages
from balairung.rooms.services.definition.shape import Page, Type
from balairung.rooms.services.views.applying.sitting import Sitting, Way, sit

MOST_NAMES, LONGEST = 1500, 4000  # names of one page, and signs of one of them
_NAME = re.compile(rf"[a-z][a-z0-9_]*(-\d{{1,2}}-[a-z][a-z0-9_]*)?(-{UNKNOWN}|-{ROWS})?")


def show(request: HttpRequest, actor: Actor, way: Way, key: str, draft: str = "", page: str = PAGE) -> HttpResponse:
    """One page of the form, shown (GET) or kept and left for the next one (POST)."""
    sitting = sit(request, actor, way, key, draft)
    if isinstance(sitting, HttpResponse):
        return sitting
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    if page == PAGE:
        return _take_applicant(sitting) if request.method == "POST" else _applicant(sitting)
    found = page_of(sitting.definition, page)
    if found is None:
        return redirect(sitting.address(PAGE))  # a page of an earlier form
    return _take(sitting, found) if request.method == "POST" else _page(sitting, found)


def resume(request: HttpRequest, actor: Actor, way: Way, key: str, draft: str) -> HttpResponse:
    """Where one left off: the first page that is not done, else the last look."""
    sitting = sit(request, actor, way, key, draft)
    if isinstance(sitting, HttpResponse):
        return sitting
    if not sitting.applicant().is_valid():
        return redirect(sitting.address(PAGE))
    return redirect(sitting.address(sitting.judged().first_wrong))


# --- the first page ----------------------------------------------------------------------------------------------


def _applicant(sitting: Sitting, form: ApplicantForm | None = None, status: int = 200) -> HttpResponse:
    wrong = "periksa" in sitting.request.GET
    drawn = form or (sitting.applicant() if wrong else sitting.blank())
    links = sitting.links()
    context = {"form": drawn, "faults": drawn.faults, "scans": links.get(SCAN, ())}
    return sitting.render("services/applying/applicant.html", status, **_around(sitting, PAGE, {}), **context)


def _take_applicant(sitting: Sitting) -> HttpResponse:
    """Kept at once, right or wrong; the code of the village only when it was understood."""
    _count(sitting)
    form, begun = sitting.applicant(sitting.request.POST), sitting.begun
    begun.who = typed(form.NAMES, sitting.request.POST)
    begun.version = begun.version or str(sitting.version.pk)
    good = form.is_valid()
    if sitting.way.taking:
        begun.taken = {"person": str(sitting.actor.person_id)}
        _store(sitting, {SCAN: form.cleaned_data.get("scan") or []}, [SCAN])
    if good:
        begun.who["code"] = form.cleaned_data["region"].code
        begun.already = _already(sitting, form.cleaned_data.get("nik", ""))
    _keep(sitting)
    if not good:
        return _applicant(sitting, form, 422)
    judged = sitting.judged()
    return redirect(sitting.address() if _changing(sitting) else sitting.following(PAGE, judged.answers))


def _already(sitting: Sitting, nik: str) -> bool:
    """Whether the same NIK has this running. Asked too often from one network, nothing is said: nobody finds out here
    who applied for what.
    """
    if not nik or sitting.way.taking or not within_limit(sitting.request, "nik", settings.TRACKING_LIMIT):
        return False
    return open_for(nik, sitting.service).exists()


# --- the pages of the definition -----------------------------------------------------------------------------------


def _page(sitting: Sitting, page: Page, errors: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    before = sitting.judged(page.key)
    if errors is None and "periksa" in sitting.request.GET:
        errors = sitting.judged().faults(page)
    form = Questions([page], sitting.begun.said, before.answers, errors=errors, kept=sitting.links())
    if not form.parts:  # nothing is asked here any more
        return redirect(sitting.following(page.key, before.answers))
    context = {"page": page, "form": form, "faults": form.faults}
    around = _around(sitting, page.key, sitting.judged().answers)
    return sitting.render("services/applying/page.html", status, **around, **context)


def _take(sitting: Sitting, page: Page) -> HttpResponse:
    request, begun = sitting.request, sitting.begun
    if not begun.draft:
        return redirect(sitting.address())
    begun.said = collected(page, request.POST, begun.said)
    form = Questions([page], begun.said, sitting.judged(page.key).answers)
    fit, wrong = uploads_of(form, request.FILES)
    wrong |= _store(sitting, fit, list(form.fields))
    onward = _arrange(sitting, page, form)
    begun.version = str(sitting.version.pk)
    _keep(sitting)
    if onward:
        return redirect(onward)
    judged = sitting.judged()
    if errors := {**judged.faults(page), **wrong}:
        return _page(sitting, page, errors, 422)
    return redirect(sitting.address() if _changing(sitting) else sitting.following(page.key, judged.answers))


def _arrange(sitting: Sitting, page: Page, form: Questions) -> str:
    """One more member, or one fewer: where to go on; "" when another button was pressed."""
    request, begun = sitting.request, sitting.begun
    added, dropped = request.POST.get("tambah", ""), request.POST.get("buang", "")
    lists = {one.key: one for one in page.fields if one.type == Type.MEMBERS}
    if added in lists:
        count = rows_drawn(lists[added], added, begun.said)
        begun.said[f"{added}-{ROWS}"] = str(count + 1)
        return f"{sitting.address(page.key)}#orang-{added}-{count}"
    name = dropped.rpartition("-")[0]
    if name in lists:
        count = rows_drawn(lists[name], name, begun.said)
        begun.said, begun.files = without_member(begun.said, begun.files, dropped)
        begun.said[f"{name}-{ROWS}"] = str(max(count - 1, 1))
        return f"{sitting.address(page.key)}#id_{name}"
    return ""


def collected(page: Page, post: QueryDict, before: dict[str, Any]) -> dict[str, Any]:
    """What was typed so far, with what this page says now: an unticked box is one that is not there any more."""
    own = {one.key for one in page.fields}
    said = {name: value for name, value in before.items() if name.partition("-")[0] not in own}
    for name in list(post)[:MOST_NAMES]:
        if _NAME.fullmatch(name) and name.partition("-")[0] in own:
            values = [value[:LONGEST].replace("\x00", "") for value in post.getlist(name)[:60]]
            said[name] = values if len(values) > 1 else "".join(values)
    return said


# --- what all pages do -------------------------------------------------------------------------------------------


def _store(sitting: Sitting, uploads: dict[str, Any], names: list[str]) -> dict[str, str]:
    """Store what came, drop what was crossed out; a sentence for each question where too much came at once."""
    begun, dropped = sitting.begun, set(sitting.request.POST.getlist("lepas"))
    for name in names:
        if kept := [key for key in begun.files.get(name, []) if key not in dropped]:
            begun.files[name] = kept
        else:
            begun.files.pop(name, None)
    if any(uploads.values()) and not within_limit(sitting.request, "upload", settings.UPLOAD_LIMIT):
        sentence = _("Terlalu banyak berkas dari jaringan ini. Isian Anda tersimpan; coba lagi satu jam lagi.")
        return dict.fromkeys((name for name in uploads if uploads[name]), sentence)
    for name, files in uploads.items():
        stored = [str(store(upload, at=sitting.now, about=(BEGUN, "")).pk) for upload in files]
        if stored:
            begun.files[name] = [*begun.files.get(name, []), *stored]
    return {}


def _keep(sitting: Sitting) -> None:
    drafts.keep(sitting.begun, at=sitting.now)


def _count(sitting: Sitting) -> None:
    """No more beginnings from one network than a village hall could type."""
    most, _slash, span = settings.FILING_LIMIT.partition("/")
    flood = int(most) * settings.FLOOD
    if flood and not sitting.way.taking and times(sitting.request, "begin", span) > flood:
        raise Refused(_("Terlalu banyak permohonan dari jaringan ini dalam satu jam. Coba lagi nanti."))


def _changing(sitting: Sitting) -> bool:
    """Whether they came from the last look to change something, and go back there."""
    return "ubah" in sitting.request.GET or "back" in sitting.request.POST


def _around(sitting: Sitting, page: str, answers: dict[str, Any]) -> dict[str, Any]:
    """What stands around every page: its number, the way back, and how it is gone on with elsewhere."""
    known = answers or sitting.judged().answers
    number, total = sitting.count(page, known)
    changing = _changing(sitting)
    return {
        "number": number,
        "total": total,
        "changing": changing,
        "previous": sitting.address() if changing else sitting.previous(page, known),
        "here": sitting.address(page) if sitting.begun.draft else sitting.address(),
        "titles": [one.title for one in pages(sitting.definition, known)],
    }

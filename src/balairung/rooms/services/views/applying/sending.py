"""An application is looked through once more, and sent: one request, harmless when it comes twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.throttle import times
from balairung.rooms.services.applying import begun as drafts
from balairung.rooms.services.applying.applicant import PAGE, SCAN, ApplicantForm, consent_words
from balairung.rooms.services.applying.apply import apply_for, open_for
from balairung.rooms.services.applying.judging import Judged, files_named
from balairung.rooms.services.applying.plausible import doubts
from balairung.rooms.services.applying.receipts import mask_nik
from balairung.rooms.services.applying.showing import shown
from balairung.rooms.services.applying.taking import taken_by
from balairung.rooms.services.applying.travelling import expected
from balairung.rooms.services.definition.words import told
from balairung.rooms.services.models import Application
from balairung.rooms.services.views.applying.sitting import Sitting, Way, receipt_of, sit


def check(request: HttpRequest, actor: Actor, way: Way, key: str, draft: str) -> HttpResponse:
    """Everything once more, each with the way to change it (GET); sent (POST). Nothing leaves that was not seen."""
    sitting = sit(request, actor, way, key, draft)
    if isinstance(sitting, HttpResponse):
        return sitting
    form, judged = sitting.applicant(), sitting.judged()
    if not form.is_valid():
        return redirect(f"{sitting.address(PAGE)}?periksa=1")
    if judged.errors:
        return redirect(f"{sitting.address(judged.first_wrong)}?periksa=1")
    if request.method != "POST" or request.POST.get("version") != str(sitting.version.pk):
        return _look(sitting, form, judged)
    made: list[Application] = []
    if accepted(form, lambda: made.append(_send(sitting, form, judged))):
        return redirect(receipt_of(way, made[0]))
    return _look(sitting, form, judged, status=422)


def _send(sitting: Sitting, form: ApplicantForm, judged: Judged) -> Application:
    _count(sitting)
    begun, said = sitting.begun, form.cleaned_data
    names = [*files_named(sitting.definition, judged.answers), *begun.files.get(SCAN, ())]
    there = drafts.stored(names)
    taken = taken_by(sitting.actor, consent_words(begun.who.get("consent", ""))) if sitting.way.taking else None
    application = apply_for(
        version=sitting.version, answers=judged.answers, files=[there[name] for name in names if name in there],
        region=said["region"], name=said["name"], nik=said.get("nik", ""), contact=said["contact"], token=begun.token,
        channel=Application.Channel.COUNTER if taken else Application.Channel.WEB, taken=taken, by=sitting.actor,
        at=sitting.now,
    )  # fmt: skip
    drafts.finish(begun, at=sitting.now)
    return application


def _count(sitting: Sitting) -> None:
    """More than a village hall could send in an hour are no family's: refused, and nothing that was typed is lost."""
    most, _slash, span = settings.FILING_LIMIT.partition("/")
    flood = int(most) * settings.FLOOD
    if flood and not sitting.way.taking and times(sitting.request, "apply", span) > flood:
        raise Refused(
            _("Terlalu banyak permohonan dari jaringan ini dalam satu jam. Isian Anda masih ada; coba nanti.")
        )


def _look(sitting: Sitting, form: ApplicantForm, judged: Judged, status: int = 200) -> HttpResponse:
    said, begun = form.cleaned_data, sitting.begun
    there = drafts.stored(begun.names())
    links = {key: file_link(file, sitting.now) for key, file in there.items()}
    number, total = sitting.count("", judged.answers)
    context: dict[str, Any] = {
        "form": form,
        "said": said,
        "nik": mask_nik(said.get("nik", "")),
        "consent": consent_words(begun.who.get("consent", "")),
        "told": [
            (sitting.address(page.key), page, rows)
            for page, rows in shown(told(sitting.definition, judged.answers), links)
        ],
        "scans": [links[key] for key in begun.files.get(SCAN, ()) if key in links],
        "doubts": doubts(sitting.definition, judged.answers, nik=said.get("nik", "")),
        "running": _running(sitting, said.get("nik", "")),
        "left_over": drafts.left_over(begun, sitting.definition),
        "expected": expected(sitting.definition, judged.answers, said["region"], sitting.now),
        "standard": sitting.definition.standard,
        "change_who": sitting.address(PAGE),
        "here": sitting.address(),
        "previous": sitting.previous("", judged.answers),
        "number": number,
        "total": total,
    }
    return sitting.render("services/applying/check.html", status, **context)


def _running(sitting: Sitting, nik: str) -> list[str]:
    """For an officer, the numbers of what the same NIK has running here, as far as they may see it."""
    if not nik or not sitting.way.taking:
        return []
    rows = open_for(nik, sitting.service).visible_to(sitting.actor).order_by("-applied_at", "-id")
    return list(rows.values_list("obligation__ref", flat=True)[:3])

"""The way up: where to and within what, step by step; what a step takes; a step given to an office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.surface.maturity import access, actions, climbing
from balairung.surface.maturity.asking import LEVELS, WEEK, ChargeForm, PriceForm, WayForm, due_of
from balairung.surface.maturity.climbing import Charged, Climb, Rise
from balairung.surface.maturity.models import Assessment, Charge
from balairung.surface.maturity.prices import drop_price, ladder_of, prices_of, set_prices
from balairung.surface.maturity.reads import Picture, picture_of
from balairung.surface.maturity.ways import Ladder, Rung

ASKED = ("sasaran", "hari", "minggu", "tanggal", "rupiah")  # the words stand in addresses for ever


@officers
def way(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    return _page(request, actor, access.get_assessment(year, instrument))


@officers
@require_POST
def charge(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    """A step becomes what an office owes; the question that was asked stays in the address."""
    found = access.get_assessment(year, instrument)
    require(access.can_charge(actor), _("Hanya pimpinan daerah yang menugaskan langkah."))
    ladder = ladder_of(picture_of(found))
    form = ChargeForm(request.POST, ladder=ladder, today=localdate(now_of(request)))
    given: list[Charge] = []
    if accepted(form, lambda: given.append(_charge(request, actor, found, form))):
        owed = given[0].instruction.obligation
        said = {"ref": owed.ref, "office": str(owed.owner_office)}
        messages.success(request, _("Instruksi %(ref)s sudah dikirim kepada %(office)s.") % said)
        step = climbing.key_of(form.cleaned_data["langkah"])
        return redirect(f"{_address(found)}?{_asked(request).urlencode()}#langkah-{step}")
    return _page(request, actor, found, form)


def _charge(request: HttpRequest, actor: Actor, found: Assessment, form: ChargeForm) -> Charge:
    said = form.cleaned_data
    number, level = said["langkah"]
    text = said["text"] or climbing.words_of(found.instrument, said["langkah"])
    return actions.charge_step(
        found, number=number, level=level, office=said["office"], due_on=said["due_on"], text=text,
        token=f"{said['token']}:{number}-{level}", by=actor, at=now_of(request),
    )  # fmt: skip


def _page(request: HttpRequest, actor: Actor, found: Assessment, refused: ChargeForm | None = None) -> HttpResponse:
    """The question, the plan that answers it, and what else there is to ask."""
    picture, now = picture_of(found), now_of(request)
    ladder, goals = ladder_of(picture), climbing.goals(found.instrument, picture.today.index)
    form = WayForm(_asked(request, goals), index=picture.today.index, today=localdate(now))
    plan = _plan(form, picture, ladder)
    given = climbing.charged(found, actor, now)
    rises = plan.rises if plan else ()
    context = {
        "assessment": found, "score": picture.today, "form": form, "goals": goals, "plan": plan,
        "query": _asked(request).urlencode(), "here": _address(found),
        "reaches": climbing.reaches(found.instrument, ladder, form.limits) if plan else [],
        "sliders": climbing.sliders(picture.today.index, ladder, form.target, form.limits),
        "rows": [(one, given.get(one.rung)) for one in rises], "beside": climbing.beside(given, rises),
        "finish": localdate(now) + (plan.way.weeks if plan else 0) * WEEK,
        "rest": urlencode({name: form.data[name] for name in ASKED[2:] if form.data.get(name)}),
        **_charging(request, actor, found, ladder, given, rises, refused),
    }  # fmt: skip
    return render(request, "maturity/way.html", context, status=422 if refused else 200)


def _asked(request: HttpRequest, goals: Any = ()) -> QueryDict:
    """What the address asks; of an address that asks nothing, the first goal."""
    asked = QueryDict(mutable=True)
    for name in ASKED:
        if name in request.GET:
            asked[name] = request.GET[name]
    if not asked and goals:
        asked["sasaran"] = str(goals[0].least).replace(".", ",")
    return asked


def _address(found: Assessment) -> str:
    return reverse("maturity:way", args=[found.year, found.instrument_key])


def _plan(form: WayForm, picture: Picture, ladder: Ladder) -> Climb | None:
    """The plan that answers the question; None where it was not understood or nothing is left to climb."""
    if not form.is_valid() or not ladder.steps:
        return None
    plan = climbing.climb(picture.instrument, ladder, form.target, form.limits)
    if plan.short and form.target is not None:
        form.add_error("sasaran", climbing.why_short(plan, form.target, form.limits))
    return plan


def _charging(
    request: HttpRequest, actor: Actor, found: Assessment, ladder: Ladder, given: dict[Rung, Charged],
    rises: Sequence[Rise], refused: ChargeForm | None,
) -> dict[str, Any]:  # fmt: skip
    """For whoever may give a step away: one form for a tap, and one of its own for the step that was opened."""
    if found.closed or not access.can_charge(actor):
        return {"charging": None, "opened": "", "own": None, "lost": None}
    today = localdate(now_of(request))
    start = {"token": new_code(24), "office": climbing.last_office(given.values())}
    opened = str(refused.data.get("langkah", "")) if refused else request.GET.get("tugas", "")
    rung = next((rung for rung in ladder.steps if climbing.key_of(rung) == opened), None)
    own = refused
    if rung and not refused:
        due, text = due_of(ladder, rung, today), climbing.words_of(found.instrument, rung)
        own = ChargeForm(ladder=ladder, today=today, initial={**start, "langkah": opened, "due_on": due, "text": text})
    free = {one.key for one in rises if one.rung not in given or not given[one.rung].running}
    quick = ChargeForm(ladder=ladder, today=today, initial=start, auto_id="cepat_%s")
    return {"charging": quick, "opened": opened, "own": own, "lost": refused if opened not in free else None}


# --- what a step takes -----------------------------------------------------------------------------------------------


@officers
def prices(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    """Every step with what it takes; one indicator at a time is changed."""
    found = access.get_assessment(year, instrument)
    may, number = access.can_keep(actor, found), _number(request, found)
    if request.method == "POST":
        require(may, _("Hanya pimpinan dan pengelola penilaian yang mengubah biaya langkah."))
    form = _price_form(request, found, number) if may and number else None
    if form and request.method == "POST" and _changed(request, actor, found, number, form):
        return redirect(f"{request.path}?indikator={number}#indikator-{number}")
    context = {
        "assessment": found, "may": may, "number": number, "form": form, "levels": list(LEVELS),
        "aspects": climbing.price_rows(found.instrument), "back": _address(found),
    }  # fmt: skip
    return render(request, "maturity/prices.html", context, status=422 if form and form.errors else 200)


def _number(request: HttpRequest, found: Assessment) -> int:
    """The indicator that is being changed; 0 for none."""
    typed = request.GET.get("indikator", "")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
    return number if number in found.instrument.indicators else 0


def _price_form(request: HttpRequest, found: Assessment, number: int) -> PriceForm:
    known = prices_of(found.instrument_key)
    data = request.POST if request.method == "POST" and "kembali" not in request.POST else None
    return PriceForm(data, known={level: known[number, level] for level in LEVELS})


def _changed(request: HttpRequest, actor: Actor, found: Assessment, number: int, form: PriceForm) -> bool:
    """One step back to what the house assumes, or all four as they were typed."""
    back = request.POST.get("kembali", "")
    if back:
        level = int(back) if back in map(str, LEVELS) else 0
        drop_price(found, number=number, level=level, by=actor)
        messages.success(request, _("Langkah itu kembali ke asumsi sistem."))
        return True
    if not accepted(form, lambda: _set(request, actor, found, number, form)):
        return False
    messages.success(request, _("Kebutuhan langkah disimpan. Jalan naik dihitung dengan angka ini."))
    return True


def _set(request: HttpRequest, actor: Actor, found: Assessment, number: int, form: PriceForm) -> None:
    set_prices(found, number=number, prices=form.prices, by=actor, at=now_of(request))

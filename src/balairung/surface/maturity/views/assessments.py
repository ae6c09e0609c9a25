"""The assessments of all years, and one of them: what it comes to, where it lacks something, what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.surface.maturity import access, actions, radar, waterfall
from balairung.surface.maturity.forms import BeginForm, NoteForm
from balairung.surface.maturity.instruments import KEYS, Aspect, Predicate
from balairung.surface.maturity.models import Assessment, Stage
from balairung.surface.maturity.reads import Line, Picture, picture_of, pictures_of, unrounded
from balairung.surface.maturity.scoring import Score, rounded
from balairung.surface.maturity.telling import latest_changes

LATEST = 8  # changes that the page of an assessment tells


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of them, the newest year first."""
    pictures = pictures_of(list(Assessment.objects.order_by("-year", "-instrument_key")))
    rows = [(one, one.of_stage(Stage.EXTERNAL)) for one in pictures]
    return render(request, "maturity/desk.html", {"rows": rows, "may_begin": access.can_open(actor)})


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a year and an instrument; what is there already is opened again."""
    require(access.can_open(actor), _("Hanya pimpinan daerah atau pengelola sistem yang membuka penilaian."))
    initial = {"instrument": KEYS[-1], "year": localdate(now_of(request)).year}
    form, made = BeginForm(posted(request), initial=initial), list[Assessment]()
    if accepted(form, lambda: made.append(_open(request, form, actor))):
        said = _("%(assessment)s terbuka. Tunjuk timnya, lalu mulai mengisi.")
        messages.success(request, said % {"assessment": made[0]})
        return _page_of(made[0])
    return render(request, "maturity/begin.html", {"form": form}, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: BeginForm, actor: Actor) -> Assessment:
    said = form.cleaned_data
    return actions.open_assessment(year=said["year"], key=said["instrument"], by=actor, at=now_of(request))


def _page_of(found: Assessment) -> HttpResponse:
    return redirect("maturity:assessment", found.year, found.instrument_key)


@officers
def overview(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    return _page(request, actor, access.get_assessment(year, instrument))


@officers
@require_POST
def note(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    """What those who come after should know."""
    found, form = _kept(actor, year, instrument), NoteForm(request.POST)
    if accepted(form, lambda: actions.note_down(found, text=form.cleaned_data["text"], by=actor)):
        messages.success(request, _("Catatan tersimpan."))
        return _page_of(found)
    return _page(request, actor, found, form)


@officers
@require_POST
def shut(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    """The page has asked whether it is meant."""
    found = _kept(actor, year, instrument)
    actions.close(found, by=actor, at=now_of(request))
    messages.success(request, _("%(assessment)s ditutup. Isinya tidak berubah lagi.") % {"assessment": found})
    return _page_of(found)


def _kept(actor: Actor, year: int, instrument: str) -> Assessment:
    """The assessment, for whoever keeps it."""
    found = access.get_running(year, instrument)
    require(access.can_keep(actor, found))
    return found


def _page(request: HttpRequest, actor: Actor, found: Assessment, refused: forms.Form | None = None) -> HttpResponse:
    picture = picture_of(found)
    columns = _columns(picture)
    lead = columns[-1] if columns[-1].score else columns[0]
    keeps = not found.closed and access.can_keep(actor, found)
    context: dict[str, Any] = {
        "assessment": found, "instrument": found.instrument, "picture": picture, "lead": lead,
        "columns": columns, "beside": [one for one in columns if one is not lead],
        "other": _other_predicate(lead.score) if lead.score else None,
        "parts": _parts(picture, columns), "groups": _groups(picture),
        "radar": _radar(columns, found), "fall": waterfall.draw(found.instrument, _levels(picture, lead)),
        "entries": latest_changes(found, LATEST), "next": next((one for one in _undone(picture)), None),
        "note": (refused or NoteForm(initial={"text": found.note})) if keeps else None,
    }  # fmt: skip
    return render(request, "maturity/assessment.html", context, status=422 if refused else 200)


def _other_predicate(counted: Score) -> Predicate | None:
    """The word for the exact index, where it is another than the one for the rounded index."""
    exact = unrounded(counted)
    return exact if exact != counted.predicate else None


def _undone(picture: Picture) -> Sequence[Line]:
    """Where to go on: what has no level, then what lacks evidence for its level."""
    return [*picture.unsaid, *(line for line in picture.lines.values() if line.counted < line.claimed)]


# --- what stands side by side ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One way to look at the levels: by evidence, or as a stage gave them; without a score while a level is missing."""

    title: str
    score: Score | None
    missing: int = 0


@dataclass(frozen=True)
class Part:
    """A domain or an aspect, with its value in each column."""

    title: str
    weight: Decimal
    values: Sequence[Decimal | None]
    is_domain: bool = False


@dataclass(frozen=True)
class Group:
    aspect: Aspect
    lines: Sequence[Line]


def _columns(picture: Picture) -> list[Column]:
    by_evidence = Column(_("Menurut bukti"), picture.counted)
    names = {Stage.SELF: _("Mandiri"), Stage.INTERNAL: _("Asesor internal"), Stage.EXTERNAL: _("Eksternal")}
    stages = [Column(name, picture.of_stage(stage), len(picture.unset(stage))) for stage, name in names.items()]
    return [by_evidence, *stages]


def _levels(picture: Picture, lead: Column) -> dict[int, Decimal]:
    """Those that the leading figure is made of."""
    return picture.counted_levels if lead.score is picture.counted else picture.levels


def _parts(picture: Picture, columns: Sequence[Column]) -> list[Part]:
    """Each domain before its aspects; the aspects alone where the instrument knows no domains."""
    whole, told = picture.instrument, list[Part]()
    for domain in whole.domains:
        values = [_rounded(one.score.domains[domain.number] if one.score else None) for one in columns]
        told.append(Part(domain.title, domain.weight, values, is_domain=True))
        told += [_aspect_part(aspect, columns) for aspect in domain.aspects]
    return told or [_aspect_part(aspect, columns) for aspect in whole.aspects]


def _aspect_part(aspect: Aspect, columns: Sequence[Column]) -> Part:
    values = [_rounded(one.score.aspects[aspect.number] if one.score else None) for one in columns]
    return Part(aspect.title, aspect.weight, values)


def _rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value)


def _groups(picture: Picture) -> list[Group]:
    whole = picture.instrument
    return [Group(one, [picture.lines[each.number] for each in one.indicators]) for one in whole.aspects]


def _radar(columns: Sequence[Column], found: Assessment) -> radar.Radar:
    aspects = found.instrument.aspects
    known = [(one.title, one.score) for one in columns if one.score]
    series = [(title, [score.aspects[aspect.number] for aspect in aspects]) for title, score in known]
    return radar.draw([aspect.title for aspect in aspects], series)

"""What everybody reads: how mature we are by the word of others, never by our own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import the_regency
from balairung.surface.maturity import radar
from balairung.surface.maturity.comparing import FEW, Field, Own, Year, field_of
from balairung.surface.maturity.instruments import instrument
from balairung.surface.maturity.radar import Radar
from balairung.surface.maturity.views.comparing import domain_words, kind_words, trend_of


@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Results from outside only."""
    found = field_of(the_regency(), counted=False)
    ours = [found.own[year] for year in sorted(found.own, reverse=True)]
    context: dict[str, Any] = {"found": found, "latest": ours[0] if ours else None}
    if ours:
        context |= _drawn(found, ours)
    return render(request, "maturity/public.html", context)


def _drawn(found: Field, ours: list[Own]) -> dict[str, Any]:
    kind, years, latest = kind_words().get(found.kind.value, ""), _spanned(found), ours[0]
    compared = [one for one in years if one.standing]
    return {
        "ours": [(one, instrument(one.instrument_key)) for one in ours],
        "instrument": instrument(latest.instrument_key), "compared": compared[-1] if compared else None,
        "kind_words": kind, "trend": trend_of(found, years, kind), "years": years, "few": FEW, "radar": _radar(ours),
        "domains": [(words, latest.domains[part]) for part, words in domain_words().items() if part in latest.domains],
    }  # fmt: skip


def _spanned(found: Field) -> list[Year]:
    """From our first year to our last, and whatever is known between."""
    return [one for one in found.years if min(found.own) <= one.year <= max(found.own)]


def _radar(ours: list[Own]) -> Radar | None:
    """The aspects of the latest result of which every indicator is known, and of the one before by the same measure."""
    scored = [(one, one.score) for one in ours if one.score]
    if not scored:
        return None
    whole = scored[0][1].instrument
    alike = [(one, score) for one, score in scored if score.instrument == whole][:2]
    series = [(_("Tahun %(year)d") % {"year": one.year}, list(score.aspects.values())) for one, score in alike]
    return radar.draw([aspect.title for aspect in whole.aspects], series)

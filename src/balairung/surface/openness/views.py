"""What was promised, and how it was kept, for everybody: the whole, from each side, one of it, and who is silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.models import Region
from balairung.surface.openness import areas, naming, plots, rows, tables
from balairung.surface.openness.arithmetic import Figures
from balairung.surface.openness.models import Tally
from balairung.surface.openness.naming import named, names_of, page_of, reports_of
from balairung.surface.openness.showing import Look, in_frame, known, look, show
from balairung.surface.openness.sides import Side, read_side, read_villages
from balairung.surface.openness.silence import Silence, Silent, read_silence
from balairung.surface.openness.spans import months_of, year_span
from balairung.surface.openness.tables import Row, Table

Dimension = Tally.Dimension
MOST_BEHIND = 5


@require_safe
@gzip_page
@everyone
def front(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The year in a few large figures, its months, who is behind, and what is not counted."""
    seen = look(request)
    return known(seen) or show(seen, "openness/front.html", *_front(seen))


def _front(seen: Look) -> tuple[list[Table], dict[str, Any]]:
    whole, offices = read_side(Dimension.ALL, seen.span), read_side(Dimension.OFFICE, seen.span)
    kinds, names = read_side(Dimension.KIND, seen.span), names_of(Dimension.OFFICE)
    one = whole.shown("", seen.span) or Figures()
    months, strip = _months(seen, whole, "")
    promised = rows.side_table(kinds, year_span(seen.span.since.year), names_of(Dimension.KIND), _("Janji lain"),
                               _("Jenis janji"))  # fmt: skip
    context = {
        "one": one, "bar": plots.bar(one), "strip": strip, "behind": _behind(offices, seen, names),
        "ended": _ended(seen), "links": _links(seen, Dimension.ALL, ""),
    }  # fmt: skip
    return [months, *([promised] if promised.rows else [])], context


def _links(seen: Look, dimension: Dimension, key: str) -> dict[str, str]:
    """The public list behind a figure; nothing leads out of a frame but the line with the source."""
    return {
        name: "" if seen.framed else reports_of(dimension, key, name) for name in ("selesai", "terlambat", "berjalan")
    }


def _behind(offices: Side, seen: Look, names: Mapping[str, str]) -> list[tuple[str, str, Figures]]:
    """Whose reports wait longest past their time, by number."""
    shown = [(key, one) for key in offices.months if key and (one := offices.shown(key, seen.span)) and one.behind]
    shown.sort(key=lambda pair: (-pair[1].behind, named(names, pair[0])))
    return [
        (named(names, key), page_of(Dimension.OFFICE, key, seen.span.query), one) for key, one in shown[:MOST_BEHIND]
    ]


def _ended(seen: Look) -> Figures:
    """What ended in these months, whenever it was filed."""
    inside = [month for month in seen.book.months if seen.span.since <= month.first < seen.span.until]
    kept, broken = sum(month.ended_kept for month in inside), sum(month.ended_broken for month in inside)
    return Figures(filed=kept + broken, kept=kept, broken=broken)


def _months(seen: Look, side: Side, key: str) -> tuple[Table, plots.Strip | None]:
    """The months of the year of one key, as a table and as a drawing."""
    begun = months_of(year_span(seen.span.since.year), seen.book.months)
    months: Mapping[date, Figures] = side.months.get(key, {})
    table = rows.month_table(months, begun, seen.k, seen.path)
    figures = [
        (short, words, months.get(month, Figures()))
        for month, (short, words) in zip(begun, rows.month_names(begun), strict=True)
    ]
    return table, plots.strip(figures) if any(one.filed for _short, _words, one in figures) else None


# --- all of one side ---------------------------------------------------------------------------------------------


@require_safe
@gzip_page
@everyone
def listing(request: HttpRequest, actor: Actor, side: str) -> HttpResponseBase:
    """Every office, district, class, topic or channel of a year, or of a month as far as that is told."""
    seen = look(request)
    return known(seen) or show(seen, "openness/listing.html", *_listing(seen, naming.DIMENSIONS[side]))


def _listing(seen: Look, dimension: Dimension) -> tuple[list[Table], dict[str, Any]]:
    side, names = read_side(dimension, seen.span), names_of(dimension)
    words = WORDS[dimension]
    make = rows.league if dimension in (Dimension.OFFICE, Dimension.DISTRICT) else rows.side_table
    table = make(side, seen.span, names, str(words["title"]), str(words["first"]))
    tables_of = [table] if side.away is not None else []
    kept_back = seen.span.is_month and any(key not in side.monthly for key in side.months)
    context: dict[str, Any] = {
        "side": naming.ADDRESSES[dimension], "words": words, "few": side.away is None, "by_year": kept_back,
        "map": areas.of_districts(side, seen.span, names) if dimension == Dimension.DISTRICT else None,
        "empty": not side.months,
    }  # fmt: skip
    return tables_of, context


WORDS: dict[Dimension, dict[str, Any]] = {
    Dimension.OFFICE: areas.words_of_offices(), Dimension.DISTRICT: areas.words_of_districts(),
    Dimension.CLASS: areas.words_of_classes(), Dimension.TOPIC: areas.words_of_topics(),
    Dimension.CHANNEL: areas.words_of_channels(),
}  # fmt: skip


# --- one of it ---------------------------------------------------------------------------------------------------


@require_safe
@gzip_page
@everyone
def part(request: HttpRequest, actor: Actor, side: str, key: str) -> HttpResponseBase:
    """One office, district, village, class, topic or channel."""
    seen, dimension = look(request), naming.DIMENSIONS[side]
    found = known(seen)
    if found:
        return found
    place = Region.objects.select_related("parent").filter(pk=key).first() if side == "wilayah" else None
    if place and place.parent:
        return show(seen, "openness/village.html", *_village(seen, place, place.parent))
    names = {place.pk: str(place)} if place else names_of(dimension)
    return show(seen, "openness/part.html", *_part(seen, dimension, key, names))


def _part(seen: Look, dimension: Dimension, asked: str, names: Mapping[str, str]) -> tuple[list[Table], dict[str, Any]]:
    side = read_side(dimension, seen.span)
    key = "" if asked == naming.NONE else asked
    if key not in names and key not in side.months:
        raise Http404
    one = side.shown(key, seen.span)
    monthly = one is not None and (side.exact or key in side.monthly)
    months, strip = _months(seen, side, key) if monthly else (None, None)
    context: dict[str, Any] = {
        "name": named(names, key), "one": one, "bar": plots.bar(one) if one else [], "strip": strip,
        "small": side.is_small(key), "few": side.away is None,
        "month_held": key not in (side.away or ()),
        "cells": tables.cells(one, seen.k) if one else [], "words": WORDS[dimension],
        "side": naming.ADDRESSES[dimension], "reports": reports_of(dimension, key),
        "links": _links(seen, dimension, key), "district": dimension == Dimension.DISTRICT,
    }  # fmt: skip
    below = _villages(seen, key) if dimension == Dimension.DISTRICT and key else ([], None)
    return [*([months] if months else []), *below[0]], context | {"map": below[1]}


def _villages(seen: Look, district: str) -> tuple[list[Table], areas.Areas | None]:
    """The villages of a district in each half of the year that is over, and the last of these as a map."""
    halves = read_villages(district, seen.book.halves(seen.span.since.year))
    names = naming.villages(district)
    told = [half for half in halves if half.away is not None]
    found = [rows.village_table(half, names, district, seen.span.query) for half in reversed(told)]
    return found, areas.of_villages(told[-1], names, district) if told else None


def _village(seen: Look, place: Region, district: Region) -> tuple[list[Table], dict[str, Any]]:
    halves = read_villages(district.pk, seen.book.halves(seen.span.since.year))
    lines = [Row(half.span.words, rows.village_cells(half, place.pk)) for half in reversed(halves)]
    whole = Table(f"desa-{place.pk}", _("Menurut paruh tahun"), tables.columns(_("Paruh tahun")), lines)
    table = tables.narrowed(whole)
    context = {
        "place": place, "up": page_of(Dimension.DISTRICT, district.pk, seen.span.query), "district": district,
        "told": [(half, half.size(place.pk), half.split(place.pk)) for half in reversed(halves)],
        "reports": reports_of(Dimension.DISTRICT, place.pk), "links": _links(seen, Dimension.DISTRICT, place.pk),
    }  # fmt: skip
    return [table] if any(half.away is not None for half in halves) else [], context


# --- who is silent -----------------------------------------------------------------------------------------------


@require_safe
@gzip_page
@everyone
def silent(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Villages from which nothing comes, against their own past."""
    seen = look(request)
    found = known(seen)
    if found:
        return found
    silence = read_silence(seen.book)
    made = [
        _silent_table(seen, silence, silence.fallen, "sunyi-sekarang", _("Dulu melapor, sekarang sunyi")),
        _silent_table(seen, silence, silence.always, "sunyi-selalu", _("Sunyi sejak awal")),
    ]
    return show(seen, "openness/silent.html", [table for table in made if table.rows], {"silence": silence})


def _silent_table(seen: Look, silence: Silence, many: list[Silent], key: str, title: str) -> Table:
    heads = [_("Desa atau kelurahan"), _("Kecamatan"), *(span.words for span in silence.spans)]
    lines = [
        Row(one.name, [
            tables.Cell(one.district, one.district), tables.number(0),
            *(rows.withheld(past.small, seen.k) if past.number is None else tables.number(past.number)
              for past in one.past),
        ], page_of(Dimension.DISTRICT, one.code)) for one in many
    ]  # fmt: skip
    return Table(key, title, heads, lines)


frames = {view.__name__: in_frame(view) for view in (front, listing, part, silent)}

"""Ourselves beside other regencies: by year, among all, part by part; and the indices that are brought here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import drafts
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import Row, read_rows
from balairung.kernel.people.views.asking import posted
from balairung.surface.maturity import access, importing, plots
from balairung.surface.maturity.comparing import FEW, Field, Listed, Year, field_of, narrowed
from balairung.surface.maturity.import_form import BringForm
from balairung.surface.maturity.instruments import instrument
from balairung.surface.maturity.published import DOMAINS, Kind, Published

PAGE = 25
MOST = 3  # others beside ourselves
KIND = "maturity-indices"
SHOWN = 200  # changes that are written out; every bad row is


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as far as it was understood; the words stand in addresses for ever."""

    year: Year
    kind: Kind
    words: str
    chosen: tuple[Listed, ...]
    notes: tuple[str, ...]  # what was not understood, and what is shown instead

    def link(self, **changed: Any) -> str:
        """The same page with something else asked."""
        asked: dict[str, Any] = {"tahun": self.year.year, "jenis": self.kind.value, "kata": self.words,
                 "banding": [row.one.code for row in self.chosen]}  # fmt: skip
        query = {name: value for name, value in (asked | changed).items() if value}
        return "?" + urlencode(query, doseq=True)


@officers
def compare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where we stand, over the years and among our like."""
    found = field_of(the_regency(), counted=True)
    newest = found.newest()
    if newest is None:
        raise Http404
    asked = _asked(request, found, newest)
    context = _standing(found, asked) | _listed(request, found, asked)
    context |= {"may_bring": access.can_open(actor), "found": found, "asked": asked}
    return render(request, "maturity/compare.html", context)


def _asked(request: HttpRequest, found: Field, newest: Year) -> Asked:
    notes: list[str] = []
    year = _year(request.GET.get("tahun", ""), found, newest, notes)
    given = request.GET.get("jenis", "")
    if given not in {"", *kind_words()}:
        notes.append(_("Jenis daerah itu tidak kami kenal, jadi yang tampil daerah yang sejenis dengan kita."))
    kind = Kind(given) if given in kind_words() else found.kind
    chosen = _chosen(request.GET.getlist("banding"), found, year, notes)
    return Asked(year, kind, clean_line(request.GET.get("kata", ""))[:80], chosen, tuple(notes))


def kind_words() -> dict[str, str]:
    return {Kind.REGENCY.value: _("kabupaten"), Kind.CITY.value: _("kota"), Kind.PROVINCE.value: _("provinsi")}


def _year(text: str, found: Field, newest: Year, notes: list[str]) -> Year:
    for one in found.years:
        if text == str(one.year):
            return one
    if text:
        facts = {"year": clean_line(text)[:20], "shown": newest.year}
        notes.append(_("Tahun “%(year)s” tidak ada pada daftar, jadi yang tampil tahun %(shown)d.") % facts)
    return newest


def _chosen(codes: Sequence[str], found: Field, year: Year, notes: list[str]) -> tuple[Listed, ...]:
    """Up to three others that have an index in this year."""
    listed = {row.one.code: row for kind in Kind for row in found.listing(year.year, kind) if not row.ours}
    named = {row.code: row.name for row in found.rows}
    wanted = [code for code in dict.fromkeys(codes) if code != found.code]
    for code in wanted:
        if code not in listed:
            facts = {"name": named.get(code, clean_line(code)[:20]), "year": year.year}
            notes.append(_("“%(name)s” tidak punya indeks tahun %(year)d pada daftar ini.") % facts)
    known = [listed[code] for code in wanted if code in listed]
    if len(known) > MOST:
        notes.append(_("Paling banyak tiga daerah dibandingkan sekaligus. Yang tampil tiga yang pertama."))
    return tuple(known[:MOST])


def _standing(found: Field, asked: Asked) -> dict[str, Any]:
    """The figures and drawings of the year."""
    year, kinds = asked.year, kind_words()
    pinned = [(place, one.name, one.index) for place, one in _beside(found, asked)]
    return {
        "year": year, "standing": year.standing, "kind_words": kinds.get(found.kind.value, ""), "few": FEW,
        "trend": trend_of(found, found.years, kinds.get(found.kind.value, "")),
        "strip": plots.strip([row.index for row in year.others], pinned, year.median) if year.others else None,
        "parts": _parts(found, asked), "years": found.years, "instrument": instrument(year.instrument_key),
        "tabs": [(one.year, asked.link(tahun=one.year), one.year == year.year) for one in reversed(found.years)],
        "drop": [(row, asked.link(banding=_without(asked, row.one.code))) for row in asked.chosen],
    }  # fmt: skip


def trend_of(found: Field, years: Sequence[Year], kind: str) -> plots.Trend | None:
    """Ourselves, the median of enough others, and the nation; None where we have no index of any year."""
    if not found.own:
        return None
    eras = {one.year: instrument(one.instrument_key).title.removeprefix("Indeks ") for one in years}
    medians = {one.year: one.telling for one in years if one.telling is not None}
    nation = {one.year: one.nation.index for one in years if one.nation}
    own = {one.year: one.own.index for one in years if one.own}
    series = [(found.name, own), (_("Median %(kind)s lain") % {"kind": kind}, medians), (_("Nasional"), nation)]
    return plots.trend(eras, series)


def _beside(found: Field, asked: Asked) -> list[tuple[int, Published]]:
    """Ourselves as 1, where our index is known, and whoever was chosen from 2 on."""
    own = asked.year.own
    ours = [(1, found.as_published(own))] if own else []
    return ours + list(enumerate((row.one for row in asked.chosen), 2))


def _parts(found: Field, asked: Asked) -> list[tuple[str, list[dict[str, Any]]]]:
    """Domain by domain: ourselves and whoever was chosen, where that was published."""
    rows = _beside(found, asked) if asked.chosen else []
    parts = [
        (words, [_bar(*row, part) for row in rows if part in row[1].domains]) for part, words in domain_words().items()
    ]
    return [(words, bars) for words, bars in parts if bars]


def _bar(place: int, one: Published, part: str) -> dict[str, Any]:
    value = one.domains[part]
    return {"place": place, "name": one.name, "value": value, "width": f"{20 * value:.1f}%"}


def domain_words() -> dict[str, str]:
    words = (_("Kebijakan"), _("Tata kelola"), _("Manajemen"), _("Layanan"))
    return dict(zip(DOMAINS, words, strict=True))


def _listed(request: HttpRequest, found: Field, asked: Asked) -> dict[str, Any]:
    whole = found.listing(asked.year.year, asked.kind)
    page = Paginator(narrowed(whole, asked.words), PAGE).get_page(request.GET.get("halaman"))
    kinds = [(value, words, value == asked.kind.value) for value, words in kind_words().items()]
    return {
        "rows": [(row, *_deed(row, asked)) for row in page.object_list], "page": page, "whole": len(whole),
        "kinds": kinds, "query": asked.link().removeprefix("?"), "all_href": asked.link(kata=""),
    }  # fmt: skip


def _deed(row: Listed, asked: Asked) -> tuple[str, bool]:
    """The link that takes it into the comparison or out of it, and whether it is in; no link where it cannot."""
    codes = [one.one.code for one in asked.chosen]
    if row.one.code in codes:
        return asked.link(banding=_without(asked, row.one.code)), True
    return ("" if row.ours or len(codes) >= MOST else asked.link(banding=[*codes, row.one.code])), False


def _without(asked: Asked, code: str) -> list[str]:
    return [row.one.code for row in asked.chosen if row.one.code != code]


# --- indices from a file ---------------------------------------------------------------------------------------------


@officers
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A file is tried out and kept; what it would change is shown; then it is taken as a whole, or not at all."""
    sentence = _("Hanya pimpinan daerah atau pengelola sistem yang memasukkan indeks daerah lain.")
    require(access.can_open(actor), sentence)
    token = request.POST.get("token") or request.GET.get("pratinjau", "")
    if token:
        return _kept(request, actor, token)
    form, made = BringForm(posted(request), request.FILES or None), list[str]()
    if accepted(form, lambda: made.append(_rehearse(request, actor, form))):
        return redirect(f"{request.path}?{urlencode({'pratinjau': made[0]})}")
    context = {"form": form, "sheet": importing.SHEET, "template": importing.template()}
    return render(request, "maturity/bring.html", context, status=422 if form.errors else 200)


def _rehearse(request: HttpRequest, actor: Actor, form: BringForm) -> str:
    file = form.cleaned_data["file"]
    rows, ignored = read_rows(importing.SHEET, file.read())
    importing.rehearse(rows, at=now_of(request))
    body = {"name": file.name[:100], "ignored": ignored, "person": str(actor.person_id),
            "rows": [[row.number, row.values] for row in rows]}  # fmt: skip
    return drafts.save_draft(kind=KIND, body=json.loads(json.dumps(body)), at=now_of(request))


def _kept(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The file that was kept: looked at, or taken."""
    body = drafts.read_draft(kind=KIND, token=token, at=now_of(request))
    if body is None or body["person"] != str(actor.person_id):
        raise Http404
    rows = [Row(number, values) for number, values in body.get("rows", [])]
    if request.method == "POST" and "done" not in body:
        body = {"person": body["person"], "done": importing.bring_indices(rows=rows, by=actor, at=now_of(request))}
        drafts.save_draft(kind=KIND, body=body, token=token, at=now_of(request))
    if "done" in body:  # pressed twice, or come back to
        words = ngettext("%(count)d indeks dimasukkan.", "%(count)d indeks dimasukkan.", body["done"])
        messages.success(request, words % {"count": body["done"]})
        return redirect("maturity:compare")
    found = importing.rehearse(rows, at=now_of(request))
    return render(request, "maturity/bring_preview.html", _preview(found, body, token))


def _preview(found: importing.Preview, body: dict[str, Any], token: str) -> dict[str, Any]:
    added, changed = found.of(importing.ADD), found.of(importing.CHANGE)
    moving = [*changed, *added]
    return {
        "name": body["name"], "ignored": body["ignored"], "token": token, "bad": found.of(importing.BAD),
        "added": len(added), "changed": len(changed), "same": len(found.of(importing.SAME)),
        "moving": moving[:SHOWN], "more": max(len(moving) - SHOWN, 0), "commas": found.commas,
    }  # fmt: skip

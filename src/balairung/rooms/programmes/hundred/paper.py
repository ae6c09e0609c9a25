"""The report of a hundred days on paper: what was promised, what was proved, what citizens say. A4, to be kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.kernel.people.house import house_url, the_regency
from balairung.rooms.programmes.figures import figure
from balairung.rooms.programmes.hundred.progress import Board, Reached, Standing
from balairung.rooms.programmes.hundred.slides import Told, told
from balairung.rooms.programmes.models import RootProblem

SOURCE = Path(__file__).parent.parent / "templates" / "programmes" / "report.typ"


def report_pdf(board: Board, *, at: datetime) -> bytes:
    """Paper speaks Indonesian, whoever prints it; the same bytes for the same figures at the same moment."""
    with override("id"):
        words = _words(board, at)
    return pdf(SOURCE.read_bytes(), {**printable(words), "mark": mark_drawing()}, stamp=at)


def _words(board: Board, at: datetime) -> dict[str, Any]:
    regency, plan = the_regency(), board.plan
    keys = [row.agency.pk for row in board.promised]
    outcomes = told(keys)
    problems: dict[Any, list[RootProblem]] = {}
    for one in RootProblem.objects.filter(agency__in=keys).prefetch_related("hearings"):
        problems.setdefault(one.agency_id, []).append(one)
    over = board.today > plan.ends_on
    return {
        "lang": "id", "house": regency.name if regency else "Balairung", "title": plan.name,
        "kind": _("Laporan akhir seratus hari") if over else _("Laporan sementara seratus hari"),
        "facts": [
            [_("Keputusan"), f"{plan.decree}, {long_date(plan.decided_on)}"],
            [_("Hari pertama"), long_date(plan.starts_on)],
            [_("Hari terakhir"), long_date(plan.ends_on)],
            *([[_("Hari terakhir diubah"), plan.moved_why]] if plan.moved_why else []),
            [_("Keadaan pada"), long_date(board.today)],
        ],
        "sums": _sums(board),
        "how": _("Kemajuan adalah jumlah bobot tonggak yang buktinya diterima orang di luar kantor itu. Kantor tanpa "
                 "rencana yang disetujui dihitung nol. Tidak ada angka yang diketik."),
        "curve": _curve(board), "legend": [_("dijanjikan"), _("bukti diterima")],
        "heads": [_("Tonggak"), _("Bobot"), _("Paling lambat"), _("Keadaan")],
        "outcome_heads": [_("Hasil bagi warga"), _("Sebelum"), _("Dituju"), _("Sesudah"), _("Suara warga")],
        "agencies": [_agency(row, problems.get(row.agency.pk, []), outcomes.get(row.agency.pk, []))
                     for row in board.promised],
        "without": [row.agency.office.name for row in board.rows if not row.agency.is_approved],
        "without_title": _("Kantor yang rencananya belum disetujui"),
        "problems_title": _("Akar masalah dan siapa yang didengar"),
        "note": _("Dibuat %(moment)s dari %(address)s") % {
            "moment": long_moment(at), "address": house_url() + reverse("programmes:public_hundred")},
    }  # fmt: skip


def _sums(board: Board) -> list[list[str]]:
    """The programme in four figures."""
    return [
        [f"{figure(board.done)} %", _("kemajuan dengan bukti yang diterima")],
        [f"{figure(board.planned)} %", _("yang seharusnya sudah ada")],
        [str(len(board.late)), _("tonggak terlambat")],
        [f"{len(board.promised)}/{len(board.rows)}", _("kantor dengan rencana yang disetujui")],
    ]


def _curve(board: Board) -> dict[str, Any]:
    """Points of the two lines, as numbers."""

    def points(text: str) -> list[list[int]]:
        return [[int(part) for part in pair.split(",")] for pair in text.split()]

    one = board.curve
    return {
        "planned": points(one.planned), "actual": points(one.actual), "width": one.width, "height": one.height,
        "left": one.left, "right": one.right, "top": one.top, "bottom": one.bottom,
        "across": [[mark.at, mark.words] for mark in one.across], "days": [[mark.at, mark.words] for mark in one.days],
        "alt": _("Kemajuan %(done)s %% dari rencana %(planned)s %%") % {
            "done": figure(board.done), "planned": figure(board.planned)},
    }  # fmt: skip


def _agency(row: Standing, problems: list[RootProblem], outcomes: list[Told]) -> dict[str, Any]:
    return {
        "name": row.agency.office.name, "done": f"{figure(row.done)} %",
        "problems": [[one.text, "; ".join(f"{it.get_group_display()}: {it.who}, {long_date(it.heard_on)}"
                                          for it in one.hearings.all())] for one in problems],
        "milestones": [[one.milestone.title, f"{figure(one.milestone.weight)} %", long_date(one.milestone.due_on),
                        _state(one), bool(one.late)] for one in row.milestones],
        "outcomes": [[one.outcome.text, _figure(one.outcome.before, one), _figure(one.outcome.aim, one),
                      _figure(one.outcome.after, one) or _("belum diukur"), _voices(one)] for one in outcomes],
        "missed": _("%(count)d pekan tanpa kabar") % {"count": len(row.missed)} if row.missed else "",
    }  # fmt: skip


def _figure(value: Any, one: Told) -> str:
    return "" if value is None else f"{figure(value)} {one.outcome.unit}"


def _voices(one: Told) -> str:
    if not one.confirmed and not one.contested:
        return _("belum ada")
    return _("%(yes)d membenarkan, %(no)d membantah") % {"yes": one.confirmed, "no": one.contested}


def _state(one: Reached) -> str:
    if one.accepted_on:
        day = long_date(one.accepted_on)
        return (
            _("diterima %(day)s, terlambat") % {"day": day} if one.after_date else _("diterima %(day)s") % {"day": day}
        )
    if one.late:
        return _("terlambat %(days)d hari") % {"days": one.late}
    return _("bukti diperiksa") if one.waiting else _("dikerjakan")

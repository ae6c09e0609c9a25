"""What stands in an assessment: its aspects, every indicator, and what is still missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from balairung.surface.maturity.instruments import Aspect
from balairung.surface.maturity.models import Stage
from balairung.surface.maturity.proving import missing
from balairung.surface.maturity.reads import Line
from balairung.surface.maturity.report.figures import NONE, comma, level, mille, per_cent
from balairung.surface.maturity.report.told import Told
from balairung.surface.maturity.scoring import rounded


def aspects(told: Told) -> dict[str, Any]:
    found = told.instrument
    groups = [(one.title, told.score.domains[one.number], one.weight, one.aspects) for one in found.domains]
    return {
        "title": _("Nilai menurut domain dan aspek") if groups else _("Nilai menurut aspek"),
        "heads": [_("Aspek"), _("Bobot"), _("1 sampai 5"), _("Bukti"), _("Sendiri"), _("Luar")],
        "legend": [_("sejauh bukti"), _("menurut penilaian sendiri"), _("hasil dari luar")],
        "groups": [
            {"name": name, "value": comma(rounded(value)), "weight": per_cent(weight),
             "rows": [_aspect(told, one) for one in aspects]}
            for name, value, weight, aspects in groups
        ] or [{"name": "", "value": "", "weight": "", "rows": [_aspect(told, one) for one in found.aspects]}],
    }  # fmt: skip


def _aspect(told: Told, aspect: Aspect) -> dict[str, Any]:
    claimed = told.picture.claimed if assessed(told) else None
    scores = {"counted": told.picture.counted, "claimed": claimed, "external": told.external}
    values = {name: one.aspects[aspect.number] if one else None for name, one in scores.items()}
    return {
        "name": f"{aspect.number}. {aspect.title}", "weight": per_cent(aspect.weight),
        "at": {name: NONE if one is None else mille(one) for name, one in values.items()},
        "said": [NONE if one is None else comma(rounded(one)) for one in values.values()],
    }  # fmt: skip


def indicators(told: Told) -> dict[str, Any]:
    heads = [_("No."), _("Indikator"), _("Bobot"), _("Mandiri"), _("Internal"), _("Luar"), _("Dihitung"), _("Bukti")]
    return {
        "title": _("Semua indikator"), "heads": heads,
        "how": _("“Dihitung” adalah tingkat yang buktinya sudah diterima dari tingkat 1 ke atas tanpa terputus. "
                 "Kolom terakhir: bukti yang diterima dari yang diunggah."),
        "groups": [_group(told, one) for one in told.instrument.aspects],
    }  # fmt: skip


def _group(told: Told, aspect: Aspect) -> list[Any]:
    lines = [told.picture.lines[one.number] for one in aspect.indicators]
    return [f"{aspect.number}. {aspect.title}", [_row(told, line) for line in lines]]


def _row(told: Told, line: Line) -> list[str]:
    stages = [line.level(stage) for stage in (Stage.SELF, Stage.INTERNAL, Stage.EXTERNAL)]
    levels = [NONE if one is None else level(told.instrument, one) for one in stages]
    proofs = f"{line.accepted_proofs}/{line.given_proofs}" if line.given_proofs else NONE
    one = line.indicator
    return [str(one.number), one.title, per_cent(one.weight), *levels, level(told.instrument, line.counted), proofs]


def lacking(told: Told) -> dict[str, Any]:
    """Where less counts than is claimed, by what would be won."""
    open_ = [line for line in told.picture.lines.values() if line.claimed > line.counted]
    open_.sort(key=lambda line: -_lost(line))
    empty = _("Semua tingkat yang kami nyatakan sudah didukung bukti yang diterima.")
    if not assessed(told):
        empty = _("Belum ada penilaian sendiri, jadi belum ada tingkat yang menunggu buktinya.")
    unset = [str(line.indicator.number) for line in told.picture.unset(Stage.SELF)] if assessed(told) else []
    return {
        "title": _("Yang masih kurang"),
        "heads": [_("No."), _("Indikator"), _("Bukti yang belum diterima"), _("Menambah")],
        "rows": [_open(line) for line in open_],
        "empty": "" if open_ else empty,
        "unset": _("Belum dinilai sendiri: indikator %(numbers)s.") % {"numbers": ", ".join(unset)} if unset else "",
    }  # fmt: skip


def assessed(told: Told) -> bool:
    """Whether the house gave any level itself."""
    own = (Stage.SELF, Stage.INTERNAL)
    return any(line.level(stage) is not None for line in told.picture.lines.values() for stage in own)


def _open(line: Line) -> list[str]:
    one = line.indicator
    return [str(one.number), one.title, _levels_missing(line), f"+{comma(rounded(_lost(line)))}"]


def _lost(line: Line) -> Fraction:
    """Points of the index that wait for evidence."""
    return line.indicator.worth * Fraction(line.claimed - line.counted)


def _levels_missing(line: Line) -> str:
    """What another body measures has no ladder: its result alone is shown."""
    if line.indicator.external:
        return _("Hasil dari %(body)s") % {"body": line.indicator.external}
    numbers = ", ".join(map(str, missing(line.claimed, line.shown)))
    return _("Tingkat %(numbers)s") % {"numbers": numbers}

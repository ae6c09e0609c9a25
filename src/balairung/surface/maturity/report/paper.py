"""The report of an assessment on paper: where we stand, what it rests on, what is missing, and the cheapest way up."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.kernel.people.house import house_url, the_regency
from balairung.surface.maturity.instruments import HIGHEST, LOWEST
from balairung.surface.maturity.models import Assessment, Stage
from balairung.surface.maturity.report.around import comparison, method, place_words, team, way, way_words
from balairung.surface.maturity.report.figures import NONE, comma, mille
from balairung.surface.maturity.report.inside import aspects, assessed, indicators, lacking
from balairung.surface.maturity.report.told import Told, told_of
from balairung.surface.maturity.scoring import rounded

SOURCE = Path(__file__).parents[1] / "templates" / "maturity" / "report.typ"


def report_pdf(assessment: Assessment, *, at: datetime) -> bytes:
    """Paper speaks Indonesian, whoever prints it; the same bytes for the same assessment at the same moment."""
    with override("id"):
        words = _words(told_of(assessment), at)
    return pdf(SOURCE.read_bytes(), {**printable(words), "mark": mark_drawing()}, stamp=at)


def _words(told: Told, at: datetime) -> dict[str, Any]:
    regency, found = the_regency(), told.instrument
    address = reverse("maturity:assessment", args=[told.assessment.year, found.key])
    return {
        "lang": "id", "house": regency.name if regency else "Balairung",
        "kind": _("Laporan kematangan digital"), "title": found.title,
        "year": _("Tahun %(year)d") % {"year": told.assessment.year}, "decree": found.decree,
        "cover": _cover(told, at), "summary": [_("Ringkasan"), _summary(told, at)],
        "aspects": aspects(told), "indicators": indicators(told), "missing": lacking(told),
        "comparison": comparison(told), "way": way(told), "team": team(told), "method": method(told),
        "note": [_("Catatan"), told.assessment.note],
        "foot": _("Dibuat %(moment)s dari %(address)s") % {
            "moment": long_moment(at), "address": house_url() + address},
    }  # fmt: skip


def _cover(told: Told, at: datetime) -> dict[str, Any]:
    picture, predicate = told.picture, told.score.predicate
    values = [
        (_("mandiri"), picture.of_stage(Stage.SELF)), (_("asesor internal"), picture.of_stage(Stage.INTERNAL)),
        (_("eksternal"), told.external), (_("menurut bukti"), picture.counted),
    ]  # fmt: skip
    stage = _("tahap %(stage)s") % {"stage": predicate.stage} if predicate.stage else ""
    marks = [one.least for one in reversed(told.instrument.predicates)]
    scale = {
        "index": mille(told.score.exact),
        "marks": [[mille(Fraction(one)), comma(one)] for one in marks if one > 1],
    }
    said = {"index": comma(told.score.index), "words": predicate.words}
    return {
        "index": said["index"], "predicate": predicate.words, "stage": stage, "basis": _basis(told),
        "values": [[comma(one.index) if one else NONE, name] for name, one in values],
        "scale": {
            **scale, "ends": [str(LOWEST), str(HIGHEST)],
            "names": [[mille(Fraction(one.least)), one.words] for one in reversed(told.instrument.predicates)],
            "alt": _("Indeks %(index)s pada skala 1 sampai 5, predikat %(words)s") % said,
        },
        "day": long_date(localdate(at)), "state": _state(told.assessment),
    }  # fmt: skip


def _basis(told: Told) -> str:
    if told.external:
        return _("Hasil penilaian eksternal.")
    return _("Dihitung sejauh bukti yang diterima asesor internal. Belum ada hasil eksternal yang lengkap.")


def _state(assessment: Assessment) -> str:
    if assessment.closed_at:
        return _("Penilaian ditutup %(day)s.") % {"day": long_date(localdate(assessment.closed_at))}
    return _("Penilaian masih terbuka; angkanya dapat berubah.")


def _summary(told: Told, at: datetime) -> list[str]:
    picture, regency = told.picture, the_regency()
    lines, total = picture.lines.values(), len(picture.lines)
    said = {
        "day": long_date(localdate(at)), "title": told.instrument.title, "index": comma(told.score.index),
        "house": regency.name if regency else _("daerah ini"), "words": told.score.predicate.words,
    }  # fmt: skip
    return [
        _("Pada %(day)s, %(title)s %(house)s adalah %(index)s dengan predikat %(words)s.") % said + f" {_basis(told)}",
        _own(told),
        _("Dari %(total)d indikator, %(own)d sudah dinilai sendiri, %(internal)d oleh asesor internal, dan "
          "%(external)d dari luar.") % {"total": total, **{
              name: total - len(picture.unset(stage))
              for name, stage in (("own", Stage.SELF), ("internal", Stage.INTERNAL), ("external", Stage.EXTERNAL))
          }},
        _proofs(sum(one.accepted_proofs for one in lines), sum(one.given_proofs for one in lines)),
        _extremes(told), place_words(told), way_words(told),
    ]  # fmt: skip


def _own(told: Told) -> str:
    if not assessed(told):
        return _("Belum ada penilaian sendiri.")
    claimed, counted = comma(told.picture.claimed.index), comma(told.picture.counted.index)
    return _("Menurut penilaian sendiri indeksnya %(claimed)s; sejauh buktinya diterima %(counted)s.") % {
        "claimed": claimed, "counted": counted,
    }  # fmt: skip


def _proofs(accepted: int, given: int) -> str:
    if not given:
        return _("Belum ada bukti dukung yang diunggah.")
    return ngettext(
        "%(accepted)d dari %(given)d bukti dukung sudah diterima.",
        "%(accepted)d dari %(given)d bukti dukung sudah diterima.",
        given,
    ) % {"accepted": accepted, "given": given}


def _extremes(told: Told) -> str:
    """The strongest aspect and the weakest; the earlier one of equals."""
    values = told.score.aspects
    best = max(told.instrument.aspects, key=lambda one: values[one.number])
    least = min(told.instrument.aspects, key=lambda one: values[one.number])
    if values[best.number] == values[least.number]:
        return _("Semua aspek bernilai sama.")
    return _("Aspek tertinggi: %(best)s (%(high)s). Aspek terendah: %(least)s (%(low)s).") % {
        "best": best.title, "high": comma(rounded(values[best.number])),
        "least": least.title, "low": comma(rounded(values[least.number])),
    }  # fmt: skip

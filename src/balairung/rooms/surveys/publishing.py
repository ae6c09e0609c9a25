"""The publication of a period as a page of paper: what the regulation's form asks, and the plan beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.ground.common.qr import qr_drawing
from balairung.kernel.people.house import the_regency
from balairung.rooms.surveys.models import FollowUp, Survey
from balairung.rooms.surveys.results import Results, Row

SOURCE = Path(__file__).parent / "templates" / "surveys" / "publication.typ"


def publication_pdf(found: Results, plans: list[FollowUp], *, link: str) -> bytes:
    """A4, tagged, the same bytes as long as nothing of it changes. Paper speaks Indonesian."""
    survey = found.survey
    assert survey.published_at is not None
    with override("id"):
        said = printable(publication_words(found, plans, link))
    return pdf(SOURCE.read_bytes(), said | {"qr": qr_drawing(link), "mark": mark_drawing()}, stamp=survey.published_at)


def publication_words(found: Results, plans: list[FollowUp], link: str) -> dict[str, Any]:
    """Everything that stands on it."""
    survey, regency = found.survey, the_regency()
    return {
        "house": regency.name if regency else "Balairung",
        "title": _("Indeks Kepuasan Masyarakat (IKM)"),
        "office": survey.office.name,
        "period": survey.named.words,
        "span": _("%(since)s sampai %(until)s") % {
            "since": long_date(survey.since), "until": long_date(survey.until)},
        "ikm": _comma(found.score.ikm),
        "category": [_("Mutu"), found.score.category.letter],
        "performance": [_("Kinerja"), _(found.score.category.performance)],
        "respondents": [_("Responden"), _count(found.sample.n)],
        "needed": [_("Sampel minimal"), _count(found.sample.needed)],
        "population": [_("Orang yang dilayani"), _count(found.sample.population)],
        "warning": "" if found.sample.is_enough else _("Jumlah responden belum mencapai sampel minimal."),
        "heads": [_("Unsur"), _("Nilai rata-rata"), _("Nilai 25–100"), _("Mutu")],
        "elements": [
            [one.code, one.name, _comma(one.score.nrr), _comma(one.score.value), one.score.category.letter, one.bar]
            for one in found.elements
        ],
        "profile": [_("Responden"), [[label, [_row(row) for row in rows]] for label, rows in found.profile if rows]],
        "plans": [_("Yang diperbaiki"), [_plan(one) for one in plans]],
        "note": _note(survey),
        "link": [_("Angka selengkapnya"), link],
        "alt": _("Kode QR ke halaman hasil survei ini: %(link)s") % {"link": link},
        "thanks": _("Terima kasih atas penilaian Anda. Masukan Anda memperbaiki pelayanan kami."),
    }  # fmt: skip


def _note(survey: Survey) -> str:
    day = long_date(survey.published_at) if survey.published_at else ""
    told = {"name": str(survey.published_by or survey.office.name), "day": day}
    words = _(
        "Diumumkan %(name)s pada %(day)s menurut PermenPANRB 14/2017. Bobot setiap unsur sama; nilai dibulatkan"
        " sekali pada akhir hitungan. Kelompok di bawah lima orang tidak ditampilkan."
    )
    return words % told


def _row(row: Row) -> list[str]:
    return [row.words, _count(row.n) if row.n is not None else _("tidak ditampilkan")]


def _plan(one: FollowUp) -> list[str]:
    due = long_date(one.due_on) if one.due_on else ""
    who = one.post.title if one.post else _("Seluruh kantor")
    return [one.codes[0] if one.codes else "", one.text, f"{who}, {_('paling lambat')} {due}"]


def _comma(number: object) -> str:
    return str(number).replace(".", ",")


def _count(number: int | None) -> str:
    return f"{number:,}".replace(",", ".") if number else _("belum diisi")

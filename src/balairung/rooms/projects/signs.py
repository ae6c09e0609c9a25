"""The sign that stands at a project (papan proyek): what the law wants there, and a code that leads to its page.

Drawn from what is public and nothing else; the same facts give the same bytes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.ground.common.qr import qr_drawing
from balairung.ground.common.rupiah import in_words
from balairung.kernel.people.house import house_url, the_regency
from balairung.rooms.projects.models import Project
from balairung.rooms.projects.wording import source_words

SOURCE = Path(__file__).parent / "templates" / "projects" / "sign.typ"
STAMP = 1_767_225_600  # in every file, so that equal signs are equal bytes: 2026-01-01


def draw(project: Project) -> bytes:
    """The sign as A4 across, to be enlarged by whoever prints it: a PDF enlarges without loss."""
    return pdf(_source(), _words(project), stamp=STAMP)


def _words(project: Project) -> dict[str, Any]:
    """Paper speaks Indonesian, whoever prints it."""
    regency = the_regency()
    link = house_url() + reverse("projects:project", args=[project.ref])
    with override("id"):
        funds = [
            [f"{source_words(one.source)}, {one.year}", in_words(one.value)] for one in project.funds.all()
        ]  # fmt: skip
        said = {
            "title": _("Papan proyek %(title)s") % {"title": project.title}, "name": project.title,
            "house": regency.name if regency else "Balairung", "office": project.office.name,
            "kind": str(project.get_kind_display()), "ref": project.ref,
            "value": [_("Nilai"), in_words(project.value)], "funds": funds if len(funds) > 1 else [],
            "facts": _facts(project), "ask": _("Ada yang tidak sesuai? Laporkan."),
            "hint": _("Arahkan kamera ke kode ini untuk melihat kemajuan dan foto, atau melapor."),
            "open": _("atau buka"), "address": link.partition("://")[2].rstrip("/"),
            "alt": _("Kode QR ke halaman proyek ini: %(link)s") % {"link": link},
        }  # fmt: skip
    return {**printable(said), "qr": qr_drawing(link), "mark": mark_drawing()}


def _facts(project: Project) -> list[list[str]]:
    funds = list(project.funds.all())
    place = ", ".join(filter(None, [project.place, str(project.region), str(project.region.parent or "")]))
    rows = [
        [_("Lokasi"), place],
        [_("Sumber dana"), f"{source_words(funds[0].source)}, {funds[0].year}" if len(funds) == 1 else ""],
        [_("Pelaksana"), f"{project.executor} ({project.get_way_display()})"],
        [_("Kontrak atau SPK"), project.contract],
        [_("Waktu"), f"{long_date(project.planned_start)} – {long_date(project.planned_end)}"],
        [_("Penanggung jawab"), project.office.name],
    ]
    return [row for row in rows if row[1]]


@lru_cache(maxsize=1)
def _source() -> bytes:
    return SOURCE.read_bytes()

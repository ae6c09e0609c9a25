"""The code to the survey of an office or one counter, on a poster for the wall or a small card for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.ground.common.qr import qr_drawing
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.models import Office
from balairung.rooms.surveys.models import Stand

SOURCE = Path(__file__).parent / "templates" / "surveys" / "poster.typ"
STAMP = 1_767_225_600  # in every file, so that equal posters are equal bytes: 2026-01-01


@dataclass(frozen=True)
class Form:
    """Points wide and high."""

    title: Any
    width: float
    height: float


FORMS = {
    "a4.pdf": Form(gettext_lazy("Poster A4"), 595.276, 841.89),
    "kartu.pdf": Form(gettext_lazy("Kartu meja A6"), 297.638, 419.528),
}


def draw(office: Office, stand: Stand | None, form: Form) -> bytes:
    """Always the same bytes for the same words; about ten milliseconds."""
    args: list[object] = [office.key, stand.number] if stand else [office.key]
    link = house_url() + reverse("surveys:at_stand" if stand else "surveys:of_office", args=args)
    regency = the_regency()
    with override("id"):
        said = {
            "title": _("Survei kepuasan %(office)s") % {"office": office.name},
            "house": regency.name if regency else "Balairung",
            "office": office.name,
            "place": stand.name if stand else "",
            "asks": [_("Bagaimana"), _("pelayanan kami?")],
            "does": _("Arahkan kamera ke kode ini. Sembilan pertanyaan, dua menit, tanpa nama."),
            "alt": _("Kode QR ke survei kepuasan: %(link)s") % {"link": link},
            "open": _("atau buka"),
            "address": link.partition("://")[2].rstrip("/"),
        }
    size = {"width": form.width, "height": form.height}
    return pdf(SOURCE.read_bytes(), {**printable(said), **size, "qr": qr_drawing(link), "mark": mark_drawing()},
               stamp=STAMP)  # fmt: skip

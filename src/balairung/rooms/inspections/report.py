"""The report of one check: what its page and its paper tell."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.paper import pdf, printable
from balairung.kernel.files import disk
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.house import the_regency
from balairung.rooms.inspections.models import Inspection, Item, Look, Shot

SOURCE = Path(__file__).with_name("templates") / "inspections" / "report.typ"
ON_PAPER = 24  # photographs; the others stand on the page
HEAVIEST = 400_000  # bytes of a picture that is printed


@dataclass(frozen=True)
class Picture:
    """A photograph with what the telephone knew when it was taken."""

    shot: Shot
    link: FileLink


@dataclass(frozen=True)
class Line:
    """One item as it was seen."""

    item: Item
    look: Look
    pictures: Sequence[Picture]

    @property
    def number(self) -> str:
        """The number of its finding, "" where there is none."""
        return self.look.finding.obligation.ref if self.look.finding else ""

    @property
    def standing(self) -> str:
        """Whose turn it is with the finding."""
        if self.look.finding is None:
            return ""
        owed = self.look.finding.obligation
        return _("menunggu penilaian pemeriksa") if owed.state == State.WAITING else owed.get_state_display()


def lines_of(inspection: Inspection, now: datetime) -> list[Line]:
    """Every item in the order of the edition that was used: three queries."""
    looks = {one.item: one for one in inspection.looks.select_related("finding__obligation")}
    shots = defaultdict[object, list[Picture]](list)
    for one in Shot.objects.filter(look__inspection=inspection).select_related("file").order_by("taken_at", "id"):
        shots[one.look_id].append(Picture(one, file_link(one.file, now)))
    items = inspection.sheet.items
    return [Line(items[key], looks[key], shots[looks[key].pk]) for key in items if key in looks]


def clock_words(inspection: Inspection) -> str:
    """What is said where the telephone's clock was wrong; "" where it was right."""
    if not inspection.clock_differs:
        return ""
    told = {"since": long_moment(inspection.told_started_at), "until": long_moment(inspection.told_ended_at)}
    return (
        _(
            "Jam telepon tidak cocok dengan jam server. Menurut telepon: %(since)s sampai %(until)s. Waktu di laporan "
            "ini sudah dibetulkan menurut server."
        )
        % told
    )


def place_words(inspection: Inspection) -> str:
    """Where it was, or why nobody knows."""
    if inspection.latitude is None:
        return _("Tanpa posisi: %(why)s") % {"why": inspection.no_position}
    place = f"{inspection.latitude}, {inspection.longitude}"
    if inspection.accuracy is None:
        return place
    return _("%(place)s (±%(metres)d meter)") % {"place": place, "metres": inspection.accuracy}


def score_words(inspection: Inspection) -> str:
    """`86,67`; a dash where nothing could be judged."""
    return "–" if inspection.score is None else str(number_format(inspection.score, 2))


def announced_words(inspection: Inspection) -> str:
    return _("diberi tahu dahulu") if inspection.announced else _("mendadak")


# --- on paper ---------------------------------------------------------------------------------------------------------


def report_pdf(inspection: Inspection, lines: Sequence[Line]) -> bytes:
    """The report on A4, always the same bytes for the same check."""
    return pdf(SOURCE.read_bytes(), _words(inspection, lines), stamp=inspection.received_at)


def _words(inspection: Inspection, lines: Sequence[Line]) -> dict[str, Any]:
    regency = the_regency()
    facts = [
        (_("Kantor"), inspection.office.name),
        (_("Pemeriksa"), ", ".join(filter(None, [inspection.inspector.name, inspection.companions]))),
        (_("Jabatan"), inspection.post.title),
        (_("Mulai"), long_moment(inspection.started_at)),
        (_("Selesai"), long_moment(inspection.ended_at)),
        (_("Cara"), announced_words(inspection)),
        (_("Tempat"), place_words(inspection)),
    ]
    notes = [clock_words(inspection), _shut_words(inspection), inspection.note]
    left = ON_PAPER
    rows = []
    for line in lines:
        pictures = [_drawn(one) for one in line.pictures[:left] if _printed(one.shot.file)]
        left -= len(pictures)
        rows.append({**printable(_row(line)), "pictures": pictures})
    return {
        **printable({
            "lang": (get_language() or "id")[:2], "house": regency.name if regency else "Balairung",
            "title": _("Laporan cek lapangan"), "ref": inspection.ref, "office": inspection.office.name,
            "facts": facts, "notes": [one for one in notes if one], "score": [_("Nilai"), score_words(inspection)],
            "heads": [_("Butir"), _("Jawaban"), _("Temuan")], "alt": _("Foto cek lapangan"),
            "foot": _("Daftar periksa edisi %(number)d. Diterima server %(moment)s.")
            % {"number": inspection.sheet.number, "moment": long_moment(inspection.received_at)},
        }),
        "rows": rows,
    }  # fmt: skip


def _row(line: Line) -> dict[str, str]:
    return {
        "title": line.item.title, "says": str(line.look.get_says_display()), "note": line.look.note,
        "finding": line.number,
    }  # fmt: skip


def _shut_words(inspection: Inspection) -> str:
    if not inspection.shut:
        return ""
    return _("Kantor sedang tutup (%(why)s), jadi kehadiran petugas tidak dinilai.") % {"why": inspection.shut}


def _printed(file: File) -> bool:
    return file.is_image and _path(file).stat().st_size <= HEAVIEST


def _path(file: File) -> Path:
    """The small picture where there is one."""
    preview = disk.full_path(disk.preview_of(file.path))
    return preview if preview.is_file() else disk.full_path(file.path)


def _drawn(picture: Picture) -> str:
    """The picture inside a drawing: Typst takes those as text."""
    path, file = _path(picture.shot.file), picture.shot.file
    kind = "image/jpeg" if path.suffix == ".jpg" else file.media_type
    body = base64.b64encode(path.read_bytes()).decode()
    width, height = file.width or 4, file.height or 3
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{kind};base64,{body}"/></svg>'
    )

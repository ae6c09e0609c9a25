"""Internal supervision: examinations, what they recommended, and what became of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.rooms.oversight.figures import Table as FollowUps
from balairung.rooms.oversight.figures import follow_up_table, heads, percent
from balairung.rooms.oversight.models import Examination, Recommendation
from balairung.rooms.oversight.models.recommendations import FollowUpStatus
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number


def gather(span: Span) -> Gathered:
    """What is confidential stands in no figure: the room's own table leaves it out."""
    reported = Examination.objects.filter(confidential=False, **span.days("reported_on"))
    found = follow_up_table(Recommendation.objects.all(), year=span.year)
    total = found.total.total.count
    done = found.total.by_status[FollowUpStatus.DONE].count
    return Gathered(
        figures=[
            Figure(_("Pemeriksaan dengan laporan"), number(reported.count()), _("Laporan hasil pemeriksaan bertanggal "
                   "dalam tahun ini; pemeriksaan rahasia tidak dihitung.")),
            Figure(_("Rekomendasi"), number(total), _("Dari laporan tahun ini yang sudah dikirim kepada kantornya, "
                   "masing-masing kewajiban dengan tenggat.")),
            Figure(_("Sudah sesuai"), number(done), _("Dinilai sesuai oleh Inspektorat; kantor sendiri tidak dapat "
                   "menutupnya.")),
            Figure(_("Tuntas"), f"{found.total.percent} %", _("Sesuai atau tidak dapat ditindaklanjuti, "
                   "dibagi semua.")),
        ],
        tables=[_by_source(found)],
        pages=[Page(_("Kewajiban menurut jenis, untuk pengawas dari luar"), reverse("oversight:own"))],
    )  # fmt: skip


def _by_source(found: FollowUps) -> Table:
    """By examiner; offices stand in the Inspektorat's own table."""
    sums: dict[str, list[int]] = {}
    for line in found.lines:
        row = sums.setdefault(line.source, [0] * (len(FollowUpStatus) + 1))
        for place, count in enumerate([line.total.count, *(one.count for one in line.tallies)]):
            row[place] += count
    told = [
        (str(Examination.Source(source).label), *map(number, row), percent(row[1] + row[4], row[0]))
        for source, row in sorted(sums.items())
    ]
    return Table(_("Tindak lanjut menurut pemeriksa"), (_("Pemeriksa"), _("Rekomendasi"), *heads(), _("Tuntas (%)")),
                 told)  # fmt: skip

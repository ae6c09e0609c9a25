"""Presence of the staff: days that were counted, leave that was asked for and decided. Offices, never persons."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _

from balairung.rooms.learning.figures import Figures, Line, by_office, together
from balairung.rooms.learning.models import Leave
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Span, Table, number, share

State = Leave.State


def gather(span: Span) -> Gathered:
    rows = by_office(span.first, span.last)
    whole = together(rows)
    leaves = dict(Leave.objects.filter(**span.within("asked_at")).order_by().values_list("state").annotate(Count("pk")))
    decided = leaves.get(State.APPROVED, 0) + leaves.get(State.REFUSED, 0)
    return Gathered(
        figures=[
            Figure(_("Kantor yang mencatat kehadiran"), number(len(rows)), _("Kantor dengan paling sedikit satu hari "
                   "yang dihitung dalam tahun ini.")),
            Figure(_("Hari kerja pegawai yang dihitung"), number(whole.expected), _("Hari kerja setiap pegawai, "
                   "dijumlah; setiap hari dihitung sekali setelah lewat.")),
            Figure(_("Bekerja"), _worked(whole), _("Hadir atau dinas luar, dibagi hari yang seharusnya. Dibulatkan ke "
                   "bawah.")),
            Figure(_("Permohonan cuti dan dinas luar"), number(sum(leaves.values())), _("Diajukan pegawai dalam tahun "
                   "ini lewat sistem.")),
            Figure(_("Diputus atasan"), number(decided), _("Disetujui atau tidak disetujui atasan lewat sistem, dari "
                   "yang diajukan tahun ini.")),
        ],
        tables=[_offices(rows)],
    )  # fmt: skip


def _worked(found: Figures) -> str:
    return share(found.present + found.duty, found.expected)


def _offices(rows: list[Line]) -> Table:
    told = [(line.office.name, number(line.figures.expected), _worked(line.figures)) for line in rows if line.office]
    return Table(_("Menurut kantor"), (_("Kantor"), _("Hari kerja"), _("Bekerja")), told)

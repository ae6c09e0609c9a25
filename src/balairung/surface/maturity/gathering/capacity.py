"""What the staff can do: competences that posts ask for, training, reading. Numbers of people, never who."""

from __future__ import annotations

from django.utils.translation import gettext as _

from balairung.rooms.learning.capacity.figures import of_regency
from balairung.surface.maturity.gathering.shape import NOTHING, Figure, Gathered, Span, number, share


def gather(span: Span) -> Gathered:
    """Of those who hold a post at the end of what is counted; hours and readings of its year."""
    found = of_regency(span.end)
    mean = NOTHING if found.hours_per_person is None else number(found.hours_per_person)
    return Gathered(
        figures=[
            Figure(_("Pegawai"), number(found.people), _("Yang memegang jabatan tetap pada hari terakhir yang "
                   "dihitung, tanpa pejabat yang dipilih.")),
            Figure(_("Pegawai yang sudah dinilai"), share(found.assessed, found.people), _("Paling sedikit satu "
                   "kompetensinya tercatat dan masih berlaku. Dibulatkan ke bawah.")),
            Figure(_("Kompetensi yang terpenuhi"), share(found.met_pairs, found.wanted_pairs), _("Pasangan pegawai dan "
                   "kompetensi yang diminta jabatannya, yang tingkatnya sudah dicapai. Dibulatkan ke bawah.")),
            Figure(_("Jam belajar per pegawai"), mean, _("Jam pelatihan yang tercatat dalam tahun ini dibagi jumlah "
                   "pegawai.")),
            Figure(_("Pegawai yang mencapai jam belajar"), share(found.people_at_hours, found.people), _("Paling "
                   "sedikit %(hours)s jam setahun. Dibulatkan ke bawah.") % {"hours": number(found.hours_wanted)}),
            Figure(_("Bacaan yang diselesaikan"), number(found.readings), _("Dari daftar bacaan pegawai, dalam tahun "
                   "ini.")),
        ],
    )  # fmt: skip

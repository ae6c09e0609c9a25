"""Everything that offices owe by a time: how much, kept or not, and what climbed to a superior."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.rooms.oversight.figures import General, general
from balairung.surface.maturity.gathering.clocks import Kept, how_kept, kept_by, lines, together
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number


def gather(span: Span) -> Gathered:
    kept = kept_by("obligation__kind", span)
    whole, counted = together(kept.values()), lines(span)
    opened = general(span.year, span.at)
    return Gathered(
        figures=[
            Figure(_("Kewajiban yang dibuka"), number(sum(one.opened for one in opened)), _("Laporan, permohonan, "
                   "instruksi, keputusan rapat, dan lainnya yang dibuka dalam tahun ini, masing-masing dengan nomor, "
                   "kantor, dan tenggat.")),
            Figure(_("Tenggat yang jatuh tempo"), number(whole.due), _("Semua tenggat kantor yang waktunya habis dalam "
                   "tahun ini.")),
            Figure(_("Tepat waktu"), whole.words, how_kept()),
            Figure(_("Naik ke atasan karena lewat waktu"), number(counted.get("escalate", 0)), _("Baris buku kejadian "
                   "yang ditulis sistem sendiri ketika suatu tenggat lewat dan atasan diberi tahu.")),
        ],
        tables=[_kept(kept), _opened(opened)],
        pages=[
            Page(_("Melacak laporan dan permohonan"), reverse("complaints:track")),
            Page(_("Laporan warga dan tenggatnya"), reverse("complaints:public")),
        ],
        share=whole.exact,
    )  # fmt: skip


def _kept(kept: dict[str, Kept]) -> Table:
    rows = [
        (_name(kind), number(one.due), number(one.in_time), one.words)
        for kind, one in sorted(kept.items(), key=lambda pair: (-pair[1].due, pair[0]))
    ]
    head = (_("Jenis"), _("Jatuh tempo"), _("Tepat waktu"), _("Bagian"))
    return Table(_("Pemenuhan tenggat menurut jenis"), head, rows)


def _opened(found: Sequence[General]) -> Table:
    rows = [(one.label, number(one.opened), number(one.done), number(one.running)) for one in found]
    head = (_("Jenis"), _("Dibuka"), _("Selesai"), _("Masih berjalan"))
    return Table(_("Keadaan yang dibuka tahun ini"), head, rows)


def _name(kind: str) -> str:
    return str(apps.get_app_config(kind).verbose_name)

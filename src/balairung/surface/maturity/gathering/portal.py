"""The service portal: what is offered, what was applied for, and whether it was decided within the promise."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.rooms.services.catalogue.counting import medians
from balairung.rooms.services.models import Application, Service
from balairung.rooms.services.routing import KIND
from balairung.surface.maturity.gathering.clocks import Kept, countable, how_kept, kept_by
from balairung.surface.maturity.gathering.shape import NOTHING, Figure, Gathered, Page, Span, Table, number


def gather(span: Span) -> Gathered:
    offered = list(Service.objects.offered(span.last))
    decided = kept_by("name", span, KIND).get("decide", Kept())
    rows = Application.objects.filter(obligation__in=countable(KIND))
    applied, ended = Q(**span.within("applied_at")), Q(**span.within("decided_at"))
    sums = rows.aggregate(
        applied=Count("pk", filter=applied), decided=Count("pk", filter=ended),
        granted=Count("pk", filter=ended & Q(granted=True)),
    )  # fmt: skip
    return Gathered(
        figures=[
            Figure(_("Layanan yang dapat diajukan"), number(len(offered)), _("Layanan yang berlaku pada hari terakhir "
                   "yang dihitung, masing-masing dengan standar pelayanan dan urutan langkahnya.")),
            Figure(_("Permohonan masuk"), number(sums["applied"]), _("Permohonan yang diajukan dalam tahun ini.")),
            Figure(_("Permohonan diputus"), number(sums["decided"]), _("Dikabulkan atau ditolak dalam tahun ini.")),
            Figure(_("Dikabulkan"), number(sums["granted"]), _("Dari yang diputus dalam tahun ini.")),
            Figure(_("Diputus dalam waktu yang dijanjikan"), decided.words, how_kept()),
        ],
        tables=[_services(offered, span)],
        pages=[
            Page(_("Semua layanan"), reverse("services:catalogue")),
            Page(_("Melacak permohonan"), reverse("complaints:track")),
        ],
        share=decided.exact,
    )  # fmt: skip


def _services(offered: list[Service], span: Span) -> Table:
    """Each service with its applications and the days that half of its decisions needed."""
    rows = Application.objects.filter(obligation__in=countable(KIND), **span.within("applied_at"))
    counts = dict(rows.order_by().values_list("service__key").annotate(Count("pk")))
    needed = medians([one.key for one in offered], span.end)
    told = [
        (one.name, str(one.get_level_display()), number(counts.get(one.key, 0)),
         number(needed[one.key].days) if one.key in needed else NOTHING)
        for one in offered
    ]  # fmt: skip
    head = (_("Layanan"), _("Tingkat"), _("Permohonan"), _("Hari kerja, nilai tengah"))
    return Table(_("Layanan yang berlaku (nilai tengah dari paling sedikit lima keputusan dalam setahun)"), head, told)

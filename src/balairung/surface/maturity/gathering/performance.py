"""Performance: what was promised, how far it is reached, and how each office looks at its own accountability."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.rooms.programmes.models import (
    Acceptance,
    AgencyPlan,
    IndicatorTarget,
    PlanNode,
    PlanPeriod,
    QuarterResult,
    SakipCheck,
)
from balairung.rooms.programmes.performance.reading import Card, Light, cards
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number, share


def gather(span: Span) -> Gathered:
    period = PlanPeriod.objects.filter(first_year__lte=span.year, last_year__gte=span.year).first()
    found = cards(period, span.year, span.last) if period else []
    nodes = PlanNode.objects.filter(period=period).count() if period else 0
    aims = IndicatorTarget.objects.filter(year=span.year, indicator__node__period=period).count() if period else 0
    results = QuarterResult.objects.filter(year=span.year, recorded_at__lt=span.until)
    told = results.aggregate(lines=Count("pk"), indicators=Count("indicator", distinct=True))
    checks = SakipCheck.objects.filter(year=span.year).aggregate(
        items=Count("pk"), offices=Count("office", distinct=True)
    )
    return Gathered(
        figures=[
            Figure(_("Butir rencana"), number(nodes), _("Visi sampai subkegiatan dalam rencana lima tahun yang memuat "
                   "tahun ini.")),
            Figure(_("Indikator dengan target tahun ini"), number(aims), _("Target yang tercatat untuk tahun ini.")),
            Figure(_("Indikator dengan capaian"), number(told["indicators"]), _("Paling sedikit satu capaian triwulan "
                   "tahun ini yang dicatat dengan berkas bukti.")),
            Figure(_("Bagian indikator yang dilaporkan"), share(told["indicators"], aims), _("Indikator dengan capaian "
                   "dibagi target yang ada. Dibulatkan ke bawah.")),
            Figure(_("Rencana seratus hari yang disetujui"), number(_approved(span)), _("Rencana kantor yang disetujui "
                   "dalam tahun ini.")),
            Figure(_("Tonggak yang buktinya diterima"), number(_accepted(span)), _("Bukti yang dalam tahun ini "
                   "diterima orang lain daripada yang membuatnya.")),
            Figure(_("Butir SAKIP yang diisi"), number(checks["items"]), _("Penilaian sendiri %(offices)s kantor untuk "
                   "tahun ini, butir demi butir dengan bukti.") % {"offices": number(checks["offices"])}),
        ],
        tables=[_lights(found)],
        pages=[
            Page(_("Kinerja setiap kantor"), reverse("programmes:performance")),
            Page(_("Program dan rencana"), reverse("programmes:front")),
            Page(_("Seratus hari"), reverse("programmes:public_hundred")),
        ],
    )  # fmt: skip


def _approved(span: Span) -> int:
    return AgencyPlan.objects.approved().filter(**span.within("obligation__closed_at")).count()


def _accepted(span: Span) -> int:
    return Acceptance.objects.standing().filter(**span.within("at")).count()


def _lights(found: list[Card]) -> Table:
    rows = [(card.office.name, *(number(card.count(light)) for light in Light)) for card in found]
    head = (_("Kantor"), *(str(light.label).capitalize() for light in Light))
    return Table(_("Indikator menurut capaian"), head, rows)

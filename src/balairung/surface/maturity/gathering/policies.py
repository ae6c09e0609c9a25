"""Policies that the platform itself holds: decrees that delegate, and the standards by which services are given."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Delegation
from balairung.kernel.people.models.delegations import LegalBasis
from balairung.rooms.services.models import Service, Version
from balairung.surface.maturity.gathering.shape import NOTHING, Figure, Gathered, Page, Span, Table, number


def gather(span: Span) -> Gathered:
    bases = LegalBasis.objects.filter(**span.within("recorded_at"))
    versions = Version.objects.filter(**span.within("published_at")).aggregate(
        published=Count("pk"), decreed=Count("pk", filter=~Q(decree=""))
    )
    offered = list(Service.objects.offered(span.last))
    return Gathered(
        figures=[
            Figure(_("Dasar hukum yang dicatat"), number(bases.count()), _("Peraturan dan keputusan yang dicatat dalam "
                   "tahun ini sebagai dasar pelimpahan wewenang.")),
            Figure(_("Pelimpahan yang berlaku"), number(Delegation.objects.in_force(span.last).count()), _("Pada hari "
                   "terakhir yang dihitung.")),
            Figure(_("Standar pelayanan yang berlaku"), number(len(offered)), _("Satu untuk setiap layanan: syarat, "
                   "langkah, waktu, dan biaya, terbuka bagi umum.")),
            Figure(_("Standar yang terbit tahun ini"), number(versions["published"]), _("Versi standar pelayanan yang "
                   "mulai berlaku dalam tahun ini; versi lama tetap tersimpan.")),
            Figure(_("Di antaranya ditetapkan dengan keputusan"), number(versions["decreed"]), _("Nomor keputusannya "
                   "tercatat pada standar itu.")),
        ],
        tables=[_standards(offered), _by_kind(span)],
        pages=[
            Page(_("Standar semua layanan"), reverse("services:standards")),
            Page(_("Daftar pelimpahan wewenang"), reverse("delegations:register")),
        ],
    )  # fmt: skip


def _standards(offered: list[Service]) -> Table:
    rows = [(one.name, number(one.current.number), one.current.decree or NOTHING) for one in offered if one.current]
    head = (_("Layanan"), _("Versi"), _("Ditetapkan dengan"))
    return Table(_("Standar pelayanan yang berlaku"), head, rows)


def _by_kind(span: Span) -> Table:
    rows = LegalBasis.objects.filter(recorded_at__lt=span.until).order_by()
    counts = rows.values_list("kind").annotate(Count("pk")).order_by("kind")
    told = [(str(LegalBasis.Kind(kind).label), number(count)) for kind, count in counts]
    return Table(_("Dasar hukum menurut bentuk, seluruhnya"), (_("Bentuk"), _("Jumlah")), told)

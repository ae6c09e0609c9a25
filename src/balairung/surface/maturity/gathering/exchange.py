"""Exchange with other systems: reports that came from them, programs that were let in, services that were shared."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.people.models import ApiKey
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND
from balairung.rooms.services.models import Application, Package
from balairung.surface.maturity.gathering.clocks import countable
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number

Channel = Complaint.Channel
#: The doors behind which another system stands.
FOREIGN = (Channel.LAPOR, Channel.OPEN311, Channel.API)


def gather(span: Span) -> Gathered:
    came = _came(span)
    keys = (
        ApiKey.objects.valid(span.end)
        .filter(made_at__lt=span.until)
        .aggregate(all=Count("pk"), used=Count("pk", filter=Q(**span.days("used_on"))))
    )
    applied = Application.objects.filter(channel=Application.Channel.API, **span.within("applied_at")).count()
    packages = dict(
        Package.objects.filter(**span.within("exchanged_at")).order_by().values_list("direction").annotate(Count("pk"))
    )
    return Gathered(
        figures=[
            Figure(_("Laporan dari sistem lain"), number(sum(came.values())), _("Laporan tahun ini yang masuk dari "
                   "SP4N-LAPOR!, Open311, atau aplikasi lain lewat API; laporan rahasia tidak dihitung.")),
            Figure(_("Permohonan lewat API"), number(applied), _("Permohonan layanan yang dikirim aplikasi lain.")),
            Figure(_("Kunci program yang berlaku"), number(keys["all"]), _("Kunci API yang berlaku pada akhir masa "
                   "hitung, masing-masing dengan wewenang yang terbatas.")),
            Figure(_("Di antaranya dipakai tahun ini"), number(keys["used"]), _("Dipakai terakhir dalam tahun ini.")),
            Figure(_("Paket layanan yang diterima dari daerah lain"), number(packages.get("taken", 0)), _("Layanan "
                   "sebagai satu berkas bertanda tangan, diterima dalam tahun ini.")),
            Figure(_("Paket layanan yang diberikan"), number(packages.get("given", 0)), _("Diberikan kepada daerah "
                   "lain dalam tahun ini.")),
        ],
        tables=[_doors(came)],
        pages=[Page(_("Data terbuka dan Open311"), reverse("data:about"))],
    )  # fmt: skip


def _came(span: Span) -> dict[str, int]:
    rows = Complaint.objects.filter(obligation__in=countable(KIND), channel__in=FOREIGN, **span.within("filed_at"))
    return dict(rows.order_by().values_list("channel").annotate(Count("pk")))


def _doors(came: dict[str, int]) -> Table:
    rows = [(str(one.label), number(came.get(one.value, 0))) for one in FOREIGN]
    return Table(_("Laporan menurut sistem asal"), (_("Sistem"), _("Laporan")), rows)

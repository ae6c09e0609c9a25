"""Open data: what anybody may download or ask by program, and how much of it there is."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count, Max, Min
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.people.house import regency_zone
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.surveys.models import Survey
from balairung.surface.maturity.gathering.shape import NOTHING, Figure, Gathered, Page, Span, Table, number


def gather(span: Span) -> Gathered:
    rows = Complaint.objects.published()
    whole = rows.filter(filed_at__lt=span.until).aggregate(
        count=Count("pk"), first=Min("filed_at"), last=Max("filed_at")
    )
    surveys = Survey.objects.published().filter(**span.days("until")).count()
    ends = [long_date(whole[name], "id") if whole[name] else NOTHING for name in ("first", "last")]
    return Gathered(
        figures=[
            Figure(_("Laporan warga dalam data terbuka"), number(whole["count"]), _("Semua laporan yang diterbitkan "
                   "sampai akhir masa hitung; setiap laporan diperiksa petugas sebelum dibuka (validasi) dan hanya "
                   "isinya yang disamarkan yang keluar.")),
            Figure(_("Dari tanggal"), ends[0], _("Laporan tertua dalam tabel.")),
            Figure(_("Sampai tanggal"), ends[1], _("Laporan terbaru dalam tabel.")),
            Figure(_("Bentuk unduhan"), "CSV, JSON, XML", _("Tabel yang sama dalam tiga bentuk, seluruhnya atau per "
                   "bulan, menurut kolom GeoReport Bulk.")),
            Figure(_("Lisensi"), settings.DATA_LICENCE, _("Alamat lisensi yang tertulis pada halaman data.")),
            Figure(_("Hasil survei yang dapat diunduh"), number(surveys), _("Masa survei yang diumumkan dalam tahun "
                   "ini, masing-masing dengan angka dalam CSV.")),
        ],
        tables=[_months(span)],
        pages=[
            Page(_("Data terbuka"), reverse("data:about")),
            Page(_("Peta laporan"), reverse("complaints:map")),
            Page(_("Hasil survei"), reverse("surveys:results")),
        ],
    )  # fmt: skip


def _months(span: Span) -> Table:
    rows = Complaint.objects.published().filter(**span.within("filed_at")).order_by()
    month = TruncMonth("filed_at", tzinfo=regency_zone())
    counts = rows.annotate(month=month).values_list("month").annotate(Count("pk")).order_by("month")
    told = [(f"{begin:%Y-%m}", number(count)) for begin, count in counts]
    return Table(_("Laporan terbuka menurut bulan masuknya"), (_("Bulan"), _("Laporan")), told)

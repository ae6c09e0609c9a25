"""Letters: written, numbered and signed electronically, and open to anybody's check."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.documents.models import Countersignature, Document
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number

State = Document.State


def gather(span: Span) -> Gathered:
    """Kinds of letters are named, never what one says or about whom: both are sealed."""
    signed = Document.objects.filter(state=State.SIGNED, **span.within("signed_at"))
    seconds = Countersignature.objects.filter(state=Countersignature.State.SIGNED, **span.within("signed_at"))
    told = signed.aggregate(letters=Count("pk"), offices=Count("office", distinct=True))
    return Gathered(
        figures=[
            Figure(_("Surat yang ditandatangani"), number(told["letters"]), _("Surat keluar yang ditandatangani "
                   "secara elektronik dalam tahun ini dan mendapat nomor agenda.")),
            Figure(_("Kantor yang menerbitkan"), number(told["offices"]), _("Kantor dengan paling sedikit satu surat "
                   "itu.")),
            Figure(_("Tanda tangan kedua"), number(seconds.count()), _("Saksi, pihak kedua, atau notulis yang "
                   "menandatangani berkas yang sama.")),
            Figure(_("Surat yang dicabut"), number(_revoked(span)), _("Dicabut dalam tahun ini; halaman pemeriksa "
                   "mengatakannya.")),
        ],
        tables=[_offices(span)],
        pages=[Page(_("Memeriksa keaslian surat"), reverse("documents:scanned"))],
    )  # fmt: skip


def _revoked(span: Span) -> int:
    return Document.objects.filter(**span.within("revoked_at")).count()


def _offices(span: Span) -> Table:
    rows = Document.objects.filter(state=State.SIGNED, **span.within("signed_at")).order_by()
    counts = rows.values_list("office__name").annotate(Count("pk")).order_by("office__name")
    told = [(name, number(count)) for name, count in counts]
    return Table(_("Surat menurut kantor"), (_("Kantor"), _("Surat")), told)

"""Complaints: how many came, through which door, how they went on, and whether they were answered in time."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.obligations.rules import clock_label
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND
from balairung.surface.maturity.gathering.clocks import (
    MOST,
    Kept,
    countable,
    how_kept,
    kept_by,
    lines,
    median_days,
)
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number

TIMED = ("verify", "answer", "resolve")


def gather(span: Span) -> Gathered:
    kept = kept_by("name", span, KIND)
    answered = kept.get("answer", Kept())
    came = _by_channel(span)
    return Gathered(
        figures=[
            Figure(_("Laporan masuk"), number(sum(came.values())), _outside_sums()),
            Figure(_("Jawaban pertama tepat waktu"), answered.words, how_kept()),
            Figure(_("Lama penanganan, nilai tengah"), _median(span), _("Hari kerja dari laporan masuk sampai ditutup, "
                   "untuk laporan yang ditutup dalam tahun ini.")),
            Figure(_("Laporan yang dibaca umum"), number(_published(span)), _("Laporan yang masuk tahun ini dan "
                   "diterbitkan setelah disamarkan, tanpa apa pun tentang pelapornya.")),
        ],
        tables=[_flow(span), _promises(kept), _channels(came)],
        pages=[
            Page(_("Membuat laporan"), reverse("complaints:create")),
            Page(_("Melacak laporan dengan nomor dan kode rahasia"), reverse("complaints:track")),
            Page(_("Laporan warga dan keadaannya"), reverse("complaints:public")),
        ],
        share=answered.exact,
    )  # fmt: skip


def _outside_sums() -> str:
    return _(
        "Laporan yang masuk dalam tahun ini. Laporan rahasia dan laporan tentang pegawai tidak masuk hitungan mana pun."
    )


def _by_channel(span: Span) -> dict[str, int]:
    rows = Complaint.objects.filter(obligation__in=countable(KIND), **span.within("filed_at"))
    return dict(rows.order_by().values_list("channel").annotate(Count("pk")))


def _published(span: Span) -> int:
    return Complaint.objects.published().filter(obligation__in=countable(KIND), **span.within("filed_at")).count()


def _median(span: Span) -> str:
    rows = countable(KIND).filter(**span.within("closed_at")).order_by("-closed_at", "id")
    return median_days((begun, ended) for begun, ended in rows.values_list("opened_at", "closed_at")[:MOST] if ended)


def _flow(span: Span) -> Table:
    """From the first look to the last word: how often each step was taken."""
    counted = lines(span, KIND)
    steps = [
        ("open", _("Laporan diterima dan mendapat nomor"), _("pelapor")),
        ("verify", _("Isi laporan diperiksa dan disetujui (validasi)"), _("koordinator pengaduan")),
        ("forward", _("Diteruskan ke kantor yang berwenang"), _("koordinator pengaduan")),
        ("answer", _("Jawaban pertama"), _("kantor yang menangani")),
        ("publish", _("Isi untuk umum disunting"), _("petugas")),
        ("resolve", _("Dinyatakan selesai dengan bukti"), _("kantor yang menangani")),
        ("close", _("Ditutup setelah pelapor menilai"), _("pelapor, atau waktunya habis")),
        ("reopen", _("Dibuka kembali"), _("pelapor")),
    ]
    rows = [(words, who, number(counted.get(verb, 0))) for verb, words, who in steps]
    return Table(_("Alur: berapa kali setiap langkah dijalankan"), (_("Langkah"), _("Oleh"), _("Kali")), rows)


def _promises(kept: dict[str, Kept]) -> Table:
    rows = [
        (clock_label(KIND, name), number(one.due), number(one.in_time), one.words)
        for name in TIMED
        for one in [kept.get(name, Kept())]
    ]
    head = (_("Janji waktu"), _("Jatuh tempo"), _("Tepat waktu"), _("Bagian"))
    return Table(_("Janji waktu dan pemenuhannya"), head, rows)


def _channels(came: dict[str, int]) -> Table:
    rows = [
        (str(Complaint.Channel(channel).label), number(count))
        for channel, count in sorted(came.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Table(_("Menurut saluran"), (_("Saluran"), _("Laporan")), rows)

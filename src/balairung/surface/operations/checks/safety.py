"""What one misses only on the worst day: backups, certificates, and whether everything late was told to somebody."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.kernel.documents.models import Certificate
from balairung.kernel.obligations import audit
from balairung.surface.operations.checks.finding import Finding, Level, good, span

OLD, TOO_OLD = timedelta(hours=26), timedelta(days=3)  # of a backup that is made every night
SOON, TOO_SOON = timedelta(days=21), timedelta(days=7)  # before a certificate of the web server ends
SIGNING = timedelta(days=30)  # before a signer's does: he renews it himself
PATIENCE = 5.0  # seconds for the web server to show its certificate
NAMED = 3  # findings of the audit that are told; `balairung check` tells all


def backups(now: datetime) -> Finding:
    title, last = _("Cadangan"), import_string(settings.BACKUPS)()
    remedy = _("Jalankan `balairung backup` setiap malam, simpan salinannya di tempat lain, dan latih pemulihannya.")
    if last is None:
        return Finding("backup", title, Level.BAD, _("Belum pernah dibuat: bila disk rusak, semuanya hilang."), remedy)
    return _of_backup(last, now, remedy)


def _of_backup(last: Any, now: datetime, remedy: str) -> Finding:
    title = _("Cadangan")
    if last.problem:
        words = _("Cadangan terakhir gagal: %(problem)s.") % {"problem": last.problem.rstrip(".")}
        return Finding("backup", title, Level.BAD, words, remedy)
    if last.moment is None:
        return Finding("backup", title, Level.BAD, _("Belum ada cadangan yang selesai."), remedy)
    age = now - last.moment
    words = _("Cadangan terakhir %(span)s lalu.") % {"span": span(age)}
    if age < OLD:
        return good("backup", title, words)
    return Finding("backup", title, Level.BAD if age > TOO_OLD else Level.WARN, words, remedy)


def signing(now: datetime) -> Finding:
    """Certificates of signers and of the house's own authority."""
    title = _("Sertifikat tanda tangan")
    mine = Certificate.objects.filter(revoked_at__isnull=True, expires_at__lt=now + SIGNING)
    first = mine.order_by("expires_at").values_list("expires_at", flat=True).first()
    if first is None:
        return good("signing", title, _("Tidak ada yang berakhir dalam 30 hari."))
    if first <= now:
        words = _("Ada sertifikat yang sudah berakhir; pemiliknya belum dapat menandatangani.")
    else:
        words = _("Yang pertama berakhir dalam %(span)s.") % {"span": span(first - now)}
    return Finding("signing", title, Level.WARN, words, _("Minta pemiliknya memperbarui di halaman tanda tangannya."))


def certificate(now: datetime) -> Finding:
    """What the web server in front shows to visitors."""
    title = _("Sertifikat situs")
    if not settings.SECURE:
        return good("certificate", title, _("Tidak dipakai: BALAIRUNG_URL tidak dimulai dengan https."))
    remedy = _("Perbarui sertifikat server web (misalnya `certbot renew`), lalu muat ulang server web.")
    ends, problem = _ends()
    if ends is None:
        words = _("Situs tidak menunjukkan sertifikat yang sah: %(problem)s.") % {"problem": problem}
        return Finding("certificate", title, Level.BAD, words, remedy)
    words = _("Berlaku %(span)s lagi.") % {"span": span(ends - now)}
    if ends - now > SOON:
        return good("certificate", title, words)
    return Finding("certificate", title, Level.BAD if ends - now < TOO_SOON else Level.WARN, words, remedy)


def _ends() -> tuple[datetime | None, str]:
    """Asked of our own address, as a visitor would."""
    there = urlsplit(settings.BASE_URL)
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((there.hostname or "", there.port or 443), timeout=PATIENCE) as line,
            context.wrap_socket(line, server_hostname=there.hostname) as shown,
        ):
            found = shown.getpeercert() or {}
    except OSError as problem:  # ssl.SSLError is one
        return None, getattr(problem, "verify_message", "") or problem.strerror or type(problem).__name__
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC), ""


def leaves(now: datetime) -> Finding:
    title, found = _("Daun buku besar"), list(audit.lines_without_leaf(now))[:NAMED]
    if not found:
        return good("leaves", title, _("Setiap baris buku besar sudah bernomor."))
    remedy = _("Pastikan pekerja berjalan; sesudah satu putaran jalankan `balairung check`.")
    return Finding("leaves", title, Level.BAD, _named(found), remedy)


def escalations(now: datetime) -> Finding:
    """What climbed without a line, or should have climbed and did not: the one failure that nobody would see."""
    title = _("Jenjang dan buku besar")
    found = [*audit.overdue_without_escalation(now), *audit.escalations()][:NAMED]
    if not found:
        return good("escalations", title, _("Setiap yang terlambat sudah sampai kepada seseorang."))
    remedy = _("Jalankan `balairung check` untuk daftar lengkapnya, dan periksa log pekerja.")
    return Finding("escalations", title, Level.BAD, _named(found), remedy)


def _named(found: list[str]) -> str:
    return " ".join(f"{one}." for one in found)

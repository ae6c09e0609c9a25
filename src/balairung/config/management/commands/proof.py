"""`balairung proof`: whether everything that was late in a period reached somebody, and each line behind that."""

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.proof import Period, Tally, days, ran_out
from balairung.kernel.obligations.proof_paper import period_words, proof_pdf, prove, text_lines
from balairung.kernel.people.house import house_url, regency_zone
from balairung.kernel.people.models import Office

PRINTED = 20_000  # clocks that a PDF lists; all of them are counted


class Command(BaseCommand):
    help = _(
        "Bukti bahwa setiap kewajiban yang lewat waktu sampai kepada seseorang. Keluar dengan 1 bila ada yang belum."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", type=date.fromisoformat, required=True, metavar="2026-11-01")
        parser.add_argument("--until", type=date.fromisoformat, required=True, metavar="2026-11-30")
        parser.add_argument("--office", default="", help=_("hanya kantor dengan kunci ini"))
        parser.add_argument("--pdf", type=Path, default=None, metavar="BERKAS")
        parser.add_argument("--host", default="", help=_("alamat daerah, bila satu server melayani banyak daerah"))

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        if options["until"] < options["since"]:
            raise CommandError(_("Tanggal akhir mendahului tanggal awal."))
        answers: list[bool] = []
        for _regency in regencies():
            if not host or house_url().partition("://")[2].partition(":")[0] == host:
                if answers and options["pdf"]:
                    raise CommandError(_("Satu PDF untuk satu daerah: sebutkan alamatnya dengan --host."))
                with _reading(), timezone.override(regency_zone()):
                    answers.append(self._serve(**options))
        if not answers:
            raise CommandError(_("Tidak ada daerah dengan alamat %(host)s.") % {"host": host})
        if not all(answers):
            sys.exit(1)

    def _serve(self, *, since: date, until: date, office: str, pdf: Path | None, **options: Any) -> bool:
        period, now = days(since, until, self._office(office)), timezone.now()
        tally = self._print(period, pdf, now) if pdf else self._tell(period, now)
        self.stdout.write(tally.sentence)
        for words, figure in tally.lines():
            self.stdout.write(f"  {words}: {figure}")
        return tally.well == tally.total

    def _tell(self, period: Period, now: datetime) -> Tally:
        """Line by line, however many."""
        tally = Tally()
        self.stdout.write(period_words(period))
        for line in text_lines(map(tally.add, ran_out(period, Obligation.objects.all(), now))):
            self.stdout.write(line)
        return tally

    def _print(self, period: Period, pdf: Path, now: datetime) -> Tally:
        found = prove(period, Obligation.objects.all(), now, PRINTED)
        pdf.write_bytes(proof_pdf(found))
        return found.tally

    def _office(self, key: str) -> Office | None:
        if not key:
            return None
        if (found := Office.objects.filter(key=key).first()) is None:
            raise CommandError(_("Tidak ada kantor dengan kunci “%(key)s”.") % {"key": key})
        return found


def _reading() -> AbstractContextManager[object]:
    """PostgreSQL finds a regency inside a transaction only; SQLite would lock out all who write."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()

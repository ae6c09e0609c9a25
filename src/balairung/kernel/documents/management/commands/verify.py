"""`balairung verify TEXT|FILE`: what a QR holds, or a signed file, judged at a terminal."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import Proof, find, read_payload
from balairung.kernel.documents.verifying import shown


def _is_file(said: str) -> bool:
    try:
        return Path(said).is_file()
    except (OSError, ValueError):  # what a QR holds is longer than a name may be
        return False


class Command(BaseCommand):
    help = _("Memeriksa surat: teks dari kode QR-nya, kodenya, atau berkas PDF-nya.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("said", metavar=_("teks-atau-berkas"), help=_("“-” dibaca dari masukan baku"))

    def handle(self, *args: Any, said: str, **options: Any) -> None:
        """Exit with 0 for a letter that counts, and with 1 for anything else."""
        if _is_file(said):
            return self._tell(self._by_file(Path(said)))
        text = self._input() if said == "-" else said
        if found := find(text):
            return self._tell(found)
        try:
            proof = read_payload(text)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        return self._prove(proof)

    def _input(self) -> str:
        import sys

        return sys.stdin.read(4000)

    def _by_file(self, path: Path) -> Document | None:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        rows = Document.objects.filter(sha256=digest, state=Document.State.SIGNED)
        return rows.select_related("office", "signer", "replaced_by").first()

    def _tell(self, found: Document | None) -> None:
        """What the register knows of it."""
        if found is None:
            raise CommandError(_("Buku agenda tidak mengenal berkas ini: bukan surat kami, atau isinya diubah."))
        told = shown(found, timezone.now())
        self._lines(
            f"{found.title}, {found.number_text}", long_date(found.dated) if found.dated else "", found.office.name,
            ", ".join([*found.heading, found.signer.name if found.signer else ""]), told.holder,
        )  # fmt: skip
        if told.standing != Document.Standing.VALID:
            raise CommandError(f"{told.verdict.word}. {told.verdict.sentence} {found.revocation}".strip())
        self.stdout.write(self.style.SUCCESS(str(told.verdict.word)))

    def _prove(self, proof: Proof) -> None:
        """What the paper says, by its signature; then what the register knows, if it is ours."""
        facts = proof.facts
        if not proof.genuine:
            raise CommandError(_("Kode QR ini tidak terbukti asli: bukan milik daerah ini, atau isinya diubah."))
        self._lines(
            f"{facts.title}, {facts.number}", long_date(facts.dated), facts.office,
            ", ".join([*facts.heading.split("\n"), facts.signer]), facts.holder,
        )  # fmt: skip
        self.stdout.write(_("Kode QR ini asli."))
        if proof.code:
            self._tell(find(proof.code))

    def _lines(self, *lines: str) -> None:
        for line in filter(None, lines):
            self.stdout.write(line)

"""`balairung boundaries FILE …`: the outlines of districts and villages, from SQL or GeoJSON."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.models import Boundary, Region
from balairung.kernel.people.surveying import keep, survey

NAMED = 10  # regions without an outline that are said by name


class Command(BaseCommand):
    help = _("Memuat garis batas kecamatan dan desa dari berkas SQL (wilayah_boundaries) atau GeoJSON.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar=_("BERKAS"), help=_("berkas SQL atau GeoJSON"))

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        known = {region.code: str(region) for region in Region.objects.filter(until__isnull=True)}
        try:
            for file in files:
                self._take(file, known)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell_gaps(known)

    def _take(self, file: Path, known: dict[str, str]) -> None:
        """What is right is kept, what is wrong is said: a village without an outline is nothing unusual."""
        found = survey(file, known)
        for sentence in found.faults:
            self.stderr.write(sentence)
        keep(found.shapes)
        said = {"file": file.name, "count": len(found.shapes), "faults": len(found.faults), "foreign": found.foreign}
        self.stdout.write(_("%(file)s: %(count)d batas dimuat, %(faults)d salah, %(foreign)d bukan dari sini.") % said)

    def _tell_gaps(self, known: dict[str, str]) -> None:
        drawn = set(Boundary.objects.values_list("region", flat=True))
        gaps = [f"{code} {name}" for code, name in sorted(known.items()) if code not in drawn]
        if not gaps:
            self.stdout.write(_("Semua kecamatan dan desa sudah punya garis batas."))
            return
        names = ", ".join(gaps[:NAMED]) + (" …" if len(gaps) > NAMED else "")
        sentence = _("%(count)d belum punya garis batas, jadi dipilih dari daftar saja: %(names)s")
        self.stdout.write(sentence % {"count": len(gaps), "names": names})

"""`balairung init 35.10`: an empty database becomes a regency with its offices and posts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.setup import prepare_database
from balairung.ground.common.calendars import ZONES
from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office, Post, Regency, Region
from balairung.kernel.people.organisation import build_regency
from balairung.kernel.people.standard import find_regency, optional_offices


class Command(BaseCommand):
    help = _("Membangun kabupaten atau kota dari kode wilayahnya: kecamatan, desa, kantor, dan jabatan.")

    def add_arguments(self, parser: CommandParser) -> None:
        offices = ", ".join(optional_offices())
        parser.add_argument("code", metavar=_("KODE"), help=_("kode kabupaten atau kota, misalnya 35.10"))
        parser.add_argument("--zone", choices=ZONES, help=_("zona waktu, bila lain dari zona provinsinya"))
        parser.add_argument("--with", dest="also", default="", metavar=_("KANTOR"),
                            help=_("kantor tambahan, dipisah koma: %(offices)s") % {"offices": offices})  # fmt: skip

    def handle(self, *args: Any, code: str, zone: str | None, also: str, **options: Any) -> None:
        wanted = [key.strip() for key in also.split(",") if key.strip()]
        try:
            find_regency(code)  # before anything is made on the disk
            prepare_database()
            regency = build_regency(code, zone=zone, also=wanted, by=SYSTEM, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(regency)

    def _tell(self, regency: Regency) -> None:
        districts = Region.objects.filter(level=Region.Level.DISTRICT).count()
        villages = Region.objects.filter(level=Region.Level.VILLAGE).count()
        place = {"name": regency.name, "code": regency.code, "province": regency.province, "zone": regency.zone}
        self.stdout.write(_("%(name)s (%(code)s), Provinsi %(province)s, zona %(zone)s.") % place)
        self.stdout.write(_("%(d)d kecamatan, %(v)d desa atau kelurahan.") % {"d": districts, "v": villages})
        built = {"offices": Office.objects.count(), "posts": Post.objects.count()}
        self.stdout.write(_("%(offices)d kantor dan %(posts)d jabatan, semuanya masih kosong.") % built)
        self.stdout.write(_("Berikutnya: balairung create-admin, lalu balairung serve."))

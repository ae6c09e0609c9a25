"""`balairung key NAME SCOPE …`: a key for a program, shown once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.keys import SCOPES, keys, make_key, revoke_key
from balairung.kernel.people.models import Person


class Command(BaseCommand):
    help = _("Membuat kunci API, menampilkan daftarnya, atau mencabut satu.")

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        make = words.add_parser("make", help=_("membuat kunci; ditampilkan sekali"))
        make.add_argument("name", help=_("nama aplikasi yang memakainya"))
        make.add_argument("scopes", nargs="+", choices=list(SCOPES), help=_("wewenang"))
        make.add_argument("--email", default="", help=_("surel orang yang haknya dipinjam"))
        make.add_argument("--days", type=int, help=_("berlaku sekian hari; bawaannya sampai dicabut"))
        words.add_parser("list", help=_("menampilkan kunci yang berlaku"))
        words.add_parser("revoke", help=_("mencabut kunci")).add_argument("prefix", help=_("delapan tanda pertamanya"))

    def handle(self, *args: Any, word: str, **options: Any) -> None:
        try:
            getattr(self, word)(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def make(self, options: dict[str, Any]) -> None:
        now, days = timezone.now(), options["days"]
        person = Person.objects.with_email(options["email"].lower()).order_by("id").first()
        if options["email"] and person is None:
            raise Refused(_("Belum ada orang dengan surel ini."))
        until = now + timedelta(days=days) if days is not None else None
        given = {"name": options["name"], "scopes": options["scopes"], "person": person, "until": until}
        self.stdout.write(make_key(**given, by=SYSTEM, at=now)[1])

    def list(self, options: dict[str, Any]) -> None:
        for key in keys().valid(timezone.now()):
            used = f"{key.used_on:%Y-%m-%d}" if key.used_on else "-"
            self.stdout.write("\t".join((key.prefix, key.name, str(key.person or "-"), key.scopes, used)))

    def revoke(self, options: dict[str, Any]) -> None:
        found = keys().filter(prefix=options["prefix"]).first()
        if found is None:
            raise Refused(_("Tidak ada kunci dengan tanda ini. Lihat: balairung key list."))
        revoke_key(found, by=SYSTEM, at=timezone.now())
        self.stdout.write(_("Kunci “%(name)s” dicabut.") % {"name": found})

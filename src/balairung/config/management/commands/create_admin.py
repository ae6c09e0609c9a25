"""`balairung create-admin`: the person who runs the house, with an account."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.setup import prepare_database
from balairung.ground.common.errors import Refused
from balairung.kernel.people.actions import make_administrator
from balairung.kernel.people.actors import SYSTEM


class Command(BaseCommand):
    help = _("Membuat akun pengelola sistem, atau membuat tautan kata sandi baru untuknya.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help=_("surel untuk masuk"))
        parser.add_argument("--name", help=_("nama lengkap"))
        given = _("kata sandi dibaca dari masukan baku, satu baris")
        parser.add_argument("--password-stdin", action="store_true", help=given)

    def handle(self, *args: Any, email: str | None, name: str | None, password_stdin: bool, **options: Any) -> None:
        prepare_database()
        alone = bool(email and name)
        who = {"email": email or self._ask(_("Surel: ")), "name": name or self._ask(_("Nama lengkap: "))}
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None if alone else self._ask_password()
        try:
            link = make_administrator(**who, password=password, by=SYSTEM, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if link:
            self.stdout.write(_("Buka halaman ini untuk membuat kata sandi (berlaku tiga hari, satu kali pakai):"))
            self.stdout.write(link)
        else:
            self.stdout.write(_("%(email)s sekarang pengelola sistem.") % who)

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("Sebutkan --email dan --name."))
        return input(question)

    def _ask_password(self) -> str | None:
        """None, and so a set-up page, for whoever only presses Enter."""
        password = getpass(_("Kata sandi (kosongkan untuk memilihnya di peramban): "))
        if password and password != getpass(_("Sekali lagi: ")):
            raise CommandError(_("Kedua kata sandi tidak sama."))
        return password or None

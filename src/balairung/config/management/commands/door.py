"""`balairung door`: the doors of a regency, for scripts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import doorkeeping, gateways
from balairung.kernel.messaging.conditions import conditions
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import house_url

VERBS = {"open": doorkeeping.open_door, "shut": doorkeeping.shut_door}


class Command(BaseCommand):
    help = _("Pintu pesan: daftar, akun, coba, buka, tutup. Nilai rahasia: kunci=@berkas.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["list", "connect", "check", "open", "shut"])
        parser.add_argument("channel", nargs="?", default="", help=_("nama pintu, misalnya whatsapp"))
        parser.add_argument("values", nargs="*", metavar="kunci=nilai")
        parser.add_argument("--host", default="", help=_("alamat daerah, bila satu server melayani banyak daerah"))

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        self.problems: list[str] = []
        served = 0
        for _regency in regencies():
            if not host or house_url().partition("://")[2].partition(":")[0] == host:
                with gateways.inside():
                    self._serve(**options)
                served += 1
        if self.problems:
            raise CommandError("\n".join(self.problems))
        if not served:
            raise CommandError(_("Tidak ada daerah dengan alamat %(host)s.") % {"host": host})

    def _serve(self, *, verb: str, channel: str, values: list[str], **options: Any) -> None:
        try:
            if verb == "list":
                self._list()
            elif verb == "connect":
                self._connect(channel, values)
            elif verb == "check":
                self.stdout.write(doorkeeping.try_door(channel, by=SYSTEM, at=timezone.now()))
            else:
                self._turn(verb, channel)
        except (Refused, Gateway.DoesNotExist) as refusal:
            self.problems.append(str(refusal))

    def _list(self) -> None:
        for one in conditions(timezone.now()):
            said = [one.channel, one.state_word, _("%(count)d menunggu") % {"count": one.waiting}]
            said += [_("%(count)d tidak terkirim dalam sehari terakhir") % {"count": one.failed}]
            said += [one.gateway.problem] if one.gateway and one.gateway.problem else []
            self.stdout.write(" · ".join(said))

    def _connect(self, channel: str, values: list[str]) -> None:
        given = dict(self._value(pair) for pair in values)
        row = doorkeeping.keep_account(channel, given, by=SYSTEM, at=timezone.now())
        self.stdout.write(gateways.hook_address(row))

    def _turn(self, verb: str, channel: str) -> None:
        row = VERBS[verb](channel, by=SYSTEM, at=timezone.now())
        if row.problem:
            self.problems.append(row.problem)
        said = _("%(channel)s: terbuka") if row.open else _("%(channel)s: tertutup")
        self.stdout.write(said % {"channel": channel})

    def _value(self, pair: str) -> tuple[str, str]:
        """`key=value`, or `key=@path` whose content is the value."""
        key, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(_("Tulis kunci=nilai, bukan “%(pair)s”.") % {"pair": pair})
        return key, Path(value[1:]).read_text().strip() if value.startswith("@") else value

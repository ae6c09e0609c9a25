"""What an operator does with a door: give it its account, try it, open it, shut it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Door
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change

LONGEST = 8000  # signs of one value: a key in PEM form is about 2000


def can_keep_doors(actor: Actor) -> bool:
    return actor.administers or actor.kind == ActorKind.SYSTEM


@transaction.atomic
def keep_account(channel: str, values: Mapping[str, str], *, by: Actor, at: datetime) -> Gateway:
    """Keep these values of the account; one that is not named, or is empty and secret, stays as it was.

    A door that was shut stays shut. `Refused` names what is unknown or missing.
    """
    require(can_keep_doors(by))
    needs = {need.key: need for need in _door(channel).needs}
    if unknown := sorted(values.keys() - needs.keys()):
        words = {"unknown": ", ".join(unknown), "known": ", ".join(needs)}
        raise Refused(_("Tidak dikenal: %(unknown)s. Yang dikenal: %(known)s.") % words)
    row = Gateway.objects.filter(pk=channel).first()
    account = gateways.account_of(row) if row else {}
    for key, value in values.items():
        if value or not needs[key].secret:
            account[key] = value.strip()[:LONGEST]
    _require_whole(channel, account)
    was_open = bool(row and row.open) or (channel in gateways.BUILT_IN and bool(values))
    kept = gateways.connect(channel, account, at=at, opened=was_open)
    _write_line(channel, _("akun diubah"), by, at)
    return kept


def open_door(channel: str, *, by: Actor, at: datetime) -> Gateway:
    """From now on messages go in and out; the vendor is told where to call us. `Refused` while something is missing."""
    require(can_keep_doors(by))
    row = Gateway.objects.filter(pk=channel).first()
    account = gateways.account_of(row) if row else {}
    _require_whole(channel, account)
    kept = gateways.connect(channel, account, at=at)
    gateways.announce(kept, at=at)
    _write_line(channel, _("dibuka"), by, at)
    return kept


def shut_door(channel: str, *, by: Actor, at: datetime) -> Gateway:
    """Nothing comes in any more, and what waits goes by another door or fails."""
    require(can_keep_doors(by))
    row = Gateway.objects.get(pk=channel)
    row.open = False
    gateways.announce(row, at=at)
    kept = gateways.connect(channel, gateways.account_of(row), at=at, opened=False)
    _write_line(channel, _("ditutup"), by, at)
    return kept


def try_door(channel: str, *, by: Actor, at: datetime) -> str:
    """What the account is called at the vendor; nobody is written to. `Refused` says what the vendor said instead."""
    require(can_keep_doors(by))
    row = Gateway.objects.filter(pk=channel).first()
    if row is None:
        raise Refused(_("Isi dahulu akunnya, lalu coba lagi."))
    said = gateways.check(row, at=at)
    if row.problem:
        raise Refused(_("Belum berhasil: %(problem)s") % {"problem": row.problem})
    return said


def _door(channel: str) -> type[Door]:
    if channel not in settings.CHANNELS:
        words = {"channel": channel, "known": ", ".join(settings.CHANNELS)}
        raise Refused(_("Pintu “%(channel)s” tidak ada. Yang ada: %(known)s.") % words)
    return gateways.door_class(channel)


def _require_whole(channel: str, account: Mapping[str, str]) -> None:
    needs = _door(channel).needs
    if missing := [str(need.label) for need in needs if not need.optional and not account.get(need.key)]:
        raise Refused(_("Masih kosong: %(missing)s.") % {"missing": ", ".join(missing)})


def _write_line(channel: str, deed: str, by: Actor, at: datetime) -> None:
    note = clean_line(f"{gateways.word(channel)}: {deed}")
    write_line(Change.Verb.CHANGE_DOOR, by=by, at=at, note=note)

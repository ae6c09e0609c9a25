"""What an operator does with the signer's door, and each signer with their own national number there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from lokal import parse_nik

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.documents.models import Identity, SigningDoor
from balairung.kernel.documents.signers.pens import is_certified, signing_door
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Person

NOBODY = "0" * 16  # a NIK that nobody has: to ask whether anybody answers


def can_keep_door(actor: Actor) -> bool:
    return actor.administers or actor.kind == ActorKind.SYSTEM


@transaction.atomic
def set_door(
    *, kind: str, address: str, account: str, secret: str, stamp_address: str, by: Actor, at: datetime
) -> SigningDoor:
    """From now on letters are signed this way; what was signed stays. An empty secret is the one before, at the same
    address. `Refused` names what is missing.
    """
    require(can_keep_door(by))
    kept, chosen = signing_door(), SigningDoor.Kind(kind)
    if chosen == SigningDoor.Kind.LOCAL:
        address = account = secret = ""
    elif not secret and kept and kept.address == address:
        secret = kept.secret
    if chosen != SigningDoor.Kind.LOCAL and not (address and account and secret):
        raise Refused(_("Untuk BSrE isi alamat eSign Client, nama pengguna, dan kata sandinya."))
    row = SigningDoor.objects.create(
        kind=chosen, address=address, account=clean_line(account)[:80], secret=secret, stamp_address=stamp_address,
        since=at, set_by_id=by.person_id,
    )  # fmt: skip
    write_line(Change.Verb.CHANGE_DOOR, by=by, at=at, note=_("Tanda tangan: %(kind)s") % {"kind": chosen.label})
    return row


def try_door(*, by: Actor) -> str:
    """Ask the authority and the stamp server, sign nothing; what to tell. `Refused` says what they said instead."""
    require(can_keep_door(by))
    door, said = signing_door(), [_("Sertifikat pemerintah daerah ini siap dipakai.")]
    if door and is_certified(door):
        from balairung.kernel.documents.signers.bsre import status

        status(door, NOBODY)
        said = [_("BSrE menjawab dan mengenal nama pengguna ini.")]
    if door and door.stamp_address:
        _stamp(door.stamp_address)
        said.append(_("Server cap waktu menjawab."))
    return " ".join(said)


def _stamp(address: str) -> None:
    import asyncio

    from balairung.ground.common.outbound import Unreachable
    from balairung.kernel.documents.signers.pades import Stamper

    try:
        asyncio.run(Stamper(address).async_timestamp(bytes(32), "sha256"))
    except (Unreachable, ValueError, TypeError, KeyError, OSError) as problem:
        raise Refused(_("Server cap waktu tidak menjawab dengan benar. Periksa alamatnya.")) from problem


@transaction.atomic
@sensitive_variables("nik", "digits", "info")
def keep_identity(person: Person, *, nik: str, by: Actor, at: datetime) -> Identity:
    """By which number BSrE knows this person; sealed. `Refused` for what is no NIK, or is somebody else's here."""
    require(by.person_id == person.pk, _("Hanya Anda sendiri yang mencatat NIK untuk tanda tangan Anda."))
    info = parse_nik(nik)
    if info.errors or not info.nik:
        raise Refused(_("Ini bukan NIK. NIK terdiri atas 16 angka, seperti tertulis pada KTP Anda."))
    hashed = keyed_hash("signer", info.nik)
    if Identity.objects.filter(nik_hash=hashed).exclude(person=person).exists():
        raise Refused(_("NIK ini sudah dicatat orang lain. Periksa lagi, atau hubungi pengelola sistem."))
    values = {"nik": info.nik, "nik_hash": hashed, "recorded_at": at}
    row, _made = Identity.objects.update_or_create(person=person, defaults=values)
    return row


def status_words(person: Person) -> str:
    """What BSrE says of this person's certificate, as a sentence. `Refused` when it is not ready, or nobody answers."""
    from balairung.kernel.documents.signers.bsre import READY, STATES, nik_of, status

    door = signing_door()
    if door is None or not is_certified(door):
        raise Refused(_("Daerah ini tidak memakai BSrE."))
    state = status(door, nik_of(person))
    if state != READY:
        raise Refused(STATES.get(state) or _("BSrE tidak mengenal sertifikat Anda. Daftarkan diri dahulu di BSrE."))
    return _("Sertifikat BSrE Anda berlaku dan siap dipakai.")

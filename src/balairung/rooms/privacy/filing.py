"""A request about somebody's own data becomes an obligation with the clock of the law, once its owner is proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.search.actions import open_index
from balairung.rooms.privacy import access, notices
from balairung.rooms.privacy.models import DataExport, DataRequest
from balairung.rooms.privacy.models.requests import RIGHTS
from balairung.rooms.privacy.rules import KIND, PREFIX, clock_of, main_office, told


@dataclass(frozen=True)
class Asked:
    """Which right, of whom, and in their own words what."""

    right: str
    contact: str
    name: str = ""
    wish: str = ""


@transaction.atomic
def take_down(asked: Asked, *, token: str, by: Actor, at: datetime) -> DataRequest:
    """At a counter: an officer saw the identity card. What is owed goes to the contact, never to the officer."""
    require(access.can_take(by), _("Permintaan di loket dicatat oleh petugas penerima."))
    if not clean_line(asked.name):
        raise Refused(_("Tuliskan nama seperti di KTP."))
    return file_request(asked, proof=DataRequest.Proof.COUNTER, token=token, by=by, at=at)


@transaction.atomic
def file_request(asked: Asked, *, proof: str, token: str, by: Actor, at: datetime) -> DataRequest:
    """The one request that this token stands for. Whoever calls has proved that the contact is theirs."""
    hashed = keyed_hash("data-request", token)
    if found := DataRequest.objects.filter(token=hashed).select_related("obligation").first():
        return found
    _check(asked)
    office = main_office()
    if office is None:
        raise Refused(_("Belum ada kantor yang bertanggung jawab atas data pribadi. Hubungi kantor daerah."))
    obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=told("rights", asked.right), owner=Owner(office), by=by, at=at,
        state=State.ACTIVE, step="answer", clocks=[clock_of(asked.right)],
        facts={"right": asked.right, "proof": str(proof)},
    )  # fmt: skip
    made = DataRequest.objects.create(
        obligation=obligation, token=hashed, secret=new_code(), filed_at=at, right=asked.right, proof=proof,
        name=clean_line(asked.name), contact=asked.contact, contact_hash=keyed_hash("contact", asked.contact),
        wish=clean_text(asked.wish), taken_by_id=by.person_id,
    )  # fmt: skip
    if asked.right == "copy":
        DataExport.objects.create(request=made, wanted_at=at)
    open_index(obligation, text=told("rights", asked.right))
    notices.tell_filed(made, at=at)
    return made


def _check(asked: Asked) -> None:
    if asked.right not in RIGHTS:
        raise Refused(_("Pilih salah satu permintaan dari daftar."))
    if not asked.contact:
        raise Refused(_("Tuliskan surel atau nomor telepon yang pernah Anda pakai di sini."))
    if asked.right != "copy" and not clean_text(asked.wish):
        raise Refused(_("Tuliskan apa yang Anda minta, supaya petugas tahu data yang mana."))

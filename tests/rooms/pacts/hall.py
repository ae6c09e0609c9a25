"""A small city with people in their posts, all with certificates, and a drive in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from balairung.kernel.documents import local_authority
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Person
from balairung.rooms.pacts.driving import begin
from balairung.rooms.pacts.gathering import gather
from balairung.rooms.pacts.models import Drive, Pact
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

DUE = date(2026, 3, 31)


class House:
    """The regent, the secretary, the head of public works with her staff, and the head of the inspectorate."""

    def __init__(self) -> None:
        make.regency()
        self.regent = self.signer("pimpinan", "regent", "Maidi Wibowo")
        self.secretary = self.signer("setda", "secretary", "Soeko Prasetyo")
        self.head = self.signer("pupr", "head", "Siti Aminah")
        self.staff = self.signer("pupr", "staff", "Budi Santoso")
        self.inspector = self.signer("inspektorat", "head", "Rini Wulandari")

    def signer(self, office: str, role: str, name: str) -> Actor:
        return letters.signer(office, name, role=role)

    def drive(self, *, at: datetime = START, **more: Any) -> Drive:
        given: dict[str, Any] = {
            "name": "Pakta integritas 2026", "kind": "integrity", "year": 2026, "due_on": DUE, "token": "gerakan-uji",
        }  # fmt: skip
        return begin(**given | more, by=self.inspector, at=at)


#: Pages of a drive, and of a gathering, by their names in the address book.
DRIVE = ("drive", "end", "gather", "sheet", "csv")
GATHERING = ("gathering", "progress", "close", "sign_here", "pass_by", "witness")


def named(siti: Person, host: Actor, *, word: str = "Uji", at: datetime = START) -> dict[str, str]:
    """What stands in addresses of this room: a drive of Siti's office, her pact, a gathering that `host` holds."""
    drive = begin(
        name=f"{word} pakta", kind="integrity", year=2026, due_on=localdate(at) + timedelta(days=30),
        offices=["pupr"], token="gerakan-alamat", by=SYSTEM, at=at,
    )  # fmt: skip
    pact = Pact.objects.get(drive=drive, person=siti)
    offices = [pact.office_id]
    gathered = gather(drive, name=f"{word} apel", place="Pendopo", offices=offices, by=host, at=at)
    return {
        "pacts:key": str(pact.pk), "pacts:ref": pact.obligation.ref if pact.obligation else "",
        "pacts:place": str(gathered.places.get(pact=pact).pk), "pacts:person": str(siti.pk),
        **dict.fromkeys([f"pacts:{name}:key" for name in DRIVE], str(drive.pk)),
        **dict.fromkeys([f"pacts:{name}:key" for name in GATHERING], str(gathered.pk)),
    }  # fmt: skip


def pact_of(drive: Drive, actor: Actor) -> Pact:
    return Pact.objects.current().for_page().get(drive=drive, person=actor.person_id)


def certificate(actor: Actor, at: datetime = START) -> None:
    local_authority.issue(letters.person_of(actor), passphrase=PASSPHRASE, by=actor, at=at)


__all__ = ["DRIVE", "DUE", "GATHERING", "PASSPHRASE", "SYSTEM", "House", "certificate", "named", "pact_of"]

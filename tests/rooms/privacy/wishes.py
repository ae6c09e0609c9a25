"""Requests about one's own data and incidents for tests, made by the real actions; one of everything for the house."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta
from typing import Any

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.rooms.privacy import access, exporting, incidents, knocking, spreading
from balairung.rooms.privacy.filing import Asked, file_request
from balairung.rooms.privacy.models import DataRequest, Incident
from tests import make

DAY = timedelta(days=1)
CONTACT = "ani@contoh.id"
#: Pages of an incident; all others with a number are of requests.
OF_INCIDENT = ("describe", "search", "affected", "agency_letter")
_numbers = itertools.count(1)


def request(right: str = "copy", *, at: datetime = make.START, **said: Any) -> DataRequest:
    """Ani wants something of her data, and proved that she reads her mail."""
    plain = {"contact": CONTACT, "name": "Ani Lestari", "wish": "Laporan saya tahun lalu."}
    asked = Asked(right, **plain | said)
    return file_request(asked, proof="code", token=f"permintaan-{next(_numbers)}", by=CITIZEN, at=at)


def fresh(found: DataRequest) -> DataRequest:
    """The same, read anew with its obligation."""
    return DataRequest.objects.select_related(*access.DETAIL).get(pk=found.pk)


def ppdp(role: str = "head") -> Actor:
    """Who answers for personal data."""
    return make.officer("kominfo", role, "Bu Ratna")


def code_in(key: Any) -> str:
    """The six digits that a message told."""
    found = re.search(r"\b(\d{6})\b", Notice.objects.get(key=f"data-knock:{key}").body)
    return make.there(found)[1]


def incident(*, drill: bool = False, at: datetime = make.START, word: str = "", by: Actor = SYSTEM) -> Incident:
    """A list of applicants went to a wrong address, an hour ago."""
    known = at - timedelta(hours=1)
    title = f"{word} Daftar pemohon terkirim ke alamat yang salah".strip()
    return incidents.open_incident(title=title, known_at=known, drill=drill, by=by, at=at)


def described(made: Incident, *, at: datetime = make.START, word: str = "") -> Incident:
    incidents.describe(
        made, exposed=["name", "contact"], happened=f"{word} Senin pagi, lewat surel yang salah alamat.",
        handling=f"{word} Penerima sudah menghapusnya.", recovery=f"{word} Waspadai pesan yang meminta kode.",
        by=SYSTEM, at=at,
    )  # fmt: skip
    return Incident.objects.select_related("obligation__owner_office").get(pk=made.pk)


def searched(made: Incident, *rooms: str, at: datetime = make.START) -> Incident:
    """The worker found everybody whose record came in the last ten days."""
    span = {"since": at.date() - 10 * DAY, "until": at.date()}
    incidents.search(made, rooms=rooms or ["complaints", "services"], **span, by=SYSTEM, at=at)
    while spreading.follow(now=at):
        continue
    return Incident.objects.select_related("obligation__owner_office").get(pk=made.pk)


def everything(word: str = "", *, at: datetime = make.START) -> dict[str, str]:
    """One of everything that has an address, by the parameter that names it."""
    asked = request("erase", at=at, wish=f"{word} hapus", name=f"{word} Ani")
    copied = request("copy", at=at, name=f"{word} Ani")
    while exporting.follow(now=at):
        continue
    told = Notice.objects.get(key__startswith=f"{copied.pk}:made")
    link = make.there(re.search(r"/data-saya/unduh/(\w+)/", told.body))[1]
    waiting = knocking.knock(Asked("copy", f"{word.lower() or 'lain'}@contoh.id"), at=at)
    broken = described(incident(at=at, word=word, drill=True), at=at, word=word)
    return {
        "privacy:ref": asked.ref, "privacy:code": asked.secret, "privacy:key": str(waiting.pk), "privacy:token": link,
        "privacy:clock": str(asked.obligation.clocks.order_by("id")[0].pk), "privacy:incident": broken.ref,
        "privacy:right": "copy",
    }  # fmt: skip


def of_siti() -> dict[str, str]:
    """The same for strangers: an incident is found by its own pages, a request by all others."""
    made = everything()
    of_incident = {f"privacy:{page}:ref": made["privacy:incident"] for page in OF_INCIDENT}
    return made | of_incident | {"privacy:code": "AAAAAAAAAA"}

"""Requests for information for tests, made by the real actions; one of everything for the tests of the house."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure import access, answering, asking, keeping, objecting
from balairung.rooms.disclosure.asking import Begun
from balairung.rooms.disclosure.filing import file_request
from balairung.rooms.disclosure.models import InfoRequest, Listing, Objection, Withheld
from balairung.rooms.disclosure.renewing import open_half
from tests import make

DAY = timedelta(days=1)
NIK = "3577014107900001"
TESTED = "Membuka alamat saksi membahayakan keselamatannya."
_numbers = itertools.count(1)


def request(*, at: datetime = make.START, to: str = "", word: str = "", **said: Any) -> InfoRequest:
    """Ani asks what roads cost."""
    plain: dict[str, Any] = {
        "information": f"{word} Anggaran perbaikan jalan kota tahun 2025 menurut ruas.", "purpose": "Bahan skripsi.",
        "standing": "person", "name": f"{word} Ani Lestari", "identity": NIK, "address": "Jalan Pahlawan 3",
        "contact": "ani@contoh.id", "shape": "file", "way": "page", "token": f"permohonan-informasi-{next(_numbers)}",
    }  # fmt: skip
    return file_request(**plain | said, office=make.office(to) if to else None, by=CITIZEN, at=at)


def fresh(found: InfoRequest) -> InfoRequest:
    """The same, read anew with its obligation."""
    return InfoRequest.objects.select_related(*access.REQUEST).get(pk=found.pk)


def requester(found: InfoRequest) -> Actor:
    return access.get_own(found.ref, found.secret)[1]


def refused(found: InfoRequest, *, by: Actor = SYSTEM, at: datetime = make.START + DAY) -> InfoRequest:
    answering.refuse(found, text="Belum dapat dibuka.", article="h", consequence=TESTED, by=by, at=at)
    return found


def objection(found: InfoRequest, *, ground: str = "refused", at: datetime = make.START + 2 * DAY) -> Objection:
    return objecting.object_to(found, ground=ground, case="Saya hanya meminta jumlahnya.", by=requester(found), at=at)


def listing(
    office: str = "pupr", *, title: str = "Rencana kerja 2026", at: datetime = make.START, **said: Any
) -> Listing:
    plain: dict[str, Any] = {
        "category": "periodic", "summary": "Kegiatan dan anggarannya.", "keeper": "Sekretaris dinas",
        "made": "Januari 2026, Madiun", "medium": "digital", "link": "https://contoh.id/renja.pdf",
        "kept_for": "5 tahun",
    }  # fmt: skip
    return keeping.list_information(office=make.office(office), title=title, **plain | said, by=SYSTEM, at=at)


def withheld(*, title: str = "Rincian rekening pegawai", at: datetime = make.START, **said: Any) -> Withheld:
    plain: dict[str, Any] = {
        "article": "h", "consequence": "Disalahgunakan penipu.", "benefit": "Rasa aman pegawai.",
        "decree": "555/1/2026", "since": at.date(),
    }  # fmt: skip
    return keeping.withhold(office=make.office("bkpsdm"), title=title, **plain | said, by=SYSTEM, at=at)


def everything(word: str = "", *, to: str = "pupr", at: datetime = make.START) -> dict[str, str]:
    """One of everything that has an address, by the parameter that names it."""
    asked = refused(request(to=to, word=word, at=at), at=at)
    answering.publish(asked, question=f"{word} Berapa anggarannya?", answer=f"{word} Ini.", by=SYSTEM, at=at)
    against = objection(asked, at=at)
    row = listing(to, title=f"{word} rencana kerja", at=at)
    hidden = withheld(title=f"{word} rekening", at=at)
    draft = asking.keep(Begun({"token": f"{word}-naskah", "information": word, "purpose": word, "office": ""}), at)
    return {
        "disclosure:ref": asked.ref, "disclosure:code": asked.secret, "disclosure:key": str(row.pk),
        "disclosure:lift:key": str(hidden.pk), "disclosure:draft": draft, "disclosure:year": str(at.year),
        "disclosure:clock": str(asked.obligation.clocks.order_by("id")[0].pk), "disclosure:objection": against.ref,
    }  # fmt: skip


def renewals(at: datetime) -> list[Obligation]:
    """The duties of the half-year that begins at this moment."""
    open_half(at)
    return list(Obligation.objects.filter(kind="disclosure", origin="renewal").select_related("owner_office"))


def renewal_of(office: str, at: datetime) -> Obligation:
    kept: Office = make.office(office)
    return next(one for one in renewals(at) if one.owner_office_id == kept.pk)

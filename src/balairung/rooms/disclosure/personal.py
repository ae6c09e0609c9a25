"""What this room holds about somebody: what they asked for, and what they objected to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.obligations.erasing import erase_case
from balairung.kernel.obligations.models import OPEN
from balairung.kernel.obligations.personal import files_in, items_of, said, told_in
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.kernel.search.actions import index
from balairung.rooms.disclosure.models import InfoRequest, Objection

#: What a request says of somebody, and what stands there afterwards.
BLANK: dict[str, Any] = {
    "name": "", "identity": "", "address": "", "contact": "", "contact_hash": "", "information": "", "purpose": "",
    "question": "", "public_question": "", "public_answer": "", "published_at": None, "public_files": False,
}  # fmt: skip


class _Requests:
    name = "disclosure"

    def find(self, contact: str) -> list[Item]:
        rows = InfoRequest.objects.filter(contact_hash=keyed_hash("contact", contact)).for_list()
        titled = _("Permohonan informasi %(ref)s")
        return items_of(self.name, ((one.obligation, titled % {"ref": one.ref}) for one in rows.order_by("-filed_at")))

    def export(self, item: Item) -> Extract:
        row = InfoRequest.objects.select_related("obligation").get(obligation=UUID(item.key))
        facts, files = [*_facts(row), *told_in(row.obligation)], files_in(row.obligation)
        for one in row.objections.select_related("obligation"):
            facts += [(_("Keberatan %(ref)s") % {"ref": one.ref}, one.case), *told_in(one.obligation)]
            files += files_in(one.obligation)
        return Extract(item, facts, files)

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        row = InfoRequest.objects.select_for_update(of=("self",), no_key=True).get(obligation=UUID(item.key))
        objections = list(row.objections.select_related("obligation"))
        if any(one.obligation.state in OPEN for one in objections):
            return Erasure(item, stays=[_("Keberatan atas permohonan ini masih diperiksa; sesudah itu dapat dihapus.")])
        gone = erase_case(row.obligation, by=by, at=at)
        for name, value in BLANK.items():
            setattr(row, name, value)
        row.save(update_fields=list(BLANK))
        index(row.obligation, text="")
        gone += sum(_erase_objection(one, by, at) for one in objections)
        return Erasure(item, gone + 1, [_("Register PPID tetap memuat nomor, tanggal, dan hasilnya, tanpa nama.")])


HOLDER = _Requests()


def _erase_objection(one: Objection, by: Actor, at: datetime) -> int:
    gone = erase_case(one.obligation, by=by, at=at)
    one.case = one.decision = ""
    one.save(update_fields=["case", "decision"])
    index(one.obligation, text="")
    return gone + 1


def _facts(row: InfoRequest) -> list[tuple[str, str]]:
    return said([
        (_("Nomor"), row.ref), (_("Didaftarkan pada"), long_moment(row.filed_at)), (_("Nama"), row.name),
        (_("Nomor identitas"), row.identity), (_("Alamat"), row.address), (_("Kontak"), row.contact),
        (_("Informasi yang diminta"), row.information), (_("Tujuan penggunaan"), row.purpose),
        (_("Pertanyaan untuk umum"), row.public_question), (_("Jawaban untuk umum"), row.public_answer),
    ])  # fmt: skip

"""What this room holds about somebody: what they applied for."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.documents.models import Document
from balairung.kernel.obligations.erasing import erase_case
from balairung.kernel.obligations.personal import files_in, items_of, said, told_in
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.kernel.search.actions import index
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND

#: What an application says of somebody, and what stands there afterwards.
BLANK: dict[str, Any] = {
    "name": "", "nik": "", "nik_hash": "", "contact": "", "contact_hash": "", "answers": "", "missing": [],
    "consent": "",
}  # fmt: skip


class _Applications:
    name = "services"

    def find(self, contact: str) -> list[Item]:
        rows = Application.objects.filter(contact_hash=keyed_hash("contact", contact)).for_list()
        titled = _("Permohonan %(ref)s: %(service)s")
        cases = ((one.obligation, titled % {"ref": one.ref, "service": one.service.name}) for one in rows)
        return items_of(self.name, cases)

    def export(self, item: Item) -> Extract:
        row = Application.objects.select_related("obligation", "service", "region__parent").get(
            obligation=UUID(item.key)
        )
        return Extract(item, [*_facts(row), *told_in(row.obligation)], files_in(row.obligation))

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        """A letter that was signed is a record of the state and stays; its draft goes."""
        row = Application.objects.select_for_update(of=("self",), no_key=True).get(obligation=UUID(item.key))
        gone = erase_case(row.obligation, by=by, at=at)
        for name, value in BLANK.items():
            setattr(row, name, value)
        row.save(update_fields=list(BLANK))
        index(row.obligation, text="")
        letters = Document.objects.filter(about_kind=KIND, about_ref=item.ref)
        kept = letters.filter(state=Document.State.SIGNED).exists()
        gone += letters.exclude(state=Document.State.SIGNED).update(holder="", body="")
        stays = [_("Surat yang sudah terbit adalah arsip negara dan tetap disimpan (UU 43/2009).")] if kept else []
        return Erasure(item, gone + 1, [_("Nomor, waktu, dan kantor tetap tercatat tanpa isi."), *stays])


HOLDER = _Applications()


def _facts(row: Application) -> list[tuple[str, str]]:
    answers: dict[str, Any] = json.loads(row.answers or "{}")
    return said([
        (_("Nomor"), row.ref), (_("Layanan"), row.service.name), (_("Diajukan pada"), long_moment(row.applied_at)),
        (_("Wilayah"), row.region or ""), (_("Nama"), row.name), (_("NIK"), row.nik), (_("Kontak"), row.contact),
        (_("Persetujuan"), row.consent), *((key, _plain(value)) for key, value in answers.items()),
    ])  # fmt: skip


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

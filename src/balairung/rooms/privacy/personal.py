"""What this room holds about somebody: their requests, and who opened their data (settings.PERSONAL_DATA)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.obligations.models import Unsealing
from balairung.kernel.obligations.unsealing import owner_mark
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.rooms.privacy.models import DataRequest
from balairung.rooms.privacy.rules import KIND, told

LOOKS = "looks"
MOST = 2000  # openings in one file


class _Requests:
    name = KIND

    def find(self, contact: str) -> Iterator[Item]:
        kept = _("Disimpan sebagai bukti bahwa hak Anda dipenuhi (UU 27/2022).")
        rows = DataRequest.objects.filter(contact_hash=keyed_hash("contact", contact)).select_related("obligation")
        for row in rows.defer(*DataRequest.SEALED).order_by("-filed_at", "-id"):
            title = _("Permintaan %(ref)s: %(what)s") % {"ref": row.ref, "what": told("rights", row.right)}
            yield Item(self.name, str(row.pk), title, row.filed_at, row.ref, kept)
        first = Unsealing.objects.filter(whose=owner_mark(contact)).order_by("at").first()
        if first:
            kept = _("Catatan ini melindungi Anda, dan tidak dapat diubah atau dihapus siapa pun.")
            yield Item(self.name, f"{LOOKS}:{contact}", _("Siapa yang membuka data Anda"), first.at, kept=kept)

    def export(self, item: Item) -> Extract:
        if item.key.startswith(f"{LOOKS}:"):
            return Extract(item, _looks(item.key.partition(":")[2]))
        row = DataRequest.objects.select_related("obligation").get(pk=item.key)
        facts = [
            (_("Nomor"), row.ref), (_("Diterima"), long_moment(row.filed_at)), (_("Nama"), row.name),
            (_("Kontak"), row.contact), (_("Yang diminta"), row.wish), (_("Bukti diri"), row.get_proof_display()),
            (_("Hasil"), str(row.get_outcome_display())),
        ]  # fmt: skip
        return Extract(item, facts)

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        return Erasure(item, stays=[item.kept])


def _looks(contact: str) -> list[tuple[str, str]]:
    rows = Unsealing.objects.filter(whose=owner_mark(contact)).for_list()[:MOST]
    said = _("%(post)s, %(office)s: membuka %(what)s untuk %(purpose)s (%(ref)s)")
    return [
        (long_moment(row.at), said % {
            "post": row.post.title if row.post else _("Petugas sistem"), "office": row.office or "-",
            "what": row.get_what_display(), "purpose": row.get_purpose_display(), "ref": row.ref,
        })
        for row in rows
    ]  # fmt: skip


HOLDER = _Requests()

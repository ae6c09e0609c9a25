"""What this room holds about somebody: their reports, and the reports that they follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.forgetting import forget_case, marks_of
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.obligations.erasing import erase_case
from balairung.kernel.obligations.personal import files_in, items_of, said, told_in
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.rooms.complaints.finding import make_findable
from balairung.rooms.complaints.models import Complaint, Follower, LaporCase, LaporRun, Outcome
from balairung.rooms.complaints.notices import FOLLOWERS
from balairung.rooms.complaints.pushing import BROWSERS

WITH = ("obligation__owner_office", "topic", "region__parent")
#: What a report says of somebody, and what stands there afterwards.
BLANK: dict[str, Any] = {
    "text": "", "public_title": "", "public_text": "", "place": "", "latitude": None, "longitude": None,
    "happened_on": None, "conversation": None, "source_link": "", "source_handle": "", "reporter_name": "",
    "reporter_contact": "", "contact_hash": "", "affected_name": "", "proxy_as": "", "vulnerable": False, "groups": "",
    "help_wanted": "", "published_at": None,
}  # fmt: skip


class _Reports:
    name = "complaints"

    def find(self, contact: str) -> list[Item]:
        """Those that left this contact, and those that were told in a chat or a letter from it."""
        talks = Conversation.objects.filter(address_hash__in=marks_of(contact))
        mine = Q(contact_hash=keyed_hash("contact", contact)) | Q(conversation__in=list(talks))
        rows = Complaint.objects.filter(mine).select_related("obligation").order_by("-filed_at", "-id")
        titled = _("Laporan %(ref)s: %(title)s")
        return items_of(
            self.name, ((one.obligation, titled % {"ref": one.ref, "title": one.title}) for one in rows.for_list())
        )

    def export(self, item: Item) -> Extract:
        row = Complaint.objects.select_related(*WITH).get(obligation=UUID(item.key))
        return Extract(item, [*_facts(row), *told_in(row.obligation)], files_in(row.obligation))

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        row = Complaint.objects.select_for_update(of=("self",), no_key=True).get(obligation=UUID(item.key))
        gone = erase_case(row.obligation, by=by, at=at)
        for name, value in BLANK.items():
            setattr(row, name, value)
        row.title = _("Laporan yang isinya dihapus")
        row.save(update_fields=["title", *BLANK])
        make_findable(row)
        return Erasure(item, gone + 1 + _beside(row), [_("Nomor, waktu, dan kantor tetap tercatat tanpa isi.")])


class _Followed:
    name = "followed"

    def find(self, contact: str) -> Iterable[Item]:
        doors = [contact, *(f"{channel}:{contact}" for channel in ("whatsapp", "telegram", "sms", "email"))]
        rows = Follower.objects.filter(contact_hash__in=[keyed_hash("follower", door) for door in doors])
        for row in rows.select_related("complaint__obligation").order_by("-since", "id"):
            yield Item(self.name, str(row.pk), _("Mengikuti laporan %(ref)s") % {"ref": row.complaint.ref}, row.since)

    def export(self, item: Item) -> Extract:
        row = Follower.objects.select_related("complaint__obligation").get(pk=item.key)
        facts = said([(_("Laporan yang diikuti"), row.complaint.ref), (_("Kontak"), row.contact),
                      (_("Sejak"), long_moment(row.since))])  # fmt: skip
        return Extract(item, facts)

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        return Erasure(item, Follower.objects.filter(pk=item.key).delete()[0])


HOLDER, FOLLOWED = _Reports(), _Followed()


def _facts(row: Complaint) -> list[tuple[str, str]]:
    return said([
        (_("Nomor"), row.ref), (_("Dilaporkan pada"), long_moment(row.filed_at)),
        (_("Saluran"), row.get_channel_display()), (_("Nama"), row.reporter_name), (_("Kontak"), row.reporter_contact),
        (_("Dilaporkan untuk"), row.affected_name), (_("Bantuan yang diperlukan"), row.help_wanted),
        (_("Kelompok"), row.groups), (_("Akun"), row.source_handle), (_("Tautan asal"), row.source_link),
        (_("Judul"), row.title), (_("Isi laporan"), row.text), (_("Topik"), row.topic or ""),
        (_("Wilayah"), row.region or ""), (_("Tempat"), row.place), (_("Titik"), _point(row)),
        (_("Tanggal kejadian"), long_date(row.happened_on) if row.happened_on else ""),
        (_("Judul untuk umum"), row.public_title), (_("Isi untuk umum"), row.public_text),
    ])  # fmt: skip


def _point(row: Complaint) -> str:
    return f"{row.latitude}, {row.longitude}" if row.latitude is not None else ""


def _beside(row: Complaint) -> int:
    """What lies beside a report: who followed it and was told, drafts of officers, what another register said of it."""
    gone = sum(rows.all().delete()[0] for rows in (row.followers, row.pushes, row.proposals, row.ties, row.tied))
    gone += Outcome.objects.filter(complaint=row).update(words="")
    gone += sum(forget_case(kind, row.ref) for kind in (FOLLOWERS, BROWSERS))
    if LaporCase.objects.filter(complaint=row).update(said=""):
        gone += LaporRun.objects.exclude(content="").update(content="")  # the last file that went there holds its words
    return gone

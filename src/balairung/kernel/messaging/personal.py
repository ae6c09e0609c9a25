"""What the doors hold about somebody: that an address was proved, the talk with it, what was written there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.forgetting import forget_contact, marks_of
from balairung.kernel.messaging.models import Arrival, Contact, Conversation, Notice
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.kernel.people.personal import Erasure, Extract, Item, held

MOST = 2000  # messages in one extract
OFFICER = "person:"


class _Doors:
    name = "messaging"

    def find(self, contact: str) -> Iterator[Item]:
        """One item for all of it. One of ours is told why their account stays."""
        if Person.objects.with_email(contact).exists():
            kept = _("Akun petugas disimpan selama bertugas dan selama tindakannya wajib dapat dipertanggungjawabkan.")
            yield Item(self.name, f"{OFFICER}{contact}", _("Akun petugas"), kept=kept)
        marks = marks_of(contact)
        talks = Conversation.objects.filter(address_hash__in=marks).order_by("since")
        known = Contact.objects.filter(address_hash__in=marks, person=None).order_by("since")
        sent = Notice.objects.filter(address_hash__in=marks, person=None).order_by("written_at", "id")
        times = [row for rows in (talks, known) for row in rows.values_list("since", flat=True)[:1]]
        times += sent.values_list("written_at", flat=True)[:1]
        if times:
            reasons = held(list(sent.exclude(about_ref="").order_by().values_list("about_ref", flat=True).distinct()))
            kept = next(iter(reasons.values()), "")
            yield Item(self.name, contact, _("Pesan dari dan kepada Anda"), min(times), kept=kept)

    def export(self, item: Item) -> Extract:
        if item.key.startswith(OFFICER):
            person = Person.objects.with_email(item.key.partition(":")[2]).get()
            return Extract(item, [(_("Nama"), person.name), (_("Surel"), person.email), (_("Telepon"), person.phone)])
        hashes, words = marks_of(item.key), list[tuple[str, str]]()
        for known in Contact.objects.filter(address_hash__in=hashes, person=None):
            words.append((_("Alamat yang dikenal"), f"{known.channel}: {known.address}"))
        for talk in Conversation.objects.filter(address_hash__in=hashes):
            words.append((_("Percakapan"), f"{talk.channel}: {talk.name or talk.address}"))
        told = Notice.objects.filter(address_hash__in=hashes, person=None).order_by("-written_at", "-id")[:MOST]
        words += [(_("Kami menulis, %(at)s") % {"at": long_moment(one.written_at)}, one.body) for one in told]
        heard = Arrival.objects.filter(conversation__address_hash__in=hashes).exclude(body="").order_by("-sent_at")
        words += [(_("Anda menulis, %(at)s") % {"at": long_moment(one.sent_at)}, _text(one)) for one in heard[:MOST]]
        return Extract(item, [(label, text) for label, text in words if text])

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        stays = [_("Bahwa alamat ini tidak mau disurati lagi tetap diingat, tersandi, agar kami tidak menulis lagi.")]
        return Erasure(item, forget_contact(item.key), stays)


HOLDER = _Doors()


def _text(arrival: Arrival) -> str:
    heard = json.loads(arrival.body)
    return "\n".join(filter(None, (heard.get("subject", ""), heard.get("text", ""))))

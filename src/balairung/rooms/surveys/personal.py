"""What this room holds about somebody: a call that they asked for. An answer belongs to nobody (decision 0023)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.kernel.messaging.forgetting import forget_case
from balairung.kernel.obligations.personal import said
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item, held
from balairung.rooms.surveys.models import FollowUp


class _Calls:
    name = "surveys"

    def find(self, contact: str) -> Iterator[Item]:
        """Contacts are opened one by one: a call that was made has forgotten its own."""
        rows = FollowUp.objects.filter(kind=FollowUp.Kind.CALL).exclude(contact="").select_related("obligation")
        for row in rows.defer("words").iterator(500):
            if row.contact == contact:
                case, title = row.obligation, _("Permintaan dihubungi setelah survei")
                yield Item(self.name, str(row.pk), title, case.opened_at, case.ref, held([case.ref]).get(case.ref, ""))

    def export(self, item: Item) -> Extract:
        row = FollowUp.objects.get(pk=item.key)
        return Extract(item, said([(_("Kontak"), row.contact), (_("Yang Anda tulis"), row.words)]))

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        """The office still owes the betterment; it cannot call any more."""
        row = FollowUp.objects.select_related("obligation").get(pk=item.key)
        forget_case(row.obligation.kind, row.obligation.ref)
        return Erasure(item, FollowUp.objects.filter(pk=row.pk).update(contact="", words=""))


HOLDER = _Calls()

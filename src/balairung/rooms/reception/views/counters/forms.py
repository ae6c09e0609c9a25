"""What a button at a counter says: about which number, as it was when the page was drawn."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.rooms.reception.models import Counter, Line, Ticket


class TurnForm(forms.Form):
    """`turn` is how many turns the number had taken: a page that is older changes nothing."""

    ticket = forms.UUIDField(required=False)
    turn = forms.IntegerField(required=False, min_value=0, max_value=30_000)
    line = forms.UUIDField(required=False)

    def seen(self, counter: Counter) -> Ticket | None:
        """The number that the page showed, as it was then; None when it showed nobody."""
        key = self.cleaned_data["ticket"]
        if key is None:
            return None
        rows = Ticket.objects.select_related("line", "visit", "hall__office", "counter__hall__office")
        ticket = rows.get(hall=counter.hall_id, pk=key)
        ticket.turn = self.cleaned_data["turn"] or 0
        return ticket

    def number(self, counter: Counter) -> Ticket:
        ticket = self.seen(counter)
        if ticket is None:
            raise Refused(_("Tidak ada nomor yang dipilih. Muat ulang halaman ini."))
        return ticket

    def wanted(self, counter: Counter) -> Line:
        """The line to which somebody is moved."""
        line = Line.objects.filter(hall=counter.hall_id, pk=self.cleaned_data["line"], closed_on__isnull=True).first()
        if line is None:
            raise Refused(_("Pilih dulu layanan tujuannya."))
        return line

"""Taking a number from home: which services, whether one needs to be helped earlier, and where to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ContactField, LineField
from balairung.rooms.reception.models import Hall, HallVisit, Line
from balairung.rooms.reception.queue.choosing import rule
from balairung.rooms.reception.queue.taking import MOST_LINES

LANES = [
    ("", _("Tidak perlu")),
    (HallVisit.Lane.ELDERLY, _("Ya, saya berusia 60 tahun atau lebih")),
    (HallVisit.Lane.DISABLED, _("Ya, saya penyandang disabilitas")),
    (HallVisit.Lane.PREGNANT, _("Ya, saya hamil atau membawa bayi")),
]


class Guarded(forms.Form):
    """What a form of passers-by carries beside its questions: see `ui/proof.js` and `kernel/people/effort.py`."""

    token = LineField(max_length=64, min_length=10, widget=forms.HiddenInput)
    website = LineField(max_length=200, required=False, widget=forms.HiddenInput)  # nobody sees it; machines fill it
    proof = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)


class TakeForm(Guarded):
    """`told` says of each line how many wait and how long it takes; a line that is paused is not among the choices."""

    lines = forms.MultipleChoiceField(
        label=_("Perlu layanan apa?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Boleh lebih dari satu. Setiap layanan mendapat nomor sendiri."),
        error_messages={
            "required": _("Pilih dulu layanan yang Anda perlukan."),
            "invalid_choice": _("Layanan itu baru saja ditutup. Pilih yang lain."),
        },
    )  # fmt: skip
    lane = forms.ChoiceField(
        label=_("Perlu didahulukan?"), choices=LANES, required=False, widget=forms.RadioSelect, initial=""
    )
    contact = ContactField(
        label=_("Nomor telepon atau surel"), required=False, max_length=200,
        help_text=_("Kami kabari saat giliran Anda sudah dekat. Dihapus sesudah hari ini."),
    )  # fmt: skip

    def __init__(self, hall: Hall, lines: dict[str, Line], told: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = lines
        named = hall.mall or len({line.booth_id for line in lines.values()}) > 1
        asked: Any = self.fields["lines"]
        asked.choices = [(key, _choice(line, told[key], named)) for key, line in lines.items()]
        self.fields["lane"].help_text = gettext("%(rule)s Tidak perlu bukti; pilih hanya bila memang perlu.") % {
            "rule": rule(hall.head_start)
        }

    def clean_lines(self) -> list[Line]:
        chosen = list(dict.fromkeys(self.cleaned_data["lines"]))
        if len(chosen) > MOST_LINES:
            sentence = gettext("Paling banyak %(most)d layanan dalam satu kunjungan.") % {"most": MOST_LINES}
            raise forms.ValidationError(sentence)
        return [self.known[key] for key in chosen]


def _choice(line: Line, told: str, named: bool) -> str:
    where = format_html("{}<br>", line.booth.name) if named else ""
    return format_html("<span><strong>{}</strong><br><span class='meta'>{}{}</span></span>", line.name, where, told)

"""The shape of what an officer decides about publication: words for everyone, and boxes over a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.files.actions import Box
from balairung.rooms.complaints.desk.publishing import MOST_BOXES
from balairung.rooms.complaints.forms import LONGEST

ROWS = 5  # boxes that one may type without scripts; with them, as many as `MOST_BOXES`


class PublicTextForm(forms.Form):
    """What everyone reads in place of the reporter's words."""

    title = LineField(label=gettext_lazy("Judul untuk umum"), max_length=140)
    text = TextField(
        label=gettext_lazy("Isi untuk umum"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Hapus nama, alamat rumah, dan apa pun yang mengenali orang. Maksudnya tetap sama."),
    )  # fmt: skip


class WithdrawPublicationForm(forms.Form):
    """Why nobody outside may read it any more."""

    words = TextField(
        label=gettext_lazy("Mengapa ditarik?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Hanya untuk petugas."),
    )  # fmt: skip


class BoxForm(forms.Form):
    """One box, in per cent of the picture. Left empty it is none."""

    left = forms.FloatField(label=gettext_lazy("Dari kiri"), min_value=0, max_value=100, required=False)
    top = forms.FloatField(label=gettext_lazy("Dari atas"), min_value=0, max_value=100, required=False)
    width = forms.FloatField(label=gettext_lazy("Lebar"), min_value=0.1, max_value=100, required=False)
    height = forms.FloatField(label=gettext_lazy("Tinggi"), min_value=0.1, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"step": "any", "inputmode": "decimal"}

    @property
    def box(self) -> Box | None:
        given = {name: value for name in self.fields if (value := self.cleaned_data.get(name)) is not None}
        return (given["left"], given["top"], given["width"], given["height"]) if len(given) == 4 else None

    def clean(self) -> dict[str, Any]:
        given = [value for value in self.cleaned_data.values() if value is not None]
        if given and len(given) < len(self.fields) and not self.errors:
            raise forms.ValidationError(_("Isi keempat angka kotak ini, atau kosongkan semuanya."))
        return self.cleaned_data


if TYPE_CHECKING:
    _BoxSet = forms.BaseFormSet[BoxForm]
else:
    _BoxSet = forms.BaseFormSet


class BaseBoxes(_BoxSet):
    """The boxes over one picture."""

    @property
    def drawn(self) -> list[Box]:
        """Those that are whole, also while another is still wrong."""
        if not self.is_bound:
            return []
        return [box for form in self.forms if form.is_valid() and (box := form.box)]

    def clean(self) -> None:
        if not self.drawn and not any(self.errors):
            raise forms.ValidationError(_("Gambar dahulu paling sedikit satu kotak."))


Boxes = cast(
    type[BaseBoxes],
    forms.formset_factory(BoxForm, formset=BaseBoxes, extra=MOST_BOXES, max_num=MOST_BOXES, absolute_max=MOST_BOXES),
)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.facts import facts
from balairung.ground.ui.fields import ContactField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.models import Post
from balairung.rooms.surveys import counting
from balairung.rooms.surveys.answering import LONGEST, Given
from balairung.rooms.surveys.following import Plan, element_name
from balairung.rooms.surveys.periods import Cycle
from balairung.rooms.surveys.scoring import codes

UNSAID = gettext_lazy("Tidak ingin menjawab")
Parts = Sequence[tuple[str, str]]


def _stars() -> list[tuple[str, str]]:
    """The best first."""
    words = [(str(value), f"{value} – {_(word)}") for value, word in enumerate(facts("skm")["stars"], 1)]
    return [*reversed(words), ("", str(UNSAID))]


def _droppable() -> list[tuple[str, str]]:
    return [(code, element_name(code)) for code in codes()]


class LastForm(forms.Form):
    """After the nine questions: what may be said beside, all of it optional."""

    stars = forms.TypedChoiceField(
        label=gettext_lazy("Secara keseluruhan, berapa nilai layanan ini?"), required=False, coerce=int,
        empty_value=None, widget=forms.RadioSelect, choices=_stars,
    )  # fmt: skip
    words = TextField(
        label=gettext_lazy("Apa yang perlu diperbaiki, atau dipertahankan?"), required=False, max_length=LONGEST,
        help_text=gettext_lazy("Hanya dibaca kantor ini. Jangan tulis nama, NIK, atau nomor telepon."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    contact = ContactField(
        label=gettext_lazy("Nomor telepon atau surel"), required=False, max_length=120,
        help_text=gettext_lazy("Isi hanya bila Anda ingin kantor menghubungi Anda. Kami hapus setelah selesai."),
    )  # fmt: skip
    part = forms.ChoiceField(label=gettext_lazy("Layanan yang Anda urus"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def __init__(self, *args: Any, parts: Parts = (), screen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_profile(self)
        if parts:
            cast(forms.ChoiceField, self.fields["part"]).choices = [("", UNSAID), *parts]
        else:
            del self.fields["part"]
        if screen:  # others stand behind, and may read what is typed
            del self.fields["words"], self.fields["contact"]

    def given(self, values: dict[str, int]) -> Given:
        """Everything that was said, with the answers to the nine."""
        data = self.cleaned_data
        return Given(values, data["stars"], profile_in(data), data.get("words", ""), data.get("contact", ""))


def add_profile(form: forms.Form) -> None:
    """The fields about the respondent; each may be left."""
    for name, row in facts("skm")["respondent"].items():
        choices = [("", UNSAID), *((key, _(words)) for key, words in row["choices"].items())]
        form.fields[name] = forms.ChoiceField(label=_(row["label"]), required=False, choices=choices)


def profile_in(data: dict[str, Any]) -> dict[str, str]:
    return {name: data.get(name, "") for name in counting.PROFILE}


class PaperForm(forms.Form):
    """A form of paper, as it lies before the officer: its number and day, nine answers, the respondent."""

    number = LineField(
        label=gettext_lazy("Nomor formulir"), max_length=20,
        help_text=gettext_lazy("Nomor yang tercetak atau Anda tulis pada kertasnya. Satu nomor diketik sekali."),
        error_messages={"required": gettext_lazy("Tuliskan dahulu nomor formulirnya.")},
    )  # fmt: skip
    day = forms.DateField(
        label=gettext_lazy("Tanggal diisi"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Pilih dahulu tanggalnya.")},
    )  # fmt: skip

    def __init__(self, *args: Any, asked: Sequence[str], parts: Parts = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for code in asked:
            choices = list(enumerate(facts("skm")["elements"][code]["answers"], 1))
            self.fields[code] = forms.TypedChoiceField(
                label=f"{code}. {element_name(code)}", coerce=int, widget=forms.RadioSelect,
                choices=[(value, f"{value} – {_(words)}") for value, words in choices],
                error_messages={"required": _("Pilih satu jawaban.")},
            )  # fmt: skip
        self.fields["words"] = TextField(
            label=_("Saran pada formulir"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
        )
        if parts:
            self.fields["part"] = forms.ChoiceField(label=_("Layanan"), required=False, choices=[("", UNSAID), *parts])
        add_profile(self)

    def given(self) -> Given:
        data = self.cleaned_data
        values = {code: data[code] for code in self.asked}
        return Given(values, None, profile_in(data), data["words"])


class PlanForm(forms.Form):
    """How often, and what is not asked."""

    cycle = forms.ChoiceField(label=gettext_lazy("Dihitung setiap"), choices=Cycle.choices)
    dropped = forms.MultipleChoiceField(
        label=gettext_lazy("Unsur yang tidak ditanyakan"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=_droppable,
        help_text=gettext_lazy("Misalnya biaya pada layanan yang sepenuhnya elektronik. Bobotnya dibagi rata."),
    )  # fmt: skip


class PopulationForm(forms.Form):
    population = forms.IntegerField(
        label=gettext_lazy("Orang yang dilayani dalam periode ini"), min_value=1, max_value=100_000_000,
        help_text=gettext_lazy("Dari jumlah ini dihitung berapa responden yang diperlukan."),
    )  # fmt: skip


class StandForm(forms.Form):
    """A place with a code, or a screen that stands there."""

    name = LineField(
        label=gettext_lazy("Nama tempat"), max_length=80, help_text=gettext_lazy("Misalnya Loket 3, atau Balai Desa."),
        error_messages={"required": gettext_lazy("Tuliskan dahulu nama tempatnya.")},
    )  # fmt: skip
    screen = forms.BooleanField(label=gettext_lazy("Ini layar tempat banyak orang mengisi bergantian"), required=False)


class PublishForm(forms.Form):
    """A line of the plan for each element that must become better: what, by whom, until when."""

    def __init__(self, *args: Any, elements: Sequence[str], posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elements, self.posts = elements, {str(post.pk): post for post in posts}
        for code in elements:
            self._add(code)

    def _add(self, code: str) -> None:
        name, choices = element_name(code), [(key, post.title) for key, post in self.posts.items()]
        self.fields[f"{code}-text"] = LineField(
            label=_("%(element)s: apa yang diperbaiki?") % {"element": name}, max_length=300,
            error_messages={"required": _("Tuliskan dahulu rencananya.")},
        )  # fmt: skip
        self.fields[f"{code}-post"] = forms.ChoiceField(
            label=_("%(element)s: oleh siapa?") % {"element": name}, required=False,
            choices=[("", _("Seluruh kantor")), *choices],
        )  # fmt: skip
        self.fields[f"{code}-due"] = forms.DateField(
            label=_("%(element)s: paling lambat") % {"element": name},
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": _("Pilih dahulu tanggalnya.")},
        )  # fmt: skip

    def plans(self) -> list[Plan]:
        data = self.cleaned_data
        return [
            Plan(code, data[f"{code}-text"], data[f"{code}-due"], self.posts.get(data[f"{code}-post"]))
            for code in self.elements
        ]


class BetterForm(WordsForm):
    uploads = UploadsField(label=gettext_lazy("Bukti (foto atau PDF)"), required=True)

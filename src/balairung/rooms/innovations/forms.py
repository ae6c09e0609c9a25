"""What is typed about innovations, and its words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.references import new_code
from balairung.ground.ui.fields import Choices, ChosenField, ContactField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from balairung.kernel.people.choices import region_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office, Region
from balairung.rooms.innovations.indicators import Indicator, levels
from balairung.rooms.innovations.models import Innovation, Stage
from balairung.rooms.innovations.recording import MOST_PROOFS, Told
from balairung.rooms.innovations.register import years
from balairung.rooms.innovations.rules import Found
from balairung.rooms.innovations.wording import affair_choices, criteria, form_choices, most

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
#: What `recording.submit` asks for; a draft may lack it.
NEEDED = ("problem", "novelty", "what", "who", "people", "form", "affair", "initiated_on")


class ToldForm(forms.Form):
    """The card itself. Only the name is always asked: what is missing is said when it is sent."""

    name = LineField(
        label=_("Nama inovasi"), max_length=160, help_text=_("Misalnya “Bank sampah di posyandu”."),
        error_messages={"required": _("Beri nama inovasinya.")},
    )  # fmt: skip
    problem = TextField(
        label=_("Masalah apa yang dijawab?"), max_length=2000, widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    novelty = TextField(
        label=_("Apa yang baru?"), max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Dulu bagaimana, sekarang bagaimana."),
    )  # fmt: skip
    what = TextField(label=_("Bagaimana cara kerjanya?"), max_length=4000, widget=forms.Textarea({"rows": 4}))
    who = LineField(
        label=_("Siapa yang mendapat manfaat?"), max_length=200,
        help_text=_("Misalnya ibu hamil di empat dusun."),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("Berapa orang?"), min_value=0, max_value=100_000_000,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Tulis jumlah orangnya dengan angka, misalnya 120.")
        ),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Bentuk inovasi"), widget=forms.RadioSelect, choices=form_choices)
    affair = forms.ChoiceField(label=_("Urusan"), choices=lambda: [("", gettext("Pilih")), *affair_choices()])
    digital = forms.BooleanField(label=_("Memakai aplikasi atau alat digital"), required=False)
    stage = forms.ChoiceField(
        label=_("Sampai tahap apa?"), choices=Stage.choices, widget=forms.RadioSelect, initial=Stage.INITIATIVE,
        help_text=_("Tahap berikutnya nanti naik dengan bukti."),
    )  # fmt: skip
    initiated_on = DayField(label=_("Inisiatif mulai"))
    trialled_on = DayField(
        label=_("Uji coba mulai"), required=False, help_text=_("Isi bila sudah sampai uji coba.")
    )  # fmt: skip
    applied_on = DayField(
        label=_("Penerapan mulai"), required=False, help_text=_("Isi bila sudah diterapkan sehari-hari.")
    )  # fmt: skip
    replicable = forms.BooleanField(label=_("Dapat ditiru desa atau kantor lain"), required=False)
    how_to = TextField(
        label=_("Bagaimana cara menirunya?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    photos_open = forms.BooleanField(
        label=_("Foto boleh dilihat umum"), required=False,
        help_text=_("Pastikan tidak ada wajah anak dan data pribadi pada foto."),
    )  # fmt: skip

    def full_clean(self) -> None:
        """What a card needs is asked for on the page, and may be missing in a draft: `submit` says what is."""
        for name in NEEDED:
            self.fields[name].required = False
        super().full_clean()
        for name in NEEDED:
            self.fields[name].required = True

    @property
    def told(self) -> Told:
        names = Told.__dataclass_fields__
        return Told(**{name: value for name, value in self.cleaned_data.items() if name in names})

    @classmethod
    def initial_of(cls, card: Innovation) -> dict[str, Any]:
        return {name: getattr(card, name) for name in Told.__dataclass_fields__}


class CardForm(ToldForm):
    """A new card with its proofs: sent whole, or in pieces from a telephone."""

    token = LineField(min_length=20, max_length=64, widget=forms.HiddenInput)
    shots = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), most=MOST_PROOFS, required=False)
    own_idea = forms.BooleanField(label=_("Ini gagasan saya sendiri sebagai pegawai"), required=False)
    different = forms.BooleanField(label=_("Ini inovasi yang berbeda"), required=False)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {one.key: one for one in offices}
        if len(offices) > 1:
            self.fields["office"] = forms.ChoiceField(
                label=_("Untuk kantor"), choices=[(one.key, one.name) for one in offices], required=False
            )
            self.order_fields(["office"])

    @property
    def office(self) -> Office | None:
        """The one that was chosen, else the first that the sender files for."""
        return self.offices.get(self.cleaned_data.get("office", "")) or next(iter(self.offices.values()), None)

    def clean_shots(self) -> list[str]:
        """The fingerprints of the photographs that go with it."""
        return read_shots(self.cleaned_data["shots"])


def read_shots(text: str) -> list[str]:
    """What the telephone says that it has: at most so many fingerprints, and nothing else."""
    if not text:
        return []
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise forms.ValidationError(_("Daftar foto tidak terbaca. Kirim ulang dari telepon.")) from problem
    said = [row.get("sha256") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    prints = [one for one in said if isinstance(one, str) and FINGERPRINT.fullmatch(one)]
    if len(prints) > MOST_PROOFS:
        raise forms.ValidationError(_("Satu kartu memuat paling banyak %(most)d bukti.") % {"most": MOST_PROOFS})
    return prints


class ChangeForm(ToldForm):
    """A draft, or a card that was sent back."""

    uploads = UploadsField(label=_("Tambah bukti (foto atau PDF)"), most=MOST_PROOFS, required=False)
    different = forms.BooleanField(label=_("Ini inovasi yang berbeda"), required=False)


class ShotForm(forms.Form):
    """One photograph on its way."""

    token = LineField(min_length=20, max_length=64)
    sha256 = forms.RegexField(FINGERPRINT)
    photo = UploadsField(most=1, kinds=PICTURES)


class ProposalForm(forms.Form):
    """What somebody who lives here proposes: short, without an account."""

    name = LineField(
        label=_("Apa gagasan Anda?"), max_length=160,
        help_text=_("Satu kalimat, misalnya “Antar obat dengan ojek desa”."),
        error_messages={"required": _("Tuliskan dahulu gagasannya.")},
    )  # fmt: skip
    problem = TextField(
        label=_("Masalah apa yang dijawab?"), max_length=2000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Ceritakan masalahnya dengan satu dua kalimat.")},
    )  # fmt: skip
    what = TextField(
        label=_("Bagaimana caranya?"), max_length=4000, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Ceritakan caranya dengan satu dua kalimat.")},
    )  # fmt: skip
    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True), choices=region_choices, label=_("Di mana?"),
        required=False,
    )  # fmt: skip
    uploads = UploadsField(label=_("Foto"), most=3, kinds=PICTURES, required=False)
    proposer = LineField(
        label=_("Nama Anda"), max_length=120, required=False, help_text=_("Tidak ditampilkan untuk umum.")
    )  # fmt: skip
    contact = ContactField(
        label=_("Nomor telepon atau surel"), max_length=200, required=False,
        help_text=_("Untuk memberi tahu Anda hasilnya. Tidak ditampilkan untuk umum."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)
    website = LineField(max_length=200, required=False, widget=forms.HiddenInput)  # nobody sees it; machines fill it
    proof = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": new_code(24)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    @property
    def told(self) -> Told:
        found = self.cleaned_data
        return Told(name=found["name"], problem=found["problem"], what=found["what"])


class CriteriaForm(forms.Form):
    """The five criteria, each met or not, with its score and its sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = [("", gettext("Pilih nilai")), ("0", gettext("0, tidak terpenuhi"))]
        scores += [(str(one), str(one)) for one in range(1, most() + 1)]
        for one in criteria():
            self.fields[f"{one.key}-score"] = forms.TypedChoiceField(
                label=one.title, choices=scores, coerce=int, help_text=one.ask,
                error_messages={"required": gettext("Pilih nilainya."), "invalid_choice": gettext("Pilih nilainya.")},
            )  # fmt: skip
            self.fields[f"{one.key}-words"] = LineField(
                label=gettext("Mengapa?"), max_length=500,
                error_messages={"required": gettext("Tulis satu kalimat alasannya.")},
            )  # fmt: skip
        self.fields["text"] = TextField(
            label=gettext("Pesan untuk pengusul"), max_length=2000, required=False,
            widget=forms.Textarea({"rows": 2}),
        )  # fmt: skip

    @property
    def found(self) -> Mapping[str, Found]:
        said = self.cleaned_data
        return {
            one.key: Found(said[f"{one.key}-score"] > 0, said[f"{one.key}-score"], said[f"{one.key}-words"])
            for one in criteria()
        }


class StageForm(forms.Form):
    """The next stage was reached."""

    on = DayField(label=_("Mulai tanggal"))
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)


class AwardForm(forms.Form):
    """Which card, and why."""

    card = forms.ChoiceField(label=_("Inovasi"), widget=forms.RadioSelect)
    why = TextField(
        label=_("Alasan"), max_length=500, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Tuliskan alasan keputusannya.")},
    )  # fmt: skip

    def __init__(self, *args: Any, cards: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["card"]).choices = list(cards)


class MarkForm(forms.Form):
    """The parameter of one indicator with its proof."""

    level = forms.TypedChoiceField(label=_("Parameter"), coerce=int, widget=forms.RadioSelect)
    uploads = UploadsField(label=_("Bukti"), most=1, required=False)
    exhibit = forms.ChoiceField(label=_("Atau bukti yang sudah ada di kartu"), required=False)
    note = LineField(label=_("Keterangan"), max_length=300, required=False)

    def __init__(
        self, *args: Any, indicator: Indicator, exhibits: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        steps = indicator.steps or [""] * levels()
        words = [(str(level), f"{level}: {said}" if said else str(level)) for level, said in enumerate(steps, 1)]
        cast(forms.ChoiceField, self.fields["level"]).choices = words
        if exhibits:
            cast(forms.ChoiceField, self.fields["exhibit"]).choices = [("", gettext("Tidak ada")), *exhibits]
        else:
            del self.fields["exhibit"]


class EnterForm(forms.Form):
    """Which card is put forward."""

    card = forms.ChoiceField(label=_("Inovasi yang diajukan"))

    def __init__(self, *args: Any, cards: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["card"]).choices = [("", gettext("Pilih")), *cards]


class FilterForm(forms.Form):
    """What of the list one wants to see; the names stand in addresses for ever."""

    kata = LineField(label=_("Kata yang dicari"), max_length=80, required=False)
    wilayah = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True), label=_("Wilayah"), required=False,
        choices=lambda: _places(),
    )  # fmt: skip
    urusan = forms.ChoiceField(
        label=_("Urusan"), required=False, choices=lambda: [("", gettext("Semua")), *affair_choices()]
    )
    tahap = forms.ChoiceField(label=_("Tahap"), required=False, choices=[("", _("Semua")), *Stage.choices])
    tahun = forms.TypedChoiceField(label=_("Tahun"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "saring-%s", **kwargs})
        chosen = [("", gettext("Semua")), *((str(one), str(one)) for one in years())]
        cast(forms.ChoiceField, self.fields["tahun"]).choices = chosen

    def asked(self) -> dict[str, Any]:
        """What was chosen; what was not understood is not asked."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return found | ({"wilayah": found["wilayah"].pk} if "wilayah" in found else {})


def _places() -> Choices:
    """The whole, districts, and the villages in them."""
    shelves = [
        (name, [(pairs[0][0], gettext("Seluruh %(place)s") % {"place": name}), *pairs[1:]])
        for name, pairs in region_choices()[1:]
        if isinstance(pairs, list)
    ]
    return [("", gettext("Semua")), *shelves]


def sentences(form: forms.Form) -> list[str]:
    """What is wrong, each with the field that it is about, for a telephone to keep."""
    return [_sentence(form, name, said) for name, errors in form.errors.items() for said in errors]


def _sentence(form: forms.Form, name: str, said: object) -> str:
    field: BoundField | None = form[name] if name in form.fields else None
    return f"{field.label}: {said}" if field is not None and not field.is_hidden else str(said)


class ProofForm(forms.Form):
    """More files."""

    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)

"""The form by which a decree is recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, LineField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.delegating import Terms
from balairung.kernel.people.models import Delegation, LegalBasis, Office, Post, Region, Scale, Subject
from balairung.rooms.delegations.forms import DayField, RupiahField, place_choices
from balairung.rooms.delegations.matters import Kind, Matters
from balairung.rooms.delegations.offering import giver_choices, groups, listed
from balairung.rooms.delegations.recording import Decree

SALT = "balairung.delegations.scans"
OWN = "own"
HOW = [
    ("mandate", _("Mandat: penerima bertindak atas nama pemberi (a.n.), pemberi tetap bertanggung jawab")),
    ("delegation", _("Delegasi: tanggung jawabnya ikut pindah kepada penerima")),
    ("assignment", _("Penugasan kepada desa, dengan biayanya")),
    ("attribution", _("Atribusi: peraturan sendiri yang memberikannya, tanpa pemberi")),
]
FREE = (Subject.SERVICE, Subject.LETTER)  # of which a decree may name kinds that nobody has listed
MOST_FREE = 10


def _where() -> list[tuple[str, Any]]:
    """The first is what a regent's decree to all camat means."""
    first = [(OWN, gettext("Wilayah kantor penerima masing-masing"))]
    return [*first, ("", gettext("Seluruh wilayah")), *place_choices()[1:]]


class KeptField(forms.CharField):
    """Files that came when the form was looked at before, by a sign of ours; cleaned to their keys."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[str]:
        try:
            keys: list[str] = signing.loads(super().clean(value) or "", salt=SALT)
        except signing.BadSignature:
            return []
        return keys


def kept_sign(keys: list[str]) -> str:
    """What stands in the hidden field for these files."""
    return signing.dumps(keys, salt=SALT) if keys else ""


class BasisForm(forms.Form):
    """The decree itself, and its scan."""

    basis_kind = forms.ChoiceField(label=_("Bentuk"), choices=LegalBasis.Kind.choices, initial="regent_decree")
    number = LineField(
        label=_("Nomor"), max_length=80, help_text=_("Misalnya 188/45/KEP/429.011/2026."),
        error_messages={"required": _("Tuliskan dahulu nomornya.")},
    )  # fmt: skip
    dated = DayField(label=_("Ditetapkan pada"), error_messages={"required": _("Pilih dahulu tanggalnya.")})
    about = LineField(
        label=_("Tentang"), max_length=240, error_messages={"required": _("Tuliskan dahulu tentang apa keputusan ini.")}
    )
    scans = UploadsField(label=_("Pindaian keputusan"), kinds=(PDF, *PICTURES), required=False)
    kept = KeptField(required=False)


class DecreeForm(BasisForm):
    """A decree with its giver, its receivers, what it gives them, and the terms."""

    kind = forms.ChoiceField(label=_("Jenis pelimpahan"), choices=HOW, widget=forms.RadioSelect, initial="mandate")
    giver = ChosenField(rows=Post.objects.select_related("office").all, label=_("Pemberi wewenang"), required=False)
    where = forms.ChoiceField(label=_("Wilayah"), choices=_where, required=False, initial=OWN)
    since = DayField(label=_("Mulai berlaku"), error_messages={"required": _("Pilih dahulu tanggalnya.")})
    until = DayField(label=_("Hari terakhir"), required=False, help_text=_("Kosongkan bila berlaku sampai dicabut."))
    value_limit = RupiahField(label=_("Nilai paling tinggi (rupiah)"), max_length=30, required=False)
    scale_limit = forms.ChoiceField(label=_("Skala usaha paling besar"), choices=Scale.choices, required=False)
    conditions = LineField(label=_("Syarat lain"), max_length=300, required=False)
    reporting = forms.ChoiceField(
        label=_("Laporan kepada pemberi"), choices=Delegation.Reporting.choices, required=False,
        help_text=_("Setiap masa menjadi kewajiban kantor penerima, dengan batas waktunya."),
    )  # fmt: skip
    only_in_absence = forms.BooleanField(label=_("Hanya bila pemberi berhalangan"), required=False)
    may_pass_on = forms.BooleanField(label=_("Penerima boleh melimpahkannya lagi"), required=False)
    cost = RupiahField(
        label=_("Biaya setahun untuk setiap desa (rupiah)"), max_length=30, required=False,
        help_text=_("Hanya untuk penugasan desa. Tulis 0 bila tanpa biaya; desa boleh menolaknya."),
    )  # fmt: skip
    fund = LineField(label=_("Sumber dana"), max_length=160, required=False)

    def __init__(self, *args: Any, actor: Actor, matters: Matters, office: Office | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = listed(office)
        giver = self.fields["giver"]
        assert isinstance(giver, ChosenField)
        giver.widget.choices = giver_choices(actor, posts, office)
        self.groups = groups(posts, office)
        for group in self.groups:
            self.fields[f"to_{group.key}"] = _ticks(group.label, group.choices)
        for (label, rows), subject in zip(matters.choices(), Subject.values, strict=True):
            assert isinstance(rows, list)
            self.fields[f"hal_{subject}"] = _ticks(label, rows)
        for subject in FREE:
            self.fields[f"other_{subject.value}"] = _free(subject)

    def to_fields(self) -> list[forms.BoundField]:
        return [self[f"to_{group.key}"] for group in self.groups]

    def matter_fields(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """For each subject its known kinds, and where others may be written."""
        free = {subject.value for subject in FREE}
        return [(self[f"hal_{one}"], self[f"other_{one}"] if one in free else None) for one in Subject.values]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["receivers"] = [post for one in self.groups for post in one.chosen(data.get(f"to_{one.key}", ()))]
        data["matters"] = self._matters(data)
        if not data["receivers"]:
            self.add_error(f"to_{self.groups[0].key}" if self.groups else None, _("Pilih sedikitnya satu penerima."))
        if not data["matters"]:
            self.add_error("hal_service", _("Pilih sedikitnya satu hal yang dilimpahkan."))
        return data

    def _matters(self, data: dict[str, Any]) -> list[Kind]:
        ticked = [value for subject in Subject.values for value in data.get(f"hal_{subject}", ())]
        kinds = [(subject, key) for subject, _colon, key in (value.partition(":") for value in ticked)]
        for subject in FREE:
            kinds += [(subject.value, key) for key in data.get(f"other_{subject.value}") or ()]
        return list(dict.fromkeys(kinds))

    def decree(self) -> Decree:
        """What was asked for, when the form is valid."""
        data = self.cleaned_data
        region = Region.objects.filter(pk=data["where"]).first() if data["where"] not in {OWN, ""} else None
        names = ("kind", "since", "until", "only_in_absence", "value_limit", "scale_limit", "conditions", "may_pass_on")
        terms = Terms(**{name: data[name] for name in (*names, "reporting", "cost", "fund")})
        return Decree(
            kind=data["basis_kind"], number=data["number"], dated=data["dated"], about=data["about"],
            giver=data["giver"], receivers=data["receivers"], matters=data["matters"], terms=terms, region=region,
            own_region=data["where"] == OWN,
        )  # fmt: skip


class KindsField(LineField):
    """Kinds that no list has yet, as keys: `Izin gangguan, Surat jalan` is [izin-gangguan, surat-jalan]."""

    def clean(self, value: Any) -> list[str]:
        line: str = super().clean(value)
        keys = [slugify(words)[:60].strip("-_") for words in line.split(",") if words.strip()]
        if len(keys) > MOST_FREE or not all(keys):
            raise forms.ValidationError(_("Tulis paling banyak sepuluh jenis dengan huruf biasa, dipisahkan koma."))
        return keys


def _ticks(label: object, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=str(label), choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Pilihan ini tidak ada lagi dalam daftar. Periksa kembali.")},
    )  # fmt: skip


def _free(subject: Subject) -> KindsField:
    label = gettext("Jenis %(subject)s lain") % {"subject": subject.label}
    return KindsField(label=label, max_length=400, required=False, help_text=_("Pisahkan dengan koma."))

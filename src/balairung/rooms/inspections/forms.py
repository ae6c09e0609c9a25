"""What is typed about a check, a repair and the checklist, and its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.fields import Choices, ChosenField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.models import Office
from balairung.rooms.inspections.models import CheckSheet, Item, Look
from balairung.rooms.inspections.recording import MOST_OF_ITEM, MOST_SHOTS, Check, Seen, Spot
from balairung.rooms.inspections.timing import mended

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
FARTHEST = 100_000  # metres: an accuracy beyond this says nothing


class ProofForm(WordsForm):
    uploads = UploadsField(label=gettext_lazy("Bukti (foto atau PDF)"), required=True)


class SpotForm(forms.Form):
    """Where a telephone stood; nothing when it did not say, or said nonsense."""

    latitude = forms.DecimalField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    accuracy = forms.IntegerField(required=False, min_value=0, max_value=FARTHEST, widget=forms.HiddenInput)

    @property
    def spot(self) -> Spot:
        found = self.cleaned_data
        latitude, longitude = found.get("latitude"), found.get("longitude")
        if latitude is None or longitude is None:
            return Spot()
        return Spot(round(latitude, 5), round(longitude, 5), found.get("accuracy"))


class ShotForm(SpotForm):
    """One photograph on its way."""

    token = LineField(min_length=20, max_length=64)
    sha256 = forms.RegexField(FINGERPRINT)
    taken = forms.DateTimeField(required=False)
    photo = UploadsField(most=1, kinds=PICTURES)


@dataclass(frozen=True)
class Asked:
    """One item on the page, with its four fields."""

    item: Item
    says: BoundField
    note: BoundField
    owes: BoundField
    photos: BoundField


class CheckForm(SpotForm):
    """A whole check. Which items must be answered follows from the kind of the office."""

    token = LineField(min_length=20, max_length=64, widget=forms.HiddenInput)
    sheet = forms.IntegerField(widget=forms.HiddenInput)
    started = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    ended = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    clock = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    shots = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    announced = forms.ChoiceField(
        label=gettext_lazy("Apakah kantor diberi tahu dahulu?"), widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("Tidak, mendadak")), ("yes", gettext_lazy("Ya, diberi tahu"))],
        error_messages={"required": gettext_lazy("Pilih apakah kantor diberi tahu dahulu.")},
    )  # fmt: skip
    companions = LineField(
        label=gettext_lazy("Bersama siapa"), required=False, max_length=200,
        help_text=gettext_lazy("Nama pemeriksa lain, bila ada."),
    )  # fmt: skip
    no_position = LineField(
        label=gettext_lazy("Tanpa posisi, karena"), required=False, max_length=200,
        help_text=gettext_lazy("Isi hanya bila telepon tidak dapat menunjukkan tempatnya."),
    )  # fmt: skip
    note = TextField(
        label=gettext_lazy("Catatan umum"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Dibaca pimpinan, Inspektorat, dan kantor ini. Tidak ditampilkan untuk umum."),
    )  # fmt: skip

    def __init__(self, *args: Any, edition: CheckSheet, offices: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["office"] = ChosenField(
            rows=offices, to="key", choices=lambda: choices, label=gettext_lazy("Kantor yang dicek"),
            sentence=gettext_lazy("Kantor ini tidak dalam daftar yang boleh Anda cek. Pilih kantor lain."),
            error_messages={"required": gettext_lazy("Pilih dahulu kantornya.")},
        )  # fmt: skip
        for item in edition.items.values():
            self._ask(item)
        self.order_fields(["office", "announced", "companions"])

    def _ask(self, item: Item) -> None:
        self.fields[f"says-{item.key}"] = forms.ChoiceField(
            label=item.title, required=False, widget=forms.RadioSelect,
            choices=[(one.value, one.label) for one in Look.ASKED],
        )  # fmt: skip
        self.fields[f"note-{item.key}"] = TextField(
            label=gettext_lazy("Catatan"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 1})
        )
        self.fields[f"owes-{item.key}"] = forms.BooleanField(
            label=gettext_lazy("Jadikan temuan yang harus diperbaiki kantor ini"), required=False, initial=item.owes
        )
        self.fields[f"photos-{item.key}"] = UploadsField(
            label=gettext_lazy("Foto"), required=False, most=MOST_OF_ITEM, kinds=PICTURES, help_text="",
        )  # fmt: skip

    def asked(self) -> Iterator[Asked]:
        """The items, for the page."""
        for key, item in self.edition.items.items():
            yield Asked(item, *(self[f"{part}-{key}"] for part in ("says", "note", "owes", "photos")))

    # --- what was sent ---

    def clean_shots(self) -> dict[str, list[str]]:
        """Fingerprints by item, of the photographs that came on their own."""
        try:
            told = json.loads(self.cleaned_data["shots"] or "[]")
            pairs = [(str(row["item"]), str(row["sha256"])) for row in told]
        except (ValueError, TypeError, KeyError, RecursionError) as problem:
            raise forms.ValidationError(_("Daftar foto tidak terbaca.")) from problem
        found: dict[str, list[str]] = {}
        for item, sha256 in pairs[:MOST_SHOTS]:
            if FINGERPRINT.fullmatch(sha256):
                found.setdefault(item, []).append(sha256)
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.spot.known and not found.get("no_position"):
            sentence = _("Posisi belum ada. Izinkan posisi di telepon, atau tuliskan mengapa tidak ada.")
            self.add_error("no_position", sentence)
        office = found.get("office")
        for item in self.edition.asked_of(office.kind) if isinstance(office, Office) else []:
            self._check(item, found)
        return found

    def _check(self, item: Item, found: dict[str, Any]) -> None:
        says, note = found.get(f"says-{item.key}", ""), found.get(f"note-{item.key}", "")
        if not says:
            return self.add_error(f"says-{item.key}", _("%(item)s: belum dijawab.") % {"item": item.title})
        wanted = (item.proof == "always" and says in {"yes", "no"}) or (item.proof == "if_no" and says == "no")
        shown = found.get(f"photos-{item.key}") or (found.get("shots") or {}).get(item.key)
        if wanted and not shown and not note:
            sentence = _("%(item)s: tambahkan foto, atau tulis di catatan mengapa tidak ada.") % {"item": item.title}
            self.add_error(f"says-{item.key}", sentence)

    def uploads(self) -> dict[str, list[Any]]:
        """Photographs that came with the form itself, by item."""
        items = self.edition.asked_of(self.cleaned_data["office"].kind)
        return {item.key: list(self.cleaned_data[f"photos-{item.key}"] or []) for item in items}

    def check(self, shots: dict[str, list[str]], received: datetime) -> Check:
        """What was told; `shots`: the fingerprints of the photographs by item."""
        found, office = self.cleaned_data, self.cleaned_data["office"]
        started, ended = found["started"] or received, found["ended"] or received
        times = mended(started=started, ended=ended, clock=found["clock"] or received, received=received)
        spot = self.spot
        return Check(
            office=office, sheet=self.edition, announced=found["announced"] == "yes", times=times,
            seen=[self._seen(item, shots) for item in self.edition.asked_of(office.kind)], spot=spot,
            no_position="" if spot.known else found["no_position"], companions=found["companions"], note=found["note"],
        )  # fmt: skip

    def _seen(self, item: Item, shots: dict[str, list[str]]) -> Seen:
        found = self.cleaned_data
        says, note, owes = (found[f"{part}-{item.key}"] for part in ("says", "note", "owes"))
        return Seen(item, says, note, owes, tuple(shots.get(item.key, ())[:MOST_OF_ITEM]))


def sentences(form: forms.Form) -> list[str]:
    """What is wrong, for a telephone that shows it in a list."""
    return list(dict.fromkeys(str(one) for errors in form.errors.values() for one in errors))


class MatrixForm(forms.Form):
    """Which month, which district; the names stand in the address."""

    bulan = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", label=gettext_lazy("Bulan"), required=False)
    kecamatan = forms.CharField(label=gettext_lazy("Kecamatan"), max_length=13, required=False)
    tampil = forms.ChoiceField(
        required=False, choices=[("", ""), ("belum", ""), ("mundur", "")], label=gettext_lazy("Tampilkan")
    )

    def asked(self) -> dict[str, str]:
        """What was understood."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class ItemForm(forms.Form):
    """One item of the checklist, as the editor changes it."""

    key = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    title = LineField(label=gettext_lazy("Nama pendek"), max_length=60, required=False)
    ask = LineField(label=gettext_lazy("Yang ditanyakan di tempat"), max_length=200, required=False)
    weight = forms.IntegerField(label=gettext_lazy("Bobot (1–10)"), min_value=1, max_value=10, initial=1)
    days = forms.IntegerField(label=gettext_lazy("Hari kerja untuk memperbaiki"), min_value=1, max_value=250, initial=5)
    proof = forms.ChoiceField(label=gettext_lazy("Foto"), initial="if_no")
    source = forms.ChoiceField(label=gettext_lazy("Dasar"), initial="local")
    needs_open = forms.BooleanField(label=gettext_lazy("Hanya dinilai saat kantor buka"), required=False)
    owes = forms.BooleanField(label=gettext_lazy("“Tidak” menjadi temuan"), required=False, initial=True)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Jenis kantor"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(kind, label) for kind, label in Office.Kind.choices if kind != Office.Kind.LEADERSHIP],
        help_text=gettext_lazy("Tanpa centang: ditanyakan di semua kantor."),
    )  # fmt: skip
    drop = forms.BooleanField(label=gettext_lazy("Hapus butir ini dari edisi baru"), required=False)

    def __init__(self, *args: Any, proofs: Sequence[Any], sources: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("proof", proofs), ("source", sources)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name, sentence in (("title", _("Beri butir ini nama pendek.")), ("ask", _("Tuliskan pertanyaannya."))):
            self.fields[name].required = bool(self.initial.get("key"))  # the empty row at the end may stay empty
            self.fields[name].error_messages["required"] = sentence

    @property
    def empty(self) -> bool:
        """The last row, which nobody filled in."""
        return not (self.cleaned_data.get("title") or self.cleaned_data.get("ask") or self.cleaned_data.get("key"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("drop") or not (found.get("title") or found.get("ask") or found.get("key")):
            return found
        for name in ("title", "ask"):
            if name not in self.errors and not found.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return found

    def item(self, key: str) -> Item:
        found = {name: self.cleaned_data[name] for name in ITEM}
        return Item(key=key, **{**found, "kinds": tuple(found["kinds"])})


ITEM = ("title", "ask", "weight", "proof", "needs_open", "owes", "days", "kinds", "source")


class SheetForm(forms.Form):
    """The checklist itself."""

    title = LineField(label=gettext_lazy("Judul"), max_length=120)
    after = forms.IntegerField(widget=forms.HiddenInput)

"""What is typed about announcements and subscriptions, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.ground.ui.fields import ChosenField, LineField, LongSelect, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from balairung.kernel.messaging.forms import NUMBERS, typed_channels
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.choices import office_choices, region_choices
from balairung.kernel.people.contacts import clean_email, clean_phone
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.place_field import one_place
from balairung.kernel.people.place_names import place_name
from balairung.rooms.announcements import access
from balairung.rooms.announcements.actions import Words
from balairung.rooms.announcements.models import Announcement, Edition, Subscription
from balairung.rooms.announcements.places import Aim, service_choices
from balairung.rooms.announcements.subscribing import Wishes

Kind = Announcement.Kind
WRITTEN = ("email", "whatsapp", "sms")  # channels whose address somebody types, and on which one reads


class MomentField(forms.DateTimeField):
    """A day and a time with the browser's own calendar, in the regency's time."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": _("Tulis tanggal dan jam seperti 25/03/2026 14.30.")}


class PlacesField(TextField):
    """Several places by their names, one a line; cleaned to their rows."""

    def clean(self, value: Any) -> Any:
        typed: str = super().clean(value)
        found: dict[str, Region] = {}
        for name in filter(None, map(clean_line, typed.splitlines())):
            place, sentence = one_place(name)
            if place is None:
                raise ValidationError(f"“{name}”: {sentence}")
            found[place.pk] = place
        return list(found.values())


class WordsForm(forms.Form):
    """What it says, and while it holds."""

    title = LineField(
        label=_("Judul"), max_length=120, help_text=_("Satu kalimat: apa yang terjadi, di mana, kapan."),
        error_messages={"required": _("Tuliskan dahulu judulnya.")},
    )  # fmt: skip
    summary = TextField(
        label=_("Ringkasan"), max_length=240, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Yang perlu diketahui bila orang hanya membaca ini. Bagian ini dikirim kepada pelanggan."),
        error_messages={"required": _("Tuliskan dahulu ringkasannya.")},
    )  # fmt: skip
    body = TextField(
        label=_("Isi"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Baris kosong memulai paragraf, “- ” sebuah butir, “# ” sebuah judul kecil."),
        error_messages={"required": _("Tuliskan dahulu isinya.")},
    )  # fmt: skip
    since = MomentField(label=_("Berlaku sejak"), required=False, help_text=_("Kosong berarti sejak sekarang."))
    until = MomentField(label=_("Berlaku sampai"), required=False, help_text=_("Kosongkan bila tidak ada akhirnya."))

    def words(self, at: datetime) -> Words:
        data = self.cleaned_data
        return Words(data["title"], data["summary"], data["body"], data["since"] or at, data["until"])

    @staticmethod
    def of(edition: Edition) -> dict[str, Any]:
        return {name: getattr(edition, name) for name in ("title", "summary", "body", "since", "until")}


class ServicesField(forms.MultipleChoiceField):
    """Some of the services; where there are none yet, nothing is asked."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        assert isinstance(self.choices, Iterable)
        if not list(self.choices):
            self.widget = forms.MultipleHiddenInput()
        return super().get_bound_field(form, field_name)


class AimedForm(WordsForm):
    """Also for whom it is: this may be changed until it is published."""

    regions = PlacesField(
        label=_("Untuk wilayah"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nama desa atau kecamatan, satu di setiap baris. Kosong berarti seluruh daerah."),
    )  # fmt: skip
    services = ServicesField(
        label=_("Untuk pengguna layanan"), choices=service_choices, required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}), help_text=_("Hanya bila tentang layanan tertentu."),
    )  # fmt: skip

    field_order = ["title", "summary", "body", "regions", "services", "since", "until"]

    def aim(self) -> Aim:
        return Aim(self.cleaned_data["regions"], self.cleaned_data["services"])

    @staticmethod
    def told(aim: Aim) -> dict[str, Any]:
        return {"regions": "\n".join(map(place_name, aim.regions)), "services": list(aim.services)}


class DraftForm(AimedForm):
    """A new one: also who speaks, and what kind it is."""

    kind = forms.ChoiceField(
        label=_("Jenis"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.ANNOUNCEMENT,
        error_messages={"required": _("Pilih dahulu jenisnya.")},
    )  # fmt: skip
    readers = forms.ChoiceField(
        label=_("Pembaca"), choices=Announcement.Readers.choices, widget=forms.RadioSelect,
        initial=Announcement.Readers.PUBLIC, error_messages={"required": _("Pilih dahulu pembacanya.")},
    )  # fmt: skip
    office = ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True).select_related("region").all, to="key",
        choices=office_choices, label=_("Kantor yang berbicara"),
        error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    photographs = UploadsField(label=_("Foto"), kinds=PICTURES, required=False)
    alt = LineField(
        label=_("Apa yang tampak pada foto"), max_length=200, required=False,
        help_text=_("Dibacakan kepada orang yang tidak dapat melihatnya."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    field_order = ["kind", "title", "summary", "body", "photographs", "alt", "office", "readers", "regions", "services",
                   "since", "until", "token"]  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not access.speaks_for_all(actor):
            rows = Office.objects.filter(pk__in=access.offices_of(actor)).order_by("order", "name")
            own = [(key, name) for key, name in rows.values_list("key", "name")]
            self.fields["office"].widget = LongSelect(choices=own)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("photographs") and not self.cleaned_data.get("alt"):
            self.add_error("alt", gettext("Tuliskan apa yang tampak pada foto."))
        return self.cleaned_data


class CorrectionForm(WordsForm):
    """What stands, written anew, and what was mended."""

    note = LineField(
        label=_("Apa yang diperbaiki"), max_length=200,
        help_text=_("Tampil di atas pengumuman, misalnya “jam mulai yang benar 09.00”."),
        error_messages={"required": _("Tuliskan apa yang diperbaiki.")},
    )  # fmt: skip


class PhotographForm(forms.Form):
    photographs = UploadsField(
        label=_("Foto"), kinds=PICTURES, most=1, error_messages={"required": _("Pilih dahulu fotonya.")}
    )
    alt = LineField(
        label=_("Apa yang tampak pada foto"), max_length=200,
        error_messages={"required": _("Tuliskan apa yang tampak pada foto.")},
    )  # fmt: skip


class LessForm(forms.Form):
    """Which picture goes."""

    photograph = forms.UUIDField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    words = LineField(
        label=_("Apa yang perlu diubah"), max_length=300,
        error_messages={"required": _("Tuliskan apa yang perlu diubah.")},
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = LineField(
        label=_("Alasan"), max_length=300, help_text=_("Tampil sebagai ganti isinya. Semua orang dapat membacanya."),
        error_messages={"required": _("Tuliskan dahulu alasannya.")},
    )  # fmt: skip


class FilterForm(forms.Form):
    """What a list is narrowed to. These words stand in addresses for ever."""

    jenis = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=lambda: [("", gettext("Semua jenis")), *Kind.choices]
    )
    wilayah = forms.ChoiceField(label=_("Wilayah"), required=False, choices=region_choices, widget=LongSelect)
    layanan = forms.ChoiceField(
        label=_("Layanan"), required=False, choices=lambda: [("", gettext("Semua layanan")), *service_choices()]
    )

    def asked(self) -> dict[str, Any]:
        """What was chosen; what was not understood is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HelpedForm(forms.Form):
    """Whether it helped."""

    membantu = forms.ChoiceField(
        label=_("Apakah ini membantu?"), choices=[("ya", _("Ya")), ("tidak", _("Tidak"))], widget=forms.RadioSelect,
        error_messages={"required": _("Pilih ya atau tidak.")},
    )  # fmt: skip
    kata = TextField(
        label=_("Apa yang kurang?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hanya dibaca kantor yang menulisnya. Jangan menulis nama atau nomor Anda."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)


class WishesForm(forms.Form):
    """What somebody wants to hear of, and how often."""

    kinds = forms.MultipleChoiceField(
        label=_("Kabar apa?"), widget=forms.CheckboxSelectMultiple,
        choices=[("announcements", _("Pengumuman")), ("warnings", _("Peringatan darurat")), ("news", _("Berita")),
                 ("novelties", _("Apa yang baru"))],
        error_messages={"required": _("Pilih paling sedikit satu jenis kabar.")},
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("Dari mana?"), required=False, widget=LongSelect,
        help_text=_("Kabar untuk seluruh daerah selalu termasuk."),
    )  # fmt: skip
    services = ServicesField(
        label=_("Tentang layanan tertentu juga?"), required=False, choices=service_choices,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )  # fmt: skip
    rhythm = forms.ChoiceField(
        label=_("Seberapa sering?"), widget=forms.RadioSelect, choices=Subscription.Rhythm.choices,
        initial=Subscription.Rhythm.ONCE,
        help_text=_("Peringatan darurat selalu segera. Lainnya tidak pernah datang antara pukul 21.00 dan 06.00."),
        error_messages={"required": _("Pilih seberapa sering.")},
    )  # fmt: skip
    wakes = forms.BooleanField(label=_("Peringatan darurat boleh datang juga malam hari"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Seluruh daerah")), *region_choices()[1:]]

    def wishes(self) -> Wishes:
        data = self.cleaned_data
        chosen = {name: name in data["kinds"] for name in ("announcements", "news", "warnings", "novelties")}
        return Wishes(
            place=data["place"], wakes=data["wakes"], rhythm=data["rhythm"], services=data["services"], **chosen
        )

    @staticmethod
    def of(wishes: Wishes) -> dict[str, Any]:
        kinds = [name for name in ("announcements", "news", "warnings", "novelties") if getattr(wishes, name)]
        return {"kinds": kinds, "place": wishes.place, "services": list(wishes.services), "rhythm": wishes.rhythm,
                "wakes": wishes.wakes}  # fmt: skip


class SubscribeForm(WishesForm):
    """The same with the address."""

    channel = forms.ChoiceField(
        label=_("Lewat apa?"), widget=forms.RadioSelect, error_messages={"required": _("Pilih salurannya.")}
    )
    address = LineField(
        label=_("Nomor atau alamat surel"), max_length=254, help_text=_("Disimpan terkunci, dan tidak pernah tampil."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Tuliskan nomor atau alamatnya.")},
    )  # fmt: skip

    field_order = ["channel", "address", "kinds", "place", "services", "rhythm", "wakes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(channel, word) for channel, word in typed_channels() if channel in WRITTEN]
        field.initial = field.choices[0][0] if field.choices else ""

    def clean(self) -> dict[str, Any]:
        super().clean()
        address, channel = self.cleaned_data.get("address"), self.cleaned_data.get("channel")
        if address and channel:
            try:
                self.cleaned_data["address"] = clean_phone(address) if channel in NUMBERS else clean_email(address)
            except Refused as refusal:
                self.add_error("address", str(refusal))
        return self.cleaned_data

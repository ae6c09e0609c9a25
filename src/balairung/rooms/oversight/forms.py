"""What is typed at the Inspektorat's desk, and its words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField, RupiahInput, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Holding, Office, Person
from balairung.rooms.oversight.models import Examination, Finding, Overseer

PAPERS = (PDF, *PICTURES)


def _words(label: Any, rows: int = 4, **kwargs: Any) -> TextField:
    return TextField(label=label, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _office(label: Any, **kwargs: Any) -> ChosenField:
    return ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=office_choices, label=label,
        error_messages={"required": _("Pilih dahulu kantornya.")}, **kwargs,
    )  # fmt: skip


def people_choices(sitting: Q, at: datetime) -> Choices:
    """Whoever holds a post there now, by name, with the post."""
    rows = Holding.objects.current(at).filter(sitting).select_related("person", "post").order_by("person__name", "id")
    found = {str(row.person_id): f"{row.person.name}, {row.post.title}" for row in rows}
    return [("", gettext("Pilih orang")), *found.items()]


INSPECTORATE = Q(post__office__kind=Office.Kind.INSPECTORATE)


class ExaminationForm(forms.Form):
    """An examination by its letter of assignment; `at` says who sits in the Inspektorat now."""

    source = forms.ChoiceField(
        label=_("Pemeriksa"), choices=Examination.Source, initial=Examination.Source.INSPECTORATE,
        help_text=_("Temuan pemeriksa lain, misalnya BPK, dicatat dan dijawab dengan cara yang sama."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Jenis"), choices=Examination.Kind)
    letter = LineField(
        label=_("Nomor surat tugas"), max_length=120, error_messages={"required": _("Tuliskan dahulu nomornya.")}
    )
    about = LineField(
        label=_("Perihal"), max_length=240, help_text=_("Misalnya: Pengelolaan belanja modal jalan."),
        error_messages={"required": _("Tuliskan dahulu perihalnya.")},
    )  # fmt: skip
    office = _office(_("Kantor yang diperiksa"), help_text=_("Kantor lain dapat ditambahkan sesudahnya."))
    period_since = DayField(label=_("Masa yang diperiksa, sejak"))
    period_until = DayField(label=_("Masa yang diperiksa, sampai"))
    started_on = DayField(label=_("Pemeriksaan dimulai"))
    ended_on = DayField(label=_("Pemeriksaan berakhir"), required=False, help_text=_("Kosongkan bila masih berjalan."))
    lead = ChosenField(rows=Person.objects.all, label=_("Ketua tim"), required=False)
    technical = ChosenField(rows=Person.objects.all, label=_("Pengendali teknis"), required=False)
    members = forms.MultipleChoiceField(
        label=_("Anggota tim"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Pilih orang dari daftar.")},
    )  # fmt: skip
    confidential = forms.BooleanField(
        label=_("Rahasia"), required=False,
        help_text=_("Hanya tim dan Inspektur yang tahu pemeriksaan ini ada. Tidak dihitung dalam angka mana pun."),
    )  # fmt: skip

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = people_choices(INSPECTORATE, at)
        for name in ("lead", "technical"):
            self.fields[name].widget.choices = choices
        members = self.fields["members"]
        assert isinstance(members, forms.MultipleChoiceField)
        members.choices = choices[1:]

    def clean_members(self) -> list[Person]:
        return list(Person.objects.filter(pk__in=self.cleaned_data["members"]).order_by("name", "id"))


class ChangeForm(ExaminationForm):
    """The same once it is begun: its offices stand on its page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["office"]


class OfficeForm(forms.Form):
    office = _office(_("Kantor"))


class PersonForm(forms.Form):
    """Somebody that an examination is about: of its offices, or of the Inspektorat."""

    person = ChosenField(
        rows=Person.objects.all, label=_("Orang"), error_messages={"required": _("Pilih dahulu orangnya.")}
    )

    def __init__(self, *args: Any, examination: Examination, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Q(post__office__in=examination.offices.values("pk")) | INSPECTORATE
        self.fields["person"].widget.choices = people_choices(there, at)


class FindingForm(forms.Form):
    title = LineField(
        label=_("Judul temuan"), max_length=240, error_messages={"required": _("Tuliskan dahulu judulnya.")}
    )
    code = LineField(
        label=_("Kode temuan"), max_length=20, required=False, help_text=_("Menurut pedoman, misalnya 1.03.")
    )
    condition = _words(_("Kondisi"), help_text=_("Apa yang ditemukan."))
    criterion = _words(_("Kriteria"), help_text=_("Apa yang seharusnya, menurut aturan mana."))
    cause = _words(_("Sebab"), rows=3)
    effect = _words(_("Akibat"), rows=3)
    loss_kind = forms.ChoiceField(label=_("Jenis nilai"), choices=Finding.Loss, required=False)
    loss = RupiahInput(
        label=_("Nilai (rupiah)"), required=False, help_text=_("Misalnya 12.500.000 atau 12.500.000,50.")
    )


class RecommendationForm(forms.Form):
    """What one of the examined offices must do."""

    office = ChosenField(
        rows=Office.objects.all, to="key", label=_("Untuk kantor"),
        error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    text = _words(_("Rekomendasi"), rows=3, error_messages={"required": _("Tuliskan dahulu rekomendasinya.")})
    value = RupiahInput(
        label=_("Harus disetor (rupiah)"), required=False,
        help_text=_("Kosongkan bila tidak ada uang yang harus kembali."),
    )  # fmt: skip

    def __init__(self, *args: Any, examination: Examination, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = examination.offices.order_by("order", "name").values_list("key", "name")
        self.fields["office"].widget.choices = [("", gettext("Pilih kantor")), *rows]


class ReportForm(forms.Form):
    """The report of the examination (LHP)."""

    number = LineField(label=_("Nomor LHP"), max_length=120)
    reported_on = DayField(label=_("Tanggal LHP"))
    received_on = DayField(
        label=_("Diterima kantor"), help_text=_("Batas 60 hari dihitung sejak kantor menerima laporan.")
    )
    uploads = UploadsField(label=_("Berkas LHP"), required=False, kinds=PAPERS)


class ProofForm(WordsForm):
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)


class PaymentForm(forms.Form):
    amount = RupiahInput(label=_("Jumlah yang disetor (rupiah)"))
    paid_on = DayField(label=_("Disetor pada"))
    receipt = LineField(label=_("Nomor tanda setor"), max_length=120)
    uploads = UploadsField(label=_("Tanda setor (foto atau PDF)"), required=False, kinds=PAPERS)


class GrantForm(forms.Form):
    """Leave for somebody outside to read one thing."""

    email = forms.EmailField(
        label=_("Surel akunnya"), max_length=254,
        help_text=_("Akunnya dibuat pengelola sistem lebih dahulu, tanpa jabatan di pemerintah daerah ini."),
    )  # fmt: skip
    body = forms.ChoiceField(label=_("Lembaga"), choices=Overseer.Body)
    body_name = LineField(
        label=_("Nama lembaga"), max_length=120, help_text=_("Misalnya: Komisi A DPRD, atau perwakilan Ombudsman.")
    )
    letter = LineField(label=_("Nomor surat permintaan"), max_length=120)
    letter_on = DayField(label=_("Tanggal surat"))
    scope = forms.ChoiceField(label=_("Yang boleh dibaca"), choices=Overseer.Scope)
    ref = LineField(
        label=_("Nomor perkara"), max_length=20, required=False, help_text=_("Hanya bila yang dibuka satu perkara.")
    )
    since = DayField(label=_("Mulai"))
    until = DayField(label=_("Hari terakhir"), help_text=_("Berakhir sendiri pada tengah malam hari itu."))


class ReasonForm(forms.Form):
    """Why; the id is the form's own, for several stand on one page."""

    text = LineField(label=_("Alasan"), max_length=300, error_messages={"required": _("Tuliskan dahulu alasannya.")})

"""What is typed about programmes, and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.ui.fields import ChosenField, LineField, RupiahInput, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField, SheetField
from balairung.kernel.people.models import Office
from balairung.rooms.programmes.figures import read_figure
from balairung.rooms.programmes.models import AgencyPlan, CheckIn, Hearing, OutcomeVoice, PlanMilestone
from balairung.rooms.programmes.performance.sakip import LEVELS

__all__ = ["MaybeWordsForm", "WordsForm"]


def _line(label: Any, longest: int = 200, hint: Any = "", **kwargs: Any) -> LineField:
    kwargs.setdefault("error_messages", {"required": _("Isi dahulu bagian ini.")})
    return LineField(label=label, max_length=longest, help_text=hint, **kwargs)


def _office(label: Any, **kwargs: Any) -> ChosenField:
    return ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True).all, to="key", choices=office_choices, label=label,
        error_messages={"required": _("Pilih dahulu kantornya.")}, **kwargs,
    )  # fmt: skip


class FigureField(LineField):
    """A figure as people write it, `37,5`, cleaned to an exact `Decimal`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("error_messages", {"required": _("Isi angkanya, misalnya 37,5.")})
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return read_figure(typed) if typed else None
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


# --- the cascade -----------------------------------------------------------------------------------------------------


class PeriodForm(forms.Form):
    name = _line(_("Nama"), 120, _("Misalnya RPJMD 2025–2029."))
    first_year = forms.IntegerField(
        label=_("Tahun pertama"), min_value=2000, max_value=2100,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Tulis seperti 2025.")),
    )  # fmt: skip
    decree = _line(_("Nomor peraturan"), 120)


class SheetForm(forms.Form):
    file = SheetField(label=_("Berkas CSV atau XLSX"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}))


class SearchForm(forms.Form):
    """The word stands in addresses for ever."""

    kata = LineField(label=_("Kode atau kata"), max_length=80, required=False)

    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("kata", ""))


class ResultForm(forms.Form):
    """One quarter's figure."""

    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    quarter = forms.TypedChoiceField(
        label=_("Triwulan"), coerce=int,
        choices=[(1, _("I (Januari–Maret)")), (2, _("II (sampai Juni)")), (3, _("III (sampai September)")),
                 (4, _("IV (setahun penuh)"))],
    )  # fmt: skip
    value = FigureField(label=_("Capaian"), help_text=_("Dihitung sejak Januari tahun itu."))
    words = _line(_("Penjelasan"), 500, required=False)
    uploads = UploadsField(label=_("Bukti"), most=1, required=True)

    def __init__(self, *args: Any, years: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(year, str(year)) for year in years]


class SpendingForm(forms.Form):
    paid_on = DayField(label=_("Dibayar pada"))
    amount = RupiahInput(label=_("Nilai (rupiah)"))
    receipt = _line(_("Nomor bukti bayar"), 80, _("SP2D, kuitansi, atau bukti transfer."))
    what = _line(_("Untuk apa"), 300)
    uploads = UploadsField(label=_("Pindaian bukti bayar"), most=1, required=False)


# --- the hundred days ------------------------------------------------------------------------------------------------


class BeginForm(forms.Form):
    name = _line(_("Nama program"), 160, _("Misalnya Seratus Hari Kerja Bupati."))
    decree = _line(_("Nomor keputusan"), 120)
    decided_on = DayField(label=_("Tanggal keputusan"))
    starts_on = DayField(
        label=_("Hari pertama"), help_text=_("Hari ini dihitung sebagai hari ke-1; hari ke-100 dihitung sendiri.")
    )


class EndForm(forms.Form):
    ends_on = DayField(label=_("Hari terakhir yang baru"))
    why = _line(_("Alasan"), 300)


class HearingForm(forms.Form):
    group = forms.ChoiceField(label=_("Siapa"), choices=Hearing.Group.choices)
    who = _line(_("Kelompok yang didengar"), 200, _("Kelompoknya saja, tanpa nama orang."))
    heard_on = DayField(label=_("Didengar pada"))


class ProblemForm(HearingForm):
    text = _line(_("Akar masalah"), 300, _("Satu kalimat."))
    cause = TextField(label=_("Mengapa terjadi"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    field_order = ["text", "cause", "group", "who", "heard_on"]


class ActionForm(forms.Form):
    text = _line(_("Aksi"), 300, _("Apa yang dikerjakan terhadap akar masalah itu."))


class MilestoneForm(forms.Form):
    title = _line(_("Tonggak"), 200, _("Apa yang sudah ada pada hari itu."))
    office = _office(_("Kantor pemilik"))
    due_on = DayField(label=_("Paling lambat"))
    weight = FigureField(label=_("Bobot (%)"))
    proof = _line(_("Bukti yang diminta"), 300, _("Misalnya: foto berwaktu dan berita acara."))


class OutcomeForm(forms.Form):
    text = _line(_("Hasil yang dirasakan warga"), 300, _("Misalnya: lama menunggu di puskesmas."))
    unit = _line(_("Satuan"), 40)
    before = FigureField(label=_("Sekarang"))
    aim = FigureField(label=_("Pada hari ke-100"))


class MeasureForm(forms.Form):
    after = FigureField(label=_("Angka sekarang"))
    measured_on = DayField(label=_("Diukur pada"))
    source = _line(_("Dari mana angkanya"), 200)


class CheckInForm(forms.Form):
    """The button that was pressed says the confidence."""

    confidence = forms.ChoiceField(
        choices=CheckIn.Confidence.choices, error_messages={"required": _("Tekan salah satu tombolnya.")}
    )
    words = _line(_("Satu kalimat"), 200, required=False)


class ProofForm(WordsForm):
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)


class GrantForm(WordsForm):
    """Which milestone claimed what is not so."""

    milestone = ChosenField(rows=PlanMilestone.objects.none, label=_("Tonggak yang dibuka kembali"))
    text = TextField(
        label=_("Jawaban untuk warga"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca semua orang di bawah kata warga itu."),
    )  # fmt: skip
    field_order = ["milestone", "text"]

    def __init__(self, *args: Any, agency: AgencyPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = agency.milestones.filter(obligation__state="done").select_related("obligation", "agency")
        field = self.fields["milestone"]
        assert isinstance(field, ChosenField)
        field.rows = done.all
        field.widget.choices = [("", _("Pilih tonggak")), *((str(one.pk), one.title) for one in done)]


class VoiceForm(forms.Form):
    """What a citizen says of an outcome."""

    verdict = forms.ChoiceField(
        label=_("Menurut Anda, benarkah begitu?"), choices=OutcomeVoice.Verdict.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )  # fmt: skip
    words = TextField(
        label=_("Apa yang Anda lihat"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Satu atau dua kalimat. Jangan tulis nama orang."),
        error_messages={"required": _("Ceritakan dahulu yang Anda lihat.")},
    )  # fmt: skip
    photos = UploadsField(
        label=_("Foto"), most=1, kinds=PICTURES, required=False,
        help_text=_("Wajib bila tidak sesuai kenyataan. Tempat dan waktu di dalam berkasnya kami hapus."),
    )  # fmt: skip
    website = forms.CharField(required=False)
    proof = forms.CharField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": new_code(24)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


# --- performance -----------------------------------------------------------------------------------------------------


class SakipForm(forms.Form):
    item = forms.CharField(widget=forms.HiddenInput)
    met = forms.TypedChoiceField(label=_("Terpenuhi"), coerce=int, choices=[(one, f"{one} %") for one in LEVELS])
    words = _line(_("Keterangan"), 300, required=False)
    uploads = UploadsField(label=_("Bukti"), most=1, required=False)

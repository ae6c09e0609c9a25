"""What citizens and offices type, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import (
    Choices,
    ChosenField,
    ContactField,
    LineField,
    RupiahInput,
    TextField,
)
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF
from balairung.kernel.obligations.forms import MaybeWordsForm
from balairung.kernel.people.choices import district_choices, office_choices, region_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office, Region
from balairung.rooms.participation import rules
from balairung.rooms.participation.models import (
    CitizenProposal,
    ConsultSection,
    SampleRun,
    VotingRound,
)
from balairung.rooms.participation.sampling.recording import SOLVED, UNREACHED

FIRST_CHOICE = {"required": _("Pilih salah satu.")}
SOLVED_WORDS = {"yes": _("Ya, sudah beres"), "partly": _("Sebagian"), "no": _("Belum beres")}
LOOK_WORDS = [("yes", _("Ya")), ("no", _("Tidak")), ("unseen", _("Tidak terlihat"))]


def contact_field(**kwargs: Any) -> ContactField:
    kwargs.setdefault("label", _("Nomor telepon atau surel Anda"))
    kwargs.setdefault(
        "help_text", _("Kami mengirim satu kode ke situ. Kontak Anda tidak ditampilkan kepada siapa pun.")
    )
    return ContactField(
        max_length=120, widget=forms.TextInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Tuliskan nomor telepon atau surel Anda.")}, **kwargs,
    )  # fmt: skip


def office_field(label: Any, **kwargs: Any) -> ChosenField:
    return ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True).all, to="key", choices=office_choices, label=label,
        error_messages={"required": _("Pilih dahulu kantornya.")}, **kwargs,
    )  # fmt: skip


def place_field(label: Any, choices: Any, **kwargs: Any) -> ChosenField:
    rows = Region.objects.filter(until__isnull=True).all
    return ChosenField(rows=rows, to="code", choices=choices, label=label, **kwargs)


def _chosen(label: Any, choices: Iterable[Any], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect, error_messages=FIRST_CHOICE, **kwargs
    )


def _text(label: Any, rows: int = 4, most: int = 4000, **kwargs: Any) -> TextField:
    kwargs.setdefault("error_messages", {"required": _("Bagian ini belum diisi.")})
    return TextField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _line(label: Any, most: int = 160, **kwargs: Any) -> LineField:
    kwargs.setdefault("error_messages", {"required": _("Bagian ini belum diisi.")})
    return LineField(label=label, max_length=most, **kwargs)


# --- citizens --------------------------------------------------------------------------------------------------------


class CommentForm(forms.Form):
    """One field for each part; what stays empty says nothing."""

    group = forms.ChoiceField(label=_("Anda menulis sebagai"), error_messages=FIRST_CHOICE)
    contact = contact_field()
    tell = forms.BooleanField(label=_("Kabari saya bila masukan ini sudah dijawab"), required=False)

    def __init__(self, *args: Any, sections: Iterable[ConsultSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [pair for pair in rules.group_choices() if pair[0] != "provider"]
        texts = {f"part-{one.number}": _text(_("Masukan Anda"), 3, 2000, required=False) for one in self.sections}
        self.fields = {**texts, **self.fields}

    @property
    def said(self) -> dict[int, str]:
        return {one.number: self.cleaned_data[f"part-{one.number}"] for one in self.sections}

    @property
    def parts(self) -> list[tuple[ConsultSection, forms.BoundField]]:
        """Each part with its field, for the page."""
        return [(one, self[f"part-{one.number}"]) for one in self.sections]


class CodeForm(forms.Form):
    """The six digits that we sent."""

    code = LineField(
        label=_("Kode enam angka"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Tuliskan kode yang kami kirim.")},
    )  # fmt: skip


class CitizenProposalForm(forms.Form):
    title = _line(_("Apa usul Anda?"), help_text=_("Satu kalimat, misalnya: lampu jalan di depan pasar."))
    text = _text(
        _("Mengapa, dan untuk siapa?"), 5, 2000, help_text=_("Semua orang membacanya. Jangan tulis nama dan alamat.")
    )
    region = place_field(_("Di mana?"), region_choices, required=False)
    contact = contact_field()
    tell = forms.BooleanField(label=_("Kabari saya bila hasilnya diumumkan"), required=False)


class ContactForm(forms.Form):
    contact = contact_field()


def _home_choices() -> Choices:
    return [("", gettext("Tidak saya sebut")), *district_choices()[1:]]


class BallotForm(CodeForm):
    """The code and the choice come together: they never lie beside the contact."""

    district = place_field(_("Anda tinggal di kecamatan"), _home_choices, required=False)
    picks = forms.MultipleChoiceField(
        label=_("Pilihan Anda"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu usulan."),
                        "invalid_choice": _("Salah satu usulan tidak dipilih lagi. Pilih kembali.")},
    )  # fmt: skip
    sure = forms.BooleanField(
        label=_("Saya tahu bahwa suara yang sudah dikirim tidak dapat diubah"),
        error_messages={"required": _("Beri tanda dahulu: suara yang sudah dikirim tidak dapat diubah.")},
    )
    field_order = ["picks", "district", "code", "sure"]

    def __init__(self, *args: Any, round_: VotingRound, proposals: Iterable[CitizenProposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picks = self.fields["picks"]
        assert isinstance(picks, forms.MultipleChoiceField)
        picks.choices = [(str(one.number), _ballot_line(one)) for one in proposals]
        picks.help_text = _("Paling banyak %(most)d.") % {"most": round_.most}
        if round_.district_id:
            self.fields["district"].required = True
            self.fields["district"].error_messages["required"] = _("Pilih kecamatan Anda.")
        else:
            self.fields["district"].help_text = _("Hanya untuk jumlah per kecamatan. Boleh tidak disebut.")

    @property
    def numbers(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["picks"]]


def _ballot_line(one: CitizenProposal) -> str:
    """As it stands on the ballot: its number, what it is, what it costs where somebody counted that."""
    return f"{one.number}. {one.title}" + (f" ({one.cost_words})" if one.cost else "")


class LeaveForm(forms.Form):
    """May we call?"""

    agrees = _chosen(_("Bolehkah kami menelepon Anda?"), [("yes", _("Ya, boleh")), ("no", _("Tidak, terima kasih"))])
    number = ContactField(
        label=_("Nomor telepon"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        help_text=_("Hanya bila boleh. Nomor ini dihapus setelah kami menelepon."),
    )  # fmt: skip

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if "@" in number:
            raise forms.ValidationError(_("Tuliskan nomor telepon, bukan surel."))
        return number


# --- offices ---------------------------------------------------------------------------------------------------------


def _draft_file(**kwargs: Any) -> UploadsField:
    return UploadsField(label=_("Naskah (PDF)"), kinds=(PDF,), most=5, **kwargs)


class ConsultationForm(forms.Form):
    """What is put to the public."""

    office = office_field(_("Kantor"))
    kind = _chosen(_("Apa yang dikonsultasikan?"), ())
    title = _line(_("Judul"), 200)
    summary = _text(
        _("Ringkasan"), help_text=_("Untuk orang yang tidak punya waktu membaca naskahnya: apa yang berubah bagi saya?")
    )
    opens_on = DayField(label=_("Dibuka mulai"))
    closes_on = DayField(label=_("Hari terakhir"))
    service_key = LineField(
        label=_("Kunci layanan"), max_length=60, required=False,
        help_text=_(
            "Hanya bila ini standar layanan: kata terakhir dalam alamat halaman layanannya. Bagian-bagian standarnya"
            " langsung terisi, Anda tinggal mengubahnya."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = rules.kind_choices()


class SectionForm(forms.Form):
    kind = _chosen(_("Jenis"), ConsultSection.Kind.choices, initial="article")
    title = _line(_("Judul bagian atau pertanyaannya"))
    text = _text(_("Isi"), 5, 8000, required=False, help_text=_("Bunyi pasalnya, atau penjelasan pertanyaannya."))


class DraftForm(forms.Form):
    uploads = _draft_file(required=True, error_messages={"required": _("Pilih dahulu berkas naskahnya.")})


class SectionAnswerForm(forms.Form):
    """What we heard, what we changed, what not and why."""

    heard = _text(_("Yang kami dengar"), 3)
    changed = _text(_("Yang kami ubah"), 3, required=False)
    kept = _text(_("Yang tidak kami ubah, dan alasannya"), 3, required=False)


class ForumForm(forms.Form):
    """The minutes of a forum; the groups are those of the regulation."""

    held_on = DayField(label=_("Tanggal"))
    place = _line(_("Tempat"))
    summary = _text(_("Apa yang dibicarakan"), 5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, word in rules.group_choices():
            self.fields[f"group-{key}"] = forms.IntegerField(
                label=word, min_value=0, max_value=10_000, required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    @property
    def groups(self) -> dict[str, int]:
        names = [key for key, _word in rules.group_choices()]
        return {key: self.cleaned_data.get(f"group-{key}") or 0 for key in names}


class AgreedForm(forms.Form):
    text = _line(_("Yang disepakati"), 300, help_text=_("Satu kalimat: apa yang harus terjadi."))
    office = office_field(_("Kantor yang melaksanakan"))
    due_on = DayField(label=_("Paling lambat"))


class HideForm(forms.Form):
    """Never without a rule, never without a reason."""

    rule = _chosen(_("Aturan yang dilanggar"), ())
    why = _line(_("Alasan"), 300, help_text=_("Semua orang membacanya di tempat tulisan itu tadinya berdiri."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        rule.choices = rules.rule_choices()


class RoundForm(forms.Form):
    """One question to the people."""

    office = office_field(_("Kantor"))
    title = _line(_("Tema"), 200, help_text=_("Misalnya: apa yang didahulukan di kecamatan kita tahun depan?"))
    summary = _text(_("Penjelasan"))
    district = place_field(
        _("Siapa yang memilih"), district_choices, required=False, help_text=_("“Semua” berarti seluruh warga.")
    )
    contacts = _chosen(_("Dipastikan lewat"), VotingRound.Contacts.choices, initial="any")
    electorate = forms.IntegerField(
        label=_("Warga yang berhak"), min_value=1, max_value=100_000_000, required=False,
        help_text=_("Untuk menghitung berapa persen yang memilih."),
    )  # fmt: skip
    most = forms.IntegerField(label=_("Pilihan per orang"), min_value=1, max_value=10, initial=3)
    places = forms.IntegerField(label=_("Usulan yang dijalankan"), min_value=1, max_value=50, initial=3)
    ceiling = RupiahInput(label=_("Pagu"), required=False, help_text=_("Kosongkan bila tidak dibatasi."))
    opens_on = DayField(label=_("Warga mengusulkan mulai"))
    proposals_until = DayField(label=_("Usulan diterima sampai"))
    votes_from = DayField(label=_("Warga memilih mulai"))
    votes_until = DayField(label=_("Warga memilih sampai"))


class CheckForm(forms.Form):
    """Can it be done?"""

    feasible = _chosen(_("Dapat dikerjakan?"), [("yes", _("Ya")), ("no", _("Tidak"))])
    reason = _line(_("Alasan"), 600, help_text=_("Semua warga membacanya sebelum memilih."))
    office = office_field(_("Kantor yang akan mengerjakan"), required=False)
    cost = RupiahInput(label=_("Perkiraan biaya"), required=False)
    due_on = DayField(label=_("Selesai paling lambat"), required=False)

    @property
    def found(self) -> dict[str, Any]:
        return {**self.cleaned_data, "feasible": self.cleaned_data["feasible"] == "yes"}


class ExcludeForm(forms.Form):
    reason = _line(_("Alasan"), 600, help_text=_("Semua orang membacanya. Suaranya tetap dihitung dan ditampilkan."))


class SampleForm(forms.Form):
    """One draw, whose seed is sealed now."""

    kind = _chosen(_("Jenis"), SampleRun.Kind.choices)
    since = DayField(label=_("Dari"))
    until = DayField(label=_("Sampai"))
    size = forms.IntegerField(label=_("Besar sampel"), min_value=1, max_value=1000, initial=20)


class GuestForm(forms.Form):
    """What a mystery guest saw."""

    words = _line(_("Catatan untuk pemimpin"), 600, required=False, help_text=_("Tanpa nama petugas."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Mapping[str, forms.Field] = {f"look-{key}": _chosen(word, LOOK_WORDS) for key, word in rules.questions()}
        self.fields = {**asked, **self.fields}

    @property
    def said(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"look-{key}"] for key, _word in rules.questions()}


class CallForm(forms.Form):
    """What the owner said on the telephone."""

    answer = _chosen(_("Apakah masalahnya benar sudah beres?"), ())
    words = _line(_("Catatan"), 600, required=False, help_text=_("Tanpa nama pemilik laporan."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)
        answer.choices = [*((key, SOLVED_WORDS[key]) for key in SOLVED), (UNREACHED, _("Tidak terhubung"))]


class FulfilForm(forms.Form):
    text = _text(
        _("Kabar untuk warga"), 3, 1000, help_text=_("Semua orang membacanya di halaman putaran atau konsultasi.")
    )
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True, help_text=_("Bukti hanya dilihat petugas."))


class ReleaseForm(forms.Form):
    text = _text(_("Alasan"), 3, 1000, help_text=_("Semua orang membacanya."))


class PublishForm(MaybeWordsForm):
    """Nothing has to be said: the answers stand beside the parts."""

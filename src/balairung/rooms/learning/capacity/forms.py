"""What is typed about capacity, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Person, Post
from balairung.rooms.learning.capacity import rules
from balairung.rooms.learning.models import Book, Competence, PersonCompetence, Training


def competence_choices() -> Choices:
    """Those in use, by group."""
    shelves: dict[str, list[tuple[str, str]]] = {}
    for one in Competence.objects.filter(closed_on__isnull=True):
        shelves.setdefault(one.get_group_display(), []).append((one.key, one.title))
    return [("", gettext("Pilih kompetensi")), *shelves.items()]


def book_choices() -> Choices:
    rows = Book.objects.filter(closed_on__isnull=True).order_by("title", "id")
    return [("", gettext("Bacaan lain, saya tulis judulnya")), *((str(one.pk), one.title) for one in rows)]


def level_choices() -> list[tuple[str, str]]:
    return [(str(one.number), f"{one.number} – {one.name}") for one in rules.levels()]


def _competence() -> ChosenField:
    return ChosenField(
        rows=lambda: Competence.objects.filter(closed_on__isnull=True), to="key", choices=competence_choices,
        label=_("Kompetensi"), error_messages={"required": _("Pilih dahulu kompetensinya.")},
    )  # fmt: skip


def _level(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    said = {"required": _("Pilih tingkatnya."), "invalid_choice": _("Tingkat kompetensi adalah 1 sampai 5.")}
    return forms.TypedChoiceField(label=label, coerce=int, choices=level_choices, error_messages=said, **kwargs)


def _proof(label: Any) -> UploadsField:
    return UploadsField(label=label, most=1, kinds=(PDF, *PICTURES), required=False)


def _rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


class RecordForm(forms.Form):
    """What was found about somebody."""

    competence = _competence()
    level = _level(_("Tingkat"))
    how = forms.ChoiceField(label=_("Dinilai dengan"), choices=PersonCompetence.How.choices,
                            initial=PersonCompetence.How.SUPERVISOR)  # fmt: skip
    assessed_on = DayField(label=_("Dinilai pada"))
    valid_until = DayField(label=_("Berlaku sampai"), required=False,
                           help_text=_("Hari terakhir. Kosongkan bila tidak dibatasi."))  # fmt: skip
    words = TextField(label=_("Keterangan"), max_length=1000, required=False, widget=_rows(2),
                      help_text=_("Dibaca orangnya, kepala kantornya, dan pimpinan."))  # fmt: skip
    proof = _proof(_("Sertifikat atau hasil uji"))


class DeclareForm(forms.Form):
    """What somebody says of themselves."""

    competence = _competence()
    level = _level(_("Tingkat yang Anda kuasai"))
    words = TextField(
        label=_("Mengapa"), max_length=1000, widget=_rows(3),
        help_text=_("Pengalaman, pekerjaan, atau pelatihan yang membuktikannya."),
        error_messages={"required": _("Tuliskan dahulu mengapa.")},
    )  # fmt: skip
    proof = _proof(_("Bukti"))


class AnswerForm(forms.Form):
    """The head's answer to it."""

    level = _level(_("Tingkat yang dikukuhkan"))
    answer = TextField(label=_("Catatan untuknya"), max_length=1000, required=False, widget=_rows(2),
                       help_text=_("Wajib bila belum dikukuhkan."))  # fmt: skip


class CompetenceForm(forms.Form):
    """One line of the catalogue."""

    title = LineField(label=_("Nama"), max_length=100, error_messages={"required": _("Tuliskan namanya.")})
    group = forms.ChoiceField(label=_("Kelompok"), choices=Competence.Group.choices)
    description = TextField(label=_("Uraian"), max_length=600, widget=_rows(2),
                            error_messages={"required": _("Tuliskan uraiannya.")})  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in rules.levels():
            words = _("Arti tingkat %(number)d, %(name)s") % {"number": one.number, "name": one.name}
            self.fields[f"level_{one.number}"] = LineField(label=words, max_length=200, required=False)

    def said(self) -> dict[str, Any]:
        """As the actions want it."""
        kept = {name: self.cleaned_data[name] for name in ("title", "group", "description")}
        return kept | {"level_words": [self.cleaned_data[f"level_{one.number}"] for one in rules.levels()]}

    @staticmethod
    def begun(competence: Competence) -> dict[str, Any]:
        words = {f"level_{place}": one for place, one in enumerate(competence.level_words, rules.LOWEST)}
        return {"title": competence.title, "group": competence.group, "description": competence.description} | words


class RoleForm(forms.Form):
    """Whose posts are meant; the word stands in addresses for ever."""

    peran = forms.ChoiceField(label=_("Peran jabatan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["peran"]
        assert isinstance(field, forms.ChoiceField)
        left_out = set(rules.without_roles())
        field.choices = [(key, words) for key, words in Post.Role.choices if key not in left_out]


class LevelsForm(forms.Form):
    """A level for each competence, or none. `blank` is what no choice means: leave it as it is, or not asked."""

    def __init__(
        self, *args: Any, competences: Iterable[Competence], blank: Any, dropping: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.competences = {one.key: one for one in competences}
        dropped = [("0", gettext("tidak diminta lagi"))] if dropping else []
        for one in self.competences.values():
            self.fields[one.key] = forms.TypedChoiceField(
                label=one.title, coerce=int, empty_value=None, required=False,
                choices=[("", blank), *dropped, *level_choices()],
                error_messages={"invalid_choice": _("Tingkat kompetensi adalah 1 sampai 5.")},
            )  # fmt: skip

    def levels(self) -> dict[Competence, int]:
        """What was chosen."""
        chosen = {key: self.cleaned_data.get(key) for key in self.competences}
        return {self.competences[key]: level for key, level in chosen.items() if level is not None}

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields as they stand on the page."""
        shelves: dict[str, list[Any]] = {}
        for one in self.competences.values():
            shelves.setdefault(one.get_group_display(), []).append(self[one.key])
        return list(shelves.items())


class TrainingForm(forms.Form):
    """One training; what it aims at is a `LevelsForm` beside it."""

    title = LineField(label=_("Nama pelatihan"), max_length=160, error_messages={"required": _("Tuliskan namanya.")})
    provider = LineField(label=_("Penyelenggara"), max_length=160,
                         error_messages={"required": _("Tuliskan penyelenggaranya.")})  # fmt: skip
    form = forms.ChoiceField(label=_("Bentuk"), choices=Training.Form.choices)
    hours = forms.IntegerField(
        label=_("Jam pelajaran"), min_value=1, max_value=2000, help_text=_("Satu jam pelajaran (JP) 45 menit."),
        error_messages={"required": _("Tuliskan jumlah jam pelajarannya."), "invalid": _("Tulis dengan angka.")},
    )  # fmt: skip
    since = DayField(label=_("Mulai"))
    until = DayField(label=_("Sampai"), help_text=_("Hari terakhir."))
    place = LineField(label=_("Tempat"), max_length=160, required=False)
    words = TextField(label=_("Keterangan"), max_length=2000, required=False, widget=_rows(3))


class PlacesForm(forms.Form):
    """People of an office for a training."""

    people = forms.MultipleChoiceField(
        label=_("Siapa yang ikut"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu orang.")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[tuple[Person, Post]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: Mapping[str, Person] = {str(person.pk): person for person, _post in people}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, person.name) for key, person in self.found.items()]

    def chosen(self) -> list[Person]:
        return [self.found[key] for key in self.cleaned_data["people"]]


class FinishForm(forms.Form):
    """What came of somebody's place."""

    hours = forms.IntegerField(
        label=_("Jam yang diikuti"), min_value=1, max_value=2000,
        error_messages={"required": _("Tuliskan jam yang diikuti."), "invalid": _("Tulis dengan angka.")},
    )  # fmt: skip
    gained = forms.BooleanField(label=_("Kini menguasai tingkat yang dituju pelatihan ini"), required=False)
    proof = _proof(_("Sertifikat"))


class BookForm(forms.Form):
    """Something worth reading."""

    title = LineField(label=_("Judul"), max_length=200, error_messages={"required": _("Tuliskan judulnya.")})
    author = LineField(label=_("Penulis"), max_length=160, error_messages={"required": _("Tuliskan penulisnya.")})
    why = TextField(label=_("Mengapa perlu dibaca"), max_length=1000, widget=_rows(2),
                    error_messages={"required": _("Tuliskan mengapa perlu dibaca.")})  # fmt: skip
    link = forms.URLField(label=_("Tautan"), max_length=300, required=False, assume_scheme="https",
                          error_messages={"invalid": _("Tulis tautan seperti https://contoh.id/buku.")})  # fmt: skip


class AdviceForm(forms.Form):
    words = LineField(label=_("Anjuran Anda, satu kalimat"), max_length=300,
                      error_messages={"required": _("Tuliskan satu kalimat anjuran.")})  # fmt: skip


class ReadingForm(forms.Form):
    """What one has read."""

    book = ChosenField(rows=lambda: Book.objects.filter(closed_on__isnull=True), choices=book_choices,
                       label=_("Bacaan"), required=False)  # fmt: skip
    title = LineField(label=_("Judul lain"), max_length=200, required=False,
                      help_text=_("Isi bila tidak ada dalam daftar."))  # fmt: skip
    finished_on = DayField(label=_("Selesai dibaca pada"))
    takeaway = TextField(
        label=_("Apa yang saya bawa pulang"), max_length=2000, widget=_rows(4),
        help_text=_("Satu paragraf. Semua petugas dapat membacanya bersama nama Anda."),
        error_messages={"required": _("Tuliskan satu paragraf: apa yang Anda bawa pulang?")},
    )  # fmt: skip

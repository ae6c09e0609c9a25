"""What is typed to call a meeting and to answer an invitation, and its words."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField, TextField
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Holding, Office, Person, Post, Region, RegionGroup
from balairung.rooms.meetings.access import BESIDE
from balairung.rooms.meetings.inviting.calling import MANNERS
from balairung.rooms.meetings.inviting.replying import Proposal
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting, MeetingSeries, MeetingSession

Who = InvitationRule.Who
CHAIRING = (*Post.LEADING, Post.Role.ASSISTANT, Post.Role.STAFF_EXPERT)
LOCAL = (Office.Kind.DISTRICT, Office.Kind.WARD, Office.Kind.VILLAGE)
#: Rules that are chosen with an area, in the order of the form.
AREAL = (Who.VILLAGE_HEADS, Who.VILLAGE_SECRETARIES, Who.DISTRICT_HEADS, Who.DISTRICT_SECRETARIES, Who.ECHELON_3)
EVERYWHERE = (Who.OFFICE_HEADS, Who.ECHELON_2, Who.LEADERS)
LETTER_MANNERS = [(one, one) for one in MANNERS]
BY_LETTER = "surat"  # a deputy whom the register does not know


class ClockField(forms.TimeField):
    """An hour of a day."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": _("Tulis jamnya seperti 08.00."), "required": _("Sebutkan jamnya.")}

    def to_python(self, value: Any) -> time | None:
        return super().to_python(value.replace(".", ":") if isinstance(value, str) else value)


class When(forms.Form):
    """A day, an hour, a place."""

    day = DayField(label=_("Hari"))
    start = ClockField(label=_("Mulai pukul"))
    end = ClockField(label=_("Sampai pukul"), required=False, help_text=_("Kosongkan untuk “s.d. selesai”."))
    place = LineField(label=_("Tempat"), max_length=200, error_messages={"required": _("Tuliskan tempatnya.")})
    link = forms.URLField(label=_("Tautan rapat daring"), max_length=300, required=False, assume_scheme="https")
    capacity = forms.IntegerField(label=_("Jumlah kursi"), required=False, min_value=1, max_value=30_000)

    def sitting(self) -> dict[str, Any]:
        """What a session is told."""
        said = self.cleaned_data
        end = _moment(said["day"], said["end"]) if said["end"] else None
        return {
            "starts_at": _moment(said["day"], said["start"]), "ends_at": end, "place": said["place"],
            "link": said["link"], "capacity": said["capacity"],
        }  # fmt: skip


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, regency_zone())


def when_of(session: MeetingSession) -> dict[str, Any]:
    """What the form of a session begins with."""
    start = localtime(session.starts_at)
    end = localtime(session.ends_at) if session.ends_at else None
    return {
        "day": start.date(), "start": start.time(), "end": end and end.time(), "place": session.place,
        "link": session.link, "capacity": session.capacity, "name": session.name,
        "districts": [one.code for one in session.districts.all()],
    }  # fmt: skip


class MeetingFields(forms.Form):
    """What a meeting is, beside its times."""

    title = LineField(
        label=_("Nama rapat"), max_length=200, help_text=_("Misalnya “Rapat koordinasi aset desa”."),
        error_messages={"required": _("Tuliskan nama rapatnya.")},
    )  # fmt: skip
    purpose = TextField(
        label=_("Acara"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Apa yang dibahas, satu per baris. Tertulis di surat undangan."),
    )  # fmt: skip
    dress = LineField(label=_("Pakaian"), max_length=120, required=False, help_text=_("Misalnya “PDH” atau “Batik”."))
    remark = TextField(
        label=_("Catatan"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Apa yang dibawa, siapa yang dihubungi."),
    )  # fmt: skip
    manner = forms.ChoiceField(label=_("Sifat surat"), choices=LETTER_MANNERS, initial="Biasa")
    openness = forms.ChoiceField(label=_("Notulen"), choices=Meeting.Openness.choices,
                                 initial=Meeting.Openness.INTERNAL)  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, office: Office | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = {office.pk} if office else set(actor.office_ids)
        self.fields["chair"] = ChosenField(
            rows=Post.objects.select_related("office").filter(_chairs(offices)).all, choices=lambda: _posts(offices),
            label=_("Pimpinan rapat"), error_messages={"required": _("Pilih siapa yang memimpin.")},
        )  # fmt: skip
        for name, label in (("moderator", _("Moderator")), ("note_keeper", _("Notulis"))):
            self.fields[name] = ChosenField(rows=Person.objects.all, choices=lambda: _people(offices), label=label,
                                            required=False)  # fmt: skip
        rows = MeetingSeries.objects.filter(office__in=offices, closed_on=None).order_by("name")
        self.fields["series"] = forms.ModelChoiceField(
            label=_("Seri rapat"), queryset=rows, required=False, empty_label=_("Bukan bagian dari seri"),
            help_text=_("Rapat yang berulang: acara berikutnya dimulai dari yang belum selesai."),
        )  # fmt: skip


class MeetingForm(When, MeetingFields):
    """A new meeting with its first session."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        keys = {seat.office_id for seat in actor.seats if seat.role not in BESIDE}
        rows = Office.objects.filter(pk__in=keys).order_by("order")
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Kantor yang mengundang"), queryset=rows, to_field_name="key", empty_label=None,
            error_messages={"required": _("Pilih kantor yang mengundang.")},
        )  # fmt: skip
        if len(keys) == 1:
            self.fields["office"].initial = rows[0].key


class SessionForm(When):
    """One sitting of a meeting, and whose people come to it."""

    name = LineField(label=_("Nama sesi"), max_length=120, required=False,
                     help_text=_("Misalnya “Sesi pagi”. Kosong berarti Sesi 1, Sesi 2, …"))  # fmt: skip
    field_order = ["name", "day", "start", "end", "place", "link", "capacity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"] = _groups()
        self.fields["districts"] = _districts()

    def sitting(self) -> dict[str, Any]:
        """The districts that were ticked, and those of the groups."""
        said = self.cleaned_data
        grouped = RegionGroup.objects.filter(pk__in=said["groups"], districts__isnull=False)
        codes = {*said["districts"], *grouped.values_list("districts", flat=True)}
        regions = list(Region.objects.filter(code__in=codes))
        return {**super().sitting(), "name": said["name"], "districts": regions}


class RuleForm(forms.Form):
    """Who is invited, said once."""

    who = forms.ChoiceField(
        label=_("Siapa yang diundang?"), widget=forms.RadioSelect,
        choices=[(one.value, capfirst(one.label)) for one in (*AREAL, *EVERYWHERE)],
        error_messages={"required": _("Pilih siapa yang diundang.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"] = _groups()
        self.fields["districts"] = _districts()

    def rule(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "who": said["who"],
            "groups": list(RegionGroup.objects.filter(pk__in=said["groups"])),
            "districts": list(Region.objects.filter(code__in=said["districts"])),
        }


class GuestsForm(forms.Form):
    """Those from outside."""

    guests = TextField(
        label=_("Undangan dari luar pemerintah daerah"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Satu per baris, menurut urutan protokol: nama atau jabatan, lalu koma, lalu instansinya."),
        error_messages={"required": _("Tuliskan paling sedikit satu undangan.")},
    )  # fmt: skip

    def rule(self) -> dict[str, Any]:
        lines = [line.partition(",") for line in self.cleaned_data["guests"].splitlines()]
        return {"who": Who.GUESTS, "guests": [(name.strip(), title.strip()) for name, _comma, title in lines]}


class PostsForm(forms.Form):
    """Posts that were found by their words and ticked."""

    def __init__(self, posts: list[Post], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(post.pk): post for post in posts}
        self.fields["posts"] = forms.MultipleChoiceField(
            label=_("Jabatan"), widget=forms.CheckboxSelectMultiple,
            choices=[(key, full_title(post)) for key, post in self.found.items()],
            error_messages={"required": _("Centang jabatan yang diundang.")},
        )  # fmt: skip

    def rule(self) -> dict[str, Any]:
        return {"who": Who.POSTS, "posts": [self.found[key] for key in self.cleaned_data["posts"]]}


class CancelForm(forms.Form):
    reason = LineField(label=_("Alasan"), max_length=300, help_text=_("Semua yang diundang membacanya."),
                       error_messages={"required": _("Tuliskan alasannya.")})  # fmt: skip


class SeriesForm(forms.Form):
    name = LineField(label=_("Nama seri"), max_length=160, help_text=_("Misalnya “Rapat koordinasi camat”."),
                     error_messages={"required": _("Tuliskan nama serinya.")})  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = {seat.office_id for seat in actor.seats if seat.role not in BESIDE}
        rows = Office.objects.filter(pk__in=keys).order_by("order")
        self.fields["office"] = forms.ModelChoiceField(label=_("Kantor"), queryset=rows, to_field_name="key",
                                                       empty_label=None)  # fmt: skip


class ReplyForm(forms.Form):
    """An answer to an invitation."""

    answer = forms.ChoiceField(
        label=_("Apakah Anda hadir?"), widget=forms.RadioSelect,
        choices=[(Invitee.Reply.COMES, _("Ya, saya hadir")), (Invitee.Reply.SENDS, _("Saya mengutus wakil")),
                 (Invitee.Reply.STAYS_AWAY, _("Tidak dapat hadir"))],
        error_messages={"required": _("Pilih salah satu jawaban.")},
    )  # fmt: skip
    deputy = forms.ChoiceField(label=_("Siapa yang mewakili?"), required=False, widget=forms.RadioSelect)
    deputy_name = LineField(label=_("Nama wakil"), max_length=160, required=False)
    deputy_title = LineField(label=_("Jabatannya"), max_length=160, required=False)
    mandate = LineField(label=_("Surat yang menugaskannya"), max_length=160, required=False,
                        help_text=_("Nomor dan tanggal surat tugas."))  # fmt: skip
    reason = LineField(label=_("Alasan tidak hadir"), max_length=300, required=False)

    def __init__(self, *args: Any, proposals: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.person.pk): one.person for one in proposals}
        choices = [(str(one.person.pk), f"{one.person.name}, {one.title}") for one in proposals]
        field = self.fields["deputy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices, (BY_LETTER, gettext("Orang lain, dengan surat tugas"))] if choices else []
        if not choices:
            del self.fields["deputy"]

    def said(self) -> dict[str, Any]:
        """What `replying.reply` is told."""
        said = dict(self.cleaned_data)
        said["deputy"] = self.known.get(said.get("deputy", ""))
        return said


# --- what is chosen from ---------------------------------------------------------------------------------------------


def _chairs(offices: set[Any]) -> Q:
    """The leaders, the heads of agencies and districts, and the posts of the office itself."""
    heads = Q(role=Post.Role.HEAD) & ~Q(office__kind__in=(Office.Kind.VILLAGE, Office.Kind.WARD))
    mine = Q(office__in=offices) & ~Q(role__in=BESIDE)
    return Q(closed_on__isnull=True, office__closed_on__isnull=True) & (Q(role__in=CHAIRING) | heads | mine)


def _posts(offices: set[Any]) -> Choices:
    rows = Post.objects.filter(_chairs(offices)).select_related("office").order_by("order", "title")
    return [("", gettext("Pilih jabatan")), *((str(post.pk), full_title(post)) for post in rows)]


def _people(offices: set[Any]) -> Choices:
    """Those who work in the office, then those who may chair."""
    now = Holding.objects.filter(until__isnull=True, post__in=Post.objects.filter(_chairs(offices)).values("pk"))
    rows = now.select_related("person", "post__office").order_by("person__name")
    known = {row.person_id: (str(row.person_id), f"{row.person.name}, {full_title(row.post)}") for row in rows}
    return [("", gettext("Belum ditentukan")), *known.values()]


def _groups() -> forms.MultipleChoiceField:
    rows = RegionGroup.objects.order_by("order", "name")
    return forms.MultipleChoiceField(
        label=_("Kelompok wilayah"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(str(one.pk), one.name) for one in rows],
    )  # fmt: skip


def _districts() -> forms.MultipleChoiceField:
    rows = Region.objects.filter(level=Region.Level.DISTRICT, until__isnull=True).order_by("name")
    return forms.MultipleChoiceField(
        label=_("Kecamatan"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(one.code, str(one)) for one in rows],
    )  # fmt: skip

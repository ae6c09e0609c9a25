"""The form of a report as an officer takes it down: the citizen's own form, asked in another order."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.people.choices import villages
from balairung.kernel.people.place_field import NamedPlaceField
from balairung.rooms.complaints.behalf.posts import NETWORKS, network_of, read_link
from balairung.rooms.complaints.filing.forms import ComplaintForm
from balairung.rooms.complaints.forms import LONGEST
from balairung.rooms.complaints.models import Complaint

Channel = Complaint.Channel


class LinkField(LineField):
    """An address of the web, whole."""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed and not read_link(typed):
            raise ValidationError(
                _("Tautan ini tidak kami mengerti. Salin dari bilah alamat, misalnya https://contoh.id/kiriman/1.")
            )
        return read_link(typed) if typed else ""


class BehalfForm(ComplaintForm):
    """What all doors ask. Only the words are needed."""

    channel: ClassVar[str] = ""  # through which it comes
    asks: ClassVar[str] = ""  # the part of the page with what this door asks first
    needs: ClassVar[Any] = _("Hanya ceritanya yang harus diisi. Yang lain boleh dikosongkan.")
    script: ClassVar[tuple[Any, ...]] = ()  # what the officer says
    BEGINS: ClassVar[str] = "contact"  # where one begins to type
    REST: ClassVar[tuple[str, ...]] = (
        *("anonymous", "secret", "happened_on", "help", "help_other", "proxy_as", "affected_name"),
        *("accused", "klass", "to_leader"),
    )

    place = LineField(label=_("Tepatnya di sebelah mana"), required=False, max_length=200)
    text = TextField(
        label=_("Apa yang terjadi?"), min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Tuliskan dahulu apa yang terjadi. Satu kalimat pun cukup."),
            "min_length": _("Tuliskan sedikit lebih panjang, supaya kantor yang menangani mengerti masalahnya."),
        },
    )  # fmt: skip
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)  # see taking.begin
    begun = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)  # the same, by the first key

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = NamedPlaceField(label=villages(), required=False, max_length=120)
        for name, (label, help_text) in self.words().items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        for name in ("contact", "name", "place", "affected_name", "region"):  # the next caller is somebody else
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["region"].widget.attrs["list"] = "places"
        self.fields["contact"].widget.attrs["inputmode"] = "tel"
        if not self.is_bound:
            self.fields[self.BEGINS].widget.attrs["autofocus"] = True

    def words(self) -> dict[str, tuple[Any, Any]]:
        """The label and the help of fields that are asked of an officer, not of the reporter."""
        return {
            "anonymous": (_("Sembunyikan nama pelapor dari kantor yang menangani (anonim)"), ""),
            "secret": (_("Rahasiakan isi laporan"), _("Umum tidak membacanya.")),
            "groups": (_("Siapa yang mengalaminya?"), _("Laporan tentang mereka didahulukan.")),
            "help": (_("Bantuan apa yang diminta?"), ""),
            "help_other": (_("Bahasa atau bantuan lain"), ""),
            "proxy_as": (_("Pelapor adalah"), ""),
            "affected_name": (_("Nama orang yang diwakili"), ""),
            "accused": (
                _("Tentang petugas di kantor mana?"),
                _("Kantor itu tidak dapat melihatnya. Bila itu kantor Anda, Anda pun tidak, setelah dicatat."),
            ),
        }

    def taken_by(self) -> str:
        """The channel of this report."""
        return self.channel

    def came_from(self) -> dict[str, Any]:
        """The address and the account that it was written under."""
        return {}

    def rest(self) -> list[forms.BoundField]:
        """What is asked of few."""
        return [self[name] for name in self.REST]


class CallForm(BehalfForm):
    """At the telephone."""

    channel: ClassVar[str] = Channel.TELEPHONE
    asks: ClassVar[str] = "complaints/_take_call.html"
    script: ClassVar[tuple[Any, ...]] = (
        _("“Boleh saya catat nomor dan nama Anda? Nama boleh tidak disebut.”"),
        _("“Apa yang terjadi, sejak kapan, dan di desa mana?”"),
        _("“Saya bacakan kembali: … Sudah benar?”"),
    )

    def words(self) -> dict[str, tuple[Any, Any]]:
        return super().words() | {"contact": (_("Nomor penelepon"), ""), "name": (_("Nama penelepon"), "")}


class CounterForm(BehalfForm):
    """At the counter: somebody came, or a letter did."""

    WAYS: ClassVar[list[tuple[str, Any]]] = [(Channel.COUNTER, _("Datang sendiri")), (Channel.LETTER, _("Lewat surat"))]
    asks: ClassVar[str] = "complaints/_take_counter.html"
    script: ClassVar[tuple[Any, ...]] = (
        _("“Boleh saya catat nama Anda? Boleh juga tanpa nama.”"),
        _("“Apa yang terjadi, sejak kapan, dan di desa mana?”"),
        _("“Perlu bantuan lain, atau bahasa lain? Semuanya tanpa biaya, dan tidak perlu tanda tangan.”"),
    )
    BEGINS: ClassVar[str] = "name"

    way = forms.ChoiceField(
        label=_("Bagaimana laporan ini datang?"), choices=WAYS, initial=Channel.COUNTER, widget=forms.RadioSelect
    )

    def words(self) -> dict[str, tuple[Any, Any]]:
        return super().words() | {
            "contact": (_("Telepon atau surel"), _("Tanpa ini pun boleh: cetak tanda terimanya.")),
            "name": (_("Nama pelapor"), ""),
            "uploads": (_("Foto surat atau barangnya"), ""),
        }

    def taken_by(self) -> str:
        return str(self.cleaned_data["way"])


class PostForm(BehalfForm):
    """From social media: the post is read, not asked."""

    channel: ClassVar[str] = Channel.SOCIAL
    asks: ClassVar[str] = "complaints/_take_post.html"
    needs: ClassVar[Any] = _("Isi tautan atau nama akunnya, dan isi kirimannya. Yang lain boleh dikosongkan.")
    REST: ClassVar[tuple[str, ...]] = ("name", "secret", "accused", "klass", "to_leader")
    BEGINS: ClassVar[str] = "link"

    link = LinkField(label=_("Tautan kiriman"), required=False, max_length=500)
    network = forms.ChoiceField(
        label=_("Media sosial"), required=False,
        choices=[("", _("Terbaca dari tautannya")), *((name, name) for name in dict.fromkeys(NETWORKS.values()))],
    )  # fmt: skip
    handle = LineField(label=_("Nama akun"), required=False, max_length=80)

    def words(self) -> dict[str, tuple[Any, Any]]:
        return super().words() | {
            "handle": (_("Nama akun"), _("Disegel: hanya kantor yang menangani yang melihatnya.")),
            "text": (_("Isi kiriman, seperti tertulis"), ""),
            "happened_on": (_("Kapan ditulis?"), ""),
            "uploads": (_("Tangkapan layar"), ""),
            "contact": (_("Telepon atau surel, bila diketahui"), ""),
            "name": (_("Nama penulis, bila diketahui"), ""),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("link") or data.get("handle") or self.errors):
            self.add_error(
                "link", ValidationError(_("Isi tautan kirimannya, atau nama akunnya bila tidak ada tautan."))
            )
        return data

    def came_from(self) -> dict[str, Any]:
        link, handle = self.cleaned_data["link"], self.cleaned_data["handle"]
        network = self.cleaned_data["network"] or network_of(link)
        return {"source_link": link, "source_handle": " ".join(filter(None, [network, handle])) if handle else ""}

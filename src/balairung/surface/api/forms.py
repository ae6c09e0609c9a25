"""What is asked about a new webhook."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, LineField
from balairung.kernel.people.models import ApiKey
from balairung.surface.api.events import EVENTS

LABELS = {
    "report.filed": _("laporan masuk"),
    "report.verified": _("laporan diverifikasi"),
    "report.forwarded": _("laporan diteruskan"),
    "report.answered": _("laporan dijawab"),
    "report.asked": _("pelapor diminta keterangan"),
    "report.informed": _("pelapor memberi keterangan"),
    "report.resolved": _("laporan dinyatakan selesai"),
    "report.closed": _("laporan ditutup"),
    "report.reopened": _("laporan dibuka kembali"),
    "report.refused": _("laporan ditolak"),
    "report.withdrawn": _("laporan dicabut"),
    "report.escalated": _("keterlambatan naik jenjang"),
}


def key_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Keys that may have webhooks."""
    rows = ApiKey.objects.valid(timezone.now()).order_by("name", "id")
    fitting = [key for key in rows.only("name", "prefix", "scopes") if "webhooks" in key.scopes.split(",")]
    return [("", str(_("Pilih kunci"))), *((str(key.pk), f"{key.name} (bal_{key.prefix}_…)") for key in fitting)]


class WebhookForm(forms.Form):
    """Whose, where, what."""

    key = ChosenField(
        rows=lambda: ApiKey.objects.select_related("person"), choices=key_choices, label=_("Kunci"),
        help_text=_("Webhook hanya mendengar tentang laporan yang boleh dilihat orang di balik kunci ini."),
        error_messages={"required": _("Pilih dahulu kuncinya.")},
    )  # fmt: skip
    url = LineField(
        label=_("Alamat"), max_length=2000, widget=forms.URLInput,
        help_text=_("Diawali https:// dan terbuka di internet."),
        error_messages={"required": _("Tuliskan alamatnya.")},
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("Peristiwa"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(event, LABELS[event]) for event in EVENTS.values()],
        help_text=_("Tanpa pilihan berarti semuanya."),
    )  # fmt: skip

"""What came of an announcement, without knowing whom it reached; and which news of the house an officer has seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class Opening(models.Model):
    """How often it was opened on a day, by the way that led there. Nothing is known of who opened it."""

    class Way(models.TextChoices):
        DIRECT = "langsung", _("langsung atau dari daftar")
        WHATSAPP = "wa", _("dibagikan lewat WhatsApp")
        CODE = "qr", _("kode QR")
        EMAIL = "surel", _("surel kepada pelanggan")
        SHORT = "pesan", _("pesan pendek kepada pelanggan")
        BROWSER = "peramban", _("pemberitahuan peramban")
        FEED = "umpan", _("pembaca umpan")
        REPORT = "lapor", _("lalu mulai melapor")  # the button below it

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey("announcements.Announcement", on_delete=models.CASCADE, related_name="openings")
    day = models.DateField(_("tanggal"))
    came_by = models.CharField(_("jalan"), max_length=10, choices=Way)
    times = models.PositiveIntegerField(_("kali"), default=0)

    class Meta:
        verbose_name = _("pembukaan halaman")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "day", "came_by"], name="opening_once"),
            models.CheckConstraint(
                condition=Q(came_by__in=["langsung", "wa", "qr", "surel", "pesan", "peramban", "umpan", "lapor"]),
                name="opening_way",
            ),
        ]


class Helpfulness(models.Model):
    """Whether it helped, with words for the office alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey("announcements.Announcement", on_delete=models.CASCADE, related_name="answers")
    token = models.CharField(max_length=64, unique=True)  # of the form: a double click says it once
    helped = models.BooleanField(_("membantu"))
    words = SealedField(_("kata-katanya"), blank=True, default="")
    said_at = models.DateTimeField(_("dikatakan pada"))

    class Meta:
        verbose_name = _("tanggapan pembaca")
        indexes = [models.Index(fields=["announcement", "-said_at"], name="helpfulness_latest")]


class SeenFeature(models.Model):
    """A novelty of the house that an officer has seen: its mark is gone for them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    feature = models.SlugField(_("kemampuan"), max_length=60)
    seen_at = models.DateTimeField(_("dilihat pada"))

    class Meta:
        verbose_name = _("kemampuan yang sudah dilihat")
        constraints = [models.UniqueConstraint(fields=["person", "feature"], name="seen_feature_once")]

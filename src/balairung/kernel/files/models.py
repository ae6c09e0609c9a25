"""Every uploaded or produced file: what it truly is, its cleaned copy, its sealed original."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id

#: The room of a file that belongs to a long draft and to no case yet: it stays longer than one about nothing.
BEGUN = "draft"


class File(models.Model):
    """One stored file. `path` holds the cleaned copy that people are given; `original_path` what was sent, sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama berkas"), max_length=120)  # cleaned; never used as a path
    media_type = models.CharField(_("jenis isi"), max_length=80)  # by content, not by name
    size = models.PositiveBigIntegerField(_("ukuran (bita)"))
    sha256 = models.CharField(max_length=64)  # of the cleaned copy
    path = models.CharField(max_length=200, unique=True)
    original_path = models.CharField(max_length=200, blank=True, default="")
    original_sha256 = models.CharField(max_length=64, blank=True, default="")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    redacted = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="redaction_of")
    about_kind = models.CharField(_("perihal"), max_length=40, blank=True, default="")  # the room's label, "" = loose
    about_ref = models.CharField(max_length=40, blank=True, default="")
    stored_at = models.DateTimeField(_("disimpan pada"))

    class Meta:
        verbose_name = _("berkas")
        indexes = [
            models.Index(fields=["about_kind", "about_ref"], name="file_about"),
            models.Index(fields=["stored_at"], condition=models.Q(about_kind=""), name="file_loose"),  # actions.tidy
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def family(self) -> str:
        """`image`, `audio`, `video` or `application`: how a page shows it."""
        return self.media_type.partition("/")[0]

    @property
    def is_image(self) -> bool:
        return self.family == "image"

"""The public log of this regency, as rows: its key, its entries, the tiles that everybody reads, the signed heads.

The database refuses to change or delete what was published (sql/); `auditing` finds what was done behind its back.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedBytes
from balairung.ground.common.tlog.leaves import Leaf
from balairung.ground.common.tlog.tiles import WIDTH

ONE = 1  # the key of the one row about the log itself


class LogKey(models.Model):
    """The log of this regency: its name for ever, and the half of its key that nobody else has. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONE, editable=False)
    origin = models.CharField(_("nama log"), max_length=300)
    seed = SealedBytes()  # Ed25519
    made_at = models.DateTimeField(_("dibuat pada"))

    class Meta:
        verbose_name = _("kunci log")
        constraints = [models.CheckConstraint(condition=Q(id=ONE), name="log_key_one")]

    def __str__(self) -> str:
        return self.origin


class LogCursor(models.Model):
    """How far one source of entries was read."""

    source = models.SlugField(primary_key=True, max_length=20)
    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("penanda baca log")


class LogEntry(models.Model):
    """One leaf of the log, and which row of ours it is about.

    Everybody sees kind, moment and commitment. The key to the words is ours and the holder's; once it is erased, the
    leaf says nothing more about anybody.
    """

    index = models.PositiveBigIntegerField(_("nomor daun"), primary_key=True)
    kind = models.SlugField(_("jenis"), max_length=40)
    source = models.SlugField(_("sumber"), max_length=20)
    source_key = models.CharField(max_length=64)
    at = models.DateTimeField(_("pada"))
    key = SealedBytes(null=True)
    commitment = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)  # of the leaf (RFC 6962)
    code = models.CharField(max_length=40, unique=True)  # what the address of its receipt is known by

    class Meta:
        verbose_name = _("daun log")
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="log_entry_once")]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"

    def leaf(self, origin: str) -> Leaf:
        """As it stands in the log of this name."""
        return Leaf(origin, self.index, self.kind, self.at, bytes(self.commitment))


class LogTile(models.Model):
    """A tile as it is served. The one on the right edge of its level grows until it is full."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    level = models.SmallIntegerField()  # -1: the entries themselves
    index = models.PositiveBigIntegerField()
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("ubin log")
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="log_tile_once"),
            models.CheckConstraint(condition=Q(width__gte=1, width__lte=WIDTH), name="log_tile_width"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogCheckpoint(models.Model):
    """What the log said that it holds, signed; below it, as far as they answered, those who saw it."""

    size = models.PositiveBigIntegerField(_("jumlah daun"), primary_key=True)
    at = models.DateTimeField(_("ditandatangani pada"))
    note = models.TextField(_("titik periksa"))
    cosignatures = models.TextField(_("tanda tangan saksi"), blank=True, default="")

    class Meta:
        verbose_name = _("titik periksa log")
        ordering = ["size"]

    def __str__(self) -> str:
        return str(self.size)

    @property
    def published(self) -> str:
        """The signed note as everybody may read it."""
        return self.note + self.cosignatures


class LogWitness(models.Model):
    """What one of the witnesses last said: how much of the log it has seen, and when it is asked again."""

    name = models.CharField(_("saksi"), max_length=200, primary_key=True)
    size = models.PositiveBigIntegerField(_("jumlah daun yang disaksikan"), default=0)
    fails = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    trouble = models.CharField(_("gangguan"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("saksi log")

    def __str__(self) -> str:
        return self.name

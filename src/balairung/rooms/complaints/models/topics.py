"""The vocabulary that sorts reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class Group(models.Model):
    """A shelf of topics."""

    code = models.SlugField(_("kode"), max_length=40, primary_key=True)
    name = models.CharField(_("nama"), max_length=80)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    class Meta:
        verbose_name = _("kelompok topik")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a report is about; it suggests the class and the office. Rows start from data/complaints.yaml."""

    code = models.SlugField(_("kode"), max_length=60, primary_key=True)
    name = models.CharField(_("nama"), max_length=120)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="topics", verbose_name=_("kelompok"))
    klass = models.CharField(_("jenis laporan"), max_length=12)
    office_key = models.CharField(
        _("kunci kantor"), max_length=60
    )  # "pupr"; "kecamatan" and "desa" are the place's own
    keywords = models.TextField(_("kata kunci"), blank=True)  # one a line
    urgent = models.BooleanField(_("mengancam jiwa"), default=False)
    sensitive = models.BooleanField(_("peka"), default=False)  # the page offers a quick way out, the report is secret
    four_eyes = models.BooleanField(_("dibaca dua orang"), default=False)  # no answer leaves unread by a second one
    advice = models.TextField(_("nasihat sebelum melapor"), blank=True)  # shown as soon as the topic is chosen
    outside = models.CharField(_("alamat di luar kewenangan"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    closed = models.BooleanField(_("tidak dipakai lagi"), default=False)

    class Meta:
        verbose_name = _("topik")
        ordering = ["group__order", "order", "name"]

    def __str__(self) -> str:
        return self.name


class CheckItem(models.Model):
    """One thing to look at before a report on this topic is called resolved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="check_items", verbose_name=_("topik"))
    text = models.CharField(_("yang diperiksa"), max_length=200)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    closed = models.BooleanField(_("tidak dipakai lagi"), default=False)

    class Meta:
        verbose_name = _("butir periksa")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text

"""The regency itself, its districts and villages."""

from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


def local_name(label: str, name: str) -> str:
    """`Nagari Sungai Pua`; a name that says its own word already is not doubled (`Gampong Baro`)."""
    return name if name.lower().startswith(f"{label.lower()} ") else f"{label} {name}"


class Regency(models.Model):
    """The one row about the regency that this database serves."""

    code = models.CharField(_("kode wilayah"), max_length=13, primary_key=True)
    name = models.CharField(_("nama"), max_length=120)  # "Kabupaten Banyuwangi"
    province = models.CharField(_("provinsi"), max_length=80)
    zone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Jakarta")
    calendar = models.CharField(_("kalender kerja"), max_length=10, default="5-day")

    class Meta:
        verbose_name = _("kabupaten/kota")

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Region(models.Model):
    """A district or a village, by its national code (Kepmendagri 300.2.2-2138/2025): the code is the key."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("kecamatan")
        VILLAGE = "village", _("desa/kelurahan")

    code = models.CharField(_("kode wilayah"), max_length=13, primary_key=True)  # 35.10.01 or 35.10.01.2001
    name = models.CharField(_("nama"), max_length=80)
    level = models.CharField(_("tingkat"), max_length=10, choices=Level)
    label = models.CharField(_("sebutan"), max_length=30)  # "Kecamatan", "Desa", "Kelurahan", "Nagari" …
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", verbose_name=_("wilayah induk")
    )
    until = models.DateField(_("berlaku sampai"), null=True)  # codes change when a region is split

    class Meta:
        verbose_name = _("wilayah")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=["district", "village"]), name="region_level")
        ]

    def __str__(self) -> str:
        return local_name(self.label, self.name)


class RegionGroup(models.Model):
    """Districts that a regency speaks of together (wilayah kerja, eks kawedanan); a district is in one at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    districts = models.ManyToManyField(Region, related_name="groups", verbose_name=_("kecamatan"))

    class Meta:
        verbose_name = _("kelompok wilayah")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The outline of a region. Units are those of `ground.common.polygons`, which reads and writes `rings`."""

    region = models.OneToOneField(
        Region, on_delete=models.CASCADE, primary_key=True, related_name="boundary", verbose_name=_("wilayah")
    )
    rings = models.TextField(_("garis batas"))
    south = models.IntegerField()
    west = models.IntegerField()
    north = models.IntegerField()
    east = models.IntegerField()

    class Meta:
        verbose_name = _("batas wilayah")

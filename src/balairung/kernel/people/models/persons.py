"""People, the posts that they hold, their accounts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None) -> User:
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account: an address and a password. What it may do comes from the holdings of its person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("surel"), unique=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    joined_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("akun")

    def __str__(self) -> str:
        return self.email


class Person(models.Model):
    """Somebody who works for the regency or signs for it. Their private contacts are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=120)
    nip = SealedField(_("NIP"), blank=True, default="")
    email = SealedField(_("surel"), blank=True, default="")
    phone = SealedField(_("telepon"), blank=True, default="")
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, related_name="person", verbose_name=_("akun")
    )

    class Meta:
        verbose_name = _("orang")

    def __str__(self) -> str:
        return self.name

    @property
    def reachable(self) -> bool:
        return bool(self.email)


class HoldingQuerySet(models.QuerySet["Holding"]):
    def current(self, at: datetime) -> HoldingQuerySet:
        """Those in force at this moment."""
        day = localdate(at)
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Holding(models.Model):
    """A person in a post for a term. Rights come from here and from nowhere else."""

    class Capacity(models.TextChoices):
        DEFINITIVE = "definitive", _("definitif")
        PLT = "plt", _("Plt. (pelaksana tugas)")  # the post is vacant
        PLH = "plh", _("Plh. (pelaksana harian)")  # the holder is away

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings", verbose_name=_("orang"))
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="holdings", verbose_name=_("jabatan"))
    capacity = models.CharField(_("kedudukan"), max_length=12, choices=Capacity, default=Capacity.DEFINITIVE)
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"), null=True)  # the last day
    decree = models.CharField(_("nomor keputusan"), max_length=120, blank=True)

    objects: ClassVar[HoldingQuerySet] = HoldingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pemangku jabatan")
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="holding_term")
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.post}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def covering(self, at: datetime) -> AbsenceQuerySet:
        """Those in force at this moment."""
        day = localdate(at)
        return self.filter(since__lte=day, until__gte=day)


class Absence(models.Model):
    """A person is away (leave, illness, service trip): the ladder passes them by, a Plh. may act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences", verbose_name=_("orang"))
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"))
    reason = models.CharField(_("alasan"), max_length=120, blank=True)

    objects: ClassVar[AbsenceQuerySet] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ketidakhadiran")
        constraints = [models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="absence_term")]

    def __str__(self) -> str:
        return f"{self.person}: {self.since} – {self.until}"

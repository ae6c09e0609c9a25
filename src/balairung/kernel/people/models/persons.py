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
from balairung.ground.common.sealed import SealedField, keyed_hash


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


def contact_hash(kind: str, value: str) -> str:
    """The keyed hash under which a contact is found again; empty for none."""
    return keyed_hash("person", kind, value) if value else ""


class PersonQuerySet(models.QuerySet["Person"]):
    def with_nip(self, nip: str) -> PersonQuerySet:
        return self.filter(nip_hash=contact_hash("nip", nip)) if nip else self.none()

    def with_email(self, email: str) -> PersonQuerySet:
        return self.filter(email_hash=contact_hash("email", email)) if email else self.none()


class Person(models.Model):
    """Somebody who works for the regency or signs for it. Their private contacts are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=120)
    nip = SealedField(_("NIP"), blank=True, default="")
    nip_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    email = SealedField(_("surel"), blank=True, default="")
    email_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone = SealedField(_("telepon"), blank=True, default="")
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, related_name="person", verbose_name=_("akun")
    )

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("orang")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["nip_hash"], condition=~Q(nip_hash=""), name="person_nip_once"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="person_name"),  # the list of people
            models.Index(fields=["email_hash"], condition=~Q(email_hash=""), name="person_email"),  # with_email()
        ]

    def __str__(self) -> str:
        return self.name

    def write_contacts(self, *, nip: str, email: str, phone: str) -> None:
        """Set the sealed contacts with the hashes that find them; the values are clean (see contacts.py)."""
        self.nip, self.nip_hash = nip, contact_hash("nip", nip)
        self.email, self.email_hash = email, contact_hash("email", email)
        self.phone = phone

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
    post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, related_name="holdings", verbose_name=_("jabatan")
    )
    capacity = models.CharField(_("kedudukan"), max_length=12, choices=Capacity, default=Capacity.DEFINITIVE)
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"), null=True)  # the last day
    decree = models.CharField(_("nomor keputusan"), max_length=120, blank=True)

    objects: ClassVar[HoldingQuerySet] = HoldingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pemangku jabatan")
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="holding_term"
            )
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


class BadgeQuerySet(models.QuerySet["Badge"]):
    def standing(self) -> BadgeQuerySet:
        return self.filter(revoked_at__isnull=True)


class Badge(models.Model):
    """A printed card with a QR code by which somebody without a telephone is known; one at a time (passes.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="badges", verbose_name=_("orang"))
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(_("dibuat pada"))
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)

    objects: ClassVar[BadgeQuerySet] = BadgeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kartu pegawai")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at__isnull=True), name="badge_once")
        ]

"""What signs: the regency's own certificate authority with its keys, or the door to a certified one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class Certificate(models.Model):
    """A certificate of the local authority (X.509) with its key; `person` is null for the authority's own.

    A person's key is a PKCS #8 file under that person's passphrase, sealed once more: neither a stolen database nor the
    operator signs with it. It is no certified signature (PP 71/2019), and every page and letter says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="certificates", verbose_name=_("pemilik")
    )
    serial = models.CharField(_("nomor seri"), max_length=80, unique=True)  # hexadecimal
    subject = models.CharField(_("pemilik"), max_length=300)
    pem = models.TextField()
    key = SealedField()
    issued_at = models.DateTimeField(_("diterbitkan pada"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)
    revocation = models.CharField(_("alasan"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("sertifikat")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(person__isnull=False, revoked_at__isnull=True), name="certificate_person"
            ),
            models.UniqueConstraint(  # one authority: what was not revoked has no reason, so all of them are alike
                fields=["revocation"],
                condition=Q(person__isnull=True, revoked_at__isnull=True),
                name="certificate_authority",
            ),
        ]


class Identity(models.Model):
    """By which national number (NIK) the certified authority knows a signer."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.PROTECT, primary_key=True, related_name="identity", verbose_name=_("orang")
    )
    nik = SealedField(_("NIK"))
    nik_hash = models.CharField(max_length=64, unique=True)
    recorded_at = models.DateTimeField(_("dicatat pada"))

    class Meta:
        verbose_name = _("identitas penanda tangan")


class SigningDoor(models.Model):
    """Which signer this regency uses since when; the newest row counts. No row: the local authority."""

    class Kind(models.TextChoices):
        LOCAL = "local", _("Sertifikat pemerintah daerah ini")
        BSRE_V1 = "bsre-v1", _("BSrE, eSign Client versi 1")
        BSRE_V2 = "bsre-v2", _("BSrE, eSign Client versi 2")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("penanda tangan elektronik"), max_length=8, choices=Kind)
    address = models.URLField(_("alamat"), blank=True, default="")
    account = models.CharField(_("nama pengguna"), max_length=80, blank=True, default="")
    secret = SealedField(_("kata sandi"), blank=True, default="")
    stamp_address = models.URLField(_("server cap waktu"), blank=True, default="")  # RFC 3161
    since = models.DateTimeField(_("sejak"))
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("pintu tanda tangan")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("local", "bsre-v1", "bsre-v2")), name="signing_door_kind")
        ]
        indexes = [models.Index(fields=["-since"], name="signing_door_since")]

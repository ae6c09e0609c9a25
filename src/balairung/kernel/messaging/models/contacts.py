"""The regency's own lines to the world, and the addresses of people that were proved to be theirs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField, keyed_hash


class Gateway(models.Model):
    """How this regency is connected to one channel: the account at the vendor, sealed. A channel has at most one."""

    channel = models.CharField(_("saluran"), max_length=12, primary_key=True)
    account = SealedField(_("akun"), blank=True, default="")  # JSON: what the door's `needs` names -> its value
    hook = models.CharField(max_length=40, unique=True)  # the unguessable part of the address the vendor calls
    open = models.BooleanField(_("dibuka"), default=False)
    cursor = models.CharField(max_length=200, blank=True, default="")  # where polling goes on
    lease_until = models.DateTimeField(null=True)  # until then one worker polls it, and no other
    heard_at = models.DateTimeField(_("pesan masuk terakhir"), null=True)  # to the minute
    said_at = models.DateTimeField(_("pesan keluar terakhir"), null=True)
    told_at = models.DateTimeField(null=True)  # first word of this account about whether a message arrived
    changed_at = models.DateTimeField(_("diubah pada"))
    checked_at = models.DateTimeField(_("dicoba pada"), null=True)
    problem = models.CharField(_("hambatan"), max_length=300, blank=True, default="")  # of the last try; "" is well

    class Meta:
        verbose_name = _("pintu")

    def __str__(self) -> str:
        return self.channel


def address_hash(channel: str, address: str) -> str:
    """The keyed hash under which an address is found again; empty for none."""
    return keyed_hash("address", channel, address.strip().lower()) if address else ""


class ContactQuerySet(models.QuerySet["Contact"]):
    def at(self, channel: str, address: str) -> ContactQuerySet:
        return self.filter(channel=channel, address_hash=address_hash(channel, address))

    def verified(self) -> ContactQuerySet:
        """Those that count: whoever reads them told us the code that we sent there."""
        return self.filter(verified_at__isnull=False)


class Contact(models.Model):
    """One address on one channel, of one of ours or of a citizen. It counts once its code came back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(_("saluran"), max_length=12)
    address = SealedField(_("alamat"))
    address_hash = models.CharField(max_length=64)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, related_name="contacts", verbose_name=_("orang")
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)  # the order in which a person wants to be asked
    since = models.DateTimeField(_("sejak"))
    verified_at = models.DateTimeField(_("dipastikan pada"), null=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong codes since the last one was sent
    asked = models.PositiveSmallIntegerField(default=0)  # codes that were sent, until one came back

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kontak")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_hash", "person"],
                condition=Q(person__isnull=False),
                name="contact_of_person",
            ),
            models.UniqueConstraint(
                fields=["channel", "address_hash"], condition=Q(person__isnull=True), name="contact_of_citizen"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "order"], condition=Q(person__isnull=False), name="contact_person"),
            models.Index(  # numbers that nobody proved in time
                fields=["since"], condition=Q(person__isnull=True, verified_at__isnull=True), name="contact_unproved"
            ),
        ]

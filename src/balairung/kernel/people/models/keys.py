"""Keys by which a program speaks for an office."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self, at: datetime) -> ApiKeyQuerySet:
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), revoked_at__isnull=True)


class ApiKey(models.Model):
    """A program may do what its scopes name, as the post-holder behind it, or as a citizen when there is none.

    The key itself is shown once; kept is its hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=120)
    prefix = models.CharField(max_length=12, unique=True)  # its first signs, by which people know it again
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(_("wewenang"), max_length=200)  # by commas: keys.SCOPES
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="api_keys",
        verbose_name=_("bertindak sebagai"),
    )
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("dibuat pada"))
    until = models.DateTimeField(_("berlaku sampai"), null=True)
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)
    used_on = models.DateField(_("terakhir dipakai"), null=True)

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kunci API")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """As people know it again: its beginning."""
        return f"bal_{self.prefix}_…"

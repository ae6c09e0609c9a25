"""What officers lay beside an obligation to get their work done. None of it stops a clock or is proof of anything."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models.ledger import Event
from balairung.kernel.obligations.models.obligations import Obligation


class Tag(models.Model):
    """A word by which officers find what belongs together. Words that begin with "!" are the house's own."""

    HOUSE = "!"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="tags")
    word = models.CharField(_("label"), max_length=40)

    class Meta:
        verbose_name = _("label")
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["word", "obligation"], name="tag_once")]

    def __str__(self) -> str:
        return self.word

    @property
    def by_house(self) -> bool:
        return self.word.startswith(self.HOUSE)

    @property
    def shown(self) -> str:
        return self.word.removeprefix(self.HOUSE)


class Snooze(models.Model):
    """One officer wants to see this again later. Its clocks run on.

    It comes back by itself when it falls due, or when something was written in its ledger after line `seq`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="snoozes")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateTimeField(_("sampai"))
    seq = models.PositiveIntegerField(_("pada baris"))

    class Meta:
        verbose_name = _("tunda")
        constraints = [models.UniqueConstraint(fields=["person", "obligation"], name="snooze_once")]


class Visit(models.Model):
    """When an officer last had this open: what "X is looking at it too" is read from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField(_("pada"))
    writing = models.BooleanField(_("sedang menulis"), default=False)

    class Meta:
        verbose_name = _("kunjungan")
        constraints = [models.UniqueConstraint(fields=["obligation", "person"], name="visit_once")]
        indexes = [models.Index(fields=["at"], name="visit_at")]  # what is swept


class SavedSearch(models.Model):
    """A list that an officer asks for often: the query of the inbox's address under a name of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("nama"), max_length=60)
    query = models.CharField(_("pencarian"), max_length=500)

    class Meta:
        verbose_name = _("pencarian tersimpan")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name


class Mention(models.Model):
    """A colleague named in a note: it stands in their list until they have read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mentions")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="mentions", db_index=False)
    read_at = models.DateTimeField(_("dibaca pada"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("catatan", "sebutan")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="mention_once")]
        indexes = [
            models.Index(
                fields=["person", "obligation"], condition=models.Q(read_at__isnull=True), name="mention_unread"
            )
        ]

"""The checklist in its editions: what a check looks at. Nobody changes an edition that was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.facts import facts
from balairung.ground.common.ids import new_id

Proof = Literal["always", "if_no", "none"]
PROOFS: tuple[tuple[Proof, Any], ...] = (
    ("always", gettext_lazy("Selalu difoto")),
    ("if_no", gettext_lazy("Difoto bila tidak")),
    ("none", gettext_lazy("Tanpa foto")),
)


@dataclass(frozen=True)
class Item:
    """One thing that is looked at; `data/checklists.yaml` explains each part."""

    key: str
    title: str
    ask: str
    weight: int
    proof: Proof
    needs_open: bool
    owes: bool
    days: int
    kinds: tuple[str, ...]
    source: str

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Item:
        return cls(**{**row, "kinds": tuple(row["kinds"])})

    def written(self) -> dict[str, Any]:
        return {**asdict(self), "kinds": list(self.kinds)}

    def asked_of(self, kind: str) -> bool:
        """Whether offices of this kind are asked it."""
        return not self.kinds or kind in self.kinds

    @property
    def source_words(self) -> str:
        """The rule that it comes from; one that nobody compared with its text says so."""
        row = facts("checklists")["sources"].get(self.source)
        if row is None:
            return self.source
        return row["words"] if row["checked"] else _("%(rule)s (belum dicocokkan)") % {"rule": row["words"]}


class CheckSheet(models.Model):
    """One edition. A check names the one that it was begun with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(gettext_lazy("edisi"), unique=True)
    title = models.CharField(gettext_lazy("judul"), max_length=120)
    rows = models.JSONField(gettext_lazy("butir"))  # as `Item.written`; shown, never filtered by
    published_at = models.DateTimeField(gettext_lazy("berlaku sejak"))
    published_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="check_sheets")

    class Meta:
        verbose_name = gettext_lazy("daftar periksa")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @cached_property
    def items(self) -> dict[str, Item]:
        """By key, in the order in which they are asked."""
        return {row["key"]: Item.read(row) for row in self.rows}

    def asked_of(self, kind: str) -> list[Item]:
        return [item for item in self.items.values() if item.asked_of(kind)]

"""The words by which what is owed is found. Its indexes are the databases' own (sql/): GIN here, FTS5 there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.models.among import OwnLookup


def key_of(obligation: UUID) -> int:
    """The number under which FTS5 knows it: the part of its key that was drawn by lot."""
    return obligation.int & (2**62 - 1)


def month_token(moment: datetime) -> str:
    return f"M{moment.astimezone(UTC):%Y%m}"


def owner_token(owner: UUID) -> str:
    return f"O{owner.hex}"


class SearchText(models.Model):
    """What one obligation is found by: stemmed words, and beside them when it was opened and who owned it.

    No personal data: neither name nor contact nor what a reporter needs is ever written here. Capital letters tell
    the tokens of `scope` from words: "M202603" for the month, "O…" for the office (or person) that owns it and for
    those that were told of its lateness. They stand in the same index, so that a common word is looked for in one
    month, or in one office, alone.
    """

    INDEX: ClassVar[str] = "search_index"

    key = models.BigIntegerField(primary_key=True)
    obligation = models.OneToOneField(Obligation, on_delete=models.CASCADE, related_name="search_text")
    opened_at = models.DateTimeField(_("dibuka pada"))
    words = models.TextField(_("kata"))
    public_words = models.TextField(_("kata untuk umum"), blank=True)  # of the redacted projection; "" hides it
    scope = models.TextField(_("lingkup"))
    edition = models.PositiveSmallIntegerField(_("edisi"))  # of the stemming

    class Meta:
        verbose_name = _("kata pencarian")


@dataclass(frozen=True)
class Sought:
    """All of these words, in one of these months, of one of these owners (none named: in any, of any)."""

    words: tuple[str, ...]
    months: tuple[str, ...]
    owners: tuple[str, ...] = ()

    @property
    def parts(self) -> list[tuple[str, tuple[str, ...]]]:
        """What must all be so, each with how its tokens are joined."""
        return [("and", self.words), *(("or", tokens) for tokens in (self.months, self.owners) if tokens)]


@models.TextField.register_lookup
class Holds(OwnLookup):
    """`words__holds=Sought(…)`: by the full-text index of whichever database this is.

    Of any table with `words` and `scope` whose model names its FTS5 index (`INDEX`, rows by `key`) and has the GIN one.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table, column = self._place(compiler)
        lexemes = f"array_to_tsvector(string_to_array(btrim({table}.{column} || ' ' || {table}.\"scope\"), ' '))"
        hidden = [f"{table}.{column} <> ''"] if "public" in column else []  # as the index says
        parts = [(" & " if join == "and" else " | ").join(_quoted(tokens, "'")) for join, tokens in self.rhs.parts]
        return " AND ".join([*hidden, *([f"{lexemes} @@ %s::tsquery"] * len(parts))]), parts

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table, column = self._place(compiler)
        columns = [column.strip('"'), "scope", "scope"]
        joined = [f" {join.upper()} ".join(_quoted(tokens, '"')) for join, tokens in self.rhs.parts]
        match = " AND ".join(f"{{{column}}} : ({part})" for column, part in zip(columns, joined, strict=False))
        index = self.lhs.target.model.INDEX
        return f'{table}."key" IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)', [match]

    def _place(self, compiler: Any) -> tuple[str, str]:
        table, _dot, column = compiler.compile(self.lhs)[0].rpartition(".")
        return table, column


def _quoted(tokens: Iterable[str], mark: str) -> list[str]:
    """Tokens hold letters and numbers only (stemming.py), so no mark stands in one."""
    return [f"{mark}{token}{mark}" for token in tokens]

"""What `data/innovations.yaml` says, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts


@dataclass(frozen=True)
class Criterion:
    """One of the five of PP 38/2017, art. 6."""

    key: str
    title: str
    ask: str


def criteria() -> list[Criterion]:
    rows = facts("innovations")["criteria"]
    return [Criterion(key, _(row["title"]), _(row["ask"])) for key, row in rows.items()]


def most() -> int:
    """The highest score for one criterion."""
    return int(facts("innovations")["most"])


def form_choices() -> list[tuple[str, str]]:
    return [(key, _(row["words"])) for key, row in facts("innovations")["forms"].items()]


def affair_choices() -> list[tuple[str, str]]:
    """Basic services say that they are."""
    return [(key, affair_words(key)) for key in facts("innovations")["affairs"]]


def affair_words(key: str) -> str:
    row = facts("innovations")["affairs"].get(key)
    if row is None:
        return key
    words = _(row["words"])
    return _("%(affair)s (pelayanan dasar)") % {"affair": words} if row["basic"] else words


def form_words(key: str) -> str:
    return str(dict(form_choices()).get(key, key))

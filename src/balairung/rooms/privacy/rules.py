"""What the law and the regency set: rights, refusals, kinds of data, who answers (ground/data/privacy.yaml)."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.common.working_time import deadline
from balairung.ground.ui.fields import Pair
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office

KIND = "privacy"
PREFIX, BREACH = "7", "8"  # of requests, of incidents
CODE_OF = {"email": "surel"}


def told(part: str, key: str) -> str:
    """The words of one key of `rights`, `refusals`, `exposed`; "" for none."""
    row = facts(KIND)[part].get(key)
    return _(row["words"]) if row else ""


def pairs(part: str) -> list[Pair]:
    return [(str(key), told(part, key)) for key in facts(KIND)[part]]


def rights() -> list[dict[str, Any]]:
    """Each with its words, for the page on which one chooses."""
    rows = facts(KIND)["rights"].items()
    return [{"key": key, "words": _(row["words"]), "help": _(row["help"]), "article": row["article"]}
            for key, row in rows]  # fmt: skip


def clock_of(right: str, since: datetime | None = None) -> ClockRule:
    return clock_rule(KIND, facts(KIND)["rights"][right]["clock"], since=since)


def due_of(right: str, now: datetime) -> datetime:
    """By when a request that is made now is answered."""
    rule = clock_of(right)
    return deadline(now, rule.amount, rule.unit, Calendars().get("5-day")).due


def refusal_words(key: str) -> str:
    """`Kepentingan proses penegakan hukum (UU 27/2022 Pasal 15 ayat (1) huruf b)`."""
    article, words = facts(KIND)["refusals"].get(key, {}).get("article", ""), told("refusals", key)
    return _("%(words)s (UU 27/2022 Pasal %(article)s)") % {"words": words, "article": article} if article else words


def exposed_words(keys: list[str]) -> list[str]:
    return [words for key in keys if (words := told("exposed", key))]


def is_special(keys: list[str]) -> bool:
    """Whether data of art. 4 (2) are among them: health, children, money, crime, body."""
    return any(facts(KIND)["exposed"].get(key, {}).get("special") for key in keys)


@cache
def answering() -> frozenset[str]:
    return frozenset(facts(KIND)["ppdp"]["answers"])


def main_office() -> Office | None:
    """The office of the officer for data protection: the first of those that stand."""
    keys = facts(KIND)["ppdp"]["main"]
    found = {office.key: office for office in Office.objects.filter(key__in=keys, closed_on__isnull=True)}
    return next((found[key] for key in keys if key in found), None)

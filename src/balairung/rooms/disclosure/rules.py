"""What the law and the regency set: grounds, articles, categories, who answers, until when (ground/data)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.common.working_time import deadline
from balairung.ground.ui.fields import Pair
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Post

KIND, PREFIX = "disclosure", "X"
#: Keys that rows name; data/disclosure.yaml has their words, and a test that it has them all.
SHAPES, WAYS = ("view", "copy", "file"), ("pick_up", "page", "post")
CATEGORIES = ("periodic", "at_once", "any_time")
GROUNDS = ("refused", "periodic", "unanswered", "unlike", "unmet", "cost", "late")
ARTICLES = tuple("abcdefghij")


def told(part: str, key: str) -> str:
    """The words of one key of `shapes`, `ways`, `grounds`, `articles`; "" for none."""
    row = facts(KIND)[part].get(key, "")
    return _(row["words"] if isinstance(row, Mapping) else row) if row else ""


def pairs(part: str) -> list[Pair]:
    """Key and words of a whole part, to choose from."""
    return [(str(key), told(part, key)) for key in facts(KIND)[part]]


def article_words(key: str) -> str:
    """`Pasal 17 huruf h: mengungkapkan rahasia pribadi seseorang`; "" for none."""
    words = told("articles", key)
    return _("Pasal 17 huruf %(letter)s: %(words)s") % {"letter": key, "words": words} if words else ""


def passes(article: str) -> bool:
    """What this letter withholds is not withheld for ever (article 20)."""
    return bool(facts(KIND)["articles"][article]["passing"])


def article_choices() -> list[Pair]:
    return [(key, article_words(key)) for key in facts(KIND)["articles"]]


def category_title(key: str) -> str:
    return _(facts(KIND)["categories"][key]["title"])


def category_choices() -> list[Pair]:
    rows = facts(KIND)["categories"].items()
    return [(key, f"{_(row['title'])}: {_(row['words'])}") for key, row in rows]


def categories() -> list[dict[str, Any]]:
    """Each with its words and where it comes from, for a page."""
    rows = facts(KIND)["categories"].items()
    return [
        {"key": key, "title": _(row["title"]), "words": _(row["words"]), "basis": row["basis"]} for key, row in rows
    ]


def basis() -> list[dict[str, Any]]:
    """Every rule that the room goes by, with the length of its clock, and whether its text was compared."""
    rows = facts(KIND)["basis"]
    return [
        {"title": _(row["title"]), "article": row["article"], "checked": row["checked"],
         "days": clock_rule(KIND, row["clock"]).amount if "clock" in row else None}
        for row in rows
    ]  # fmt: skip


@cache
def answering() -> frozenset[str]:
    return frozenset(facts(KIND)["ppid"]["answers"])


def last_moment(name: str, since: datetime, calendars: Calendars | None = None) -> datetime:
    """When a clock of this name that counts from `since` is over: for what has no obligation of its own."""
    rule = clock_rule(KIND, name)
    return deadline(since, rule.amount, rule.unit, (calendars or Calendars()).get(rule.calendar or "5-day")).due


def main_office() -> Office | None:
    """The office of the PPID utama: the first of those that stand."""
    keys = facts(KIND)["ppid"]["main"]
    found = {office.key: office for office in Office.objects.filter(key__in=keys, closed_on__isnull=True)}
    return next((found[key] for key in keys if key in found), None)


def superior_post() -> Post | None:
    """Whose decision an objection asks for."""
    rows = Post.objects.filter(role=facts(KIND)["ppid"]["superior"], closed_on__isnull=True)
    return rows.select_related("office").order_by("order", "id").first()


def answering_offices() -> Any:
    """The offices that a request may be sent to, and that keep lists."""
    kinds = facts(KIND)["ppid"]["deputies"]
    return Office.objects.filter(kind__in=kinds, closed_on__isnull=True).order_by("order", "name")

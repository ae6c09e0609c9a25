"""The topics that a regency starts with, how people find them in their own words, and the numbers to call first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db import transaction

from balairung.ground.common.facts import facts
from balairung.kernel.people.house import the_regency
from balairung.rooms.complaints.models import Group, Topic
from balairung.rooms.complaints.topics.stock import load_stock

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
#: What people say around the thing itself.
EMPTY = {
    "ada", "adalah", "akan", "aku", "anda", "apa", "atau", "banyak", "bapak", "bu", "buat", "dalam", "dan", "dari",
    "dekat", "dengan", "depan", "di", "ibu", "ini", "itu", "jadi", "juga", "kami", "karena", "ke", "kita", "kok",
    "lagi", "lapor", "laporan", "mau", "melapor", "minta", "mohon", "nang", "ndak", "nggak", "pada", "pak", "sama",
    "sangat", "saya", "sekali", "sering", "soal", "sudah", "tentang", "terus", "tidak", "tolong", "untuk", "yang",
}  # fmt: skip
MOST_FOUND = 8
SHORT = 3  # letters; a shorter word counts only as it stands
LIKE = 0.84  # how alike a mistyped word must be


@dataclass(frozen=True)
class Emergency:
    """A number that answers at once."""

    number: str
    name: str
    what: str


def emergencies() -> list[Emergency]:
    """The numbers that every reporter is shown first."""
    return [Emergency(**row) for row in facts("complaints")["emergency"]]


def way_out() -> str:
    """The harmless page to which one leaves in a hurry."""
    return str(facts("complaints")["way_out"])


def told_before(topic: Topic) -> str:
    """What one should know before writing about this: advice, and whose matter it is when it is not the regency's."""
    regency = the_regency()
    return " ".join(filter(None, [topic.advice, topic.outside])).replace("{kabupaten}", regency.name if regency else "")


def find_topics(words: str) -> list[Topic]:
    """Topics that these everyday words mean, the likeliest first; none when nothing fits."""
    said = [word for word in WORD.findall(words.lower())[:30] if word not in EMPTY]
    topics = list(Topic.objects.filter(closed=False).select_related("group")) if said else []
    known = {topic.code: _words_of(topic) for topic in topics}
    meant = [_spelt(word, set().union(*known.values())) for word in said]
    phrase = f" {' '.join(said)} "
    scores = {topic.code: _score(topic, known[topic.code], meant, phrase) for topic in topics}
    found = sorted((topic for topic in topics if scores[topic.code]), key=lambda topic: -scores[topic.code])
    return found[:MOST_FOUND]


def _words_of(topic: Topic) -> set[str]:
    return set(WORD.findall(f"{topic.name} {topic.keywords}".lower())) - EMPTY


def _spelt(word: str, known: Iterable[str]) -> str:
    """The word, or the one that was meant when it is mistyped."""
    words = set(known)
    if word in words or len(word) <= SHORT or any(other.startswith(word) for other in words):
        return word
    return next(iter(get_close_matches(word, words, 1, LIKE)), word)


def _score(topic: Topic, words: set[str], meant: list[str], phrase: str) -> int:
    """Whole phrases count most, then words, then beginnings of words."""
    score = sum(3 * len(line.split()) for line in topic.keywords.splitlines() if f" {line} " in phrase)
    for word in meant:
        if word in words:
            score += 2
        elif len(word) >= SHORT and any(_begins(word, other) for other in words):
            score += 1
    return score


def _begins(word: str, other: str) -> bool:
    return other.startswith(word) or (len(other) > SHORT and word.startswith(other))


@transaction.atomic
def load_vocabulary() -> int:
    """Add what is not there yet; never touch a row that is: it may have been changed. Return how many were added."""
    data = facts("complaints")
    groups = [Group(code=code, name=name, order=place) for place, (code, name) in enumerate(data["groups"].items())]
    known = set(Group.objects.values_list("code", flat=True))
    Group.objects.bulk_create([group for group in groups if group.code not in known])
    had = set(Topic.objects.values_list("code", flat=True))
    topics = [_topic(row, place) for place, row in enumerate(data["topics"]) if row["code"] not in had]
    Topic.objects.bulk_create(topics)
    load_stock(data)
    return len(topics)


def _topic(row: dict[str, Any], place: int) -> Topic:
    keywords = row.get("keywords") or []
    return Topic(
        code=row["code"], name=row["name"], group_id=row["group"], klass=row["class"], office_key=row["office"],
        keywords="\n".join(map(str, keywords)), urgent=bool(row.get("urgent")), sensitive=bool(row.get("sensitive")),
        four_eyes=bool(row.get("four_eyes")), advice=str(row.get("advice") or ""),
        outside=str(row.get("address") or ""), order=place,
    )  # fmt: skip

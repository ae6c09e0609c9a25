"""What SP4N-LAPOR! says later of a report that is here already: only what is new becomes a note, and once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.errors import Stale
from balairung.kernel.obligations.actions import note
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints.intake.columns import BY_KEY
from balairung.rooms.complaints.intake.planning import Planned
from balairung.rooms.complaints.models import Complaint, LaporCase

AT_ONCE = 200
Said = dict[str, str]


class Latest:
    """The last word of a file about each report: a number that stands in several rows is one report."""

    def __init__(self) -> None:
        self._said: dict[str, Said] = {}

    def hear(self, plans: Iterable[Planned]) -> None:
        for plan in plans:
            before = self._said.get(plan.legacy)
            self._said[plan.legacy] = _both(before, plan.said) if before else dict(plan.said)

    def count(self) -> int:
        """How many reports have something new; nothing is written."""
        return sum(bool(news) for batch in self._batches() for _complaint, _said, news in _compared(batch))

    def write(self, *, by: Actor, at: datetime) -> int:
        """A note for each report with something new; what is heard of for the first time is only remembered."""
        return sum(_write(*each, by, at) for batch in self._batches() for each in _compared(batch))

    def _batches(self) -> Iterator[dict[str, Said]]:
        keys = list(self._said)
        for start in range(0, len(keys), AT_ONCE):
            yield {key: self._said[key] for key in keys[start : start + AT_ONCE]}


def _both(one: Mapping[str, str], other: Mapping[str, str]) -> Said:
    """Two rows about one report, as one: what differs stands side by side."""
    words = {key: list(dict.fromkeys([*one.get(key, "").split(" · "), other.get(key, "")])) for key in {**one, **other}}
    return {key: " · ".join(filter(None, parts)) for key, parts in words.items()}


def _compared(batch: Mapping[str, Said]) -> list[tuple[Complaint, Said, Said | None]]:
    """Each report of ours with what is said now, and what of it is new; None for the first time."""
    rows = Complaint.objects.filter(legacy__in=batch).select_related("obligation", "lapor")
    found = list(rows.defer(*Complaint.SEALED, "secret").order_by("legacy"))
    return [(one, batch[one.legacy], _news(one, batch[one.legacy])) for one in found]


def _news(complaint: Complaint, said: Said) -> Said | None:
    case: LaporCase | None = getattr(complaint, "lapor", None)
    if case is None or not case.said:
        return None
    before = json.loads(case.said)
    return {key: words for key, words in said.items() if words and before.get(key) != words}


def _write(complaint: Complaint, said: Said, news: Said | None, by: Actor, at: datetime) -> int:
    """Note and memory in one transaction; while somebody else writes it waits for the next file."""
    if news == {}:
        return 0
    try:
        with transaction.atomic():
            if news:
                note(complaint.obligation, by=by, at=at, words=_words(news))
            LaporCase.objects.update_or_create(complaint=complaint, defaults={"said": json.dumps(said)})
    except Stale:
        return 0
    return int(bool(news))


def _words(news: Mapping[str, str]) -> str:
    """It is stored, so it is Indonesian whoever imports."""
    with override(settings.LANGUAGE_CODE):
        lines = [f"{capfirst(str(BY_KEY[key].label))}: {words}" for key, words in news.items()]
        return "\n".join([_("Kabar baru dari SP4N-LAPOR!."), *lines])

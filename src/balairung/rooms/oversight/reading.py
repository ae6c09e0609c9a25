"""What a body outside reads of one case: its lines in words, with nothing in them that tells who somebody is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from balairung.ground.common.redaction import redact
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.reads import PARTIES, Entry, office_of, timeline, titles_of
from balairung.rooms.oversight.models import Recommendation
from balairung.rooms.oversight.words import SAID

VERB = re.compile("[a-z_]+")


@dataclass(frozen=True)
class Case:
    """One case as it is read from outside."""

    obligation: Obligation
    label: str
    subject: str
    standing: str
    entries: Sequence[Entry]
    recommendation: Recommendation | None
    texts: Sequence[tuple[str, str]]  # of a finding: what is so, what ought to be, why, what came of it


def case_of(obligation: Obligation, now: datetime) -> Case:
    """Offices instead of names, no files, no notes of officers among themselves, and every text masked."""
    config = apps.get_app_config(obligation.kind)
    entries = timeline(obligation, titles=_titles(config.name), sees=PARTIES, who=office_of, now=now)
    shown = [replace(one, title=_said(one.title), text=redact(one.text), files=()) for one in entries]
    rows = Recommendation.objects.filter(obligation=obligation).for_list()
    one = rows.first()
    texts = _texts(one) if one else []
    standing = str(one.status.label).capitalize() if one else obligation.get_state_display()
    return Case(obligation, str(config.verbose_name), redact(obligation.subject), standing, shown, one, texts)


def _texts(one: Recommendation) -> list[tuple[str, str]]:
    finding = one.finding
    names = ("condition", "criterion", "cause", "effect")
    labels = {field.name: str(field.verbose_name) for field in finding._meta.fields}
    said = [(labels[name], getattr(finding, name)) for name in names]
    said += [(str(row._meta.verbose_name), row.text) for row in finding.amendments.all()]
    return [(label, redact(text)) for label, text in [(str(one._meta.verbose_name), one.text), *said]]


def _titles(room: str) -> dict[str, str]:
    """The verbs of whatever room it is in, as its table of moves says them."""
    found: dict[str, Any] = vars(import_module(f"{room}.moves"))
    said = SAID if room.endswith(".oversight") else {}
    return titles_of([value for value in found.values() if isinstance(value, Move)], said)


def _said(title: str) -> str:
    """A line that its room calls by no other word than its verb says that something was written down."""
    return _("Dicatat") if VERB.fullmatch(title) else title

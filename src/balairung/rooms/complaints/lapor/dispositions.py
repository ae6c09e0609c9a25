"""Which of our offices SP4N-LAPOR! means: a table that the coordinator keeps, and what a name may mean before that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.text import clean_line, plain
from balairung.ground.common.trigrams import likeness, trigrams
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Regency
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import Disposition

ONLY = _("Hanya koordinator pengaduan atau pengelola sistem yang bertukar laporan dengan SP4N-LAPOR!.")
ENOUGH, SURE = 0.45, 0.65  # of a likeness between 0 and 1: to be named, and to stand there already
LONGEST = 200
#: Words that tell no office from another.
COMMON = {"dan", "kabupaten", "kab", "kota", "pemerintah", "daerah", "kantor", "dinas", "badan", "satuan"}
SHORT_FORMS = {"pu": "pekerjaan umum", "pupr": "pekerjaan umum penataan ruang", "rsud": "rumah sakit umum daerah"}


@dataclass(frozen=True)
class Unknown:
    """A name that nobody explained yet: how many reports bear it, and what it most likely means."""

    name: str
    count: int
    likely: Sequence[Office]
    sure: bool  # the first of them is more than a guess; a person still says yes


def decided() -> dict[str, Office | None]:
    """By the name as it is compared: our office, or None where the coordinator said that it is none of ours."""
    rows = Disposition.objects.select_related("office")
    return {row.key: row.office if row.office and row.office.closed_on is None else None for row in rows}


def their_names() -> dict[object, str]:
    """By the key of our office: what SP4N-LAPOR! calls it, the first name of several."""
    rows = Disposition.objects.filter(office__isnull=False).order_by("-name", "-id")
    return dict(rows.values_list("office", "name"))


def explain_unknown(counts: Mapping[str, int]) -> list[Unknown]:
    """The names with what they may mean, those of most reports first."""
    offices = _offices()
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [_explain(name, count, offices) for name, count in ranked]


def likely_offices(
    name: str, offices: Iterable[tuple[Office, frozenset[str]]], most: int = 3
) -> list[tuple[float, Office]]:
    """Those whose name resembles it and how much, the likeliest first."""
    grams = _grams(name)
    scored = [(likeness(grams, other), office) for office, other in offices]
    return sorted((pair for pair in scored if pair[0] >= ENOUGH), key=lambda pair: (-pair[0], pair[1].order))[:most]


def _explain(name: str, count: int, offices: Iterable[tuple[Office, frozenset[str]]]) -> Unknown:
    likely = likely_offices(name, offices)
    return Unknown(name, count, [office for _score, office in likely], bool(likely) and likely[0][0] >= SURE)


@transaction.atomic
def keep_dispositions(
    chosen: Mapping[str, Office | None], *, by: Actor, at: datetime, forget: Iterable[str] = ()
) -> int:
    """What these names mean from now on, None for none of ours; return how many say something else than before.

    A name in `forget` means nothing any more: the next file that bears it asks again.
    """
    require(access.can_import(by), ONLY)
    before = {row.key: row.office_id for row in Disposition.objects.all()}
    dropped = Disposition.objects.filter(key__in=[plain(name)[:LONGEST] for name in forget])
    changed: int = dropped.delete()[0]
    for name, office in chosen.items():
        key = plain(name)[:LONGEST]
        if not key or (key in before and before[key] == (office.pk if office else None)):
            continue
        fields = {"office": office, "kept_by_id": by.person_id, "kept_at": at}
        Disposition.objects.update_or_create(
            key=key, defaults=fields, create_defaults={**fields, "name": clean_line(name)[:LONGEST]}
        )
        changed += 1
    return changed


def _offices() -> list[tuple[Office, frozenset[str]]]:
    rows = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")
    return [(office, _grams(office.name)) for office in rows]


def _grams(name: str) -> frozenset[str]:
    regency = Regency.objects.values_list("name", flat=True).first() or ""
    own = set(plain(regency).split())
    words = [word for part in plain(name).split() for word in SHORT_FORMS.get(part, part).split()]
    telling = [word for word in words if word not in COMMON and word not in own]
    return trigrams(" ".join(telling or words))

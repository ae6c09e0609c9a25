"""Evidence by itself: the subjects, what each helps to prove, and its bundles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.surface.maturity import bundling
from balairung.surface.maturity.gathering.subjects import SUBJECTS, Helps, Subject, helps_of
from balairung.surface.maturity.instruments import KEYS, Indicator, Instrument, instrument
from balairung.surface.maturity.models import Bundle, Proof, ProofStatus


@dataclass(frozen=True)
class Helping:
    """One indicator that a subject helps to prove, with the levels."""

    helps: Helps
    indicator: Indicator


@dataclass(frozen=True)
class Measured:
    """What a subject helps to prove by one instrument."""

    instrument: Instrument
    helping: Sequence[Helping]

    @property
    def numbers(self) -> str:
        """Each indicator once: `2, 19`."""
        return ", ".join(str(number) for number in dict.fromkeys(one.indicator.number for one in self.helping))


@dataclass(frozen=True)
class Row:
    """A subject with its newest bundle."""

    subject: Subject
    bundle: Bundle | None
    file: FileLink | None
    measured: Sequence[Measured]


@officers
def sources(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All subjects with their newest bundle: three queries, however many bundles there are."""
    newest, now = bundling.newest_of_all(), now_of(request)
    rows = [_row(subject, newest.get(key), now) for key, subject in SUBJECTS.items()]
    context = {"rows": rows, "may_make": bundling.can_make(actor), "year": bundling.year_now(now), "made": newest}
    return render(request, "maturity/bundles.html", context)


@officers
def source(request: HttpRequest, actor: Actor, source: str) -> HttpResponse:
    """The figures of the newest bundle, how each was counted, the bundles before it, and where they are shown."""
    if source not in SUBJECTS:
        raise Http404
    now = now_of(request)
    bundles = bundling.bundles_of(source)
    first = bundles[0] if bundles else None
    context: dict[str, Any] = {
        "row": _row(SUBJECTS[source], first, now), "may_make": bundling.can_make(actor),
        "year": bundling.year_now(now), "older": [(one, file_link(one.file, now)) for one in bundles[1:]],
        "proofs": _proofs(source, first),
    }  # fmt: skip
    if first:
        context |= {"canonical": bundling.canonical(first.content), "digest": bundling.digest_of(first.content)}
    return render(request, "maturity/source.html", context)


@officers
@require_POST
def make(request: HttpRequest, actor: Actor, source: str) -> HttpResponse:
    """Count now, for the year that is being assessed; pictures of pages are left to the command."""
    if source not in SUBJECTS:
        raise Http404
    now = now_of(request)
    _bundle, attached = bundling.refresh(source, year=bundling.year_now(now), by=actor, at=now)
    messages.success(request, _("Paket bukti selesai dibuat."))
    if attached.assessment:
        said = _("%(assessment)s: %(new)d bukti ditambahkan, %(renewed)d diperbarui, %(accepted)d tetap karena sudah "
                 "diterima.")  # fmt: skip
        messages.info(request, said % vars(attached))
    return redirect("maturity:source", source)


def _row(subject: Subject, bundle: Bundle | None, now: datetime) -> Row:
    return Row(subject, bundle, file_link(bundle.file, now) if bundle else None, _measured(subject.key))


def _measured(source: str) -> list[Measured]:
    """By instrument, the newest first; instruments that it does not touch are left out."""
    found = []
    for key in reversed(KEYS):
        whole = instrument(key)
        rows = [Helping(one, whole.indicators[one.indicator]) for one in helps_of(source, key)]
        found += [Measured(whole, rows)] if rows else []
    return found


def _proofs(source: str, newest: Bundle | None) -> list[tuple[Proof, bool]]:
    """Where its bundles stand as evidence, and whether there is a newer one than what was accepted."""
    rows = Proof.objects.standing().filter(bundle__source=source).select_related("assessment", "bundle")
    ordered = rows.order_by("-assessment__year", "-assessment__instrument_key", "indicator", "level")
    return [(one, one.status == ProofStatus.ACCEPTED and _newer(one, newest)) for one in ordered]


def _newer(proof: Proof, newest: Bundle | None) -> bool:
    return newest is not None and newest.pk != proof.bundle_id and newest.year == proof.assessment.year

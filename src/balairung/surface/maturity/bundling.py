"""A bundle: what one subject came to, drawn on paper, kept, shown for its indicators, and checked again later.

The content is counted first and its digest printed on the paper; the file's own digest is kept beside it. Counting is
a function of the records and the moment, so that the same moment gives the same content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused
from balairung.ground.common.paper import pdf, printable
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.house import house_url, regency_zone, the_regency
from balairung.surface.maturity import access, actions
from balairung.surface.maturity.gathering.shape import NOTHING, Page, Span
from balairung.surface.maturity.gathering.subjects import SUBJECTS, Subject, helps_of
from balairung.surface.maturity.models import (
    Assessment,
    Bundle,
    Proof,
    ProofLine,
    ProofStatus,
    TeamMember,
)
from balairung.surface.maturity.photographing import Picture

SOURCE = Path(__file__).with_name("templates") / "maturity" / "bundle.typ"
LISTED = 25  # bundles of one source on a page
FIRST_YEAR = 2018  # of the oldest instrument
Content = dict[str, Any]


def can_make(actor: Actor) -> bool:
    """Whoever keeps an assessment that runs; the command has no person."""
    keeping = TeamMember.objects.filter(
        person=actor.person_id, seat__in=access.KEEPING, until=None, assessment__closed_at=None
    )
    return actor == SYSTEM or access.can_open(actor) or (actor.is_officer and keeping.exists())


def subject_of(source: str) -> Subject:
    """Raise `Refused`, naming those that there are."""
    if source not in SUBJECTS:
        raise Refused(_("Sumber “%(source)s” tidak dikenal. Yang ada: %(known)s.") % {
            "source": source, "known": ", ".join(SUBJECTS),
        })  # fmt: skip
    return SUBJECTS[source]


def year_now(at: datetime) -> int:
    """The year for which evidence is wanted: of the newest assessment that runs, or else this one."""
    found = Assessment.objects.filter(closed_at=None).order_by("-year").first()
    return found.year if found else localdate(at, regency_zone()).year


def newest_of_all() -> dict[str, Bundle]:
    """The newest bundle of each source."""
    place = Window(RowNumber(), partition_by=F("source"), order_by=[F("made_at").desc(), F("id").desc()])
    rows = Bundle.objects.defer("content").select_related("file").annotate(place=place).filter(place=1)
    return {one.source: one for one in rows}


def bundles_of(source: str) -> list[Bundle]:
    """The newest first; as many as a page shows."""
    return list(Bundle.objects.filter(source=source).select_related("file")[:LISTED])


# --- making ----------------------------------------------------------------------------------------------------------


def content_of(source: str, year: int, at: datetime) -> Content:
    """Counted anew, in the house's own language and time, whoever asks. Raise `Refused` for a year that cannot be."""
    subject, regency = subject_of(source), the_regency()
    if not FIRST_YEAR <= year <= localdate(at, regency_zone()).year:
        raise Refused(_("Paket bukti dibuat untuk tahun %(first)d sampai tahun ini.") % {"first": FIRST_YEAR})
    with override(settings.LANGUAGE_CODE), timezone.override(regency_zone()):
        return {
            "source": source, "title": str(subject.title), "regency": regency.name if regency else "Balairung",
            "year": year, "at": at.astimezone(UTC).isoformat(), **subject.gather(Span(year, at)).as_json(),
        }  # fmt: skip


def canonical(content: Content) -> str:
    """The one text of this content: what the digest is of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Content) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def pages_of(source: str, year: int, at: datetime) -> list[Page]:
    """The pages that show it, for whoever photographs them before a bundle is made."""
    return [Page(*one) for one in content_of(source, year, at)["pages"]]


def make(*, source: str, year: int, by: Actor, at: datetime, shots: Sequence[Picture] = ()) -> Bundle:
    """Count, draw and keep it, with the pictures of its pages that were taken before (photographing.py)."""
    require(can_make(by), _("Hanya yang memegang penilaian kematangan yang membuat paket bukti."))
    content = content_of(source, year, at)
    drawn = _drawn(content, shots, at)
    with transaction.atomic():
        name = f"bukti-{source}-{year}-{localdate(at, regency_zone()):%Y%m%d}.pdf"
        file = store_bytes(name, drawn, at=at, about=(actions.ABOUT, source))
        return Bundle.objects.create(
            source=source, year=year, made_at=at, file=file, sha256=file.sha256, content=content
        )


def _drawn(content: Content, shots: Sequence[Picture], at: datetime) -> bytes:
    with override(settings.LANGUAGE_CODE), timezone.override(regency_zone()):
        words = printable(_words(content, at))
    words["pictures"] = [[printable(one.words), one.drawing] for one in shots]
    return pdf(SOURCE.read_bytes(), words, stamp=at)


def _words(content: Content, at: datetime) -> Content:
    """What is on the paper beside the content itself."""
    moment = {"moment": long_moment(at), "year": content["year"]}
    return {
        **content, "lang": "id", "house": content["regency"],
        "kicker": _("Paket bukti tahun %(year)d") % moment,
        "dated": _("Dihitung sistem dari catatannya sendiri pada %(moment)s.") % moment,
        "heads": [_("Angka"), _("Nilai"), _("Cara menghitung")], "empty": _("Belum ada isinya."),
        "pages_title": _("Halaman yang memperlihatkannya"),
        "pages": [[words, house_url() + address] for words, address in content["pages"]],
        "unseen": _("Gambar halaman tidak diambil; bukalah alamatnya."), "picture": _("Gambar halaman"),
        "nobody": _("Paket ini tidak memuat nama, kontak, atau isi laporan siapa pun."),
        "digest": [_("SHA-256 isi (JSON baku)"), digest_of(content)],
    }  # fmt: skip


# --- showing it for its indicators -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attached:
    """What became of a bundle in the assessment of its year: newly shown, renewed, left as it was accepted."""

    assessment: Assessment | None = None
    new: int = 0
    renewed: int = 0
    accepted: int = 0


def refresh(
    source: str, *, year: int, by: Actor, at: datetime, shots: Sequence[Picture] = ()
) -> tuple[Bundle, Attached]:
    """A bundle of now, shown for what it helps to prove."""
    bundle = make(source=source, year=year, by=by, at=at, shots=shots)
    return bundle, attach(bundle, at=at)


@transaction.atomic
def attach(bundle: Bundle, *, at: datetime) -> Attached:
    """Show it for every level that it helps to prove, in the newest assessment of its year that runs.

    What stands there already points to the newer bundle, unless it was accepted: then what was accepted stays. What
    somebody withdrew is not brought back.
    """
    running = Assessment.objects.select_for_update().filter(year=bundle.year, closed_at=None)
    assessment = running.order_by("-instrument_key").first()
    if assessment is None:
        return Attached()
    known, counted = _known(bundle, assessment), {"new": 0, "renewed": 0, "accepted": 0}
    for one in helps_of(bundle.source, assessment.instrument_key):
        for level in one.levels:
            if (proof := known.get((one.indicator, level))) is None:
                if one.shows(bundle.content["share"]):
                    _show(bundle, assessment, one.indicator, level, at)
                    counted["new"] += 1
            elif proof.status == ProofStatus.ACCEPTED:
                counted["accepted"] += 1
            else:
                counted["renewed"] += _renew(proof, bundle, at)
    return Attached(assessment, **counted)


def _known(bundle: Bundle, assessment: Assessment) -> Mapping[tuple[int, int], Proof]:
    """What was ever shown of this source, by indicator and level; what stands before what was withdrawn."""
    rows = Proof.objects.filter(assessment=assessment, bundle__source=bundle.source).select_related("bundle")
    ordered = sorted(rows, key=lambda proof: proof.withdrawn_at is None)
    return {(proof.indicator, proof.level): proof for proof in ordered}


def _show(bundle: Bundle, assessment: Assessment, number: int, level: int, at: datetime) -> None:
    title = f"{bundle.content['title']} {bundle.year}"
    actions.show(assessment, number=number, level=level, title=title, bundle=bundle, by=SYSTEM, at=at)


def _renew(proof: Proof, bundle: Bundle, at: datetime) -> bool:
    """Waiting, it points to the newer one at once; sent back, only when other figures may answer what was missed."""
    if proof.withdrawn_at:
        return False
    rows = Proof.objects.standing().filter(pk=proof.pk, status=proof.status)
    if proof.status != ProofStatus.REVISION:
        return bool(rows.update(bundle=bundle))
    if proof.bundle and not differing(proof.bundle.content, bundle.content):
        return False
    if not rows.update(bundle=bundle, status=ProofStatus.IN_REVIEW):
        return False
    with override(settings.LANGUAGE_CODE):
        words = _("Diperbarui sistem dengan angka yang lebih baru.")
    ProofLine.objects.create(proof=proof, status=ProofStatus.IN_REVIEW, words=words, at=at)
    return True


# --- checking it again -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """A figure or table that counting again gives otherwise; "" for a table, whose rows differ."""

    words: str
    before: str = ""
    now: str = ""


def differing(before: Content, now: Content) -> list[Difference]:
    """In the order of the paper; what is in one of them only differs from a dash."""
    then, again = ({row[0]: row[1] for row in content["figures"]} for content in (before, now))
    pairs = [(words, then.get(words, NOTHING), again.get(words, NOTHING)) for words in {**then, **again}]
    tables, counted = ({row[0]: row[1:] for row in content["tables"]} for content in (before, now))
    return [
        *(Difference(words, old, new) for words, old, new in pairs if old != new),
        *(Difference(title) for title in {**tables, **counted} if tables.get(title) != counted.get(title)),
    ]


def bundle_of(content: bytes) -> Bundle | None:
    """The bundle that this file is, byte for byte; None for a file that is none of ours, or no longer whole."""
    return Bundle.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()


def again(bundle: Bundle) -> list[Difference]:
    """Counted anew from today's records, up to the same moment: what differs from the paper."""
    return differing(bundle.content, content_of(bundle.source, bundle.year, bundle.made_at))

"""An assessment is opened, filled in, shown evidence for, decided about, and closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Person
from balairung.rooms.instructions.actions import LONGEST, instruct
from balairung.surface.maturity import access
from balairung.surface.maturity.instruments import Instrument, instrument
from balairung.surface.maturity.models import (
    Assessment,
    Bundle,
    Charge,
    LevelGiven,
    Proof,
    ProofLine,
    ProofReason,
    ProofStatus,
    Stage,
    TeamMember,
)
from balairung.surface.maturity.scoring import rounded

ABOUT = "maturity"
#: Who gives the level of each stage.
GIVING = {Stage.SELF: access.can_fill, Stage.INTERNAL: access.can_assess, Stage.EXTERNAL: access.can_take_over}


def open_assessment(*, year: int, key: str, by: Actor, at: datetime) -> Assessment:
    """One for each year and instrument; asked twice it is the same."""
    require(access.can_open(by), _("Hanya pimpinan daerah atau pengelola sistem yang membuka penilaian."))
    found = known_instrument(key)
    last = min(localdate(at).year, found.last_year or localdate(at).year)
    if not found.first_year <= year <= last:
        facts = {"title": found.title, "first": found.first_year, "last": last}
        raise Refused(_("%(title)s dipakai untuk tahun %(first)d sampai %(last)d.") % facts)
    row, _made = Assessment.objects.get_or_create(
        year=year, instrument_key=key, defaults={"opened_at": at, "opened_by_id": by.person_id}
    )
    return row


def known_instrument(key: str) -> Instrument:
    """Raise `Refused` for one that the house does not know."""
    try:
        return instrument(key)
    except ValueError as unknown:
        raise Refused(str(unknown)) from unknown


def note_down(assessment: Assessment, *, text: str, by: Actor) -> None:
    """What those who come after should know."""
    require(access.can_keep(by, assessment))
    _open(assessment)
    assessment.note = text.strip()
    assessment.save(update_fields=["note"])


def close(assessment: Assessment, *, by: Actor, at: datetime) -> None:
    """From now on nothing in it changes."""
    require(access.can_keep(by, assessment))
    _open(assessment)
    assessment.closed_at, assessment.closed_by_id = at, by.person_id
    assessment.save(update_fields=["closed_at", "closed_by"])


def seat(assessment: Assessment, *, person: Person, seat: str, aspect: int, by: Actor, at: datetime) -> TeamMember:
    """Take somebody into the team, for one aspect or for all of them (0)."""
    require(access.can_open(by), _("Hanya pimpinan daerah atau pengelola sistem yang menunjuk tim."))
    _open(assessment)
    if aspect and aspect not in {one.number for one in assessment.instrument.aspects}:
        raise Refused(_("Aspek itu tidak ada pada instrumen ini."))
    row, _made = TeamMember.objects.get_or_create(
        assessment=assessment, person=person, seat=seat, aspect=aspect, until=None, defaults={"since": at}
    )
    return row


def unseat(member: TeamMember, *, by: Actor, at: datetime) -> None:
    require(access.can_open(by))
    _open(member.assessment)
    TeamMember.objects.filter(pk=member.pk, until=None).update(until=at)


def give_level(
    assessment: Assessment, *, number: int, stage: str, level: Decimal, words: str = "", by: Actor, at: datetime
) -> LevelGiven:
    """One level of one stage: a line more, the earlier ones stay."""
    _open(assessment)
    require(GIVING[Stage(stage)](by, assessment, aspect_of(assessment, number)))
    _check_level(assessment.instrument, level)
    return LevelGiven.objects.create(
        assessment=assessment, indicator=number, stage=stage, level=level, words=words.strip(),
        given_by_id=by.person_id, given_at=at,
    )  # fmt: skip


def aspect_of(assessment: Assessment, number: int) -> int:
    """The aspect in which this indicator stands. Raise `Refused` for one that the instrument does not have."""
    for aspect in assessment.instrument.aspects:
        if any(one.number == number for one in aspect.indicators):
            return aspect.number
    raise Refused(_("Indikator %(number)d tidak ada pada instrumen ini.") % {"number": number})


def _check_level(found: Instrument, level: Decimal) -> None:
    if not level.is_finite() or not 1 <= level <= 5:
        raise Refused(_("Tingkat ditulis dari 1 sampai 5."))
    if level != rounded(Fraction(level)):
        raise Refused(_("Tingkat ditulis dengan paling banyak dua angka di belakang koma."))
    if not found.fractional and level != level.to_integral_value():
        raise Refused(_("%(title)s hanya mengenal tingkat bulat 1 sampai 5.") % {"title": found.title})


@transaction.atomic
def show(
    assessment: Assessment, *, number: int, level: int, title: str, file: File | None = None, link: str = "",
    bundle: Bundle | None = None, by: Actor, at: datetime,
) -> Proof:  # fmt: skip
    """Bring evidence for one level: it waits for an internal assessor at once."""
    aspect = aspect_of(assessment, number)
    require(bundle is not None or access.can_fill(by, assessment, aspect))
    _open(assessment)
    line = clean_line(title)
    if not line or not 1 <= level <= 5 or sum(map(bool, (file, link, bundle))) != 1:
        raise Refused(_("Bukti memerlukan judul, tingkat 1 sampai 5, dan satu berkas atau satu tautan."))
    if link and not link.startswith(("https://", "http://")):
        raise Refused(_("Tautan ditulis lengkap, dimulai dengan https://."))
    if file:
        attach([file], about=(ABOUT, str(assessment.pk)[-12:]))
    proof = Proof.objects.create(
        assessment=assessment, indicator=number, level=level, title=line[:200], file=file, link=link, bundle=bundle,
        status=ProofStatus.IN_REVIEW, added_by_id=by.person_id, added_at=at,
    )  # fmt: skip
    _line(proof, ProofStatus.IN_REVIEW, by, at)
    return proof


@transaction.atomic
def decide(proof: Proof, *, status: str, reason: str = "", words: str = "", by: Actor, at: datetime) -> None:
    """Accept it, or send it back with a reason and words that help to mend it."""
    locked = _locked(proof)
    aspect = aspect_of(locked.assessment, locked.indicator)
    require(access.can_decide(by, locked, aspect), _("Bukti dinilai asesor internal yang tidak membawanya sendiri."))
    if status not in (ProofStatus.ACCEPTED, ProofStatus.REVISION):
        raise Refused(_("Pilih diterima atau perlu diperbaiki."))
    if status == ProofStatus.REVISION and (reason not in ProofReason.values or not words.strip()):
        raise Refused(_("Pilih alasannya, lalu tuliskan apa yang perlu diperbaiki."))
    _turn(locked, status, by, at, reason=reason if status == ProofStatus.REVISION else "", words=words)


@transaction.atomic
def withdraw(proof: Proof, *, words: str, by: Actor, at: datetime) -> None:
    """It no longer counts, even when it was accepted: the level may fall, and the page says so."""
    locked = _locked(proof)
    require(access.can_fill(by, locked.assessment, aspect_of(locked.assessment, locked.indicator)))
    if not words.strip():
        raise Refused(_("Tuliskan mengapa bukti ini ditarik."))
    locked.withdrawn_at, locked.withdrawn_by_id = at, by.person_id
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _line(locked, "", by, at, words=words)


@transaction.atomic
def charge_step(
    assessment: Assessment, *, number: int, level: int, office: Office, due_on: date, text: str, token: str,
    by: Actor, at: datetime,
) -> Charge:  # fmt: skip
    """Give one step of the way up to an office: an instruction like any other, known here by its step.

    Raise `Refused` while an office still has it.
    """
    aspect_of(assessment, number)
    Assessment.objects.select_for_update().get(pk=assessment.pk)  # two at once: the second sees what the first gave
    row = _charge(assessment, office, due_on, text, token, by, at, indicator=number, level=level)
    others = Charge.objects.filter(assessment=assessment, indicator=number, level=level).exclude(pk=row.pk)
    if other := others.filter(instruction__obligation__closed_at=None).first():
        owed = other.instruction.obligation
        facts = {"ref": owed.ref, "office": owed.owner_office}
        raise Refused(_("Langkah ini sedang dikerjakan %(office)s (%(ref)s).") % facts)
    return row


def charge_part(
    assessment: Assessment, *, aspect: int, office: Office, due_on: date, text: str, token: str, by: Actor, at: datetime
) -> Charge:
    """Give the filling in of one aspect to an office."""
    return _charge(assessment, office, due_on, text, token, by, at, aspect=aspect)


@transaction.atomic
def _charge(
    assessment: Assessment, office: Office, due_on: date, text: str, token: str, by: Actor, at: datetime, **of: int
) -> Charge:
    _open(assessment)
    about = (ABOUT, f"{assessment.year}/{assessment.instrument_key}")
    given = instruct(text=text[:LONGEST], office=office, due_on=due_on, token=token, by=by, at=at, about=about)
    try:
        with transaction.atomic():
            row, _made = Charge.objects.get_or_create(instruction=given, defaults={"assessment": assessment, **of})
    except IntegrityError:
        row = Charge.objects.get(instruction=given)
    return row


def _open(assessment: Assessment) -> None:
    if assessment.closed:
        raise Refused(_("Penilaian ini sudah ditutup."))


def _locked(proof: Proof) -> Proof:
    """The row as it stands now. Raise `Refused` where it was withdrawn or its assessment is closed."""
    row = Proof.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=proof.pk)
    _open(row.assessment)
    if row.withdrawn_at:
        raise Refused(_("Bukti ini sudah ditarik."))
    return row


def _turn(proof: Proof, status: str, by: Actor, at: datetime, reason: str = "", words: str = "") -> None:
    proof.status = status
    proof.save(update_fields=["status"])
    _line(proof, status, by, at, reason, words)


def _line(proof: Proof, status: str, by: Actor, at: datetime, reason: str = "", words: str = "") -> None:
    ProofLine.objects.create(proof=proof, status=status, reason=reason, words=words.strip(), by_id=by.person_id, at=at)

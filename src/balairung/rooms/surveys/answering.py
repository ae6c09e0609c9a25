"""One respondent's answers: checked, written and counted in one transaction, once.

The row of the survey is locked while one is counted, so that two who press at the same moment are both counted, and a
period that is being published takes in nobody any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.surveys import access, counting, following
from balairung.rooms.surveys.asking import is_over
from balairung.rooms.surveys.models import Answer, Invitation, Sheet, Survey, SurveyPlan
from balairung.rooms.surveys.periods import Cycle, Period, period_of
from balairung.rooms.surveys.scoring import VALUES, codes

REST = "-"  # the part of whoever named no service and stood at no known place
LONGEST = 1000  # signs of what somebody writes
_DIGITS = re.compile(r"(?:\d[ .-]?){7,}\d")


@dataclass(frozen=True)
class Where:
    """Of which office people speak, how they came, and which part of it they speak of."""

    office: Office
    channel: str
    part: str = REST
    invitation: Invitation | None = None


@dataclass(frozen=True)
class Given:
    """What somebody said: 1–4 for each element that is asked; all the rest may be left out."""

    values: Mapping[str, int]
    stars: int | None = None
    profile: Mapping[str, str] = field(default_factory=dict)  # counting.PROFILE -> code of a choice
    words: str = ""
    contact: str = ""  # whoever leaves one wants to be called


def answer(where: Where, *, given: Given, token: str, by: Actor, at: datetime) -> Answer:
    """Count this respondent once; the same token again gives the same answer.

    Raise `Refused` where the invitation is used or over, the period is published, or an element is missing.
    """
    return _answer(where, given, keyed_hash("survey-answer", token), localdate(at), "", by, at)


def type_form(
    office: Office, *, given: Given, day: date, number: str, part: str = REST, by: Actor, at: datetime
) -> Answer:
    """What stands on a paper form, by the number printed on it; each number of a period once."""
    require(access.can_type(by, office.pk), _("Formulir kertas diketik petugas kantor itu sendiri."))
    form = clean_line(number)[:20].upper()
    if not form:
        raise Refused(_("Tuliskan nomor formulirnya, supaya tidak terketik dua kali."))
    if day > localdate(at):
        raise Refused(_("Tanggal pada formulir belum tiba. Periksa tanggalnya."))
    where = Where(office, Answer.Channel.PAPER, part)
    token = keyed_hash("survey-form", str(office.pk), period_for(office, day).name, form)
    if Answer.objects.filter(token=token).exists():
        raise Refused(_("Formulir nomor %(number)s sudah diketik.") % {"number": form})
    return _answer(where, given, token, day, form, by, at)


def _answer(where: Where, given: Given, token: str, day: date, form: str, by: Actor, at: datetime) -> Answer:
    try:
        return _known(token) or _write(where, given, token, day, form, by, at)
    except IntegrityError:  # pressed twice at one moment
        if known := _known(token):
            return known
        raise


def _known(token: str) -> Answer | None:
    return Answer.objects.filter(token=token).select_related("survey").first()


@transaction.atomic
def _write(where: Where, given: Given, token: str, day: date, form: str, by: Actor, at: datetime) -> Answer:
    survey = _locked(where.office, day)
    _check(given, survey)
    if where.invitation:
        _use(where.invitation, day, at)
    profile = {name: given.profile.get(name, "") for name in counting.PROFILE}
    words = screened(given.words)
    made = Answer.objects.create(
        survey=survey, token=token, day=day, channel=where.channel, part=where.part,
        values=counting.written(given.values), stars=given.stars, words=words, form_number=form,
        typed_by_id=by.person_id if form else None, **profile,
    )  # fmt: skip
    _count(survey, where.part, given, profile)
    low = [code for code, value in sorted(given.values.items()) if value == VALUES[0]]
    if low or given.contact:
        following.open_call(survey, low, contact=given.contact, words=words, by=by, at=at)
    return made


# --- the period --------------------------------------------------------------------------------------------------


def period_for(office: Office, day: date) -> Period:
    """The period in which an answer of this day is counted."""
    plan = plan_of(office, day.year)
    return period_of(day, plan.cycle if plan else Cycle.SEMESTER)


def plan_of(office: Office, year: int) -> SurveyPlan | None:
    """What the office decided for this year, or for one before it."""
    return SurveyPlan.objects.filter(office=office, year__lte=year).order_by("-year").first()


def dropped_by(office: Office, day: date) -> frozenset[str]:
    """Codes of the elements that are not asked of whoever answers on this day."""
    known = Survey.objects.filter(office=office, since__lte=day, until__gte=day).first()
    if known:
        return known.without
    plan = plan_of(office, day.year)
    return frozenset(filter(None, plan.dropped.split(","))) if plan else frozenset()


def _locked(office: Office, day: date) -> Survey:
    """The survey of this day, made when the first one answers; nobody else writes it until we are done."""
    plan, period = plan_of(office, day.year), period_for(office, day)
    new = {"since": period.since, "until": period.until, "dropped": plan.dropped if plan else ""}
    made, _fresh = Survey.objects.get_or_create(office=office, period=period.name, defaults=new)
    survey = Survey.objects.select_for_update().select_related(None).get(pk=made.pk)
    if survey.published_at:
        raise Refused(_("Hasil survei %(period)s sudah diumumkan, jadi tidak menerima jawaban lagi.") % {
            "period": period.words})  # fmt: skip
    return survey


# --- one answer --------------------------------------------------------------------------------------------------


def _check(given: Given, survey: Survey) -> None:
    asked = {code for code in codes() if code not in survey.without}
    if set(given.values) != asked or not set(given.values.values()) <= set(VALUES):
        raise Refused(_("Masih ada pertanyaan yang belum dijawab. Jawablah semuanya dengan memilih satu."))
    if given.stars is not None and given.stars not in range(1, 6):
        raise Refused(_("Nilai layanan dipilih dari 1 sampai 5."))
    known = facts("skm")["respondent"]
    if any(choice and choice not in known[name]["choices"] for name, choice in given.profile.items()):
        raise Refused(_("Pilihan tentang diri Anda tidak ada dalam daftar. Pilih satu, atau lewati."))
    if len(given.words) > LONGEST:
        raise Refused(_("Tulisan Anda terlalu panjang. Ringkaslah menjadi 1.000 huruf."))


def _use(invitation: Invitation, day: date, at: datetime) -> None:
    """Nobody answers one twice, not at one moment either."""
    if is_over(invitation, at):
        raise Refused(_("Waktu untuk menilai layanan ini sudah lewat. Terima kasih atas perhatian Anda."))
    rows = Invitation.objects.filter(pk=invitation.pk, answered_on__isnull=True)
    if not rows.update(answered_on=day):
        invitation.refresh_from_db(fields=["answered_on"])
        raise Refused(thanks(invitation))


def thanks(invitation: Invitation) -> str:
    """For whoever comes a second time."""
    day = long_date(invitation.answered_on) if invitation.answered_on else "–"
    return _("Terima kasih. Anda sudah menilai layanan ini pada %(day)s.") % {"day": day}


def screened(words: str) -> str:
    """Without long numbers: a NIK or a telephone number is not for the eyes of a whole office."""
    return _DIGITS.sub("••••", clean_text(words))


def _count(survey: Survey, part: str, given: Given, profile: Mapping[str, str]) -> None:
    """Into the sheet of everybody and into that of the part; the survey is locked."""
    for name, told in (("", profile), (part, None)):
        sheet = Sheet.objects.filter(survey=survey, part=name).first() or Sheet(survey=survey, part=name)
        sheet.counts = counting.added(sheet.counts, given.values, given.stars, told)
        sheet.n = sheet.counts["n"]
        sheet.shown = counting.step(sheet.counts, sheet.shown, counting.smallest()) if not name else {}
        sheet.save()


def recounted(survey: Survey) -> dict[str, counting.Counts]:
    """The sheets as they follow from the answers themselves, for whoever checks them."""
    found: dict[str, counting.Counts] = {}
    for row in Answer.objects.filter(survey=survey).order_by("id"):
        values, profile = counting.read(row.values), {name: getattr(row, name) for name in counting.PROFILE}
        found[""] = counting.added(found.get("", {}), values, row.stars, profile)
        found[row.part] = counting.added(found.get(row.part, {}), values, row.stars)
    return found

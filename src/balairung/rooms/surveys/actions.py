"""What officers do with a survey: how it is counted, where it stands, its publication, and what follows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.moves import Move
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.surveys import access, counting, moves
from balairung.rooms.surveys.asking import hash_of_secret
from balairung.rooms.surveys.following import KIND, Plan, element_name, open_plan
from balairung.rooms.surveys.models import FollowUp, Sheet, Stand, Survey, SurveyPlan
from balairung.rooms.surveys.periods import Cycle
from balairung.rooms.surveys.results import must_follow
from balairung.rooms.surveys.scoring import codes

MOST_STANDS = 200  # of one office
MOST_SERVED = 100_000_000


# --- how it is counted -------------------------------------------------------------------------------------------


@transaction.atomic
def set_plan(office: Office, *, cycle: str, dropped: Collection[str], by: Actor, at: datetime) -> SurveyPlan:
    """How often this office counts and what it does not ask: from this year, or from the next where somebody has
    answered this year already, so that no period is counted in two ways.
    """
    require(access.can_keep(by, office.pk), _("Rencana survei diatur kepala, sekretaris, atau penghubung kantor itu."))
    if cycle not in Cycle.values or not set(dropped) < set(codes()):
        raise Refused(_("Pilih tahun, semester, atau triwulan, dan tanyakan paling sedikit satu unsur."))
    year = localdate(at).year
    begun = Survey.objects.filter(office=office, since__year=year).exists()
    row = {"cycle": cycle, "dropped": ",".join(code for code in codes() if code in dropped)}
    plan, _fresh = SurveyPlan.objects.update_or_create(office=office, year=year + begun, defaults=row)
    return plan


@transaction.atomic
def set_population(survey: Survey, *, population: int, by: Actor, at: datetime) -> None:
    """How many were served in the period: what the sample is measured by."""
    require(access.can_keep(by, survey.office_id))
    locked = _unpublished(survey)
    if not 1 <= population <= MOST_SERVED:
        raise Refused(_("Tuliskan jumlah orang yang dilayani, paling sedikit 1."))
    locked.population = survey.population = population
    locked.save(update_fields=["population"])


# --- where people find it ----------------------------------------------------------------------------------------


@transaction.atomic
def add_stand(office: Office, *, name: str, by: Actor, at: datetime) -> Stand:
    """A counter, a hall or a village with a code of its own."""
    return _add_stand(office, name, "", by, at)


@transaction.atomic
def add_screen(office: Office, *, name: str, by: Actor, at: datetime) -> tuple[Stand, str]:
    """A screen on which many answer, and the secret of its address, which is told this once."""
    secret = new_code(24)
    return _add_stand(office, name, hash_of_secret(secret), by, at), secret


@transaction.atomic
def close_stand(stand: Stand, *, by: Actor, at: datetime) -> None:
    """Its code leads to the office's own survey from now on; the address of a screen is shut."""
    require(access.can_keep(by, stand.office_id))
    Stand.objects.filter(pk=stand.pk, closed_at__isnull=True).update(closed_at=at)


def _add_stand(office: Office, name: str, secret_hash: str, by: Actor, at: datetime) -> Stand:
    require(access.can_keep(by, office.pk), _("Tempat survei diatur kepala, sekretaris, atau penghubung kantor itu."))
    line = clean_line(name)
    if not line or len(line) > 80:
        raise Refused(_("Tuliskan nama tempatnya, paling banyak 80 huruf, misalnya “Loket 3”."))
    Office.objects.select_for_update().get(pk=office.pk)  # two who add one at a time get two numbers
    last = Stand.objects.filter(office=office).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_STANDS:
        raise Refused(_("Kantor ini sudah mempunyai terlalu banyak tempat survei."))
    return Stand.objects.create(office=office, number=last + 1, name=line, secret_hash=secret_hash, made_at=at)


# --- publication -------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(survey: Survey, *, plans: Sequence[Plan], by: Actor, at: datetime) -> Survey:
    """The result of a period that is over, with a plan for each of its lowest elements, in one transaction.

    From now on nobody answers into it. A sample that is too small is said, and no reason to keep silent. Raise
    `Refused` below k respondents, before the last day, or where an element has no plan.
    """
    require(access.can_publish(by, survey.office_id), _("Hasil survei diumumkan kepala kantor itu."))
    locked = _unpublished(survey)
    if localdate(at) <= locked.until:
        raise Refused(_("Periode ini belum berakhir. Hasilnya diumumkan setelah hari terakhirnya."))
    sheet = Sheet.objects.filter(survey=locked, part="").first()
    if sheet is None or sheet.n < counting.smallest():
        raise Refused(_("Jawabannya kurang dari %(k)d, jadi tidak diumumkan: orangnya dapat dikenali.") % {
            "k": counting.smallest()})  # fmt: skip
    result = counting.result(sheet.counts, locked.without)
    wanted = must_follow(result)
    planned = [plan.element for plan in plans]
    if missing := [code for code in wanted if code not in planned]:
        names = ", ".join(element_name(code) for code in missing)
        raise Refused(_("Rencana perbaikan belum ada untuk: %(names)s.") % {"names": names})
    if len(set(planned)) < len(planned) or not set(planned) <= {one.code for one in result.elements}:
        raise Refused(_("Tulis satu rencana untuk setiap unsur."))
    locked.published_at, locked.published_by_id = at, by.person_id
    locked.respondents, locked.ikm, locked.category = sheet.n, result.ikm, result.category.letter
    locked.save(update_fields=["published_at", "published_by", "respondents", "ikm", "category"])
    for plan in plans:
        open_plan(locked, plan, by=by, at=at)
    return locked


def _unpublished(survey: Survey) -> Survey:
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if locked.published_at:
        raise Refused(_("Hasil periode ini sudah diumumkan, jadi tidak berubah lagi."))
    return locked


# --- what follows ------------------------------------------------------------------------------------------------


@transaction.atomic
def fulfil(follow_up: FollowUp, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """It is better now, with proof."""
    require(access.can_fulfil(by, follow_up))
    attach(files, about=(KIND, follow_up.obligation.ref))
    return make_move(follow_up.obligation, moves.FULFIL, by=by, at=at, words=text, evidence=files)


@transaction.atomic
def call_back(follow_up: FollowUp, *, text: str, by: Actor, at: datetime) -> Event:
    """They were called, or what they said was looked into; what they left us is forgotten."""
    return _end_call(follow_up, moves.CALL_BACK, text, by, at)


@transaction.atomic
def give_up(follow_up: FollowUp, *, text: str, by: Actor, at: datetime) -> Event:
    """Nobody could be reached, and how it was tried."""
    return _end_call(follow_up, moves.GIVE_UP, text, by, at)


def _end_call(follow_up: FollowUp, move: Move, text: str, by: Actor, at: datetime) -> Event:
    require(access.can_call_back(by, follow_up))
    event = make_move(follow_up.obligation, move, by=by, at=at, words=text)
    follow_up.contact = follow_up.words = ""
    follow_up.save(update_fields=["contact", "words"])
    return event

"""Everything that moves an obligation of this room: a month that is met or forgiven, a review that is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.models import Event, Obligation, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.innovations import access, moves, notices
from balairung.rooms.innovations.models import CriterionMark, Innovation, MonthOwed, Review, Stage, Status
from balairung.rooms.innovations.models.cards import DATED
from balairung.rooms.innovations.rules import Found, check_dates, check_found, score_of
from balairung.rooms.innovations.wording import criteria

KIND = notices.KIND


# --- a month ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def file(duty: Obligation, *, card: Innovation, by: Actor, at: datetime) -> Event:
    """What the month asked for was sent: it is met by itself."""
    return make_move(duty, moves.FILE, by=by, at=at, facts={"card": card.ref})


@transaction.atomic
def release(month: MonthOwed, *, text: str, by: Actor, at: datetime) -> Event:
    """Nobody owes this month any more: the village merged, was closed, or has a good reason."""
    require(access.can_release(by, month), _("Pembebasan diputuskan kecamatan atau pimpinan."))
    return make_move(month.obligation, moves.RELEASE, by=by, at=at, words=text)


# --- a review ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_review(
    card: Innovation, *, stage: str = "", on: date | None = None, by: Actor, at: datetime
) -> Review:  # fmt: skip
    """A card, or the next stage of one, waits for the office that judges it."""
    office = _reviewer(card)
    step = "stage" if stage else "review"
    subject = _("Inovasi dinilai: %(name)s") if not stage else _("Kenaikan tahap: %(name)s")
    obligation = open_obligation(
        kind=KIND, prefix="V", subject=(subject % {"name": card.name})[:200], owner=Owner(office), by=by, at=at,
        state=State.ACTIVE, step=step, clocks=[clock_rule(KIND, step)], facts={"card": card.ref, "stage": stage},
    )  # fmt: skip
    review = Review.objects.create(obligation=obligation, card=card, stage=stage, on=on)
    open_index(obligation, text=notices.found_by(card))
    notices.tell_review(review, at)
    return review


def _reviewer(card: Innovation) -> Office:
    """Raise `Refused` where nobody but the proposer could judge it."""
    found = access.reviewer_of(card.office, card.region)
    if found is None:
        raise Refused(_("Belum ada kantor yang menilai inovasi ini. Minta pengelola sistem menetapkannya."))
    return found


@transaction.atomic
def approve(review: Review, *, found: Mapping[str, Found], text: str = "", by: Actor, at: datetime) -> Event:
    """All five criteria are met, each with its sentence: the card is published and has its score, 0 to 100."""
    require(access.can_judge(by, review), _not_yours())
    check_found(found)
    if missed := [one.title for one in criteria() if not found[one.key].met]:
        sentence = _(
            "Inovasi disetujui bila kelima kriteria terpenuhi. Belum: %(missed)s. Minta dilengkapi, atau tolak."
        )
        raise Refused(sentence % {"missed": ", ".join(missed)})
    event = make_move(review.obligation, moves.APPROVE, by=by, at=at, words=text)
    _mark(review, found)
    card = review.card
    card.status, card.score, card.approved_at = Status.APPROVED, score_of(found), at
    card.save(update_fields=["status", "score", "approved_at"])
    notices.tell_judged(review, _("Inovasi Anda disetujui: %(ref)s"), text, at)
    return event


def _mark(review: Review, found: Mapping[str, Found]) -> None:
    CriterionMark.objects.bulk_create(
        CriterionMark(review=review, criterion=key, met=one.met, score=one.score, words=clean_line(one.words)[:500])
        for key, one in found.items()
    )


@transaction.atomic
def send_back(review: Review, *, text: str, by: Actor, at: datetime) -> Event:
    """Something is missing: whoever filed it adds it; meanwhile the clock stands still."""
    require(access.can_judge(by, review), _not_yours())
    if review.card.office_id is None:
        raise Refused(_("Usulan warga tidak dapat dikembalikan untuk dilengkapi. Setujui, atau tolak dengan alasan."))
    event = make_move(review.obligation, moves.SEND_BACK, by=by, at=at, words=text)
    _set(review.card, Status.RETURNED)
    notices.tell_judged(review, _("Inovasi perlu dilengkapi: %(ref)s"), text, at)
    return event


@transaction.atomic
def resubmit(review: Review, *, by: Actor, at: datetime, text: str = "") -> Event:
    """Completed: the clock runs again."""
    require(access.can_change(by, review.card), _not_your_card())
    event = make_move(review.obligation, moves.RESUBMIT, by=by, at=at, words=text)
    _set(review.card, Status.SUBMITTED)
    notices.tell_review(review, at)
    return event


@transaction.atomic
def decline(review: Review, *, text: str, by: Actor, at: datetime) -> Event:
    """It is no innovation, or its proof does not show the stage; the reason is told."""
    require(access.can_judge(by, review), _not_yours())
    event = make_move(review.obligation, moves.DECLINE, by=by, at=at, words=text)
    if not review.stage:
        _set(review.card, Status.DECLINED)
    notices.tell_judged(review, _("Tidak disetujui: %(ref)s"), text, at)
    return event


@transaction.atomic
def accept(review: Review, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The proof shows the stage: only now the card stands there."""
    require(access.can_judge(by, review), _not_yours())
    event = make_move(review.obligation, moves.ACCEPT, by=by, at=at, words=text)
    card = Innovation.objects.select_for_update(of=("self",)).get(pk=review.card_id)
    stage = Stage(review.stage)
    card.stage = stage
    setattr(card, DATED[stage], review.on)
    card.save(update_fields=["stage", DATED[stage]])
    review.card = card
    notices.tell_judged(review, _("Tahap inovasi naik: %(ref)s"), str(stage.label), at)
    return event


@transaction.atomic
def claim_stage(card: Innovation, *, on: date, proofs: int, by: Actor, at: datetime) -> Review:
    """The office says that the next stage was reached, with `proofs` files that are kept already; a review follows."""
    require(access.can_change(by, card), _not_your_card())
    card = Innovation.objects.select_for_update(of=("self",)).select_related("office__region", "region").get(pk=card.pk)
    stage = Stage(card.stage).next
    if card.status != Status.APPROVED or stage is None:
        raise Refused(_("Tahap naik setelah kartunya disetujui, dan paling jauh sampai penerapan."))
    if card.reviews.standing().exclude(stage="").exists():
        raise Refused(_("Kenaikan tahap sebelumnya masih diperiksa. Tunggu hasilnya dahulu."))
    if not proofs:
        raise Refused(_("Lampirkan bukti tahap ini (foto atau PDF)."))
    check_dates([*[(one, day) for one, day in card.steps if day], (stage, on)], localdate(at))
    return open_review(card, stage=stage, on=on, by=by, at=at)


def _set(card: Innovation, status: Status) -> None:
    card.status = status
    card.save(update_fields=["status"])


def _not_yours() -> str:
    return _("Kartu dinilai kantor yang ditunjuk, bukan kantor yang mengusulkan.")


def _not_your_card() -> str:
    return _("Kartu ini diisi oleh kantor pengusulnya.")

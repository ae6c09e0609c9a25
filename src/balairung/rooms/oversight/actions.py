"""A recommendation is answered by its office with proof and judged by the Inspektorat; money that came back is counted.

The examined office can report, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.rupiah import in_words
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import make_move, note
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.oversight import access, moves, notices
from balairung.rooms.oversight.models import Payment, Recommendation

KIND = "oversight"


@transaction.atomic
def report(recommendation: Recommendation, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """What the office did about it, with proof: now the Inspektorat judges."""
    require(access.can_report(by, recommendation), _("Tindak lanjut dilaporkan oleh kantor yang diperiksa."))
    attach(files, about=(KIND, recommendation.owed.ref))
    event = make_move(recommendation.owed, moves.REPORT, by=by, at=at, words=text, evidence=files)
    notices.tell_reported(recommendation, at=at)
    return event


@transaction.atomic
def settle(recommendation: Recommendation, *, text: str, by: Actor, at: datetime) -> Event:
    """Carried out (sesuai). Raise `Refused` while money is still to be paid."""
    require(access.can_judge(by, recommendation), _("Hanya Inspektorat yang menilai tindak lanjut."))
    rest = recommendation.value - _paid(recommendation)
    if rest:
        raise Refused(_("Masih ada %(rest)s yang belum disetor. Catat dahulu setorannya.") % {
            "rest": in_words(rest)})  # fmt: skip
    event = make_move(recommendation.owed, moves.SETTLE, by=by, at=at, words=text)
    notices.tell_judged(recommendation, said=_("Dinilai sesuai."), at=at)
    return event


@transaction.atomic
def send_back(recommendation: Recommendation, *, text: str, by: Actor, at: datetime) -> Event:
    """Not carried out yet (belum sesuai): the office has some time again."""
    require(access.can_judge(by, recommendation), _("Hanya Inspektorat yang menilai tindak lanjut."))
    clocks = [clock_rule(KIND, "revise")]
    event = make_move(recommendation.owed, moves.SEND_BACK, by=by, at=at, words=text, clocks=clocks)
    notices.tell_judged(recommendation, said=_("Belum sesuai. Baca alasannya, lalu laporkan kembali."), at=at)
    return event


@transaction.atomic
def set_aside(recommendation: Recommendation, *, text: str, by: Actor, at: datetime) -> Event:
    """It cannot be carried out, for a reason that stays; by the Inspektur alone."""
    require(access.can_set_aside(by, recommendation), _("Hanya Inspektur yang memutuskan ini."))
    event = make_move(recommendation.owed, moves.SET_ASIDE, by=by, at=at, words=text)
    notices.tell_judged(recommendation, said=_("Dinyatakan tidak dapat ditindaklanjuti."), at=at)
    return event


@transaction.atomic
def pay(
    recommendation: Recommendation, *, amount: Decimal, paid_on: date, receipt: str, files: Sequence[File] = (),
    by: Actor, at: datetime,
) -> Payment:  # fmt: skip
    """Money that came back, in rupiah; never more than what is still to be paid, and each receipt once.

    Two at once cannot pay too much together: both write the same line of the ledger, and one is told to reload.
    """
    require(access.can_judge(by, recommendation), _("Hanya Inspektorat yang mencatat setoran."))
    number, rest = clean_line(receipt), recommendation.value - _paid(recommendation)
    _check_payment(recommendation, amount, paid_on, number, rest, at)
    made = Payment.objects.create(
        recommendation=recommendation, amount=amount, paid_on=paid_on, receipt=number, at=at, by_id=by.person_id
    )
    words = _("%(amount)s disetor %(day)s, tanda setor %(receipt)s. Sisa %(rest)s.") % {
        "amount": in_words(amount), "day": long_date(paid_on), "receipt": number,
        "rest": in_words(rest - amount),
    }  # fmt: skip
    attach(files, about=(KIND, recommendation.owed.ref))
    facts = {"amount": str(amount)}
    note(recommendation.owed, by=by, at=at, words=words, evidence=files, verb="pay", facts=facts)
    return made


def _check_payment(
    recommendation: Recommendation, amount: Decimal, paid_on: date, receipt: str, rest: Decimal, at: datetime
) -> None:
    if not recommendation.owed.is_open:
        raise Refused(_("Rekomendasi ini sudah ditutup, jadi tidak ada setoran lagi."))
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Refused(_("Tuliskan jumlah setoran lebih dari nol, paling teliti sampai sen."))
    if amount > rest:
        raise Refused(_("Yang masih harus disetor %(rest)s. Jumlah ini lebih besar.") % {"rest": in_words(rest)})
    if not receipt or paid_on > localdate(at):
        raise Refused(_("Tuliskan nomor tanda setor, dan tanggal yang bukan di masa depan."))
    same = recommendation.payments.filter(receipt__iexact=receipt, corrects__isnull=True, corrected_by__isnull=True)
    if same.exists():
        raise Refused(_("Tanda setor %(receipt)s sudah dicatat.") % {"receipt": receipt})


@transaction.atomic
def take_back(recommendation: Recommendation, *, payment: Payment, text: str, by: Actor, at: datetime) -> Payment:
    """A payment was written down wrongly: a second line takes it back, the first one stays."""
    require(access.can_judge(by, recommendation), _("Hanya Inspektorat yang mencatat setoran."))
    why = clean_line(text)
    if not recommendation.owed.is_open or payment.recommendation_id != recommendation.pk or not why:
        raise Refused(_("Setoran dibatalkan selama rekomendasinya terbuka, dengan alasan."))
    if payment.corrects_id or Payment.objects.filter(corrects=payment).exists():
        raise Refused(_("Setoran ini sudah dibatalkan."))
    made = Payment.objects.create(
        recommendation=recommendation, amount=-payment.amount, paid_on=payment.paid_on, receipt=payment.receipt,
        corrects=payment, at=at, by_id=by.person_id,
    )  # fmt: skip
    facts = {"amount": str(-payment.amount)}
    words = _("Setoran %(amount)s dibatalkan: %(why)s") % {"amount": in_words(payment.amount), "why": why}
    note(recommendation.owed, by=by, at=at, words=words, verb="unpay", facts=facts)
    return made


def _paid(recommendation: Recommendation) -> Decimal:
    """Rupiah, as it stands now."""
    rows = Payment.objects.filter(recommendation=recommendation.pk)
    return sum(rows.values_list("amount", flat=True), Decimal(0))

"""What was reached in a quarter, with its proof; what was paid, with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.programmes import access
from balairung.rooms.programmes.models import Indicator, PlanNode, QuarterResult, Spending
from balairung.rooms.programmes.models.cascade import Level, quarter_of

KIND = "programmes"


@transaction.atomic
def record_result(
    indicator: Indicator, *, year: int, quarter: int, value: Decimal, words: str, files: Sequence[File], by: Actor,
    at: datetime,
) -> QuarterResult:  # fmt: skip
    """A figure with its proof. One more for the same quarter corrects it and says why; the earlier stays."""
    require(access.can_record(by, indicator.node))
    today = localdate(at)
    if year not in indicator.node.period.years:
        raise Refused(_("Tahun itu di luar periode %(period)s.") % {"period": indicator.node.period})
    if (year, quarter) > (today.year, quarter_of(today)):
        raise Refused(_("Triwulan itu belum mulai."))
    if not files:
        raise Refused(_("Lampirkan buktinya: tanpa bukti, capaian tidak dicatat."))
    again = QuarterResult.objects.filter(indicator=indicator, year=year, quarter=quarter).exists()
    if again and not clean_line(words):
        raise Refused(_("Triwulan ini sudah punya capaian. Tuliskan mengapa angkanya diperbaiki."))
    attach(files, about=(KIND, indicator.pk.hex))
    return QuarterResult.objects.create(
        indicator=indicator, year=year, quarter=quarter, value=value, words=clean_line(words), file=files[0],
        recorded_at=at, recorded_by_id=by.person_id,
    )  # fmt: skip


@transaction.atomic
def record_spending(
    node: PlanNode, *, paid_on: date, amount: Decimal, receipt: str, what: str, files: Sequence[File], by: Actor,
    at: datetime,
) -> Spending:  # fmt: skip
    """One payment of a sub-activity. The same receipt stands once."""
    require(access.can_record(by, node))
    if node.level != Level.SUB_ACTIVITY:
        raise Refused(_("Pembayaran dicatat pada subkegiatan."))
    if paid_on > localdate(at):
        raise Refused(_("Tanggal bayarnya belum tiba."))
    if amount <= 0:
        raise Refused(_("Isi nilai pembayarannya."))
    attach(files, about=(KIND, node.pk.hex))
    try:
        with transaction.atomic():
            return Spending.objects.create(
                node=node, paid_on=paid_on, amount=amount, receipt=clean_line(receipt), what=clean_line(what),
                file=files[0] if files else None, recorded_at=at, recorded_by_id=by.person_id,
            )  # fmt: skip
    except IntegrityError as problem:
        raise Refused(_("Bukti bayar %(number)s sudah dicatat di sini.") % {"number": receipt}) from problem

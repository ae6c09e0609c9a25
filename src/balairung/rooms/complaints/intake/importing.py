"""The reports of another register become ours: batch by batch, each batch whole, and harmless when repeated.

A report is opened as `file_complaint` opens one, many in one statement; `take_over` then writes how it stood there.
What ended elsewhere never had a clock of ours; what is open starts its clocks today, so that nothing is born overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.redaction import redact
from balairung.ground.common.references import new_code, new_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.obligations.actions import Owner
from balairung.kernel.obligations.clocks import ClockBook, new_clock
from balairung.kernel.obligations.ledger import line_for
from balairung.kernel.obligations.models import Clock, Event, Obligation, State, Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import CITIZEN, Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import index_batch
from balairung.rooms.complaints import access
from balairung.rooms.complaints.actions import take_over
from balairung.rooms.complaints.intake.checking import Prepared, Survey, in_batches
from balairung.rooms.complaints.intake.handing import hand_on
from balairung.rooms.complaints.intake.news import Latest
from balairung.rooms.complaints.intake.planning import Bad, Planned
from balairung.rooms.complaints.intake.sifting import Sieve, Sifted, token_of
from balairung.rooms.complaints.lapor.exporting import SOURCE, log_import
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND, receiving_office

TRIES = 3  # for a batch that meets a report which somebody else imports at the same moment


@dataclass
class Outcome:
    """What an import did."""

    new: Counter[State] = field(default_factory=Counter)
    known: int = 0
    changed: list[str] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    news: int = 0  # reports that were here already, with something new
    handed: int = 0  # open ones that went straight to their office


@dataclass(frozen=True)
class Import:
    """By whom and when, and what is asked of the database only once."""

    by: Actor
    at: datetime
    publish: bool = False
    calendars: Calendars = field(default_factory=Calendars)
    desks: dict[str, Office] = field(default_factory=dict)

    def desk(self, kind: str) -> Office:
        """Where a report of this class lands."""
        if kind not in self.desks:
            office = receiving_office(kind, None)
            if office is None:
                raise Refused(_("Belum ada kantor yang menerima laporan. Hubungi pengelola sistem."))
            self.desks[kind] = office
        return self.desks[kind]


def import_reports(
    prepared: Prepared,
    surveyed: Survey,
    *,
    by: Actor,
    at: datetime,
    publish: bool = False,
    skip_bad: bool = False,
    leave_unknown: bool = False,
    hand: bool = False,
    tell: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Write every good report that is not here yet; `tell` hears after each batch how many were read.

    While a row is bad nothing is written at all, unless `skip_bad`; nor while SP4N-LAPOR! names an office that nobody
    explained, unless `leave_unknown`. Broken off in the middle it leaves whole batches behind, and the same import once
    more brings the rest. With `hand` open reports go to the office that had them there, and that office is told;
    nobody else is sent a notice.
    """
    require(access.can_import(by), _("Hanya koordinator pengaduan atau pengelola sistem yang mengimpor laporan."))
    _check(surveyed, skip_bad, leave_unknown)
    outcome, sieve, latest, read = Outcome(), Sieve(), Latest(), 0
    order = Import(by, at, publish)
    for batch in in_batches(prepared.plans()):
        good = [plan for plan in batch if isinstance(plan, Planned)]
        outcome.bad += [plan for plan in batch if isinstance(plan, Bad)]
        written = _bring(sieve.sift(good), order, outcome)
        outcome.handed += hand_on(written, by=by, at=at) if hand and by.coordinates else 0
        latest.hear(good)
        read += len(batch)
        tell(read)
    if prepared.reading.source == SOURCE:
        outcome.news = latest.write(by=by, at=at)
        log_import(new=outcome.new.total(), known=outcome.known, news=outcome.news, by=by, at=at)
    return outcome


def _bring(sifted: Sifted, order: Import, outcome: Outcome) -> Sequence[Planned]:
    """One heap of each; return what was written."""
    written = _write(sifted.new, order)
    outcome.new.update(plan.state for plan in written)
    outcome.known += len(sifted.known)
    outcome.changed += [plan.row for plan in sifted.changed]
    return written


def _check(surveyed: Survey, skip_bad: bool, leave_unknown: bool) -> None:
    if surveyed.bad and not skip_bad:
        sentence = _("%(count)d baris tidak dapat diimpor, jadi tidak satu pun yang ditulis.")
        raise Refused(sentence % {"count": len(surveyed.bad)})
    if surveyed.strangers and not leave_unknown:
        sentence = _("%(count)d nama instansi belum dipetakan ke kantor di sini, jadi tidak satu pun yang ditulis.")
        raise Refused(sentence % {"count": len(surveyed.strangers)})


def _write(plans: Sequence[Planned], order: Import) -> Sequence[Planned]:
    """One batch, whole or not at all; return what was written."""
    for _attempt in range(TRIES):
        try:
            write_batch(plans, order)
        except IntegrityError:  # another import was faster, or a random reference was taken: look again
            plans = _not_here(plans)
        else:
            return plans
    raise Refused(_("Ada impor lain yang sedang berjalan. Ulangi sebentar lagi; yang sudah masuk tidak akan ganda."))


def _not_here(plans: Sequence[Planned]) -> list[Planned]:
    tokens = [token_of(plan.legacy) for plan in plans]
    here = set(Complaint.objects.filter(token__in=tokens).values_list("token", flat=True))
    return [plan for plan, token in zip(plans, tokens, strict=True) if token not in here]


@transaction.atomic
def write_batch(plans: Sequence[Planned], order: Import) -> None:
    """Open them all, then say of each how it stood."""
    opened = [_open(plan, order) for plan in plans]
    complaints = [complaint for complaint, _clocks, _line in opened]
    Obligation.objects.bulk_create([complaint.obligation for complaint in complaints])
    Clock.objects.bulk_create([clock for _complaint, clocks, _line in opened for clock in clocks])
    Event.objects.bulk_create([line for _complaint, _clocks, line in opened])
    Complaint.objects.bulk_create(complaints)
    for plan, complaint in zip(plans, complaints, strict=True):
        take_over(
            complaint, state=plan.state, words=plan.words, facts=plan.facts, office=plan.office, by=order.by,
            at=order.at, calendars=order.calendars,
        )  # fmt: skip
    index_batch([complaint.obligation for complaint in complaints])


def _open(plan: Planned, order: Import) -> tuple[Complaint, list[Clock], Event]:
    """The unsaved rows of a report as it is filed. What is still open begins here and now."""
    report, is_open = plan.report, plan.state == State.NEW
    owner, at = Owner(order.desk(report.kind)), order.at if is_open else plan.filed_at
    obligation = Obligation(
        kind=KIND, ref=new_reference("P"), seq=1, subject=plan.title, step="verify", opened_at=at,
        visibility=Visibility.SECRET if report.guarded else Visibility.PUBLIC, **owner.fields(),
    )  # fmt: skip
    clocks = _clocks(obligation, report.kind, owner, order) if is_open else []
    by, facts = order.by if is_open else CITIZEN, {"channel": report.channel, "source": plan.facts["source"]}
    return _complaint(plan, obligation, order), clocks, line_for(obligation, "open", by=by, at=at, facts=facts)


def _clocks(obligation: Obligation, kind: str, owner: Owner, order: Import) -> list[Clock]:
    rules = [clock_rule(KIND, "verify"), clock_rule(KIND, "resolve", kind), clock_rule(KIND, "statutory")]
    clocks = [new_clock(obligation, rule, owner.calendar, order.calendars, order.at) for rule in rules]
    book = ClockBook(obligation, order.calendars, clocks, {})
    obligation.next_at, obligation.answer_by = book.next_at(), book.answer_by()
    return clocks


def _complaint(plan: Planned, obligation: Obligation, order: Import) -> Complaint:
    report = plan.report
    complaint = Complaint(
        obligation=obligation, token=token_of(plan.legacy), secret=new_code(), klass=report.kind, topic=report.topic,
        title=plan.title, text=report.text, happened_on=report.happened_on, region=report.region, place=report.place,
        channel=report.channel, filed_at=plan.filed_at, reporter_name=report.name, reporter_contact=report.contact,
        contact_hash=keyed_hash("contact", report.contact) if report.contact else "", anonymous=report.anonymous,
        vulnerable=report.vulnerable, legacy=plan.legacy,
    )  # fmt: skip
    if order.publish and plan.state == State.DONE and not report.guarded:
        complaint.published_at = order.at
        complaint.public_title, complaint.public_text = redact(plan.title), redact(report.text)
    return complaint

"""The first key: whether those who lead see their word through, from what the platform counts of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.obligations.access import can_prove
from balairung.kernel.obligations.models import Clock, Event, Obligation, State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.rooms.duty import tallying
from balairung.rooms.duty.models import Call
from balairung.rooms.pacts.models import Kind, Pact
from balairung.rooms.programmes.models import Acceptance, PlanMilestone
from balairung.surface.maturity.keys.judging import NOTHING, Counted, Figure, Key, rule_of, share, told
from balairung.surface.maturity.keys.spans import Span, kept, spans

NAME = "leadership"
MOST = 2000  # escalations that are looked at one by one, the newest
ANSWERING = (*Post.LEADING, Post.Role.HEAD)  # who leads, and who answers for an office


def leadership(actor: Actor, at: datetime) -> Key:
    figures = [
        _figure("instructions", _("Instruksi pimpinan dilaksanakan"), instructions(at), reverse("obligations:inbox")),
        _figure("decisions", _("Keputusan rapat dijalankan"), decisions(at), reverse("meetings:matrix")),
        _figure(
            "escalations", _("Keterlambatan yang sampai ke pimpinan dijawab"), escalations(at),
            reverse("obligations:proof") if can_prove(actor) else "",
        ),
        _figure("readiness", _("Pimpinan dan kepala kantor terhubung saat latihan"), readiness(at),
                reverse("duty:league")),
        _figure("milestones", _("Tonggak seratus hari diterima"), milestones(at), reverse("programmes:public_hundred")),
        _figure("agreements", _("Perjanjian kinerja lengkap"), agreements(at), reverse("pacts:public")),
    ]  # fmt: skip
    return Key(NAME, _("Kepemimpinan"), _("Apakah kata pimpinan dijalankan, dan apakah pimpinan menjawab?"), figures)


def _figure(key: str, title: str, counted: Counted, href: str) -> Figure:
    return Figure(key, title, rule_of(NAME, key), counted, href)


def instructions(at: datetime) -> Counted:
    """Reported as done, with proof, by the day that was named."""
    now, before, part = kept(at, ("resolve",), obligation__instruction__isnull=False)
    said = ngettext(
        "%(part)s dari %(count)s instruksi yang jatuh tempo dalam 12 bulan dilaporkan selesai tepat waktu, "
        "dengan bukti.",
        "%(part)s dari %(count)s instruksi yang jatuh tempo dalam 12 bulan dilaporkan selesai tepat waktu, "
        "dengan bukti.",
        now.cases,
    )
    return told(now, before, part, said, _("Belum ada instruksi pimpinan yang jatuh tempo."))


def decisions(at: datetime) -> Counted:
    """What meetings decided, and what they left open to be answered."""
    now, before, part = kept(at, ("follow_up", "question"), obligation__meeting_task__isnull=False)
    said = ngettext(
        "%(part)s dari %(count)s tugas rapat yang jatuh tempo dalam 12 bulan dilaporkan selesai tepat waktu.",
        "%(part)s dari %(count)s tugas rapat yang jatuh tempo dalam 12 bulan dilaporkan selesai tepat waktu.",
        now.cases,
    )
    return told(
        now, before, part, said, _("Belum ada keputusan rapat yang jatuh tempo. Notulen yang disahkan memulainya.")
    )


def escalations(at: datetime) -> Counted:
    """Of what was late and climbed up to a leader: how much was done within the days of the rule after that."""
    days = rule_of(NAME, "escalations").days
    time = timedelta(days=days)
    both = spans(at - time)  # those of the last days still have their time
    rows = _climbed(both[1].since, both[0].until)
    this, last = ([took for when, took in rows if span.since <= when < span.until] for span in both)
    soon = sum(took is not None and took <= time for took in this)
    said = ngettext(
        "%(part)s dari %(count)s keterlambatan yang naik ke pimpinan selesai dalam %(days)s hari sesudahnya.",
        "%(part)s dari %(count)s keterlambatan yang naik ke pimpinan selesai dalam %(days)s hari sesudahnya.",
        len(this),
    )
    before = share(sum(took is not None and took <= time for took in last), len(last))
    empty = _("Tidak ada keterlambatan yang naik sampai ke pimpinan.")
    return told(share(soon, len(this)), before, soon, f"{said} {_middle(this)}".strip(), empty, days=days)


def _climbed(since: datetime, until: datetime) -> list[tuple[datetime, timedelta | None]]:
    """When a leader was told of a clock that ran out, and how long it took from then; None while it is still owed."""
    lines = Event.objects.filter(obligation=OuterRef("obligation"), verb="escalate", at__gte=OuterRef("due_at"))
    rows = Clock.objects.filter(told_post__role__in=Post.LEADING, due_at__lt=until)
    rows = rows.exclude(obligation__in=Obligation.objects.about_somebody())
    rows = rows.annotate(told_at=Subquery(lines.order_by("-seq").values("at")[:1]))
    found = rows.filter(told_at__gte=since, told_at__lt=until).order_by("-due_at", "id")
    return [
        (told_at, max((met or dropped) - told_at, timedelta()) if met or dropped else None)
        for told_at, met, dropped in found.values_list("told_at", "met_at", "dropped_at")[:MOST]
    ]


def _middle(took: Sequence[timedelta | None]) -> str:
    """How long half of what was done took at most, in whole days."""
    ended = [one.total_seconds() for one in took if one is not None]
    days = ceil(median(ended) / timedelta(days=1).total_seconds()) if ended else 0
    if not days:
        return ""
    return ngettext(
        "Separuh dari yang selesai rampung dalam %(middle)d hari.",
        "Separuh dari yang selesai rampung dalam %(middle)d hari.",
        days,
    ) % {"middle": days}


def readiness(at: datetime) -> Counted:
    """Somebody answered when a drill called: the official or a deputy. Calls that do not count are left out."""
    tallies = [tallying.tally(Call.objects.filter(span.holds_day("period"), real=False, post__role__in=ANSWERING))
               for span in spans(at)]  # fmt: skip
    now, before = (share(one.answered, one.over) for one in tallies)
    said = ngettext(
        "%(part)s dari %(count)s panggilan latihan dijawab pejabatnya atau wakilnya.",
        "%(part)s dari %(count)s panggilan latihan dijawab pejabatnya atau wakilnya.",
        now.cases,
    )
    return told(now, before, tallies[0].answered, said, _("Belum ada latihan siaga dalam 12 bulan."))


def milestones(at: datetime) -> Counted:
    """Of the milestones whose day has come: those whose proof somebody else accepted, and nobody opened again."""
    now, before = spans(at)
    accepted = Exists(Acceptance.objects.standing().filter(milestone=OuterRef("pk")))
    rows = PlanMilestone.objects.filter(agency__obligation__state=State.DONE)

    def reading(span: Span) -> tuple[int, int]:
        due = rows.filter(span.holds_day("due_on")).annotate(accepted=accepted)
        found = due.aggregate(whole=Count("pk"), part=Count("pk", filter=Q(accepted=True)))
        return found["part"], found["whole"]

    part, whole = reading(now)
    said = ngettext(
        "%(part)s dari %(count)s tonggak yang sudah tiba harinya diterima buktinya.",
        "%(part)s dari %(count)s tonggak yang sudah tiba harinya diterima buktinya.",
        whole,
    )
    empty = _("Belum ada tonggak seratus hari yang tiba harinya.")
    return told(share(part, whole), share(*reading(before)), part, said, empty)


def agreements(at: datetime) -> Counted:
    """Of those who owe one this year: signed, and witnessed by the superior. Until this year begins, the last one."""
    rows = Pact.objects.current().filter(drive__text__kind=Kind.PERFORMANCE, drive__year__lte=localdate(at).year)
    found = _by_year(rows)
    year = max(found, default=0)
    (part, whole), earlier = found.get(year, (0, 0)), found.get(year - 1)
    said = ngettext(
        "%(part)s dari %(count)s perjanjian kinerja tahun %(year)s lengkap ditandatangani dan disaksikan.",
        "%(part)s dari %(count)s perjanjian kinerja tahun %(year)s lengkap ditandatangani dan disaksikan.",
        whole,
    )
    empty = _("Belum ada gerakan perjanjian kinerja.")
    return told(share(part, whole), share(*earlier) if earlier else NOTHING, part, said, empty, year=year)


def _by_year(rows: QuerySet[Pact]) -> dict[int, tuple[int, int]]:
    """Complete ones and all, by year."""
    sums = rows.order_by().values_list("drive__year").annotate(part=Count("witnessed_at"), whole=Count("pk"))
    return {year: (part, whole) for year, part, whole in sums}

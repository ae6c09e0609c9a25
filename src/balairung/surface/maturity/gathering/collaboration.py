"""Working together: meetings with approved minutes, decisions that were kept, agreements with others."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.obligations.models import State
from balairung.rooms.agreements.models import Agreement, Duty
from balairung.rooms.agreements.register import figures_of, owed_of
from balairung.rooms.meetings.holding.figures import HELD
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingTask
from balairung.rooms.meetings.models.calling import MeetingQuerySet
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number, share

Openness = Meeting.Openness


def gather(span: Span) -> Gathered:
    told = _meetings(span)
    tasks = MeetingTask.objects.filter(meeting__in=_held(span), obligation__isnull=False).aggregate(
        given=Count("pk"), done=Count("pk", filter=Q(obligation__state=State.DONE))
    )
    came = (
        Invitee.objects.standing()
        .filter(meeting__in=_held(span), session__closed_at__isnull=False)
        .aggregate(asked=Count("pk"), came=Count("pk", filter=Q(came_at__isnull=False)))
    )
    return Gathered(
        figures=[
            Figure(_("Rapat yang dilaksanakan"), number(told["held"]), _("Rapat yang mulai dalam tahun ini dan benar "
                   "berlangsung; rapat rahasia tidak dihitung.")),
            Figure(_("Dengan notulen yang disahkan"), number(told["minuted"]), _("Notulen yang disahkan pimpinan rapat "
                   "dan sejak itu tidak dapat diubah.")),
            Figure(_("Kehadiran undangan"), share(came["came"], came["asked"]), _("Undangan yang hadir sendiri atau "
                   "diwakili, dibagi semua undangan. Dibulatkan ke bawah.")),
            Figure(_("Tugas dari keputusan rapat"), number(tasks["given"]), _("Tugas kantor dengan tenggat yang lahir "
                   "dari notulen rapat tahun ini.")),
            Figure(_("Tugas yang selesai dengan bukti"), number(tasks["done"]), _("Dari tugas itu.")),
            *_agreements(span),
        ],
        tables=[_offices(span), _partners(span)],
        pages=[
            Page(_("Notulen yang diterbitkan"), reverse("meetings:public")),
            Page(_("Perjanjian kerja sama"), reverse("agreements:register")),
        ],
    )  # fmt: skip


def _held(span: Span) -> MeetingQuerySet:
    rows = Meeting.objects.filter(state__in=HELD, **span.within("starts_at"))
    return rows.exclude(openness=Openness.SECRET)


def _meetings(span: Span) -> dict[str, int]:
    minuted = Q(state=Meeting.State.MINUTED)
    return _held(span).aggregate(held=Count("pk"), minuted=Count("pk", filter=minuted))


def _agreements(span: Span) -> list[Figure]:
    duties = Duty.objects.filter(**span.days("due_on")).select_related("obligation")
    found = figures_of(owed_of(duties, span.last))
    return [
        Figure(_("Perjanjian yang berlaku"), number(Agreement.objects.in_force(span.last).count()), _("Pada hari "
               "terakhir yang dihitung.")),
        Figure(_("Kewajiban perjanjian yang dipenuhi tepat waktu"), number(found.kept), _("Kewajiban dari perjanjian "
               "kerja sama yang jatuh tempo dalam tahun ini.")),
    ]  # fmt: skip


def _offices(span: Span) -> Table:
    """Who carries out what was decided."""
    rows = MeetingTask.objects.filter(meeting__in=_held(span), obligation__isnull=False).order_by()
    done = Count("pk", filter=Q(obligation__state=State.DONE))
    sums = rows.values_list("office__name").annotate(given=Count("pk"), done=done).order_by("office__name")
    told = [(name, number(given), number(finished)) for name, given, finished in sums]
    return Table(_("Tugas rapat menurut kantor"), (_("Kantor"), _("Tugas"), _("Selesai")), told)


def _partners(span: Span) -> Table:
    """The other side of an agreement is a government or an institution: the public register names it."""
    rows = Agreement.objects.in_force(span.last).order_by("partner", "number", "id")
    told = [(partner, title) for partner, title in rows.values_list("partner", "title")]
    return Table(_("Perjanjian yang berlaku"), (_("Mitra"), _("Judul")), told)

"""Satisfaction: who was asked, who answered, which results were published, and what followed from them."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.obligations.models import State
from balairung.rooms.surveys.models import Answer, FollowUp, Invitation, Survey
from balairung.rooms.surveys.publicity import year_of
from balairung.rooms.surveys.results import Sample
from balairung.surface.maturity.gathering.shape import Figure, Gathered, Page, Span, Table, number, share


def gather(span: Span) -> Gathered:
    """Nothing of fewer respondents than the survey itself publishes: results stand here as they were published."""
    published, found = year_of(span.year), _followed(span)
    answers = dict(Answer.objects.filter(**span.days("day")).order_by().values_list("channel").annotate(Count("pk")))
    asked = Invitation.objects.filter(**span.within("made_at")).aggregate(
        made=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False))
    )
    offices = len(published.surveys) + len(published.silent)
    return Gathered(
        figures=[
            Figure(_("Jawaban survei"), number(sum(answers.values())), _("Isian survei kepuasan (SKM) dalam tahun ini "
                   "lewat undangan, kode QR, layar, dan formulir kertas.")),
            Figure(_("Undangan yang dijawab"), share(asked["answered"], asked["made"]), _("Undangan yang dikirim dalam "
                   "tahun ini setelah urusan seseorang selesai, dan dijawab. Dibulatkan ke bawah.")),
            Figure(_("Kantor yang mengumumkan hasil"), number(len(published.surveys)), _("Dari %(offices)s kantor; "
                   "hasil yang masa surveinya berakhir dalam tahun ini.") % {"offices": number(offices)}),
            Figure(_("Perbaikan yang dijanjikan"), number(found["planned"]), _("Rencana tindak lanjut dari survei yang "
                   "masanya berakhir dalam tahun ini, masing-masing kewajiban dengan tenggat.")),
            Figure(_("Perbaikan yang selesai"), number(found["done"]), _("Dari yang dijanjikan.")),
        ],
        tables=[_results(published.surveys), _channels(answers)],
        pages=[Page(_("Hasil survei semua kantor"), reverse("surveys:results"))],
    )  # fmt: skip


def _followed(span: Span) -> dict[str, int]:
    rows = FollowUp.objects.filter(kind=FollowUp.Kind.PLAN, **span.days("survey__until"))
    return rows.aggregate(planned=Count("pk"), done=Count("pk", filter=Q(obligation__state=State.DONE)))


def _results(surveys: list[Survey]) -> Table:
    rows = [
        (one.office.name, one.named.words, number(one.respondents or 0), number(one.ikm or 0), one.category,
         _("cukup") if Sample(one.respondents or 0, one.population).is_enough else _("kurang"))
        for one in surveys
    ]  # fmt: skip
    head = (_("Kantor"), _("Masa"), _("Responden"), _("IKM"), _("Mutu"), _("Sampel"))
    return Table(_("Hasil yang diumumkan, yang terakhir dari setiap kantor"), head, rows)


def _channels(answers: dict[str, int]) -> Table:
    rows = [
        (str(Answer.Channel(channel).label), number(count))
        for channel, count in sorted(answers.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Table(_("Menurut saluran"), (_("Saluran"), _("Jawaban")), rows)

"""What came out, for people and for programs: results, codes of receipts, samples and how they were drawn."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.participation import access, rules, showing
from balairung.rooms.participation.models import Ballot, SampleRun, SampleUnit, VotingRound
from balairung.rooms.participation.sampling import figures

BATCH = 2000
COLUMNS = ("urutan", "nomor", "usulan", "suara", "diundi", "terpilih", "perkiraan_biaya", "kantor", "keterangan")


def _counted(ref: str) -> VotingRound:
    """A round whose result is public. Raise `VotingRound.DoesNotExist`."""
    found = access.get_round(ref)
    if found.counted_at is None:
        raise VotingRound.DoesNotExist
    return found


@everyone
def table(request: HttpRequest, actor: Actor, round: str) -> StreamingHttpResponse:  # noqa: A002 (in the address)
    found = _counted(round)
    return _csv(list(_rows(showing.result_of(found, now_of(request)))), COLUMNS, f"hasil-{found.ref}.csv")


def _rows(result: showing.Result) -> Iterator[list[object]]:
    for line in result.lines:
        one = line.proposal
        yield [
            one.rank, one.number, one.title, one.votes, "ya" if one.drawn else "", "ya" if line.won else "", one.cost,
            one.office.name if one.office else "", one.reason,
        ]  # fmt: skip
    for one in (*result.excluded, *result.refused):
        yield ["", one.number, one.title, one.votes, "", "", one.cost, "", f"{one.get_state_display()}: {one.reason}"]
    for one, rule in result.hidden:
        why = _("disembunyikan: %(why)s") % {"why": f"{rule}. {one.hidden_why}"}
        yield ["", one.number, "", "", "", "", "", "", why]


@everyone
def data(request: HttpRequest, actor: Actor, round: str) -> JsonResponse:  # noqa: A002
    found = _counted(round)
    return JsonResponse(showing.plain_result(found, showing.result_of(found, now_of(request))))


@everyone
def codes(request: HttpRequest, actor: Actor, round: str) -> HttpResponse:  # noqa: A002
    """The code of each vote that was counted, by the alphabet: mine is among them, and nobody sees what I chose."""
    rows = Ballot.objects.filter(round=_counted(round)).order_by("code").values_list("code", flat=True)
    return HttpResponse("".join(f"{code}\n" for code in rows.iterator(BATCH)), content_type="text/plain; charset=utf-8")


@everyone
def samples(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every draw, also those that are not shown yet: none can be made and forgotten."""
    rows = SampleRun.objects.defer("pool", "seed")
    page = showing.page_of(rows, "since", request.GET.get("sebelum", ""))
    context = {"rows": page.rows, "older": page.older, "samples_here": access.can_sample(actor)}
    return render(request, "participation/samples.html", context)


@everyone
def sample(request: HttpRequest, actor: Actor, sample: str) -> HttpResponse:
    found = SampleRun.objects.get(ref=sample[: access.LONGEST])
    shown = found.state == SampleRun.State.REVEALED
    units = _units(found) if shown else []
    context = {
        "sample": found, "shown": shown, "figures": figures.figures_of(found, units) if shown else None,
        "same": figures.same_again(found, units) if shown else None, "least": rules.least_shown(),
        "offices": units if found.kind == SampleRun.Kind.GUEST else [],
        "days": rules.told()["sample"]["reveal_days"],
        "pool": sum(map(len, found.pool.values())) if shown else 0,
    }  # fmt: skip
    return render(request, "participation/sample.html", context)


def _units(found: SampleRun) -> list[SampleUnit]:
    rows = SampleUnit.objects.filter(run=found).select_related("office").defer("number", "words")
    return list(rows.order_by("office__name", "id")[: figures.LONGEST])


@everyone
def lots(request: HttpRequest, actor: Actor, sample: str) -> StreamingHttpResponse:
    """Everything that was drawn from, so that anybody draws it again."""
    found = SampleRun.objects.get(ref=sample[: access.LONGEST], state=SampleRun.State.REVEALED)
    return _csv(list(figures.lots(found)), figures.COLUMNS, f"undian-{found.ref}.csv")


def _csv(rows: list[list[object]], columns: tuple[str, ...], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

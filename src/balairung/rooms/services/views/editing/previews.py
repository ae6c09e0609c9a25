"""Before it is published: the form as citizens see it, the letter on paper, what would happen, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.drawing import preview
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services.applying.asking import Questions
from balairung.rooms.services.definition.comparing import differences
from balairung.rooms.services.definition.kinds import read_date
from balairung.rooms.services.definition.previewing import examples, place_of_letter, step_ways
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Step
from balairung.rooms.services.definition.simulating import if_all_is_in_time, if_nobody_acts
from balairung.rooms.services.routing import Place, place_of
from balairung.rooms.services.views.editing.bench import Bench, open_bench

OPENS = time(8)


@officers
def try_form(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """All pages of the form below each other, as they are asked; nothing that is typed here is sent."""
    bench = open_bench(actor, service)
    form = Questions(bench.definition.pages, {}, {})
    return bench.show(request, "services/editing/try.html", "", questions=form)


@officers
def letter_pdf(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The letter with invented answers, marked KONSEP; `?contoh=` chooses among what it may say."""
    bench = open_bench(actor, service)
    office, region = place_of_letter(bench.definition)
    found = examples(bench.definition, office, region) if office else []
    if office is None or not found:
        raise Refused(_("Surat ini belum dapat digambar: lengkapi dahulu formulir dan suratnya."))
    wanted = request.GET.get("contoh", "")
    body = found[int(wanted) % len(found) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0]
    content = preview(body, office, at=now_of(request))
    name = f"contoh-{bench.service.key}.pdf"
    return HttpResponse(content, content_type="application/pdf",
                        headers={"Content-Disposition": f'inline; filename="{name}"'})  # fmt: skip


@officers
def simulate(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """What happens if nobody acts, and if all is in time, from a day on."""
    bench = open_bench(actor, service)
    ways = step_ways(bench.definition)
    chosen = request.GET.get("jalan", "0")
    place = int(chosen) if chosen in map(str, range(len(ways))) else 0
    start = _start(request)
    told = _stories(bench, ways[place][1], start) if ways else {}
    return bench.show(
        request,
        "services/editing/simulate.html",
        "",
        ways=list(enumerate(title for title, _steps in ways)),
        place=place,
        start=start.date(),
        **told,
    )


def _stories(bench: Bench, steps: Sequence[Step], start: datetime) -> dict[str, Any]:
    _office, region = place_of_letter(bench.definition)
    calendars = Calendars()

    def where(step: Step) -> Place:
        return place_of(step, bench.definition, region, start)

    return {
        "idle": if_nobody_acts(bench.definition, steps, where=where, start=start, calendars=calendars),
        "prompt": if_all_is_in_time(bench.definition, steps, where=where, start=start, calendars=calendars),
        "region": region,
    }


def _start(request: HttpRequest) -> datetime:
    """Eight o'clock of the day that was asked for, or of tomorrow."""
    now = now_of(request)
    asked = read_date(request.GET.get("mulai", "")[:40]) or localdate(now) + timedelta(days=1)
    day = asked if 2010 <= asked.year <= 2090 else date(2026, 1, 1)
    return datetime.combine(day, OPENS, Calendars().zone)


@officers
def compare(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The draft beside what is in force."""
    bench = open_bench(actor, service)
    current = bench.service.current
    found = differences(read(current.body), bench.definition) if current and bench.draft else []
    return bench.show(request, "services/editing/compare.html", "", found=found, current=current)

"""A hall is opened, named, given its hours, closed; and one page shows how it is set up, and what is still missing."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.dates import WEEKDAYS
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.reception.access import can_open, may_open
from balairung.rooms.reception.appointments.following import review
from balairung.rooms.reception.models import Booth, Hall, Line
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.views.setup.asking import ask, did, hall_to_set_up
from balairung.rooms.reception.views.setup.forms import HallForm, HoursForm, OpenForm
from balairung.rooms.reception.views.tabs import tabs


@officers
def open_hall(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For the head of an office, its secretary, and administrators."""
    require(may_open(actor), _("Tempat pelayanan dibuka oleh kepala atau sekretaris kantor."))
    form = OpenForm(posted(request), actor=actor)
    made: list[Hall] = []
    if request.method == "POST" and accepted(form, lambda: made.append(_open(form, actor, request))):
        return redirect("reception:set_up", made[0].key)
    return render(request, "reception/setup/open.html", {"form": form}, status=422 if form.errors else 200)


def _open(form: OpenForm, actor: Actor, request: HttpRequest) -> Hall:
    return setup.open_hall(**form.cleaned_data, by=actor, at=now_of(request))


@officers
def overview(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Everything that stands in the hall."""
    found = hall_to_set_up(actor, hall)
    standing = Line.objects.filter(closed_on__isnull=True).prefetch_related("counters")
    booths = Booth.objects.filter(hall=found, closed_on__isnull=True).prefetch_related(Prefetch("lines", standing))
    counters = found.counters.filter(closed_on__isnull=True).prefetch_related("lines")
    context = tabs(actor, found) | {
        "booths": list(booths), "counters": list(counters), "week": _week(found),
        "may_close": can_open(actor, found.office),
        "screens": found.screens.filter(revoked_at__isnull=True).prefetch_related("counters"),
    }  # fmt: skip
    lines = [line for booth in booths for line in booth.lines.all()]
    return render(request, "reception/setup/overview.html", context | {"faults": _faults(lines), "lines": lines})


def _week(hall: Hall) -> list[tuple[str, str]]:
    """Its own hours, day by day; empty when it keeps the office's."""
    if not hall.hours:
        return []
    said = {
        int(day): ", ".join("–".join(moment.replace(":", ".") for moment in span) for span in spans)
        for day, spans in hall.hours.items()
    }
    return [(WEEKDAYS["id"][day], said.get(day) or _("tutup")) for day in range(7)]


def _faults(lines: list[Line]) -> list[str]:
    """What would keep people waiting without end."""
    if not lines:
        return [_("Belum ada layanan. Tambahkan dulu, supaya orang dapat mengambil nomor.")]
    unserved = [line.name for line in lines if not line.counters.all()]
    quick = [line.name for line in lines if line.counters.all() and all(one.quick for one in line.counters.all())]
    told = []
    if unserved:
        told.append(_("Belum ada loket untuk: %(lines)s.") % {"lines": ", ".join(unserved)})
    if quick:
        said = _("Hanya ada loket cepat untuk: %(lines)s. Yang lama dilayani tidak akan dipanggil.")
        told.append(said % {"lines": ", ".join(quick)})
    return told


@officers
def change(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Its name, and how it calls."""
    found = hall_to_set_up(actor, hall)
    form = HallForm(posted(request), initial={name: getattr(found, name) for name in HallForm.declared_fields})
    at = now_of(request)
    return ask(
        request, found, form, lambda: setup.change_hall(found, **form.cleaned_data, by=actor, at=at),
        title=_("Tempat dan aturannya"), submit=_("Simpan"),
    )  # fmt: skip


@officers
def hours(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Its week."""
    found = hall_to_set_up(actor, hall)
    form = HoursForm(posted(request), hall=found)
    at = now_of(request)

    def act() -> None:
        setup.change_hall(found, hours=form.hours(), by=actor, at=at)
        review(found, by=actor, at=at)

    return ask(
        request, found, form, act, title=_("Jam buka"), submit=_("Simpan"),
        lead=_("Jam buka tidak dapat lebih panjang daripada jam kerja kantor; hari libur tetap libur."),
    )  # fmt: skip


@officers
@require_POST
def close(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """For good; what came of its days is kept."""
    found = hall_to_set_up(actor, hall)

    def act() -> None:
        setup.close_hall(found, by=actor, at=now_of(request))
        review(found, by=actor, at=now_of(request))

    response = did(request, found, act, _("Tempat pelayanan ditutup."))
    return redirect("reception:mine") if found.closed_on else response

"""The figures of one hall: for officers, for everyone, and as a table for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.reception.access import get_hall
from balairung.rooms.reception.figures.counting import Tally
from balairung.rooms.reception.figures.reading import LONGEST, HallFigures, Period, hall_figures
from balairung.rooms.reception.models import Hall

COLUMNS = (
    "instansi", "huruf", "layanan", "nomor_diambil", "dilayani", "tidak_hadir", "membatalkan", "hari_berakhir",
    "prioritas", "janji_temu", "tunggu_median_menit", "tunggu_90_persen_menit", "tunggu_median_prioritas_menit",
    "perkiraan_meleset_median_menit", "lama_layanan_menit",
)  # fmt: skip


class PeriodForm(forms.Form):
    """From which day to which."""

    dari = DayField(label=gettext_lazy("Dari tanggal"))
    sampai = DayField(label=gettext_lazy("Sampai tanggal"))

    @classmethod
    def asked(cls, query: Mapping[str, str], usual: Period) -> PeriodForm:
        """What the address asks for; the last thirty days where it asks for none."""
        return cls({"dari": usual.since.isoformat(), "sampai": usual.until.isoformat(), **query})

    def clean(self) -> dict[str, date]:
        found = super().clean() or {}
        since, until = found.get("dari"), found.get("sampai")
        if since and until and until < since:
            self.add_error("sampai", _("Tanggal akhir mendahului tanggal awal."))
        elif since and until and until - since > LONGEST:
            self.add_error("sampai", _("Pilih kurun paling lama satu tahun."))
        return found

    def period(self, usual: Period) -> Period:
        """The usual one while the form is wrong."""
        return Period(self.cleaned_data["dari"], self.cleaned_data["sampai"]) if self.is_valid() else usual


@officers
def figures(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """By agency and service, with what was forecast against what was true."""
    return _page(request, get_hall(actor, hall), "reception/figures/hall.html")


@everyone
def public(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """The same for everyone: times are silent and small counts hidden below five."""
    return _page(request, Hall.objects.select_related("office").get(key=hall), "reception/figures/public.html")


def _page(request: HttpRequest, hall: Hall, template: str) -> HttpResponse:
    usual = Period.ending(now_of(request))
    form = PeriodForm.asked(request.GET.dict(), usual)
    found = hall_figures(hall, form.period(usual))
    return render(request, template, {"hall": hall, "found": found, "form": form}, status=422 if form.errors else 200)


@officers
def csv(request: HttpRequest, actor: Actor, hall: str) -> HttpResponseBase:
    """The same as the page, one line of the hall a row."""
    found, usual = get_hall(actor, hall), Period.ending(now_of(request))
    period = PeriodForm.asked(request.GET.dict(), usual).period(usual)
    headers = {"Content-Disposition": f'attachment; filename="antrean-{found.key}-{period.since}-{period.until}.csv"'}
    rows = _rows(hall_figures(found, period))
    return StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _rows(found: HallFigures) -> Iterator[list[object]]:
    for booth in found.booths:
        for row in booth.lines:
            yield [booth.booth.name, row.line.prefix, row.line.name, *_cells(row.tally)]


def _cells(tally: Tally) -> list[object]:
    counts = [tally.taken, tally.served, tally.no_show, tally.left, tally.closed, tally.priority, tally.booked]
    times = [tally.median, tally.most, tally.priority_median, tally.missed_by, tally.each]
    return [*counts, *("" if one is None else one for one in times)]

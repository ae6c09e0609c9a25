"""Published reports as a list: what one asks for, page by page, the newest first. Page, feed and deep link share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, F, Q
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField
from balairung.kernel.obligations.models import Clock, Obligation, State
from balairung.kernel.people.choices import district_choices
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.models.places import local_name
from balairung.kernel.search.reads import find
from balairung.rooms.complaints.forms import topic_choices
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet, Topic

PAGE = 20
LATEST = 200  # reports by which an office is judged
MOST = 1000  # a count beyond this is shown as "1.000+"


class PlaceForm(forms.Form):
    """Which place, topic and office: what a deep link says. The names stand in addresses, which stay good for ever."""

    wilayah = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True).select_related("parent"), choices=district_choices,
        label=_("Wilayah"), required=False,
    )  # fmt: skip
    topik = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), choices=partial(topic_choices, _("Semua")), label=_("Topik"),
        required=False,
    )  # fmt: skip
    kantor = ChosenField(
        rows=lambda: Office.objects.all(), to="key", label=_("Kantor yang menangani"), required=False,
    )  # fmt: skip

    def read(self) -> dict[str, Any]:
        """What is asked for, as far as it makes sense: an address that somebody typed still gives a list."""
        self.is_valid()
        self._offer("wilayah", _places_near(self.cleaned_data.get("wilayah")))
        self._offer("kantor", _offices_with(self.cleaned_data.get("kantor")))
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, ChosenField)
        field.widget.choices = choices


class FilterForm(PlaceForm):
    """What of the published reports one wants to read."""

    STANDINGS = {
        "": _("Semua"),
        "terlambat": _("Terlambat"),
        "selesai": _("Selesai"),
        "berjalan": _("Sedang ditangani"),
        "menunggu": _("Menunggu pelapor"),
    }
    PERIODS = {
        "": _("Kapan saja"),
        "7": _("7 hari terakhir"),
        "30": _("30 hari terakhir"),
        "365": _("Setahun terakhir"),
    }

    cari = LineField(label=_("Kata yang dicari"), required=False, max_length=80)
    periode = forms.ChoiceField(label=_("Dilaporkan"), choices=list(PERIODS.items()), required=False)
    keadaan = forms.ChoiceField(widget=forms.HiddenInput, choices=list(STANDINGS.items()), required=False)

    field_order = ("cari", "wilayah", "topik", "kantor", "periode", "keadaan")


@dataclass(frozen=True)
class Page:
    """One page of the list; `older` is the mark at which the next one begins, "" at the end."""

    rows: list[Complaint]
    older: str


def page_of(asked: Mapping[str, Any], before: str, now: datetime, most: int = PAGE) -> Page:
    """The newest reports of what is asked for, before the mark."""
    if asked.get("cari"):
        return _found(asked, before, now, most)
    moment, key = _order(asked)
    rows = narrowed(asked, now).for_list().order_by(moment, key)
    if mark := _read_mark(before):
        rows = rows.filter(_beyond(moment, key, *mark))
    found = list(rows[: most + 1])
    last = found[most - 1] if len(found) > most else None
    return Page(found[:most], _mark_of(last, moment) if last else "")


def _order(asked: Mapping[str, Any]) -> tuple[str, str]:
    """The newest first; what is late in the order in which it fell due, so that the worst stands on top."""
    late = asked.get("keadaan") == "terlambat"
    return ("obligation__next_at", "obligation_id") if late else ("-filed_at", "-id")


def _beyond(moment: str, key: str, at: datetime, row: UUID) -> Q:
    """Said twice: an index is entered at the first condition, the second settles what shares a moment."""
    way = "l" if moment.startswith("-") else "g"
    moment, key = moment.lstrip("-"), key.lstrip("-")
    strictly = Q(**{f"{moment}__{way}t": at}) | Q(**{f"{key}__{way}t": row})
    return Q(**{f"{moment}__{way}te": at}) & strictly


def narrowed(asked: Mapping[str, Any], now: datetime) -> ComplaintQuerySet:
    """All published reports of what is asked for, in no order; words apart."""
    rows = Complaint.objects.published()
    if region := asked.get("wilayah"):
        rows = rows.filter(region__in=[region.pk, *Region.objects.filter(parent=region).values_list("pk", flat=True)])
    if topic := asked.get("topik"):
        rows = rows.filter(topic=topic)
    if office := asked.get("kantor"):
        rows = rows.filter(obligation__owner_office=office)
    if days := asked.get("periode"):
        rows = rows.filter(filed_at__gte=now - timedelta(days=int(days)))
    if standing := asked.get("keadaan"):
        rows = rows.filter(_standing(standing, now))
    return rows


@dataclass(frozen=True)
class Tab:
    """One standing above the list, with how many there are, counted no further than MOST."""

    label: str
    query: str
    here: bool
    count: str
    late: bool


def tabs(asked: Mapping[str, Any], now: datetime, query: Mapping[str, str]) -> list[Tab]:
    """The standings; late ones are counted as openly as those that are done."""
    here = asked.get("keadaan", "")
    rest = {name: value for name, value in query.items() if name not in {"keadaan", "sebelum"} and value}
    counts = (
        {}
        if asked.get("cari")
        else {name: capped_count(narrowed({**asked, "keadaan": name}, now)) for name in ("terlambat", "selesai")}
    )
    return [
        Tab(
            str(label), "?" + urlencode(rest | ({"keadaan": name} if name else {})), name == here,
            counts.get(name, ""), name == "terlambat" and counts.get(name) not in {None, "0"},
        )
        for name, label in FilterForm.STANDINGS.items()
    ]  # fmt: skip


def capped_count(rows: ComplaintQuerySet) -> str:
    """How many in words: counting needs no order, and no more than a thousand rows."""
    count = rows.order_by()[: MOST + 1].count()
    return number_format(min(count, MOST), force_grouping=True) + ("+" if count > MOST else "")


def counted_by_place(asked: Mapping[str, Any], now: datetime) -> dict[str, int]:
    """How many reports there are by the code of their village, and again by that of its district."""
    rows = narrowed(asked, now).filter(region__isnull=False).order_by().values_list("region", "region__parent")
    counts: Counter[str] = Counter()
    for village, district, number in rows.annotate(number=Count("pk")):
        counts.update({code: number for code in (village, district) if code})
    return counts


@dataclass(frozen=True)
class Keeping:
    """How an office kept its word in its latest public reports."""

    reports: int
    kept: int
    due: int
    late: int

    @property
    def share(self) -> int | None:
        """Percent of the deadlines that were kept; None before the first fell due."""
        return 100 * self.kept // self.due if self.due else None


def keeping_of(office: Office, now: datetime) -> Keeping:
    """The deadlines of the latest public reports of an office: the same work whether it has a hundred or a million."""
    rows = narrowed({"kantor": office}, now).order_by("-filed_at", "-id").select_related(None)
    latest = list(rows.values_list("obligation_id", flat=True)[:LATEST])
    clocks = Clock.objects.filter(obligation__in=latest, party=Clock.Party.OFFICE, dropped_at__isnull=True)
    kept, waits = Q(met_at__lte=F("due_at")), Q(met_at__isnull=True, paused_at__isnull=True, due_at__lt=now)
    counts = clocks.aggregate(
        kept=Count("pk", filter=kept), due=Count("pk", filter=Q(met_at__isnull=False) | waits),
        late=Count("obligation", filter=waits, distinct=True),
    )  # fmt: skip
    return Keeping(reports=len(latest), **counts)


def _found(asked: Mapping[str, Any], before: str, now: datetime, most: int) -> Page:
    """By words, through the index of what everyone reads."""
    rows = Obligation.objects.filter(complaint__in=narrowed(asked, now))
    found = find(rows, asked["cari"], public=True, after=_read_mark(before), most=most)
    keys = [obligation.pk for obligation in found.obligations]
    by_key = {one.obligation_id: one for one in Complaint.objects.published().for_list().filter(obligation__in=keys)}
    older = _mark(*found.older) if found.older else ""
    return Page([by_key[key] for key in keys if key in by_key], older)


def _read_mark(text: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; anything else means the first page."""
    moment, _sign, key = text.partition("~")
    try:
        at, row = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, row) if at.tzinfo else None


def _mark_of(last: Complaint, moment: str) -> str:
    due = last.obligation.next_at
    return _mark(last.filed_at, last.pk) if moment == "-filed_at" or due is None else _mark(due, last.obligation_id)


def _mark(moment: datetime, key: UUID) -> str:
    return f"{moment.isoformat()}~{key}"


def _standing(name: str, now: datetime) -> Q:
    running = Q(obligation__closed_at=None, obligation__state__in=(State.NEW, State.ACTIVE))
    return {
        "berjalan": running,
        "terlambat": running & Q(obligation__next_at__lt=now),
        "menunggu": Q(obligation__closed_at=None, obligation__state=State.WAITING),
        "selesai": Q(obligation__state=State.DONE),
    }[name]


def _places_near(region: Region | None) -> Choices:
    """The districts; inside one of them its villages too."""
    shelves = district_choices()
    if region is None:
        return shelves
    district = region.parent or region
    rows = Region.objects.filter(parent=district, until__isnull=True).order_by("name")
    inside = [(code, local_name(label, name)) for code, label, name in rows.values_list("code", "label", "name")]
    return [shelves[0], (gettext("Di %(place)s") % {"place": district}, inside), *shelves[1:]]


def _offices_with(office: Office | None) -> Choices:
    """The offices of the regency, and the one that was asked for: a village's is found by its place."""
    rows = Office.objects.filter(closed_on__isnull=True, region__isnull=True).order_by("order", "name")
    known = list(rows.values_list("key", "name"))
    more = [(office.key, office.name)] if office and (office.key, office.name) not in known else []
    return [("", gettext("Semua")), *more, *known]

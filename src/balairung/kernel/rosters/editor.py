"""Making and changing a roster on one page: what was typed, moved up and down, looked at before it is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Holding, Office, Person
from balairung.kernel.rosters import actions
from balairung.kernel.rosters.editor_forms import LayerForm, RosterForm
from balairung.kernel.rosters.keeping import LAYERS, MEMBERS, layers_of
from balairung.kernel.rosters.models import Layer, Roster

SLOTS, MORE = 4, 4  # places in the turn that stand open, and how many more are added at once
EIGHT = timedelta(hours=8)
PRESETS = {
    "siaga": gettext_lazy("Siaga malam dan hari libur, mingguan"),
    "regu": gettext_lazy("24 jam, tiga regu"),
    "piket": gettext_lazy("Piket kantor harian"),
}


@dataclass(frozen=True)
class Draft:
    """What the page holds: the roster's own fields, and those of each layer with its people in order."""

    roster: dict[str, Any]
    layers: tuple[dict[str, Any], ...]

    def moved(self, layer: int, place: int, by: int) -> Draft:
        """Somebody in the turn goes up (-1) or down (+1)."""
        members, other = list(self.layers[layer]["members"]), place + by
        if 0 <= place < len(members) and 0 <= other < len(members):
            members[place], members[other] = members[other], members[place]
        return self.with_layer(layer, members=members)

    def with_layer(self, layer: int, **changes: Any) -> Draft:
        layers = list(self.layers)
        layers[layer] = layers[layer] | changes
        return replace(self, layers=tuple(layers))


@dataclass
class Editor:
    """The forms of the page; `bound` ones were sent to be looked at or saved."""

    form: RosterForm
    layers: list[LayerForm]

    def valid(self) -> bool:
        """Every form is asked, so that every mistake is told at once."""
        return not sum(not one.is_valid() for one in (self.form, *self.layers))

    @property
    def wrong(self) -> list[tuple[str, BoundField | None, str]]:
        """Every mistake: (which layer, which field, the sentence)."""
        layers = [(_("Lapis %(place)d") % {"place": place}, one) for place, one in enumerate(self.layers, 1)]
        forms: list[tuple[str, Form]] = [("", self.form), *layers]
        return [
            (where, None if name == "__all__" else form[name], str(sentence))
            for where, form in forms
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]

    @property
    def full(self) -> bool:
        return len(self.layers) >= LAYERS


def people_of(office: Office, at: datetime) -> list[tuple[str, str]]:
    """Who may turn: whoever holds a post in the office now, by protocol, as choices."""
    rows = Holding.objects.current(at).filter(post__office=office, post__closed_on__isnull=True)
    ordered = rows.order_by("post__order", "person__name", "id").values_list("person_id", "person__name", "post__title")
    found: dict[str, str] = {}
    for person, name, title in ordered:
        found.setdefault(str(person), f"{name} – {title}")
    return list(found.items())


def preset(name: str, office: Office, at: datetime) -> Draft:
    """What a new roster starts with."""
    monday = localdate(at) + timedelta(days=7 - localdate(at).weekday())
    layer: dict[str, Any] = {"unit": "week", "length": 1, "starts_on": monday, "handover": "07:30"}
    coverage = Roster.Coverage.OUTSIDE_HOURS
    if name == "regu":
        layer |= {"unit": "hour", "length": EIGHT.seconds // 3600, "handover": "07:00"}
        coverage = Roster.Coverage.ALWAYS
    elif name == "piket":
        layer |= {"unit": "day", **_office_window(office, monday)}
        coverage = Roster.Coverage.OFFICE_HOURS
    given = {"weekdays": list("0123456"), "place": 1, "members": [""] * SLOTS}
    return Draft({"name": str(PRESETS.get(name, PRESETS["siaga"])), "coverage": coverage, "escalates": True},
                 ({**given, **layer},))  # fmt: skip


def _office_window(office: Office, monday: date) -> dict[str, Any]:
    """From when the office opens to when it closes in an ordinary week, and on which days."""
    calendar = Calendars().get(office.calendar)
    if calendar.key == "24-hour":
        return {}
    days = [monday + timedelta(days=place) for place in range(28)]
    hours = {day: calendar.hours(day) for day in days}
    opens = min((spans[0][0] for spans in hours.values() if spans), default=None)
    closes = max((spans[-1][1] for spans in hours.values() if spans), default=None)
    weekdays = sorted({str(day.weekday()) for day, spans in hours.items() if spans})
    return {"handover": opens, "window_from": opens, "window_to": closes, "weekdays": weekdays} if opens else {}


def draft_of(roster: Roster, at: datetime) -> Draft:
    """The roster as it stands, with the last version of each layer."""
    latest = latest_layers(roster, at)
    fields = ("name", "coverage", "zone", "escalates", "public")
    return Draft({name: getattr(roster, name) for name in fields}, tuple(map(_layer_draft, latest)))


def latest_layers(roster: Roster, at: datetime) -> list[Layer]:
    return list({layer.place: layer for layer in layers_of(roster, at)}.values())


def _layer_draft(layer: Layer) -> dict[str, Any]:
    members = [str(member.person_id) for member in layer.members.all()]
    fields = ("place", "name", "unit", "length", "starts_on", "handover", "window_from", "window_to")
    days = [str(day) for day in range(7) if layer.weekdays >> day & 1]
    return {name: getattr(layer, name) for name in fields} | {"weekdays": days, "members": [*members, ""]}


def typed(data: QueryDict) -> Draft:
    """What was sent, as it was written, right or wrong."""
    roster: dict[str, Any] = {name: data.get(name, "") for name in RosterForm.base_fields}
    roster |= {name: name in data for name in ("escalates", "public")}
    return Draft(roster, tuple(_typed_layer(data, f"l{number}") for number in range(_count(data, "layers", LAYERS))))


def _typed_layer(data: QueryDict, prefix: str) -> dict[str, Any]:
    fields = {name: data.get(f"{prefix}-{name}", "") for name in LayerForm.base_fields}
    slots = range(_count(data, f"{prefix}-slots", MEMBERS))
    return fields | {
        "weekdays": data.getlist(f"{prefix}-weekdays"),
        "members": [data.get(f"{prefix}-who{slot}", "") for slot in slots],
    }


def _count(data: QueryDict, name: str, most: int) -> int:
    given = data.get(name, "")
    return min(int(given), most) if given.isdecimal() and len(given) < 4 else 1


def stepped(draft: Draft, step: str) -> Draft:
    """One button of the page: `naik-0-2`, `turun-0-2`, `tambah-0`, `lapis`, `buang`; any other changes nothing."""
    moved = re.fullmatch(r"(naik|turun|tambah)-(\d)(?:-(\d\d?))?", step)
    if moved and int(moved[2]) < len(draft.layers):
        layer = int(moved[2])
        if moved[1] == "tambah":
            return draft.with_layer(layer, members=[*draft.layers[layer]["members"], *[""] * MORE][:MEMBERS])
        return draft.moved(layer, int(moved[3] or 0), -1 if moved[1] == "naik" else 1)
    if step == "lapis" and len(draft.layers) < LAYERS:
        return replace(draft, layers=(*draft.layers, _one_more(draft)))
    if step == "buang" and len(draft.layers) > 1:
        return replace(draft, layers=draft.layers[:-1])
    return draft


def _one_more(draft: Draft) -> dict[str, Any]:
    """A layer that turns like the last one, with nobody in it yet."""
    taken = {str(one.get("place", "")) for one in draft.layers}
    free = next(number for number in range(1, LAYERS + 1) if str(number) not in taken)
    return draft.layers[-1] | {"place": free, "name": "", "members": [""] * SLOTS}


def shown(draft: Draft, people: Sequence[tuple[str, str]], changing: bool) -> Editor:
    """The page with this in it, nothing judged yet."""
    form = RosterForm(initial=draft.roster, changing=changing)
    layers = [
        LayerForm(initial=layer, prefix=f"l{number}", people=people, slots=len(layer["members"]))
        for number, layer in enumerate(draft.layers)
    ]
    return Editor(form, layers)


def sent(data: QueryDict, people: Sequence[tuple[str, str]], changing: bool) -> Editor:
    """The page as it was sent, to be judged."""
    layers = [
        LayerForm(data, prefix=f"l{number}", people=people, slots=len(layer["members"]))
        for number, layer in enumerate(typed(data).layers)
    ]
    return Editor(RosterForm(data, changing=changing), layers)


@transaction.atomic
def save(editor: Editor, *, office: Office, roster: Roster | None, by: Actor, at: datetime) -> Roster:
    """All of it or nothing: the roster, a version of each layer that differs, the end of each that is gone."""
    data = dict(editor.form.cleaned_data)
    since = data.pop("since", None)
    if roster is None:
        found = actions.make_roster(office=office, **data, by=by, at=at)
    else:
        actions.change_roster(roster, **data, by=by, at=at)
        found = Roster.objects.select_related("office").get(pk=roster.pk)
    before = {layer.place: layer for layer in latest_layers(found, at)}
    people = _people(editor)
    for place in set(before) - {form.cleaned_data["place"] for form in editor.layers}:
        actions.end_layer(found, place=place, since=since, by=by, at=at)
    for form in editor.layers:
        wanted = form.layer()
        if not _same(before.get(wanted["place"]), wanted):
            members = [people[key] for key in wanted.pop("members") if key in people]
            actions.set_layer(found, **wanted, members=members, since=since, by=by, at=at)
    return found


def _people(editor: Editor) -> Mapping[UUID, Person]:
    keys = {key for form in editor.layers for key in form.layer()["members"]}
    return Person.objects.filter(pk__in=keys).in_bulk()


def _same(layer: Layer | None, wanted: dict[str, Any]) -> bool:
    """Whether the layer says this already."""
    if layer is None or layer.zone != layer.roster.zone:
        return False
    window = (layer.window_from, layer.window_to) if layer.window_from else None
    members = [member.person_id for member in layer.members.all()]
    rest = {name: getattr(layer, name) for name in wanted if name not in ("members", "window")}
    return {**rest, "members": members, "window": window} == wanted


def words_of(layer: Layer) -> str:
    """`setiap minggu, serah terima Senin pukul 07.30`; the hours where they are not the whole day."""
    every = str(dict(UNITS)[layer.unit]) if layer.length == 1 else _("setiap %(length)d %(unit)s") % {
        "length": layer.length, "unit": layer.get_unit_display()}  # fmt: skip
    facts = {"every": every, "clock": f"{layer.handover:%H.%M}", "day": DAYS[layer.starts_on.weekday()]}
    if layer.window_from and layer.window_to:
        facts |= {"from": f"{layer.window_from:%H.%M}", "to": f"{layer.window_to:%H.%M}"}
        return _("%(every)s, pukul %(from)s–%(to)s") % facts
    if layer.unit == Layer.Unit.WEEK:
        return _("%(every)s, serah terima %(day)s pukul %(clock)s") % facts
    if layer.unit == Layer.Unit.MONTH:
        return _("%(every)s, serah terima tanggal %(date)d pukul %(clock)s") % (facts | {"date": layer.starts_on.day})
    return _("%(every)s, serah terima pukul %(clock)s") % facts


UNITS = [
    ("hour", gettext_lazy("setiap jam")), ("day", gettext_lazy("setiap hari")), ("week", gettext_lazy("setiap minggu")),
    ("month", gettext_lazy("setiap bulan")),
]  # fmt: skip
DAYS = [
    gettext_lazy("Senin"), gettext_lazy("Selasa"), gettext_lazy("Rabu"), gettext_lazy("Kamis"), gettext_lazy("Jumat"),
    gettext_lazy("Sabtu"), gettext_lazy("Minggu"),
]  # fmt: skip

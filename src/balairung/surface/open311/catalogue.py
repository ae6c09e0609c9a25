"""What may be reported: the topics of the regency as services, with what may be said about each beside the words.

A topic may close; what was reported about it keeps its code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.surface.open311.wire import Wrong

YES, NO = "ya", "tidak"
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Attribute:
    """Something more that a service asks, or (`variable` false) only says. Codes stay good for ever."""

    code: str
    datatype: str  # string, number, datetime, text, singlevaluelist, multivaluelist
    description: str
    hint: str = ""  # datatype_description
    values: Choices = ()
    variable: bool = True

    def said(self, order: int) -> dict[str, Any]:
        """In the names of the specification."""
        told = {
            "variable": self.variable, "code": self.code, "datatype": self.datatype, "required": False,
            "datatype_description": self.hint or None, "order": order, "description": self.description,
        }  # fmt: skip
        return told | ({"values": [{"key": key, "name": name} for key, name in self.values]} if self.values else {})


def services() -> list[dict[str, Any]]:
    """All that may be chosen now, in the order of the forms."""
    return [_service(topic) for topic in open_topics()]


def open_topics() -> list[Topic]:
    return list(Topic.objects.filter(closed=False).select_related("group").order_by("group__order", "order", "name"))


def definition(topic: Topic) -> dict[str, Any]:
    """What one service asks."""
    asked = [one.said(order) for order, one in enumerate(attributes(topic), 1)]
    return {"service_code": topic.code, "attributes": asked}


def attributes(topic: Topic) -> list[Attribute]:
    """Nothing of it is required: whoever is in trouble need not know more than what it is and where."""
    yes_or_no = ((YES, _("ya")), (NO, _("tidak")))
    told = [words for words in (topic.advice, topic.outside) if words]
    notes = [Attribute(f"nasihat_{number}", "text", words, variable=False) for number, words in enumerate(told, 1)]
    asked = [
        Attribute("tanggal_kejadian", "datetime", _("Kapan terjadinya?"), _("tanggal, misalnya 2026-03-25")),
        Attribute("kelompok", "multivaluelist", _("Siapa yang mengalaminya?"), values=_groups()),
        Attribute("anonim", "singlevaluelist", _("Sembunyikan nama pelapor dari kantor juga?"), values=yes_or_no),
        Attribute("rahasia", "singlevaluelist", _("Rahasiakan isi laporan dari umum?"), values=yes_or_no),
    ]
    if topic.klass == Complaint.Class.SUPERVISORY:
        asked.append(
            Attribute("kantor_terlapor", "singlevaluelist", _("Tentang petugas di kantor mana?"), values=_offices())
        )
    return notes + asked


def read_attributes(topic: Topic, said: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[Wrong]]:
    """What was answered, by code, and what is wrong with it. An empty answer is none."""
    known = {one.code: one for one in attributes(topic) if one.variable}
    found: dict[str, Any] = {}
    wrongs: list[Wrong] = []
    for code, values in said.items():
        values = [value.strip() for value in values if value.strip()]
        if code not in known:
            wrongs += [Wrong(400, _("attribute[%(code)s] tidak dikenal layanan ini.") % {"code": code[:60]})]
        elif values:
            try:
                found[code] = _READ[known[code].datatype](known[code], values)
            except ValueError:
                wrongs += [Wrong(400, _("Isi attribute[%(code)s] tidak dikenal.") % {"code": code})]
    return found, wrongs


def _service(topic: Topic) -> dict[str, Any]:
    return {
        "service_code": topic.code,
        "service_name": topic.name,
        "description": facts("complaints")["classes"][topic.klass]["explanation"],
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(word.strip() for word in topic.keywords.splitlines() if word.strip()),
        "group": topic.group.name,
    }


def _groups() -> list[tuple[str, str]]:
    return [(key, str(label)) for key, label in Complaint.Vulnerable.choices]


def _offices() -> list[tuple[str, str]]:
    rows = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")
    return [(key, name) for key, name in rows.values_list("key", "name")]


def _one(attribute: Attribute, values: Sequence[str]) -> str:
    """The key that was chosen. Raise ValueError for any other, and for several."""
    (value,) = values
    if value not in dict(attribute.values):
        raise ValueError(value)
    return value


def _several(attribute: Attribute, values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_one(attribute, [value]) for value in values))


def _day(attribute: Attribute, values: Sequence[str]) -> date:
    (value,) = values
    return date.fromisoformat(value[:10])


_READ: Mapping[str, Callable[[Attribute, Sequence[str]], Any]] = {
    "singlevaluelist": _one, "multivaluelist": _several, "datetime": _day,
}  # fmt: skip

"""Lists that an officer asks for often, kept under a name of their own; and the address of any list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.inbox import ORDERS, WHOLE, Narrow, Overview, every_overview, shown
from balairung.kernel.obligations.models import SavedSearch
from balairung.kernel.obligations.tags import clean_word
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person

MOST = 12
LONGEST_NAME, LONGEST_QUERY = 60, 500


@dataclass(frozen=True)
class Saved:
    """A kept list as the left column shows it."""

    search: SavedSearch
    count: int
    here: bool

    @property
    def shown(self) -> str:
        return shown(self.count)


def read_address(actor: Actor, asked: Mapping[str, Any]) -> tuple[Overview, Narrow]:
    """The list that an address asks for; what it does not know is left out of it.

    `lihat` an overview, `kantor` the key of an office, `label` a word, `jenis` a kind, `urut` an order.
    """
    known = every_overview(actor)
    default = "baru" if actor.coordinates else "terlambat" if actor.leads else "kantor"
    overview = known.get(_word(asked, "lihat")) or known[default]
    office, tag, kind, order = (_word(asked, name) for name in ("kantor", "label", "jenis", "urut"))
    return overview, Narrow(office, clean_word(tag), kind, order if order in ORDERS else "")


def address_of(overview: str, narrow: Narrow = WHOLE, **more: str) -> str:
    """The query of a list by the key of its overview: the same list has always the same one."""
    asked = {
        "lihat": overview, "kantor": narrow.office, "label": narrow.tag, "jenis": narrow.kind,
        "urut": narrow.order, **more,
    }  # fmt: skip
    return urlencode({name: value for name, value in asked.items() if value})


def save_search(*, name: str, query: str, by: Actor, at: datetime) -> SavedSearch:
    """Keep a list under a name; the same name again is the newer list."""
    require(by.person_id is not None)
    wanted = clean_line(name)
    if not wanted or len(wanted) > LONGEST_NAME:
        raise Refused(_("Beri nama daftar ini, paling banyak 60 huruf."))
    mine = SavedSearch.objects.filter(person=by.person_id)
    if mine.exclude(name=wanted).count() >= MOST:
        raise Refused(_("Anda sudah menyimpan dua belas daftar. Hapus dahulu salah satu."))
    person = Person.objects.only("id").get(pk=str(by.person_id))
    overview, narrow = read_address(by, QueryDict(query).dict())
    address = address_of(overview.key, narrow)
    if len(address) > LONGEST_QUERY:
        raise Refused(_("Saringan ini terlalu panjang untuk disimpan. Pendekkan labelnya."))
    return SavedSearch.objects.update_or_create(person=person, name=wanted, defaults={"query": address})[0]


def drop_search(*, key: UUID, by: Actor, at: datetime) -> None:
    """Keep it no longer."""
    SavedSearch.objects.filter(person=by.person_id, pk=key).delete()


def searches_of(actor: Actor) -> list[tuple[SavedSearch, Overview, Narrow]]:
    """One's own kept lists, each with what its address says today."""
    rows = SavedSearch.objects.filter(person=actor.person_id).order_by("name")
    return [(row, *read_address(actor, QueryDict(row.query).dict())) for row in rows]


def _word(asked: Mapping[str, Any], name: str) -> str:
    return clean_line(str(asked.get(name, "")))[:60]

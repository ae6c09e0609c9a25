"""The organisation as tables that can be imported again. Private contacts never leave in them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from balairung.kernel.people.access import can_administer
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Account, Change, Holding, Office, Post


def table(sheet: str, at: datetime) -> list[Sequence[object]]:
    """The rows of one sheet, in the order of its columns. Read whole: the answer is streamed after the transaction."""
    return list({"kantor": _offices, "jabatan": _posts, "pemangku": _holders, "kontak": _contacts}[sheet](at))


def export(sheet: str, *, by: Actor, at: datetime) -> list[Sequence[object]]:
    """The same, taken out of the house by somebody: a line says so."""
    require(can_administer(by))
    write_line(Change.Verb.EXPORT, note=sheet, by=by, at=at)
    return table(sheet, at)


def _offices(at: datetime) -> Iterator[Sequence[object]]:
    rows = Office.objects.filter(closed_on__isnull=True).select_related("parent").order_by("order", "name")
    for one in rows:
        parent = one.parent.key if one.parent else ""
        yield (one.key, one.name, one.short, one.get_kind_display(), parent, one.region_id, one.calendar, one.order,
               one.address)  # fmt: skip


def _posts(at: datetime) -> Iterator[Sequence[object]]:
    rows = Post.objects.filter(closed_on__isnull=True).select_related("office", "superior__office")
    for one in rows.order_by("office__order", "office__name", "order", "id"):
        above = (one.superior.office.key, one.superior.title) if one.superior else ("", "")
        yield (one.office.key, one.title, one.get_role_display(), one.echelon, *above, one.seats, one.order)


def _holders(at: datetime) -> Iterable[Sequence[object]]:
    """Those in force and those to come. NIP, address and telephone stay empty: an import leaves them as they are."""
    rows = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=localdate(at)), post__closed_on__isnull=True)
    columns = ("post__office__key", "post__title", "person__name", "capacity", "since", "until", "decree")
    words = dict(Holding.Capacity.choices)
    for key, title, name, capacity, since, until, decree in rows.order_by(
        "post__office__order", "post__order", "since", "id"
    ).values_list(*columns):
        yield key, title, name, "", "", "", words[capacity], since, until or "", decree


def _contacts(at: datetime) -> Iterator[Sequence[object]]:
    rows = Account.objects.standing().select_related("office", "post")
    for one in rows.order_by("office__order", "office__name", "kind", "since", "id"):
        title = one.post.title if one.post else ""
        yield (one.office.key, one.get_kind_display(), one.words, one.hours, title)

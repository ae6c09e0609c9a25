"""The contact board: how every office is reached, which doors it keeps open, and since when it does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Account, Change, Office, Region

#: What answers at once comes first; what only shows comes last.
ORDER = {kind: place for place, kind in enumerate(Account.Kind.values)}


@dataclass(frozen=True)
class Card:
    """An office as the board shows it: how it is reached now, and since when its doors stand as they do.

    `since` of an office that never had doors is the moment from which this house knows it; None where nobody noted it.
    """

    office: Office
    accounts: Sequence[Account]
    open: bool
    since: datetime | None

    @property
    def district(self) -> str:
        """The code of the district in which it serves; "" for an office of the whole regency."""
        region = self.office.region
        return (region.parent_id or region.pk) if region else ""


@dataclass
class Shelf:
    """Offices that stand together: those of the regency, or those of a district."""

    code: str
    title: str
    cards: list[Card] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(card.open for card in self.cards)


def rule_words() -> str:
    """What an office needs for its doors to count as open, in words."""
    return _(facts("contacts")["doors"]["words"])


def has_doors(kinds: Collection[str]) -> bool:
    """Whether accounts of these kinds are enough (`data/contacts.yaml`)."""
    rule = facts("contacts")["doors"]
    return len(kinds) >= rule["accounts"] and any(kind in rule["reach"] for kind in kinds)


def standing(history: Iterable[Account], known: datetime | None) -> tuple[bool, datetime | None]:
    """Whether the doors stand open, and since when that is so; `history` holds ended accounts too."""
    rows = list(history)
    moments = sorted({row.since for row in rows} | {row.ended_at for row in rows if row.ended_at})
    opened, since = has_doors([]), known
    for moment in moments:
        there = [row.kind for row in rows if row.since <= moment and not (row.ended_at and row.ended_at <= moment)]
        if has_doors(there) != opened:
            opened, since = not opened, moment
    return opened, since


def cards(offices: Collection[UUID] | None = None) -> list[Card]:
    """Every office, or these, in protocol order: four statements."""
    rows = Office.objects.filter(closed_on__isnull=True).select_related("region").order_by("order", "name")
    rows = rows.defer("email", "phone")
    if offices is not None:
        rows = rows.filter(pk__in=offices)
    histories, known = _histories(offices), _known_since()
    return [_card(office, histories.get(office.pk, []), known.get(office.pk, known.get(None))) for office in rows]


def without_doors(offices: Collection[UUID] | None = None) -> list[Office]:
    return [card.office for card in cards(offices) if not card.open]


def shelves(found: Iterable[Card]) -> list[Shelf]:
    """Those of the regency first, then those of each district by name, the district's own office on top."""
    names = {one.pk: str(one) for one in Region.objects.filter(level=Region.Level.DISTRICT).order_by("name")}
    made = {code: Shelf(code, name) for code, name in [("", _("Kantor kabupaten")), *names.items()]}
    for card in found:
        made[card.district if card.district in made else ""].cards.append(card)
    return [shelf for shelf in made.values() if shelf.cards]


def with_words(found: Iterable[Card], words: str) -> Iterator[Card]:
    """Those whose name has all the words, or that answer at the number that was written."""
    wanted = words.casefold().split()[:6]
    digits = "".join(sign for sign in words if sign.isdigit()).lstrip("0")
    for card in found:
        name = f"{card.office.name} {card.office.short}".casefold()
        number = len(digits) > 3 and any(digits in account.value for account in card.accounts)
        if number or all(word in name for word in wanted):
            yield card


def _card(office: Office, history: list[Account], known: datetime | None) -> Card:
    opened, since = standing(history, known)
    accounts = sorted((row for row in history if not row.ended_at), key=lambda row: (ORDER[row.kind], row.since))
    return Card(office, accounts, opened, since)


def _histories(offices: Collection[UUID] | None) -> dict[UUID, list[Account]]:
    rows = Account.objects.select_related("post").order_by("since", "id")
    if offices is not None:
        rows = rows.filter(office__in=offices)
    found: defaultdict[UUID, list[Account]] = defaultdict(list)
    for row in rows:
        found[row.office_id].append(row)
    return found


def _known_since() -> dict[UUID | None, datetime]:
    """Since when this house knows an office: its line in the journal, else (None) that of the whole organisation."""
    rows = Change.objects.filter(verb__in=(Change.Verb.ADD_OFFICE, Change.Verb.BUILD)).order_by("-at", "-id")
    return dict(rows.values_list("office_id", "at"))

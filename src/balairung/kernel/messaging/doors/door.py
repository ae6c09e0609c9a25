"""What every door of the house has in common: what may be heard at it, what may be handed out, what it is able to do.

A door is one module beside this one, with one class. It knows its vendor's wire format and nothing of the house: it
writes no rows. Which doors exist is a setting (`CHANNELS`); which of them a regency opened, with which account, is a
row (`Gateway`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Protocol, Self

from django.http import HttpRequest, HttpResponse

Settings = Mapping[str, str]  # the account at the vendor, as `Need`s name it
PLACE = "place?"  # a choice of this id asks for the telephone's own position; its label where a door cannot ask


class Forged(Exception):
    """Whoever called is not the vendor, or the body is not the one that was signed. Answered with 403 and no word."""


class Undeliverable(Exception):
    """This address or this message is never taken here: no patience helps, the next door is tried at once."""


@dataclass(frozen=True)
class Able:
    """What a door is able to do. Numbers are the vendor's published limits."""

    hears: bool = True  # people can write to us through it
    talks: bool = True  # what they write is answered through it later; who is called is answered in the call alone
    buttons: int = 0  # most buttons below one message
    rows: int = 0  # most rows of a list
    longest: int = 4000  # signs of one message; what is longer is sent in parts
    files: bool = False  # pictures, sound, documents come in
    places: bool = False  # a location pin comes in
    window: timedelta | None = None  # how long after somebody wrote free words may be sent to them
    receipts: bool = False  # the vendor tells when it arrived
    by_get: bool = False  # the vendor brings messages by GET as well
    a_second: float = 20.0  # messages that may be handed over in a second, all addresses together; 0 is no limit


@dataclass(frozen=True)
class Need:
    """One value of the account at the vendor that an operator fills in."""

    key: str
    label: object  # gettext_lazy
    help: object = ""
    secret: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a message. `handle` is how the door fetches it later (an id, a path, a part number).

    `kept` and `unkept` are written down by the house once it was fetched (enclosures.py); doors leave them empty.
    """

    handle: str
    media_type: str = ""
    name: str = ""
    size: int = 0  # bytes, 0 where the vendor does not say
    kept: str = ""  # the key of the stored file
    unkept: str = ""  # why there is none, in a sentence for whoever sent it


@dataclass(frozen=True)
class Heard:
    """One message from somebody, in the house's words."""

    provider_id: str
    address: str
    sent_at: datetime
    text: str = ""
    subject: str = ""
    name: str = ""  # as their account calls them
    choice: str = ""  # the id of the button or row that they pressed
    point: tuple[float, float] | None = None  # latitude, longitude, degrees
    enclosures: Sequence[Enclosure] = ()
    answers: str = ""  # the vendor's number of the message of ours that they answer, where it says
    automatic: bool = False  # an absence note, a bounce, a bot: recorded, never answered
    unknown: str = ""  # the vendor's word for a kind of message that we do not read

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"sent_at": self.sent_at.isoformat()}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From `plain()`."""
        enclosures = tuple(Enclosure(**one) for one in kept["enclosures"])
        point = tuple(kept["point"]) if kept["point"] else None
        sent_at = datetime.fromisoformat(kept["sent_at"])
        return cls(**{**kept, "sent_at": sent_at, "enclosures": enclosures, "point": point})


@dataclass(frozen=True)
class Told:
    """What the vendor says became of a message of ours."""

    provider_ref: str
    outcome: str  # "sent", "delivered", "read", "failed"
    at: datetime
    problem: str = ""


@dataclass(frozen=True)
class Reading:
    """What one call of the vendor, or one look into a mailbox, brought."""

    heard: Sequence[Heard] = ()
    told: Sequence[Told] = ()
    cursor: str = ""  # where the next look begins, for doors that are polled; "" leaves it
    answer: str = ""  # what the vendor is answered with; "" is an empty yes
    answer_type: str = "application/json"


@dataclass(frozen=True)
class Outgoing:
    """What is handed to a door. `number` stays the same however often it is tried.

    `stop` is the link that ends all messages to this address; duty notices have none. `open_until` is the end of the
    vendor's window for free words, None where there is none or nobody wrote. `choices` are (id, label).
    """

    number: str
    to: str
    subject: str
    body: str
    stop: str = ""
    choices: Sequence[tuple[str, str]] = ()
    open_until: datetime | None = None
    answers: str = ""  # the vendor's number of the message that this one answers
    headers: Mapping[str, str] = field(default_factory=dict)  # of mail


class Door(Protocol):
    """One channel. An object is made from the account and kept for a while: its calls must be safe from threads."""

    able: Able
    needs: Sequence[Need]

    def __init__(self, account: Settings) -> None: ...

    @classmethod
    def completed(cls, account: Settings) -> dict[str, str]:
        """The account with what the house makes itself, such as a key; called whenever it is kept."""

    def send(self, message: Outgoing) -> str:
        """Hand it over; return the vendor's number for it ("" where there is none).

        Raise OSError (httpx.TransportError is turned into one) when it was not taken this time, and Undeliverable when
        it never will be.
        """

    def greet(self, request: HttpRequest) -> HttpResponse:
        """Answer the vendor's check of our address (GET). Raise Forged."""

    def announce(self, address: str) -> None:
        """Tell the vendor where to call us, for vendors that are told by a call; "" takes it back. Raise OSError."""

    def read(self, request: HttpRequest) -> Reading:
        """What a call of the vendor (POST) says, its signature checked first. Raise Forged."""

    def poll(self, cursor: str) -> Reading:
        """Look for what came since `cursor`, for doors without a public address; empty where they are called."""

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        """The bytes of a file, never more than `settings.FILM_LIMIT`; raise OSError, or Undeliverable when too big."""

    def check(self) -> str:
        """Try the account and write to nobody; what it is called at the vendor. Raise OSError with a sentence."""


class Mute:
    """A door that nobody calls, that is not polled and that brings no files: what such doors need not say again."""

    @classmethod
    def completed(cls, account: Settings) -> dict[str, str]:
        return dict(account)

    def greet(self, request: HttpRequest) -> HttpResponse:
        raise Forged

    def read(self, request: HttpRequest) -> Reading:
        raise Forged

    def announce(self, address: str) -> None:
        return None

    def poll(self, cursor: str) -> Reading:
        return Reading()

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        raise Undeliverable

    def check(self) -> str:
        return ""

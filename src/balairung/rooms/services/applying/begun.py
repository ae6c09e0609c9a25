"""An application that was begun and not sent: kept sealed for thirty days, found again by number and code.

It belongs to the service, not to a version: whoever goes on later gets the form that is published then, and what they
wrote stays by its key. What the newer form no longer asks is kept and shown, never dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.references import new_code, new_reference, read_reference, tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files.models import BEGUN, File
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.drafts import read_draft, save_draft
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Region
from balairung.rooms.services.applying.apply import find_applied
from balairung.rooms.services.applying.asking import ROWS
from balairung.rooms.services.definition.answers import UNKNOWN
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.definition.translating import translated
from balairung.rooms.services.models import Application, Service, Version
from balairung.rooms.services.routing import KIND, definition_of

PREFIX = "N"  # of the number of a draft
NUMBER, CODE = 8, 10  # signs of the number without its prefix, and of the code behind it
LASTS = timedelta(days=30)  # from the first page on; files that it holds stay a little longer (files.sweeping)
Kept = dict[str, list[str]]  # the files of a question, by its name in the form


@dataclass
class Begun:
    """What somebody wrote so far. `said` is what they typed, by the names of the form; `who` is the first page."""

    service: str
    token: str  # makes it one application, however often it is sent
    began: datetime
    version: str = ""  # the key of the version whose form they saw last
    who: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    files: Kept = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)  # of somebody who types for another: person, post, consent
    already: bool = False  # the same NIK has this running
    done: bool = False
    draft: str = ""

    @property
    def number(self) -> str:
        """`N-7K3M-92QD`: what is written on a slip of paper."""
        return f"{PREFIX}-{self.draft[:4]}-{self.draft[4:NUMBER]}" if self.draft else ""

    @property
    def code(self) -> str:
        return self.draft[NUMBER:]

    @property
    def until(self) -> datetime:
        return self.began + LASTS

    @property
    def sent(self) -> Application | None:
        """The application that it has become already, from here or from another telephone."""
        return find_applied(self.token)

    def renewed(self, version: Version) -> bool:
        """Whether the form that they saw is not the one that is published now."""
        return bool(self.version) and self.version != str(version.pk)

    def names(self) -> set[str]:
        """The keys of the stored files that it holds."""
        return {name for names in self.files.values() for name in names}


def begin(service: Service, at: datetime) -> Begun:
    """Nothing written yet, and nothing kept."""
    return Begun(service=service.key, token=new_code(24), began=at)


def keep(begun: Begun, *, at: datetime) -> Begun:
    """Keep it, sealed; the first time it is given its number and code."""
    begun.draft = begun.draft or new_reference(PREFIX)[2:].replace("-", "") + new_code(CODE)
    body = {name: value for name, value in vars(begun).items() if name not in {"draft", "began"}}
    body["began"] = begun.began.isoformat()
    save_draft(kind=KIND, body=body, token=begun.draft, at=at, keep_for=begun.until - at)
    return begun


def finish(begun: Begun, *, at: datetime) -> None:
    """It was sent: from here on it only leads to the receipt, and holds nothing that anybody wrote."""
    bare = Begun(service=begun.service, token=begun.token, began=begun.began, done=True, draft=begun.draft)
    if begun.draft:
        keep(bare, at=at)


def resume(draft: str, *, at: datetime) -> Begun | None:
    """What is kept under these signs; None when it is not there, or not there any more."""
    body = read_draft(kind=KIND, token=draft[: NUMBER + CODE], at=at) if draft else None
    if body is None:
        return None
    began = parse_datetime(body.pop("began"))
    return Begun(**body, began=began, draft=draft) if began and began + LASTS > at else None


def find(number: str, code: str, *, at: datetime) -> Begun | None:
    """The same by number and code, as people type them."""
    ref = read_reference(number)
    return resume(tidy_code(ref)[1:] + tidy_code(code), at=at) if ref and ref.startswith(PREFIX) else None


def page_of(ref: str, code: str, *, at: datetime) -> str:
    """Where it goes on (settings.TRACKED); "" where number and code do not fit. Whose paper it is goes on at a desk."""
    begun = find(ref, code, at=at)
    return address(begun) if begun and not begun.taken else ""


def address(begun: Begun) -> str:
    return reverse("services:apply_resume", args=[begun.service, begun.draft])


def stored(names: Iterable[str]) -> dict[str, File]:
    """The files of a draft that are still there and still nobody else's, by their key."""
    rows = File.objects.filter(pk__in=[name for name in names if _is_key(name)], about_kind__in=["", BEGUN])
    return {str(file.pk): file for file in rows.order_by("id")}


def left_over(begun: Begun, definition: Definition) -> list[str]:
    """What they wrote for an earlier form and this one does not ask any more, word for word."""
    return words_kept(begun, besides=set(definition.fields))


def words_kept(begun: Begun, besides: Collection[str] = ()) -> list[str]:
    """What they wrote, word for word, but for these questions."""
    said = [value for name, value in begun.said.items() if name.partition("-")[0] not in besides and _is_words(name)]
    return [", ".join(value) if isinstance(value, list) else str(value) for value in said if value]


def _is_words(name: str) -> bool:
    """Not how many rows stood there, nor that somebody did not know."""
    return not name.endswith((f"-{ROWS}", f"-{UNKNOWN}"))


def send_link(begun: Begun, *, contact: str, at: datetime) -> None:
    """Send the link to this draft to whoever left this contact, once a day."""
    service = Service.objects.get(key=begun.service)
    subject = _("Permohonan Anda yang belum terkirim: %(number)s") % {"number": begun.number}
    body = _("Lanjutkan permohonan “%(service)s” di sini, paling lambat %(until)s: %(link)s")
    facts = {"service": service.name, "until": long_date(begun.until), "link": house_url() + address(begun)}
    key = f"begun:{keyed_hash('begun', begun.draft)[:32]}:{localdate(at)}:{keyed_hash('contact', contact)[:16]}"
    notify(Recipient.contact(contact), subject=subject, body=body % facts, key=key, about=(KIND, begun.number), at=at)


def published(key: str, at: datetime) -> tuple[Service, Version, Definition]:
    """The service as it may be applied for now. Raise DoesNotExist for one that is not offered."""
    service = Service.objects.offered(localdate(at)).get(key=key)
    version = service.current
    if version is None:
        raise Service.DoesNotExist
    return service, version, translated(definition_of(version), get_language())


def region_of(begun: Begun) -> Region | None:
    """The applicant's village, once it was understood."""
    code = begun.who.get("code", "")
    return Region.objects.filter(pk=code, until__isnull=True).select_related("parent").first() if code else None


def _is_key(name: str) -> bool:
    return len(name) == 36 and name.count("-") == 4

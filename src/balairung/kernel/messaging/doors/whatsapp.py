"""WhatsApp, through Meta's Cloud API (developers.facebook.com/documentation/business-messaging/whatsapp, 2026-11).

An address is a telephone number, `+62812…`; of those who hide theirs behind a user name it is Meta's own number for
them (`ID.1502…`, business-scoped user ID).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO, ClassVar
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.messaging.doors import wire
from balairung.kernel.messaging.doors.door import (
    PLACE,
    Able,
    Enclosure,
    Forged,
    Heard,
    Mute,
    Need,
    Outgoing,
    Reading,
    Settings,
    Told,
    Undeliverable,
)

log = logging.getLogger(__name__)
BASE = "https://graph.facebook.com/v25.0"
TEMPLATE, LANGUAGE = "kabar_layanan", "id"  # what docs/operate/whatsapp.md tells to submit
TITLE, ROW, DESCRIPTION = 20, 24, 72  # signs of a button, of a row of a list and of the line below it
WITH_BUTTONS = 900  # signs of a text that has buttons: 1,024, and some for the hint below it
VARIABLE = 800  # signs of the variable of a template: the whole may have 1024
LINK = re.compile(r"https?://\S+")
OUTCOMES = {"sent", "delivered", "read", "failed"}

#: Codes after which no patience helps (…/whatsapp/support/error-codes): the address is none, or does not want this;
#: the template is missing, paused or of another shape; the message itself is not taken.
NEVER = {
    100, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131049, 131050, 131051, 131062,
    132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018,
}  # fmt: skip
SHUT = {131047}  # a day has passed since they wrote: only a template is taken


class Shut(Undeliverable):
    """The window for free words is shut."""


class WhatsApp(Mute):
    """One telephone number of the regency at Meta."""

    able: ClassVar[Able] = Able(
        buttons=3, rows=10, longest=4096, files=True, places=True, window=timedelta(hours=24), receipts=True,
        a_second=50,
    )  # fmt: skip
    needs: ClassVar[list[Need]] = [
        Need(
            "number", gettext_lazy("ID nomor telepon"), gettext_lazy("Angka panjang di Meta, bukan nomor teleponnya.")
        ),
        Need("token", gettext_lazy("Token akses tetap"), secret=True),
        Need("secret", gettext_lazy("Kunci rahasia aplikasi"), secret=True),
        Need(
            "verify",
            gettext_lazy("Token verifikasi"),
            gettext_lazy("Anda karang sendiri; isikan yang sama di Meta bersama alamat webhook."),
            secret=True,
        ),
        Need(
            "template",
            gettext_lazy("Nama templat pesan"),
            gettext_lazy("Untuk kabar setelah 24 jam. Kosong berarti kabar_layanan."),
            optional=True,
        ),
        Need("language", gettext_lazy("Bahasa templat pesan"), gettext_lazy("Kosong berarti id."), optional=True),
        Need("base", gettext_lazy("Alamat API"), gettext_lazy("Kosong berarti alamat milik Meta."), optional=True),
    ]

    def __init__(self, account: Settings) -> None:
        self.account = account
        self.base = (account.get("base") or BASE).rstrip("/")
        self.headers = {"Authorization": f"Bearer {account.get('token', '')}"}

    # --- out -------------------------------------------------------------------------------------------------------

    def send(self, message: Outgoing) -> str:
        if message.open_until is None or message.open_until <= timezone.now():
            return self._post(message, self._template(message))
        try:
            return self._say(message)
        except Shut:  # their clock is the one that counts
            return self._post(message, self._template(message))

    def check(self) -> str:
        fields = {"fields": "verified_name,display_phone_number"}
        answer = wire.ask("GET", f"{self.base}/{self._number}", params=fields, headers=self.headers)
        found = wire.json_of(answer.content)
        if answer.status_code != 200:
            raise _refusal(found, answer.status_code)
        return f"{wire.word(found, 'verified_name')} ({wire.word(found, 'display_phone_number')})"

    def _say(self, message: Outgoing) -> str:
        """In as many messages as it takes; the last one has the buttons, and is the one whose arrival counts."""
        whole = f"*{message.subject}*\n\n{message.body}" if message.subject else message.body
        *first, last = wire.parts(whole, WITH_BUTTONS if message.choices else self.able.longest)
        for piece in first:
            self._post(message, _text(piece))
        return self._post(message, _with_choices(last, message.choices) if message.choices else _text(last))

    def _template(self, message: Outgoing) -> Mapping[str, object]:
        words = ": ".join(filter(None, (message.subject, message.body)))
        variable = {"type": "text", "text": one_line(words, VARIABLE)}
        return {
            "type": "template",
            "template": {
                "name": self.account.get("template") or TEMPLATE,
                "language": {"code": self.account.get("language") or LANGUAGE},
                "components": [{"type": "body", "parameters": [variable]}],
            },
        }

    def _post(self, message: Outgoing, content: Mapping[str, object]) -> str:
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", **_to(message.to), **content}
        if message.answers.startswith("wamid.") and content["type"] != "template":
            body["context"] = {"message_id": message.answers}
        answer = wire.ask("POST", f"{self.base}/{self._number}/messages", json=body, headers=self.headers)
        found = wire.json_of(answer.content)
        taken = wire.rows(found, "messages")
        if answer.status_code != 200 or not taken:
            raise _refusal(found, answer.status_code)
        return wire.number_of(taken[0], "id")

    @property
    def _number(self) -> str:
        return quote(self.account.get("number", ""), safe="")

    # --- in --------------------------------------------------------------------------------------------------------

    def greet(self, request: HttpRequest) -> HttpResponse:
        wanted, said = self.account.get("verify", ""), request.GET.get("hub.verify_token", "")
        if request.GET.get("hub.mode") != "subscribe" or not wanted or not constant_time_compare(wanted, said):
            raise Forged
        return HttpResponse(request.GET.get("hub.challenge", "")[:200], content_type="text/plain")

    def read(self, request: HttpRequest) -> Reading:
        body = wire.body_of(request)
        self._require_signature(body, request.headers.get("X-Hub-Signature-256", ""))
        values = [value for value in _values(wire.json_of(body)) if self._is_ours(value)]
        heard = [one for value in values for one in _heard(value)]
        return Reading(heard, [one for value in values for one in _told(value)])

    def _require_signature(self, body: bytes, said: str) -> None:
        secret = self.account.get("secret", "").encode()
        wanted = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        if not secret or not constant_time_compare(wanted, said):
            raise Forged

    def _is_ours(self, value: object) -> bool:
        """One application at Meta may serve several numbers: what the others hear is not for us."""
        return wire.word(value, "metadata", "phone_number_id") == self.account.get("number")

    # --- files -----------------------------------------------------------------------------------------------------

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        answer = wire.ask("GET", f"{self.base}/{quote(enclosure.handle, safe='')}", headers=self.headers)
        found = wire.json_of(answer.content)
        if answer.status_code != 200:
            raise _refusal(found, answer.status_code)
        return wire.download(self._safe(wire.word(found, "url")), headers=self.headers)

    def _safe(self, url: str) -> str:
        """The token goes to where the bytes are: only over TLS, or to the very server that we asked."""
        if urlsplit(url).scheme != "https" and urlsplit(url)[:2] != urlsplit(self.base)[:2]:
            raise OSError("an address without TLS")
        return url


# --- what we say ---------------------------------------------------------------------------------------------------


def _to(address: str) -> dict[str, str]:
    """A telephone number, or Meta's number for somebody who hides theirs."""
    return {"to": address.lstrip("+")} if address.lstrip("+").isdigit() else {"recipient": address}


def _text(text: str) -> dict[str, object]:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _with_choices(text: str, choices: Sequence[tuple[str, str]]) -> dict[str, object]:
    """A request for the place, up to three short buttons, a list; words where there are too many for one."""
    others = [(key, label) for key, label in choices if key != PLACE]
    if len(others) < len(choices):
        hint = _("Atau ketik: %(words)s") % {"words": " / ".join(label for _key, label in others)}
        asked = f"{text}\n\n{hint}" if others else text
        return _interactive("location_request_message", asked, {"name": "send_location"})
    if len(others) <= WhatsApp.able.buttons and all(wire.units(label) <= TITLE for _key, label in others):
        buttons = [{"type": "reply", "reply": {"id": key, "title": label}} for key, label in others]
        return _interactive("button", text, {"buttons": buttons})
    if len(others) <= WhatsApp.able.rows:
        rows = [_row(key, label) for key, label in others]
        return _interactive("list", text, {"button": wire.cut(_("Pilih"), TITLE), "sections": [{"rows": rows}]})
    return _text(wire.cut("\n".join([text, "", *(label for _key, label in others)]), WhatsApp.able.longest))


def _row(key: str, label: str) -> dict[str, str]:
    row = {"id": key, "title": wire.cut(label, ROW)}
    return row if row["title"] == label else row | {"description": wire.cut(label, DESCRIPTION)}


def _interactive(kind: str, text: str, action: Mapping[str, object]) -> dict[str, object]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def one_line(text: str, longest: int) -> str:
    """What the variable of a template may hold: one line, no wide gaps, and the first link whole."""
    flat = " ".join(text.split())
    kept, link = wire.cut(flat, longest), LINK.search(flat)
    if link is None or link[0] in kept or wire.units(link[0]) >= longest:
        return kept
    return f"{wire.cut(flat[: link.start()].rstrip(), longest - wire.units(link[0]) - 1)} {link[0]}"


def _refusal(found: Mapping[str, Any], status: int) -> Exception:
    """Meta's error object as the house's: Shut, Undeliverable, or OSError with Meta's own sentence."""
    code = found["error"].get("code") if isinstance(found.get("error"), dict) else None
    if code in SHUT:
        return Shut(str(code))
    if code in NEVER:
        return Undeliverable(str(code))
    return OSError(f"Meta {code or status}: {wire.cut(wire.word(found, 'error', 'message'), 150)}")


# --- what we hear --------------------------------------------------------------------------------------------------


def _values(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    changes = [change for entry in wire.rows(body, "entry") for change in wire.rows(entry, "changes")]
    return [wire.part(change, "value") for change in changes if change.get("field") == "messages"]


def _heard(value: Mapping[str, Any]) -> list[Heard]:
    if problems := wire.rows(value, "errors"):
        log.warning("WhatsApp reports %s", ", ".join(wire.word(one, "code") for one in problems))
    names = _names(value)
    return [one for message in wire.rows(value, "messages") if (one := _message(message, names))]


def _names(value: Mapping[str, Any]) -> dict[str, str]:
    """How the accounts of this call name themselves, by telephone number and by Meta's number."""
    cards = wire.rows(value, "contacts")
    known = {wire.word(card, key): wire.word(card, "profile", "name") for card in cards for key in ("wa_id", "user_id")}
    return known | {"": ""}


def _message(message: dict[str, Any], names: Mapping[str, str]) -> Heard | None:
    """One message; None for one without a sender or a number, and for what is said in a group."""
    phone, hidden = wire.word(message, "from"), wire.word(message, "from_user_id")
    number = wire.number_of(message, "id")
    if not number or not (phone or hidden) or message.get("group_id"):
        return None
    kind = wire.word(message, "type")
    said = KINDS.get(kind, _unknown)(message, wire.part(message, kind))
    return Heard(
        provider_id=number, address=f"+{phone}" if phone.isdigit() else phone or hidden,
        sent_at=wire.moment(message, "timestamp"), name=names.get(phone) or names.get(hidden, ""),
        **{"answers": wire.number_of(message, "context", "id"), **said},
    )  # fmt: skip


def _read_text(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    return {"text": wire.word(content, "body")}


def _read_file(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    file = Enclosure(
        handle=wire.word(content, "id"),
        media_type=wire.word(content, "mime_type").partition(";")[0].strip(),  # "audio/ogg; codecs=opus"
        name=wire.word(content, "filename"),
        size=wire.count(content, "file_size"),
    )
    words = wire.word(content, "caption")
    return {"text": words, "enclosures": (file,)} if file.handle else _unknown(message, content) | {"text": words}


def _read_place(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    words = ", ".join(filter(None, (wire.word(content, "name"), wire.word(content, "address"))))
    place = wire.point(content)
    return {"text": words, "point": place, **({} if place or words else {"unknown": "location"})}


def _read_cards(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    cards = [_card(card) for card in wire.rows(message, "contacts")]
    return {"text": "\n".join(filter(None, cards)) or wire.word(message, "type")}


def _card(card: dict[str, Any]) -> str:
    phones = ", ".join(wire.word(phone, "phone") for phone in wire.rows(card, "phones"))
    return ": ".join(filter(None, (wire.word(card, "name", "formatted_name"), phones)))


def _read_button(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """A button below a template."""
    return {"text": wire.word(content, "text"), "choice": wire.word(content, "payload")}


def _read_press(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    kind = wire.word(content, "type")
    pressed = wire.part(content, kind)
    if kind not in {"button_reply", "list_reply"}:
        return {"unknown": kind or "interactive"}
    return {"text": wire.word(pressed, "title"), "choice": wire.word(pressed, "id")}


def _read_reaction(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """A sign at one of our messages: kept, never answered."""
    return {
        "text": wire.word(content, "emoji"), "answers": wire.number_of(content, "message_id"), "automatic": True
    }  # fmt: skip


def _read_system(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """They changed their number, or Meta did: kept, never answered."""
    return {"text": wire.word(content, "body"), "automatic": True}


def _unknown(message: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    return {"unknown": wire.word(message, "type")[:40] or "unknown"}


KINDS: Mapping[str, Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]] = {
    "text": _read_text,
    "image": _read_file,
    "video": _read_file,
    "audio": _read_file,  # a voice note is audio with `voice`: true
    "document": _read_file,
    "location": _read_place,
    "contacts": _read_cards,
    "button": _read_button,
    "interactive": _read_press,
    "reaction": _read_reaction,
    "system": _read_system,
}  # a sticker, an order, a poll: known to Meta, nothing that a report is made of


def _told(value: Mapping[str, Any]) -> list[Told]:
    """What became of ours. Meta repeats itself and keeps no order: chasing.note_outcomes knows."""
    return [
        Told(
            provider_ref=wire.number_of(status, "id"),
            outcome=wire.word(status, "status"),
            at=wire.moment(status, "timestamp"),
            problem=" ".join(
                f"{wire.word(one, 'code')} {wire.word(one, 'title')}" for one in wire.rows(status, "errors")
            ),
        )
        for status in wire.rows(value, "statuses")
        if wire.word(status, "status") in OUTCOMES and wire.word(status, "id")
    ]

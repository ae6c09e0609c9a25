"""Telegram, through the Bot API (core.telegram.org/bots/api, 2026-11). An address is the number of a private chat.

With a secret in the account Telegram calls us; without one the worker looks for itself, which needs no public address.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, ClassVar
from urllib.parse import quote

from django.http import HttpRequest
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
    Undeliverable,
)

log = logging.getLogger(__name__)
BASE = "https://api.telegram.org"
UPDATES = ["message", "edited_message", "callback_query"]  # what we ask Telegram for
LARGEST_FILE = 20 * 1024 * 1024  # bytes that a bot may fetch
DATA = 64  # bytes of a button's id
FILES = ("voice", "audio", "video", "video_note", "document", "animation")


class Telegram(Mute):
    """One bot of the regency."""

    able: ClassVar[Able] = Able(buttons=8, rows=40, longest=4096, files=True, places=True, a_second=25)
    needs: ClassVar[list[Need]] = [
        Need("token", gettext_lazy("Token bot"), gettext_lazy("Dari @BotFather, seperti 123456:ABC-DEF…"), secret=True),
        Need(
            "secret",
            gettext_lazy("Rahasia webhook"),
            gettext_lazy(
                "Huruf, angka, _ dan -. Isi bila server ini punya alamat umum; kosong berarti pesan diambil sendiri."
            ),
            secret=True,
            optional=True,
        ),
        Need("base", gettext_lazy("Alamat API"), gettext_lazy("Kosong berarti alamat milik Telegram."), optional=True),
    ]

    def __init__(self, account: Settings) -> None:
        self.token = account.get("token", "")
        self.secret = account.get("secret", "")
        self.base = (account.get("base") or BASE).rstrip("/")

    # --- out -------------------------------------------------------------------------------------------------------

    def send(self, message: Outgoing) -> str:
        whole = f"{message.subject}\n\n{message.body}" if message.subject else message.body
        *first, last = wire.parts(whole, self.able.longest)
        for piece in first:
            self._say(message, piece)
        return self._say(message, last, **_keyboard(message.choices))

    def check(self) -> str:
        found = wire.part(self._ask("getMe"))
        return f"@{wire.word(found, 'username')} ({wire.word(found, 'first_name')})"

    def announce(self, address: str) -> None:
        """Telegram calls only an https address on port 443, 80, 88 or 8443."""
        if self.secret and address:
            self._ask("setWebhook", url=address, secret_token=self.secret, allowed_updates=UPDATES)
        else:
            self._ask("deleteWebhook")

    def _say(self, message: Outgoing, text: str, **more: object) -> str:
        said = {"chat_id": message.to, "text": text, "link_preview_options": {"is_disabled": True}, **more}
        chat, _colon, number = message.answers.partition(":")
        if chat == message.to and number.isdigit():
            said["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
        return _number(wire.part(self._ask("sendMessage", **said)))

    def _ask(self, method: str, **said: object) -> Any:
        """One method; its result. Raise Undeliverable or OSError with Telegram's own sentence."""
        answer = wire.ask("POST", f"{self.base}/bot{self.token}/{method}", json=said)
        found = wire.json_of(answer.content)
        if found.get("ok") is not True:
            raise _refusal(found, answer.status_code)
        return found.get("result")

    # --- in --------------------------------------------------------------------------------------------------------

    def read(self, request: HttpRequest) -> Reading:
        said = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not self.secret or not constant_time_compare(self.secret.encode(), said.encode()):
            raise Forged
        update = wire.json_of(wire.body_of(request))
        pressed = wire.word(update, "callback_query", "id")
        answer = {"method": "answerCallbackQuery", "callback_query_id": pressed}  # ends the wheel on the button
        return Reading(_heard(update), answer=json.dumps(answer) if pressed else "")

    def poll(self, cursor: str) -> Reading:
        """Without waiting, so that the worker's loop goes on. Telegram forgets what lies before the cursor."""
        if self.secret:
            return Reading()
        updates = wire.rows(self._look(cursor))
        for update in updates:
            self._end_wheel(wire.word(update, "callback_query", "id"))
        numbers = [wire.count(update, "update_id") for update in updates]
        heard = [one for update in updates for one in _heard(update)]
        return Reading(heard, cursor=str(max(numbers) + 1) if numbers else "")

    def _look(self, cursor: str) -> object:
        wanted = {"limit": 100, "timeout": 0, "allowed_updates": UPDATES}
        if cursor.isdigit():
            wanted["offset"] = int(cursor)
        try:
            return self._ask("getUpdates", **wanted)
        except Conflict:  # it was told an address before; without one we look for ourselves
            self._ask("deleteWebhook")
            return self._ask("getUpdates", **wanted)

    def _end_wheel(self, pressed: str) -> None:
        """The wheel on a button turns until we say so; nothing is lost when it turns on."""
        if pressed:
            try:
                self._ask("answerCallbackQuery", callback_query_id=pressed)
            except (OSError, Undeliverable):
                log.info("a press was not acknowledged")

    # --- files -----------------------------------------------------------------------------------------------------

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        if enclosure.size > LARGEST_FILE:
            raise Undeliverable("too big")
        path = wire.word(self._ask("getFile", file_id=enclosure.handle), "file_path")
        if not path:
            raise Undeliverable("gone")
        return wire.download(f"{self.base}/file/bot{self.token}/{quote(path)}", headers={})


class Conflict(OSError):
    """Telegram calls an address, so that nobody may look; or somebody else is looking."""


def _refusal(found: Mapping[str, Any], status: int) -> Exception:
    """403: blocked, or gone. 400: this chat or this message is never taken. All else may pass."""
    sentence = wire.cut(wire.word(found, "description"), 150)
    code = found.get("error_code") or status
    if code in {400, 403}:
        return Undeliverable(sentence)
    return (Conflict if code == 409 else OSError)(f"Telegram {code}: {sentence}")


# --- what we say ---------------------------------------------------------------------------------------------------


def _keyboard(choices: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Buttons below the message; where the place is asked for, a keyboard, since only that can ask."""
    if not choices:
        return {}
    if any(key == PLACE for key, _label in choices):
        keys = [
            [{"text": label, "request_location": True} if key == PLACE else {"text": label}] for key, label in choices
        ]
        return {"reply_markup": {"keyboard": keys, "one_time_keyboard": True, "resize_keyboard": True}}
    fitting = [(key, label) for key, label in choices if len(key.encode()) <= DATA]
    return {"reply_markup": {"inline_keyboard": [[{"text": label, "callback_data": key}] for key, label in fitting]}}


# --- what we hear --------------------------------------------------------------------------------------------------


def _heard(update: Mapping[str, Any]) -> list[Heard]:
    """At most one. What is said in a group, or by a bot, is for others: it is passed over in silence."""
    if pressed := wire.part(update, "callback_query"):
        found = _press(pressed)
    else:
        found = _message(wire.part(update, "message")) or _edited(wire.part(update, "edited_message"))
    return [found] if found else []


def _message(message: dict[str, Any], **more: Any) -> Heard | None:
    number, sender = _number(message), wire.part(message, "from")
    if not number or wire.word(message, "chat", "type") != "private" or sender.get("is_bot") is True:
        return None
    said: dict[str, Any] = {
        "provider_id": number, "address": wire.word(message, "chat", "id"), "sent_at": wire.moment(message, "date"),
        "name": _name(sender), "answers": _number(wire.part(message, "reply_to_message")),
    }  # fmt: skip
    return Heard(**said | _content(message) | more)


def _edited(message: dict[str, Any]) -> Heard | None:
    """A correction is kept and not answered; a place that moves along is left out."""
    if "location" in message:
        return None
    moment = wire.word(message, "edit_date")
    return _message(
        message, provider_id=f"{_number(message)}:{moment}", sent_at=wire.moment(message, "edit_date"),
        answers=_number(message), automatic=True,
    )  # fmt: skip


def _press(pressed: dict[str, Any]) -> Heard | None:
    """A button below one of our messages; its label is what they said."""
    message, key = wire.part(pressed, "message"), wire.word(pressed, "data")
    if wire.word(message, "chat", "type") != "private" or not wire.word(pressed, "id"):
        return None
    buttons = [one for row in _grid(message) for one in wire.rows(row)]
    label = next((wire.word(one, "text") for one in buttons if wire.word(one, "callback_data") == key), "")
    return Heard(
        provider_id=f"q:{wire.number_of(pressed, 'id')}"[: wire.LONGEST_ID],
        address=wire.word(message, "chat", "id"), sent_at=wire.moment({}), text=label, choice=key,
        name=_name(wire.part(pressed, "from")), answers=_number(message),
    )  # fmt: skip


def _grid(message: Mapping[str, Any]) -> list[object]:
    found = wire.part(message, "reply_markup").get("inline_keyboard")
    return found if isinstance(found, list) else []


def _content(message: dict[str, Any]) -> dict[str, Any]:
    """What kind of message it is, and what it says."""
    if "text" in message:
        return _words(wire.word(message, "text"))
    if venue := wire.part(message, "venue"):
        words = ", ".join(filter(None, (wire.word(venue, "title"), wire.word(venue, "address"))))
        return {"text": words, "point": wire.point(wire.part(venue, "location"))}
    if place := wire.part(message, "location"):
        return {"point": wire.point(place)} if wire.point(place) else {"unknown": "location"}
    if card := wire.part(message, "contact"):
        return {"text": _card(card)}
    if file := _file(message):
        return {"text": wire.word(message, "caption"), "enclosures": (file,)}
    kinds = ("sticker", "poll", "dice", "story", "game", "invoice")
    return {"unknown": next((kind for kind in kinds if kind in message), "unknown")}


def _words(text: str) -> dict[str, str]:
    """A command loses its stroke; what follows /start in a link is a choice."""
    if not text.startswith("/"):
        return {"text": text}
    command, _blank, rest = text[1:].partition(" ")
    command = command.partition("@")[0]  # /bantuan@nama_bot
    return {"text": command, "choice": rest.strip()} if command == "start" else {"text": f"{command} {rest}".strip()}


def _file(message: Mapping[str, Any]) -> Enclosure | None:
    """The file of a message; of a picture, its largest size."""
    if sizes := wire.rows(message, "photo"):
        best = max(sizes, key=lambda size: wire.count(size, "width") * wire.count(size, "height"))
        return Enclosure(wire.word(best, "file_id"), "image/jpeg", "", wire.count(best, "file_size"))
    found = next((file for kind in FILES if (file := wire.part(message, kind))), {})
    if not wire.word(found, "file_id"):
        return None
    return Enclosure(
        wire.word(found, "file_id"), wire.word(found, "mime_type"), wire.word(found, "file_name"),
        wire.count(found, "file_size"),
    )  # fmt: skip


def _card(card: Mapping[str, Any]) -> str:
    return f"{_name(card)}: {wire.word(card, 'phone_number')}".strip(": ") or _("kartu nama")


def _name(who: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (wire.word(who, "first_name"), wire.word(who, "last_name"))))


def _number(message: Mapping[str, Any]) -> str:
    """A message's own number counts within its chat only."""
    chat, number = wire.word(message, "chat", "id"), wire.word(message, "message_id")
    return f"{chat}:{number}"[: wire.LONGEST_ID] if chat and number else ""

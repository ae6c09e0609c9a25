"""A contract server for Telegram's Bot API (core.telegram.org/bots/api): one bot and the telephones of its visitors.

It is not Telegram.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from typing import Any

from tests.doors.server import Answer, Bubble, Call, Vendor, call

CITIZEN = "700000001"


class TelegramVendor(Vendor):
    """Updates are called out where the house set a webhook; else they wait to be fetched."""

    token = "123456:AAE-untuk-uji-saja"  # invented
    secret = "kata_rahasia-uji"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.updates: list[dict[str, Any]] = []  # not confirmed yet
        self.secret_token = ""  # what setWebhook named
        self.losing = False
        self.blocked: set[str] = set()
        self.names: dict[str, str] = {CITIZEN: "Siti Aminah"}
        self.files: dict[str, bytes] = {}
        self.pressed: set[str] = set()  # callback queries whose wheel still turns
        begun = int(time.time())  # numbers go on where an earlier run ended
        self._updates, self._messages = itertools.count(begun), itertools.count(begun)

    @property
    def account(self) -> dict[str, str]:
        """What an operator would paste; without a public address there is no secret."""
        secret = {"secret": self.secret_token} if self.secret_token else {}
        return {"token": self.token, "base": self.url, **secret}

    # --- what the house asks -------------------------------------------------------------------------------------

    def answer(self, call: Call, *, lose: bool) -> Answer:
        if call.path.startswith(f"/file/bot{self.token}/"):
            content = self.files.get(call.path.rpartition("/")[2])
            return _error(404, "Not Found") if content is None else Answer(content)
        if not call.path.startswith(f"/bot{self.token}/"):
            return _error(401, "Unauthorized")
        self.losing = lose
        return self._do(call.path.rpartition("/")[2], call.json)

    def _do(self, method: str, said: dict[str, Any]) -> Answer:
        """`getMe` is `_get_me` here."""
        found = getattr(self, "_" + re.sub("(?=[A-Z])", "_", method).lower(), None)
        answer: Answer = found(said) if found else _error(404, "Not Found")
        return answer

    def refuse(self, status: int) -> Answer:
        if status != 429:
            return _error(status, "Internal Server Error")
        return _error(429, "Too Many Requests: retry after 7", parameters={"retry_after": 7})

    def _get_me(self, said: dict[str, Any]) -> Answer:
        return _ok({"id": 123456, "is_bot": True, "first_name": "Pemkab Contoh", "username": "contoh_bot"})

    def _set_webhook(self, said: dict[str, Any]) -> Answer:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", said.get("secret_token", "x")):
            return _error(400, "Bad Request: secret token contains unallowed characters")
        self.hook, self.secret_token = said["url"], said.get("secret_token", "")
        return _ok(True)

    def _delete_webhook(self, said: dict[str, Any]) -> Answer:
        self.hook = ""
        return _ok(True)

    def _get_updates(self, said: dict[str, Any]) -> Answer:
        if self.hook:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        offset = int(said.get("offset", 0))
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        return _ok(self.updates[: int(said.get("limit", 100))])

    def _send_message(self, said: dict[str, Any]) -> Answer:
        chat, text = str(said.get("chat_id", "")), said.get("text", "")
        if chat in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if not chat.isdigit():
            return _error(400, "Bad Request: chat not found")
        if problem := _shape_fault(text, said.get("reply_markup", {})):
            return _error(400, f"Bad Request: {problem}")
        number = next(self._messages)
        if not self.losing:
            self.shown.append(_bubble(chat, number, text, said.get("reply_markup", {})))
        return _ok({"message_id": number, "chat": _chat(chat), "date": int(time.time()), "text": text})

    def _answer_callback_query(self, said: dict[str, Any]) -> Answer:
        if said.get("callback_query_id") not in self.pressed:
            return _error(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.pressed.discard(said["callback_query_id"])
        return _ok(True)

    def _get_file(self, said: dict[str, Any]) -> Answer:
        content = self.files.get(said.get("file_id", ""))
        if content is None:
            return _error(400, "Bad Request: invalid file_id")
        if len(content) > 20 * 1024 * 1024:
            return _error(400, "Bad Request: file is too big")
        return _ok({"file_id": said["file_id"], "file_size": len(content), "file_path": f"photos/{said['file_id']}"})

    # --- what Telegram tells the house -----------------------------------------------------------------------------

    def deliver(self, secret: str | None = None, **content: Any) -> int:
        """One update: called out (the status that the house answered), or kept until it is fetched (0)."""
        with self.lock:
            update = {"update_id": next(self._updates), **content}
            if not self.hook:
                self.updates.append(update)
                return 0
        return self.post(json.dumps(update).encode(), secret)

    def post(self, body: bytes, secret: str | None = None) -> int:
        """Call the house; another `secret` is a forger's. What it answers may be a method."""
        token = self.secret_token if secret is None else secret
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": token}
        status, answer = call(self.hook, body, headers)
        if status == 200 and answer.startswith(b"{"):
            said = json.loads(answer)
            self._do(said.pop("method"), said)
        return status

    # --- the telephone ---------------------------------------------------------------------------------------------

    def message(self, by: str = CITIZEN, **content: Any) -> dict[str, Any]:
        """A Message as it stands in an update."""
        first, _blank, last = self.names.get(by, "Warga").partition(" ")
        sender = {"id": int(by), "is_bot": False, "first_name": first, **({"last_name": last} if last else {})}
        number = next(self._messages)
        return {"message_id": number, "from": sender, "chat": _chat(by), "date": int(time.time()), **content}

    def _write(self, shown: str, kind: str, by: str, **content: Any) -> int:
        message = self.message(by, **content)
        with self.lock:
            self.shown.append(Bubble(str(message["message_id"]), by, shown, ours=False, kind=kind))
        return self.deliver(message=message)

    def say(self, text: str, by: str = CITIZEN) -> int:
        return self._write(text, "text", by, text=text)

    def press(self, key: str, by: str = CITIZEN) -> int:
        """Press a button that is shown: one below a message, or one of the keyboard, which only types its words."""
        bubble = self.choice(key)
        label = dict(bubble.choices)[key]
        if bubble.kind == "keyboard":
            return self.say(label, by)
        query = str(time.time_ns())
        with self.lock:
            self.pressed.add(query)
            self.shown.append(Bubble(query, by, label, ours=False))
        rows = [[{"text": text, "callback_data": data}] for data, text in bubble.choices]
        below = {
            "message_id": int(bubble.number), "chat": _chat(by), "date": int(bubble.at), "text": bubble.text,
            "reply_markup": {"inline_keyboard": rows},
        }  # fmt: skip
        sender = self.message(by)["from"]
        return self.deliver(callback_query={
            "id": query, "from": sender, "message": below, "chat_instance": "1", "data": key
        })  # fmt: skip

    def keep(self, content: bytes) -> str:
        """A file at Telegram; its number."""
        number = f"AgAD{time.time_ns()}"
        self.files[number] = content
        return number

    def send_photo(self, content: bytes, caption: str = "", by: str = CITIZEN) -> int:
        """In three sizes, as Telegram keeps pictures; only the largest is whole."""
        small, large = self.keep(content[:10]), self.keep(content)
        sizes = [
            {"file_id": small, "file_unique_id": "a", "width": 90, "height": 67, "file_size": 10},
            {"file_id": large, "file_unique_id": "b", "width": 1280, "height": 960, "file_size": len(content)},
            {"file_id": small, "file_unique_id": "c", "width": 320, "height": 240, "file_size": 10},
        ]
        return self._write(caption, "image", by, photo=sizes, **({"caption": caption} if caption else {}))

    def send_voice(self, content: bytes, by: str = CITIZEN) -> int:
        voice = {"file_id": self.keep(content), "file_unique_id": "d", "duration": 4, "mime_type": "audio/ogg"}
        return self._write("", "audio", by, voice=voice | {"file_size": len(content)})

    def send_place(self, latitude: float, longitude: float, by: str = CITIZEN) -> int:
        place = {"latitude": latitude, "longitude": longitude}
        return self._write(f"{latitude:.5f}, {longitude:.5f}", "location", by, location=place)


def _chat(by: str) -> dict[str, Any]:
    return {"id": int(by), "type": "private"}


def _bubble(chat: str, number: int, text: str, markup: dict[str, Any]) -> Bubble:
    keyboard = [key for row in markup.get("keyboard", []) for key in row]
    inline = [key for row in markup.get("inline_keyboard", []) for key in row]
    choices = [(key["callback_data"], key["text"]) for key in inline]
    choices += [(key["text"], key["text"]) for key in keyboard if not key.get("request_location")]
    return Bubble(
        str(number), chat, text, ours=True, choices=choices, kind="keyboard" if keyboard else "text",
        asks_place=any(key.get("request_location") for key in keyboard), state="sent",
    )  # fmt: skip


def _shape_fault(text: str, markup: dict[str, Any]) -> str:
    if not 0 < len(text.encode("utf-16-le")) // 2 <= 4096:
        return "message is too long" if text else "message text is empty"
    keys = [key for row in markup.get("inline_keyboard", []) for key in row]
    return "BUTTON_DATA_INVALID" if any(not 0 < len(key["callback_data"].encode()) <= 64 for key in keys) else ""


def _ok(result: Any) -> Answer:
    return Answer({"ok": True, "result": result})


def _error(code: int, description: str, **more: Any) -> Answer:
    return Answer({"ok": False, "error_code": code, "description": description, **more}, code)

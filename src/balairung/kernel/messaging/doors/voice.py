"""The telephone rings, a voice reads a sentence aloud, and a key is the answer: Twilio's Programmable Voice.

Whoever speaks the same (SignalWire, an exchange in the house) is reached by another address. Sources, read in November
2026: Twilio "Call resource", "TwiML: Gather", "TwiML: Say", "Validating requests"; SignalWire "Compatibility API".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

import httpx
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.doors import wire
from balairung.kernel.messaging.doors.door import (
    Able,
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
from balairung.kernel.messaging.doors.numbers import international, is_domestic, is_number
from balairung.kernel.messaging.doors.speech import spoken

TWILIO = "https://api.twilio.com"
LANGUAGE, VOICE = "id-ID", "Google.id-ID-Standard-A"
LONGEST = 500  # signs that are read; about 35 seconds, and they are read twice
RINGS, LASTS, WAITS = 30, 120, 8  # seconds: until nobody answers, of a whole call, for a key after the words
LARGEST = 4000  # signs of TwiML that come with a call
NEVER = {"21211", "21214", "21217", "13223", "13224", "13225"}  # no number, cannot be reached, must not be called
OUTCOMES = {  # CallStatus; what is not here is on its way
    "initiated": "sent", "ringing": "sent", "in-progress": "delivered", "completed": "delivered",
    "busy": "failed", "no-answer": "failed", "failed": "failed", "canceled": "failed",
}  # fmt: skip
XML = '<?xml version="1.0" encoding="UTF-8"?>'


class Voice(Mute):
    """Calls that go out, and the keys that are pressed in them. Whoever calls the number back hears one sentence."""

    able = Able(talks=False, buttons=9, receipts=True, a_second=1.0)
    needs: ClassVar[list[Need]] = [
        Need(
            "url",
            _("Alamat"),
            _("Kosong berarti Twilio. SignalWire: https://NAMA.signalwire.com/api/laml/"),
            optional=True,
        ),
        Need("user", _("Nama pengguna"), _("Account SID, atau Project ID.")),
        Need("password", _("Kata sandi"), _("Auth token."), secret=True),
        Need(
            "secret", _("Kunci tanda tangan"), _("Kosong berarti sama dengan kata sandi."), secret=True, optional=True
        ),
        Need("sender", _("Nomor pemanggil"), _("Misalnya +62213000000.")),
        Need("voice", _("Suara"), _("Kosong berarti %(voice)s.") % {"voice": VOICE}, optional=True),
        Need("pace", _("Panggilan per detik"), _("Kosong berarti 1, batas akun baru di Twilio."), optional=True),
    ]

    def __init__(self, account: Settings) -> None:
        self.account = account
        self.able = replace(Voice.able, a_second=_pace(account.get("pace", "")))

    @classmethod
    def completed(cls, account: Settings) -> dict[str, str]:
        """`Refused` for a number that nobody can call from, and for a pace that is none."""
        if account.get("sender") and not is_number(international(account["sender"])):
            raise Refused(gettext("Nomor pemanggil belum lengkap. Contoh: +62213000000."))
        try:
            _pace(account.get("pace", ""))
        except ValueError as wrong:
            raise Refused(gettext("Panggilan per detik ditulis sebagai angka, misalnya 1.")) from wrong
        return dict(account)

    def send(self, message: Outgoing) -> str:
        number, words = international(message.to), spoken(message.body, LONGEST)
        if not words or not is_domestic(number):
            raise Undeliverable
        values = {
            "To": number, "From": international(self.account.get("sender", "")),
            "Twiml": self._script(words, message.choices), "Timeout": str(RINGS), "TimeLimit": str(LASTS),
            "StatusCallback": self.account.get("callback", ""),
            "StatusCallbackEvent": ["initiated", "answered", "completed"],
        }  # fmt: skip
        return self._taken(self._ask("POST", "/Calls.json", data=values))

    def read(self, request: HttpRequest) -> Reading:
        """A key, word of what became of a call, or somebody who calls back; whoever is on the line is answered."""
        said = request.POST
        key = self.account.get("secret") or self.account.get("password", "")
        if not wire.signed_by_twilio(request, key, self.account.get("callback", "")):
            raise Forged
        number = wire.number_of(said.get("CallSid"))
        if said.get("Direction", "").startswith("inbound") or not number:
            return _answered(self._closing("back"))
        if digit := said.get("Digits", ""):
            return self._pressed(number, digit, request)
        status = said.get("CallStatus", "")
        told = [Told(number, OUTCOMES[status], timezone.now(), status)] if status in OUTCOMES else []
        return replace(_answered(Element("Response")), told=told)

    def check(self) -> str:
        answer = self._ask("GET", ".json")
        if answer.status_code != 200:
            raise OSError(gettext("Penyedia telepon tidak mengenal akun ini. Periksa nama pengguna dan kata sandinya."))
        return wire.word(wire.json_of(answer.content), "friendly_name")

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        user = self.account.get("user", "")
        host = (self.account.get("url") or TWILIO).rstrip("/")
        return wire.ask(
            method, f"{host}/2010-04-01/Accounts/{user}{path}", auth=(user, self.account.get("password", "")), **more
        )

    def _taken(self, answer: httpx.Response) -> str:
        said = wire.json_of(answer.content)
        code = wire.word(said, "code")
        if code in NEVER:
            raise Undeliverable(code)
        if answer.status_code >= 300 or not (number := wire.number_of(said, "sid")):
            raise OSError(f"vendor answered {answer.status_code} {code}".strip())
        return number

    def _pressed(self, number: str, digit: str, request: HttpRequest) -> Reading:
        """What the key meant stands in the address that was signed; another key is asked for again."""
        choice, now = request.GET.get(f"k{digit}", ""), timezone.now()
        if not choice:
            keys = [key[1:] for key in request.GET if key.startswith("k")]
            return _answered(
                self._asked(self._wrong(keys), self.account["callback"] + "?" + request.META["QUERY_STRING"])
            )
        who = international(request.POST.get("To", ""))[:40]
        heard = Heard(f"{number}:{digit}"[:200], who, now, text=digit, choice=choice, answers=number)
        return replace(_answered(self._closing("thanks")), heard=[heard], told=[Told(number, "read", now)])

    # --- what is said ------------------------------------------------------------------------------------------------

    def _script(self, words: str, choices: Sequence[tuple[str, str]]) -> str:
        """The words twice; where keys answer them, then a wait for one."""
        if not choices:
            response = Element("Response")
            self._say(response, words, loop="2")
            return _plain(response)
        keys = dict(enumerate(choices[:9], start=1))
        address = f"{self.account.get('callback', '')}?{urlencode({f'k{key}': one for key, (one, _) in keys.items()})}"
        asked = [_key_words(key, spoken(label, 60)) for key, (_one, label) in keys.items()]
        response = self._asked(" ".join([words if words[-1] in ".!?…" else f"{words}.", *asked]), address, loop="2")
        with override("id"):
            self._say(response, gettext("Kami tidak menerima jawaban. Terima kasih."))
        whole = _plain(response)
        if len(whole) > LARGEST:
            raise Undeliverable("too long for a call")
        return whole

    def _asked(self, words: str, address: str, **more: str) -> Element:
        response = Element("Response")
        gather = SubElement(
            response, "Gather", numDigits="1", timeout=str(WAITS), finishOnKey="", action=address, method="POST"
        )
        self._say(gather, words, **more)
        return response

    def _wrong(self, keys: Sequence[str]) -> str:
        with override("id"):
            return gettext("Tombol itu tidak dipakai. Tekan %(keys)s.") % {"keys": gettext(" atau ").join(keys)}

    def _closing(self, why: str) -> Element:
        response = Element("Response")
        with override("id"):
            words = {
                "thanks": gettext("Terima kasih. Jawaban Anda sudah kami terima."),
                "back": gettext(
                    "Nomor ini hanya untuk panggilan otomatis. Bukalah pesan yang kami kirim. Terima kasih."
                ),
            }
        self._say(response, words[why])
        SubElement(response, "Hangup")
        return response

    def _say(self, inside: Element, words: str, **more: str) -> None:
        voice: Mapping[str, str] = {"language": LANGUAGE, "voice": self.account.get("voice") or VOICE, **more}
        SubElement(inside, "Say", dict(voice)).text = words


def _key_words(key: int, label: str) -> str:
    with override("id"):
        return gettext("Tekan %(key)s: %(label)s.") % {"key": key, "label": label}


def _answered(response: Element) -> Reading:
    return Reading(answer=_plain(response), answer_type="text/xml")


def _plain(response: Element) -> str:
    return XML + tostring(response, encoding="unicode")


def _pace(typed: str) -> float:
    """Calls a second. Raise ValueError."""
    pace = float(typed.replace(",", ".")) if typed else 1.0
    if not 0 < pace <= 100:
        raise ValueError(typed)
    return pace

"""Short messages: through a gateway over HTTP (sms_gateways.py), or straight to an operator's SMSC (smpp.py)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import httpx
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.doors import gsm, smpp, wire
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
from balairung.kernel.messaging.doors.numbers import international, is_number, local
from balairung.kernel.messaging.doors.sms_gateways import PRESETS, Format, filled, format_of, found

SECRET_HELP = _("Dengan ini penyedia membuktikan diri; untuk twilio: auth token. Kosong berarti tidak ada pesan masuk.")
CALLBACK_HELP = _("Alamat pintu ini, untuk twilio dan kannel: ke sana kabar pengiriman dikirim.")
LONGEST = 3 * gsm.PART["gsm"]  # signs of one message: each part of it is paid for


class Sms(Mute):
    """Texts to and from telephones. What came in is known by the gateway's number, or by what it says."""

    able = Able(longest=LONGEST, receipts=True, by_get=True, a_second=10.0)
    needs: ClassVar[list[Need]] = [
        Need("gateway", _("Jenis"), _("twilio, vonage, zenziva, kannel, smpp, atau lain")),
        Need("url", _("Alamat"), _("Hanya untuk kannel, smpp (smpp://host:2775), dan lain."), optional=True),
        Need("user", _("Nama pengguna"), _("SID, API key, userkey, atau system_id."), optional=True),
        Need("password", _("Kata sandi"), _("Token, API secret, atau passkey."), secret=True, optional=True),
        Need("sender", _("Nomor atau nama pengirim"), optional=True),
        Need("secret", _("Rahasia webhook"), SECRET_HELP, secret=True, optional=True),
        Need("callback", _("Alamat webhook"), CALLBACK_HELP, optional=True),
        Need("format", _("Bentuk pesan (JSON)"), _("Hanya bila penyedia Anda lain."), optional=True),
    ]

    def __init__(self, account: Settings) -> None:
        self.account = account
        self.smsc = smpp.session(account) if account.get("gateway") == "smpp" else None
        self.format = _format(account)
        speaks = bool(self.smsc or (self.format.told and account.get("secret")))
        self.able = replace(Sms.able, receipts=speaks, hears=speaks)

    @classmethod
    def completed(cls, account: Settings) -> dict[str, str]:
        """`Refused` for a kind of gateway, or a format, that nobody could speak."""
        try:
            _format(account)
        except ValueError as unknown:
            words = {"known": ", ".join([*PRESETS, "smpp"])}
            raise Refused(gettext("Jenis atau bentuk pesannya tidak dikenal. Jenis: %(known)s.") % words) from unknown
        return dict(account)

    def send(self, message: Outgoing) -> str:
        text = gsm.plain(message.body.strip())
        number = international(message.to)
        if not text or not is_number(number):
            raise Undeliverable
        if self.smsc:
            return self.smsc.submit(number, text)
        values = self._values(number, text, message.number)
        return self._call(values, wide=gsm.coding(text) == "ucs2") or message.number

    def read(self, request: HttpRequest) -> Reading:
        raw = request.body
        said = _said(request, raw, self.format.proof)
        if not self._proved(request, raw, said):
            raise Forged
        if found(said, self.format.told.get("status", "-")):
            return Reading(told=self._told(said))
        return Reading(heard=self._heard(said, raw))

    def poll(self, cursor: str) -> Reading:
        return self.smsc.poll(cursor) if self.smsc else Reading()

    def check(self) -> str:
        if self.smsc:
            return self.smsc.check()
        values = self._values("", "", "")
        address = self.format.check or self.format.url
        answer = wire.ask("GET" if self.format.check else "HEAD", filled(address, values), auth=self._auth())
        if self.format.check and answer.status_code >= 300:
            raise OSError(gettext("Penyedia SMS tidak mengenal akun ini. Periksa nama pengguna dan kata sandinya."))
        return found(_parsed(answer), self.format.name) if self.format.name else httpx.URL(address).host

    def _values(self, number: str, text: str, ours: str) -> dict[str, str]:
        kept = {key: self.account.get(key, "") for key in ("user", "password", "sender", "secret", "callback")}
        ways = {"to": number, "digits": number.lstrip("+"), "local": local(number)}
        return kept | ways | {"text": text, "number": ours}

    def _call(self, values: Mapping[str, str], *, wide: bool) -> str:
        """Hand one text over; the gateway's number for it."""
        form = self.format
        body = filled({**form.body, **(form.wide if wide else {})}, values)
        carried: dict[str, Any] = {"json": body} if form.carries == "json" else {}
        if form.carries != "json":
            carried = {
                "params" if form.carries == "query" else "data": {key: said for key, said in body.items() if said}
            }
        headers = filled(form.headers, values)
        return self._taken(
            wire.ask(form.method, filled(form.url, values), headers=headers, auth=self._auth(), **carried)
        )

    def _taken(self, answer: httpx.Response) -> str:
        said, form = _parsed(answer), self.format
        code = found(said, form.code)
        if form.never and _begins(form.never, code):
            raise Undeliverable(code)
        if answer.status_code >= 300 or (form.taken and not _begins(form.taken, found(said, form.status))):
            raise OSError(f"gateway answered {answer.status_code} {code[:40]}")
        return found(said, form.number) if form.number else ""

    def _auth(self) -> tuple[str, str] | None:
        return (self.account.get("user", ""), self.account.get("password", "")) if self.format.basic else None

    def _proved(self, request: HttpRequest, raw: bytes, said: Mapping[str, Any]) -> bool:
        secret = self.account.get("secret", "")
        return bool(secret) and _PROOFS[self.format.proof](request, raw, said, secret, self.format)

    def _heard(self, said: Mapping[str, Any], raw: bytes) -> list[Heard]:
        names = self.format.heard
        who, text = (found(said, names.get(key, "-")).replace("\x00", "") for key in ("from", "text"))
        if not who:
            return []
        number, now, at = international(who), timezone.now(), found(said, names.get("at", "-"))
        mark = found(said, names.get("id", "-")) or _mark(raw or repr(sorted(said.items())).encode(), at, now)
        return [Heard(mark[:200], number[:40], _moment(at, now), text=text, automatic=not is_number(number))]

    def _told(self, said: Mapping[str, Any]) -> list[Told]:
        word = found(said, self.format.told["status"]).lower()
        outcome, number = self.format.outcomes.get(word), found(said, self.format.told["id"])
        return [Told(number[:200], outcome, timezone.now(), problem=word[:40])] if outcome and number else []


def _format(account: Settings) -> Format:
    """Raise ValueError."""
    kind = account.get("gateway", "lain")
    return format_of("lain" if kind == "smpp" else kind, account.get("url", ""), account.get("format", ""))


def _begins(pattern: str, text: str) -> bool:
    return re.match(pattern, text) is not None


def _parsed(answer: httpx.Response) -> Any:
    """JSON where it is JSON, else the words."""
    try:
        return answer.json()
    except ValueError:
        return answer.text.strip()


def _said(request: HttpRequest, raw: bytes, proof: str) -> dict[str, Any]:
    """What a call brings: JSON, a form, or what its address says, unless the proof is about the body alone."""
    said: dict[str, Any] = {} if proof == "hmac" else request.GET.dict()
    return said | (wire.json_of(raw) if request.content_type == "application/json" else request.POST.dict())


def _mark(raw: bytes, at: str, now: datetime) -> str:
    """For a gateway that numbers nothing: the same call again is the same message, within a minute or by its time."""
    when = at or now.strftime("%Y%m%d%H%M")
    return hashlib.sha256(raw + when.encode()).hexdigest()


def _moment(text: str, now: datetime) -> datetime:
    """ISO 8601, or seconds since 1970; UTC where no zone is said. What cannot be read, or lies ahead, is now."""
    try:
        at = datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else parse_datetime(text)
    except (ValueError, OverflowError, OSError):
        at = None
    if at and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(at, now) if at else now


# --- how a call proves itself ------------------------------------------------------------------------------------

Proof = Callable[[HttpRequest, bytes, Mapping[str, Any], str, Format], bool]


def _by_secret(request: HttpRequest, raw: bytes, said: Mapping[str, Any], secret: str, form: Format) -> bool:
    """The shared secret, in a header or as a value named `secret`."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    given = bearer or request.headers.get("X-Secret", "") or str(said.get("secret", ""))
    return constant_time_compare(given, secret)


def _by_hmac(request: HttpRequest, raw: bytes, said: Mapping[str, Any], secret: str, form: Format) -> bool:
    """HMAC-SHA256 of the body, in hexadecimal digits."""
    given = request.headers.get(form.signed_in, "").removeprefix("sha256=")
    return constant_time_compare(given.lower(), hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest())


def _by_twilio(request: HttpRequest, raw: bytes, said: Mapping[str, Any], secret: str, form: Format) -> bool:
    return wire.signed_by_twilio(request, secret)


def _by_vonage(request: HttpRequest, raw: bytes, said: Mapping[str, Any], secret: str, form: Format) -> bool:
    """`sig`: HMAC-SHA256 of all other values, sorted, as &name=value with _ for & and =."""
    values = {key: str(value).replace("&", "_").replace("=", "_") for key, value in said.items() if key != "sig"}
    signed = "".join(f"&{key}={value}" for key, value in sorted(values.items()))
    expected = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return constant_time_compare(str(said.get("sig", "")).lower(), expected)


_PROOFS: dict[str, Proof] = {"secret": _by_secret, "hmac": _by_hmac, "twilio": _by_twilio, "vonage": _by_vonage}

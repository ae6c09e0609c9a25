"""E-mail: out by the operator's mail server, or into a folder where there is none; in from a mailbox or by a webhook.

The webhook takes a letter as it is (message/rfc822), signed: `X-Balairung-Signature: t=<seconds>,v1=<hex>`, the
HMAC-SHA256 of `<seconds>.` and the bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import logging
import re
import smtplib
import time
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import ring
from balairung.ground.common.text import clean_line
from balairung.kernel.files import disk
from balairung.kernel.messaging.doors import mailbox, wire
from balairung.kernel.messaging.doors.door import (
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
from balairung.kernel.messaging.doors.mail_reading import IDENTITY, Incoming, file_in, read_mail

log = logging.getLogger(__name__)
FRESH = 300  # seconds between the signature of a call and its arrival
EVERY = 30.0  # seconds between two looks into the mailbox
PART = 1024 * 1024  # bytes that are sealed at once
HANDLE = re.compile(r"(?P<where>imap|kept):(?P<letter>[^#]+)#(?P<place>\d+)")
WAYS = _("ssl, starttls, atau tanpa (hanya di mesin ini). Kosong berarti ssl.")


class Mail(Mute):
    """The regency's mail (BALAIRUNG_SMTP); without a server each message is a file, which the tests read.

    With an account it hears as well. Files stay in the mailbox until they are fetched; a webhook's letter is kept,
    sealed, for the two days in which orphans are swept.
    """

    able = Able(hears=False, longest=100_000, files=True, a_second=50.0)
    needs: ClassVar[list[Need]] = [
        Need("address", _("Alamat pengaduan"), _("Ke alamat inilah warga menulis dan membalas."), optional=True),
        Need("host", _("Server IMAP"), _("Kosong berarti tidak ada surel yang dibaca."), optional=True),
        Need("port", _("Porta"), _("Kosong berarti 993, atau 143 dengan starttls."), optional=True),
        Need("security", _("Pengaman sambungan"), WAYS, optional=True),
        Need("user", _("Nama pengguna"), optional=True),
        Need("password", _("Kata sandi"), secret=True, optional=True),
        Need("folder", _("Folder"), _("Kosong berarti INBOX."), optional=True),
        Need("every", _("Kotak surat diperiksa setiap (detik)"), _("Kosong berarti 30."), optional=True),
        Need("secret", _("Rahasia webhook"), _("Hanya bila surel diantar ke alamat pintu ini."), secret=True,
             optional=True),
    ]  # fmt: skip

    def __init__(self, account: Settings) -> None:
        self.account = account
        hears = bool(account.get("host") or account.get("secret"))
        quick = 50.0 if settings.MAIL_SERVER else 10_000.0
        self.able = Able(hears=hears, longest=100_000, files=True, a_second=quick)
        self.next_look = 0.0

    def send(self, message: Outgoing) -> str:
        if not message.to.isprintable():  # in quotes, an address may hold what ends a line
            raise Undeliverable("address")
        letter = _letter(message, self.account.get("address", ""))
        try:
            if settings.MAIL_SERVER:
                letter.send()
            else:
                _keep(letter, message.number)
        except BadHeaderError as refused:
            raise Undeliverable("address") from refused
        except smtplib.SMTPRecipientsRefused as refused:
            if all(code >= 550 for code, _words in refused.recipients.values()):
                raise Undeliverable("550") from refused
            raise
        return str(letter.extra_headers["Message-ID"])

    def read(self, request: HttpRequest) -> Reading:
        raw = wire.body_of(request, mailbox.largest())
        if not self._signed(request, raw):
            raise Forged
        return self._reading([(raw, "", False)])

    def poll(self, cursor: str) -> Reading:
        if not self.account.get("host") or time.monotonic() < self.next_look:
            return Reading()
        typed = self.account.get("every", "")
        self.next_look = time.monotonic() + (float(typed) if typed.isdecimal() else EVERY)
        found, after = mailbox.look(self.account, cursor)
        if len(found) == mailbox.BATCH:
            self.next_look = 0.0  # there is more
        reading = self._reading([(one.raw, f"imap:{one.handle}", one.cut) for one in found])
        return Reading(reading.heard, reading.told, after)

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        """The letter once more, and the part of it. Parts that are too large were never kept."""
        found = HANDLE.fullmatch(enclosure.handle)
        if not found:
            raise Undeliverable("gone")
        raw = mailbox.fetch(self.account, found["letter"]) if found["where"] == "imap" else _kept(found["letter"])
        try:
            content = file_in(raw, found["place"])
        except LookupError as gone:
            raise Undeliverable("gone") from gone
        if len(content) > settings.FILM_LIMIT:
            raise Undeliverable("too big")
        return io.BytesIO(content)

    def check(self) -> str:
        if self.account.get("host"):
            return mailbox.check(self.account)
        if settings.MAIL_SERVER:
            line = get_connection()
            line.open()
            line.close()
        return str(settings.EMAIL_HOST if settings.MAIL_SERVER else gettext("Folder surel di mesin ini"))

    def _signed(self, request: HttpRequest, raw: bytes) -> bool:
        secret = self.account.get("secret", "")
        said = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", request.headers.get("X-Balairung-Signature", ""))
        if not secret or not said or abs(time.time() - int(said[1])) > FRESH:
            return False
        expected = hmac.new(secret.encode(), said[1].encode() + b"." + raw, hashlib.sha256).hexdigest()
        return constant_time_compare(said[2], expected)

    def _reading(self, letters: list[tuple[bytes, str, bool]]) -> Reading:
        heard: list[Heard] = []
        told: list[Told] = []
        for raw, handle, cut in letters:
            try:
                incoming = read_mail(raw, cut=cut)
            except Exception:  # whatever one letter does, the others are read; it lies in the mailbox still
                log.exception("a letter could not be read")
                continue
            told += [
                Told(number, "failed", timezone.now(), why) for number, why in incoming.bounced if _is_ours(number)
            ]
            if incoming.address and not incoming.bounced:
                heard.append(self._heard(incoming, raw, handle))
        return Reading(heard, told)

    def _heard(self, incoming: Incoming, raw: bytes, handle: str) -> Heard:
        own = {self.account.get("address", "").lower(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()}
        if incoming.enclosures and not handle:
            handle = f"kept:{_seal(raw)}"
        return Heard(
            provider_id=incoming.number, address=incoming.address, sent_at=incoming.sent_at, text=incoming.text,
            subject=incoming.subject, name=incoming.name, unknown=incoming.unknown,
            enclosures=tuple(
                Enclosure(f"{handle}#{one.handle}", one.media_type, one.name, one.size) for one in incoming.enclosures
            ),
            answers=next((number for number in incoming.refers if _is_ours(number)), ""),
            automatic=incoming.automatic or incoming.address in own,
        )  # fmt: skip


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"


def _is_ours(number: str) -> bool:
    """Whether a letter of ours bears this Message-ID."""
    return number.endswith(f"@{_host()}>")


def _letter(message: Outgoing, reply_to: str) -> EmailMessage:
    """The number is its Message-ID, so that a message that was tried twice is recognised as one.

    Whatever leaves is marked as written by a machine, so that no machine answers it (RFC 3834).
    """
    headers = {"Message-ID": f"<{message.number}@{_host()}>", "X-Auto-Response-Suppress": "OOF, AutoReply"}
    headers["Auto-Submitted"] = "auto-replied" if message.answers else "auto-generated"
    if IDENTITY.fullmatch(message.answers):  # the citizen's letter: theirs and ours are one thread
        headers |= {"In-Reply-To": message.answers, "References": message.answers}
    if message.stop:  # RFC 8058: the mail program's own button, one POST and no page
        headers |= {"List-Unsubscribe": f"<{message.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    # More signs than Django looks for end a line of a header (a vertical tab, U+2028), and what follows is the letter.
    subject = clean_line(message.subject) or gettext("Balasan dari layanan pengaduan")
    back = [reply_to] if reply_to else None
    return EmailMessage(subject, message.body, to=[message.to], reply_to=back, headers=headers | dict(message.headers))


def _keep(letter: EmailMessage, number: str) -> None:
    folder = Path(settings.MAIL_DIRECTORY)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{number}"
    draft.write_bytes(letter.message().as_bytes())
    draft.replace(folder / f"{number}.eml")  # whole or not at all; twice the same name is one message


def _seal(raw: bytes) -> str:
    """Where the letter lies: below this month, under an id that no row knows, so that it is swept after two days."""
    path = f"{timezone.now():%Y/%m}/{new_id()}.letter"

    def sealed() -> Iterator[bytes]:
        for start in range(0, len(raw), PART):
            yield ring().encrypt(raw[start : start + PART]) + b"\n"

    disk.write(path, sealed())
    return path


def _kept(path: str) -> bytes:
    if not re.fullmatch(r"\d{4}/\d{2}/[0-9a-f-]{36}\.letter", path):
        raise Undeliverable("gone")
    try:
        return b"".join(ring().decrypt(part) for part in disk.read(path).splitlines())
    except FileNotFoundError as gone:
        raise Undeliverable("gone") from gone

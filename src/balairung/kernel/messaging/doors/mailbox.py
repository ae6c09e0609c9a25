"""A mailbox by IMAP (RFC 3501): what is new in it, without ever deleting anything.

The cursor is `UIDVALIDITY:last UID:UIDs of the last look`. What a look gave is marked as seen by the next one, when it
is written down. Where the cursor does not fit (the first look, or a mailbox that was built anew) the newest unread
letters are taken, and everything older is left to people.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessage
from imap_tools.errors import ImapToolsError, MailboxLoginError

from balairung.kernel.messaging.doors.door import Settings, Undeliverable

BATCH = 10  # letters of one look
WAIT = 20.0  # seconds for one answer
HERE = {"127.0.0.1", "::1", "localhost"}
FOLDER = "INBOX"


@dataclass(frozen=True)
class Found:
    """One letter. `handle` finds it again; `cut` says that only its head was fetched, because it is too large."""

    handle: str
    raw: bytes
    cut: bool


class _Raw(MailMessage):
    """A letter as it lies in the mailbox: who reads it does so with more care."""

    raw: bytes

    def __init__(self, fetch_data: list[object]) -> None:
        self.raw, self._raw_uid_data, self._raw_flag_data = self._get_message_data_parts(fetch_data)


def largest() -> int:
    """Bytes of one letter: the largest file that we take, as mail carries it, and some words."""
    return int(settings.FILM_LIMIT * 1.4) + 1024 * 1024


def look(account: Settings, cursor: str) -> tuple[list[Found], str]:
    """What came since the cursor, the eldest first, at most `BATCH`; and the next cursor."""
    folder = account.get("folder") or FOLDER
    with _opened(account) as box:
        state = box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
        box.folder.set(folder)
        validity, last, given = _read_cursor(cursor)
        if validity == state["UIDVALIDITY"]:
            if given:
                box.client.uid("STORE", ",".join(given), "+FLAGS", r"(\Seen)")  # box.flag() would expunge as well
            uids = [uid for uid in _uids(box, f"UID {last + 1}:*") if uid > last][:BATCH]
            last = max([last, *uids])
        else:
            uids, last = _uids(box, "UNSEEN")[-BATCH:], state["UIDNEXT"] - 1
        found = [letter for uid in uids for letter in _fetched(box, state["UIDVALIDITY"], uid)]
    return found, f"{state['UIDVALIDITY']}:{last}:{','.join(map(str, uids))}"


def fetch(account: Settings, handle: str) -> bytes:
    """A letter once more. Raise Undeliverable when it is not there any longer."""
    folder = account.get("folder") or FOLDER
    validity, _sign, uid = handle.partition(":")
    with _opened(account) as box:
        state = box.folder.status(folder, ["UIDVALIDITY"])
        box.folder.set(folder, readonly=True)
        letters = [] if str(state["UIDVALIDITY"]) != validity else _fetched(box, int(validity), int(uid))
    if not letters or letters[0].cut:
        raise Undeliverable("gone")
    return letters[0].raw


def check(account: Settings) -> str:
    """Open the mailbox and close it; whose it is."""
    folder = account.get("folder") or FOLDER
    with _opened(account) as box:
        box.folder.set(folder, readonly=True)
    return f"{account.get('user', '')} · {folder}"


def _read_cursor(cursor: str) -> tuple[int, int, list[str]]:
    validity, _sign, rest = cursor.partition(":")
    last, _sign, given = rest.partition(":")
    if not (validity.isdecimal() and last.isdecimal()):
        return -1, 0, []
    return int(validity), int(last), [uid for uid in given.split(",") if uid.isdecimal()]


def _uids(box: BaseMailBox, criteria: str) -> list[int]:
    return sorted(int(uid) for uid in box.uids(criteria, charset=None))


def _fetched(box: BaseMailBox, validity: int, uid: int) -> list[Found]:
    """The letter, or its head alone; nothing when somebody deleted it meanwhile."""
    handle, which = f"{validity}:{uid}", [str(uid)]
    heads = [one for one in box.fetch(uid_list=which, headers_only=True, mark_seen=False) if isinstance(one, _Raw)]
    if heads and heads[0].size_rfc822 > largest():
        return [Found(handle, heads[0].raw, cut=True)]
    whole = box.fetch(uid_list=which, mark_seen=False)
    return [Found(handle, one.raw, cut=False) for one in whole if isinstance(one, _Raw)]


@contextmanager
def _opened(account: Settings) -> Iterator[BaseMailBox]:
    """What goes wrong is an OSError with a sentence."""
    try:
        box = _connected(account)
        try:
            box.email_message_class = _Raw
            box.login(account.get("user", ""), account.get("password", ""), initial_folder=None)
            yield box
        finally:
            with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                box.logout()
    except MailboxLoginError:
        raise OSError(_("Kotak surat menolak nama pengguna atau kata sandinya.")) from None
    except (ImapToolsError, imaplib.IMAP4.error) as refused:
        raise OSError(_("Kotak surat tidak dapat dibaca. Periksa nama foldernya.")) from refused
    except (TimeoutError, ssl.SSLError, ConnectionError, OSError) as unreachable:
        raise OSError(_("Kotak surat tidak dapat dihubungi.")) from unreachable


def _connected(account: Settings) -> BaseMailBox:
    """By TLS, or STARTTLS; in the clear only on this machine."""
    host, way = account.get("host", ""), account.get("security") or "ssl"
    typed = account.get("port", "")
    port = int(typed) if typed.isdecimal() else 993 if way == "ssl" else 143
    if way == "tanpa" and host in HERE:
        return MailBoxUnencrypted(host, port, timeout=WAIT)
    trust = ssl.create_default_context()
    kind = MailBoxStartTls if way == "starttls" else MailBox
    return kind(host, port, timeout=WAIT, ssl_context=trust)

"""A contract server for e-mail: a mailbox that speaks IMAP4rev1 (RFC 3501), and a mail server (SMTP, RFC 5321).

Of IMAP it knows what a program needs that looks for new letters. It is no real mail server: nothing leaves here.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import formatdate, parseaddr
from pathlib import Path
from typing import Any

from tests.doors.server import Answer, Bubble, Call, Vendor, fresh

CITIZEN = "siti@contoh.id"
HOUSE = "pengaduan@kab-contoh.go.id"


@dataclass
class Kept:
    """One letter in the mailbox."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    size: int = 0  # what the server says; 0 is the truth


class LineServer:
    """A server on the loopback that talks in lines, to each client in a thread."""

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        self._talk, self._clients = talk, set[socket.socket]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        for one in (self._door, *self._clients):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(client,), daemon=True).start()

    def _attend(self, client: socket.socket) -> None:
        self._clients.add(client)
        try:
            with client:
                self._talk(client)
        except (OSError, ValueError):
            return
        finally:
            self._clients.discard(client)


class Mailbox:
    """One INBOX. `validity` is its UIDVALIDITY: it changes when a mailbox is built anew."""

    user, password = "pengaduan", "rahasia-kotak-surat"

    def __init__(self) -> None:
        self.letters: list[Kept] = []
        self.validity, self.next_uid = 1700000000, 1
        self.expunged = 0
        self.commands: list[str] = []
        self.server = LineServer(self._talk)

    def put(self, raw: bytes, *, seen: bool = False, size: int = 0) -> int:
        """A letter arrives; its UID."""
        self.letters.append(Kept(self.next_uid, raw, {r"\Seen"} if seen else set(), size))
        self.next_uid += 1
        return self.next_uid - 1

    def _talk(self, client: socket.socket) -> None:
        with client.makefile("rwb") as lines:
            _say(lines, b"* OK kotak surat uji")
            for line in iter(lines.readline, b""):
                tag, _sign, command = line.decode("utf-8", "replace").strip().partition(" ")
                self.commands.append(command if not command.upper().startswith("LOGIN") else "LOGIN")
                for answer in self._answer(command):
                    _say(lines, answer)
                bad = command.upper().startswith("LOGIN") and not self._knows(command)
                _say(lines, f"{tag} {'NO salah' if bad else 'OK selesai'}".encode())
                if command.upper() == "LOGOUT":
                    return

    def _knows(self, command: str) -> bool:
        return re.findall(r'"([^"]*)"', command) == [self.user, self.password]

    def _answer(self, command: str) -> list[bytes]:
        verb = " ".join(command.upper().split()[: 2 if command.upper().startswith("UID") else 1])
        rest = command[len(verb) :].strip()
        if verb == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1"]
        if verb == "STATUS":
            state = f"(MESSAGES {len(self.letters)} UIDVALIDITY {self.validity} UIDNEXT {self.next_uid})"
            return [f'* STATUS "INBOX" {state}'.encode()]
        if verb in {"SELECT", "EXAMINE"}:
            return [b"* FLAGS (\\Seen \\Deleted)", f"* {len(self.letters)} EXISTS".encode(), b"* 0 RECENT"]
        if verb == "UID SEARCH":
            return [" ".join(["* SEARCH", *(str(one.uid) for one in self._found(rest))]).encode()]
        if verb == "UID FETCH":
            return self._fetch(rest)
        if verb == "UID STORE":
            self._store(rest)
        if verb == "EXPUNGE":
            self.expunged += 1
        return [b"* BYE"] if verb == "LOGOUT" else []

    def _found(self, criteria: str) -> list[Kept]:
        """A range `n:*` always holds the last letter, as RFC 3501 says (6.4.8)."""
        found = self.letters
        if span := re.search(r"UID (\d+):\*", criteria):
            found = [one for one in found if one.uid >= int(span[1]) or one is self.letters[-1]]
        if "UNSEEN" in criteria:
            found = [one for one in found if r"\Seen" not in one.flags]
        return found

    def _chosen(self, uids: str) -> list[tuple[int, Kept]]:
        wanted = {int(uid) for uid in uids.split(",")}
        return [(place, one) for place, one in enumerate(self.letters, start=1) if one.uid in wanted]

    def _fetch(self, rest: str) -> list[bytes]:
        uids, _sign, what = rest.partition(" ")
        answers = []
        for place, one in self._chosen(uids):
            head = "[HEADER]" in what
            body = one.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head else one.raw
            if "PEEK" not in what:
                one.flags.add(r"\Seen")
            flags = f"FLAGS ({' '.join(sorted(one.flags))}) RFC822.SIZE {one.size or len(one.raw)}"
            name = "BODY[HEADER]" if head else "BODY[]"
            front = f"* {place} FETCH (UID {one.uid} {flags} {name} {{{len(body)}}}\r\n".encode()
            answers.append(front + body + b")")
        return answers

    def _store(self, rest: str) -> None:
        uids, way, flags = rest.split(" ", 2)
        for _place, one in self._chosen(uids):
            one.flags |= set(flags.strip("()").split()) if way.startswith("+") else set()


class MailVendor(Vendor):
    """The letters of a few people: what the house writes to them, and what they write to the house's mailbox.

    What the house sends comes by SMTP; where the house keeps its letters in a folder, from that folder.
    """

    def __init__(self, port: int = 0, folder: Path | None = None) -> None:
        super().__init__(port)
        self.mailbox = Mailbox()
        self.letters: list[EmailMessage] = []
        self._smtp = LineServer(self._take_letter)
        self._folder, self._read = folder, set[str]()
        self._open = True
        if folder is not None:
            self.follow(folder)

    def __exit__(self, *problem: object) -> None:
        self._open = False
        self._smtp.close()
        self.mailbox.server.close()
        super().__exit__(*problem)

    @property
    def account(self) -> dict[str, str]:
        return {
            "address": HOUSE, "host": "127.0.0.1", "port": str(self.mailbox.server.port), "security": "tanpa",
            "user": self.mailbox.user, "password": self.mailbox.password, "every": "0",
        }  # fmt: skip

    def follow(self, folder: Path) -> None:
        """From now on letters that are laid into this folder are shown."""
        self._folder, self._read = folder, {path.name for path in folder.glob("*.eml")}
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def smtp_port(self) -> int:
        return self._smtp.port

    def answer(self, call: Call, *, lose: bool) -> Answer:
        """Nobody asks a mailbox anything over HTTP."""
        return Answer({"error": "not found"}, 404)

    def say(self, text: str, by: str = CITIZEN, *, subject: str = "", answers: str = "", **headers: str) -> int:
        """Somebody writes, in the thread of the last letter that they got; it lies in the mailbox until it is read."""
        last = next((one for one in reversed(self.letters) if parseaddr(str(one["To"]))[1] == by), None)
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"], letter["To"], letter["Date"] = by, HOUSE, formatdate()
        letter["Message-ID"] = f"<{fresh('surat')}@contoh.id>"
        letter["Subject"] = subject or (f"Re: {last['Subject']}" if last else "Laporan")
        if answers or last:
            letter["In-Reply-To"] = letter["References"] = answers or str((last or {})["Message-ID"])
        for name, value in headers.items():
            letter[name.replace("_", "-")] = value
        letter.set_content(text)
        return self.put(letter, text)

    def send_photo(self, content: bytes, caption: str = "", by: str = CITIZEN) -> int:
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"], letter["To"], letter["Date"], letter["Subject"] = by, HOUSE, formatdate(), "Foto"
        letter["Message-ID"] = f"<{fresh('surat')}@contoh.id>"
        letter.set_content(caption or "\n")
        letter.add_attachment(content, "image", "jpeg", filename="foto.jpg")
        return self.put(letter, caption, kind="image")

    def put(self, letter: EmailMessage, shown: str, kind: str = "text") -> int:
        """A letter of somebody's lies in the mailbox; 0, because the house looks for itself."""
        by = parseaddr(str(letter["From"]))[1]
        subject = str(letter["Subject"] or "")
        self.shown.append(Bubble(str(letter["Message-ID"]), by, shown, ours=False, kind=kind, subject=subject))
        self.mailbox.put(bytes(letter))
        return 0

    # --- what the house sends --------------------------------------------------------------------------------------

    def _take_letter(self, client: socket.socket) -> None:
        with client.makefile("rwb") as lines:
            _say(lines, b"220 uji siap")
            for line in iter(lines.readline, b""):
                verb = line[:4].upper()
                with self.lock:
                    day = self._bad_days.popleft() if verb == b"RCPT" and self._bad_days else ""
                if day.isdigit():
                    _say(lines, f"{day} tidak sekarang".encode())
                elif verb == b"DATA":
                    _say(lines, b"354 silakan")
                    self._show(b"".join(iter(lines.readline, b".\r\n")).replace(b"\r\n..", b"\r\n."))
                    _say(lines, b"250 diterima")
                elif verb == b"QUIT":
                    _say(lines, b"221 sampai jumpa")
                    return
                else:
                    _say(lines, b"250 baik")

    def _show(self, raw: bytes) -> None:
        letter = BytesParser(policy=policy.default).parsebytes(raw)
        assert isinstance(letter, EmailMessage)
        with self.lock:
            self.letters.append(letter)
            to, subject = parseaddr(str(letter["To"]))[1], str(letter["Subject"])
            text = str(letter.get_content()).strip()
            self.shown.append(Bubble(str(letter["Message-ID"]), to, text, ours=True, state="sent", subject=subject))

    def _watch(self) -> None:
        """New letters in the folder, in the order in which they came."""
        while self._open and self._folder is not None:
            paths = [path for path in self._folder.glob("*.eml") if path.name not in self._read]
            for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns):
                self._read.add(path.name)
                self._show(path.read_bytes())
            time.sleep(0.3)


def _say(lines: Any, words: bytes) -> None:
    lines.write(words + b"\r\n")
    lines.flush()

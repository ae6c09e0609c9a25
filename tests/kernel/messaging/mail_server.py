"""A mail server that speaks SMTP on the loopback, and misbehaves on request. It keeps what it took.

Ours, written for these tests: it answers as RFC 5321 says, to one client at a time.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedRWPair
from typing import Any


@dataclass
class MailServer:
    """`manner`: accept; busy (451) or unknown (550) at the recipient; deaf at the greeting; drop before the letter is
    whole, or after it was whole and before it said so."""

    manner: str = "accept"
    letters: list[tuple[str, bytes]] = field(default_factory=list)  # recipient, what was sent

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def close(self) -> None:
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self.thread.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self.door.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as lines:
                self._talk(client, lines)

    def _talk(self, client: socket.socket, lines: BufferedRWPair[Any, Any]) -> None:
        def say(text: str) -> None:
            lines.write(f"{text}\r\n".encode())
            lines.flush()

        if self.manner == "deaf":
            return
        say("220 uji siap")
        recipient = ""
        for line in iter(lines.readline, b""):
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.decode().partition(":")[2].strip(" <>\r\n")
                say({"busy": "451 sedang sibuk", "unknown": "550 tidak dikenal"}.get(self.manner, "250 baik"))
            elif verb == b"DATA":
                say("354 silakan")
                if self.manner == "drop before":
                    client.recv(20)
                    return
                letter = b"".join(iter(lines.readline, b".\r\n"))
                self.letters.append((recipient, letter))
                if self.manner == "drop after":
                    return
                say("250 diterima")
            elif verb == b"QUIT":
                say("221 sampai jumpa")
                return
            else:
                say("250 baik")


@contextmanager
def mail_server(manner: str = "accept") -> Iterator[MailServer]:
    server = MailServer(manner)
    try:
        yield server
    finally:
        server.close()

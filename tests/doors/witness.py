"""A contract server for a witness of logs: it speaks the published wire format of c2sp.org/tlog-witness.

It remembers the largest checkpoint of each log that it signed, checks every proof really, and co-signs really
(c2sp.org/tlog-cosignature). It is nobody's witness. `misbehave` takes statuses, `hang`, and: `silent` (200 without a
signature), `garbage`, `forged` (a signature of something else).
"""

from __future__ import annotations

import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balairung.ground.common.tlog.checkpoints import Checkpoint, check_follows, opened
from balairung.ground.common.tlog.notes import WITNESS, Key, Signer, cosign, read_note
from balairung.ground.common.tlog.proofs import read_growth
from balairung.ground.common.tlog.texts import NotProved, moment
from tests.doors.server import Answer, Call, Vendor

ADD = "/add-checkpoint"
SIZE = "text/x.tlog.size"
BAD_DAYS = {"silent", "garbage", "forged"}


class Witness(Vendor):
    """One witness, and the logs whose keys it was told."""

    def __init__(self, name: str = "saksi.example", port: int = 0) -> None:
        super().__init__(port)
        self.signer = Signer(name, Ed25519PrivateKey.generate())
        self.logs: dict[str, Key] = {}
        self.seen: dict[str, Checkpoint] = {}
        self.bad = ""

    @property
    def key(self) -> Key:
        return self.signer.key(WITNESS)

    def take(self, call: Call) -> Answer | None:
        with self.lock:
            self.bad = (
                self._bad_days[0] if self._bad_days and self._bad_days[0] in {"silent", "garbage", "forged"} else ""
            )
            if self.bad:
                self._bad_days.popleft()
        return super().take(call)

    def answer(self, call: Call, *, lose: bool) -> Answer:
        if (call.method, call.path) != ("POST", ADD):
            return Answer("not found\n", 404)
        try:
            growth = read_growth(call.body.decode())
            origin = growth.checkpoint.split("\n")[0]
        except (ValueError, UnicodeDecodeError):
            return Answer("bad request\n", 400)
        if origin not in self.logs:
            return Answer("unknown log\n", 404)
        try:
            new = opened(growth.checkpoint, self.logs[origin]).checkpoint
        except ValueError:
            return Answer("forbidden\n", 403)
        return self._followed(origin, growth.old, new, growth.hashes, growth.checkpoint)

    def _followed(self, origin: str, old: int, new: Checkpoint, hashes: tuple[bytes, ...], text: str) -> Answer:
        before = self.seen.get(origin)
        size = before.size if before else 0
        if old > new.size:
            return Answer("bad request\n", 400)
        if old != size:
            return Answer(f"{size}\n", 409, SIZE)
        try:
            if before:
                check_follows(before, new, hashes)
        except NotProved:
            return Answer("unprocessable\n", 422)
        self.seen[origin] = new
        return Answer(self._signed(text))

    def _signed(self, text: str) -> str:
        if self.bad:
            return {"silent": "", "garbage": "tidak ada\n", "forged": self._line("lain\n1\nAAAA\n\n")}[self.bad]
        return self._line(text)

    def _line(self, text: str) -> str:
        """Its line below the text alone, as a witness answers."""
        note = read_note(text)
        return str(cosign(note, self.signer, at=moment(int(time.time()))).signatures[-1])

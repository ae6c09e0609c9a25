"""How fast a vendor is asked: so many messages a second at one door, whichever thread hands them over."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable

BURST = 1.0  # seconds' worth that may go at once after a rest


class Pace:
    """Of one process. Its calls are safe from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[Hashable, float] = {}  # when the next message of a door would be due at an even pace

    def turn(self, door: Hashable, a_second: float, *, end: float = float("inf")) -> bool:
        """Wait until the door may be asked once more; False, without waiting, when that is not before `end`.

        `a_second` of 0 is no limit; `end` is a moment of `time.monotonic()`.
        """
        wait = self._reserve(door, a_second, end) if a_second > 0 else 0.0
        if wait > 0:
            time.sleep(wait)
        return wait >= 0 and time.monotonic() < end

    def _reserve(self, door: Hashable, a_second: float, end: float) -> float:
        """Seconds until this turn; negative when there is none before the end."""
        with self._lock:
            now = time.monotonic()
            due = max(self._next.get(door, 0.0), now - BURST)
            if due >= end:
                return -1.0
            self._next[door] = due + 1 / a_second
            return max(0.0, due - now)

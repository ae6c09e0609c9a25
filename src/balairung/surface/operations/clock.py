"""Whether the clock of this machine may be believed. A clock that jumped ahead by a day would make everything late at
once, grant what is deemed granted, and close what is still open; so the worker waits until it is sure.

The evidence, in this order: the kernel says that a time server keeps the clock; the clock that runs since the machine
was switched on, and that nobody can set, went on by as much as the one on the wall; nothing was written in the future.
"""

from __future__ import annotations

import ctypes
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

MOST = timedelta(minutes=5)  # by which two clocks may differ
PATIENCE = timedelta(hours=6)  # then a jump is believed: late for nobody is worse than late in a burst
UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Reading:
    """What the machine's clocks say at one moment."""

    at: datetime
    boot: str  # which switching-on of which machine
    ran: float  # seconds since then
    kept: bool  # by a time server


@dataclass(frozen=True)
class Before:
    """What was believed before: the last round of this boot, and the latest moment of which there is a record."""

    at: datetime | None = None
    ran: float = 0.0
    newest: datetime | None = None


def jump(now: Reading, before: Before) -> timedelta | None:
    """By how much the clock left its course, forward or (less than zero) backward; None when it may be believed."""
    if now.kept:
        return None
    if before.at is not None:
        passed = timedelta(seconds=now.ran - before.ran)
        drift = (now.at - before.at) - passed
        return drift if abs(drift) > MOST and passed < PATIENCE else None
    behind = (before.newest - now.at) if before.newest else timedelta()
    return -behind if behind > MOST else None


def reading(at: datetime) -> Reading:
    return Reading(at, _boot(), time.clock_gettime(time.CLOCK_BOOTTIME), _is_kept())


@cache
def _boot() -> str:
    return BOOT.read_text().strip() if BOOT.exists() else "-"


def _is_kept() -> bool:
    """Linux knows: whoever sets the clock by hand takes that mark away, a time server puts it back."""
    timex = ctypes.create_string_buffer(512)  # struct timex; modes = 0 only reads
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None or adjtimex(timex) < 0:
        return False
    status = ctypes.c_int.from_buffer(timex, 5 * ctypes.sizeof(ctypes.c_long)).value
    return not status & UNSYNCHRONISED

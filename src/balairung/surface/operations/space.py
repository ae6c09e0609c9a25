"""How much room is left on the disk of the data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass

from django.conf import settings

FEWEST_NAMES = 2000  # inodes: as many files may still be made


@dataclass(frozen=True)
class Space:
    """Of one disk, in bytes and in files; a file system that counts no files has `names` 0."""

    free: int
    total: int
    names_free: int
    names: int

    @property
    def full(self) -> bool:
        """What is left belongs to the ledger, to the worker and to whoever tidies: nobody else writes any more."""
        return self.free < settings.DISK_RESERVE or bool(self.names and self.names_free < FEWEST_NAMES)

    @property
    def tight(self) -> bool:
        """Not full yet, but soon: less than four times the reserve, or less than a tenth of the names."""
        return self.free < 4 * settings.DISK_RESERVE or bool(self.names and self.names_free * 10 < self.names)


def space() -> Space:
    found = os.statvfs(settings.DATA)
    return Space(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, found.f_favail, found.f_files)

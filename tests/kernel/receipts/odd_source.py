"""A source of as many rows as one likes, for a log without anything else in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balairung.kernel.receipts.sources import Batch, Waiting, Words
from tests.make import START


@dataclass
class Many:
    count: int = 0
    name = "many"
    rewinds = False

    def waiting(self, after: int, limit: int) -> Batch:
        numbers = range(after, min(self.count, after + limit))
        found = [Waiting(str(number), "filing", START, {"nomor": str(number)}, START) for number in numbers]
        return Batch(found, after + len(found), bool(found))

    def words_of(self, keys: Sequence[str]) -> Mapping[str, Words | None]:
        return {key: {"nomor": key} for key in keys if int(key) < self.count}


MANY = Many()

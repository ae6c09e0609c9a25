"""Live pages: one thread of the process looks whether what is watched has changed, and wakes those that wait for it.

A page costs a thread that sleeps. It holds no database connection: the one thread that looks has one, asks twenty
times a second for the beats of all that is watched in one query for each kind of thing, and draws a thing once for all
who watch it. Nobody looks while nobody watches (docs/decisions/0020).
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.utils import timezone

from balairung.ground.postgresql.places import Whereabouts, here, there
from balairung.kernel.people.house import regency_zone

LOOK = 0.05  # seconds from one look to the next,
SHARE = 1  # but never less than so many times what the look took: the database has other guests
FRESH = 20.0  # seconds after which a thing is drawn anew though nothing was counted: a day begins, a break ends
ALIVE = 15.0  # seconds from one sign of life to the next
LOST = 30.0  # seconds without a look that succeeded: whoever cannot be told the truth is told nothing
LIFE = 300.0  # seconds until a stream ends and its page comes back: whoever lost the right to it does not
RETRY = 2000  # milliseconds until a browser comes back

logger = logging.getLogger(__name__)

Parts = Mapping[str, Any]  # what a page shows, by the names of its parts; what JSON can say


@dataclass(frozen=True)
class Source:
    """A kind of thing that pages watch.

    `beats` gives of many things, in one query, the number that counts their changes; sources with the same `beats` are
    asked together. `draw` gives of one thing what each of these views shows, in their order. A page is told the parts
    that changed since it was told last, and None for one that is gone; `whole` tells all of them each time.
    """

    beats: Callable[[Collection[UUID]], Mapping[UUID, int]]
    draw: Callable[[UUID, Sequence[Any]], Sequence[Parts]]
    whole: bool = False

    def tell(self, before: Parts | None, now: Parts) -> bytes:
        """The message that leads from what a page shows to what it is to show."""
        told: Parts = now
        if before is not None and not self.whole:
            told = {name: part for name, part in now.items() if name not in before or before[name] != part}
            told |= {name: None for name in before if name not in now}
        return json.dumps(told, ensure_ascii=False).encode()


@dataclass(eq=False)
class Channel:
    """One view of one thing: the same for all who watch it."""

    place: Whereabouts
    source: Source
    key: UUID
    view: Hashable
    changed: threading.Condition = field(default_factory=threading.Condition)
    listeners: int = 0
    beat: int = -1
    content: Parts | None = None
    drawn_at: float = 0.0
    looked_at: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> tuple[Hashable, ...]:
        return self.place, self.source, self.key, self.view

    def is_old(self, beat: int, now: float) -> bool:
        return beat != self.beat or now - self.drawn_at > FRESH

    def show(self, content: Parts, now: float) -> None:
        """Wake whoever waits, if there is anything new."""
        self.looked_at = now
        if content != self.content:
            with self.changed:
                self.content = content
                self.changed.notify_all()


class Listener:
    """The events of one page, until it goes, its time is over, or the process ends."""

    def __init__(self, exchange: Exchange, channel: Channel) -> None:
        self._exchange, self._channel = exchange, channel
        self._until = time.monotonic() + LIFE * random.uniform(1, 1.2)
        self._shown: Parts | None = None
        self._first, self._left = True, False

    def __iter__(self) -> Listener:
        return self

    def __next__(self) -> bytes:
        if self._first:
            self._first = False
            self._exchange.begin()
            return f"retry: {RETRY}\n".encode() + _alive()
        content = self._wait()
        if content is None or content is self._shown:
            return _alive()
        told = self._channel.source.tell(self._shown, content)
        self._shown = content
        return f"id: {self._channel.beat}\ndata: ".encode() + told + b"\n\n"

    def _wait(self) -> Parts | None:
        """The next content, or the same after a while. Raise StopIteration when the stream is over."""
        channel = self._channel
        with channel.changed:
            channel.changed.wait_for(lambda: self._exchange.stopped or channel.content is not self._shown, ALIVE)
            now = time.monotonic()
            if self._exchange.stopped or now > self._until or now - channel.looked_at > LOST:
                raise StopIteration
            return channel.content

    def close(self) -> None:
        if not self._left:
            self._left = True
            self._exchange.leave(self._channel)


class Exchange:
    """Who watches what in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channels: dict[tuple[Hashable, ...], Channel] = {}
        self._wake = threading.Event()
        self._looking: threading.Thread | None = None
        self.stopped = False

    def listen(self, source: Source, key: UUID, view: Hashable = None) -> Listener | None:
        """The events of a page; None while as many as this process can carry are being listened to already."""
        wanted = Channel(here(), source, key, view)
        with self._lock:
            if self.stopped or sum(one.listeners for one in self._channels.values()) >= settings.STREAMS:
                return None
            channel = self._channels.setdefault(wanted.name, wanted)
            channel.listeners += 1
        return Listener(self, channel)

    def leave(self, channel: Channel) -> None:
        with self._lock:
            channel.listeners -= 1
            if not channel.listeners:
                self._channels.pop(channel.name, None)

    def stop(self) -> None:
        """End all streams at once and take no more: the process ends."""
        self.stopped = True
        self._wake.set()
        for channel in self.watched():
            with channel.changed:
                channel.changed.notify_all()
        if self._looking:
            self._looking.join(timeout=5)

    def begin(self) -> None:
        """Somebody waits: from now on until nobody watches, there is a thread that looks."""
        with self._lock:
            if self._looking is None and not self.stopped:
                self._looking = threading.Thread(target=self._run, name="live", daemon=True)
                self._looking.start()

    def watched(self) -> list[Channel]:
        with self._lock:
            return list(self._channels.values())

    def _run(self) -> None:
        """Look as long as somebody watches, then give the connection back."""
        while self._goes_on():
            began = time.monotonic()
            look(self.watched())
            self._wake.wait(max(LOOK, SHARE * (time.monotonic() - began)))

    def _goes_on(self) -> bool:
        with self._lock:
            if self._channels and not self.stopped:
                return True
            connections.close_all()
            self._looking = None
            return False


def look(channels: Iterable[Channel]) -> None:
    """One look at all that is watched; a regency whose database does not answer does not stop the others."""
    places: defaultdict[Whereabouts, list[Channel]] = defaultdict(list)
    for channel in channels:
        places[channel.place].append(channel)
    for place, watched in places.items():
        try:
            with there(place):
                _look_around(watched)
        except Exception:
            logger.exception("live pages could not be looked after")
            connections.close_all()


def _look_around(watched: list[Channel]) -> None:
    """One query for all sources that count in the same place."""
    counted: defaultdict[Callable[[Collection[UUID]], Mapping[UUID, int]], list[Channel]] = defaultdict(list)
    for channel in watched:
        counted[channel.source.beats].append(channel)
    for beats, channels in counted.items():
        _follow(channels, beats({one.key for one in channels}))


def _follow(watched: list[Channel], beats: Mapping[UUID, int]) -> None:
    """Draw anew what has changed, each thing once for all its views; a thing that is gone is told no more."""
    now = time.monotonic()
    old: defaultdict[tuple[Source, UUID], list[Channel]] = defaultdict(list)
    for channel in watched:
        if channel.key not in beats:
            continue
        if channel.is_old(beats[channel.key], now):
            old[channel.source, channel.key].append(channel)
        else:
            channel.looked_at = now
    for (source, key), channels in old.items():
        _draw(source, key, beats[key], channels, now)


def _draw(source: Source, key: UUID, beat: int, channels: list[Channel], now: float) -> None:
    """What cannot be drawn is tried again with its next beat, and keeps nothing else dark."""
    for channel in channels:
        channel.beat, channel.drawn_at = beat, now
    try:
        with timezone.override(regency_zone()):
            contents = source.draw(key, [channel.view for channel in channels])
    except Exception:
        logger.exception("the live pages of %s could not be drawn", key)
        return
    for channel, content in zip(channels, contents, strict=True):
        channel.show(content, now)


def _alive() -> bytes:
    """A sign of life with the server's time in milliseconds: pages go by it, whatever their own clock says."""
    return f"event: detak\ndata: {time.time_ns() // 1_000_000}\n\n".encode()


exchange = Exchange()

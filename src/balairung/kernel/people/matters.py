"""A matter on which somebody decides, and the answer to who may: the person, the way there, the words for a page.

The words are those of UU 30/2014 (arts. 11-14) for attribution, delegation and mandate, and of UU 6/2014 (art. 22) for
the assignment of a village; a.n., u.b. and u.p. are those of official letters.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.facts import facts
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Delegation, Holding, Person, Post, Scale
from balairung.kernel.people.presence import Sitting

PREFIX = {Holding.Capacity.PLT: "Plt.", Holding.Capacity.PLH: "Plh."}
REGENTS = (Post.Role.REGENT, Post.Role.DEPUTY_REGENT)
#: Posts whose title says already where they are.
NAMED = (Post.Role.HEAD, Post.Role.ASSISTANT, Post.Role.STAFF_EXPERT, Post.Role.ADJUTANT)


def strategic_keys() -> Collection[str]:
    """Matters that change the standing of organisation, people or money: no mandate, no Plt. and no Plh. reaches them
    (UU 30/2014 art. 14 paragraph 7; ground/data/authority.yaml).
    """
    keys: dict[str, str] = facts("authority")["strategic"]
    return keys


@dataclass(frozen=True)
class Matter:
    """What is to be done: its subject, which letter, service or topic, where, of what value in rupiah and scale."""

    subject: str
    key: str = ""
    region: str = ""  # national code
    value: int | None = None
    scale: str = ""

    @property
    def strategic(self) -> bool:
        return self.key in strategic_keys()

    @property
    def regions(self) -> list[str]:
        """The codes of the region and of all around it: `35`, `35.10`, `35.10.01`."""
        parts = self.region.split(".") if self.region else []
        return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


class Way(StrEnum):
    """How authority came to a post."""

    OWN = "own"  # its own: by its office, or by attribution
    DELEGATION = "delegation"
    MANDATE = "mandate"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Step:
    """One post on the way, and the row by which authority came to it; None where its office is enough."""

    post: Post
    way: Way
    under: Delegation | None = None


@dataclass(frozen=True)
class Passed:
    """A post or a row that was considered and does not count, and why, in words."""

    post: Post
    why: str
    under: Delegation | None = None


@dataclass(frozen=True)
class Answer:
    """Exactly one person in one post, or a named reason; either way with the whole way there."""

    matter: Matter
    at: datetime
    steps: tuple[Step, ...]
    sitting: Sitting
    passed: tuple[Passed, ...] = ()
    reason: str = ""  # why nobody may; "" when somebody does

    @property
    def person(self) -> Person | None:
        return None if self.reason else self.sitting.person

    @property
    def post(self) -> Post:
        """The post that acts."""
        return self.steps[-1].post

    @property
    def principal(self) -> Post:
        """The post in whose name it is done: the last one that the responsibility moved to."""
        return self.steps[self._own].post

    @property
    def under(self) -> Delegation | None:
        """The row by which the acting post acts; None where the authority is its own."""
        return None if self.steps[-1].way == Way.OWN else self.steps[-1].under

    @cached_property
    def _own(self) -> int:
        moved = [place for place, step in enumerate(self.steps) if step.way != Way.MANDATE]
        return moved[-1]

    @property
    def heading(self) -> tuple[str, ...]:
        """The lines above a signature: `a.n.` the principal, `u.b.` for a mandate that was handed on once more."""
        names = [full_title(step.post) for step in self.steps[self._own :]]
        names[-1] = f"{self._prefix} {names[-1]}".strip()
        if len(names) == 1:
            return (names[0],)
        first, second, *rest = names
        lines = [f"a.n. {first}", second]
        for name in rest:
            lines += ["u.b.", name]
        return tuple(lines)

    @property
    def attention(self) -> str:
        """How such a matter is addressed: `Yth. Bupati Banyuwangi u.p. Camat Rogojampi`."""
        whom = _("Yth. %(post)s") % {"post": full_title(self.principal)}
        return whom if self.post == self.principal else f"{whom} u.p. {full_title(self.post)}"

    def sentences(self) -> list[str]:
        """The whole way in plain words: whose it is, each row with its decree, who was passed by and why, who acts."""
        way = [_first(self.steps[0]), *map(_next, self.steps[1:])] if not self._unheld else []
        return [*way, *(_passed(one) for one in self.passed), self._end()]

    @property
    def _unheld(self) -> bool:
        return bool(self.reason) and self.sitting.person is None and not self.sitting.why

    @property
    def _prefix(self) -> str:
        return PREFIX.get(Holding.Capacity(self.sitting.capacity), "")

    def _end(self) -> str:
        words = {"post": full_title(self.post), "reason": self.reason, "day": long_date(self.at)}
        if self.person is None:
            return _("Jadi pada %(day)s tidak ada yang berwenang: %(post)s – %(reason)s.") % words
        words |= {"name": self.person.name, "titled": f"{self._prefix} {words['post']}".strip()}
        if self.post == self.principal:
            return _("Jadi yang berwenang pada %(day)s: %(name)s, %(titled)s.") % words
        words["principal"] = full_title(self.principal)
        return _("Jadi yang berwenang pada %(day)s: %(name)s, %(titled)s, atas nama %(principal)s.") % words


# --- words ---------------------------------------------------------------------------------------------------------


def full_title(post: Post) -> str:
    """The title with what it is of: `Bupati Banyuwangi`, `Sekretaris Daerah Kabupaten Banyuwangi`, `Camat Rogojampi`,
    `Kepala Bidang Pelayanan Dinas Pendidikan`.
    """
    regency = the_regency()
    place = regency.name if regency else ""
    if post.role in REGENTS:
        place = place.removeprefix("Kabupaten ").removeprefix("Kota ")
    elif post.role != Post.Role.SECRETARY:
        place = "" if post.role in NAMED else post.office.short
    return post.title if place in post.title else f"{post.title} {place}"


def decree_words(row: Delegation) -> str:
    """`Keputusan kepala daerah nomor 188/45/2026 tanggal 2 Maret 2026`."""
    return _("%(kind)s nomor %(number)s tanggal %(day)s") % {
        "kind": row.basis.get_kind_display(), "number": row.basis.number,
        "day": long_date(row.basis.dated).partition(", ")[2],
    }  # fmt: skip


def size(scale: str) -> int:
    """The place of a scale in its order."""
    return [str(one) for one in Scale.values].index(scale)


def _first(step: Step) -> str:
    if step.under:
        words = _("%(decree)s memberikan wewenang ini kepada %(post)s (atribusi).")
        return words % {"decree": decree_words(step.under), "post": full_title(step.post)}
    return _("%(post)s memegang wewenang ini karena jabatannya.") % {"post": full_title(step.post)}


def _next(step: Step) -> str:
    assert step.under is not None
    return f"{given_words(step.under)}."


def given_words(row: Delegation) -> str:
    """`Kepala Dinas PUPR mendelegasikannya kepada Camat Kartoharjo dengan Keputusan …`; for all but attributions."""
    giver = full_title(row.giver) if row.giver else ""
    return _given(row) % {"post": full_title(row.receiver), "decree": decree_words(row), "giver": giver}


def _given(row: Delegation) -> str:
    if row.only_in_absence:
        return _("%(giver)s memandatkannya kepada %(post)s selama berhalangan, dengan %(decree)s")
    return {
        Delegation.Kind.DELEGATION: _("%(giver)s mendelegasikannya kepada %(post)s dengan %(decree)s"),
        Delegation.Kind.MANDATE: _("%(giver)s memandatkannya kepada %(post)s dengan %(decree)s"),
        Delegation.Kind.ASSIGNMENT: _("%(giver)s menugaskannya kepada %(post)s dengan %(decree)s"),
    }[Delegation.Kind(row.kind)]


def _passed(one: Passed) -> str:
    words = {"post": full_title(one.post), "why": one.why, "decree": decree_words(one.under) if one.under else ""}
    if one.under:
        return _("Dilewati: %(post)s, menurut %(decree)s, karena %(why)s.") % words
    return _("Dilewati: %(post)s, karena %(why)s.") % words
